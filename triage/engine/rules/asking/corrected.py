"""Fragments of the customer's own call, corrected, in the notation it was pasted in."""

import json
import shlex
from urllib.parse import parse_qsl

from triage.engine.finding import Location, Place
from triage.engine.rules.asking.inquiry import Inquiry

# Longer bodies are not shown corrected: nobody copies them.
LONGEST_BODY = 2000


def with_header(inquiry: Inquiry, name: str, value: str) -> str:
    """The header as curl's option or as a field line."""
    line = f"{name}: {value}"
    return f"-H {shlex.quote(line)}" if is_curl(inquiry) else line


def with_url(inquiry: Inquiry, url: str) -> str:
    """The call's method with another URL."""
    return with_method(inquiry, inquiry.call.method, url)


def with_method(inquiry: Inquiry, method: str, url: str = "") -> str:
    """The call with another method, and another URL where one is given."""
    target = url or inquiry.call.url
    if is_curl(inquiry):
        option = "" if method == "GET" else f"-X {method} "
        return f"curl {option}{shlex.quote(target)}"
    return f"{method} {target}".lstrip()


def with_body(inquiry: Inquiry, body: str) -> str:
    """Another body, as curl's option or as it stands; empty where it is empty or too long to copy."""
    if not body or len(body) > LONGEST_BODY:
        return ""
    return f"-d {shlex.quote(body)}" if is_curl(inquiry) else body


def for_cmd(body: str) -> str:
    """A body as curl's option at cmd.exe, which knows double quotes only; empty where it has several lines."""
    if "\n" in body or len(body) > LONGEST_BODY:
        return ""
    return '-d "' + body.replace("\\", "\\\\").replace('"', '\\"') + '"'


def json_of_form(body: str) -> str:
    """The fields of a form as a flat JSON object; empty where it has none or one twice."""
    pairs = parse_qsl(body[:LONGEST_BODY], keep_blank_values=True)
    fields = dict(pairs)
    return json.dumps(fields, ensure_ascii=False) if fields and len(fields) == len(pairs) else ""


def member(inquiry: Inquiry, location: Location, value: str = "…") -> str:
    """A field with its value as the body, the form or the query has it; ``value`` is JSON; empty without a name."""
    if not location.name or location.name.isdecimal():
        return ""
    plain = value[1:-1] if value[:1] == '"' else value
    if location.place is Place.HEADER:
        return with_header(inquiry, location.name, plain)
    form = inquiry.call.body is not None and not inquiry.sent.looks_like_json
    if location.place is Place.BODY and not form and not inquiry.call.form:
        *outer, name = location.pointer.split("/")[1:] or [location.name]
        # Inside an array the index cannot be written; the name is enough.
        keys = [] if any(each.isdecimal() for each in outer) else outer
        inner = f'"{name}": {value}'
        return "".join(f'"{key}": {{' for key in keys) + inner + "}" * len(keys)
    if location.place is Place.BODY and is_curl(inquiry):
        return f"-d {shlex.quote(f'{location.name}={plain}')}"
    return f"{location.name}={plain}"


def is_curl(inquiry: Inquiry) -> bool:
    """The call was pasted as a curl command."""
    return inquiry.call.notation.startswith("curl")
