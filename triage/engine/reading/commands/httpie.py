"""HTTPie's commands (``http``, ``https``, ``xh``, ``xhs``). Source: HTTPie's documentation, "Request items"."""

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from triage.engine.exchange import Call, FormField, Header, Headers, Missing, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import KNOWN_METHOD
from triage.engine.reading.messages.fields import basic
from triage.engine.reading.placeholders import placeholders
from triage.engine.reading.shells import bash, setup
from triage.engine.reading.shells.words import Command, Word
from triage.engine.reading.source import Found, Source

NOTATION = "httpie"
START = re.compile(
    r"(?<![\w./:-])(?P<name>https?|xhs?)"
    r"(?=[ \t]+(?:-|:?/|https?://|:[0-9]|localhost|[A-Z]{3,7}[ \t]|[\w-]+(?:\.[\w-]+)+[/ \t\n:]))"
)
KEY = re.compile(r"\[([^\[\]]*)\]")
SEPARATOR = re.compile(r"(?<!\\)(?::=@|=@|:=|==|=|:|@|;)")
WITH_VALUE = {
    "-a", "--auth", "-A", "--auth-type", "-p", "--print", "-P", "--history-print", "-o", "--output", "-s",
    "--style", "--session", "--session-read-only", "--pretty", "--verify", "--cert", "--cert-key",
    "--timeout", "--proxy", "--boundary", "--raw", "--max-redirects", "--max-headers", "--format-options",
    "--response-charset", "--response-mime", "--default-scheme", "--ssl", "--ciphers", "--bearer",
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """One command in the making."""

    command: Command
    method: Word | None = None
    url: Word | None = None
    headers: list[Header] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    data: list[tuple[str, object]] = field(default_factory=list)
    files: list[FormField] = field(default_factory=list)
    options: dict[str, Word | None] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)
    body_place: Span | None = None


def read(source: Source) -> Found | None:
    """Every HTTPie command of the text, or None."""
    if not source.has("http ", "https ", "xh ", "xhs "):
        return None
    every = Found()
    done = -1
    values: setup.Assignments | None = None
    for match in source.matches(START):
        line = setup.line_start(source.text, match.start())
        before = source.text[line : match.start()]
        repairs = setup.prompt(source.text, match.start())
        is_start = not before.strip() or bool(repairs) or before.rstrip().endswith(("|", "$"))
        if match.start() < done or not is_start:
            continue
        values = setup.assignments(source.text) if values is None else values
        found = _found(source, match.start(), line, values)
        if found is None:
            continue
        done = found.parts[0].span.end
        claims = (Span(line, done),)
        every = every.plus(found).plus(Found(claims=claims, repairs=tuple(repairs)))
        if len(every.parts) >= limits.EXCHANGES:
            break
    return every if every.parts else None


def _found(source: Source, start: int, line: int, values: setup.Assignments) -> Found | None:
    text = source.text
    env = setup.variables(values, start)
    fed = setup.fed(text, line, start, env)
    command = bash.command(text, start, source.end_of(start), env, fed)
    draft = Draft(command)
    words = iter(command.words[1:])
    for word in words:
        if word.value.startswith("-") and len(word.value) > 1 and not word.quoted:
            _option(draft, word, words)
        elif (
            draft.method is None
            and draft.url is None
            and KNOWN_METHOD.match(word.value.upper())
            and word.value.isalpha()
        ):
            draft.method = word
        elif draft.url is None:
            draft.url = word
        else:
            _item(draft, word)
    if draft.url is None:
        return None
    missing = setup.unknown(command)
    return Found(
        (_call(draft, draft.url, command.words[0].value),), repairs=command.repairs, missing=(*draft.missing, *missing)
    )


def _option(draft: Draft, word: Word, words: Iterator[Word]) -> None:
    name, mark, value = word.value.partition("=")
    if mark:
        at = len(name) + 1
        place = word.at(at)
        draft.options[name] = Word(value, place, word.end, ((0, place),))
    elif name in WITH_VALUE:
        draft.options[name] = next(words, None)
    else:
        for flag in [name] if name.startswith("--") else [f"-{letter}" for letter in name[1:]]:
            draft.options[flag] = None


def _item(draft: Draft, word: Word) -> None:
    """One request item: ``Header:value``, ``query==value``, ``field=value``, ``field:=json``, ``field@file``."""
    found = SEPARATOR.search(word.value)
    if found is None:
        return
    name, value = word.value[: found.start()].replace("\\", ""), word.value[found.end() :]
    mark = found.group()
    place = word.part(found.end(), len(word.value)) if value else word.span
    if mark == ":" and value:
        draft.headers.append(Header(name, value, word.span, place))
    elif mark == ";":
        draft.headers.append(Header(name, "", word.span, place))
    elif mark == "==":
        draft.query.append((name, value))
    elif mark in ("=", ":="):
        draft.data.append((name, _json(value) if mark == ":=" else value))
        draft.body_place = Span(draft.body_place.start if draft.body_place else word.start, word.end)
    elif mark == "@":
        draft.files.append(FormField(name, None, re.split(r"[/\\]", value.split(";")[0])[-1]))
    elif mark in ("=@", ":=@"):
        draft.missing.append(Missing("body", f"The field {name!r} is in the file {value!r}; paste what it holds."))


def _json(value: str) -> object:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _call(draft: Draft, url: Word, name: str) -> Call:
    body, content_type = _body(draft)
    has_body = body is not None or bool(draft.files) or bool(draft.missing)
    headers = [*draft.headers, *_added(draft, content_type, {each.name.lower() for each in draft.headers})]
    place = draft.body_place or (draft.command.stdin.span if draft.command.stdin else None)
    return Call(
        method=draft.method.value.upper() if draft.method else "POST" if has_body else "GET",
        url=_url(url.value, name, draft),
        span=draft.command.span,
        notation=NOTATION,
        headers=Headers(tuple(headers)),
        body=body,
        form=tuple(draft.files) and (*(FormField(key, str(value)) for key, value in draft.data), *draft.files),
        placeholders=placeholders(draft.command.variables, url, headers, None, None),
        method_span=draft.method.span if draft.method else None,
        url_span=url.span,
        body_span=place if body is not None else None,
    )


def _body(draft: Draft) -> tuple[str | None, str]:
    """The body's text and its Content-Type; with files it is multipart and stands in the form."""
    if draft.files:
        return None, "multipart/form-data"
    raw = draft.options.get("--raw")
    if raw is not None or draft.command.stdin is not None:
        given = raw or draft.command.stdin
        return given.value if given else None, "application/json"
    if not draft.data:
        return None, ""
    if "-f" in draft.options or "--form" in draft.options:
        return urlencode(
            {key: str(value) for key, value in draft.data}
        ), "application/x-www-form-urlencoded; charset=utf-8"
    return json.dumps(nested(draft.data), ensure_ascii=False), "application/json"


def nested(data: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Names such as ``a[b]`` put one object into another, ``a[]`` and ``a[0]`` a list (HTTPie's "Nested JSON")."""
    result: dict[str, object] = {}
    for name, value in data:
        target: dict[str, object] | list[object] = result
        path = [name.partition("[")[0], *KEY.findall(name)][: limits.NESTING]
        for key, following in itertools.pairwise(path):
            inner = _put(target, key, [] if following == "" or following.isdecimal() else {}, keeps=True)
            if not isinstance(inner, dict | list):
                break
            target = inner
        _put(target, path[-1], value)
    return result


def _put(target: dict[str, object] | list[object], key: str, value: object, *, keeps: bool = False) -> object:
    """What stands at a key or at the list's end after putting the value there; with ``keeps`` what was there stays."""
    if isinstance(target, list):
        if keeps and target and key != "":
            return target[-1]
        target.append(value)
        return value
    if not keeps:
        target[key] = value
    return target.setdefault(key, value)


def _url(url: str, name: str, draft: Draft) -> str:
    """The URL with the scheme and host that HTTPie supplies: ``:3000/x`` is ``http://localhost:3000/x``."""
    scheme = "https" if name in ("https", "xhs") else "http"
    url = re.sub(r"^:(?=/|\Z)", "localhost", re.sub(r"^:(?=[0-9])", "localhost:", url))
    if "://" not in url.partition("?")[0]:
        url = f"{scheme}://{url}"
    if draft.query:
        url += ("&" if "?" in url else "?") + urlencode(draft.query)
    return url


def _added(draft: Draft, content_type: str, written: set[str]) -> list[Header]:
    added: list[Header] = []
    auth = draft.options.get("--auth") or draft.options.get("-a")
    kind = draft.options.get("--auth-type") or draft.options.get("-A")
    bearer = draft.options.get("--bearer")
    if auth is not None and "authorization" not in written:
        is_bearer = kind is not None and kind.value == "bearer"
        added.append(
            Header("Authorization", f"Bearer {auth.value}" if is_bearer else basic(auth.value), auth.span, auth.span)
        )
    if bearer is not None:
        added.append(Header("Authorization", f"Bearer {bearer.value}", bearer.span, bearer.span))
    if content_type and "content-type" not in written:
        place = draft.body_place or draft.command.span
        added.append(Header("Content-Type", content_type, place, place))
    if content_type == "application/json" and "accept" not in written:
        place = draft.body_place or draft.command.span
        added.append(Header("Accept", "application/json, */*;q=0.5", place, place))
    return added
