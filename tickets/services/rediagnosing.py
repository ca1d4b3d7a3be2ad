"""Diagnosing the open tickets again after the vendor's documentation changed: by workers, a batch at a time.

One row of owed work books the newest open tickets and then its successor, which goes on with the older ones; each
ticket has a row of its own, so that one that fails stops no other. Asking twice owes nothing twice.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from tickets.models import Owed, Ticket
from tickets.services import owed

BATCH = 500  # tickets that one row books: a statement, and a moment's work for the sweeper


def open_tickets(*, now: datetime) -> bool:
    """Owes a new diagnosis to every open ticket. False where that is owed already and has not begun."""
    try:
        with transaction.atomic():
            owed.book(Owed.Kind.DIAGNOSE_OPEN, None, now=now)
    except IntegrityError:
        return False
    return True


def owe_some(*, before: int, now: datetime) -> int:
    """Books the newest open tickets whose ids are below ``before`` (0: all), and what goes on; returns how many."""
    found = Ticket.objects.open().order_by("-pk").defer("text")
    tickets = list(found.filter(pk__lt=before)[:BATCH] if before else found[:BATCH])
    owed.book_many(Owed.Kind.DIAGNOSE, tickets, now=now)
    if len(tickets) == BATCH:
        owed.book(Owed.Kind.DIAGNOSE_OPEN, None, subject=tickets[-1].pk, now=now)
    return len(tickets)
