"""Does the call say what the vendor wants? The fields that the vendor's error names, found in the customer's call."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from triage.engine.finding import Actor, Citation, Evidence, Finding, Location, Place
from triage.engine.rules.citations import rfc
from triage.engine.rules.inquiry import Inquiry
from triage.engine.rules.payload import body_is_unknown, has_body
from triage.engine.rules.rule import certain, likely, possible, rule
from triage.engine.rules.standing import Standing, standing
from triage.engine.rules.vendor_errors import FieldFault

MOST_SHOWN = 5
PHRASES = {each.value: each.phrase for each in HTTPStatus}
REFUSED = re.compile(
    r"\b(?:unknown|unexpected|unrecognized|unrecognised|not allowed|not permitted|additional propert|"
    r"extra (?:fields?|inputs?)|unsupported)",
    re.IGNORECASE,
)
BLANK = re.compile(r"blank|empty|null", re.IGNORECASE)


def _placed(inquiry: Inquiry) -> Iterator[tuple[FieldFault, Standing]]:
    for fault in inquiry.error.fields[:MOST_SHOWN]:
        yield fault, standing(inquiry, fault)


def _said(inquiry: Inquiry, fault: FieldFault) -> Evidence:
    """Where the vendor says it, in the response as pasted."""
    return inquiry.in_answer(fault.message, f'"{fault.name}"', fault.name, fault.path[-1]) or inquiry.status_line


def _vendor(inquiry: Inquiry, fault: FieldFault) -> Citation:
    entry = inquiry.reference.entry(inquiry.status)
    return Citation("vendor_code", fault.code or inquiry.error.code or "error body", entry.link if entry else "")


def _quote(fault: FieldFault) -> str:
    return f": {fault.message[:200]}" if fault.message else ""


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
        unwanted = REFUSED.search(fault.message)
        yield certain(
            f"The API does not accept `{fault.name}`{_quote(fault)}",
            at=place.location,
            see=(place.evidence, _said(inquiry, fault)),
            fix=(
                f"Take `{fault.name}` out, or write it as the reference spells it." if unwanted
                else f"Correct `{fault.name}`: compare its type, format and allowed values with the reference.",
                "Send the call again; the API may name the next field only then.",
            ),
            cite=_vendor(inquiry, fault),
        )  # fmt: skip


@rule("FIELD-002", "400", "422")
def field_missing(inquiry: Inquiry) -> Iterator[Finding]:
    """The vendor names a field as required, and it is nowhere in the call."""
    unknown = body_is_unknown(inquiry) and not has_body(inquiry)
    for fault, place in _placed(inquiry):
        if place.found or place.near or not fault.is_lacking or (inquiry.sent.fault is not None):
            continue
        say = possible if unknown and place.location.place is Place.BODY else certain
        yield say(
            f"`{fault.name}` is required and not in the call{_quote(fault)}",
            at=place.location,
            see=(place.evidence, _said(inquiry, fault)),
            fix=(f"Add `{fault.name}` to the {place.location.place}, spelled exactly like that.",),
            cite=_vendor(inquiry, fault),
            corrected=_member(place.location),
        )


@rule("FIELD-003", "400", "422")
def field_misspelt(inquiry: Inquiry) -> Iterator[Finding]:
    """The required field is absent, but one with nearly the same name is there."""
    for fault, place in _placed(inquiry):
        if place.near and not place.found and fault.is_lacking:
            yield likely(
                f"`{place.near}` looks like a misspelling of `{fault.name}`, which the API misses.",
                at=place.location,
                see=(place.evidence, _said(inquiry, fault)),
                fix=(f"Write `{fault.name}` instead of `{place.near}`.",),
                cite=_vendor(inquiry, fault),
                corrected=_member(place.location),
            )


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
        if not place.found and not fault.is_lacking:
            yield possible(
                f"The API names `{fault.name}`{_quote(fault)}",
                at=place.location,
                see=(_said(inquiry, fault), place.evidence),
                fix=(f"Look for what becomes `{fault.name}` in your call, and compare it with the reference.",),
                cite=_vendor(inquiry, fault),
            )


@rule("SAYS-001", "4xx", "5xx", needs_call=False)
def vendor_says(inquiry: Inquiry) -> Iterator[Finding]:
    """The vendor's own message, where it names no field."""
    error = inquiry.error
    repeated = error.message.strip(". ").lower() in _phrases(inquiry)
    if not error.message or error.fields or repeated:
        return
    code = f" (`{error.code[:80]}`)" if error.code and error.code != error.message else ""
    entry = inquiry.reference.entry(inquiry.status)
    yield possible(
        f"The API says: {error.message[:240]}{code}",
        at=Location(Place.RESPONSE),
        see=inquiry.in_answer(error.message) or inquiry.in_response(inquiry.response.body_span),
        fix=("Search the reference for these words or this code.", "Quote them when you ask support."),
        cite=Citation("vendor_code", error.code or "error body", entry.link if entry else ""),
        actor=Actor.CALLER if inquiry.status < 500 else Actor.VENDOR,
    )


def _phrases(inquiry: Inquiry) -> set[str]:
    """Messages that say no more than the status line does."""
    standard = PHRASES.get(inquiry.status, "")
    entry = inquiry.reference.entry(inquiry.status)
    return {standard.lower(), inquiry.response.reason.lower(), entry.title.lower() if entry else "", "error"}


def _member(location: Location) -> str:
    return f'"{location.name}": …' if location.place is Place.BODY else f"{location.name}=…"
