"""The tags of a ticket: given by the rule that routed it until a person sets them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tickets.models import Event, Tag, Ticket, User
from tickets.services import history, masking


@transaction.atomic
def set_tags(*, ticket: Ticket, tags: tuple[str, ...], by: User, now: datetime) -> bool:
    """A person says what a ticket is tagged with; routing leaves that alone from then on. False if nothing changed.

    ``tags`` are words as ``check_tags`` allows them; what looks like a credential in one is masked like everything
    that people write.
    """
    masking.locked(ticket)
    before = list(Tag.objects.filter(ticket=ticket).values_list("name", flat=True))
    after = [name for tag in tags if (name := masking.masked(tag).cut_to(Tag.NAME_WIDTH).text)]
    if set(before) == set(after):
        return False
    replace(ticket, after)
    Ticket.objects.filter(pk=ticket.pk).update(tags_by_hand=True)
    ticket.tags_by_hand = True
    history.record(ticket, Event.Kind.TAGGED, by=by, reason=_difference(before, after), now=now)
    return True


def replace(ticket: Ticket, tags: Iterable[str]) -> None:
    """Gives the ticket these tags in place of those it has, in the caller's transaction."""
    Tag.objects.filter(ticket=ticket).delete()
    Tag.objects.bulk_create(Tag(ticket=ticket, name=name) for name in dict.fromkeys(tags))


def _difference(before: list[str], after: list[str]) -> str:
    gone, new = [each for each in before if each not in after], [each for each in after if each not in before]
    return " ".join([*(f"+{each}" for each in new), *(f"−{each}" for each in gone)])
