"""HAR 1.1 and 1.2 (http://www.softwareishard.com/blog/har-12-spec/): which entry failed, and that one as an exchange.

A HAR holds a whole session with all its cookies. So a file is first cut to the exchanges in question, written as raw
HTTP messages; only these are masked and stored.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from triage.engine.errors import MalformedCall, TooLarge, UnreadableCall
from triage.engine.exchange import Call, Failure, FormField, Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.messages.documents import Json, Places, child, children, cut_object, object_at, text_of
from triage.engine.reading.source import Found, LinePattern, Part, Source

NOTATION = "har"
MARK = re.compile(r'"entries"\s*:\s*\[')
LOOSE = LinePattern(r"[ \t,\[]{0,80}(?P<open>\{)(?=\s{0,80}\")")
BLANKS = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class HarEntry:
    """One exchange of a HAR, to choose from; ``status`` is 0 where the browser got no response."""

    index: int
    method: str
    url: str
    status: int
    failed: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as parsed, with its place in the text."""

    value: Json
    span: Span


def read(source: Source) -> Found | None:
    """The exchanges of a HAR that was pasted as text, or of entries copied out of one; the failing one is chosen."""
    text = source.text
    if not (source.has('"request"') and source.has('"url"') and source.has('"headers"')):
        return None
    is_whole = '"entries"' in text
    entries = list(_entries(text)) if is_whole else _loose_entries(source)
    cut = _cut_entry(text, entries[-1].span.end if entries else None) if is_whole else None
    if not entries and cut is None:
        return None
    best = _best([each.value for each in entries]) if entries else -1
    window = entries[max(0, best - limits.EXCHANGES // 2) : best + limits.EXCHANGES // 2]
    parts: list[Part] = []
    chosen: Part | None = None
    for entry in window:
        call = _call(text, entry)
        parts += [call, _answer(text, entry)] if "response" in entry.value else [call]
        chosen = call if entry is entries[best] else chosen
    if cut is not None and (
        best < 0 or _weight(cut.value) >= _weight(entries[best].value) or "response" not in cut.value
    ):
        parts += [_call(text, cut), _answer(text, cut)] if _status(cut.value) else [_call(text, cut)]
        chosen = parts[-2] if _status(cut.value) else chosen
    claim = Span(0, len(text)) if is_whole else Span(window[0].span.start, window[-1].span.end)
    return Found(tuple(parts), claims=(claim,), chosen=chosen)


def _entries(text: str) -> Iterator[_Entry]:
    """Each entry with its place; stops where the text is cut off."""
    mark = MARK.search(text)
    at = mark.end() if mark else len(text)
    while at < len(text):
        at = _behind_blanks(text, at)
        value, end = object_at(text, at) if text.startswith("{", at) else (None, at)
        if value is None:
            return
        if isinstance(value.get("request"), dict):
            yield _Entry(value, Span(at, end))
        at = end


def _behind_blanks(text: str, at: int) -> int:
    blanks = BLANKS.match(text, at)
    return blanks.end() if blanks is not None else at


def _cut_entry(text: str, at: int | None) -> _Entry | None:
    """The entry in whose midst the text ends, as far as it goes."""
    if at is None:
        mark = MARK.search(text)
        at = mark.end() if mark else len(text)
    at = _behind_blanks(text, at)
    value = cut_object(text, at) if text.startswith("{", at) else None
    return _Entry(value, Span(at, len(text))) if value is not None and _is_asked(value) else None


def _loose_entries(source: Source) -> list[_Entry]:
    """Entries that stand by themselves or in a list: objects whose request has HAR's form."""
    entries: list[_Entry] = []
    effort = 2 * len(source.text)
    done = -1
    for match in source.matches(LOOSE):
        start = match.start("open")
        if start < done:
            continue
        value, done = object_at(source.text, start)
        if value is None:
            effort -= done - start
        elif _is_asked(value):
            entries.append(_Entry(value, Span(start, done)))
        if effort < 0 or len(entries) >= limits.EXCHANGES:
            break
        done = done if value is not None else start
    return entries


def _is_asked(value: Json) -> bool:
    """Whether the entry's request can be read: method, URL, and header fields as a list of names and values."""
    request = child(value, "request")
    fields = children(request, "headers")
    is_list = isinstance(request.get("headers"), list) and all("name" in each for each in fields)
    return is_list and isinstance(request.get("url"), str) and isinstance(request.get("method"), str)


def _best(entries: Sequence[Json]) -> int:
    """The entry that the customer means: the last that failed, API calls before pages and pictures."""
    return max(range(len(entries)), key=lambda index: (_weight(entries[index]), index))


def _weight(entry: Json) -> int:
    status = _status(entry)
    failed = status >= 400 or status == 0
    mime = text_of(child(child(entry, "response"), "content"), "mimeType")
    is_api = text_of(entry, "_resourceType") in ("xhr", "fetch") or "json" in mime or "xml" in mime
    return (2 if failed else 0) + (1 if is_api else 0)


def _status(entry: Json) -> int:
    status = child(entry, "response").get("status")
    return status if isinstance(status, int) and not isinstance(status, bool) else 0


def _headers(places: Places, message: Json) -> Headers:
    fields: list[Header] = []
    for each in children(message, "headers"):
        name, value = text_of(each, "name"), text_of(each, "value")
        if name.startswith(":"):
            continue
        name_span, value_span = places.of(name), places.of(value)
        fields.append(
            Header(
                name,
                value,
                Span(min(name_span.start, value_span.start), max(name_span.end, value_span.end)),
                value_span,
            )
        )
    return Headers(tuple(fields))


def _call(text: str, entry: _Entry) -> Call:
    request = child(entry.value, "request")
    places = Places(text, entry.span, "request")
    post = child(request, "postData")
    body = _decoded(post) or _urlencoded(post)
    form = tuple(_fields(post))
    url = text_of(request, "url")
    method = text_of(request, "method") or "GET"
    return Call(
        method=method,
        url=url.partition("#")[0],
        span=entry.span,
        notation=NOTATION,
        headers=_headers(places, request),
        body=body or None,
        form=() if body else form,
        method_span=places.of(method),
        url_span=places.of(url),
        body_span=places.of(body) if body else None,
    )


def _urlencoded(post: Json) -> str:
    """The body of a form of which the file keeps only the fields."""
    if not text_of(post, "mimeType").startswith("application/x-www-form-urlencoded"):
        return ""
    fields = list(_fields(post))
    if any(each.value is None for each in fields):
        return ""
    return urlencode([(each.name, each.value) for each in fields], safe="~", quote_via=quote, errors="replace")


def _fields(post: Json) -> Iterator[FormField]:
    for each in children(post, "params"):
        yield FormField(
            text_of(each, "name"),
            text_of(each, "value") if "value" in each else None,
            text_of(each, "fileName") or None,
        )


def _answer(text: str, entry: _Entry) -> Response | Failure:
    response = child(entry.value, "response")
    places = Places(text, entry.span, "response")
    status = _status(entry.value)
    if status == 0:
        error = text_of(response, "_error") or text_of(entry.value, "_error") or "no response"
        return Failure("browser", error, f"The browser got no response: {error}", places.of(error))
    content = child(response, "content")
    raw = text_of(content, "text")
    body = _decoded(content)
    at = re.compile(r'"status"\s*:\s*([0-9]{3})').search(text, places.at, entry.span.end)
    return Response(
        span=entry.span,
        status=status,
        reason=text_of(response, "statusText"),
        headers=_headers(places, response),
        body=body,
        status_span=Span(*at.span(1)) if at else None,
        body_span=places.of(raw) if body is not None else None,
    )


def _decoded(content: Json) -> str | None:
    """The body as text; None where there is none or it is binary."""
    text = text_of(content, "text")
    if not text:
        return None
    if text_of(content, "encoding") != "base64":
        return text
    try:
        return b64decode(text).decode("utf-8")
    except (Base64Error, ValueError):
        return None


def is_har(content: bytes) -> bool:
    """Whether a file looks like a HAR."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"log"' in content[:10_000]


def har_entries(content: bytes) -> tuple[HarEntry, ...]:
    """The exchanges of a HAR file, the failing one marked as chosen. Raises as ``read_file`` does."""
    values = [each.value for each in _file_entries(content)]
    best = _best(values)
    return tuple(_summary(index, value, index == best) for index, value in enumerate(values))


def _summary(index: int, entry: Json, chosen: bool) -> HarEntry:
    request, status = child(entry, "request"), _status(entry)
    return HarEntry(
        index, text_of(request, "method"), text_of(request, "url"), status, status == 0 or status >= 400, chosen
    )


def _file_entries(content: bytes) -> list[_Entry]:
    if len(content) > limits.FILE_BYTES:
        raise TooLarge(size=len(content), limit=limits.FILE_BYTES)
    text = content.decode("utf-8-sig", "replace")
    entries = list(_entries(text))
    if entries:
        return entries
    if '"log"' in text[:10_000]:
        raise MalformedCall("this HAR holds no complete entry", line=1, notation=NOTATION)
    raise UnreadableCall("this file is no HAR", hint="Save it in the browser's network tab with “Save all as HAR”.")


def cut_har(content: bytes, chosen: Sequence[int] = ()) -> str:
    """The chosen exchanges of a HAR (the failing one by default) as raw HTTP messages: text to mask and store.

    Raises as ``read_file`` does, and ``UnreadableCall`` where the HAR holds none of the chosen.
    """
    values = [each.value for each in _file_entries(content)]
    picked = [index for index in chosen if 0 <= index < len(values)]
    if chosen and not picked:
        raise UnreadableCall(f"this HAR holds {len(values)} exchanges, counted from 0", hint="Choose one of these.")
    picked = picked or [_best(values)]
    return "\n\n".join(_raw(values[index]) for index in picked[: limits.EXCHANGES])


def _raw(entry: Json) -> str:
    request, response = child(entry, "request"), child(entry, "response")
    lines = [
        f"{_line(text_of(request, 'method')) or 'GET'} {_line(text_of(request, 'url')).replace(' ', '%20')} HTTP/1.1",
        *_raw_headers(request),
    ]
    body = _request_body(child(request, "postData"))
    lines += ["", body] if body else []
    status = _status(entry)
    if status == 0:
        error = _line(text_of(response, "_error")) or "ERR_FAILED"
        return "\n".join([*lines, "", error if error.startswith("net::") else f"net::ERR_FAILED {error}"])
    lines += ["", f"HTTP/1.1 {status} {_line(text_of(response, 'statusText'))}".rstrip(), *_raw_headers(response)]
    answer = _decoded(child(response, "content"))
    return "\n".join([*lines, "", answer] if answer else lines)


def _line(text: str) -> str:
    """The text on one line, so that it cannot pass for another header."""
    return re.sub(r"[\r\n]+", " ", text)


def _raw_headers(message: Json) -> Iterator[str]:
    for each in children(message, "headers"):
        name = _line(text_of(each, "name"))
        if name and not name.startswith(":"):
            yield f"{name}: {_line(text_of(each, 'value'))}"


def _request_body(post: Json) -> str:
    return _decoded(post) or "&".join(
        f"{text_of(each, 'name')}={text_of(each, 'value')}" for each in children(post, "params")
    )
