"""Masking for the desk: its key of keyprints, and the rows that say what was masked and where it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from django.conf import settings

from tickets.models import Attachment, Mask, Message, Note, Ticket
from triage import engine

Place = Mask.Place
BY_HAND = "by-hand"  # the detector of what a person points out
NONE_KNOWN: Mapping[str, str] = MappingProxyType({})
MOST_KNOWN = 500  # keys of one ticket that later texts are searched for


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whether e-mail addresses and telephone numbers are masked too, and the ``own`` addresses that stay."""

    masked: bool = False
    own: frozenset[str] = frozenset()


KEPT = Contacts()


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without credentials, and what was masked in it."""

    text: str
    masks: tuple[engine.Mask, ...]

    def cut_to(self, width: int) -> "Masked":
        """No longer than ``width`` characters, and no marker cut in two: what is left of one would tell nothing."""
        if len(self.text) <= width:
            return self
        end = whole(((mask.span.start, mask.span.end) for mask in self.masks), width)
        return Masked(self.text[:end], tuple(mask for mask in self.masks if mask.span.end <= end))


def whole(spans: Iterable[tuple[int, int]], end: int) -> int:
    """Where a text that ends at ``end`` must end so that none of the spans is cut in two."""
    return min((start for start, stop in spans if start < end < stop), default=end)


def keyprint_key() -> engine.Key:
    """The desk's key of keyprints; it lives outside the database, so that a stolen copy of it tells nothing."""
    return engine.Key(settings.KEYPRINT_VERSION, settings.KEYPRINT_KEY.encode())


def masked(text: str, *, known: Mapping[str, str] = NONE_KNOWN, contacts: Contacts = KEPT) -> Masked:
    """The text without credentials; ``known`` keyprints need no context to be found."""
    redacted = engine.redact(text, key=keyprint_key(), known=known, contacts=contacts.masked, own=contacts.own)
    return Masked(redacted.text, redacted.masks)


def known_in(ticket: Ticket) -> dict[str, str]:
    """The keyprints of everything said about a ticket so far, each with its kind."""
    rows = Mask.objects.filter(ticket=ticket).with_keyprint().order_by()
    return dict(rows.values_list("keyprint", "kind").distinct()[:MOST_KNOWN])


def locked(ticket: Ticket) -> Ticket:
    """The ticket's row as it is now, locked until the transaction ends: who writes and who masks come in turn."""
    return Ticket.objects.select_for_update().get(pk=ticket.pk)


def rows(
    masks: Iterable[engine.Mask], ticket: Ticket, place: Mask.Place, of: Message | Note | Attachment | None = None
) -> Iterator[Mask]:
    """What was masked in one text, ready to be stored; with facts that hold no secret."""
    for mask in masks:
        yield Mask(
            ticket=ticket,
            place=place,
            message=of if isinstance(of, Message) else None,
            note=of if isinstance(of, Note) else None,
            attachment=of if isinstance(of, Attachment) else None,
            kind=mask.kind[:40],
            name=mask.name[:200],
            detector=mask.detector[:60],
            start=mask.span.start,
            end=mask.span.end,
            keyprint=mask.keyprint,
            last4=mask.last4,
            public_prefix=mask.public_prefix[:40],
            facts=asdict(mask.facts),
        )


def store(masks: Iterable[Mask]) -> list[Mask]:
    """Stores the rows in one statement; none without any."""
    return Mask.objects.bulk_create(masks)


def values_of(masks: Iterable[Mask]) -> tuple[engine.Mask, ...]:
    """Stored masks as the engine knows them."""
    return tuple(
        engine.Mask(
            kind=row.kind,
            name=row.name,
            detector=row.detector,
            span=engine.Span(row.start, row.end),
            keyprint=row.keyprint,
            last4=row.last4,
            public_prefix=row.public_prefix,
            facts=engine.Facts(**{**row.facts, "aud": tuple(row.facts.get("aud", ()))}),
        )
        for row in masks
    )
