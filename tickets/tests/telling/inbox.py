"""A real SMTP server on the loopback device, and what the mails that it took say."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from triage.tests.running import free_port


class Inbox:
    """Keeps what it is sent, and the bytes of it; refuses everything while ``refusing``."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.refusing = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd's hook for a whole mail."""
        if self.refusing:
            return "451 Try again later"
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        assert envelope.rcpt_tos == [mail["To"]]
        self.mails.append(mail)
        self.raw.append(envelope.content)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What was sent to one address."""
        return [mail for mail in self.mails if mail["To"] == address]


@contextmanager
def listening(handler: object) -> Iterator[int]:
    """Runs the server; its port."""
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextmanager
def receiving(settings: Settings) -> Iterator[Inbox]:
    """The inbox of this process's mail."""
    inbox = Inbox()
    with listening(inbox) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.DEFAULT_FROM_EMAIL = "Acme support <support@acme.example>"
        yield inbox


def text_of(mail: EmailMessage) -> str:
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    return _part(mail, "html")


def all_of(mail: EmailMessage) -> str:
    """Headers and both parts, decoded."""
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
    return f"{headers}\n{text_of(mail)}\n{html_of(mail)}"


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
