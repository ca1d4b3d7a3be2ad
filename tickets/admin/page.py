"""A ticket as its page shows it: everything is fetched here, in a number of queries that does not grow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db.models import Exists, OuterRef

from tickets.admin.work import STEPS
from tickets.models import Attachment, Event, Finding, Mask, Message, Note, Ticket
from tickets.services import showing
from tickets.services.showing import Mark, Segment


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page; ``steps`` are the forms of what can be done now, by name."""

    ticket: Ticket
    texts: tuple[tuple[str, tuple[Segment, ...]], ...]
    findings: tuple[Finding, ...]
    masks: tuple[Mask, ...]
    events: tuple[Event, ...]
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    attachments: tuple[Attachment, ...]
    steps: dict[str, forms.Form]
    now: datetime


def page_of(ticket: Ticket, *, may_work: bool, now: datetime) -> Page:
    """The page of a ticket, for someone who may work it or only look."""
    findings = tuple(ticket.findings.all())
    elsewhere = (
        Mask.objects.exclude(keyprint="").filter(keyprint=OuterRef("keyprint")).exclude(ticket=OuterRef("ticket"))
    )
    masks = tuple(ticket.masks.annotate(is_elsewhere=Exists(elsewhere)))
    return Page(
        ticket=ticket,
        texts=tuple(_texts(ticket, showing.marks_of(findings, masks))),
        findings=findings,
        masks=masks,
        events=tuple(ticket.events.select_related("by")),
        messages=tuple(ticket.messages.select_related("author")),
        notes=tuple(ticket.notes.select_related("author")),
        attachments=tuple(ticket.attachments.all()),
        steps={name: step.form() for name, step in STEPS.items() if may_work and step.fits(ticket)},
        now=now,
    )


def _texts(ticket: Ticket, marks: tuple[Mark, ...]) -> Iterator[tuple[str, tuple[Segment, ...]]]:
    """The exchange under its headings: in one piece as it was pasted, or in the two boxes it came in."""
    at = ticket.response_at
    if at is None:
        yield "What the customer sent", showing.segments(ticket.text, marks)
        return
    yield "The call", showing.segments(ticket.text[:at].rstrip("\n"), marks)
    moved = (Mark(mark.start - at, mark.end - at, mark.kind, mark.label) for mark in marks)
    yield "The response", showing.segments(ticket.text[at:], moved)
