"""What is said about a ticket: replies, the customer's messages, internal notes; all masked before they are stored."""

from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from tickets.models import Event, Mask, Message, Note, Owed, Ticket, User
from tickets.services import attaching, contacts, history, masking, moving, owed, pasting, targets
from tickets.services.masking import KEPT, Contacts, Masked
from tickets.services.pasting import UploadedText

State = Ticket.State
MESSAGE_MAX = 20_000  # characters: about six printed pages


@transaction.atomic
def reply(*, ticket: Ticket, by: User, text: str, now: datetime, file: UploadedText | None = None) -> Message:
    """Staff answer the customer; an open ticket then waits on them, and the mail is owed. Raises ``Refused``."""
    message = _say(ticket, text, file, author=by, now=now)
    Ticket.objects.filter(pk=ticket.pk, state__in=(State.QUEUED, State.CLAIMED)).update(
        state=State.WAITING, assignee=by, claimed_at=None
    )
    targets.responded(ticket, now=now)
    history.record(ticket, Event.Kind.REPLIED, by=by, now=now)
    if ticket.customer is not None and not ticket.is_demo:
        owed.book(Owed.Kind.MAIL_REPLY, ticket, subject=message.pk, recipient=ticket.customer.email, now=now)
    return message


@transaction.atomic
def customer_wrote(*, ticket: Ticket, text: str, now: datetime, file: UploadedText | None = None) -> Message:
    """The customer answers or asks: whoever waits is woken, and a ticket without a person gets one.

    Raises ``Refused`` where the file cannot be taken; nothing is stored then.
    """
    message = _say(ticket, text, file, author=None, now=now)
    history.record(ticket, Event.Kind.CUSTOMER_WROTE, now=now)
    waiting = Ticket.objects.filter(pk=ticket.pk, state=State.WAITING)
    with_person = waiting.filter(assignee__isnull=False).update(state=State.CLAIMED)
    if with_person or waiting.update(state=State.QUEUED, queued_at=now):
        targets.resume(ticket, now=now)
    else:
        ticket.refresh_from_db(fields=["state"])
        if ticket.state in (State.ANSWERED, *moving.FINISHED):
            moving.reopen(ticket=ticket, by=None, now=now, reason="the customer wrote")
    return message


@transaction.atomic
def note(*, ticket: Ticket, by: User, text: str, now: datetime) -> Note:
    """Staff write something for staff; it never leaves the desk."""
    masked, _ = _masked(ticket, text)
    written = Note.objects.create(ticket=ticket, author=by, text=masked.text, written_at=now)
    masking.store(masking.rows(masked.masks, ticket, Mask.Place.NOTE, written))
    history.record(ticket, Event.Kind.NOTED, by=by, now=now)
    return written


@transaction.atomic
def say_outcome(*, ticket: Ticket, outcome: Ticket.Outcome, now: datetime) -> None:
    """The customer says whether the documented fix helped; "still broken" always reaches a person."""
    Ticket.objects.filter(pk=ticket.pk).update(outcome=outcome)
    ticket.outcome = outcome
    history.record(ticket, Event.Kind.OUTCOME, now=now, reason=Ticket.Outcome(outcome).label)
    ticket.refresh_from_db(fields=["state"])
    if outcome == Ticket.Outcome.FIXED and ticket.state not in moving.FINISHED:
        moving.solve(ticket=ticket, by=None, now=now, reason="the customer says it is fixed")
    elif outcome == Ticket.Outcome.STILL_BROKEN and ticket.state in (State.ANSWERED, *moving.FINISHED):
        moving.reopen(ticket=ticket, by=None, now=now, reason="the customer says it is still broken")


@sensitive_variables()
def _say(ticket: Ticket, text: str, file: UploadedText | None, *, author: User | None, now: datetime) -> Message:
    """A message of the conversation with its file, the customer's own where it has no author."""
    attached = pasting.attached(file) if file else None
    kept = contacts.at_intake(ticket.customer.email if ticket.customer else "") if author is None else KEPT
    masked, known = _masked(ticket, text, kept)
    masked_file = attaching.masked(attached, known=known, contacts=kept)
    message = Message.objects.create(
        ticket=ticket, author=author, from_customer=author is None, text=masked.text, written_at=now
    )
    masking.store(
        (
            *masking.rows(masked.masks, ticket, Mask.Place.MESSAGE, message),
            *attaching.store(masked_file, ticket, message=message, now=now),
        )
    )
    return message


def _masked(ticket: Ticket, text: str, kept: Contacts = KEPT) -> tuple[Masked, dict[str, str]]:
    """The text without credentials, those included that only the ticket tells to be some; and all that is known then.

    Under the lock of the ticket: what a colleague masks by hand meanwhile is either known here or sees this text.
    """
    masking.locked(ticket)
    known = masking.known_in(ticket)
    masked = masking.masked(text, known=known, contacts=kept)
    return masked, known | {mask.keyprint: mask.kind for mask in masked.masks if mask.keyprint}
