"""Query, header and path parameters against their documentation."""

from collections.abc import Iterator

from triage.engine.finding import Finding, Place
from triage.engine.reference.openapi.checking import Kind
from triage.engine.rules.asking.corrected import with_url
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import likely, possible, rule
from triage.engine.rules.documented import telling
from triage.engine.rules.documented.blame import is_refused
from triage.engine.rules.documented.departures import Departure, departures
from triage.engine.rules.documented.schema import ANSWERED, FAILED, MOST_SHOWN
from triage.engine.rules.documented.words import must, name_of, sent, wanted

VALUES = (Kind.TYPE, Kind.ENUM, Kind.FORMAT, Kind.PATTERN, Kind.BOUNDS, Kind.BRANCH)


def _outside(inquiry: Inquiry, *kinds: Kind) -> list[Departure]:
    """The departures in query and headers; after a success only of unknown names."""
    if inquiry.status < 300 and not is_refused(inquiry) and kinds != (Kind.UNKNOWN,):
        return []
    places = (Place.QUERY, Place.HEADER)
    return [each for each in departures(inquiry) if each.fault.kind in kinds and each.location.place in places][
        :MOST_SHOWN
    ]


@rule("PARAM-001", *FAILED)
def parameter_required(inquiry: Inquiry) -> Iterator[Finding]:
    """A required query or header parameter that is not sent."""
    yield from (telling.missing(inquiry, each) for each in _outside(inquiry, Kind.REQUIRED) if not each.meant)


@rule("PARAM-002", *ANSWERED)
def parameter_nearly_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """A parameter under a name that is nearly a documented one."""
    found = [*_outside(inquiry, Kind.REQUIRED), *_outside(inquiry, Kind.UNKNOWN)]
    yield from (telling.misspelt(inquiry, each) for each in found if each.meant)


@rule("PARAM-003", *FAILED)
def parameter_value_differs(inquiry: Inquiry) -> Iterator[Finding]:
    """The value of a query or header parameter is not one that the document allows."""
    yield from (telling.wrong_value(inquiry, each) for each in _outside(inquiry, *VALUES))


@rule("PARAM-004", *ANSWERED)
def parameter_not_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """A query parameter that the document does not know."""
    yield from (telling.unknown(inquiry, each) for each in _outside(inquiry, Kind.UNKNOWN) if not each.meant)


@rule("PARAM-005", "4xx", "5xx")
def path_value_differs(inquiry: Inquiry) -> Iterator[Finding]:
    """An id in the path that does not have its documented type or form."""
    found = [each for each in departures(inquiry) if each.location.place is Place.PATH]
    for each in found[:MOST_SHOWN]:
        say = likely if inquiry.status in (400, 404, 422) else possible
        yield say(
            f"{name_of(each)} in the path {must(each.fault)}; the call has {sent(each)}.",
            at=each.location,
            see=each.see,
            fix=(
                f"Put the {name_of(each)} in its place: it is {wanted(each.fault)}.",
                "Check that it is the id of this kind of thing, not of another, and not its name.",
            ),
            cite=each.cite,
            corrected=with_url(inquiry, inquiry.call.url.replace(str(each.see.text), f"<{each.location.name}>", 1)),
        )
