"""Insomnia's exports: version 4 (JSON, a flat list of resources) and version 5 (YAML, a tree of requests).

Source: Insomnia's documentation, "Import and export data" and "Environment variables": ``{{ _.name }}`` stands for what
the environment sets; what none sets stays as it is.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import quote, urlencode

from triage.engine.exchange import Call, FormField, Header, Headers, Missing, Placeholder, Span
from triage.engine.reading import limits
from triage.engine.reading.messages.documents import Json, child, children, object_at, text_of
from triage.engine.reading.messages.fields import basic
from triage.engine.reading.messages.yamlsubset import parsed
from triage.engine.reading.source import Found, LinePattern, Source

NOTATION = "insomnia"
JSON_HINT = '"_type"'
YAML_HINT = "collection.insomnia.rest/"
OPENED = LinePattern(r"[^\n{]{0,100}(?P<open>\{)(?=\s{0,80}\")")
YAML_START = LinePattern(r"type: ?[\"']?collection\.insomnia\.rest/")
# What is no YAML: a response or a body pasted below.
BEHIND = re.compile(r"\n(?=HTTP/[0-9]|[{<]|[1-5][0-9][0-9][ \n])")
VARIABLE = re.compile(r"\{\{\s{0,4}(?:_\.)?(?P<name>[\w.-]{1,60})\s{0,4}\}\}")
ANY_VARIABLE = re.compile(r"\{\{[^{}\n]{1,60}\}\}|\{%[^%\n]{1,120}%\}")
FORM = "application/x-www-form-urlencoded"
OFF = (True, "true")


def read(source: Source) -> Found | None:
    """The requests of an export, or None."""
    if source.has(JSON_HINT) and source.has('"resources"'):
        return _json(source)
    return _yaml(source) if source.has(YAML_HINT) else None


def _json(source: Source) -> Found | None:
    effort = 2 * len(source.text)
    for match in source.matches(OPENED):
        start = match.start("open")
        value, end = object_at(source.text, start)
        if value is not None and "resources" in value:
            resources = children(value, "resources")
            known = _variables(each for each in resources if each.get("_type") == "environment")
            asked = [each for each in resources if each.get("_type") == "request"]
            return _requests(source.text, asked, known, Span(start, end))
        effort -= end - start
        if effort < 0:
            break
    return None


def _yaml(source: Source) -> Found | None:
    for match in source.matches(YAML_START):
        end = source.end_of(match.start("line"))
        behind = BEHIND.search(source.text, match.end(), end)
        span = Span(match.start("line"), behind.start() if behind is not None else end)
        value = parsed(source.text[span.start : span.end])
        known = _variables([child(value, "environments"), *children(child(value, "environments"), "subEnvironments")])
        return _requests(source.text, list(_below(children(value, "collection"), 0)), known, span)
    return None


def _below(items: list[Json], depth: int) -> Iterator[Json]:
    for each in items if depth < limits.NESTING else ():
        if text_of(each, "url") and text_of(each, "method"):
            yield each
        yield from _below(children(each, "children"), depth + 1)


def _variables(environments: Iterator[Json] | list[Json]) -> Mapping[str, str]:
    """What the environments set, nested names joined by dots."""
    known: dict[str, str] = {}
    for each in environments:
        known |= dict(_flat(child(each, "data"), "", 0))
    return known


def _flat(value: Json, prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for key in value:
        inner = value[key]
        if isinstance(inner, dict) and depth < limits.QUOTE_DEPTH:
            yield from _flat(inner, f"{prefix}{key}.", depth + 1)
        elif text_of(value, key):
            yield prefix + key, text_of(value, key)


def _requests(text: str, asked: list[Json], known: Mapping[str, str], span: Span) -> Found | None:
    found = Found(claims=(span,))
    at = span.start
    for value in asked[: limits.EXCHANGES]:
        call, missing = _call(text, value, known, Span(at, span.end))
        at = call.url_span.end if call.url_span is not None else at
        found = found.plus(Found((call,), missing=missing))
    return found if found.parts else None


def _put_in(text: str, known: Mapping[str, str]) -> str:
    return VARIABLE.sub(lambda match: known.get(match["name"], match.group()), text) if "{{" in text else text


def _place(text: str, wanted: str, within: Span) -> Span:
    found = text.find(wanted, within.start, within.end) if wanted else -1
    return Span(found, found + len(wanted)) if found >= 0 else within


def _enabled(value: Json, key: str) -> list[Json]:
    return [each for each in children(value, key) if each.get("disabled") not in OFF]


def _call(text: str, value: Json, known: Mapping[str, str], span: Span) -> tuple[Call, tuple[Missing, ...]]:
    written = text_of(value, "url")
    place = _place(text, written, span)
    headers = [_header(text, each, known, span) for each in _enabled(value, "headers") if text_of(each, "name")]
    url = _put_in(written, known)
    pairs = [(text_of(each, "name"), _put_in(text_of(each, "value"), known)) for each in _enabled(value, "parameters")]
    body, form, kind = _body(child(value, "body"), known)
    more = urlencode([pair for pair in pairs if pair[0]], safe="{}~", quote_via=quote, errors="replace")
    more = "&".join(part for part in (more, _with_auth(child(value, "authentication"), known, headers, place)) if part)
    url = url + ("&" if "?" in url else "?") + more if more else url
    if kind and not any(each.name.lower() == "content-type" for each in headers):
        headers.append(Header("Content-Type", kind, place, place))
    is_file = bool(text_of(child(value, "body"), "fileName"))
    raw = text_of(child(value, "body"), "text")
    call = Call(
        method=(text_of(value, "method") or "GET").upper(),
        url=url,
        span=Span(place.start, place.end),
        notation=NOTATION,
        headers=Headers(tuple(headers)),
        body=body,
        form=form,
        placeholders=_placeholders(text, written, place, known),
        url_span=place,
        body_span=_place(text, raw, span) if body and raw else None,
    )
    return call, (Missing("body", "The request's body is a file: add its content."),) if is_file else ()


def _placeholders(text: str, url: str, place: Span, known: Mapping[str, str]) -> tuple[Placeholder, ...]:
    """The variables of the URL that no environment sets."""
    unknown = (
        each
        for each in ANY_VARIABLE.finditer(
            text, place.start, place.end if place.end - place.start == len(url) else place.start
        )
        if _put_in(each.group(), known) == each.group()
    )
    return tuple(Placeholder(each.group(), Span(*each.span())) for each in islice(unknown, limits.PLACEHOLDERS))


def _header(text: str, value: Json, known: Mapping[str, str], span: Span) -> Header:
    written = text_of(value, "value")
    place = _place(text, written, span)
    return Header(text_of(value, "name"), _put_in(written, known).strip(), place, place)


def _with_auth(auth: Json, known: Mapping[str, str], headers: list[Header], place: Span) -> str:
    """Add the header that the authentication makes; what it adds to the query comes back."""
    values = {key: _put_in(text_of(auth, key), known) for key in auth}
    kind = values.get("type", "")
    if auth.get("disabled") in OFF or any(each.name.lower() == "authorization" for each in headers):
        return ""
    if kind == "bearer" and values.get("token"):
        headers.append(Header("Authorization", f"{values.get('prefix') or 'Bearer'} {values['token']}", place, place))
    elif kind == "basic":
        pair = f"{values.get('username', '')}:{values.get('password', '')}"
        headers.append(Header("Authorization", basic(pair), place, place))
    elif kind == "apikey" and values.get("key"):
        if values.get("addTo") == "queryParams":
            return f"{values['key']}={values.get('value', '')}"
        headers.append(Header(values["key"], values.get("value", ""), place, place))
    return ""


def _body(body: Json, known: Mapping[str, str]) -> tuple[str | None, tuple[FormField, ...], str]:
    """The body, its form fields, and the Content-Type that goes with it."""
    kind = text_of(body, "mimeType")
    params = _enabled(body, "params")
    if kind == FORM:
        pairs = [(text_of(each, "name"), _put_in(text_of(each, "value"), known)) for each in params]
        return urlencode(pairs, safe="{}~", quote_via=quote, errors="replace") or None, (), kind
    if kind == "multipart/form-data":
        return None, tuple(_field(each, known) for each in params), kind
    text = _put_in(text_of(body, "text"), known)
    return text or None, (), ("application/json" if kind == "application/graphql" else kind) if text else ""


def _field(value: Json, known: Mapping[str, str]) -> FormField:
    name, path = text_of(value, "name"), text_of(value, "fileName")
    if path:
        return FormField(name, filename=path.replace("\\", "/").rpartition("/")[2])
    return FormField(name, _put_in(text_of(value, "value"), known))
