"""The kinds of status pages: where each is read, and by which reader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.models.statuspages import StatusPage
from tickets.services.statuspages import atlassian, cachet, feed, incidentio, instatus
from tickets.services.statuspages.values import TEXT_LENGTH, UNKNOWN, Reading, Speaks, Unusable, cleaned


@dataclass(frozen=True, slots=True)
class Kind:
    """A reader and the ``paths`` below the page's address that it wants, in its order; an empty one is the address."""

    read: Callable[[Sequence[bytes], datetime], Reading]
    paths: tuple[str, ...]


NEWEST = "sort=id&order=desc&per_page=50"
KINDS = {
    StatusPage.Kind.ATLASSIAN: Kind(atlassian.read, ("api/v2/summary.json",)),
    StatusPage.Kind.INSTATUS: Kind(instatus.read, ("summary.json", "v2/components.json")),
    StatusPage.Kind.CACHET: Kind(cachet.read, ("api/v1/components?per_page=1000", f"api/v1/incidents?{NEWEST}")),
    StatusPage.Kind.CACHET_3: Kind(cachet.read, ("api/components?per_page=1000", "api/incidents?per_page=50")),
    StatusPage.Kind.INCIDENT_IO: Kind(incidentio.read, ("api/v1/summary",)),
    StatusPage.Kind.FEED: Kind(feed.read, ("",)),
}


def addresses(kind: StatusPage.Kind, url: str) -> tuple[str, ...]:
    """Where a page of this kind is read; staff may also have written the whole address of its first answer."""
    base = url.removesuffix(KINDS[kind].paths[0]) if KINDS[kind].paths[0] else url
    return tuple(f"{base.rstrip('/')}/{path}" if path else url for path in KINDS[kind].paths)


def read(kind: StatusPage.Kind, bodies: Sequence[bytes], *, now: datetime) -> Reading:
    """What the page says; unknown with the reason where that cannot be said. Raises nothing."""
    try:
        return KINDS[kind].read(bodies, now)
    except Unusable as error:
        return Reading(UNKNOWN, cleaned(str(error), TEXT_LENGTH), speaks=Speaks.OF_NONE)
