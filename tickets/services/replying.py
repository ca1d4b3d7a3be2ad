"""What is said about a ticket: replies, the customer's messages, internal notes; all masked before they are stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from tickets.models import Event, Mask, Message, Note, Owed, Ticket, User
from tickets.services import attaching, contacts, following, history, masking, moving, owed, pasting, targets, thanks
from tickets.services.attaching import MaskedFile
from tickets.services.masking import KEPT, Contacts, Masked
from tickets.services.pasting import UploadedText
from tickets.services.thanks import Said

State = Ticket.State
MESSAGE_MAX = 20_000  # characters: about six printed pages
RESTING = (State.ANSWERED, State.WAITING, *moving.FINISHED)  # where nobody at support has to do anything now
SAYS = {Said.THANKS: "only a thank-you", Said.WORKS: "says that it works"}
STILL_BROKEN = "the customer says it is still broken"
SENT_TWICE = timedelta(minutes=10)  # the same words later are said again on purpose


@transaction.atomic
def reply(*, ticket: Ticket, by: User, text: str, now: datetime, file: UploadedText | None = None) -> Message:
    """Staff answer the customer; an open ticket then waits on them, and the mail is owed. Raises ``Refused``."""
    message = _say(ticket, _worded(ticket, text, file, author=by), author=by, now=now)
    Ticket.objects.filter(pk=ticket.pk, state__in=(State.QUEUED, State.CLAIMED)).update(
        state=State.WAITING, assignee=by, claimed_at=None
    )
    targets.responded(ticket, now=now)
    history.record(ticket, Event.Kind.REPLIED, by=by, now=now)
    owed.book_mail(Owed.Kind.MAIL_REPLY, ticket, subject=message.pk, now=now)
    return message


@transaction.atomic
def customer_wrote(*, ticket: Ticket, text: str, now: datetime, file: UploadedText | None = None) -> Message:
    """The customer answers or asks: whoever waits is woken, and a ticket without a person gets one.

    Where the ticket has a follow-up, or ended too long ago to open again, the message begins or goes on with that: its
    ``ticket`` is the one it stands on. A mere thank-you is kept and wakes nobody (``thanks``). Raises ``Refused`` where
    the file cannot be taken; nothing is stored then.
    """
    last = following.last_of(masking.locked(following.last_of(ticket)))
    on = ticket if last.pk == ticket.pk else last
    says = Said.MORE if file else thanks.said(text, names=_names_on(last))
    if says == Said.MORE and following.is_over(last, now=now):
        on = following.follow_up(ticket=last, by=None, now=now, reason="the customer wrote")
    words = _worded(on, text, file, author=None)
    if on.pk != ticket.pk and (sent := _sent_before(on, words, now=now)):
        return sent
    message = _say(on, words, author=None, now=now)
    history.record(on, Event.Kind.CUSTOMER_WROTE, now=now, reason=SAYS.get(says, ""))
    _act_on(on, says, now=now)
    return message


def _act_on(ticket: Ticket, says: Said, *, now: datetime) -> None:
    """What a message changes. A thank-you leaves a ticket that waits on its customer waiting: nothing was asked."""
    ticket.refresh_from_db(fields=["state", "assignee"])
    if says != Said.MORE and ticket.state in RESTING:
        if says == Said.WORKS:
            say_outcome(ticket=ticket, outcome=Ticket.Outcome.FIXED, now=now)
        return
    if not _wake(ticket, now=now) and ticket.state in moving.REOPENABLE:
        moving.reopen(ticket=ticket, by=None, now=now, reason="the customer wrote")


def _wake(ticket: Ticket, *, now: datetime) -> bool:
    """Gives a ticket that waits on its customer back to its person, or to its queue. False where it does not wait."""
    waiting = Ticket.objects.filter(pk=ticket.pk, state=State.WAITING)
    with_person = waiting.filter(assignee__isnull=False).update(state=State.CLAIMED)
    if not with_person and not waiting.update(state=State.QUEUED, queued_at=now):
        return False
    targets.resume(ticket, now=now)
    return True


@transaction.atomic
def note(*, ticket: Ticket, by: User, text: str, now: datetime) -> Note:
    """Staff write something for staff; it never leaves the desk."""
    masked, _ = _masked(ticket, text)
    written = Note.objects.create(ticket=ticket, author=by, text=masked.text, written_at=now)
    masking.store(masking.rows(masked.masks, ticket, Mask.Place.NOTE, written))
    history.record(ticket, Event.Kind.NOTED, by=by, now=now)
    return written


@transaction.atomic
def say_outcome(*, ticket: Ticket, outcome: Ticket.Outcome, now: datetime) -> Ticket:
    """The customer says whether the documented fix helped; "still broken" always reaches a person.

    Returns the ticket that this was said of: that is the follow-up where the ticket has one, or ended too long ago to
    open again.
    """
    broken = outcome == Ticket.Outcome.STILL_BROKEN
    masking.locked(ticket)  # whoever closes or moves it in this moment waits: the word is never lost
    on = _followed_up(ticket, now=now) if broken else ticket
    Ticket.objects.filter(pk=on.pk).update(outcome=outcome)
    on.outcome = outcome
    history.record(on, Event.Kind.OUTCOME, now=now, reason=Ticket.Outcome(outcome).label)
    on.refresh_from_db(fields=["state"])
    if outcome == Ticket.Outcome.FIXED and on.state not in moving.FINISHED:
        moving.solve(ticket=on, by=None, now=now, reason="the customer says it is fixed")
    elif broken and on.state in moving.REOPENABLE:
        moving.reopen(ticket=on, by=None, now=now, reason=STILL_BROKEN)
    elif broken:
        _wake(on, now=now)
        if on.incident_id is not None:  # an incident that is thought over hears of it by the route of the others
            owed.book_unless_due(Owed.Kind.GROUP, on, now=now)
    return on


def _followed_up(ticket: Ticket, *, now: datetime) -> Ticket:
    """The ticket to go on with."""
    last = following.last_of(masking.locked(following.last_of(ticket)))
    if following.is_over(last, now=now):
        return following.follow_up(ticket=last, by=None, now=now, reason=STILL_BROKEN)
    return ticket if last.pk == ticket.pk else last


@dataclass(frozen=True, slots=True)
class Worded:
    """A message and its file as they may be stored."""

    text: Masked
    file: MaskedFile | None


@sensitive_variables()
def _worded(ticket: Ticket, text: str, file: UploadedText | None, *, author: User | None) -> Worded:
    """The words without credentials; the customer's own where they have no author."""
    attached = pasting.attached(file) if file else None
    kept = contacts.at_intake(ticket.customer.email if ticket.customer else "") if author is None else KEPT
    masked, known = _masked(ticket, text, kept)
    return Worded(masked, attaching.masked(attached, known=known, contacts=kept))


def _say(ticket: Ticket, words: Worded, *, author: User | None, now: datetime) -> Message:
    """A message of the conversation with its file."""
    message = Message.objects.create(
        ticket=ticket, author=author, from_customer=author is None, text=words.text.text, written_at=now
    )
    masking.store(
        (
            *masking.rows(words.text.masks, ticket, Mask.Place.MESSAGE, message),
            *attaching.store(words.file, ticket, message=message, now=now),
        )
    )
    return message


def _sent_before(ticket: Ticket, words: Worded, *, now: datetime) -> Message | None:
    """The message that began a follow-up just now, where the same form was sent twice."""
    said = list(ticket.messages.all()[:2])
    if len(said) != 1 or not said[0].from_customer or said[0].text != words.text.text:
        return None
    first = said[0]
    if first.written_at < now - SENT_TWICE:
        return None
    names = [each.name for each in first.attachments.listed()]
    return first if names == ([words.file.name.text] if words.file else []) else None


def _names_on(ticket: Ticket) -> set[str]:
    """By which names the customer may call those who wrote to them."""
    staff = User.objects.filter(pk__in=ticket.messages.filter(author__isnull=False).order_by().values("author"))
    return {name for user in staff for name in user.get_full_name().split()}


def _masked(ticket: Ticket, text: str, kept: Contacts = KEPT) -> tuple[Masked, dict[str, str]]:
    """The text without credentials, those included that only the ticket tells to be some; and all that is known then.

    Under the lock of the ticket: what a colleague masks by hand meanwhile is either known here or sees this text.
    """
    masking.locked(ticket)
    known = masking.known_in(ticket)
    masked = masking.masked(text, known=known, contacts=kept)
    return masked, known | {mask.keyprint: mask.kind for mask in masked.masks if mask.keyprint}
