"""What is promised to tickets of a queue and priority, and when that is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Q

from tickets.models import Queue, Target, Ticket
from tickets.services.targets import business
from tickets.services.targets.business import NOTHING, Hours
from tickets.services.targets.calendars import hours_of

# What holds where nobody wrote a target, even if the general ones were removed behind our back: minutes.
GENERAL = {"P1": (60, 8 * 60), "P2": (4 * 60, 24 * 60), "P3": (8 * 60, 72 * 60), "P4": (24 * 60, 120 * 60)}


class Aim(StrEnum):
    """The two things that are promised."""

    RESPONSE = "response"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Promise:
    """Within how much business time a ticket is answered and solved; None where that is not promised."""

    response: timedelta | None
    resolution: timedelta | None
    hours: Hours | None

    def due(self, aim: Aim, *, since: datetime, spent: timedelta) -> datetime | None:
        """When it is due if time counts since a moment and some was spent before; None where it is not promised."""
        allowed = self.allowed(aim)
        return None if allowed is None else self._after(since, allowed - spent)

    def near(self, aim: Aim, *, since: datetime, spent: timedelta) -> datetime | None:
        """From when on it is about to break; None where it is not promised, or no warning is wanted."""
        allowed = self.allowed(aim)
        if allowed is None or not settings.TARGET_WARN_PERCENT:
            return None
        return self._after(since, allowed * (100 - settings.TARGET_WARN_PERCENT) / 100 - spent)

    def allowed(self, aim: Aim) -> timedelta | None:
        """How much time there is in all."""
        return self.response if aim is Aim.RESPONSE else self.resolution

    def _after(self, since: datetime, amount: timedelta) -> datetime:
        # Hours that leave no time at all promise nothing; a ticket that is never due would be lost, so the clock runs.
        return business.add_time(since, amount, self.hours) or since + max(amount, NOTHING)


class Promises:
    """What is promised, read once; for one or for many tickets."""

    def __init__(self, *, queue: int | None = None) -> None:
        rows = Target.objects.filter(Q(queue=queue) | Q(queue=None)) if queue else Target.objects.all()
        self._targets = {(row.queue_id, row.priority): row for row in rows}

    def to(self, queue: Queue | None, priority: str) -> Promise:
        """The promise to the tickets of a queue; the queue's hours must have been loaded with it."""
        target = self._targets.get((queue.pk if queue else None, priority)) or self._targets.get((None, priority))
        response, resolution = (target.first_response, target.resolution) if target else GENERAL[priority]
        return Promise(_span(response), _span(resolution), hours_of(queue.hours if queue else None))


def promise_to(ticket: Ticket) -> Promise:
    """What is promised to a ticket as it stands. One query, and the queue's where it was not loaded with its hours."""
    return Promises(queue=ticket.queue_id).to(ticket.queue, ticket.priority)


def _span(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)
