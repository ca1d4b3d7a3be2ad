"""Values that were never filled in: a template's variable, or the documentation's own words in place of one."""

from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import unquote

from triage.engine.finding import Evidence, Finding, Location, Place
from triage.engine.rules.access.credentials_sent import credentials
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.corrected import member
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.json_places import pointer_of
from triage.engine.rules.asking.rule import likely, rule
from triage.engine.rules.asking.stand_ins import NEVER_MEANT, is_sent_as_it_stands
from triage.engine.rules.asking.standing import member_evidence, pair_evidence, pairs_of
from triage.engine.rules.asking.strings import strings

MOST_SHOWN = 3
LONGEST = 80


@rule("VALUE-001", "400", "404", "422")
def value_never_filled_in(inquiry: Inquiry) -> Iterator[Finding]:
    """A query parameter or a field of the body is sent as ``{{id}}``, ``<id>`` or ``YOUR_ID``."""
    for location, text, see in islice(chain(_in_query(inquiry), _in_body(inquiry)), MOST_SHOWN):
        absent = NEVER_MEANT.fullmatch(text) is not None
        why = "your program had no value to put there" if absent else "the placeholder was never replaced by a value"
        yield likely(
            f"`{location.name}` is sent as `{text}`: {why}.",
            at=location,
            see=see,
            fix=("Look where the program sets it, and stop with an error when it is missing.",)
            if absent
            else (f"Put the real value in place of `{text}`, without brackets.",),
            cite=rfc(6570, "1.1"),
            corrected=member(inquiry, location, '"<the value>"'),
        )


def _is_unfilled(inquiry: Inquiry, value: str) -> bool:
    if not value or len(value) > LONGEST:
        return False
    return NEVER_MEANT.fullmatch(value) is not None or is_sent_as_it_stands(inquiry, value, inquiry.call.span)


def _in_query(inquiry: Inquiry) -> Iterator[tuple[Location, str, Evidence]]:
    # Of a key the rules of credentials tell, where they are asked.
    keys = {each.name for each in credentials(inquiry)} if inquiry.status in (400, 401, 403) else set()
    for name, value in pairs_of(inquiry.call.parts.query):
        if _is_unfilled(inquiry, value) and name not in keys:
            yield Location(Place.QUERY, name), unquote(value), pair_evidence(inquiry, name)


def _in_body(inquiry: Inquiry) -> Iterator[tuple[Location, str, Evidence]]:
    for path, text in strings(inquiry.sent.value) if inquiry.sent.is_json else ():
        if path and _is_unfilled(inquiry, text):
            named = next((each for each in reversed(path) if not each.isdecimal()), "")
            yield Location(Place.BODY, named, pointer_of(path)), text, member_evidence(inquiry, path)
    form = [(each.name, each.value or "") for each in inquiry.call.form]
    text = "" if inquiry.sent.looks_like_json else inquiry.call.body or ""
    for name, value in form or pairs_of(text):
        if _is_unfilled(inquiry, value):
            shown = inquiry.in_sent_body(f"{name}={value}", f"{name}=", name)
            yield Location(Place.BODY, name), value, shown or inquiry.in_call(inquiry.call.body_span)
