"""The customer's own body with one departure mended, to be copied; of a long body or a form only the field."""

import json
from typing import Any

from triage.engine.finding import Location, Place
from triage.engine.rules.asking.corrected import member, with_body
from triage.engine.rules.asking.inquiry import Inquiry

# A longer body is not copied whole: then the field alone shows what to change.
LONGEST_WHOLE = 600


def with_value(inquiry: Inquiry, location: Location, value: str) -> str:
    """The body with another value at that place; ``value`` is JSON. A field that is absent is added."""
    return _whole(inquiry, location, value, location.name) or member(inquiry, location, value)


def with_name(inquiry: Inquiry, location: Location, name: str, value: Any) -> str:
    """The body with the field there under another name, at the same place."""
    outer = location.pointer.rpartition("/")[0]
    right = Location(location.place, name, f"{outer}/{name}" if location.pointer else "")
    text = json.dumps(value, ensure_ascii=False)
    return _whole(inquiry, location, text, name) or member(inquiry, right, text if len(text) <= 200 else '"…"')


def without(inquiry: Inquiry, location: Location) -> str:
    """The body without the field; empty where it cannot be shown whole."""
    return _whole(inquiry, location, "", "")


def _whole(inquiry: Inquiry, location: Location, value: str, name: str) -> str:
    """The whole body as JSON with the change made; empty where it is none, or too long to copy."""
    sent = inquiry.sent
    if location.place is not Place.BODY or not sent.is_json or len(sent.text) > LONGEST_WHOLE or not location.pointer:
        return ""
    path = [each.replace("~1", "/").replace("~0", "~") for each in location.pointer.split("/")[1:]]
    made = _changed(sent.value, path, json.loads(value) if value else None, name)
    text = json.dumps(made, ensure_ascii=False)
    return with_body(inquiry, text) if made != sent.value and len(text) <= LONGEST_WHOLE else ""


def _changed(here: Any, path: list[str], value: Any, name: str) -> Any:
    """A copy with the member at ``path`` changed: given that value under ``name``, or left out where that is empty."""
    key, deeper = path[0], path[1:]
    if isinstance(here, list) and key.isdecimal() and int(key) < len(here):
        inner = _changed(here[int(key)], deeper, value, name) if deeper else value
        return [inner if index == int(key) else each for index, each in enumerate(here)]
    if not isinstance(here, dict):
        return here
    if deeper:
        return {each: _changed(inner, deeper, value, name) if each == key else inner for each, inner in here.items()}
    if key not in here:
        return {**here, key: value}
    kept = {(name if each == key else each): (value if each == key else inner) for each, inner in here.items()}
    return kept if name else {each: inner for each, inner in here.items() if each != key}
