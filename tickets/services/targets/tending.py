"""The beat's look at the clock: it marks and tells once what is about to break or has broken.

A flood is told as one thing. What breaks of one queue and person at a time is one alert, and for ``QUIET`` after it
nothing of them that is no more urgent is marked or told: it waits, and the next alert says how many they are. What is
late can be seen in the meantime all the same, since lists and pages look at the due times, not at the marks.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from tickets.models import Alert, Event, Ticket
from tickets.services import alerting, history
from tickets.services.targets import wording
from tickets.services.targets.keeping import (
    CALLED,
    COUNTING,
    broken_of,
    due_of,
    in_force,
    mark,
    near_of,
    schedule,
    warned_of,
)
from tickets.services.targets.promising import Aim

MOST_AT_ONCE = 500  # tickets per run of the beat: the rest waits for the next, a minute later
QUIET = timedelta(minutes=5)
Kind = Alert.Kind
MARKS = {
    (Kind.TARGET_NEAR, Aim.RESPONSE): "response_warned_at",
    (Kind.TARGET_NEAR, Aim.RESOLUTION): "resolution_warned_at",
    (Kind.TARGET_BROKEN, Aim.RESPONSE): "response_broken_at",
    (Kind.TARGET_BROKEN, Aim.RESOLUTION): "resolution_broken_at",
}
Heap = tuple[Alert.Kind, int | None, int | None]  # what is told together: kind, queue, person
KINDS = {Kind.TARGET_NEAR: Event.Kind.TARGET_NEAR, Kind.TARGET_BROKEN: Event.Kind.TARGET_BROKEN}


@dataclass(frozen=True, slots=True)
class Tended:
    """How many targets were marked as near and as broken, and how many alerts were raised for them."""

    near: int
    broken: int
    alerts: int


@dataclass(slots=True)
class _Run:
    """One run: what is quiet until when, and what has been found so far."""

    now: datetime
    quiet: dict[Heap, tuple[str, datetime]]
    marked: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    heaps: dict[Heap, list[tuple[Ticket, Aim]]] = field(default_factory=lambda: defaultdict(list))
    events: list[Event] = field(default_factory=list)

    def quiet_until(self, heap: Heap, ticket: Ticket) -> datetime | None:
        """Until when nothing is told of it, because something as urgent just was; None where it is told now."""
        priority, until = self.quiet.get(heap, ("", self.now))
        return until if priority and priority <= ticket.priority and not ticket.is_demo else None


@transaction.atomic
def tend(*, now: datetime) -> Tended:
    """Marks and tells what is near or broken, the urgent first, ``MOST_AT_ONCE`` tickets at the most.

    The rows are locked, so that of two beats at once one marks a ticket, and nobody moves it in between.
    """
    due = Ticket.objects.filter(tend_at__lte=now).order_by("priority", "tend_at", "pk")
    locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("queue", "assignee")
    rows = list(locked.defer("text")[:MOST_AT_ONCE])
    if not rows:
        return Tended(0, 0, 0)
    run = _Run(now, _quiet(now))
    for row in rows:
        _look(run, row)
    for column, marked in run.marked.items():  # by column: one statement with a value for each row takes longer
        Ticket.objects.filter(pk__in=marked).update(**{column: now})
    Ticket.objects.bulk_update(rows, ["tend_at"])
    Event.objects.bulk_create(run.events)
    alerts = [_tell(heap, found, now=now) for heap, found in run.heaps.items()]
    kinds = [event.kind for event in run.events]
    return Tended(
        near=kinds.count(Event.Kind.TARGET_NEAR),
        broken=kinds.count(Event.Kind.TARGET_BROKEN),
        alerts=sum(alert is not None for alert in alerts),
    )


def _look(run: _Run, row: Ticket) -> None:
    """Marks what a ticket's targets have come to, and says when to look at it next; never, where no time counts."""
    later = []
    for aim in in_force(row) if row.state in COUNTING else ():
        kind = _come_to(row, aim, now=run.now)
        if kind is None:
            continue
        heap = (kind, row.queue_id, row.assignee_id)
        if until := run.quiet_until(heap, row):
            later.append(until)
            continue
        broken = run.now if kind == Kind.TARGET_BROKEN else None
        mark(row, aim, warned=warned_of(row, aim) if broken else run.now, broken=broken)
        run.marked[MARKS[kind, aim]].append(row.pk)
        run.heaps[heap].append((row, aim))
        run.events.append(_event(row, aim, kind, now=run.now))
    schedule(row)
    if later:
        row.tend_at = min(later)


def _come_to(row: Ticket, aim: Aim, *, now: datetime) -> Alert.Kind | None:
    """What has to be told of a target: broken, near, or nothing that was not told before."""
    due, near = due_of(row, aim), near_of(row, aim)
    if due is None or broken_of(row, aim) is not None:
        return None
    if due < now:
        return Kind.TARGET_BROKEN
    is_told = near is None or near > now or warned_of(row, aim) is not None
    return None if is_told else Kind.TARGET_NEAR


def _quiet(now: datetime) -> dict[Heap, tuple[str, datetime]]:
    """What was told within ``QUIET``: the most urgent priority of each heap, and until when it is quiet for that.

    Alerts of a clock that has gone back since keep nothing quiet.
    """
    recent = Alert.objects.filter(kind__in=list(KINDS), raised_at__gt=now - QUIET, raised_at__lte=now)
    quiet: dict[Heap, tuple[str, datetime]] = {}
    for alert in recent.order_by("raised_at").select_related("ticket").defer("ticket__text"):
        heap = (Kind(alert.kind), alert.ticket.queue_id, alert.ticket.assignee_id)
        urgent, _ = quiet.get(heap, (alert.ticket.priority, now))
        quiet[heap] = (min(urgent, alert.ticket.priority), alert.raised_at + QUIET)
    return quiet


def _event(row: Ticket, aim: Aim, kind: Alert.Kind, *, now: datetime) -> Event:
    due = due_of(row, aim)
    assert due is not None, "what is near or broken is due"  # noqa: S101
    was = "was" if kind == Kind.TARGET_BROKEN else "is"
    reason = f"{CALLED[aim]} {was} due {wording.told(due)}"[: history.REASON_WIDTH]
    return Event(ticket=row, kind=KINDS[kind], reason=reason, at=now)


def _tell(heap: Heap, found: Sequence[tuple[Ticket, Aim]], *, now: datetime) -> Alert | None:
    """One alert of all that is found, about the most urgent that is real. None where all of it is the demo's."""
    real = [(row, aim) for row, aim in found if not row.is_demo]
    if not real:
        return None
    row, aim = min(real, key=lambda each: (each[0].priority, due_of(*each), each[0].pk))
    return alerting.raise_alert(heap[0], ticket=row, now=now, reason=_reason(row, aim, real, now=now))


def _reason(row: Ticket, aim: Aim, real: Sequence[tuple[Ticket, Aim]], *, now: datetime) -> str:
    """What is the matter: of one ticket which target, of many how many and which comes first."""
    due = due_of(row, aim)
    assert due is not None, "what is near or broken is due"  # noqa: S101
    how = f"was due {wording.span(now - due)} ago" if due < now else f"is due in {wording.span(due - now)}"
    one = f"{CALLED[aim]} to {row.number}" if aim is Aim.RESPONSE else f"{CALLED[aim]} of {row.number}"
    tickets = len({each.pk for each, _ in real})
    first = f"{one} ({row.priority}) {how}, {wording.told(due)}"
    return first if tickets == 1 else f"{tickets} tickets in {row.queue}, first of all: {first}"
