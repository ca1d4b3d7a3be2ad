"""Telling staff without their looking: an alert is a row, and owes one mail to each who must know and one webhook.

Whoever raises an alert does it in the transaction of what it is about, so that it is raised once. Tickets of the demo
alarm nobody.
"""

from datetime import datetime

from django.conf import settings

from tickets.models import Alert, Incident, Owed, Ticket, User
from tickets.services import owed, staffing

REASON_WIDTH = 300
Kind = Alert.Kind


def raise_alert(
    kind: Alert.Kind, *, ticket: Ticket, now: datetime, incident: Incident | None = None, reason: str = ""
) -> Alert | None:
    """Tells those who must know, in the caller's transaction. None for a ticket of the demo.

    An urgent ticket: the members of its queue who are on duty, else all of them, else every agent. A target: the
    ticket's person, else the same. An incident: those who may confirm one, else the same.
    """
    if ticket.is_demo:
        return None
    alert = Alert.objects.create(
        kind=kind, ticket=ticket, incident=incident, reason=reason[:REASON_WIDTH], raised_at=now
    )
    for user in _who(kind, ticket):
        owed.book(Owed.Kind.MAIL_ALERT, ticket, subject=alert.pk, recipient=user.email, now=now)
    if settings.STAFF_WEBHOOK_URL:
        owed.book(Owed.Kind.HOOK_ALERT, ticket, subject=alert.pk, now=now)
    return alert


def _who(kind: Alert.Kind, ticket: Ticket) -> list[User]:
    if kind in Alert.ABOUT_INCIDENTS:
        return staffing.leads() or staffing.on_call(ticket.queue)
    holder = ticket.assignee
    if kind != Kind.URGENT and holder is not None and holder.is_staff and holder.is_active:
        return [holder]
    return staffing.on_call(ticket.queue)
