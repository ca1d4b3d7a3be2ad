"""Mail by a real worker to a real SMTP server: what is sent when one of the two fails in the middle."""

import email
import json
from collections.abc import Callable, Iterator
from email.message import Message
from threading import Event

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from triage.tests.running import Desk, free_port, until
from triage.tests.test_processes import NOT_FOUND, submit


class Inbox:
    """Keeps the mails it accepts, and calls ``then`` before it says so; refuses the next ``refusals``."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.refusals = 0
        self.then: Callable[[], object] | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd's hook for a whole mail."""
        if self.refusals:
            self.refusals -= 1
            return "451 Try again later"
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content))
        if self.then:
            self.then()
        return "250 OK"


@pytest.fixture
def inbox(desk: Desk) -> Iterator[Inbox]:
    """The desk's mail server."""
    handler, port = Inbox(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    desk.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


def submit_as_someone(desk: Desk) -> None:
    body = {"paste": NOT_FOUND.decode(), "email": "dev@shop.example"}
    submit(desk, json.dumps(body).encode(), Content_Type="application/json")


def of_the_mail(desk: Desk, expression: str) -> str:
    """What an expression of ``mails``, the desk's rows for mails, is."""
    script = f"""if True:
        from tickets.models import Owed
        mails = Owed.objects.mails()
        print({expression})"""
    return desk.ask(script).strip()


def test_a_mail_server_that_refuses_gets_the_mail_when_it_takes_mail_again(desk: Desk, inbox: Inbox) -> None:
    inbox.refusals = 2
    for name in ("web", "worker", "sweeper"):
        desk.start(name)
    submit_as_someone(desk)

    until(lambda: len(inbox.mails) == 1, "the mail is accepted", desk.log)
    until(lambda: of_the_mail(desk, "mails.get().state") == "done", "that is noted", desk.log)
    assert of_the_mail(desk, "mails.get().attempts") == "3"


def test_a_worker_killed_between_the_servers_acceptance_and_the_commit_sends_once_more_the_same_mail(
    desk: Desk, inbox: Inbox
) -> None:
    killed = Event()

    def kill() -> None:
        desk.kill("worker")
        killed.set()

    inbox.then = kill
    desk.start("web")
    desk.start("worker")
    submit_as_someone(desk)
    until(killed.is_set, "the mail server took the mail and the worker is dead", desk.log)
    assert of_the_mail(desk, "mails.get().state") == "due"

    inbox.then = None
    desk.start("sweeper")
    desk.start("worker")
    # The claim of the dead would run out in two minutes; here it does at once.
    of_the_mail(desk, "mails.update(claimed_until='2000-01-01T00:00Z', due_at='2000-01-01T00:00Z')")
    until(lambda: of_the_mail(desk, "mails.get().state") == "done", "the mail is noted as sent", desk.log)
    assert len(inbox.mails) == 2
    assert len({mail["Message-ID"] for mail in inbox.mails}) == 1
    assert {mail["To"] for mail in inbox.mails} == {"dev@shop.example"}
