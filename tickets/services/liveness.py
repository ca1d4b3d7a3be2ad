"""Whether work gets done: what leaves signs of life, and what is said when they stay away.

A worker that died says nothing by itself, and the pages go on as ever. So the sweeper and beat leave a heartbeat as
their loops turn, the sweeper asks the workers for theirs through the broker, and owed work has an age. A limit of 0
watches not.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from tickets.models import Heartbeat, Owed
from tickets.services import owed

KEPT = 5.0  # seconds for which a process believes what it looked up
COUNTED = 100  # parked rows: more of them are not more of an alarm
ASK = "tickets.answer"

Role = Heartbeat.Role


@dataclass(frozen=True, slots=True)
class Late:
    """One thing that is late, and what to do about it, in words.

    ``grave`` where work stands still, and not one piece of it.
    """

    what: str
    advice: str
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Liveness:
    """What is late at some moment; nothing where all is well."""

    late: tuple[Late, ...] = ()

    @property
    def stands_still(self) -> bool:
        """Whether work stands still."""
        return any(each.grave for each in self.late)


ADVICE = {
    Role.SWEEPER: (
        "The sweeper has been silent",
        "Start it with `python manage.py sweep`. Until then nobody asks the workers, and lost wake-ups stay lost.",
    ),
    Role.BEAT: (
        "Beat has been silent",
        "Start it with `celery -A triage.celery beat`. Until then nothing happens that happens by the clock.",
    ),
    Role.WORKER: (
        "No worker has answered",
        "Start one with `celery -A triage.celery worker`; if one runs, see whether it reaches the broker. "
        "Until then no ticket is routed and no mail is sent; nothing is lost.",
    ),
}
OVERDUE = "See what is owed, and whether the workers keep up or the mail server refuses."
PARKED = "Read their errors, mend the cause, and run them again."


class Pulse:
    """The heartbeat of a loop, left every ``HEARTBEAT_SECONDS`` however fast the loop turns."""

    def __init__(self, role: Heartbeat.Role) -> None:
        self.role = role
        self._next = 0.0

    def beat(self, *, now: datetime) -> bool:
        """Leaves it where it is time to. Returns whether it was; where the database is away, it still is."""
        if time.monotonic() < self._next:
            return False
        mark(self.role, now=now)
        self._next = time.monotonic() + settings.HEARTBEAT_SECONDS
        return True


class _Memory:
    """What was looked up last; pages and probes ask for it more often than it changes."""

    def __init__(self) -> None:
        self.liveness, self.until = Liveness(), 0.0


_memory = _Memory()


def mark(role: Heartbeat.Role, *, now: datetime) -> None:
    """Notes that a process of the kind lives. One statement."""
    row = Heartbeat(role=role, seen_at=now)
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["role"], update_fields=["seen_at"])


def ask_workers() -> None:
    """Sends the workers a message that one of them answers by its mark; without a worker they pile up no work."""
    if settings.SILENCE_SECONDS:
        owed.publish(ASK, expires=settings.SILENCE_SECONDS)


def current(*, now: datetime) -> Liveness:
    """What is late, as known for at most ``KEPT`` seconds. Three small queries, or none."""
    if time.monotonic() >= _memory.until:
        _memory.liveness = look(now=now)
        _memory.until = time.monotonic() + KEPT
    return _memory.liveness


def look(*, now: datetime) -> Liveness:
    """What is late now: each query goes through an index and stops at its first rows."""
    return Liveness((*_silent(now), *_overdue(now), *_parked()))


def _silent(now: datetime) -> Iterator[Late]:
    limit = timedelta(seconds=settings.SILENCE_SECONDS)
    if not limit:
        return
    seen = dict(Heartbeat.objects.values_list("role", "seen_at"))
    for role, (what, advice) in ADVICE.items():
        if _is_silent(role, seen, now, limit):
            since = f" for {_in_words(now - seen[role])}" if role in seen and seen[role] < now else ""
            yield Late(what + since, advice)
            if role == Role.SWEEPER:
                seen[Role.WORKER] = now  # nobody asks the workers: their silence says nothing


def _is_silent(role: Heartbeat.Role, seen: Mapping[str, datetime], now: datetime, limit: timedelta) -> bool:
    """A heartbeat from the future is one before the clock went back; who lives has left another since."""
    return role not in seen or abs(now - seen[role]) > limit


def _overdue(now: datetime) -> Iterator[Late]:
    if not settings.OVERDUE_SECONDS:
        return
    due = Owed.objects.filter(state=Owed.State.DUE).order_by("due_since")
    oldest = due.values_list("due_since", flat=True).first()
    if oldest is not None and now - oldest > timedelta(seconds=settings.OVERDUE_SECONDS):
        yield Late(f"The oldest work has been owed for {_in_words(now - oldest)}", OVERDUE)


def _parked() -> Iterator[Late]:
    if not settings.PARKED_ALARM:
        return
    parked = Owed.objects.parked().order_by()
    number = parked[: max(COUNTED, settings.PARKED_ALARM)].count()
    if number >= settings.PARKED_ALARM:
        shown = f"{COUNTED} or more" if number >= COUNTED else str(number)
        yield Late(f"Parked because it failed too often: {shown}", PARKED, grave=False)


def _in_words(age: timedelta) -> str:
    seconds = int(age.total_seconds())
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"
