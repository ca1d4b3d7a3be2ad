"""From a departure to its finding: cause, fix and the fragment that would be right."""

from triage.engine.finding import Finding, Place
from triage.engine.reference.openapi.checking import Kind
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import Say, likely, possible
from triage.engine.rules.documented.blame import for_form, for_values, is_refused
from triage.engine.rules.documented.departures import ALLOWED, MAY_BE_IGNORED, Departure
from triage.engine.rules.documented.mending import with_name, with_value, without
from triage.engine.rules.documented.words import must, name_of, part_of, right_value, sent, wanted


def missing(inquiry: Inquiry, each: Departure) -> Finding:
    """A required field that is not sent."""
    where = part_of(each.location.place)
    several = each.fault.expected
    cause = f"One of {several} is required in {where}" if several else f"{name_of(each)} is required in {where}"
    stand_in = '"…"' if each.location.place is Place.BODY else "…"
    return _told(
        for_values(inquiry),
        each,
        f"{cause}, and the call does not send it.",
        (f"Add {'one of them' if several else name_of(each)} to {where}, spelled exactly like that.",),
        with_value(inquiry, each.location, each.example or stand_in),
    )


def misspelt(inquiry: Inquiry, each: Departure) -> Finding:
    """A field under a name that is nearly a documented one."""
    required = each.fault.kind is Kind.REQUIRED
    doubtful = not is_refused(inquiry) or each.fault.expected == ALLOWED
    say = for_values(inquiry) if required else possible if doubtful else likely
    name = each.location.name
    known = f"The call sends `{name}`, but `{each.meant}` is required"
    because = known if required else f"`{name}` is not documented here"
    return _told(
        say,
        each,
        f"{because}: did you mean `{each.meant}`?",
        (f"Write `{each.meant}` instead of `{name}`.",),
        with_name(inquiry, each.location, each.meant, each.sent),
    )


def unknown(inquiry: Inquiry, each: Departure) -> Finding:
    """A field that the document does not know, and is near to none that it knows."""
    open_ = each.fault.expected == MAY_BE_IGNORED or each.location.place is not Place.BODY
    say = likely if is_refused(inquiry) and not open_ else possible
    return _told(
        say,
        each,
        f"{name_of(each)} is not documented for this operation; the API may {'ignore' if open_ else 'refuse'} it.",
        (
            f"Take {name_of(each)} out, or look in the reference for the operation that takes it.",
            "Check its spelling and the object that it stands in.",
        ),
        without(inquiry, each.location),
    )


def wrong_value(inquiry: Inquiry, each: Departure) -> Finding:
    """A value that the schema does not allow."""
    say = for_form(inquiry) if each.fault.kind in (Kind.FORMAT, Kind.PATTERN) else for_values(inquiry)
    value = right_value(each)
    name = name_of(each)
    nearly = f"; did you mean `{value.strip(chr(34))}`?" if value and each.fault.kind is Kind.ENUM else "."
    cause = f"{name} {must(each.fault)}; the call sends {sent(each)}{nearly}"
    return _told(
        say,
        each,
        cause,
        (_how(each),),
        with_value(inquiry, each.location, value) if value else "",
    )


def no_form_fits(inquiry: Inquiry, each: Departure) -> Finding:
    """A value that fits none, or several, of the documented forms."""
    several = each.fault.expected != ""
    fits = "fits several documented forms at once" if several else "fits none of the documented forms"
    return _told(
        for_form(inquiry),
        each,
        f"{name_of(each)} {fits}.",
        ("Compare it with the forms in the reference, and send the fields of exactly one of them.",),
    )


def _told(say: Say, each: Departure, cause: str, fix: tuple[str, ...], corrected: str = "") -> Finding:
    return say(cause, at=each.location, see=each.see, fix=fix, cite=each.cite, corrected=corrected)


def _how(each: Departure) -> str:
    name = name_of(each)
    if each.fault.kind is Kind.ENUM:
        return f"Send {wanted(each.fault)} as {name}."
    if each.fault.kind is Kind.TYPE:
        return f"Send {name} as {wanted(each.fault)}: compare its type with the reference."
    return f"Change {name}: it {must(each.fault)}."
