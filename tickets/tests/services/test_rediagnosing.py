"""After the documentation changed the open tickets are diagnosed again, each once, whatever happens on the way."""

from datetime import timedelta

import pytest

from tickets.models import Event, GuideEntry, Owed, Ticket
from tickets.services import diagnosing, guiding, importing, owed, rediagnosing
from tickets.tests.services.documents import entry, page
from tickets.tests.services.samples import NOT_FOUND, NOW, UNAVAILABLE, Submit
from triage.celery import app

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "send_task", lambda name, args, **options: None)


def due(kind: str) -> list[Owed]:
    return list(Owed.objects.filter(kind=kind, state="due").order_by("pk"))


def work_off() -> None:
    """What workers do, until nothing of it is owed."""
    while rows := due("diagnose_open"):
        for row in rows:
            owed.settle_row(row.pk, lambda row: rediagnosing.owe_some(before=row.subject, now=LATER), now=LATER)
    for row in due("diagnose"):
        owed.settle(row.pk, lambda ticket, _: diagnosing.again(ticket=ticket, now=LATER), now=LATER)


def diagnosed(ticket: Ticket) -> int:
    return ticket.events.filter(kind=Event.Kind.DIAGNOSED).count()


def test_open_tickets_are_diagnosed_with_the_new_documentation(submit: Submit) -> None:
    ticket = submit(UNAVAILABLE)
    importing.accept(version=page(entry("503", "Asleep", meaning="It sleeps.")), by=None, now=LATER)
    assert rediagnosing.open_tickets(now=LATER)
    work_off()
    ticket.refresh_from_db()
    assert ticket.reference == guiding.current_reference().name
    last = ticket.findings.last()
    assert last is not None
    assert (last.cause, last.citation_ref) == ("It sleeps.", "503 Asleep")


def test_what_is_answered_or_solved_stays_as_it_is(submit: Submit) -> None:
    answered, solved, waiting = submit(NOT_FOUND), submit(UNAVAILABLE), submit(UNAVAILABLE)
    Ticket.objects.filter(pk=solved.pk).update(state="solved")
    rediagnosing.open_tickets(now=LATER)
    work_off()
    assert [diagnosed(each) for each in (answered, solved, waiting)] == [0, 0, 1]


def test_asking_twice_owes_nothing_twice(submit: Submit) -> None:
    ticket = submit(UNAVAILABLE)
    assert rediagnosing.open_tickets(now=LATER)
    assert not rediagnosing.open_tickets(now=LATER)
    rediagnosing.owe_some(before=0, now=LATER)
    assert len(due("diagnose")) == 1
    work_off()
    assert diagnosed(ticket) == 1
    assert rediagnosing.open_tickets(now=LATER)


def test_batches_go_on_until_the_oldest(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rediagnosing, "BATCH", 2)
    tickets = [submit(UNAVAILABLE) for _ in range(5)]
    rediagnosing.open_tickets(now=LATER)
    work_off()
    assert [diagnosed(each) for each in tickets] == [1] * 5
    assert Owed.objects.filter(kind="diagnose_open", state="done").count() == 3


def test_a_ticket_that_cannot_be_diagnosed_stops_no_other(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    poisonous, fine = submit(UNAVAILABLE), submit(UNAVAILABLE)
    again = diagnosing.again

    def broken(*, ticket: Ticket, **given: object) -> object:
        if ticket.pk == poisonous.pk:
            raise RecursionError
        return again(ticket=ticket, now=LATER)

    monkeypatch.setattr(diagnosing, "again", broken)
    rediagnosing.open_tickets(now=LATER)
    with pytest.raises(RecursionError):
        work_off()
    for row in due("diagnose"):
        if row.ticket_id == fine.pk:
            owed.settle(row.pk, lambda ticket, _: broken(ticket=ticket), now=LATER)
    assert (diagnosed(poisonous), diagnosed(fine)) == (0, 1)
    assert [row.ticket_id for row in due("diagnose")] == [poisonous.pk]


def test_what_becomes_of_it_is_the_rules_work_and_not_the_clocks(submit: Submit) -> None:
    GuideEntry.objects.filter(status="503").update(title="Asleep")
    ticket = submit(UNAVAILABLE)
    rules = list(ticket.findings.values_list("rule", flat=True))
    rediagnosing.open_tickets(now=LATER)
    work_off()
    assert list(ticket.findings.values_list("rule", flat=True)) == rules
