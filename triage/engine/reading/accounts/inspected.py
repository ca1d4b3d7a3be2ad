"""Errors and responses that a Node program printed: axios, got, superagent, node-fetch, undici.

Sources: axios' "Request Config", "Response Schema" and "Handling Errors"; got's "Errors"; Node's
``http.ClientRequest``, whose ``_header`` holds the request line and header that were sent: it outranks what the
configuration says.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from triage.engine.exchange import Call, Failure, Header, Headers, Missing, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.accounts.inspection import Inspection, every
from triage.engine.reading.accounts.printed import SENT, fields, place_of, sent_fields
from triage.engine.reading.code.literals import Constant, Items, Name, Pairs, Text, Value
from triage.engine.reading.messages.fields import url_of
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, Part, Source

NOTATION = "inspected"
HINTS = (
    "_header:", "AxiosError", "isAxiosError", "AxiosHeaders", "statusText", "statusMessage", "ERR_NON_2XX", "ERR_BAD_R",
    "statusCode: ", " status: ", "Response {",
)  # fmt: skip
OPENED = re.compile(r"\{(?=[ \t]*\n|[ \t]+[\w'\"\[$])|\{(?=\"(?:message|config|status|name|response)\":)")
ABOVE = re.compile(r"[ \t]+at ")
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://")
# axios' buildURL leaves these as they are and writes a blank as "+".
AXIOS_SAFE = "!'()*~-_.:$,[]"
NO_ANSWER = re.compile(r"E[A-Z_]{3,40}|ERR_NETWORK|ERR_CANCELED|[A-Z_]*CERT[A-Z_]*|UND_ERR_[A-Z_]+")
SAID = re.compile(r"(?:Response|status) code (?P<status>[1-5][0-9][0-9])(?: \((?P<reason>[^)\n]{0,60})\))?")
HOW = {
    "response_body": "Node printed only a part of the body: log `JSON.stringify(error.response.data)` and add it.",
    "body": "Node printed only a part of the request's body: log it with `JSON.stringify` and add it.",
}


@dataclass(frozen=True, slots=True)
class _Dump:
    """One printed error or response, and the stretch that is its."""

    top: Pairs
    span: Span


def read(source: Source) -> Found | None:
    """The exchanges that Node printed, or None."""
    text = source.text
    if not source.has(*HINTS):
        return None
    found = Found()
    for dump in _dumps(source):
        found = found.plus(_exchange(text, dump))
        if len(found.parts) >= limits.EXCHANGES:
            break
    return found if found.parts else None


def _dumps(source: Source) -> Iterator[_Dump]:
    """What looks like a dump. An object that is none is passed over only by its first mark; that is bounded."""
    text = source.text
    effort = 3 * len(text) + 1
    done = -1
    for match in source.matches(OPENED):
        if match.start() < done:
            continue
        reader = Inspection(text, match.start(), source.end_of(match.start()))
        value = reader.value()
        effort -= reader.at - match.start()
        top = next((each for each in every(value) if _is_exchange(each)), None) if value is not None else None
        if top is not None:
            done = reader.at
            yield _Dump(top, Span(_beginning(text, match.start(), source.start_of(match.start())), reader.at))
        elif effort < 0:
            return


def _beginning(text: str, at: int, first: int) -> int:
    """Where the error's message stands, above its stack."""
    line = max(text.rfind("\n", 0, at) + 1, first)
    while line > first and ABOVE.match(text, line):
        line = max(text.rfind("\n", 0, line - 1) + 1, first)
    return line


def _is_exchange(value: Pairs) -> bool:
    return (
        _is_response(value)
        or any(isinstance(inner, Pairs) and _is_response(inner) for inner in (value.get("response"),))
        or _is_request(_config(value))
    )


def _is_response(value: Pairs) -> bool:
    inner = _inside(value)
    told = any(inner.get(name) is not None for name in ("statusText", "statusMessage", "headers", "header"))
    return told and _status(inner) is not None


def _is_request(config: Pairs | None) -> bool:
    return config is not None and config.get("url") is not None and config.get("method", "headers") is not None


def _inside(value: Pairs) -> Pairs:
    """The response itself, which node-fetch keeps under a symbol."""
    inner = value.get("Symbol(Response internals)", "Symbol(state)")
    return inner if isinstance(inner, Pairs) else value


def _config(value: Pairs) -> Pairs | None:
    for name in ("config", "options"):
        config = value.get(name)
        inner = config.get("_internals") if isinstance(config, Pairs) else None
        if isinstance(config, Pairs):
            return inner if isinstance(inner, Pairs) else config
    response = value.get("response")
    return _config(response) if isinstance(response, Pairs) else None


def _status(value: Pairs) -> Constant | None:
    status = value.get("status", "statusCode")
    is_status = isinstance(status, Constant) and isinstance(status.value, int) and not isinstance(status.value, bool)
    return status if isinstance(status, Constant) and is_status and 100 <= int(status.value or 0) <= 599 else None


def _exchange(text: str, dump: _Dump) -> Found:
    top = dump.top
    missing: list[Missing] = []
    call = _call(text, dump, missing)
    inner = top.get("response")
    parts: list[Part] = [] if call is None else [call]
    if isinstance(inner, Pairs) and _is_response(inner):
        parts.append(_response(dump, inner, missing))
    elif _is_response(top):
        parts.append(_response(dump, top, missing))
    elif (status := _status(top)) is not None:
        parts.append(Response(dump.span, int(status.value or 0), status_span=status.span))
    elif (said := SAID.search(text, dump.span.start, top.span.start)) is not None:
        place = Span(*said.span("status"))
        parts.append(Response(dump.span, int(said["status"]), said["reason"] or "", status_span=place))
    elif (failure := _failure(text, dump)) is not None:
        parts.append(failure)
    return Found(tuple(parts), claims=(dump.span,), missing=tuple(missing))


def _failure(text: str, dump: _Dump) -> Failure | None:
    code = dump.top.get("code")
    if not isinstance(code, Text) or NO_ANSWER.fullmatch(code.value) is None:
        return None
    message = dump.top.get("message")
    line = text.find("\n", dump.span.start, dump.span.end)
    said = text[dump.span.start : line].strip(" {") if line > 0 else ""
    tool = "browser" if code.value == "ERR_NETWORK" else "node"
    return Failure(tool, code.value, message.value if isinstance(message, Text) else said or code.value, dump.span)


def _response(dump: _Dump, outer: Pairs, missing: list[Missing]) -> Response:
    value = _inside(outer)
    status = _status(value)
    reason = value.get("statusText", "statusMessage")
    data = outer.get("data", "text", "body") if value is outer else None
    body = _written(data, "response_body", missing)
    return Response(
        span=dump.span,
        status=int(status.value or 0) if status is not None else None,
        reason=reason.value if isinstance(reason, Text) else "",
        headers=Headers(tuple(_fields(value.get("headers", "header", "headersList")))),
        body=body,
        status_span=status.span if status is not None else None,
        body_span=data.span if body is not None and data is not None else None,
    )


def _fields(value: Value | None) -> Iterator[Header]:
    """The fields, which classes of headers keep in a map under a symbol or a name."""
    if not isinstance(value, Pairs):
        return
    for name in ("Symbol(map)", "Symbol(headers map)", "Symbol(query)", "headersList"):
        inner = value.get(name)
        if isinstance(inner, Pairs):
            yield from _fields(inner)
            return
    for key, each in value.pairs:
        # undici keeps the name as it was sent beside the value.
        kept = each.get("value") if isinstance(each, Pairs) else each
        if kept is not None and not key.value.startswith("Symbol("):
            yield from fields(Pairs(((key, kept),), value.span))


def _written(value: Value | None, what: str, missing: list[Missing]) -> str | None:
    """A body as text: a string as it is, an object as JSON. What Node left out is missing, never made up."""
    unknown: list[Name] = []
    if isinstance(value, Text):
        unknown += value.names
        body: str | None = value.value or None
    elif isinstance(value, Pairs | Items) and not _is_stream(value):
        body = json.dumps(_plain(value, unknown), ensure_ascii=False, separators=(",", ":"))
    elif value is None or (isinstance(value, Constant) and value.value is None):
        return None
    elif isinstance(value, Constant):
        body = json.dumps(value.value)
    else:
        unknown.append(Name("", value.span))
        body = None
    if unknown:
        missing.append(Missing(what, HOW[what]))
    return body


def _is_stream(value: Value) -> bool:
    """Whether this is a stream or a buffer instead of data."""
    names = ("_readableState", "_events", "locked", "Symbol(kState)", "_writableState", "pipe")
    return isinstance(value, Pairs) and value.get(*names) is not None


def _plain(value: Value, unknown: list[Name], depth: int = 0) -> object:
    if isinstance(value, Pairs) and depth < limits.NESTING:
        return {key.value: _plain(inner, unknown, depth + 1) for key, inner in value.pairs}
    if isinstance(value, Items) and depth < limits.NESTING:
        return [_plain(inner, unknown, depth + 1) for inner in value.values]
    if isinstance(value, Constant):
        return value.value
    if isinstance(value, Text):
        unknown += value.names
        return value.value
    if isinstance(value, Name):
        unknown.append(value)
        return value.text
    return None


def _call(text: str, dump: _Dump, missing: list[Missing]) -> Call | None:
    config = _config(dump.top)
    sent = _sent(dump.top)
    if config is None and sent is None:
        return _asked(dump)
    data = config.get("data", "body", "json") if config is not None else None
    body = _written(data, "body", missing)
    if sent is not None:
        call = _sent_call(text, dump, sent, config)
    elif config is not None:
        call = _configured(dump, config)
    else:
        return None
    if call is None or body is None or data is None:
        length = call.headers.get("content-length", "0") if call is not None and not missing else "0"
        missing += [Missing("body", HOW["body"])] if length != "0" else []
        return call
    return Call(
        call.method, call.url, call.span, call.notation, call.headers, body,
        placeholders=call.placeholders, method_span=call.method_span, url_span=call.url_span, body_span=data.span,
    )  # fmt: skip


def _asked(dump: _Dump) -> Call | None:
    """The call of a response that names its URL and nothing else of it, as ``fetch`` has it."""
    inner = dump.top.get("response")
    response = inner if isinstance(inner, Pairs) and _is_response(inner) else dump.top
    url = response.get("url") or _inside(response).get("url")
    address = _address(url)
    if url is None or not ABSOLUTE.match(address):
        return None
    return Call("", address.partition("#")[0], dump.span, NOTATION, url_span=url.span)


def _sent(value: Pairs) -> Text | None:
    """The header that Node sent, wherever in the dump the request hangs."""
    found = (each.get("_header") for each in every(value))
    return next((each for each in found if isinstance(each, Text) and SENT.match(each.value)), None)


def _sent_call(text: str, dump: _Dump, sent: Text, config: Pairs | None) -> Call | None:
    line = SENT.match(sent.value)
    if line is None:
        return None
    headers = tuple(sent_fields(text, sent, line.end()))
    known = _last_url(dump.top) or _url(config)
    scheme = known.partition("://")[0] if ABSOLUTE.match(known) else ""
    return Call(
        method=line["method"],
        url=url_of(line["target"], headers, scheme),
        span=dump.span,
        notation=NOTATION,
        headers=Headers(headers),
        method_span=place_of(text, line["method"], sent.span),
        url_span=place_of(text, line["target"], sent.span),
    )


def _last_url(value: Pairs) -> str:
    """The URL of the request that was sent last, where a redirect was followed."""
    for each in every(value):
        url = each.get("_currentUrl", "responseUrl")
        if isinstance(url, Text) and url.value:
            return url.value
    return ""


def _configured(dump: _Dump, config: Pairs) -> Call | None:
    """The call as axios or got was told to make it."""
    url = config.get("url")
    place = url.span if url is not None else dump.span
    method = config.get("method")
    whole = _url(config)
    if not whole or not isinstance(method, Text):
        return None
    return Call(
        method=method.value.upper(),
        url=whole,
        span=dump.span,
        notation=NOTATION,
        headers=Headers(tuple(_fields(config.get("headers")))),
        placeholders=tuple(in_url(whole, place.start)) if place.end - place.start == len(whole) else (),
        method_span=method.span,
        url_span=place,
    )


def _url(config: Pairs | None) -> str:
    """``url`` behind ``baseURL``, with ``params``, as axios' ``combineURLs`` and ``buildURL`` do it."""
    if config is None:
        return ""
    url, base = _address(config.get("url")), _address(config.get("baseURL", "prefixUrl"))
    if base and not ABSOLUTE.match(url):
        url = f"{base.rstrip('/')}/{url.lstrip('/')}" if url else base
    query = "&".join(f"{_axios(name)}={_axios(value)}" for name, value in _params(config.get("params")))
    url = url.partition("#")[0]
    return url + ("&" if "?" in url else "?") + query if query and url else url


def _address(value: Value | None) -> str:
    if isinstance(value, Pairs):
        value = value.get("href")
    return value.value if isinstance(value, Text) else ""


def _axios(text: str) -> str:
    return quote(text, safe=AXIOS_SAFE, errors="replace").replace("%20", "+")


def _params(value: Value | None) -> Iterable[tuple[str, str]]:
    for key, inner in value.pairs if isinstance(value, Pairs) else ():
        name = f"{key.value}[]" if isinstance(inner, Items) else key.value
        for each in inner.values if isinstance(inner, Items) else (inner,):
            if isinstance(each, Text):
                yield name, each.value
            elif isinstance(each, Constant) and each.value is not None:
                yield name, json.dumps(each.value)
