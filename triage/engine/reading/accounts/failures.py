"""The client's own errors instead of a response: curl's, and those of other tools (issue: never reached the API)."""

import re
from collections.abc import Iterable
from itertools import islice

from triage.engine.exchange import Call, Failure, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.accounts.wordings import LAST, WORDINGS, Wording
from triage.engine.reading.grammar import METHODS
from triage.engine.reading.source import Found, Part, Source

NOTATION = "error message"
# curl's manual, "EXIT CODES".
CURL = re.compile(r"curl: \((?P<code>[0-9]{1,3})\)(?P<text>[^\n]*)")
# Exit code 22 (--fail) is a response in disguise: "The requested URL returned error: 404".
RETURNED = re.compile(r"returned error:? (?P<status>[1-5][0-9][0-9])(?:[ \t]+(?P<reason>[^\n]*))?")
# Go's url.Error (in a log of JSON with its quotes escaped) and Spring's ResourceAccessException name the call in front
# of what went wrong, and so does the browser's console.
ASKED = re.compile(
    r"\b(?P<go>Get|Post|Put|Patch|Delete|Head|Options) (?:\\?\")?(?P<go_url>https?://[^\s\"\\]{1,4000}?)(?:\\?\")?: "
    r"|I/O error on (?P<java>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) request for \"(?P<java_url>[^\s\"]{1,4000})\": "
    rf"|\b(?P<browser>{METHODS}) (?P<browser_url>https?://\S{{1,4000}}) (?=net::ERR_|[^\n]{{0,40}}\(failed\))"
)
# Others name only where the call went. In order: Guzzle and Symfony ("for https://…"); node-fetch; reqwest; Chrome and
# Firefox on a missing Access-Control-Allow-Origin.
WENT = re.compile(
    r"\bfor \"?(?P<for>https?://[^\s\"]{1,4000})"
    r"|request to (?P<node>https?://\S{1,4000}) failed"
    r"|for url \((?P<rust>https?://[^\s()]{1,4000})\)|reqwest::Error [^\n]{0,60}? url: \"(?P<debug>https?://[^\s\"]{1,4000})"
    r"|(?:XMLHttpRequest|fetch|resource) at '(?P<chrome>https?://[^\s']{1,4000})'"
    r"|remote resource at (?P<firefox>https?://[^\s(]{1,4000}?)\.? \("
    r"|https?ConnectionPool\(host='(?P<host>[^'\s]{1,200})', port=(?P<port>[0-9]{1,5})\)[^\n]{0,60}? with url: "
    r"(?P<path>/\S{0,4000})",
    re.IGNORECASE,
)
# Who logs in JSON names the level; a gateway's error body does not.
LOG_LINE = re.compile(r"[ \t]*\{[^\n]{0,4000}?\"(?:level|lvl|levelname|severity|log\.level|logger|caller)\"[ \t]*:")
BODY = re.compile(r"[ \t]*(?:[{\[][ \t]*[\"{\[]|\"[\w.-]{1,60}\"[ \t]*:|<[A-Za-z!?/])")

HINTS = ("curl: (", *(hint for wording in (*WORDINGS, *LAST) for hint in wording.hints))


def read(source: Source) -> Found | None:
    """Failures, and responses that a client told of only as an error; or None."""
    parts: list[Part] = (
        [_curl(match) for match in islice(source.matches(CURL), limits.EXCHANGES)] if source.has("curl: (") else []
    )
    if parts:
        return Found(tuple(parts))
    first = _first(source, WORDINGS) or _first(source, LAST)
    if first is None:
        return None
    failure = _failure(source, *first)
    call = _call(source.text, failure.span)
    line = _line(source.text, first[1])
    claims = (line,) if LOG_LINE.match(source.text, *line) else ()
    return Found((failure,) if call is None else (call, failure), claims=claims)


def _first(source: Source, wordings: Iterable[Wording]) -> tuple[Wording, re.Match[str]] | None:
    """The first that the text says, whichever tool it is of."""
    found: list[tuple[Wording, re.Match[str]]] = []
    for wording in wordings:
        if source.has(*wording.hints):
            match = next((each for each in source.matches(wording.pattern) if not _is_in_body(each)), None)
            found += [] if match is None else [(wording, match)]
    return min(found, key=lambda each: each[1].start(), default=None)


def _is_in_body(match: re.Match[str]) -> bool:
    """Whether the line is one of a JSON or XML body: a gateway tells there of its own failures."""
    line = _line(match.string, match)
    is_body = BODY.match(match.string, line.start, match.start()) is not None
    return is_body and LOG_LINE.match(match.string, *line) is None


def _line(text: str, match: re.Match[str]) -> Span:
    """The line that holds the match, or as much of it as is looked at."""
    start = text.rfind("\n", max(0, match.start() - limits.LINE), match.start()) + 1
    stop = text.find("\n", match.end(), match.end() + limits.LINE)
    return Span(start, min(len(text), match.end() + limits.LINE) if stop < 0 else stop)


def _curl(match: re.Match[str]) -> Part:
    text = match["text"].strip()
    span = Span(*match.span())
    returned = RETURNED.search(match.string, *match.span("text"))
    if match["code"] == "22" and returned is not None:
        place = Span(*returned.span("status"))
        return Response(span, int(returned["status"]), (returned["reason"] or "").strip(), status_span=place)
    return Failure("curl", match["code"], f"curl: ({match['code']}) {text}", span)


def _failure(source: Source, wording: Wording, match: re.Match[str]) -> Failure:
    text = source.text
    begin = text.rfind("\n", 0, match.start()) + 1
    stop = text.find("\n", match.end())
    span = Span(max(begin, match.start() - 400), min(len(text) if stop < 0 else stop, match.end() + 400))
    code = match.groupdict().get("code") or wording.name or match.group()
    return Failure(wording.tool, code, text[span.start : span.end].strip(), span)


def _call(text: str, said: Span) -> Call | None:
    """The call that the failure's line names."""
    asked = ASKED.search(text, said.start, said.end)
    if asked is None:
        return _address(text, said)
    name = next(each for each in ("go", "java", "browser") if asked[each])
    return Call(
        method=asked[name].upper(),
        url=asked[f"{name}_url"],
        span=Span(said.start, asked.end()),
        notation=NOTATION,
        method_span=Span(*asked.span(name)),
        url_span=Span(*asked.span(f"{name}_url")),
    )


def _address(text: str, said: Span) -> Call | None:
    """The call of which the failure's line names only the URL."""
    went = WENT.search(text, said.start, said.end)
    if went is None:
        return None
    name = (
        "path"
        if went["path"]
        else next(each for each in ("for", "node", "rust", "debug", "chrome", "firefox") if went[each])
    )
    url = went[name].rstrip(".,;")
    place = Span(went.start(name), went.start(name) + len(url))
    if went["path"]:
        scheme = "https" if went.group()[:5].lower() == "https" else "http"
        port = "" if went["port"] in ("80", "443") else f":{went['port']}"
        url = f"{scheme}://{went['host']}{port}{url.rstrip(')')}"
    return Call("", url, Span(said.start, went.end()), NOTATION, url_span=place)
