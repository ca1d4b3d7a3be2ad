"""Does the call say what the vendor wants? The fields that the vendor's error names, found in the customer's call."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice

from triage.engine.finding import Actor, Evidence, Finding, Location, Place
from triage.engine.rules.arrival.pages import is_foreign_page
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.corrected import member
from triage.engine.rules.asking.documents import child
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule
from triage.engine.rules.asking.standing import Standing, nearest, standing, standing_of_value
from triage.engine.rules.asking.vendor_words import FieldFault
from triage.engine.rules.content.payload import body_is_unknown, has_body
from triage.engine.rules.outcome.guide import said_by_vendor
from triage.engine.rules.outcome.state import is_taken

MOST_SHOWN = 5
FIELD_STATUSES = (400, 422)
MOST_ALLOWED = 20
QUOTED = re.compile(r"[\"'`‘“]([^\"'`‘’“”]{2,64})[\"'`’”]")
PHRASES = {each.value: each.phrase for each in HTTPStatus}
REFUSED = re.compile(
    r"\b(?:unknown|unexpected|unrecognized|unrecognised|not allowed|not permitted|additional propert|"
    r"extra (?:fields?|inputs?)|unsupported|should not exist)",
    re.IGNORECASE,
)
BLANK = re.compile(r"blank|empty|null", re.IGNORECASE)


def _placed(inquiry: Inquiry) -> Iterator[tuple[FieldFault, Standing]]:
    for fault in inquiry.error.fields[:MOST_SHOWN]:
        yield fault, standing(inquiry, fault)


def _said(inquiry: Inquiry, fault: FieldFault) -> Evidence:
    """Where the vendor says it, in the response as pasted."""
    return inquiry.in_answer(fault.message, f'"{fault.name}"', fault.name, fault.path[-1]) or inquiry.status_line


def _quote(inquiry: Inquiry, fault: FieldFault) -> str:
    """What the vendor says of the field; with its code where the words are not about this field alone."""
    shared = fault.message == inquiry.error.message and fault.code not in fault.message
    named = fault.code if shared and not fault.code.isdecimal() else ""
    words = fault.message[:200].rstrip(".")
    return (f": {words}" if words else "") + (f" (`{named}`)" if named else "")


def _is_value_missing(inquiry: Inquiry, fault: FieldFault) -> bool:
    """The field is sent, but empty, which is what a vendor means by blank."""
    value = inquiry.sent.value
    for part in fault.path:
        value = value.get(part) if isinstance(value, dict) else None
    return value in (None, "", [], {}) and bool(BLANK.search(fault.message) or value in ("", [], {}))


@rule("FIELD-001", "400", "422")
def field_refused(inquiry: Inquiry) -> Iterator[Finding]:
    """The vendor names a field, and it stands in the call."""
    for fault, place in _placed(inquiry):
        if not place.found or (fault.is_lacking and not _is_value_missing(inquiry, fault)):
            continue
        if is_taken(f"{fault.message} {fault.code}"):
            yield _taken(inquiry, fault, place)
            continue
        meant = _meant(inquiry, fault, place)
        first = (
            f"Take `{fault.name}` out, or write it as the reference spells it."
            if REFUSED.search(fault.message)
            else f"Correct `{fault.name}`: compare its type, format and allowed values with the reference."
        )
        yield certain(
            f"The API does not accept `{fault.name}`{_quote(inquiry, fault)}",
            at=place.location,
            see=(place.evidence, _said(inquiry, fault)),
            fix=(
                f"Write `{meant}`, if that is what you mean." if meant else first,
                "Send the call again; the API may name the next field only then.",
            ),
            cite=said_by_vendor(inquiry, fault.code),
            corrected=member(inquiry, place.location, json.dumps(meant)) if meant else "",
        )


def _taken(inquiry: Inquiry, fault: FieldFault, place: Standing) -> Finding:
    """Nothing is wrong with the value but that somebody has it."""
    return possible(
        f"Something with this `{fault.name}` exists already{_quote(inquiry, fault)}",
        at=place.location,
        see=(place.evidence, _said(inquiry, fault)),
        fix=(
            "Look whether an earlier attempt of yours succeeded; then use what it made.",
            f"Otherwise send another `{fault.name}`, or change the existing one.",
        ),
        cite=said_by_vendor(inquiry, fault.code),
    )


def _meant(inquiry: Inquiry, fault: FieldFault, place: Standing) -> str:
    """The allowed value that the sent one nearly is, where the message lists what is allowed."""
    value = inquiry.sent.value
    for part in place.location.pointer.split("/")[1:]:
        value = child(value, part)
    allowed = [each[1] for each in islice(QUOTED.finditer(fault.message), MOST_ALLOWED)]
    sent = value if isinstance(value, str) and len(value) <= 64 else ""
    return nearest(sent, allowed) if sent and len(allowed) > 1 and sent not in allowed else ""


@rule("FIELD-002", "400", "422")
def field_missing(inquiry: Inquiry) -> Iterator[Finding]:
    """The vendor names a field as required, and it is nowhere in the call."""
    unknown = body_is_unknown(inquiry) and not has_body(inquiry)
    for fault, place in _placed(inquiry):
        if place.found or place.near or not fault.is_lacking or (inquiry.sent.fault is not None):
            continue
        where = place.location.place
        unseen = (unknown and where is Place.BODY) or (where is Place.HEADER and not inquiry.shows_headers)
        yield (possible if unseen else certain)(
            f"`{fault.name}` is required and not in the call{_quote(inquiry, fault)}",
            at=place.location,
            see=(place.evidence, _said(inquiry, fault)),
            fix=(f"Add `{fault.name}` to the {place.location.place}, spelled exactly like that.",),
            cite=said_by_vendor(inquiry, fault.code),
            corrected=member(inquiry, place.location),
        )


@rule("FIELD-003", "400", "422")
def field_misspelt(inquiry: Inquiry) -> Iterator[Finding]:
    """The required field is absent, but one with nearly the same name is there."""
    for fault, place in _placed(inquiry):
        if place.near and not place.found:
            # A field that is not lacking may be one that the vendor adds by itself.
            yield (likely if fault.is_lacking or _is_unknown(inquiry, place.near) else possible)(
                f"`{place.near}` looks like a misspelling of `{fault.name}`"
                + (", which the API misses." if fault.is_lacking else _quote(inquiry, fault)),
                at=place.location,
                see=(place.evidence, _said(inquiry, fault)),
                fix=(f"Write `{fault.name}` instead of `{place.near}`.",),
                cite=said_by_vendor(inquiry, fault.code),
                corrected=member(inquiry, place.location),
            )


def _is_unknown(inquiry: Inquiry, name: str) -> bool:
    """The vendor says of this field that it does not know it."""
    return any(each.path[-1] == name and REFUSED.search(each.message) for each in inquiry.error.fields)


@rule("FIELD-004", "400", "422")
def field_not_seen(inquiry: Inquiry) -> Iterator[Finding]:
    """The vendor misses a field that is in the call: it was not read from there."""
    for fault, place in _placed(inquiry):
        if not place.found or not fault.is_lacking or _is_value_missing(inquiry, fault):
            continue
        where = f"at `{place.location.pointer}`" if place.elsewhere else f"in the {place.location.place}"
        yield likely(
            f"The API misses `{fault.name}` although it stands {where} of the call: it was not read from there.",
            at=place.location,
            see=(place.evidence, _said(inquiry, fault)),
            fix=(
                "Check the level: the reference may want it outside, or inside, another object.",
                "Check that `Content-Type` names what the body is; otherwise no field is read.",
                "Check whether it belongs in the query, the path or the body.",
            ),
            cite=rfc(9110, "8.3"),
        )


@rule("FIELD-005", "400", "422")
def field_named(inquiry: Inquiry) -> Iterator[Finding]:
    """The vendor names a field that the call does not show, and does not call it missing."""
    for fault, place in _placed(inquiry):
        if not place.found and not place.near and not fault.is_lacking:
            yield possible(
                f"The API names `{fault.name}`{_quote(inquiry, fault)}",
                at=place.location,
                see=(_said(inquiry, fault), place.evidence),
                fix=(f"Look for what becomes `{fault.name}` in your call, and compare it with the reference.",),
                cite=said_by_vendor(inquiry, fault.code),
            )


@rule("SAYS-001", "4xx", "5xx", needs_call=False)
def vendor_says(inquiry: Inquiry) -> Iterator[Finding]:
    """The vendor's own message, where it names no field."""
    error = inquiry.error
    repeated = error.message.strip(". ").lower() in _phrases(inquiry)
    told = error.fields and inquiry.status in FIELD_STATUSES
    if not error.message or told or repeated or is_foreign_page(inquiry):
        return
    code = f" (`{error.code[:80]}`)" if error.code and error.code != error.message else ""
    yield possible(
        f"The API says: {error.message[:240]}{code}",
        at=Location(Place.RESPONSE),
        see=inquiry.in_answer(error.message) or inquiry.in_response(inquiry.response.body_span),
        fix=(
            "Do what the message asks; if that is not clear, search the reference for its words or its code.",
            "Quote it when you ask support.",
        )
        if inquiry.status < 500
        else ("Look at the status page.", "Quote this message when you report the fault."),
        cite=said_by_vendor(inquiry),
        actor=Actor.CALLER if inquiry.status < 500 else Actor.VENDOR,
    )


def _phrases(inquiry: Inquiry) -> set[str]:
    """Messages that say no more than the status line does."""
    standard = PHRASES.get(inquiry.status, "")
    entry = inquiry.reference.entry(inquiry.status)
    title = entry.title.lower() if entry else ""
    return {standard.lower(), f"{inquiry.status} {standard.lower()}", inquiry.response.reason.lower(), title, "error"}


@rule("FIELD-006", "400", "422")
def value_refused(inquiry: Inquiry) -> Iterator[Finding]:
    """The vendor names no field, but quotes a value that stands in the call."""
    if any(place.found for _, place in _placed(inquiry)):
        return
    for quoted in islice(QUOTED.finditer(inquiry.error.message), MOST_ALLOWED):
        place = standing_of_value(inquiry, quoted[1])
        if place is not None:
            yield likely(
                f"The API does not accept `{quoted[1]}` for `{place.location.name}`: {inquiry.error.message[:200]}",
                at=place.location,
                see=(place.evidence, inquiry.in_answer(inquiry.error.message, quoted[1]) or inquiry.status_line),
                fix=(
                    f"Correct `{place.location.name}`: compare its format and allowed values with the reference.",
                    "Send the call again.",
                ),
                cite=said_by_vendor(inquiry),
            )
            return
