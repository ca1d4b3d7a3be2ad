"""The body against its documented schema."""

from collections.abc import Iterator

from triage.engine.finding import Finding, Location, Place
from triage.engine.reference.openapi.checking import Kind
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.json_places import pointer_of
from triage.engine.rules.asking.rule import rule
from triage.engine.rules.content.payload import WITH_BODY, body_is_unknown, has_body
from triage.engine.rules.documented import telling
from triage.engine.rules.documented.blame import for_form, for_values, is_refused
from triage.engine.rules.documented.bodies import sent_body
from triage.engine.rules.documented.departures import Departure, departures
from triage.engine.rules.documented.mending import without
from triage.engine.rules.documented.sources import openapi

MOST_SHOWN = 5
FAILED = ("200", "4xx", "5xx")
ANSWERED = ("2xx", "4xx", "5xx")


def _in_body(inquiry: Inquiry, *kinds: Kind) -> list[Departure]:
    """The departures of those kinds; after a success only of unknown fields, as the others did not matter."""
    if inquiry.status < 300 and not is_refused(inquiry) and kinds != (Kind.UNKNOWN,):
        return []
    found = [each for each in departures(inquiry) if each.fault.kind in kinds and each.location.place is Place.BODY]
    return found[:MOST_SHOWN]


@rule("SCHEMA-001", *FAILED)
def field_required(inquiry: Inquiry) -> Iterator[Finding]:
    """The schema requires a field that the body does not have."""
    yield from (telling.missing(inquiry, each) for each in _in_body(inquiry, Kind.REQUIRED) if not each.meant)


@rule("SCHEMA-002", *ANSWERED)
def field_nearly_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """The body has a field under a name that is nearly a documented one."""
    found = [*_in_body(inquiry, Kind.REQUIRED), *_in_body(inquiry, Kind.UNKNOWN)]
    yield from (telling.misspelt(inquiry, each) for each in found if each.meant)


@rule("SCHEMA-003", *FAILED)
def type_differs(inquiry: Inquiry) -> Iterator[Finding]:
    """A number as a string, a string for an array, null where it is not allowed."""
    yield from (telling.wrong_value(inquiry, each) for each in _in_body(inquiry, Kind.TYPE))


@rule("SCHEMA-004", *FAILED)
def value_not_in_the_list(inquiry: Inquiry) -> Iterator[Finding]:
    """The schema lists the values, and this is none of them."""
    yield from (telling.wrong_value(inquiry, each) for each in _in_body(inquiry, Kind.ENUM))


@rule("SCHEMA-005", *FAILED)
def format_differs(inquiry: Inquiry) -> Iterator[Finding]:
    """A date, UUID, address or pattern that the value does not have."""
    yield from (telling.wrong_value(inquiry, each) for each in _in_body(inquiry, Kind.FORMAT, Kind.PATTERN))


@rule("SCHEMA-006", *FAILED)
def out_of_bounds(inquiry: Inquiry) -> Iterator[Finding]:
    """Too small, too large, too long, too many."""
    yield from (telling.wrong_value(inquiry, each) for each in _in_body(inquiry, Kind.BOUNDS))


@rule("SCHEMA-007", *FAILED)
def no_form_fits(inquiry: Inquiry) -> Iterator[Finding]:
    """``oneOf`` or ``not``: the value fits no documented form, or more than one."""
    yield from (telling.no_form_fits(inquiry, each) for each in _in_body(inquiry, Kind.BRANCH))


@rule("SCHEMA-008", *ANSWERED)
def field_not_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """A field that the schema does not know."""
    yield from (telling.unknown(inquiry, each) for each in _in_body(inquiry, Kind.UNKNOWN) if not each.meant)


@rule("SCHEMA-009", "400", "403", "409", "422")
def field_is_read_only(inquiry: Inquiry) -> Iterator[Finding]:
    """A field that only answers have (``readOnly``), mostly copied from one."""
    match = inquiry.match
    if match is None or match.operation is None:
        return
    body = sent_body(inquiry)
    for path in list(body.read_only(match.api))[:MOST_SHOWN] if body is not None else ():
        yield for_form(inquiry)(
            f"`{'.'.join(path)}` is read-only: the API sets it, the call cannot.",
            at=Location(Place.BODY, path[-1], pointer_of(path)),
            see=body.evidence(inquiry, path) if body is not None else inquiry.request_line,
            fix=(f"Take `{path[-1]}` out of the body.", "Send only the fields that you want to set."),
            cite=openapi(match, body.media.pointer if body is not None else ""),
            corrected=without(inquiry, Location(Place.BODY, path[-1], pointer_of(path))),
        )


@rule("SCHEMA-010", "400", "411", "415", "422", "5xx")
def body_required(inquiry: Inquiry) -> Iterator[Finding]:
    """The operation requires a body, and the call has none."""
    match = inquiry.match
    if match is None or match.operation is None or not match.operation.media:
        return
    operation = match.operation
    needs_fields = any(match.api.schema(each.schema).get("required") for each in operation.media)
    # Many documents forget to say `required: true`; where no body may be meant, only that counts.
    wants = operation.body_required or (needs_fields and operation.method in WITH_BODY)
    if not wants or has_body(inquiry) or body_is_unknown(inquiry):
        return
    kind = operation.media[0]
    names = [str(each) for each in match.api.schema(kind.schema).get("required", ())][:6]
    fields = f", with at least {', '.join(f'`{each}`' for each in names)}" if names else ""
    say = for_values(inquiry) if operation.body_required else for_form(inquiry)
    yield say(
        f"{operation.method} {operation.path} requires a body, and the call sends none.",
        at=Location(Place.BODY),
        see=inquiry.request_line,
        fix=(f"Send a body as `{kind.type}`{fields}.", "If your program builds it, print it: it may be empty."),
        cite=openapi(match, operation.body_pointer),
    )
