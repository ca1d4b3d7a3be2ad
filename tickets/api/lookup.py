"""Which ticket a request may see, and which page of a list."""

from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.urls import reverse
from rest_framework.request import Request

from tickets.api.answers import address
from tickets.api.authentication import user_of
from tickets.api.problems import FieldError, Trouble
from tickets.models import Ticket
from tickets.models.ticket import NUMBER
from tickets.services import links

T = TypeVar("T", bound=Model)


def ticket_for(request: Request, number: str) -> Ticket:
    """The ticket, if it is the key's customer's or ``Ticket-Token`` opens it. Raises Trouble: one and the same 404."""
    if match := NUMBER.match(number):
        number = f"{match[1]}-{match[2]}".upper()
        user = user_of(request)
        found = Ticket.objects.select_related("incident").filter(number=number)
        mine = found.visible_to(user).first() if user else None
        if mine is not None:
            return mine
        token = str(request.META.get("HTTP_TICKET_TOKEN", ""))
        opened = found.first() if token else None
        if opened is not None and links.opens(opened, token):
            return opened
    raise Trouble(
        "not_found",
        "There is no such ticket, or this key or token does not open it.",
        hint="Send the API key of its customer, or the `Ticket-Token` that creating it answered.",
    )


def moved_on(asked: Ticket, answered: Ticket) -> dict[str, str]:
    """The header that tells where a ticket goes on, if that is not the one that was asked."""
    if answered.pk == asked.pk:
        return {}
    return {"Location": address(reverse("api:ticket", kwargs={"number": answered.number}))}


def page_of(rows: QuerySet[T], limit: int) -> tuple[list[T], bool]:
    """Up to ``limit`` rows and whether there are more; asks for one row more instead of counting."""
    found = list(rows[: limit + 1])
    return found[:limit], len(found) > limit


def next_address(request: Request, after: str | int) -> str:
    """The next page: the same question, after the last row of this one."""
    return address(request.path, urlencode({**request.query_params.dict(), "after": str(after)}))


def unknown_cursor() -> Trouble:
    """The refusal of an ``after`` that no page said."""
    errors = [FieldError(parameter="after", detail="No page of this list said so.")]
    return Trouble("invalid", "There is no such place in the list.", errors=errors)
