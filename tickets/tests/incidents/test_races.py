"""Workers and staff who meet at one fault: one incident, nobody outside, nobody told twice. On real locks."""

import random
import threading
from functools import partial

import pytest
from django.db import connection, transaction

from tickets.models import Incident, IncidentFingerprint, Owed, Ticket, ToldUpdate, User
from tickets.services import incidents, owed
from tickets.services.incidents import faults, spreading
from tickets.tests.incidents.outage import FORBIDDEN, MINUTE, members, met, opened, paste_of, race, work
from tickets.tests.services.samples import NOW

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 20


@pytest.mark.parametrize("text", [paste_of(), FORBIDDEN])
def test_twenty_workers_open_one_incident_and_leave_no_ticket_outside(text: str) -> None:
    for _ in range(3):
        tickets = [met(number, text) for number in range(WORKERS)]
        assert race([partial(work, each) for each in tickets]) == []
        incident = Incident.objects.get()
        assert members(incident) == {each.pk for each in tickets}
        assert IncidentFingerprint.objects.filter(active=True).count() == 1
        assert {each.events.filter(kind="grouped").count() for each in tickets} == {1}
        Incident.objects.all().delete()
        Ticket.objects.all().delete()


def test_each_ticket_routed_by_two_workers_at_once_is_in_one_incident_once() -> None:
    tickets = [met(number) for number in range(8)]
    assert race([partial(work, each) for each in (*tickets, *tickets)]) == []
    assert members(Incident.objects.get()) == {each.pk for each in tickets}
    assert {each.events.filter(kind="grouped").count() for each in tickets} == {1}
    assert {each.events.filter(kind="queued").count() for each in tickets} == {1}


def test_exactly_as_many_as_it_takes_are_enough_however_they_race() -> None:
    for _ in range(10):
        tickets = [met(number) for number in range(3)]
        assert race([partial(work, each) for each in tickets]) == []
        assert members(Incident.objects.get()) == {each.pk for each in tickets}
        Incident.objects.all().delete()
        Ticket.objects.all().delete()


def test_a_ticket_that_comes_while_another_worker_opens_the_incident_waits_for_it() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    tickets = [met(number) for number in range(3)]
    late, opening, go_on = met(3), threading.Event(), threading.Event()

    def open_slowly() -> None:
        with transaction.atomic():
            work(tickets[0])
            opening.set()
            assert go_on.wait(10)

    def come() -> None:
        assert opening.wait(10)
        threading.Timer(0.3, go_on.set).start()
        work(late)

    assert race([open_slowly, come]) == []
    assert members(Incident.objects.get()) == {each.pk for each in (*tickets, late)}


def test_a_fault_that_is_resolved_while_its_tickets_are_routed_leaves_each_in_one_of_the_two(lead: User) -> None:
    for _ in range(5):
        incident = opened(3)
        tickets = [met(number, at=NOW + 2 * MINUTE) for number in range(3, 9)]
        end = partial(incidents.resolve, incident=incident, by=lead, now=NOW + MINUTE)
        assert race([*(partial(work, each) for each in tickets), end]) == []
        # Received after the end that somebody decided: each either joined before it or opened it again.
        incident.refresh_from_db()
        assert not Ticket.objects.filter(incident=None).exists()
        assert incident.is_open == IncidentFingerprint.objects.filter(incident=incident, active=True).exists()
        Incident.objects.all().delete()
        Ticket.objects.all().delete()


def test_two_faults_merged_while_their_tickets_come_lose_none(lead: User) -> None:
    other = paste_of("500 Oops", "/v1/refunds")
    for _ in range(5):
        one, two = opened(3), opened(3, other)
        tickets = [met(number, text) for number in range(3, 8) for text in (paste_of(), other)]
        merge = partial(incidents.merge, incidents=[two], into=one, by=lead, now=NOW)
        assert race([*(partial(work, each) for each in tickets), merge]) == []
        assert members(one) == set(Ticket.objects.values_list("pk", flat=True))
        assert race([partial(incidents.unmerge, incident=two, by=lead, now=NOW)]) == []
        assert set(two.tickets.values_list("path", flat=True)) == {"/v1/refunds"}
        assert two.tickets.count() == one.tickets.count() == 8
        Incident.objects.all().delete()
        Ticket.objects.all().delete()


def test_merging_each_into_the_other_makes_no_circle(lead: User) -> None:
    for _ in range(5):
        one, two = opened(3), opened(3, paste_of("500 Oops", "/v1/refunds"))
        jobs = [
            partial(incidents.merge, incidents=[two], into=one, by=lead, now=NOW),
            partial(incidents.merge, incidents=[one], into=two, by=lead, now=NOW),
        ]
        failed = race(jobs)
        assert [type(each) for each in failed] == [incidents.CannotDecide]
        left = Incident.objects.open().get()
        assert left.tickets.count() == 6
        Incident.objects.all().delete()
        Ticket.objects.all().delete()


def test_an_update_told_by_many_workers_at_once_reaches_each_ticket_once(
    lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "BATCH", 4)
    incident = opened(10)
    update = incidents.tell(incident=incident, text="We are on it.", by=lead, now=NOW)

    def deliver() -> None:
        for _ in range(40):
            due = list(Owed.objects.filter(kind="tell_update", state="due").values_list("pk", flat=True))
            random.shuffle(due)
            for pk in due:
                owed.settle_row(pk, lambda row: incidents.tell_some(row, now=NOW), now=NOW)

    assert race([deliver] * 4) == []
    assert not Owed.objects.filter(kind="tell_update").exclude(state="done").exists()
    assert ToldUpdate.objects.filter(update=update).count() == 10
    mails = Owed.objects.filter(kind="mail_update", subject=update.pk)
    assert sorted(mails.values_list("recipient", flat=True)) == sorted(
        f"dev{number}@shop.example" for number in range(10)
    )


def test_only_one_of_many_ends_it_and_one_end_is_told(lead: User) -> None:
    incident = opened(3)
    assert race([partial(incidents.resolve, incident=incident, by=lead, now=NOW)] * 5) == []
    assert incident.updates.count() == incident.events.filter(kind="resolved").count() == 1


def test_the_lock_of_a_fault_is_held_to_the_end_of_the_transaction_and_by_nobody_of_another() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    order: list[str] = []
    holding, other_done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            faults.take_turn("v1 a")
            holding.set()
            assert other_done.wait(10)
            order.append("held")

    def same() -> None:
        assert holding.wait(10)
        with transaction.atomic():
            faults.take_turn("v1 a")
            order.append("same")

    def other() -> None:
        assert holding.wait(10)
        with transaction.atomic():
            faults.take_turn("v1 b")
            order.append("other")
        other_done.set()

    assert race([hold, same, other]) == []
    assert order == ["other", "held", "same"]
