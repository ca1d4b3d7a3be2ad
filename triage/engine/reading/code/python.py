"""Calls of Python's HTTP clients (requests, httpx, aiohttp), read as text.

Sources: requests' "Developer Interface", httpx' "Developer Interface", aiohttp's "Client Reference".
"""

import json
import re
from urllib.parse import urlencode

from triage.engine.exchange import FormField, Span
from triage.engine.reading.code.coded import Written, as_json, as_pairs, as_text, every_call
from triage.engine.reading.code.literals import Constant, Invoked, Items, Name, Pairs, Parser, Text, Value
from triage.engine.reading.source import Found, Source

NOTATION = "python"
CALLED = re.compile(
    r"\b(?P<object>requests|httpx|session|client|http_client|s|sess|self\.session|self\.client|aiohttp)"
    r"\.(?P<method>get|post|put|patch|delete|head|options|request)\("
)
BODIED = ("post", "put", "patch")
METHOD_CALL = re.compile(r"\.(?:get|post|put|patch|delete|head|options|request)\(")
FORM = "application/x-www-form-urlencoded"


def read(source: Source) -> Found | None:
    """Every call of a Python client, or None."""
    if METHOD_CALL.search(source.left) is None:
        return None
    calls = source.matches(CALLED)
    return every_call(source, calls, lambda match, parser: _written(source.text, match, parser), Parser)


def _written(text: str, match: re.Match[str], parser: Parser) -> Written | None:
    invoked = parser.arguments()
    given, method = list(invoked.arguments), match["method"]
    named = invoked.named
    if method == "request":
        verb = named.get("method") or (given.pop(0) if given else None)
        if not isinstance(verb, Text):
            return None
        method = verb.value
    url = named.get("url") or (given.pop(0) if given else None)
    if url is None or not _is_url(url, match["object"]):
        return None
    body, value, content_type = _body(named, given, match)
    return Written(
        notation=NOTATION,
        method=method,
        url=url,
        span=Span(match.start(), parser.at),
        method_span=Span(*match.span("method")) if match["method"] != "request" else None,
        headers=named.get("headers"),
        params=named.get("params"),
        body=body,
        body_value=value,
        content_type=content_type,
        form=tuple(_form(named)) if named.get("files") else (),
        auth=named.get("auth"),
    )


def _is_url(value: Value, name: str) -> bool:
    if isinstance(value, Text):
        return "://" in value.value or value.value.startswith(("/", "{"))
    return isinstance(value, Name) and (name in ("requests", "httpx") or "url" in value.text.lower())


def _body(named: Pairs, given: list[Value], match: re.Match[str]) -> tuple[str | None, Value | None, str]:
    """The body's text, the value it was made of, and the Content-Type that the client adds."""
    if (sent := named.get("json")) is not None:
        separators = (", ", ": ") if match["object"] != "httpx" else (",", ":")
        return json.dumps(as_json(sent), ensure_ascii=False, separators=separators), sent, "application/json"
    data = named.get("data") or named.get("content") or (given[0] if given and match["method"] in BODIED else None)
    if data is None or named.get("files") or (isinstance(data, Constant) and data.value is None):
        return None, None, ""
    if isinstance(data, Pairs | Items):
        return urlencode(as_pairs(data)), data, FORM
    if isinstance(data, Name):
        return None, data, ""
    return as_text(data), data, "" if isinstance(data, Text | Invoked) else FORM


def _form(named: Pairs) -> list[FormField]:
    fields = [FormField(name, value) for name, value in as_pairs(named.get("data"))]
    files = named.get("files")
    if isinstance(files, Pairs):
        fields += (FormField(key.value, None, _file_name(value)) for key, value in files.pairs)
    return fields


def _file_name(value: Value) -> str:
    """The name of ``open("x.csv", "rb")`` or of ``("x.csv", …)``."""
    if isinstance(value, Invoked) and value.arguments:
        value = value.arguments[0]
    if isinstance(value, Items) and value.values:
        value = value.values[0]
    return re.split(r"[/\\]", as_text(value))[-1]
