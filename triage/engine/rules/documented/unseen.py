"""Values that nobody can see here: masked ones, and shell variables that were filled in before the call was sent."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from triage.engine.redaction.marker import MARKER, MARKER_START
from triage.engine.rules.inquiry import Inquiry

VARIABLE = re.compile(
    r"\$(?:\{[A-Za-z_]\w{0,60}\}|[A-Za-z_]\w{0,60}|\([^()]{1,200}\)|env:\w{1,60})|%[A-Z_]{3,40}%|`[^`]{1,80}`"
)
# Where somebody left something out before pasting.
LEFT_OUT = re.compile(r"\.{3,}|…|\*{3,}|[xX]{5,}|<?redacted>?|\[[a-z ]{3,20}\]", re.IGNORECASE)
SHELLS = ("curl", "wget", "httpie", "powershell")


def is_unseen(inquiry: Inquiry, value: str) -> bool:
    """Whether the value was another one when the call was made than the one in the paste."""
    if MARKER_START in value or LEFT_OUT.fullmatch(value):
        return True
    return VARIABLE.search(value) is not None and _was_filled_in(inquiry, value)


def _was_filled_in(inquiry: Inquiry, value: str) -> bool:
    """A shell fills variables in, but not between single quotes; what ``curl -v`` shows was sent as it stands."""
    notation = inquiry.call.notation
    if not notation.startswith(SHELLS) or notation == "curl -v":
        return False
    at = inquiry.exchange.text.find(value, *inquiry.call.span)
    line = inquiry.exchange.text.rfind("\n", 0, max(at, 0)) + 1
    before = inquiry.exchange.text[max(line, at - 2000) : at] if at >= 0 else ""
    return before.count("'") % 2 == 0


def unseen_in(inquiry: Inquiry, value: Any) -> Mapping[tuple[str, ...], str]:
    """The paths of the unseen values in a JSON body, each with its JSON type where its mask knows it."""
    span = inquiry.call.body_span
    within = [each for each in inquiry.masks if span is not None and span.start <= each.span.start < span.end]
    masks = iter(within)
    found: dict[tuple[str, ...], str] = {}
    for path, text in strings(value):
        markers = MARKER.findall(text) if MARKER_START in text else []
        known = [next(masks, None) for _ in markers]
        if known and MARKER.fullmatch(text) and known[0] is not None:
            found[path] = known[0].facts.json_type
        elif known or is_unseen(inquiry, text):
            found[path] = ""
    return found


def strings(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every string of a JSON value with its path, in the order in which they stand; bounded by the body's size."""
    stack: list[tuple[tuple[str, ...], Any]] = [(path, value)]
    while stack:
        here, each = stack.pop()
        if isinstance(each, str):
            yield here, each
        elif isinstance(each, dict):
            stack += reversed([((*here, str(key)), inner) for key, inner in each.items()])
        elif isinstance(each, list):
            stack += reversed([((*here, str(index)), inner) for index, inner in enumerate(each)])
