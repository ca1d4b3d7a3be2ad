"""The one way out for mail: what an owed row says, in text and HTML, to the address the row holds.

The row's id makes the Message-ID, so a repeated mail is known as one. Nothing here knows tickets: templates get words.
"""

from collections.abc import Mapping
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from tickets.models import Owed


def send(
    row: Owed, name: str, words: Mapping[str, object], *, subject: str, thread: str | None, reply_to: str = ""
) -> None:
    """Sends ``email/<name>.txt`` and ``.html`` under the subject of that template.

    ``thread`` is the Message-ID that makes one thread of all that name it (RFC 5322 section 3.6.4); None for its first.
    Every mail says that a machine wrote it, so that none draws an automatic answer (RFC 3834 section 5).
    """
    headers = {"Message-ID": message_id(f"owed-{row.pk}"), "Auto-Submitted": "auto-generated"}
    if thread is not None:
        headers["In-Reply-To"] = headers["References"] = thread
    context = dict(words)
    mail = EmailMultiAlternatives(
        subject=" ".join(render_to_string(f"email/{subject}.txt", context).split()),  # a header is one line
        body=render_to_string(f"email/{name}.txt", context),
        to=[row.recipient],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    mail.attach_alternative(render_to_string(f"email/{name}.html", context), "text/html")
    mail.send()


def message_id(name: str) -> str:
    """A message id of ours; its right side is the sender's domain, as mail servers expect."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = address.rpartition("@")[2] or urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<{name}@{domain}>"
