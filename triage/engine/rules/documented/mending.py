"""The customer's own body, mended, to be copied; of a long body or a form only the field."""

import json
from typing import Any

from triage.engine.finding import Location, Place
from triage.engine.rules.asking.corrected import member, with_body
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.documented.departures import departures
from triage.engine.rules.documented.words import right_value

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
    path = _path(location)
    made = _changed(sent.value, path, json.loads(value) if value else None, name)
    if made == sent.value:
        return ""
    text = json.dumps(_with_the_others(inquiry, made, path), ensure_ascii=False)
    return with_body(inquiry, text) if len(text) <= LONGEST_WHOLE else ""


def _with_the_others(inquiry: Inquiry, made: Any, path: list[str]) -> Any:
    """With what else is wrong mended too, where it is known how: what is copied should not fail for the next fault."""
    for each in departures(inquiry):
        other = _path(each.location) if each.location.place is Place.BODY and each.location.pointer else []
        if not other or other == path or not _has(made, other):
            continue
        if each.meant:
            made = _changed(made, other, each.sent, each.meant)
        elif value := right_value(each):
            made = _changed(made, other, json.loads(value), other[-1])
    return made


def _path(location: Location) -> list[str]:
    return [each.replace("~1", "/").replace("~0", "~") for each in location.pointer.split("/")[1:]]


def _has(here: Any, path: list[str]) -> bool:
    """Whether the path still leads to something: a field above it may have got another name."""
    for key in path:
        if isinstance(here, list) and key.isdecimal() and int(key) < len(here):
            here = here[int(key)]
        elif isinstance(here, dict) and key in here:
            here = here[key]
        else:
            return False
    return True


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
