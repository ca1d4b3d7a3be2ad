"""Telling staff without their looking: an alert is a row, and owes one mail to each who must know and one webhook.

Whoever raises an alert does it in the transaction of what it is about, so that it is raised once. Tickets of the demo
alarm nobody. Who meets one fault again and again, as a program that retries does, alarms with an urgent ticket once in
``ONCE_IN``.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from tickets.models import Alert, Incident, Owed, Ticket, User
from tickets.services import owed, staffing

REASON_WIDTH = 300
ONCE_IN = timedelta(minutes=10)
LOOKED_AT = 1_000  # the newest urgent alerts: where more came within ``ONCE_IN``, an older one does not silence another
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


def is_repeated(ticket: Ticket, *, now: datetime) -> bool:
    """Whether the same person's same fault raised an urgent alert within ``ONCE_IN``. One query, of ``LOOKED_AT`` rows.

    A person is the customer, else the sender. A ticket without a fingerprint repeats nothing, and alerts of a clock
    that has gone back since silence nothing.
    """
    if not ticket.fingerprint:
        return False
    customer = ticket.customer_id
    theirs = Q(ticket__customer=customer) if customer else Q(ticket__customer=None, ticket__sender=ticket.sender)
    newest = Alert.objects.filter(kind=Kind.URGENT).order_by("-id").values("pk")[:LOOKED_AT]
    recent = Alert.objects.filter(pk__in=newest, raised_at__gt=now - ONCE_IN, raised_at__lte=now)
    return recent.filter(theirs, ticket__fingerprint=ticket.fingerprint).exists()


def _who(kind: Alert.Kind, ticket: Ticket) -> list[User]:
    if kind in Alert.ABOUT_INCIDENTS:
        return staffing.leads() or staffing.on_call(ticket.queue)
    holder = ticket.assignee
    if kind != Kind.URGENT and holder is not None and holder.is_staff and holder.is_active:
        return [holder]
    return staffing.on_call(ticket.queue)
