"""Values that nobody can see here: masked ones, and shell variables that were filled in before the call was sent."""

import re
from typing import Any

from triage.engine.redaction.marker import MARKER, MARKER_START
from triage.engine.reference.openapi.checking import Hidden, Unseen
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.stand_ins import was_filled_in
from triage.engine.rules.asking.strings import strings

# Where somebody left something out before pasting.
LEFT_OUT = re.compile(r"\.{3,}|…|\*{3,}|[xX]{5,}|<?redacted>?|\[[a-z ]{3,20}\]", re.IGNORECASE)
ANY_VARIABLE = re.compile(
    r"\$(?:\{[A-Za-z_]\w{0,60}\}|[A-Za-z_]\w{0,60}|env:\w{1,60}|\([^()]{1,200}\))|\{\{\w{1,60}\}\}|\{\w{1,60}\}"
)


def is_unseen(inquiry: Inquiry, value: str) -> bool:
    """Whether the value was another one when the call was made than the one in the paste."""
    if MARKER_START in value or LEFT_OUT.fullmatch(value):
        return True
    found = ANY_VARIABLE.search(value)
    return found is not None and was_filled_in(inquiry, found[0], inquiry.call.span)


def unseen_in(inquiry: Inquiry, value: Any, *, encoded: bool = False) -> Hidden:
    """The paths of the unseen values in a body, with what their masks know of them.

    ``encoded``: the body is a form, whose text may be longer than its values.
    """
    span = inquiry.call.body_span
    within = [each for each in inquiry.masks if span is not None and span.start <= each.span.start < span.end]
    masks = iter(within)
    found: dict[tuple[str, ...], Unseen] = {}
    for path, text in strings(value):
        markers = MARKER.findall(text) if MARKER_START in text else []
        known = [next(masks, None) for _ in markers]
        first = known[0] if known else None
        if first is not None and MARKER.fullmatch(text):
            is_text = encoded or first.facts.json_type == "string"
            found[path] = Unseen(first.facts.json_type, first.facts.length if is_text else None, at_most=encoded)
        elif known or is_unseen(inquiry, text):
            found[path] = Unseen()
    return found
