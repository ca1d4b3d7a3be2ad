"""Mail reaches a real SMTP server once, threaded, with nothing in it that must stay inside."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from tickets.models import Customer, Owed, Ticket, User
from tickets.services import links, notifying, owed, replying, routing
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit
from triage.tests.running import free_port


class Inbox:
    """Keeps what it is sent; refuses everything while ``refusing``."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusing = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd's hook for a whole mail."""
        if self.refusing:
            return "451 Try again later"
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    handler, port = Inbox(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "Acme support <support@acme.example>"
    yield handler
    controller.stop()


@pytest.fixture
def ticket(submit: Submit, customer: Customer) -> Ticket:
    return submit(NOT_FOUND, customer=customer)


def send(ticket: Ticket, kind: Owed.Kind) -> bool:
    effect = {Owed.Kind.MAIL_RECEIVED: notifying.mail_received, Owed.Kind.MAIL_REPLY: notifying.mail_reply}[kind]
    return owed.settle_outside(ticket.owed.get(kind=kind).pk, effect, now=NOW)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


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
    assert first["References"] == reply["References"]
    assert "The id belongs to another account." in text_of(reply)
    assert "big customer" not in reply.as_string()


def test_a_ticket_without_an_address_owes_no_mail(submit: Submit, agent: User) -> None:
    ticket = submit()
    routing.route_ticket(ticket, now=NOW)
    replying.reply(ticket=ticket, by=agent, text="Hello.", now=NOW)
    assert [each.kind for each in ticket.owed.all()] == [Owed.Kind.ROUTE]
