"""A ticket as its page shows it: everything is fetched here, in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.template.loader import render_to_string

from tickets.admin.work import STEPS
from tickets.models import (
    Attachment,
    Event,
    Finding,
    Incident,
    IncidentUpdate,
    Mask,
    Message,
    Note,
    Tag,
    Ticket,
    WrongFinding,
)
from tickets.services import exposing, following, judging, showing
from tickets.services.exposing import Exposed
from tickets.services.incidents import listing
from tickets.services.incidents.listing import Summary
from tickets.services.judging import Causes, Judged
from tickets.services.showing import Piece
from tickets.services.statuspages import telling
from tickets.services.targets.standing import Standing, standings

Place = Mask.Place


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the conversation and its files."""

    message: Message
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of the customer's text: what its findings say, and the numbers and rules of those that begin in it."""

    piece: Piece
    title: str
    begins: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """The incident of the ticket with its numbers and the last thing that customers were told; or none.

    ``others`` are the open incidents that the ticket can be put into, for whoever may.
    """

    incident: Incident | None
    numbers: Summary | None
    latest: IncidentUpdate | None
    others: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page; ``steps`` are the forms of what can be done now, by name.

    ``followed_by`` is the ticket that took over, ``is_over`` says that this one ended too long ago to open again.
    ``judged_gone`` is what was said of findings that are not there any more, ``causes`` what a true cause is chosen
    from, ``against`` how many customers contradict the status page, up to a hundred.
    """

    ticket: Ticket
    followed_by: Ticket | None
    is_over: bool
    texts: tuple[tuple[str, tuple[Shown, ...]], ...]
    findings: tuple[Judged, ...]
    judged_gone: tuple[WrongFinding, ...]
    causes: tuple[Causes, ...]
    keys: tuple[Exposed, ...]
    can_ask: bool
    events: tuple[Event, ...]
    messages: tuple[Said, ...]
    notes: tuple[Note, ...]
    attachments: tuple[Attachment, ...]
    tags: tuple[Tag, ...]
    shared: Shared
    against: int
    targets: tuple[Standing, ...]
    steps: dict[str, forms.Form]
    now: datetime


def page_of(ticket: Ticket, *, may_work: bool, asks: bool, refused: Mapping[str, forms.Form], now: datetime) -> Page:
    """The page of a ticket, for someone who may work it or only look.

    The reply ``asks`` to rotate keys, or is empty; forms that were ``refused`` keep what was written into them.
    """
    findings, wrong = tuple(ticket.findings.all()), tuple(ticket.wrong_findings.select_related("by"))
    masks = list(ticket.all_masks.all())
    told = _to_rotate(masks)
    files: dict[int | None, list[Attachment]] = defaultdict(list)
    for attachment in ticket.attachments.listed():
        files[attachment.message_id].append(attachment)
    tags = tuple(ticket.tags.all())
    initial = {"priority": {"priority": ticket.priority}, "tags": {"tags": " ".join(each.name for each in tags)}}
    if asks and told:
        initial["reply"] = {"text": _words(told)}
    return Page(
        ticket=ticket,
        followed_by=following.follow_up_of(ticket),
        is_over=following.is_over(ticket, now=now),
        texts=tuple(_texts(ticket, findings, masks)),
        findings=judging.judged(findings, wrong),
        judged_gone=judging.gone(findings, wrong),
        causes=judging.causes(findings) if may_work and findings else (),
        keys=exposing.exposed(masks, exposing.others_with_keys_of(ticket)),
        can_ask=bool(told),
        events=tuple(ticket.events.select_related("by")),
        messages=tuple(Said(each, tuple(files[each.pk])) for each in ticket.messages.select_related("author")),
        notes=tuple(ticket.notes.select_related("author")),
        attachments=tuple(files[None]),
        tags=tags,
        shared=_shared(ticket, may_work=may_work),
        against=telling.against(ticket),
        targets=standings(ticket, now=now),
        steps={
            name: refused.get(name) or step.form(initial=initial.get(name))
            for name, step in STEPS.items()
            if may_work and step.fits(ticket)
        },
        now=now,
    )


def _shared(ticket: Ticket, *, may_work: bool) -> Shared:
    incident = ticket.incident
    others = tuple(each for each in listing.open_ones() if each != incident) if may_work else ()
    if incident is None:
        return Shared(None, None, None, others)
    numbers = listing.summaries([incident]).get(incident.pk)
    return Shared(incident, numbers, incident.updates.order_by("-id").first(), others)


def _to_rotate(masks: list[Mask]) -> tuple[Exposed, ...]:
    """The keys that the customer can be asked to replace; what stands in notes alone is none of theirs to read."""
    return tuple(key for key in exposing.exposed(mask for mask in masks if mask.place != Place.NOTE) if key.must_rotate)


def _words(keys: tuple[Exposed, ...]) -> str:
    """The reply that asks for it, for staff to edit."""
    return render_to_string("admin/tickets/ticket/ask_to_rotate.txt", {"keys": keys}).strip()


def _texts(ticket: Ticket, findings: Sequence[Finding], masks: list[Mask]) -> Iterator[tuple[str, tuple[Shown, ...]]]:
    """The exchange under its headings: in one piece as it was pasted, or in the two boxes it came in."""
    pieces = showing.pieces(ticket.text, findings, [mask for mask in masks if mask.place == Place.TEXT])
    at = ticket.response_at
    if at is None:
        yield "What the customer sent", _shown(pieces, findings)
        return
    call, response = showing.parted(pieces, at)
    yield "The call", _shown(call, findings)
    yield "The response", _shown(response, findings)


def _shown(pieces: Sequence[Piece], findings: Sequence[Finding]) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            piece=piece,
            title=" · ".join(f"{findings[number - 1].rule}: {findings[number - 1].cause}" for number in piece.findings),
            begins=tuple((number, findings[number - 1].rule) for number in piece.begins),
        )
        for piece in pieces
    )
