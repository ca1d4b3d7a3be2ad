"""Postman: a collection (format 2.0 or 2.1) or one item of it, with the examples saved beside a request.

Source: the collection format's JSON schema (schema.postman.com) and Postman's documentation, "Authorization types".
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from triage.engine.exchange import Call, FormField, Header, Headers, Missing, Placeholder, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.messages.documents import Json, Places, child, children, object_at, text_of
from triage.engine.reading.messages.fields import basic
from triage.engine.reading.source import Found, LinePattern, Part, Source

NOTATION = "postman"
HINTS = ('"header"', '"item"', '"urlencoded"', '"formdata"', '"_postman_id"')
OPENED = LinePattern(r"[^\n{]{0,100}(?P<open>\{)(?=[ \t\n]*\")")
REQUEST = re.compile(r'"request"\s{0,20}:')
VARIABLE = re.compile(r"\{\{([^{}\n]{1,60})\}\}")
PATH_VARIABLE = re.compile(r"(?<=/):([A-Za-z_][\w-]{0,60})")
PATH_SAFE = ":{}@!$&'()*+,;=~"
FORM = "application/x-www-form-urlencoded"
LANGUAGES = {
    "json": "application/json", "xml": "application/xml", "html": "text/html", "javascript": "application/javascript",
    "text": "text/plain",
}  # fmt: skip
FILE = "The request's body is a file: add its beginning, or its size and type."


@dataclass(frozen=True, slots=True)
class _Item:
    """A request with what it inherits from its folders and its collection."""

    value: Json
    auth: Json
    variables: Mapping[str, str]
    span: Span


@dataclass(slots=True)
class _Draft:
    """A call in the making; its places are looked up in the item's text."""

    places: Places
    variables: Mapping[str, str]
    span: Span
    headers: list[Header] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def put_in(self, text: str) -> str:
        """The text with the variables that the collection sets; others stay as they stand."""
        return VARIABLE.sub(lambda found: self.variables.get(found[1].strip(), found.group()), text)

    def add(self, name: str, value: str, written: str) -> None:
        """One more header, at the place of what was written for it."""
        place = self.places.of(written)
        self.headers.append(Header(name, value, place, place))

    def has(self, name: str) -> bool:
        """Whether the header is there."""
        return any(each.name.lower() == name for each in self.headers)


def read(source: Source) -> Found | None:
    """The requests of Postman documents with their saved examples, or None."""
    text = source.text
    if '"request"' not in text or not any(hint in text for hint in HINTS):
        return None
    found = Found()
    effort = 2 * len(text)
    done = -1
    for match in source.matches(OPENED):
        start = match.start("open")
        if effort < 0 or len(found.parts) >= limits.EXCHANGES:
            break
        if start < done:
            continue
        value, end = object_at(text, start)
        if value is None:
            effort -= end - start
            continue
        done = end
        new = _document(text, value, Span(start, end))
        found = found.plus(new).plus(Found(claims=(Span(start, end),))) if new.parts else found
    return found if found.parts else None


def _document(text: str, value: Json, span: Span) -> Found:
    """All requests of one document; where a saved example failed, it is what the paste is about."""
    places = [match.start() for match in REQUEST.finditer(text, span.start, span.end)][: limits.EXCHANGES]
    value = child(value, "collection") or value
    found = Found()
    items = _items(value, child(value, "auth"), _variables(value), 0)
    for at, (item, auth, variables) in enumerate(items):
        if at >= len(places):
            break
        end = places[at + 1] if at + 1 < len(places) else span.end
        found = found.plus(_exchanges(text, _Item(item, auth, variables, Span(places[at], end))))
    failed = [part for part in found.parts if isinstance(part, Response) and (part.status or 0) >= 400]
    return found.plus(Found(chosen=failed[-1])) if failed else found


def _items(
    value: Json, auth: Json, variables: Mapping[str, str], depth: int
) -> Iterator[tuple[Json, Json, Mapping[str, str]]]:
    """The requests below, each with the nearest authorization and the variables set above it."""
    if depth > limits.NESTING:
        return
    request = value.get("request")
    is_request = isinstance(request, str) or "header" in child(value, "request") or "url" in child(value, "request")
    if is_request and ("item" not in value):
        yield value, auth, variables
    for each in children(value, "item") or [child(value, "item")]:
        if each:
            yield from _items(each, child(each, "auth") or auth, {**variables, **_variables(each)}, depth + 1)


def _variables(value: Json) -> dict[str, str]:
    """The variables that a collection or folder sets to something."""
    pairs = (
        (text_of(each, "key") or text_of(each, "id"), text_of(each, "value")) for each in children(value, "variable")
    )
    return {name: text for name, text in pairs if name and text}


def _exchanges(text: str, item: _Item) -> Found:
    request = item.value.get("request")
    asked: Json = {"url": request} if isinstance(request, str) else child(item.value, "request")
    call, missing = _call(text, item, asked)
    if call is None:
        return Found()
    parts: list[Part] = [call]
    for each in children(item.value, "response"):
        if len(parts) > 1:
            own = child(each, "originalRequest")
            parts.append((_call(text, item, own)[0] if own else None) or call)
        parts.append(_response(text, item, each))
    return Found(tuple(parts), missing=tuple(missing))


def _response(text: str, item: _Item, value: Json) -> Response:
    body = text_of(value, "body")
    start = text.find('"response"', item.span.start, item.span.end)
    places = Places(text, Span(max(start, item.span.start), item.span.end))
    code = value.get("code")
    status = code if isinstance(code, int) and not isinstance(code, bool) and 100 <= code <= 599 else None
    at = re.compile(rf'"code"\s*:\s*({status})').search(text, places.start, places.end) if status else None
    headers = []
    for each in _enabled(value, "header"):
        place = places.of(text_of(each, "value"))
        headers.append(Header(text_of(each, "key"), text_of(each, "value"), place, place))
    return Response(
        span=item.span,
        status=status,
        reason=text_of(value, "status"),
        headers=Headers(tuple(headers)),
        body=body or None,
        status_span=Span(*at.span(1)) if at else None,
        body_span=places.of(body) if body else None,
    )


def _enabled(value: Json, key: str) -> list[Json]:
    return [each for each in children(value, key) if each.get("disabled") is not True]


def _call(text: str, item: _Item, request: Json) -> tuple[Call | None, list[Missing]]:
    draft = _Draft(Places(text, item.span), item.variables, item.span)
    url = draft.put_in(_url(request.get("url")))
    if not url:
        return None, []
    if "://" not in url.partition("?")[0] and not url.startswith("{{"):
        url = f"http://{url}"
    for each in _enabled(request, "header"):
        value = text_of(each, "value")
        draft.add(text_of(each, "key"), draft.put_in(value).strip(), value)
    url = _with_auth(draft, child(request, "auth") or item.auth, url)
    body, form = _body(draft, child(request, "body"))
    method = text_of(request, "method") or "GET"
    written = _written_url(request.get("url"))
    places = Places(text, item.span)
    raw = text_of(child(request, "body"), "raw")
    return Call(
        method=method.upper(),
        url=url.partition("#")[0].replace(" ", "%20"),
        span=item.span,
        notation=NOTATION,
        headers=Headers(tuple(draft.headers)),
        body=body,
        form=form,
        placeholders=_placeholders(text, item),
        method_span=places.of(method),
        url_span=Places(text, item.span).of(written) if written else None,
        body_span=places.of(raw) if raw and body else item.span if body else None,
    ), draft.missing


def _placeholders(text: str, item: _Item) -> tuple[Placeholder, ...]:
    """The variables of the request that nothing in the document sets."""
    end = text.find('"response"', item.span.start, item.span.end)
    found = VARIABLE.finditer(text, item.span.start, item.span.end if end < 0 else end)
    unknown = (match for match in found if match[1].strip() not in item.variables)
    return tuple(
        Placeholder(match.group(), Span(*match.span()))
        for match, _ in zip(unknown, range(limits.PLACEHOLDERS), strict=False)
    )


def _written_url(value: object) -> str:
    return value if isinstance(value, str) else text_of(value, "raw") if isinstance(value, dict) else ""


def _url(value: object) -> str:
    """The URL with its path variables put in, and without the parameters that are switched off."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    raw = text_of(value, "raw")
    address, mark, query = raw.partition("?")
    if not raw:
        address = _joined(value)
    if "query" in value:
        kept = [each for each in _enabled(value, "query") if text_of(each, "key") or text_of(each, "value")]
        pairs = (
            text_of(each, "key") + ("=" + text_of(each, "value") if each.get("value") is not None else "")
            for each in kept
        )
        query = "&".join(pairs)
        mark = "?" if query else ""
    known = _variables(value)
    address = PATH_VARIABLE.sub(
        lambda found: quote(known.get(found[1], found.group()), safe=PATH_SAFE, errors="replace"), address
    )
    return f"{address}{mark}{query}"


def _joined(value: Json) -> str:
    """The URL of its parts, where ``raw`` is left out."""
    host, path = value.get("host"), value.get("path")
    name = ".".join(str(each) for each in host) if isinstance(host, list) else text_of(value, "host")
    segments = [each if isinstance(each, str) else "" for each in path] if isinstance(path, list) else []
    whole = "/".join(segments) if segments else text_of(value, "path").lstrip("/")
    protocol, port = text_of(value, "protocol"), text_of(value, "port")
    return f"{protocol + '://' if protocol else ''}{name}{':' + port if port else ''}/{whole}" if name else ""


def _with_auth(draft: _Draft, auth: Json, url: str) -> str:
    """Add what the authorization adds: a header, or a parameter of the URL that comes back."""
    kind = text_of(auth, "type")
    given = auth.get(kind)
    known = (
        {text_of(each, "key"): text_of(each, "value") for each in children(auth, kind)}
        if isinstance(given, list)
        else {key: text_of(child(auth, kind), key) for key in child(auth, kind)}
    )
    values = {key: draft.put_in(value) for key, value in known.items()}
    if kind == "apikey" and known.get("key"):
        if known.get("in") == "query":
            return url + ("&" if "?" in url else "?") + f"{values['key']}={values.get('value', '')}"
        draft.add(values["key"], values.get("value", ""), known.get("value", ""))
    elif kind == "bearer" and not draft.has("authorization"):
        draft.add("Authorization", f"Bearer {values.get('token', '')}", known.get("token", ""))
    elif kind == "basic" and not draft.has("authorization"):
        pair = f"{values.get('username', '')}:{values.get('password', '')}"
        draft.add("Authorization", basic(pair), known.get("username", ""))
    elif kind and kind not in ("noauth", "bearer", "basic", "apikey"):
        draft.missing.append(Missing("variable", f"Postman made the authorization ({kind}) while sending."))
    return url


def _body(draft: _Draft, body: Json) -> tuple[str | None, tuple[FormField, ...]]:
    """The body as text or as form fields, with the Content-Type that Postman adds."""
    mode = text_of(body, "mode")
    if body.get("disabled") is True or not mode:
        return None, ()
    if mode == "urlencoded":
        pairs = [(text_of(each, "key"), draft.put_in(text_of(each, "value"))) for each in _enabled(body, mode)]
        return _typed(draft, FORM, urlencode(pairs, safe="{}~", quote_via=quote, errors="replace")), ()
    if mode == "formdata":
        _typed(draft, "multipart/form-data", "")
        return None, tuple(_field(draft, each) for each in _enabled(body, mode))
    if mode == "graphql":
        return _typed(draft, "application/json", draft.put_in(_graphql(child(body, mode)))), ()
    if mode == "file":
        draft.missing.append(Missing("body", FILE))
        return None, ()
    language = text_of(child(child(body, "options"), "raw"), "language")
    raw = draft.put_in(text_of(body, "raw"))
    return _typed(draft, LANGUAGES.get(language, "text/plain"), raw) if raw else None, ()


def _typed(draft: _Draft, kind: str, body: str) -> str:
    if not draft.has("content-type"):
        draft.headers.append(Header("Content-Type", kind, draft.span, draft.span))
    return body


def _field(draft: _Draft, value: Json) -> FormField:
    name = text_of(value, "key")
    if text_of(value, "type") != "file":
        return FormField(name, draft.put_in(text_of(value, "value")))
    given = value.get("src")
    path = str(given[0]) if isinstance(given, list) and given else text_of(value, "src")
    return FormField(name, filename=path.replace("\\", "/").rpartition("/")[2])


def _graphql(value: Json) -> str:
    variables: object = value.get("variables")
    if isinstance(variables, str):
        try:
            variables = json.loads(variables) if variables.strip() else {}
        except (ValueError, RecursionError):
            variables = {}
    content = {"query": text_of(value, "query"), "variables": variables or {}}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
