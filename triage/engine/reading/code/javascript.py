"""Calls of JavaScript: ``fetch``, axios, and jQuery's ``$.ajax``, read as text.

Sources: the Fetch standard (fetch.spec.whatwg.org, "Fetch method"), axios' "Request Config", jQuery's "jQuery.ajax()".
"""

import json
import re

from triage.engine.exchange import Span
from triage.engine.reading.code.coded import Written, as_json, as_text, every_call
from triage.engine.reading.code.literals import Constant, Invoked, Items, Name, Pairs, Parser, Text, Value
from triage.engine.reading.source import Found, Source

NOTATION = "javascript"
CALLED = re.compile(
    r"(?<![\w.$])(?P<object>fetch|axios(?:Instance)?|ky|got|api|http|instance|\$|jQuery)"
    r"(?:\.(?P<method>get|post|put|patch|delete|head|options|request|ajax))?(?:<[\w\[\]{}|, ]{1,80}>)?\("
)
METHOD_CALL = re.compile(r"\.(?:get|post|put|patch|delete|head|options|request|ajax)(?:<[^<>\n]{1,80}>)?\(")
EMPTY = Pairs((), Span(0, 0))
BODIED = ("post", "put", "patch")

NEED_A_METHOD = ("api", "http", "instance", "ky", "got", "$", "jQuery")  # alone they call nothing


def read(source: Source) -> Found | None:
    """Every call of a JavaScript client, or None."""
    if not source.has("fetch(", "axios(") and METHOD_CALL.search(source.left) is None:
        return None
    calls = (match for match in source.matches(CALLED) if match["method"] or match["object"] not in NEED_A_METHOD)
    return every_call(source, calls, lambda match, parser: _written(match, parser.arguments(), parser), Parser)


def _written(match: re.Match[str], invoked: Invoked, parser: Parser) -> Written | None:
    """What the call says: ``(url, options)``, ``(options)``, or of axios ``(url, data, options)``."""
    given = list(invoked.arguments)
    first = given.pop(0) if given else None
    method = match["method"] or ""
    if isinstance(first, Pairs):
        options, url = first, first.get("url")
    else:
        url, options = first, EMPTY
    data = given.pop(0) if match["object"] != "fetch" and method in BODIED and given else None
    if given and isinstance(given[0], Pairs):
        options = given[0]
    if url is None or not _is_url(url, match["object"]):
        return None
    verb = options.get("method", "type")
    if method in ("", "request", "ajax"):
        method = as_text(verb) if verb is not None else "GET"
    if data is None:
        data = options.get("body", "data", "json")
    body, content_type = _body(data, match["object"])
    return Written(
        notation=NOTATION,
        method=method,
        url=url,
        span=Span(match.start(), parser.at),
        method_span=verb.span if verb is not None else Span(*match.span("method")) if match["method"] else None,
        headers=options.get("headers"),
        params=options.get("params", "searchParams"),
        body=body,
        body_value=data,
        content_type=content_type,
    )


def _is_url(value: Value, name: str) -> bool:
    if isinstance(value, Text):
        return "://" in value.value or value.value.startswith(("/", "${", "{{"))
    return isinstance(value, Name) and name in ("fetch", "axios")


def _body(data: Value | None, name: str) -> tuple[str | None, str]:
    """The body's text and the Content-Type that the client adds to it."""
    if data is None or isinstance(data, Name) or (isinstance(data, Constant) and data.value is None):
        return None, ""
    if isinstance(data, Pairs | Items):
        return json.dumps(
            as_json(data), ensure_ascii=False, separators=(",", ":")
        ), "" if name == "fetch" else "application/json"
    if isinstance(data, Invoked) and data.name.endswith("URLSearchParams"):
        return as_text(data), "application/x-www-form-urlencoded;charset=UTF-8"
    return as_text(data), "text/plain;charset=UTF-8" if name == "fetch" else ""
