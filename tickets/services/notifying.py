"""Mail to customers. Owed rows send it; the row's id makes the Message-ID, so a repeated mail is known as one.

Only public messages can be mailed: a note is another model, and nothing here takes one.
"""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from tickets.models import Message, Owed, Ticket
from tickets.services import links


def mail_received(row: Owed) -> None:
    """Tells the customer the ticket's number, verdict and link, the first findings and the last: the guide's entry."""
    findings = list(row.ticket.findings.all())
    _send(row, "received", {"findings": [*findings[:2], *findings[2:][-1:]]})


def mail_reply(row: Owed) -> None:
    """Tells the customer what support wrote."""
    message = Message.objects.get(pk=row.subject, ticket=row.ticket, from_customer=False)
    _send(row, "reply", {"message": message, "has_file": message.attachments.exists()})


def _send(row: Owed, name: str, extra: dict[str, object]) -> None:
    ticket = row.ticket
    if ticket.customer is None:
        return
    context = {"ticket": ticket, "url": links.url_of(ticket), "vendor": settings.VENDOR_NAME, **extra}
    mail = EmailMultiAlternatives(
        subject=f"[{ticket.number}] {_title(ticket)}",
        body=render_to_string(f"email/{name}.txt", context),
        to=[ticket.customer.email],
        headers={
            "Message-ID": f"<owed-{row.pk}@{_domain()}>",
            "References": f"<ticket-{ticket.number}@{_domain()}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834 section 5: no out-of-office answers
        },
    )
    mail.attach_alternative(render_to_string(f"email/{name}.html", context), "text/html")
    mail.send()


def _title(ticket: Ticket) -> str:
    if ticket.subject:
        return " ".join(ticket.subject.split())  # a header is one line; Django refuses the mail otherwise
    return f"{ticket.status} on {ticket.method} {ticket.path}"[:100] if ticket.status else ticket.get_verdict_display()


def _domain() -> str:
    """The right side of our message ids: the sender's domain, as mail servers expect."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address.rpartition("@")[2] or urlsplit(settings.BASE_URL).hostname or "localhost"
