"""Mail reaches a real SMTP server once, threaded, with nothing in it that must stay inside."""

import ast
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.template.loader import render_to_string
from pytest_django import Settings

from tickets import tasks
from tickets.models import Alert, Customer, Message, Note, Owed, Ticket, User
from tickets.services import alerting, briefing, links, mailing, notifying, owed, replying, routing, staffing
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit
from tickets.tests.telling.inbox import Inbox, receiving, text_of
from tickets.tests.telling.stories import deliver, every_mail
from triage.tests.running import ROOT


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    with receiving(settings) as inbox:
        yield inbox


@pytest.fixture
def ticket(submit: Submit, customer: Customer) -> Ticket:
    return submit(NOT_FOUND, customer=customer)


def send(ticket: Ticket, kind: Owed.Kind) -> bool:
    return deliver(ticket.owed.get(kind=kind))


def replies(ticket: Ticket, agent: User, count: int) -> list[Owed]:
    """So many replies of staff, each with its mail to send."""
    for number in range(count):
        replying.reply(ticket=ticket, by=agent, text=f"Answer {number}.", now=NOW)
    return list(ticket.owed.filter(kind=Owed.Kind.MAIL_REPLY).order_by("pk"))


def test_the_customer_is_told_number_fix_and_link(inbox: Inbox, ticket: Ticket) -> None:
    assert send(ticket, Owed.Kind.MAIL_RECEIVED) is True
    mail = inbox.mails[0]
    assert mail["To"] == "dev@shop.example"
    assert ticket.number in mail["Subject"]
    assert links.url_of(ticket) in text_of(mail)
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_mail_is_sent_once(inbox: Inbox, ticket: Ticket) -> None:
    send(ticket, Owed.Kind.MAIL_RECEIVED)
    assert send(ticket, Owed.Kind.MAIL_RECEIVED) is False
    assert len(inbox.mails) == 1


def test_a_refused_mail_is_tried_again_with_the_same_message_id(inbox: Inbox, ticket: Ticket) -> None:
    inbox.refusing = True
    with pytest.raises(Exception, match="Try again later"):
        send(ticket, Owed.Kind.MAIL_RECEIVED)
    inbox.refusing = False
    assert send(ticket, Owed.Kind.MAIL_RECEIVED) is True
    row = ticket.owed.get(kind=Owed.Kind.MAIL_RECEIVED)
    assert row.attempts == 2
    assert inbox.mails[0]["Message-ID"] == f"<owed-{row.pk}@acme.example>"


def test_a_reply_is_one_thread_with_the_first_mail_and_holds_no_note(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    replying.note(ticket=ticket, by=agent, text="He is a big customer.", now=NOW)
    replying.reply(ticket=ticket, by=agent, text="The id belongs to another account.", now=NOW)
    send(ticket, Owed.Kind.MAIL_RECEIVED)
    send(ticket, Owed.Kind.MAIL_REPLY)
    first, reply = inbox.mails
    assert first["References"] is first["In-Reply-To"] is None
    assert reply["References"] == reply["In-Reply-To"] == first["Message-ID"]
    assert reply["Message-ID"] != first["Message-ID"]
    assert "The id belongs to another account." in text_of(reply)
    assert "big customer" not in reply.as_string()


def test_a_ticket_without_an_address_owes_no_mail(submit: Submit, agent: User) -> None:
    ticket = submit()
    routing.route_ticket(ticket, now=NOW)
    replying.reply(ticket=ticket, by=agent, text="Hello.", now=NOW)
    assert [each.kind for each in ticket.owed.all()] == [Owed.Kind.ROUTE]


# One thread, to the address it was written to


def test_a_mail_that_overtakes_the_first_one_is_of_its_thread_all_the_same(
    inbox: Inbox, ticket: Ticket, agent: User
) -> None:
    (reply,) = replies(ticket, agent, 1)
    deliver(reply)
    send(ticket, Owed.Kind.MAIL_RECEIVED)
    overtaking, first = inbox.mails
    assert overtaking["In-Reply-To"] == first["Message-ID"]


def test_a_mail_goes_where_it_was_written_to_though_the_address_changed_since(
    inbox: Inbox, ticket: Ticket, customer: Customer, agent: User
) -> None:
    Customer.objects.filter(pk=customer.pk).update(email="someone-else@shop.example")
    send(ticket, Owed.Kind.MAIL_RECEIVED)
    (reply,) = replies(Ticket.objects.get(pk=ticket.pk), agent, 1)
    deliver(reply)
    assert [mail["To"] for mail in inbox.mails] == ["dev@shop.example", "someone-else@shop.example"]


def test_the_database_keeps_no_mail_to_nobody(ticket: Ticket) -> None:
    with pytest.raises(IntegrityError, match="a_mail_to_send_says_to_whom"):
        owed.book(Owed.Kind.MAIL_REPLY, ticket, subject=1, now=NOW)


def test_answers_go_to_the_address_that_is_set_for_them(inbox: Inbox, ticket: Ticket, settings: Settings) -> None:
    settings.MAIL_REPLY_TO = "Acme support <answers@acme.example>"
    send(ticket, Owed.Kind.MAIL_RECEIVED)
    assert inbox.mails[0]["Reply-To"] == "Acme support <answers@acme.example>"
    assert inbox.mails[0]["From"] == "Acme support <support@acme.example>"


def test_no_other_address_is_named_where_none_is_set(inbox: Inbox, ticket: Ticket) -> None:
    send(ticket, Owed.Kind.MAIL_RECEIVED)
    assert inbox.mails[0]["Reply-To"] is None


# Not too many at once


def test_what_is_over_the_limit_is_sent_later_and_not_lost(
    inbox: Inbox, ticket: Ticket, agent: User, settings: Settings
) -> None:
    settings.MAILS_PER_TICKET_HOUR = 2
    first, second, third = replies(ticket, agent, 3)
    assert [deliver(first), deliver(second, now=NOW + timedelta(minutes=10))] == [True, True]
    assert deliver(third, now=NOW + timedelta(minutes=20)) is False
    third.refresh_from_db()
    assert (third.state, third.attempts, third.due_at) == ("due", 0, NOW + timedelta(hours=1))
    assert third.error == "Held back: 2 mails about this ticket in an hour are enough"

    assert deliver(third, now=third.due_at) is True
    assert [text_of(mail).count("Answer") for mail in inbox.mails] == [1, 1, 1]
    third.refresh_from_db()
    assert (third.state, third.error) == ("done", "")


def test_a_mail_that_is_underway_counts_before_it_is_sent(ticket: Ticket, agent: User, settings: Settings) -> None:
    settings.MAILS_PER_TICKET_HOUR = 1
    first, second = replies(ticket, agent, 2)

    def meanwhile(_: Owed) -> None:
        assert deliver(second) is False

    assert owed.settle_outside(first.pk, meanwhile, now=NOW) is True


def test_one_tickets_mails_hold_back_no_other_tickets(
    inbox: Inbox, ticket: Ticket, customer: Customer, submit: Submit, settings: Settings
) -> None:
    settings.MAILS_PER_TICKET_HOUR = 1
    other = submit(NOT_FOUND, customer=customer, sender="addr:2")
    assert [send(each, Owed.Kind.MAIL_RECEIVED) for each in (ticket, other)] == [True, True]


def test_a_clock_that_went_back_holds_back_nothing(
    inbox: Inbox, ticket: Ticket, agent: User, settings: Settings
) -> None:
    settings.MAILS_PER_TICKET_HOUR = 1
    first, second = replies(ticket, agent, 2)
    deliver(first, now=NOW + timedelta(days=1))
    assert deliver(second) is True


def test_every_kind_of_mail_has_a_task_that_keeps_the_limit(
    inbox: Inbox, ticket: Ticket, agent: User, settings: Settings
) -> None:
    settings.MAILS_PER_TICKET_HOUR = 0
    held = []
    for row in every_mail(ticket, agent):
        getattr(tasks, row.kind)(row.pk)
        row.refresh_from_db()
        assert row.error.startswith("Held back")
        held.append(row.kind)
    assert sorted(held) == sorted(Owed.MAILS)
    assert inbox.mails == []


# Internal notes


def test_a_note_is_no_message_and_cannot_be_mailed_by_its_id(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    note = replying.note(ticket=ticket, by=agent, text="He is a big customer.", now=NOW)
    row = owed.book(Owed.Kind.MAIL_REPLY, ticket, subject=note.pk, recipient="dev@shop.example", now=NOW)
    with pytest.raises(Message.DoesNotExist):
        deliver(row)
    assert inbox.mails == []


def test_what_the_customer_wrote_is_not_mailed_as_an_answer(inbox: Inbox, ticket: Ticket) -> None:
    theirs = replying.customer_wrote(ticket=ticket, text="Hello?", now=NOW)
    row = owed.book(Owed.Kind.MAIL_REPLY, ticket, subject=theirs.pk, recipient="dev@shop.example", now=NOW)
    with pytest.raises(Message.DoesNotExist):
        deliver(row)
    assert inbox.mails == []


def test_mails_are_made_of_words_and_never_of_rows_that_lead_to_notes(
    inbox: Inbox, ticket: Ticket, agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that got a ticket could say ``ticket.notes``; it gets frozen values of plain types."""
    given: list[object] = []

    def seen(name: str, context: dict[str, object]) -> str:
        given.extend(context.values())
        return render_to_string(name, context)

    monkeypatch.setattr(mailing, "render_to_string", seen)
    assert [deliver(row) for row in every_mail(ticket, agent)] == [True] * len(Owed.MAILS)
    staffing.enlist(email="lead@desk.example", password="a long enough word", lead=True)
    alert = alerting.raise_alert(Alert.Kind.INCIDENT, ticket=ticket, incident=ticket.incident, now=NOW)
    assert alert is not None
    deliver(ticket.owed.get(kind=Owed.Kind.MAIL_ALERT))
    told = (*(each for each in vars(notifying).values() if is_dataclass(each)), briefing.Brief)
    values = [each for value in given for each in (value if isinstance(value, list) else [value])]
    assert {type(each) for each in values} == {str, bool, int, *told, type(None)} - {notifying.ToldStatusPage}
    types = {typing.get_type_hints(kind)[each.name] for kind in told for each in fields(kind)}
    assert types == {str, bool, int, int | None, tuple[str, ...]}


def test_one_module_alone_mails_and_none_that_tells_anybody_knows_notes() -> None:
    sources = [path for path in ROOT.glob("tickets/**/*.py") if "tests" not in path.parts]
    assert [path.name for path in sources if "django.core.mail" in path.read_text()] == ["mailing.py"]
    related = {each.get_accessor_name() for each in Ticket._meta.related_objects if each.related_model is Note}
    assert related == {"notes"}
    for name in ("mailing", "notifying", "briefing", "hooking"):
        tree = ast.parse((ROOT / f"tickets/services/{name}.py").read_text())
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        named |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        named |= {each.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for each in node.names}
        assert named & {Note.__name__, *related} == set()
