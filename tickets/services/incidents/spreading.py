"""Telling everyone affected: an update is written once, and booked exactly once for each ticket of its incident.

Writing it owes one row of work; a worker then takes the incident's tickets a batch at a time, the newest first. That a
ticket was told is a row of its own, stored with the mail it owes, so that no batch can tell a ticket twice. Who joins
later sees the update on the ticket's page and gets no mail.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q

from tickets.models import Incident, IncidentEvent, IncidentUpdate, Owed, Ticket, ToldUpdate, User
from tickets.models.ticket import TicketQuerySet
from tickets.services import masking, moving, owed, pasting, targets
from tickets.services.incidents import chronicle, deciding
from tickets.services.incidents.chronicle import CannotDecide
from tickets.services.pasting import Refused

BATCH = 200  # tickets that one row of owed work tells
LONGEST = 5_000  # characters of an update: two printed pages
SHOWN = 20  # updates on a customer's page, the newest
MENDED = "The fault behind this ticket is mended. Please try your call again."
TELLABLE = (*Incident.OPEN_STATES, Incident.State.RESOLVED)
Kind, State = IncidentEvent.Kind, Incident.State


@transaction.atomic
def tell(*, incident: Incident, text: str, by: User | None, now: datetime) -> IncidentUpdate:
    """Writes an update, which everyone affected is told by mail and on their pages.

    Raises ``Refused`` where it is empty or longer than ``LONGEST``, ``CannotDecide`` where the incident was dismissed
    or merged.
    """
    cleaned = _cleaned(text)
    current = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    if current.state not in TELLABLE:
        raise CannotDecide(f"{current.title} is {current.get_state_display().lower()}.")
    return _write(current, cleaned, by=by, now=now)


@transaction.atomic
def resolve(*, incident: Incident, by: User | None, now: datetime, text: str = "") -> bool:
    """Staff say that the fault is mended: everyone is told and asked whether it works again, open tickets are solved.

    Without a ``text`` the desk's own words are told. False where the incident is closed. Raises ``Refused``.
    """
    cleaned = _cleaned(text) if text.strip() else MENDED
    if not deciding.close(incident, State.RESOLVED, now=now):
        return False
    chronicle.record(incident, Kind.RESOLVED, by=by, now=now)
    _write(incident, cleaned, by=by, now=now, resolves=True)
    return True


def tell_some(row: Owed, *, now: datetime) -> int:
    """Tells the next tickets of the update that the row is about, and owes the rest; returns how many it told.

    In the caller's transaction. Goes on where the last batch ended. Nobody is told of an incident that was dismissed
    since, nor of an end that proved to be none.
    """
    update = _locked(row.subject)
    if update.incident.state == State.DISMISSED or (update.resolves and update.incident.is_open):
        return 0
    lowest = _lowest_told(update)
    left = _tickets_of(update.incident).filter(received_at__lte=update.written_at).order_by("-pk")
    chosen = left.filter(pk__lt=lowest) if lowest is not None else left
    tickets = list(chosen.select_for_update(of=("self",)).select_related("customer").defer("text")[:BATCH])
    tell_each(update, tickets, now=now)
    if len(tickets) == BATCH:
        owed.go_on(row, now=now)
    return len(tickets)


def tell_each(update: IncidentUpdate, tickets: Sequence[Ticket], *, now: datetime) -> None:
    """Tells these tickets, locked and loaded with their customers, in the caller's transaction.

    Mails to those who have an address and are not of the demo; solves the open ones where the update ends the incident.
    """
    told = [ToldUpdate(update=update, ticket=each, at=now) for each in tickets]
    ToldUpdate.objects.bulk_create(told)
    owed.book_mails(Owed.Kind.MAIL_UPDATE, [each for each in tickets if not each.is_demo], subject=update.pk, now=now)
    if update.author_id is not None:
        targets.responded_many(tickets, now=now)
    if update.resolves:
        moving.solve_many(tickets, now=now, reason=f"incident resolved: {update.incident.title}")


def tell_end(incident: Incident, ticket: Ticket, *, now: datetime) -> bool:
    """Tells one ticket that its incident is resolved, in the caller's transaction; False where a worker still comes.

    It joined behind the workers who tell the others. The lock of the update keeps them from passing it just now.
    """
    last = IncidentUpdate.objects.filter(incident=incident, resolves=True).last()
    if last is None:
        return False
    update, lowest = _locked(last.pk), _lowest_told(last)
    underway = Owed.objects.not_done().filter(kind=Owed.Kind.TELL_UPDATE, subject=last.pk).exists()
    if underway and (lowest is None or ticket.pk < lowest):
        return False
    tell_each(update, [ticket], now=now)
    return True


def updates_for(ticket: Ticket) -> tuple[IncidentUpdate, ...]:
    """What the customer's page shows, the oldest first: the updates of its incident and those it was told.

    Nothing of dismissed incidents, and at most the ``SHOWN`` newest. One query; none where it has no incident.
    """
    if ticket.incident_id is None:
        return ()
    told = ToldUpdate.objects.filter(ticket=ticket).values("update")
    found = IncidentUpdate.objects.filter(Q(incident=ticket.incident_id) | Q(pk__in=told))
    newest = found.exclude(incident__state=State.DISMISSED).order_by("-pk")[:SHOWN]
    return tuple(reversed(newest))


def _write(incident: Incident, text: str, *, by: User | None, now: datetime, resolves: bool = False) -> IncidentUpdate:
    update = IncidentUpdate.objects.create(incident=incident, author=by, text=text, resolves=resolves, written_at=now)
    if not resolves:
        chronicle.record(incident, Kind.UPDATED, by=by, now=now)
    owed.book(Owed.Kind.TELL_UPDATE, None, subject=update.pk, now=now)
    return update


def _cleaned(text: str) -> str:
    """An update as it may be stored: clean text without credentials. Raises ``Refused``."""
    cleaned = pasting.clean(text).strip()
    if not cleaned:
        raise Refused("empty", "There is nothing to tell.", hint="Write what customers should know.")
    if len(cleaned) > LONGEST:
        size = f"The update has {len(cleaned):,} characters; {LONGEST:,} are possible."
        raise Refused("too_large", size, hint="Say it in fewer words.")
    return masking.masked(cleaned).text


def _locked(update: int) -> IncidentUpdate:
    """The update with its incident, locked until the transaction ends: one worker at a time tells it."""
    found = IncidentUpdate.objects.select_related("incident").select_for_update(of=("self",), no_key=True)
    return found.get(pk=update)


def _lowest_told(update: IncidentUpdate) -> int | None:
    """The last ticket that was told, since they are told the newest first; None before the first."""
    lowest: int | None = ToldUpdate.objects.filter(update=update).aggregate(lowest=Min("ticket_id"))["lowest"]
    return lowest


def _tickets_of(incident: Incident) -> TicketQuerySet:
    """The tickets of an incident, wherever they were merged to since."""
    if incident.state == State.MERGED:
        return Ticket.objects.filter(incident_origin=incident)
    return Ticket.objects.filter(incident=incident)
