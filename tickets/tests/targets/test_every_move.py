"""Whatever happens to a ticket, and in whatever order, its clock and its state tell the same."""

import contextlib
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tickets.models import Queue, Ticket, User
from tickets.services import assigning, moving, owed, replying, routing, targets
from tickets.services.targets.tending import tend
from tickets.tests.services.samples import NOT_FOUND, UNAVAILABLE, Submit
from tickets.tests.targets.samples import MINUTE, NOW, office, stored, works

Act = Callable[[Ticket, datetime], object]
LENGTH = 40  # moves


def acts(agent: User, queues: list[Queue]) -> list[Act]:
    """Everything that may happen, by staff, customer and the desk."""
    outcomes = Ticket.Outcome

    def route(ticket: Ticket, now: datetime) -> None:
        for row in ticket.owed.filter(kind="route", state="due"):
            owed.settle(row.pk, lambda found, _: routing.route_ticket(found, now=now), now=now)

    def reprioritise(ticket: Ticket, now: datetime) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(priority=random.choice(["P1", "P2", "P3", "P4"]))
        targets.start(ticket, now=now)

    return [
        route,
        route,
        reprioritise,
        lambda ticket, now: moving.claim(ticket=ticket, by=agent, now=now),
        lambda ticket, now: moving.release(ticket=ticket, by=agent, now=now),
        lambda ticket, now: moving.assign(ticket=ticket, to=agent, by=agent, now=now),
        lambda ticket, now: moving.move(ticket=ticket, queue=random.choice(queues), by=agent, now=now),
        lambda ticket, now: moving.solve(ticket=ticket, by=agent, now=now),
        lambda ticket, now: moving.reopen(ticket=ticket, by=agent, now=now),
        lambda ticket, now: replying.reply(ticket=ticket, by=agent, text="Look here.", now=now),
        lambda ticket, now: replying.reply(ticket=ticket, by=agent, text="Look here.", now=now),
        lambda ticket, now: replying.customer_wrote(ticket=ticket, text="No.", now=now),
        lambda ticket, now: replying.customer_wrote(ticket=ticket, text="No.", now=now),
        lambda ticket, now: replying.say_outcome(ticket=ticket, outcome=outcomes.FIXED, now=now),
        lambda ticket, now: replying.say_outcome(ticket=ticket, outcome=outcomes.STILL_BROKEN, now=now),
        lambda ticket, now: targets.responded_many([ticket], now=now),
        lambda ticket, now: assigning.return_unanswered(now=now),
        lambda ticket, now: tend(now=now),
    ]


def assert_agrees(row: Ticket, now: datetime) -> None:
    counts, waits = row.state in ("queued", "claimed"), row.state == "waiting"
    assert (row.paused_at is not None) == waits
    assert counts or (row.due_at is None and row.tend_at is None)
    if not counts:
        return
    assert row.clock_from is not None
    in_force = [row.resolution_due_at] if row.responded_at else [row.response_due_at, row.resolution_due_at]
    assert row.due_at == min(due for due in in_force if due is not None)
    assert row.clock_spent >= timedelta(0)
    marked = (row.response_broken_at or row.responded_at) and row.resolution_broken_at
    assert marked or (row.tend_at is not None and row.tend_at <= max(filter(None, in_force)) + 6 * MINUTE)


@pytest.mark.parametrize("seed", range(12))
def test_clock_and_state_agree_after_every_move(submit: Submit, agent: User, seed: int) -> None:
    random.seed(seed)
    queues = [Queue.objects.fallback(), works(Queue.objects.create(name="Payments"), office())]
    ticket, now = submit(random.choice([NOT_FOUND, UNAVAILABLE]), now=NOW), NOW
    every = acts(agent, queues)
    for _ in range(LENGTH):
        now += timedelta(minutes=random.choice([0, 1, 30, 300, 3000]))
        with contextlib.suppress(moving.CannotMove):
            random.choice(every)(stored(ticket), now)
        assert_agrees(stored(ticket), now)
    assert ticket.events.count() > 5
