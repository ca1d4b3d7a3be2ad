"""The customers' mails: text first, nothing fetched from elsewhere, and the ticket's link in each."""

import re

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from tickets.models import Owed, User
from tickets.services import guiding, intake, links, notifying, replying, routing
from tickets.services.intake import Origin
from tickets.services.pasting import Paste
from tickets.tests.web_pastes import not_found, unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guide() -> None:
    guiding.load_default()


def mailed(text: str, *, subject: str = "") -> tuple[EmailMultiAlternatives, str, str]:
    """The mail that a ticket was received, its text and its HTML."""
    origin = Origin(sender="addr:one", email="dev@example.com", subject=subject)
    intake.submit(Paste(text=text), origin, now=timezone.now())
    notifying.mail_received(Owed.objects.get(kind=Owed.Kind.MAIL_RECEIVED))
    return opened()


def opened() -> tuple[EmailMultiAlternatives, str, str]:
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    return message, str(message.body), str(message.alternatives[0][0])


def test_the_first_mail_holds_the_fix_and_the_link() -> None:
    message, text, html = mailed(not_found().text)
    ticket = Owed.objects.mails().get().its_ticket
    assert message.to == ["dev@example.com"]
    for body in (text, html):
        assert ticket.number in body
        assert links.url_of(ticket) in body
        assert "Compare the path with the reference" in body


def test_of_many_findings_the_documented_one_is_mailed_too() -> None:
    intake.submit(Paste(text=not_found().text), Origin(sender="a", email="dev@example.com"), now=timezone.now())
    row = Owed.objects.mails().get()
    for position in range(10, 14):
        row.its_ticket.findings.create(
            rule="X-001", position=position, cause=f"Cause {position}", citation_source="rfc", citation_ref="RFC 9110"
        )
    row.its_ticket.findings.filter(rule="GUIDE-404").update(position=99)
    notifying.mail_received(row)
    _, text, _ = opened()
    assert text.count("\n* ") == 3
    assert "Compare the path with the reference" in text


def test_the_mail_of_a_5xx_says_that_a_person_looks_at_it() -> None:
    _, text, html = mailed(unavailable().text)
    assert "A person at support looks at it." in text
    assert "A person at support looks at it." in html


def test_a_mail_tells_no_credential() -> None:
    sample = not_found()
    text_with_key_in_error = sample.text.replace("No such customer", f"Wrong key {sample.secret}")
    _, text, html = mailed(text_with_key_in_error)
    for body in (text, html):
        assert sample.secret not in body
        assert "~masked." not in body


def test_the_html_is_escaped_and_fetches_nothing() -> None:
    _, text, html = mailed(not_found().text.replace("cus_8812", "<b>cus</b>"), subject="<script>")
    assert "<b>cus" not in html
    assert not re.search(r"<(img|link|script|style|iframe)|url\(", html)
    assert "&lt;" not in text


def test_a_subject_of_two_lines_stays_one_header() -> None:
    message, _, _ = mailed(not_found().text, subject="one\nBcc: all@example.com")
    assert "\n" not in message.subject
    assert "Bcc" not in message.message()


def test_the_text_ends_with_a_signature_that_mail_readers_know() -> None:
    _, text, _ = mailed(not_found().text)
    assert "\n-- \nSupport for" in text
    assert "\n\n\n\n" not in text


def test_a_reply_is_mailed_in_its_own_words() -> None:
    origin = Origin(sender="addr:one", email="dev@example.com")
    ticket = intake.submit(Paste(text=unavailable().text), origin, now=timezone.now()).ticket
    routing.route_ticket(ticket, now=timezone.now())
    ada = User.objects.create_user("agent@example.com", is_staff=True)
    replying.reply(ticket=ticket, by=ada, text="Fixed at 14:02.\n\nTry <again> & tell us.", now=timezone.now())
    notifying.mail_reply(Owed.objects.get(kind=Owed.Kind.MAIL_REPLY))
    _, text, html = opened()
    assert "Fixed at 14:02.\n\nTry <again> & tell us." in text
    assert "Try &lt;again&gt; &amp; tell us." in html
    assert links.url_of(ticket) in text
    assert "agent@example.com" not in text + html
