"""The sentences of departures: what is documented, what was sent, and the fragment that would be right."""

import json
import re
from typing import Any

from triage.engine.finding import Place
from triage.engine.reference.openapi.checking import Fault, Kind
from triage.engine.rules.asking.standing import nearest
from triage.engine.rules.documented.departures import Departure

LONGEST_VALUE = 60
# A number as JSON has it (RFC 8259 section 6), behind zeros that it may not begin with.
DECIMAL = re.compile(r"(?P<sign>-?)0{0,20}(?P<digits>(?:0|[1-9][0-9]{0,40})(?:\.[0-9]{1,20})?)")
LONGEST_POINTER = 80
LONGEST_FRAGMENT = 200
MOST_CHOICES = 8
KINDS = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "an array", dict: "an object"}
FORMATS = {
    "date": ("a date such as `2026-01-31`", '"2026-01-31"'),
    "date-time": ("a time with its zone, such as `2026-01-31T09:30:00Z`", '"2026-01-31T09:30:00Z"'),
    "time": ("a time such as `09:30:00Z`", '"09:30:00Z"'),
    "uuid": ("a UUID such as `123e4567-e89b-12d3-a456-426614174000`", ""),
    "email": ("an e-mail address", '"ada@example.com"'),
    "uri": ("an absolute URL with its scheme, such as `https://example.com/a`", '"https://example.com/a"'),
    "url": ("an absolute URL with its scheme, such as `https://example.com/a`", '"https://example.com/a"'),
    "ipv4": ("an IPv4 address", '"192.0.2.1"'),
    "ipv6": ("an IPv6 address", '"2001:db8::1"'),
    "hostname": ("a host name", '"host.example.com"'),
    "duration": ("a duration such as `P1DT12H`", '"P1DT12H"'),
}


def name_of(each: Departure) -> str:
    """The field as a person would name it: with its place where the body nests, without numbers where it does not."""
    pointer = each.location.pointer
    if pointer.count("/") > 1 and len(pointer) < LONGEST_POINTER:
        return f"`{pointer[1:].replace('/', '.')}`"
    return f"`{each.location.name}`" if each.location.name else "the body"


def part_of(place: Place) -> str:
    """The part of the call, with its article."""
    return {Place.HEADER: "the headers", Place.QUERY: "the query", Place.PATH: "the path"}.get(place, "the body")


def wanted(fault: Fault) -> str:
    """What the document wants of the value."""
    if fault.kind is Kind.ENUM:
        return one_of(fault.choices)
    if fault.kind is Kind.FORMAT:
        return FORMATS.get(fault.expected, (f"of the format `{fault.expected}`", ""))[0]
    if fault.kind is Kind.PATTERN:
        return f"of the form `{fault.expected[:LONGEST_VALUE]}`"
    return fault.expected


def must(fault: Fault) -> str:
    """The whole of what the document says: ``must be an integer``, ``must have at least 1 item``."""
    counted = fault.kind is Kind.BOUNDS and (fault.expected[-1:].isalpha())
    return f"must {'have' if counted else 'be'} {wanted(fault)}"


def one_of(choices: tuple[str, ...]) -> str:
    """The allowed values, the first few by name."""
    shown = ", ".join(f"`{_plain(each)}`" for each in choices[:MOST_CHOICES])
    more = f" and {len(choices) - MOST_CHOICES} more" if len(choices) > MOST_CHOICES else ""
    return f"one of {shown}{more}" if len(choices) > 1 else shown


def sent(each: Departure) -> str:
    """The value sent, or its kind where it is long or nothing to show."""
    value = each.sent
    if value is None:
        return "`null`"
    if value in ([], {}):
        return f"an empty {'array' if value == [] else 'object'}"
    if isinstance(value, dict | list):
        return KINDS[type(value)]
    text = value if isinstance(value, str) else json.dumps(value)
    if each.fault.kind is Kind.TYPE and isinstance(value, str) and each.location.place is Place.BODY:
        return f"the string `{_cut(text)}`" if text else "an empty string"
    return f"`{_cut(text)}`" if text else "an empty value"


def right_value(each: Departure) -> str:
    """A value that the document allows, as JSON, the nearest to the one sent; empty where none is known."""
    fault = each.fault
    if fault.kind is Kind.ENUM:
        return nearest_choice(each.sent, fault.choices) or (fault.choices[0] if len(fault.choices) == 1 else "")
    if fault.kind is Kind.TYPE:
        return _converted(each.sent, fault.expected) or each.example
    if fault.kind is Kind.FORMAT:
        return each.example or FORMATS.get(fault.expected, ("", ""))[1]
    if fault.kind is Kind.BOUNDS and fault.expected.startswith(("at least", "at most")):
        number = fault.expected.split()[2]
        return number if fault.expected.endswith(number) else ""
    return each.example if fault.kind is Kind.PATTERN else ""


def nearest_choice(value: Any, choices: tuple[str, ...]) -> str:
    """The allowed value that was probably meant, as JSON; empty where none comes near."""
    by_text = {_plain(each): each for each in choices}
    return by_text.get(nearest(value, by_text), "") if isinstance(value, str) else ""


def _converted(value: Any, expected: str) -> str:
    """The same value in the documented type, where that is plain."""
    if isinstance(value, str):
        text = value.strip()
        if ("integer" in expected or "number" in expected) and (found := DECIMAL.fullmatch(text)):
            return found["sign"] + found["digits"] if "number" in expected or "." not in text else ""
        if "true or false" in expected and text.lower() in ("true", "false"):
            return text.lower()
    if isinstance(value, int | float) and "a string" in expected:
        return json.dumps(json.dumps(value))
    if "an array" in expected and isinstance(value, str | int | float | dict):
        whole = f"[{json.dumps(value, ensure_ascii=False)}]"
        return whole if len(whole) <= LONGEST_FRAGMENT else ""
    return ""


def _plain(choice: str) -> str:
    return choice[1:-1] if choice[:1] == '"' else choice


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
