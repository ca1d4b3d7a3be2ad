"""Calls written in a programming language: what all readers of code share."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from triage.engine.exchange import Call, FormField, Header, Headers, Missing, Placeholder, Span
from triage.engine.reading import limits
from triage.engine.reading.code.literals import Constant, Invoked, Items, Name, Pairs, Text, Thing, Value
from triage.engine.reading.messages.fields import basic
from triage.engine.reading.placeholders import in_body, in_header, in_url
from triage.engine.reading.source import Found

TO_JSON = re.compile(r"(?:^|[.:])(?:dumps|stringify|json_encode|to_json|toJson|encode)\Z")
WRAPPED = re.compile(r"(?:URLSearchParams|Headers|URL|str|String|urlencode|encodeURI|FormData|quote)\Z")


def as_text(value: Value | None) -> str:
    """A value as the text that is sent; what is not known stands as ``{{name}}``."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Constant):
        return json.dumps(value.value)
    if isinstance(value, Invoked):
        return _invoked_text(value)
    if isinstance(value, Name):
        return "{{" + value.text.lstrip("$@") + "}}"
    if isinstance(value, Thing):
        return "{{" + value.name + "}}"
    return "" if value is None else json.dumps(as_json(value))


def _invoked_text(value: Invoked) -> str:
    inner = value.arguments[0] if value.arguments else None
    if inner is not None and TO_JSON.search(value.name):
        return json.dumps(as_json(inner), ensure_ascii=False, separators=_separators(value.name))
    if inner is not None and WRAPPED.search(value.name):
        return urlencode(as_pairs(inner)) if isinstance(inner, Pairs | Items) else as_text(inner)
    return "{{" + value.name + "}}"


def _separators(name: str) -> tuple[str, str]:
    """Python's own writer puts blanks behind its marks, the others do not."""
    return (", ", ": ") if name.endswith("dumps") else (",", ":")


def as_json(value: Value, depth: int = 0) -> object:
    """A value as JSON data."""
    if isinstance(value, Pairs) and depth < limits.NESTING:
        return {key.value: as_json(inner, depth + 1) for key, inner in value.pairs}
    if isinstance(value, Items) and depth < limits.NESTING:
        return [as_json(inner, depth + 1) for inner in value.values]
    if isinstance(value, Constant):
        return value.value
    return as_text(value) if isinstance(value, Text | Name | Invoked) else None


def as_pairs(value: Value | None) -> list[tuple[str, str]]:
    """The pairs of an object or of a list of pairs, for a query, a form or headers."""
    if isinstance(value, Invoked) and value.arguments and WRAPPED.search(value.name):
        value = value.arguments[0]
    if isinstance(value, Pairs):
        return [(key.value, each) for key, inner in value.pairs for each in _texts(inner)]
    if isinstance(value, Items):
        pairs = [each for each in value.values if isinstance(each, Items) and len(each.values) == 2]
        return [(as_text(each.values[0]), as_text(each.values[1])) for each in pairs]
    return []


def _texts(value: Value) -> list[str]:
    if isinstance(value, Items):
        return [as_text(each) for each in value.values]
    return [] if isinstance(value, Constant) and value.value is None else [as_text(value)]


@dataclass(frozen=True, slots=True)
class Written:
    """What a piece of source code says of one call."""

    notation: str
    method: str
    url: Value
    span: Span
    method_span: Span | None = None
    headers: Value | None = None
    params: Value | None = None
    body: str | None = None
    body_value: Value | None = None
    content_type: str = ""
    form: tuple[FormField, ...] = ()
    auth: Value | None = None


def found(text: str, written: Written) -> Found:
    """The call that the code makes, and the variables that it leaves unsaid."""
    url = as_text(written.url)
    query = urlencode(as_pairs(written.params))
    if query:
        url += ("&" if "?" in url else "?") + query
    headers = tuple(_headers(written))
    body_span = written.body_value.span if written.body_value is not None else None
    names = _names(written)
    call = Call(
        method=written.method.upper(),
        url=url,
        span=written.span,
        notation=written.notation,
        headers=Headers(headers),
        body=written.body,
        form=written.form,
        placeholders=_placeholders(text, written, headers, names),
        method_span=written.method_span,
        url_span=written.url.span,
        body_span=body_span,
    )
    missing = tuple(Missing("variable", f"The paste does not say what {each.text} held.") for each in names[:5])
    return Found((call,), missing=(*missing, *_unseen(written.body_value)))


def _unseen(body: Value | None) -> Iterator[Missing]:
    """A body that a file holds."""
    if isinstance(body, Invoked) and body.name == "file":
        name = as_text(body.arguments[0]) if body.arguments else ""
        yield Missing("body", f"The body is the file {name!r}; paste what it holds.")


def _headers(written: Written) -> Iterator[Header]:
    seen: set[str] = set()
    value = written.headers
    if isinstance(value, Invoked) and value.arguments:
        value = value.arguments[0]
    for key, inner in value.pairs if isinstance(value, Pairs) else ():
        seen.add(key.value.lower())
        yield Header(key.value, as_text(inner).strip(), Span(key.span.start, inner.span.end), inner.span)
    if isinstance(written.auth, Items) and len(written.auth.values) == 2 and "authorization" not in seen:
        user, password = (as_text(each) for each in written.auth.values)
        yield Header("Authorization", basic(f"{user}:{password}"), written.auth.span, written.auth.span)
    if written.content_type and "content-type" not in seen:
        place = written.body_value.span if written.body_value is not None else written.span
        yield Header("Content-Type", written.content_type, place, place)


def _names(written: Written) -> list[Name]:
    names: list[Name] = []
    for value in (written.url, written.headers, written.params, written.body_value, written.auth):
        if value is not None:
            names += unknown(value)
    return names


def unknown(value: Value, depth: int = 0) -> Iterator[Name]:
    """Every name in a value that the paste does not tell the value of."""
    if depth > limits.NESTING:
        return
    if isinstance(value, Name):
        yield value
    if isinstance(value, Text):
        yield from value.names
    inner: tuple[Value, ...] = ()
    if isinstance(value, Items):
        inner = value.values
    elif isinstance(value, Pairs):
        inner = tuple(each for _, each in value.pairs)
    elif isinstance(value, Invoked):
        inner = value.arguments
    for each in inner:
        yield from unknown(each, depth + 1)


def _placeholders(
    text: str, written: Written, headers: tuple[Header, ...], names: list[Name]
) -> tuple[Placeholder, ...]:
    places = {each.span: Placeholder(text[each.span.start : each.span.end], each.span) for each in names}
    if isinstance(written.url, Text) and written.url.exact:
        places |= {each.span: each for each in in_url(written.url.value, written.url.span.start)}
    for header in headers:
        places |= {each.span: each for each in in_header(header) if each.span not in places}
    if isinstance(written.body_value, Text) and written.body_value.exact:
        places |= {each.span: each for each in in_body(written.body_value.value, written.body_value.span.start)}
    return tuple(places[span] for span in sorted(places)[: limits.PLACEHOLDERS])
