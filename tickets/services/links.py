"""The unguessable link of a ticket's page: nothing is stored, a higher revision revokes it."""

import base64
import hmac

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from tickets.models import Ticket
from tickets.services import following

TOKEN_BYTES = 18  # 144 bits: 24 characters of base64url without padding


def token_of(ticket: Ticket) -> str:
    """The token of a ticket's link: HMAC-SHA256 of the link key over id and revision, cut to 144 bits."""
    message = f"{ticket.pk}:{ticket.link_revision}".encode()
    digest = hmac.digest(settings.LINK_KEY.encode(), message, "sha256")
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def path_of(ticket: Ticket) -> str:
    """The path of a ticket's page."""
    return reverse("web:ticket", kwargs={"number": ticket.number, "token": token_of(ticket)})


def url_of(ticket: Ticket) -> str:
    """The whole link, as mails and REST tell it."""
    return f"{settings.BASE_URL}{path_of(ticket)}"


def path_of_file(ticket: Ticket, file: int) -> str:
    """The path where the customer downloads a file of the ticket."""
    return reverse("web:file", kwargs={"number": ticket.number, "token": token_of(ticket), "file": file})


def opens(ticket: Ticket, token: str) -> bool:
    """Whether the token is this ticket's; compared in constant time."""
    return hmac.compare_digest(token_of(ticket).encode(), token.encode(errors="replace"))


def revoke(*, ticket: Ticket) -> None:
    """Makes every link given out so far useless, those of its follow-ups too: one page links to the other."""
    chain = [each.pk for each in following.chain_of(ticket)]
    Ticket.objects.filter(pk__in=chain).update(link_revision=F("link_revision") + 1)
