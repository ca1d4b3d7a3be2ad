"""Other people's e-mail addresses and telephone numbers stay inside the desk, unless the vendor says otherwise."""

from dataclasses import dataclass

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import Settings

from tickets.models import Attachment, Owed, Ticket, User
from tickets.services import intake, notifying, replying
from tickets.services.intake import Origin
from tickets.services.pasting import Paste, UploadedText
from tickets.tests.services.samples import NOW

OTHERS = ("jane.roe@other.example", "max%40third.example", "01712345678", "+49 30 901820")
OWN = "Dev@shop.example"
PASTE = """curl -i \\
  'https://api.acme.example/v1/invites/jane.roe@other.example?cc=max%40third.example&by=dev@shop.example' \\
  -H 'Content-Type: application/json' -d '{"email": "jane.roe@other.example", "phone": "01712345678"}'

HTTP/1.1 422 Unprocessable Entity
Content-Type: application/json

{"error": {"code": "invalid", "param": "phone", "message":
"jane.roe@other.example cannot be invited by dev@shop.example: 01712345678 is wrong, +49 30 901820 is right"}}
"""

NAMED = PASTE.replace("01712345678 is wrong, ", "")  # each stands where it is known for what it is


@dataclass(frozen=True)
class Mailed:
    """What a mail says, all of it."""

    subject: str
    text: str
    html: str

    def __contains__(self, said: str) -> bool:
        return any(said in part for part in (self.subject, self.text, self.html))


def submitted(paste: str = PASTE, *, subject: str = "", file: UploadedText | None = None) -> Ticket:
    origin = Origin(sender="addr:1", email=OWN, subject=subject)
    return intake.submit(Paste(paste, file=file), origin, now=NOW).ticket


def mailed(ticket: Ticket, kind: Owed.Kind = Owed.Kind.MAIL_RECEIVED) -> Mailed:
    """The mail that the ticket owes, as it is rendered and sent."""
    send = {Owed.Kind.MAIL_RECEIVED: notifying.mail_received, Owed.Kind.MAIL_REPLY: notifying.mail_reply}[kind]
    send(ticket.owed.get(kind=kind))
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    return Mailed(str(message.subject), str(message.body), str(message.alternatives[0][0]))


def test_a_mail_quotes_the_paste_without_other_peoples_contacts() -> None:
    ticket = submitted(subject="jane.roe@other.example, 01712345678: not invited")
    sent = mailed(ticket)
    assert "cannot be invited by dev@shop.example" in sent
    assert "•••• cannot be invited" in sent
    assert "••••, ••••: not invited" in sent.subject
    for other in OTHERS:
        assert other not in sent
    assert "~masked" not in sent


def test_the_path_in_a_subject_nobody_wrote_is_masked_as_well() -> None:
    sent = mailed(submitted())
    assert sent.subject.endswith("422 on POST /v1/invites/••••")


def test_support_sees_them_all_the_same() -> None:
    ticket = submitted()
    assert all(other in ticket.text for other in OTHERS)


def test_what_staff_write_goes_out_as_they_wrote_it(agent: User) -> None:
    ticket = submitted()
    replying.reply(ticket=ticket, by=agent, text="Invite jane.roe@other.example, or call +49 30 901820.", now=NOW)
    sent = mailed(ticket, Owed.Kind.MAIL_REPLY)
    assert "Invite jane.roe@other.example, or call +49 30 901820." in sent.text
    assert "jane.roe" not in sent.subject
    assert sent.text.count("jane.roe") == 1


def test_always_masks_them_before_anything_is_stored(settings: Settings) -> None:
    settings.MASK_CONTACTS = "always"
    file = UploadedText("jane.roe@other.example.log", b"mail to jane.roe@other.example and dev@shop.example")
    ticket = submitted(NAMED, subject="jane.roe@other.example fails", file=file)
    ticket.refresh_from_db()
    attached = Attachment.objects.get()
    stored = "\n".join((ticket.text, ticket.url, ticket.path, ticket.subject, attached.name, attached.text))
    for finding in ticket.findings.all():
        stored += finding.cause + str(finding.evidence)
    assert not any(other in stored for other in OTHERS)
    assert "dev@shop.example" in ticket.text
    assert "dev@shop.example" in attached.text
    assert {mask.kind for mask in ticket.masks} == {"email", "phone"}
    assert "•••• cannot be invited by dev@shop.example" in mailed(ticket)


def test_always_masks_what_the_customer_writes_later_and_not_what_staff_do(settings: Settings, agent: User) -> None:
    settings.MASK_CONTACTS = "always"
    ticket = submitted(NAMED)
    file = UploadedText("a.log", b"jane.roe@other.example")
    text = "jane.roe@other.example called dev@shop.example"
    theirs = replying.customer_wrote(ticket=ticket, text=text, now=NOW, file=file)
    ours = replying.reply(ticket=ticket, by=agent, text=text, now=NOW)
    assert "jane" not in theirs.text + theirs.attachments.get().text
    assert "dev@shop.example" in theirs.text
    assert ours.text == text


def test_never_leaves_them_in_mails_too(settings: Settings) -> None:
    settings.MASK_CONTACTS = "never"
    sent = mailed(submitted(subject="jane.roe@other.example fails"))
    assert "jane.roe@other.example fails" in sent.subject
    assert "01712345678 is wrong" in sent


def test_a_diagnosis_over_rest_shows_what_would_be_stored(client: Client, settings: Settings) -> None:
    settings.MASK_CONTACTS = "always"
    body = {"paste": NAMED, "email": OWN}
    answer = client.post("/api/v1/diagnoses", body, content_type="application/json").json()
    assert not any(other in answer["masked"] for other in OTHERS)
    assert "dev@shop.example" in answer["masked"]


@pytest.mark.parametrize(("word", "wrong"), [("leaving", 0), ("always", 0), ("never", 0), ("sometimes", 1), ("", 1)])
def test_any_other_policy_is_refused_by_a_system_check(settings: Settings, word: str, wrong: int) -> None:
    settings.MASK_CONTACTS = word
    assert [each.id for each in run_checks() if each.id == "tickets.E005"] == ["tickets.E005"] * wrong
