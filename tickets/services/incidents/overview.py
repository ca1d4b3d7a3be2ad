"""What there is to know about an incident, counted within bounds: an outage may have a hundred thousand tickets."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.models import Incident, Ticket
from tickets.models.statuspages import StatusVerdict
from tickets.services.incidents.faults import who

COUNTED = 100  # a customer needs no larger number, and the database no longer count
LOOKED_AT = 5_000  # tickets of one incident, the newest
MOST_BUCKETS = 60
STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440, 10_080))


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many tickets from ``start`` on, for as long as the step to the next bucket."""

    start: datetime
    tickets: int


@dataclass(frozen=True, slots=True)
class Said:
    """How many tickets tell the same: a status (``503``) or, without one, a verdict in words."""

    what: str
    tickets: int


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """Numbers of the newest ``LOOKED_AT`` tickets; ``is_more`` where there are others, so that each is "or more".

    ``first_seen`` and ``last_seen`` are of all of them; None without any. ``against`` is how many customers say
    otherwise where the status page said that all is well, ``why`` what makes it one incident, in words.
    """

    customers: int
    tickets: int
    is_more: bool
    first_seen: datetime | None
    last_seen: datetime | None
    said: tuple[Said, ...]
    against: int
    why: str
    fingerprints: tuple[str, ...]


def facts(incident: Incident, *, now: datetime) -> IncidentFacts:
    """The numbers of an incident; three queries, whatever its size."""
    newest = Ticket.objects.filter(incident=incident).order_by("-id")
    columns = ("customer_id", "sender", "status", "verdict", "status_page_verdict", "received_at")
    rows = list(newest.values_list(*columns, named=True)[: LOOKED_AT + 1])
    seen = rows[:LOOKED_AT]
    first = newest.order_by("id").values_list("received_at", flat=True).first()
    contradicting = {
        who(row.customer_id, row.sender) for row in seen if row.status_page_verdict == StatusVerdict.OPERATIONAL
    }
    return IncidentFacts(
        customers=len({who(row.customer_id, row.sender) for row in seen}),
        tickets=len(seen),
        is_more=len(rows) > LOOKED_AT,
        first_seen=first,
        last_seen=max((row.received_at for row in seen), default=None),
        said=_said((row.status, row.verdict) for row in seen),
        against=len(contradicting) if incident.is_open else 0,
        why=incident.reason,
        fingerprints=tuple(incident.fingerprints.order_by("id").values_list("fingerprint", flat=True)[:COUNTED]),
    )


def rate(incident: Incident, *, now: datetime) -> tuple[Bucket, ...]:
    """How many tickets came in each step of time, from the first to its end or to ``now``; at most ``MOST_BUCKETS``.

    Of its newest ``LOOKED_AT`` tickets; empty without any. One query.
    """
    newest = Ticket.objects.filter(incident=incident).order_by("-id").values_list("received_at", flat=True)
    times = sorted(newest[:LOOKED_AT])
    if not times:
        return ()
    end = max(times[-1], incident.closed_at or now)
    return tuple(_buckets(times, end))


def others_with(ticket: Ticket) -> int:
    """How many other tickets the incident of this one holds, counted up to ``COUNTED``; 0 where it has none."""
    if ticket.incident_id is None:
        return 0
    return Ticket.objects.filter(incident=ticket.incident_id).exclude(pk=ticket.pk).order_by()[:COUNTED].count()


def _buckets(times: Sequence[datetime], end: datetime) -> list[Bucket]:
    """The buckets of the shortest step that needs no more than ``MOST_BUCKETS`` of them."""
    start = times[0].replace(second=0, microsecond=0)
    step = next((each for each in STEPS if (end - start) < each * MOST_BUCKETS), (end - start) / (MOST_BUCKETS - 1))
    counts = Counter((at - start) // step for at in times)
    return [Bucket(start + step * number, counts[number]) for number in range((end - start) // step + 1)]


def _said(tickets: Iterable[tuple[int | None, str]]) -> tuple[Said, ...]:
    words = Counter(str(status) if status else Ticket.Verdict(verdict).label for status, verdict in tickets)
    return tuple(Said(what, number) for what, number in words.most_common())
