"""Masking by hand: what the masker missed goes from everything that is stored of one ticket. There is no way back.

The ticket's lock makes two colleagues take turns: the second finds nothing left. Nobody answers with the secret, logs
it or keeps it; it comes in as an argument and leaves with the call.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, cast

from django.db import IntegrityError, models, transaction
from django.views.decorators.debug import sensitive_variables

from tickets.models import Attachment, Event, Incident, IncidentFingerprint, Mask, Message, Note, Ticket, User
from tickets.services import diagnosing, exposing, following, history, incidents, masking
from tickets.services.erasing import Erased, Eraser
from tickets.services.masking import BY_HAND

Place = Mask.Place
KINDS = (
    ("api-key", "API key"),
    ("token", "Token"),
    ("password", "Password"),
    ("secret", "Secret"),
    ("private-key", "Private key"),
    ("session", "Session or cookie"),
    ("email", "E-mail address"),
    ("phone", "Phone number"),
    ("card", "Card number"),
    ("personal", "Other personal data"),
)
FACTS = ("method", "url", "path", "vendor_code", "request_id", "fingerprint")
FINDING = ("cause", "name", "pointer", "evidence", "fix", "corrected", "citation_ref", "citation_url")
WRONG_FINDING = ("cause", "name", "pointer")


@dataclass(frozen=True, slots=True)
class Hidden:
    """In how many places it stood, 0 for none; in how many other tickets it stands, and the keyprint they share.

    ``others`` counts up to ``exposing.COUNTED``; what has no keyprint (a password, a person's data) is in none.
    """

    places: int
    others: int = 0
    keyprint: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that has rows for its masks: one column of a ticket, a message, a note or an attachment."""

    place: Mask.Place
    holder: Ticket | Message | Note | Attachment
    column: str

    @property
    def value(self) -> str:
        """What stands there."""
        return cast(str, getattr(self.holder, self.column))


@sensitive_variables()
@transaction.atomic
def hide(*, ticket: Ticket, secret: str, kind: str, by: User, now: datetime) -> Hidden:
    """Masks these characters wherever they stand in the ticket, in what was said about it and in what follows from it.

    The ticket is diagnosed anew from what is left; its follow-ups, which hold the same exchange, are masked alike.
    Other tickets stay as they are, and are counted.
    """
    incidents.take_turn(ticket)
    eraser = Eraser.of(secret, kind)
    # The first of the chain is locked first, as by those who go on to its last.
    chain = following.chain_of(masking.locked(following.chain_of(ticket)[0]))
    found = [_hide_in(masking.locked(each), eraser, kind, by=by, now=now) for each in chain]
    keyprint = next((each.keyprint for each in found if each.keyprint), "")
    others = exposing.others_with_keys_of(ticket).get(keyprint, 0)
    return Hidden(sum(each.places for each in found), others, keyprint)


def _hide_in(current: Ticket, eraser: Eraser, kind: str, *, by: User, now: datetime) -> Hidden:
    """The same in one ticket, which is locked; counts no others."""
    quoting = _incidents_of(current)
    erased = _said(current, eraser)
    if erased:
        diagnosing.renew(current)
        current.refresh_from_db()
    places = sum(each.places for each in erased)
    followed = _follows(current, quoting, eraser)
    if not places and not followed:
        return Hidden(0)
    many = places or followed
    history.record(current, Event.Kind.MASKED, by=by, now=now, reason=f"{kind}, {many} place{'s' if many > 1 else ''}")
    keyprint = next((made.keyprint for each in erased for made in each.made if made.detector == BY_HAND), "")
    return Hidden(many, keyprint=keyprint)


def _said(ticket: Ticket, eraser: Eraser) -> list[Erased]:
    """What was pasted, written and attached, without the secret; stored, with the rows of its masks."""
    masks: dict[tuple[str, int | None], list[Mask]] = defaultdict(list)
    for mask in ticket.all_masks.all():
        masks[mask.place, mask.message_id or mask.note_id or mask.attachment_id].append(mask)
    found = []
    for text in _texts(ticket):
        of = None if text.holder is ticket else text.holder.pk
        if erased := _erased(text, masks[text.place, of], ticket, eraser):
            found.append(erased)
    return found


def _texts(ticket: Ticket) -> Iterator[Text]:
    yield Text(Place.TEXT, ticket, "text")
    yield Text(Place.SUBJECT, ticket, "subject")
    yield from (Text(Place.MESSAGE, each, "text") for each in ticket.messages.all())
    yield from (Text(Place.NOTE, each, "text") for each in ticket.notes.all())
    for attachment in ticket.attachments.listed():
        yield Text(Place.ATTACHMENT, attachment, "text")
        yield Text(Place.ATTACHMENT_NAME, attachment, "name")


def _erased(text: Text, masks: list[Mask], ticket: Ticket, eraser: Eraser) -> Erased | None:
    """One text, stored without the secret; None where it does not hold it. Moved masks are new rows: on their way
    along the text they would meet each other's old places, which no two masks may share."""
    erased = eraser.erased(text.value, masks, width=_width(text.holder, text.column))
    if erased is None:
        return None
    setattr(text.holder, text.column, erased.text)
    columns = [text.column]
    if text.place == Place.TEXT and ticket.response_at is not None:
        ticket.response_at = erased.redacted.masked(ticket.response_at)
        columns.append("response_at")
    text.holder.save(update_fields=columns)
    of = None if isinstance(text.holder, Ticket) else text.holder
    Mask.objects.filter(pk__in=[mask.pk for mask in masks]).delete()
    masking.store([*erased.kept, *masking.rows(erased.made, ticket, text.place, of)])
    return erased


def _follows(ticket: Ticket, quoting: Sequence[int], eraser: Eraser) -> int:
    """What was made of those texts, without the secret where it was written in another way there; in how many rows."""
    changed = _cleared(ticket.events.all(), ("reason",), eraser)
    changed += _cleared(ticket.all_masks.all(), ("name", "facts"), eraser)
    changed += _cleared(ticket.findings.all(), FINDING, eraser)
    changed += _cleared(ticket.wrong_findings.all(), WRONG_FINDING, eraser)
    changed += _cleared(ticket.alerts.all(), ("reason",), eraser)
    changed += _cleared([ticket], FACTS, eraser)
    for tag in ticket.tags.all():
        changed += tag.delete()[0] if eraser.erased(tag.name) else 0  # what would be left of it is no tag
    for incident in Incident.objects.select_for_update(no_key=True).filter(pk__in=quoting).order_by("pk"):
        changed += _incident(incident, eraser)
    return changed


def _incidents_of(ticket: Ticket) -> list[int]:
    """The incidents that may quote it: its own, and those that hold or held its fault, whoever took them over."""
    held = IncidentFingerprint.objects.filter(fingerprint=incidents.key_of(ticket)).order_by()
    found = {
        ticket.incident_id,
        ticket.incident_origin_id,
        *chain.from_iterable(held.values_list("incident", "origin")),
    }
    return sorted(each for each in found if each is not None)


def _incident(incident: Incident, eraser: Eraser) -> int:
    """Its texts quote one ticket of many: its fingerprints the path, updates what staff copied."""
    changed = _cleared([incident], ("title", "reason"), eraser) + _cleared(incident.events.all(), ("reason",), eraser)
    changed += _cleared(incident.updates.all(), ("text",), eraser)
    return changed + sum(_fingerprint(each, eraser) for each in incident.fingerprints.all())


def _fingerprint(fingerprint: IncidentFingerprint, eraser: Eraser) -> int:
    try:
        with transaction.atomic():
            return _cleared([fingerprint], ("fingerprint",), eraser)
    except IntegrityError:  # what is left of it is that of another open incident
        fingerprint.refresh_from_db()
        fingerprint.fingerprint = f"{eraser.cleared(fingerprint.fingerprint, width=400)} #{fingerprint.pk}"
        fingerprint.save(update_fields=["fingerprint"])
        return 1


def _cleared(rows: Iterable[models.Model], columns: tuple[str, ...], eraser: Eraser) -> int:
    """Stores the rows without the secret in these columns; how many held it."""
    changed = 0
    for row in rows:
        values = {name: _without(getattr(row, name), eraser, _width(row, name)) for name in columns}
        named = [name for name, value in values.items() if value != getattr(row, name)]
        for name in named:
            setattr(row, name, values[name])
        if named:
            row.save(update_fields=named)
            changed += 1
    return changed


def _without(value: Any, eraser: Eraser, width: int | None) -> Any:
    """A column's value without the secret, however deep in its JSON."""
    match value:
        case str():
            return eraser.cleared(value, width=width)
        case list():
            return [_without(each, eraser, None) for each in value]
        case dict():
            return {name: _without(each, eraser, None) for name, each in value.items()}
    return value


def _width(row: models.Model, column: str) -> int | None:
    return cast("int | None", getattr(row._meta.get_field(column), "max_length", None))
