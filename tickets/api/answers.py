"""What the API answers: one shape per thing, which the schema is read from."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.conf import settings

from tickets.api import relations
from tickets.api.problems import MissingPart
from tickets.api.relations import IncidentJSON, LinkedJSON, StatusPageJSON, linked
from tickets.models import Finding, GuideEntry, Mask, Message, Ticket
from tickets.services import following, links
from tickets.services.diagnosing import Examined
from tickets.services.incidents import showing
from tickets.services.intake import Accepted
from triage import engine

LocationJSON = TypedDict("LocationJSON", {"in": str, "name": str, "pointer": str})


class EvidenceJSON(TypedDict):
    """Characters `start` to `end` of `masked`, and what stands there; `part` is `call` or `response`."""

    part: str
    start: int
    end: int
    text: str


class CitationJSON(TypedDict):
    """Where it is documented: `guide`, `vendor_code`, `openapi`, `rfc`, `registry` or `tool`."""

    source: str
    ref: str
    url: str


class FindingJSON(TypedDict):
    """One cause, with where it shows, how to fix it, and the source."""

    rule: str
    cause: str
    confidence: str
    actor: str
    location: LocationJSON
    evidence: list[EvidenceJSON]
    fix: list[str]
    corrected: str
    citation: CitationJSON


class MaskJSON(TypedDict):
    """A credential that was masked: what it was, and where its marker stands in `masked`. `prefix` and `last4` are
    empty where they would tell too much."""

    kind: str
    name: str
    start: int
    end: int
    prefix: str
    last4: str


class DiagnosisJSON(TypedDict):
    """A diagnosis; nothing of it is stored. `response_at` is where the response's own box begins in `masked`."""

    verdict: str
    status: int | None
    findings: list[FindingJSON]
    fingerprint: str | None
    missing: list[MissingPart]
    masked: str
    response_at: int | None
    masks: list[MaskJSON]


class SummaryJSON(TypedDict):
    """A ticket in a list."""

    number: str
    state: str
    verdict: str
    status: int | None
    outcome: str
    subject: str
    method: str
    url: str
    received_at: datetime
    link: str


class TicketJSON(SummaryJSON):
    """A ticket with its diagnosis and the masked paste; `response_at` is where the response's own box begins in it.

    `status_page` is null before a worker has put the ticket into its queue, and where no status page speaks of it;
    `incident` is null where the desk knows of none behind it. A ticket that ended long ago does not open again: what is
    said about it begins another, its `follow_up`, and goes on there."""

    request_id: str
    fingerprint: str | None
    status_page: StatusPageJSON | None
    incident: IncidentJSON | None
    follow_up_of: LinkedJSON | None
    follow_up: LinkedJSON | None
    findings: list[FindingJSON]
    masked: str
    response_at: int | None
    masks: list[MaskJSON]


class CreatedJSON(TicketJSON):
    """A new ticket; `token` opens it without a key, in the header `Ticket-Token`. Keep it like a password."""

    token: str


class TicketsJSON(TypedDict):
    """One page of tickets, newest first; `next` is the next page's address."""

    tickets: list[SummaryJSON]
    next: str | None


class AttachmentJSON(TypedDict):
    """A file; `size` is of what was uploaded, in bytes. `link` downloads it: text masked, other types as they are."""

    name: str
    size: int
    media_type: str
    link: str


class MessageJSON(TypedDict):
    """A message; `by` is `customer` or `support`."""

    id: int
    by: str
    text: str
    written_at: datetime
    attachments: list[AttachmentJSON]


class WrittenJSON(MessageJSON):
    """A message that was written; `ticket` is the one it stands on: another than asked where that ended long ago."""

    ticket: LinkedJSON


class OutcomeJSON(SummaryJSON):
    """The ticket that this was said of: a follow-up of the one asked where that ended long ago."""

    token: str


class MessagesJSON(TypedDict):
    """One page of a conversation, oldest first; `next` is the next page's address."""

    messages: list[MessageJSON]
    next: str | None


class GuideEntryJSON(TypedDict):
    """What is documented for a status or a range; `meaning` and `fix` are Markdown, `fix` in the order to try."""

    status: str
    title: str
    meaning: str
    fix: list[str]
    link: str
    audience: str


class ReferenceJSON(TypedDict):
    """The whole status guide."""

    entries: list[GuideEntryJSON]


def summary(ticket: Ticket) -> SummaryJSON:
    """A ticket in a list; asks the database nothing."""
    return SummaryJSON(
        number=ticket.number,
        state=ticket.state,
        verdict=ticket.verdict,
        status=ticket.status,
        outcome=ticket.outcome,
        subject=ticket.subject,
        method=ticket.method,
        url=ticket.url,
        received_at=ticket.received_at,
        link=links.url_of(ticket),
    )


def ticket_json(ticket: Ticket, findings: Iterable[Finding], masks: Iterable[Mask]) -> TicketJSON:
    """A ticket in full; asks the database for its incident, where it has one."""
    return TicketJSON(
        **summary(ticket),
        request_id=ticket.request_id,
        fingerprint=ticket.fingerprint or None,
        status_page=relations.status_page(ticket),
        incident=relations.incident(showing.shown_to(ticket)),
        follow_up_of=linked(ticket.follow_up_of) if ticket.follow_up_of else None,
        follow_up=linked(after) if (after := following.follow_up_of(ticket)) else None,
        findings=[_stored_finding(each) for each in findings],
        masked=ticket.text,
        response_at=ticket.response_at,
        masks=_stored_masks(masks),
    )


def written(message: Message) -> WrittenJSON:
    """What writing answers."""
    return WrittenJSON(**message_json(message, message.ticket), ticket=linked(message.ticket))


def told(ticket: Ticket) -> OutcomeJSON:
    """What saying how it went answers."""
    return OutcomeJSON(**summary(ticket), token=links.token_of(ticket))


def created(accepted: Accepted) -> CreatedJSON:
    """What creating answers."""
    ticket = accepted.ticket
    return CreatedJSON(**ticket_json(ticket, accepted.findings, accepted.masks), token=links.token_of(ticket))


def diagnosis_json(examined: Examined) -> DiagnosisJSON:
    """A diagnosis that is not stored, in the shape of the engine's command, with the masked text beside it."""
    diagnosis = examined.diagnosis
    return DiagnosisJSON(
        verdict=diagnosis.verdict,
        status=diagnosis.status,
        findings=[_finding(each) for each in diagnosis.findings],
        fingerprint=str(diagnosis.fingerprint) if diagnosis.fingerprint else None,
        missing=[MissingPart(what=each.what, how=each.how) for each in diagnosis.missing],
        masked=examined.text,
        response_at=examined.response_at,
        masks=[_mask(each) for each in examined.masks],
    )


def message_json(message: Message, ticket: Ticket) -> MessageJSON:
    """A message; who of support wrote it is theirs to tell."""
    return MessageJSON(
        id=message.pk,
        by="customer" if message.from_customer else "support",
        text=message.text,
        written_at=message.written_at,
        attachments=[
            AttachmentJSON(
                name=each.name,
                size=each.size,
                media_type=each.media_type or "text/plain",
                link=address(links.path_of_file(ticket, each.pk)),
            )
            for each in message.attachments.all()
        ],
    )


def entry_json(entry: GuideEntry) -> GuideEntryJSON:
    """An entry of the guide."""
    return GuideEntryJSON(
        status=entry.status,
        title=entry.title,
        meaning=entry.meaning,
        fix=list(entry.steps),
        link=entry.link,
        audience=entry.audience,
    )


def address(path: str, query: str = "") -> str:
    """The whole address of a path of ours, as customers reach it."""
    return f"{settings.BASE_URL}{path}{f'?{query}' if query else ''}"


def _finding(finding: engine.Finding) -> FindingJSON:
    at = finding.location
    return FindingJSON(
        rule=finding.rule,
        cause=finding.cause,
        confidence=finding.confidence,
        actor=finding.actor,
        location={"in": at.place, "name": at.name, "pointer": at.pointer},
        evidence=[
            EvidenceJSON(part=each.part, start=each.start, end=each.end, text=each.text) for each in finding.evidence
        ],
        fix=list(finding.fix),
        corrected=finding.corrected,
        citation=CitationJSON(source=finding.citation.source, ref=finding.citation.ref, url=finding.citation.url),
    )


def _mask(mask: engine.Mask) -> MaskJSON:
    return MaskJSON(
        kind=mask.kind,
        name=mask.name,
        start=mask.span.start,
        end=mask.span.end,
        prefix=mask.public_prefix,
        last4=mask.last4,
    )


def _stored_finding(finding: Finding) -> FindingJSON:
    return FindingJSON(
        rule=finding.rule,
        cause=finding.cause,
        confidence=finding.confidence,
        actor=finding.actor,
        location={"in": finding.place, "name": finding.name, "pointer": finding.pointer},
        evidence=finding.evidence,
        fix=finding.fix,
        corrected=finding.corrected,
        citation=CitationJSON(source=finding.citation_source, ref=finding.citation_ref, url=finding.citation_url),
    )


def _stored_masks(masks: Iterable[Mask]) -> list[MaskJSON]:
    return [
        MaskJSON(
            kind=mask.kind,
            name=mask.name,
            start=mask.start,
            end=mask.end,
            prefix=mask.public_prefix,
            last4=mask.last4,
        )
        for mask in masks
    ]
