"""Requests in ``.http`` and ``.rest`` files: VS Code's REST Client, JetBrains' HTTP Client, Visual Studio.

Sources: the REST Client's README, "Usage"; JetBrains' documentation, "Exploring the HTTP request syntax". Requests are
parted by ``###``; ``@name = value`` sets what ``{{name}}`` stands for; a name that nothing sets stays as it is.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from triage.engine.exchange import Call, Header, Headers, Missing, Placeholder, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import FIELD_LINE, METHODS, VERSION
from triage.engine.reading.messages import bodies
from triage.engine.reading.messages.fields import basic, header, is_lines, url_of
from triage.engine.reading.messages.multipart import form_of
from triage.engine.reading.source import Found, LinePattern, Source

NOTATION = "http file"
PARTING = LinePattern(r"[ \t]*#{3,}[^\n]*")
SET = LinePattern(r"[ \t]*@(?P<name>[\w.-]{1,60})[ \t]*=[ \t]*(?P<value>[^\n]{0,4000})")
MARKED = re.compile(
    r"(?:\A|\n)[ \t]*(?:@[\w.-]{1,60}[ \t]*=|(?:#|//)[ \t]*@[a-z]|>>?!?[ \t]|<@?[ \t]+\.{0,2}[\w{/]"
    r"|(?i:x-request-type:[ \t]*graphql)|GRAPHQL[ \t]+(?:https?:|\{\{))"
)
REQUEST = re.compile(
    rf"[ \t]*(?:(?P<method>{METHODS}|GRAPHQL)[ \t]+)?(?P<target>(?:https?://|\{{\{{)\S{{1,8000}}|(?(method)[/*]\S{{0,8000}}|(?!)))"
    rf"(?:[ \t]+(?P<version>{VERSION}))?[ \t]*(?=\n|\Z)"
)
# What may stand above a request and among its header fields.
PASSED = re.compile(r"[ \t]*(?:(?:#(?!##)|//|@[\w.-]{1,60}[ \t]*=)[^\n]*)?(?:\n|\Z)")
BEFORE = re.compile(r"[ \t]*<[ \t]*\{%")
MORE_URL = re.compile(r"[ \t]*(?P<more>[?&][^\s]{0,4000})[ \t]*(?:\n|\Z)|[ \t]+(?P<path>/[^\s]{0,4000})[ \t]*(?:\n|\Z)")
# What ends a body: a handler, a redirect into a file, a link to a saved response, a response pasted below.
BEHIND = re.compile(
    rf"^[ \t]*(?:>?[ \t]*\{{%|>>?!?[ \t]+[\w./{{]|<>[ \t]|{VERSION}[ \t]+[1-5][0-9][0-9]\b)", re.MULTILINE
)
# What somebody draws between a request and its answer.
DRAWN = re.compile(r"\n[ \t]*(?:[-=_*~#─━]{3,80}[^\n]{0,80})\n?\Z")
# JetBrains writes the variables in a file of their own; the README of the REST Client parts them with an empty line.
VARIABLES = re.compile(r"\n[ \t]*\n\s{0,20}(?=\{)")
HANDLER = re.compile(r"[ \t]*>?[ \t]*\{%")
FROM_FILE = re.compile(r"[ \t]*<(?:@[\w-]{0,20})?[ \t]+(?P<path>[^\s<>{%][^\n]{0,400})\s*\Z")
VARIABLE = re.compile(r"\{\{([^{}\n]{1,60})\}\}")
BASIC = re.compile(r"(?i:basic)[ \t]+(?P<user>[^\s:]{1,200})(?:[ \t]+|:)(?P<password>\S{1,200})\Z")


@dataclass(frozen=True, slots=True)
class _Body:
    """A request's body, the stretch it and its handlers take, and whether it is a file's."""

    text: str | None
    span: Span | None
    end: int
    is_file: bool = False


def read(source: Source) -> Found | None:
    """The requests of such a file, or None where nothing but a request stands there: that is a raw message."""
    text = source.text
    if not source.has("###") and MARKED.search(source.left) is None:
        return None
    known = _variables(source)
    found = Found()
    for block in _blocks(source):
        new = _request(text, block, known)
        if new is None:
            continue
        found = found.plus(new)
        if len(found.parts) >= limits.EXCHANGES:
            break
    return found if found.parts else None


def _blocks(source: Source) -> list[Span]:
    """The stretches between the lines that part requests."""
    partings = [Span(match.start("line"), match.end()) for match in islice(source.matches(PARTING), limits.WORDS)]
    blocks: list[Span] = []
    for start, end in source.free:
        at = start
        for parting in partings:
            if start <= parting.start < end:
                blocks.append(Span(at, parting.start))
                at = parting.end
        blocks.append(Span(at, end))
    return blocks


def _variables(source: Source) -> Mapping[str, str]:
    """What the file sets; a value may name variables set above it."""
    known: dict[str, str] = {}
    for match in islice(source.matches(SET), limits.ASSIGNMENTS):
        known[match["name"]] = _put_in(match["value"].strip(), known)[: limits.LINE]
    return known


def _put_in(text: str, known: Mapping[str, str]) -> str:
    return VARIABLE.sub(lambda found: known.get(found[1].strip(), found.group()), text) if "{{" in text else text


def _request(text: str, block: Span, known: Mapping[str, str]) -> Found | None:
    at = _passed_over(text, block)
    line = REQUEST.match(text, at, block.end)
    if line is None:
        return None
    target, at = _whole_target(text, line, block.end)
    fields, at = _fields(text, at, block.end, known)
    named = {each.name.lower(): each.value for each in fields}
    body = _body(text, at, block.end, is_lines=is_lines(named.get("content-type", "")))
    if body.text is not None and _is_remark(line["method"] or "GET", named, body.text):
        body = _Body(None, None, at)
    last = max(line.end(), fields[-1].span.end if fields else 0)
    content = _put_in(body.text, known) if body.text is not None else None
    form = form_of(content, named.get("content-type", "")) if content is not None else ()
    content = _sent_body(line, named, content) if content is not None and not form else None
    call = Call(
        method="POST" if line["method"] == "GRAPHQL" else line["method"] or "GET",
        url=url_of(_put_in(target, known), fields).partition("#")[0],
        span=Span(line.start(), max(body.end, last)),
        notation=NOTATION,
        headers=Headers(fields),
        body=content,
        form=form,
        placeholders=_placeholders(text, Span(line.start(), max(body.span.end if body.span else 0, last)), known),
        method_span=Span(*line.span("method")) if line["method"] else None,
        url_span=Span(*line.span("target")),
        body_span=body.span,
    )
    how = "The request's body is in a file: add its content."
    return Found((call,), claims=(call.span,), missing=(Missing("body", how),) if body.is_file else ())


def _is_remark(method: str, named: Mapping[str, str], body: str) -> bool:
    """Whether a sentence of the customer's stands where a body would: such a method has none unless it says so."""
    has_none = method in ("GET", "HEAD", "DELETE", "OPTIONS", "TRACE") and "content-type" not in named
    return has_none and body[:1] not in ("{", "[", "<")


def _sent_body(line: re.Match[str], named: Mapping[str, str], content: str) -> str:
    """The body as it is sent: a form in one line, a GraphQL query with its variables as JSON."""
    if named.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return re.sub(r"\s*\n\s*", "", content)
    is_graphql = line["method"] == "GRAPHQL" or named.get("x-request-type", "").lower() == "graphql"
    if not is_graphql:
        return content
    last = max((each.end() for each in VARIABLES.finditer(content)), default=len(content))
    try:
        variables: object = json.loads(content[last:] or "{}")
    except (ValueError, RecursionError):
        return content
    return json.dumps({"query": content[:last].strip(), "variables": variables}, ensure_ascii=False)


def _passed_over(text: str, block: Span) -> int:
    """Where the request line must be: behind comments, variables and scripts that run before."""
    at = block.start
    while at < block.end:
        if BEFORE.match(text, at, block.end):
            close = text.find("%}", at, block.end)
            at = block.end if close < 0 else close + 2
            continue
        passed = PASSED.match(text, at, block.end)
        if passed is None or passed.end() == at:
            break
        at = passed.end()
    return at


def _whole_target(text: str, line: re.Match[str], end: int) -> tuple[str, int]:
    """The target with what the lines below add to it, and where the header fields begin."""
    target, at = line["target"], min(line.end() + 1, end)
    while (more := MORE_URL.match(text, at, end)) is not None and more.end() > at:
        target += more["more"] or more["path"]
        at = more.end()
    return target, at


def _fields(text: str, at: int, end: int, known: Mapping[str, str]) -> tuple[tuple[Header, ...], int]:
    fields: list[Header] = []
    while at < end and text[at] != "\n":
        comment = PASSED.match(text, at, end)
        if comment is not None and comment.group().strip():
            at = comment.end()
            continue
        match = FIELD_LINE.match(text, at, end)
        if match is None:
            break
        given = header(match)
        fields.append(Header(given.name, _sent(given, known), given.span, given.value_span))
        at = min(match.end() + 1, end)
    return tuple(fields), at


def _sent(given: Header, known: Mapping[str, str]) -> str:
    """The value with its variables put in; ``Basic user password`` is encoded (RFC 7617)."""
    value = _put_in(given.value, known)
    pair = BASIC.match(value) if given.name.lower() == "authorization" else None
    return basic(f"{pair['user']}:{pair['password']}") if pair is not None else value


def _body(text: str, at: int, end: int, *, is_lines: bool) -> _Body:
    behind = BEHIND.search(text, at, end)
    stop = behind.start() if behind is not None else end
    start, last = _stripped(text, at, stop)
    complete = None if is_lines or text[start : start + 1] not in ("{", "[") else bodies.json_end(text, start, last)
    if complete is not None:
        last = complete
    elif (drawn := DRAWN.search(text, max(start, last - 200), last)) is not None:
        start, last = _stripped(text, start, drawn.start())
    taken = last
    if behind is not None and HANDLER.match(text, behind.start(), end):
        close = text.find("%}", behind.start(), end)
        taken = end if close < 0 else close + 2
    if last <= start:
        return _Body(None, None, taken)
    if FROM_FILE.match(text, start, last):
        return _Body(None, None, max(taken, last), is_file=True)
    return _Body(text[start:last], Span(start, last), max(taken, last))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n":
        start += 1
    while end > start and text[end - 1] in " \t\n":
        end -= 1
    return start, end


def _placeholders(text: str, span: Span, known: Mapping[str, str]) -> tuple[Placeholder, ...]:
    unknown = (each for each in VARIABLE.finditer(text, span.start, span.end) if each[1].strip() not in known)
    return tuple(Placeholder(each.group(), Span(*each.span())) for each in islice(unknown, limits.PLACEHOLDERS))
