"""What staff say of findings is kept, counted once, and known again after a new diagnosis."""

import pytest
from django.db import IntegrityError, transaction

from tickets.models import Event, Ticket, User, WrongFinding
from tickets.services import diagnosing, hiding, judging
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit


@pytest.fixture
def ticket(submit: Submit) -> Ticket:
    return submit(NOT_FOUND)


def first(ticket: Ticket) -> str:
    finding = ticket.findings.first()
    assert finding is not None
    return finding.rule


def test_a_finding_is_marked_wrong_with_the_true_one_by_whom_and_when(ticket: Ticket, agent: User) -> None:
    said = judging.mark_wrong(ticket=ticket, position=0, true_rule="URL-010", by=agent, now=NOW)
    assert said is not None
    assert (said.rule, said.true_rule, said.by, said.at) == (first(ticket), "URL-010", agent, NOW)
    event = ticket.events.get(kind=Event.Kind.JUDGED)
    assert event.reason == f"{said.rule} was not it; it was URL-010"


def test_saying_it_again_replaces_what_was_said(ticket: Ticket, agent: User) -> None:
    for truth in ("URL-010", "VENDOR"):
        judging.mark_wrong(ticket=ticket, position=0, true_rule=truth, by=agent, now=NOW)
    assert WrongFinding.objects.get().true_rule == "VENDOR"


def test_it_is_known_again_when_the_ticket_is_diagnosed_again(ticket: Ticket, agent: User) -> None:
    judging.mark_wrong(ticket=ticket, position=0, true_rule="", by=agent, now=NOW)
    diagnosing.again(ticket=ticket, by=agent, now=NOW)
    judged = judging.judged(ticket.findings.all(), ticket.wrong_findings.all())
    assert [bool(each.wrong) for each in judged] == [True, *[False] * (len(judged) - 1)]
    assert judging.gone(ticket.findings.all(), ticket.wrong_findings.all()) == ()


def test_what_was_said_of_a_finding_that_is_gone_stays_said(ticket: Ticket, agent: User) -> None:
    judging.mark_wrong(ticket=ticket, position=0, true_rule="", by=agent, now=NOW)
    ticket.findings.filter(position=0).delete()
    assert [each.rule for each in judging.gone(ticket.findings.all(), ticket.wrong_findings.all())] == ["STATE-001"]


def test_of_two_findings_of_one_rule_only_the_marked_one_is_wrong(ticket: Ticket, agent: User) -> None:
    for position, name in ((50, "amount"), (51, "currency")):
        ticket.findings.create(rule="FIELD-003", position=position, name=name, cause=name, citation_ref="x")
    judging.mark_wrong(ticket=ticket, position=51, true_rule="FIELD-003", by=agent, now=NOW)
    judged = judging.judged(ticket.findings.all(), ticket.wrong_findings.all())
    assert [each.finding.name for each in judged if each.wrong] == ["currency"]


def test_it_can_be_taken_back_once(ticket: Ticket, agent: User) -> None:
    said = judging.mark_wrong(ticket=ticket, position=0, true_rule="", by=agent, now=NOW)
    assert said is not None
    assert judging.take_back(ticket=ticket, wrong=said.pk, by=agent, now=NOW) == said.rule
    assert judging.take_back(ticket=ticket, wrong=said.pk, by=agent, now=NOW) == ""
    assert not WrongFinding.objects.exists()
    assert ticket.events.filter(kind=Event.Kind.JUDGED).count() == 2


def test_a_finding_that_is_gone_cannot_be_marked(ticket: Ticket, agent: User) -> None:
    assert judging.mark_wrong(ticket=ticket, position=99, true_rule="", by=agent, now=NOW) is None
    assert not ticket.events.filter(kind=Event.Kind.JUDGED).exists()


def test_another_tickets_word_cannot_be_taken_back(ticket: Ticket, submit: Submit, agent: User) -> None:
    said = judging.mark_wrong(ticket=ticket, position=0, true_rule="", by=agent, now=NOW)
    assert said is not None
    assert judging.take_back(ticket=submit(NOT_FOUND), wrong=said.pk, by=agent, now=NOW) == ""
    assert WrongFinding.objects.exists()


def test_the_database_keeps_one_word_per_finding(ticket: Ticket) -> None:
    WrongFinding.objects.create(ticket=ticket, rule="A-001", cause="x", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        WrongFinding.objects.create(ticket=ticket, rule="A-001", cause="y", at=NOW)


def test_the_true_cause_can_be_any_rule_or_none(ticket: Ticket) -> None:
    offered = {value for _, causes in judging.causes(ticket.findings.all()) for value, _ in causes}
    assert {"STATE-001", "GUIDE-404", "AUTH-001", "DOCUMENTATION"} <= offered
    assert all(judging.is_cause(each) for each in offered)
    assert not judging.is_cause("STATE-999")


def test_what_is_masked_by_hand_goes_from_it_too(ticket: Ticket, agent: User) -> None:
    judging.mark_wrong(ticket=ticket, position=0, true_rule="", by=agent, now=NOW)
    WrongFinding.objects.update(cause="No such customer: cus_9-was-a-password", name="cus_9-was-a-password")
    ticket.messages.create(from_customer=True, text="my password is cus_9-was-a-password", written_at=NOW)
    hiding.hide(ticket=ticket, secret="cus_9-was-a-password", kind="password", by=agent, now=NOW)
    said = WrongFinding.objects.get()
    assert "was-a-password" not in said.cause + said.name
