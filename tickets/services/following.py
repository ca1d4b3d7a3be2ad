"""How a ticket goes on after its end: it opens again for a while, and later another one follows it up.

A follow-up is a ticket of its own, with a new number and link: the same masked exchange with its findings, the same
customer, and a conversation that begins anew. The database allows one for each ticket, so that they make a chain; what
is said about any of them goes to its last.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tickets.models import Event, Finding, Mask, Owed, Ticket, User
from tickets.services import history, intake, masking, moving, owed

State = Ticket.State
SAME = (
    "verdict", "customer_id", "sender", "subject", "text", "response_at", "notation", "method", "url", "path", "status",
    "vendor_code", "request_id", "fingerprint", "reference", "is_demo",
)  # fmt: skip
COPIED = (Mask.Place.TEXT, Mask.Place.SUBJECT)


def opens_until(ticket: Ticket) -> datetime | None:
    """Until when a finished ticket opens again, ``REOPEN_DAYS`` after it was solved or closed; None where it is open.

    One that was closed because it was solved long ago ended when it was solved.
    """
    end = ticket.solved_at or ticket.closed_at
    if ticket.state not in moving.FINISHED or end is None:
        return None
    return end + timedelta(days=settings.REOPEN_DAYS)


def is_over(ticket: Ticket, *, now: datetime) -> bool:
    """Whether it ended too long ago to open again."""
    until = opens_until(ticket)
    return until is not None and until < now


def follow_up_of(ticket: Ticket) -> Ticket | None:
    """The ticket that follows it up; None where none does. Only what is finished is followed up, and stays so."""
    if ticket.state not in moving.FINISHED:
        return None
    return ticket.follow_ups.select_related("customer").first()


def last_of(ticket: Ticket) -> Ticket:
    """The ticket where its conversation goes on: the last of the chain that it begins, itself without a follow-up."""
    while (following := follow_up_of(ticket)) is not None:
        ticket = following
    return ticket


def chain_of(ticket: Ticket) -> tuple[Ticket, ...]:
    """All tickets that hold the same exchange, from the first to the last of its follow-ups."""
    chain = [ticket]
    while (before := chain[0].follow_up_of) is not None:
        chain.insert(0, before)
    while (after := follow_up_of(chain[-1])) is not None:
        chain.append(after)
    return tuple(chain)


@transaction.atomic
def take_up(*, ticket: Ticket, by: User | None, now: datetime, reason: str = "") -> Ticket:
    """Sends what was thought done back to support: the ticket itself, or a follow-up where it ended too long ago.

    Returns the one that goes on. Raises ``CannotMove`` where there is nothing to take up: it, or the last that follows
    it up, is open.
    """
    last = last_of(masking.locked(last_of(ticket)))  # whoever held the lock may have made one more
    if is_over(last, now=now):
        return follow_up(ticket=last, by=by, now=now, reason=reason)
    if last.pk == ticket.pk:
        last = ticket
    elif last.state not in moving.REOPENABLE:
        raise moving.CannotMove(f"{last.number} follows {ticket.number} up and is open.")
    moving.reopen(ticket=last, by=by, now=now, reason=reason)
    return last


@transaction.atomic
def follow_up(*, ticket: Ticket, by: User | None, now: datetime, reason: str = "") -> Ticket:
    """A new ticket with the same exchange, on its way to a queue; or the one that follows up already."""
    old = masking.locked(ticket)
    if (there := follow_up_of(old)) is not None:
        return there
    new = Ticket.objects.create(
        number=intake.new_number(),
        state=State.RECEIVED,
        follow_up_of=old,
        received_at=now,
        **{name: getattr(old, name) for name in SAME},
    )
    _copy(old, new)
    why = f": {masking.masked(reason).cut_to(history.REASON_WIDTH - 30).text}" if reason else ""
    history.record(old, Event.Kind.FOLLOWED, by=by, now=now, reason=f"by {new.number}{why}")
    history.record(new, Event.Kind.RECEIVED, by=by, now=now, reason=f"follows up {old.number}{why}")
    owed.book(Owed.Kind.ROUTE, new, now=now)
    if new.customer is not None and not new.is_demo:
        owed.book(Owed.Kind.MAIL_RECEIVED, new, recipient=new.customer.email, now=now)
    return new


def _copy(old: Ticket, new: Ticket) -> None:
    """The masks and findings of the exchange. Files and what was said stay with the old one, which is a link away."""
    masks = list(old.all_masks.filter(place__in=COPIED))
    findings = list(old.findings.all())
    for mask in masks:
        mask.pk, mask.ticket = None, new
    for finding in findings:
        finding.pk, finding.ticket = None, new
    Mask.objects.bulk_create(masks)
    Finding.objects.bulk_create(findings)
