"""Tickets that are opened again after their incident ended: where their fault is now, or among those who count anew."""

from datetime import timedelta

import pytest

from tickets.models import Incident, Ticket, User
from tickets.services import incidents, moving
from tickets.services.incidents import combining, picking
from tickets.tests.incidents.outage import MINUTE, members, met, opened, paste_of, work
from tickets.tests.services.samples import NOW

HOUR, DAYS = timedelta(hours=1), timedelta(days=2)
STILL = "the customer says it is still broken"


def of(incident: Incident, number: int = 0) -> Ticket:
    return incident.tickets.order_by("pk")[number]


def reopened(ticket: Ticket, *, at: timedelta) -> Ticket:
    """The ticket, solved, opened again because its customer says so, and routed anew."""
    Ticket.objects.filter(pk=ticket.pk).update(state="solved", solved_at=NOW + MINUTE, outcome="still_broken")
    ticket.refresh_from_db()
    moving.reopen(ticket=ticket, by=None, now=NOW + at, reason=STILL)
    work(ticket, at=NOW + at)
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def old(lead: User) -> Incident:
    """An incident that was resolved an hour after it began."""
    incident = opened(3)
    incidents.resolve(incident=incident, by=lead, now=NOW + HOUR)
    return incident


def test_it_goes_to_the_incident_that_its_fault_has_now(old: Incident) -> None:
    new = opened(3, at=NOW + DAYS)
    assert new != old
    ticket = reopened(of(old), at=DAYS + HOUR)
    assert ticket.incident == new
    assert [each.reason for each in ticket.events.filter(kind="grouped")] == [old.title, new.title]
    assert not ticket.events.filter(kind="left").exists()
    work(ticket, at=NOW + DAYS + HOUR)
    assert new.tickets.count() == 4


def test_where_its_fault_has_none_it_leaves_the_old_one_and_is_not_told_its_end(old: Incident) -> None:
    ticket = reopened(of(old), at=DAYS)
    assert (ticket.incident, ticket.state) == (None, "queued")
    assert ticket.events.get(kind="left").reason == old.title
    assert ticket.events.filter(kind="grouped").count() == 1
    assert old.updates.get().told.count() == 0
    old.refresh_from_db()
    assert old.state == "resolved"


def test_customers_enough_who_say_that_it_is_still_broken_make_a_new_one(old: Incident) -> None:
    tickets = [reopened(of(old), at=DAYS) for _ in range(3)]
    new = Incident.objects.latest("pk")
    assert (new.previous, new.state) == (old, "suspected")
    assert members(new) == {each.pk for each in tickets}
    assert not old.tickets.exists()


def test_those_of_a_dismissed_one_count_for_a_new_crowd(lead: User) -> None:
    dismissed = opened(3)
    waiting = met(8, at=NOW + MINUTE)
    incidents.dismiss(incident=dismissed, by=lead, now=NOW + 2 * MINUTE)
    work(waiting, at=NOW + 2 * MINUTE)
    first = reopened(of(dismissed), at=3 * MINUTE)
    assert first.incident is None
    work(met(6, at=NOW + 4 * MINUTE))
    assert Incident.objects.count() == 1  # who only waited does not count, as before
    last = met(7, at=NOW + 5 * MINUTE)
    work(last)
    new = Incident.objects.latest("pk")
    assert new.previous == dismissed
    assert {first.pk, last.pk} <= members(new)


def test_within_the_day_in_which_the_old_one_may_come_back_it_stays(old: Incident) -> None:
    ticket = of(old)
    Ticket.objects.filter(pk=ticket.pk).update(state="solved", solved_at=NOW + HOUR)
    ticket.refresh_from_db()
    moving.reopen(ticket=ticket, by=None, now=NOW + 2 * HOUR)
    work(ticket, at=NOW + 2 * HOUR)
    assert Ticket.objects.get(pk=ticket.pk).incident == old


def test_one_that_nobody_opened_again_stays_with_what_it_met(old: Incident) -> None:
    opened(3, at=NOW + DAYS)
    ticket = of(old)
    work(ticket, at=NOW + DAYS)
    assert Ticket.objects.get(pk=ticket.pk).incident == old


def test_one_that_was_split_off_stays_while_its_incident_is_open(lead: User) -> None:
    incident = opened(4)
    chosen = of(incident)
    apart = combining.split(incident=incident, tickets=[chosen], title="Apart", by=lead, now=NOW)
    assert reopened(chosen, at=DAYS).incident == apart


def test_one_without_a_fault_stays_where_a_person_put_it(lead: User) -> None:
    incident = opened(3)
    odd = met(9, paste_of("200 OK"))
    picking.pick(ticket=odd, incident=incident, by=lead, now=NOW)
    incidents.dismiss(incident=incident, by=lead, now=NOW + HOUR)
    assert reopened(odd, at=DAYS).incident == incident
