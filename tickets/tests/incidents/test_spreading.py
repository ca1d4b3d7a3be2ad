"""Everyone affected is told exactly once, by mail and on their pages; the end solves their tickets."""

from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from tickets.models import Incident, IncidentUpdate, Owed, Ticket, ToldUpdate, User
from tickets.services import incidents, moving, owed
from tickets.services.incidents import CannotDecide, spreading
from tickets.services.pasting import Refused
from tickets.tests.incidents.outage import FORBIDDEN, MINUTE, met, opened, paste_of, work
from tickets.tests.services.samples import NOW

SECRET = "hunter2" + "correcthorse"
REFUNDS = paste_of("500 Oops", "/v1/refunds")


def deliver(*, once: bool = False) -> None:
    """What a worker does, until no update is left to tell."""
    while due := list(Owed.objects.filter(kind="tell_update", state="due")):
        for row in due:
            owed.settle_row(row.pk, lambda row: incidents.tell_some(row, now=NOW), now=NOW)
        if once:
            return


def mailed(update: IncidentUpdate) -> list[str]:
    return sorted(Owed.objects.filter(kind="mail_update", subject=update.pk).values_list("recipient", flat=True))


def tell(incident: Incident, lead: User, text: str = "We are on it.") -> IncidentUpdate:
    return incidents.tell(incident=incident, text=text, by=lead, now=NOW)


def test_an_update_is_mailed_to_each_customer_and_stands_on_each_page(lead: User) -> None:
    incident = opened(3)
    update = tell(incident, lead)
    assert mailed(update) == []  # a worker does it
    deliver()
    assert mailed(update) == [f"dev{number}@shop.example" for number in range(3)]
    for ticket in incident.tickets.all():
        assert incidents.updates_for(ticket) == (update,)
        assert ticket.state == "queued"
    assert incident.events.get(kind="updated").by == lead


def test_who_left_no_address_and_the_demo_get_no_mail_but_see_it(lead: User) -> None:
    incident = opened(3)
    nameless = met(None)
    work(nameless)
    demo = [met(number, is_demo=True) for number in range(3)]
    work(*demo)
    played = Ticket.objects.get(pk=demo[0].pk).incident
    assert played is not None
    updates = tell(incident, lead), tell(played, lead)
    deliver()
    assert [len(mailed(each)) for each in updates] == [3, 0]
    assert incidents.updates_for(Ticket.objects.get(pk=nameless.pk)) == (updates[0],)
    assert incidents.updates_for(Ticket.objects.get(pk=demo[0].pk)) == (updates[1],)


def test_who_joins_later_sees_it_and_gets_no_mail(lead: User) -> None:
    incident = opened(3)
    update = tell(incident, lead)
    late = met(7, at=NOW + MINUTE)
    work(late)
    deliver()
    late.refresh_from_db()
    assert late.incident == incident
    assert "dev7@shop.example" not in mailed(update)
    assert incidents.updates_for(late) == (update,)


def test_an_update_is_masked_and_has_its_limits(lead: User) -> None:
    incident = opened(3)
    update = tell(incident, lead, f"Use password={SECRET} meanwhile.")
    assert SECRET not in update.text
    for text in ("", " \n ", "x" * 5_001):
        with pytest.raises(Refused):
            tell(incident, lead, text)
    assert incident.updates.count() == 1


def test_delivered_twice_it_tells_nobody_twice(lead: User) -> None:
    incident = opened(3)
    update = tell(incident, lead)
    row = Owed.objects.get(kind="tell_update")
    for _ in range(3):
        owed.settle_row(row.pk, lambda row: incidents.tell_some(row, now=NOW), now=NOW)
    assert ToldUpdate.objects.filter(update=update).count() == len(mailed(update)) == 3


def test_batches_go_on_until_the_oldest(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "BATCH", 2)
    incident = opened(7)
    update = tell(incident, lead)
    deliver(once=True)
    assert len(mailed(update)) == 2
    assert Owed.objects.filter(kind="tell_update").count() == 2
    deliver()
    assert len(mailed(update)) == 7
    assert set(Owed.objects.filter(kind="tell_update").values_list("state", flat=True)) == {"done"}


def test_a_batch_costs_the_same_however_many_tickets_it_tells(
    lead: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    incident = opened(25)
    incidents.resolve(incident=incident, by=lead, now=NOW)
    row = Owed.objects.get(kind="tell_update")
    with transaction.atomic(), django_assert_num_queries(15):
        # the update, who was told last, the tickets, told, mails; answered, solved and their clocks; events
        incidents.tell_some(row, now=NOW)


def test_the_end_solves_what_is_open_and_asks_everyone(lead: User) -> None:
    incident = opened(4)
    first, second, *_ = incident.tickets.all()
    moving.claim(ticket=first, by=lead, now=NOW)
    moving.solve(ticket=second, by=None, now=NOW - MINUTE)
    assert incidents.resolve(incident=incident, by=lead, now=NOW) is True
    assert incidents.resolve(incident=incident, by=lead, now=NOW) is False
    deliver()
    incident.refresh_from_db()
    assert (incident.state, incident.closed_at) == ("resolved", NOW)
    assert set(incident.tickets.values_list("state", flat=True)) == {"solved"}
    assert first.events.filter(kind="solved").get().reason == f"incident resolved: {incident.title}"
    second.refresh_from_db()
    assert second.solved_at == NOW - MINUTE
    end = incident.updates.get()
    assert (end.resolves, end.text, len(mailed(end))) == (True, spreading.MENDED, 4)
    assert not Owed.objects.filter(kind="mail_solved").exists()


def test_the_answered_tickets_of_a_4xx_are_solved_and_told_too(lead: User) -> None:
    incident = opened(8, FORBIDDEN)
    incidents.resolve(incident=incident, by=lead, now=NOW, text="A deploy of ours refused you.")
    deliver()
    assert set(incident.tickets.values_list("state", flat=True)) == {"solved"}
    end = incident.updates.get()
    assert (end.text, len(mailed(end))) == ("A deploy of ours refused you.", 8)


def test_a_straggler_of_a_resolved_incident_is_told_the_end_by_itself(lead: User) -> None:
    incident = opened(3)
    stragglers = [met(7), met(8, REFUNDS)]
    incidents.resolve(incident=incident, by=lead, now=NOW + MINUTE)
    deliver()
    work(*stragglers, at=NOW + timedelta(hours=1))
    told, other = (Ticket.objects.get(pk=each.pk) for each in stragglers)
    assert (told.incident, told.state, other.incident, other.state) == (incident, "solved", None, "queued")
    assert "dev7@shop.example" in mailed(incident.updates.get())


def test_a_straggler_that_joins_before_the_workers_come_is_left_to_them(lead: User) -> None:
    incident = opened(3)
    straggler = met(7)
    incidents.resolve(incident=incident, by=lead, now=NOW + MINUTE)
    work(straggler, at=NOW + 2 * MINUTE)
    deliver()
    assert len(mailed(incident.updates.get())) == 4
    assert set(incident.tickets.values_list("state", flat=True)) == {"solved"}


def test_a_ticket_that_seems_early_since_the_clock_went_back_is_left_to_a_person(lead: User) -> None:
    incident = opened(3)
    incidents.resolve(incident=incident, by=lead, now=NOW + timedelta(hours=1))
    deliver()
    ticket = met(7, at=NOW + MINUTE)
    work(ticket, at=NOW + 2 * MINUTE)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.incident) == ("queued", None)


def test_a_ticket_that_its_customer_opened_again_is_not_solved_by_an_end_it_never_had(lead: User) -> None:
    alone = met(9, at=NOW - timedelta(hours=3))
    work(alone)
    incident = opened(3)
    incidents.resolve(incident=incident, by=lead, now=NOW + MINUTE)
    deliver()
    moving.solve(ticket=alone, by=lead, now=NOW + 2 * MINUTE)
    moving.reopen(ticket=alone, by=None, now=NOW + 3 * MINUTE)
    work(alone, at=NOW + 3 * MINUTE)
    alone.refresh_from_db()
    assert (alone.incident, alone.state) == (None, "queued")


def test_nobody_is_told_of_what_was_dismissed_meanwhile_nor_of_an_end_that_was_none(lead: User) -> None:
    dismissed, back = opened(3), opened(3, REFUNDS)
    updates = [tell(dismissed, lead)]
    incidents.dismiss(incident=dismissed, by=lead, now=NOW)
    incidents.resolve(incident=back, by=lead, now=NOW)
    updates.append(back.updates.get())
    work(met(7, REFUNDS, at=NOW + MINUTE))
    deliver()
    assert [mailed(each) for each in updates] == [[], []]
    assert set(Ticket.objects.values_list("state", flat=True)) == {"queued"}
    assert incidents.updates_for(dismissed.tickets.all()[0]) == ()
    for each in (dismissed,):
        with pytest.raises(CannotDecide, match="is dismissed"):
            tell(each, lead)


def test_what_was_written_before_a_merge_reaches_those_it_was_written_for(lead: User) -> None:
    one, two = opened(3), opened(3, REFUNDS)
    update = tell(two, lead)
    incidents.merge(incidents=[two], into=one, by=lead, now=NOW)
    deliver()
    assert ToldUpdate.objects.filter(update=update).count() == 3
    later = tell(one, lead)
    refund = Ticket.objects.filter(path="/v1/refunds").first()
    payment = Ticket.objects.filter(path="/v1/payments").first()
    assert refund is not None
    assert payment is not None
    assert incidents.updates_for(refund) == (update, later)
    assert incidents.updates_for(payment) == (later,)


def test_a_ticket_without_an_incident_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ticket = met(1)
    with django_assert_num_queries(0):
        assert incidents.updates_for(ticket) == ()
