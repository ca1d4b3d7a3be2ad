"""The numbers of the first page: each counted through an index, and no further than the lists count."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

from tickets.admin.base import COUNTED
from tickets.models import Incident, Owed, Queue, Ticket, User


class CountUpTo(Subquery):
    """Counts the rows of a sliced queryset, inside another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Count:
    """A number that stops at a limit."""

    number: int

    def __str__(self) -> str:
        return f"{COUNTED:,}+" if self.number > COUNTED else f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class QueueNumbers:
    """What a queue holds."""

    queue: Queue
    waiting: Count
    claimed: Count


@dataclass(frozen=True, slots=True)
class Numbers:
    """What staff want to know first."""

    queues: tuple[QueueNumbers, ...]
    mine: Count
    waiting_on_customers: Count
    broken: Count
    incidents: Count
    suspected: Count
    parked: Count


def numbers_for(user: User, *, now: datetime) -> Numbers:
    """The numbers as of now, for someone whose tickets are among them. Six queries."""
    mine = Ticket.objects.filter(assignee=user, state=Ticket.State.CLAIMED)
    theirs = Ticket.objects.filter(assignee=user, state=Ticket.State.WAITING)
    found = Counter(Incident.objects.open().order_by().values_list("state", flat=True)[: COUNTED + 1])
    return Numbers(
        queues=tuple(_queues()),
        mine=_count(mine),
        waiting_on_customers=_count(theirs),
        broken=_count(Ticket.objects.filter(due_at__lt=now)),
        incidents=Count(found.total()),
        suspected=Count(found[Incident.State.SUSPECTED]),
        parked=_count(Owed.objects.parked()),
    )


def _queues() -> list[QueueNumbers]:
    rows = Queue.objects.annotate(waiting=_in_queue(Ticket.State.QUEUED), claimed=_in_queue(Ticket.State.CLAIMED))
    return [QueueNumbers(row, Count(row.waiting), Count(row.claimed)) for row in rows]  # type: ignore[attr-defined]


def _in_queue(state: Ticket.State) -> CountUpTo:
    return CountUpTo(Ticket.objects.filter(queue=OuterRef("pk"), state=state).order_by().values("pk")[: COUNTED + 1])


def _count(rows: "QuerySet[Ticket] | QuerySet[Owed]") -> Count:
    return Count(rows.order_by()[: COUNTED + 1].count())
