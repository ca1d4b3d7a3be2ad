"""Merging, taking apart and splitting: faults and tickets go along, can come back, and nothing runs in circles."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tickets.models import Incident, Ticket, User
from tickets.services import incidents, moving
from tickets.services.incidents import CannotDecide, combining
from tickets.tests.incidents.outage import MINUTE, members, met, opened, paste_of, work
from tickets.tests.services.samples import NOW

REFUNDS, ORDERS = paste_of("500 Oops", "/v1/refunds"), paste_of("502 Bad Gateway", "/v1/orders")


def merge(lead: User, into: Incident, *others: Incident) -> int:
    merged = incidents.merge(incidents=others, into=into, by=lead, now=NOW)
    for each in (into, *others):
        each.refresh_from_db()
    return merged


def test_a_merged_one_gives_its_tickets_and_all_that_come_to_the_other(lead: User) -> None:
    one, two = opened(3), opened(4, REFUNDS)
    assert merge(lead, one, two) == 1
    assert (two.state, two.merged_into, two.closed_at) == ("merged", one, NOW)
    assert one.tickets.count() == 7
    work(met(8, REFUNDS))
    assert one.tickets.count() == 8
    assert not two.tickets.exists()
    said = [each.events.get(kind="merged").reason for each in (one, two)]
    assert said == [f"with #{two.pk} {two.title}", f"into #{one.pk} {one.title}"]
    moved = Ticket.objects.filter(path="/v1/refunds").last()
    assert moved is not None
    assert moved.events.filter(kind="grouped").count() == 2


def test_unmerged_it_has_back_what_was_its_own_and_what_came_of_its_fault(lead: User) -> None:
    one, two = opened(3), opened(3, REFUNDS)
    merge(lead, one, two)
    work(met(8, REFUNDS), met(9))
    assert incidents.unmerge(incident=two, by=lead, now=NOW) is True
    assert incidents.unmerge(incident=two, by=lead, now=NOW) is False
    two.refresh_from_db()
    assert (two.state, two.merged_into, two.closed_at) == ("suspected", None, None)
    assert set(two.tickets.values_list("path", flat=True)) == {"/v1/refunds"}
    assert two.tickets.count() == one.tickets.count() == 4
    assert not Ticket.objects.exclude(incident_origin=None).exists()
    work(met(10, REFUNDS), met(11))
    assert two.tickets.count() == one.tickets.count() == 5


def test_what_was_merged_before_goes_along_and_can_still_be_taken_apart(lead: User) -> None:
    one, two, three = opened(3), opened(3, REFUNDS), opened(3, ORDERS)
    merge(lead, two, three)
    merge(lead, one, two)
    three.refresh_from_db()
    assert (three.merged_into, one.tickets.count()) == (one, 9)
    assert incidents.unmerge(incident=three, by=lead, now=NOW) is True
    assert set(three.tickets.values_list("path", flat=True)) == {"/v1/orders"}
    assert (one.tickets.count(), three.tickets.count()) == (6, 3)
    incidents.unmerge(incident=two, by=lead, now=NOW)
    assert set(two.tickets.values_list("path", flat=True)) == {"/v1/refunds"}


def test_one_confirmed_makes_the_whole_confirmed(lead: User) -> None:
    one, two = opened(3), opened(3, REFUNDS)
    incidents.confirm(incident=two, by=lead, now=NOW)
    merge(lead, one, two)
    assert one.state == "confirmed"
    incidents.unmerge(incident=two, by=lead, now=NOW)
    two.refresh_from_db()
    assert two.state == "confirmed"


def test_a_closed_one_takes_over_nothing_and_is_not_merged(lead: User) -> None:
    one, two = opened(3), opened(3, REFUNDS)
    incidents.dismiss(incident=two, by=lead, now=NOW)
    assert merge(lead, one, two) == 0
    with pytest.raises(CannotDecide, match="is dismissed"):
        incidents.merge(incidents=[one], into=two, by=lead, now=NOW)
    assert incidents.merge(incidents=[one], into=one, by=lead, now=NOW) == 0
    assert one.tickets.count() == 3


def test_what_took_over_and_was_resolved_gives_nothing_back(lead: User) -> None:
    one, two = opened(3), opened(3, REFUNDS)
    merge(lead, one, two)
    incidents.resolve(incident=one, by=lead, now=NOW)
    with pytest.raises(CannotDecide, match="is resolved"):
        incidents.unmerge(incident=two, by=lead, now=NOW)


def test_a_merged_fault_that_comes_back_opens_the_one_that_took_over(lead: User) -> None:
    one, two = opened(3), opened(3, REFUNDS)
    merge(lead, one, two)
    incidents.resolve(incident=one, by=lead, now=NOW + MINUTE)
    work(met(8, REFUNDS, at=NOW + 2 * MINUTE))
    one.refresh_from_db()
    assert (one.state, one.tickets.count()) == ("suspected", 7)
    work(met(9, at=NOW + 3 * MINUTE))
    assert one.tickets.count() == 8
    assert Incident.objects.count() == 2


def test_tickets_that_are_split_off_stay_with_their_new_incident(lead: User) -> None:
    one = opened(5)
    chosen = list(one.tickets.all()[:2])
    new = incidents.split(incident=one, tickets=chosen, title="Only in Frankfurt", by=lead, now=NOW)
    assert members(new) == {each.pk for each in chosen}
    assert (new.title, new.state, new.fingerprints.count()) == ("Only in Frankfurt", "suspected", 0)
    assert one.tickets.count() == 3
    moving.solve(ticket=chosen[0], by=lead, now=NOW)
    moving.reopen(ticket=chosen[0], by=None, now=NOW)
    work(chosen[0], met(7))
    assert (new.tickets.count(), one.tickets.count()) == (2, 4)
    assert one.events.get(kind="split").reason == f"2 tickets to #{new.pk} Only in Frankfurt"


def test_only_its_own_tickets_are_split_off(lead: User) -> None:
    one, two = opened(3), opened(3, REFUNDS)
    with pytest.raises(CannotDecide, match="None of these tickets"):
        incidents.split(incident=one, tickets=two.tickets.all(), title="x", by=lead, now=NOW)
    with pytest.raises(CannotDecide, match="needs a title"):
        incidents.split(incident=one, tickets=one.tickets.all(), title="", by=lead, now=NOW)
    incidents.resolve(incident=one, by=lead, now=NOW)
    with pytest.raises(CannotDecide, match="is resolved"):
        incidents.split(incident=one, tickets=one.tickets.all(), title="x", by=lead, now=NOW)


def test_what_was_split_off_of_a_merged_one_does_not_go_back_with_it(lead: User) -> None:
    one, two = opened(3), opened(3, REFUNDS)
    merge(lead, one, two)
    chosen = Ticket.objects.filter(path="/v1/refunds")[:1]
    new = incidents.split(incident=one, tickets=chosen, title="Apart", by=lead, now=NOW)
    incidents.unmerge(incident=two, by=lead, now=NOW)
    assert (one.tickets.count(), two.tickets.count(), new.tickets.count()) == (3, 2, 1)


def test_many_tickets_move_a_batch_at_a_time(
    lead: User, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one, two = opened(3), opened(9, REFUNDS)
    monkeypatch.setattr(combining, "BATCH", 4)
    assert merge(lead, one, two) == 1
    assert one.tickets.count() == 12
    incidents.unmerge(incident=two, by=lead, now=NOW)
    monkeypatch.setattr(combining, "BATCH", 1_000)
    with django_assert_max_num_queries(30):
        merge(lead, one, two)
