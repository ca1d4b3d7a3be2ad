"""From a paste to its diagnosis: mask, read, diagnose; and again from what is stored."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tickets.models import Event, Finding, Mask, Ticket, User
from tickets.services import guiding, history
from triage import engine


@dataclass(frozen=True, slots=True)
class Examined:
    """A masked text with what was read from it; ``exchange`` is None where nothing was recognised."""

    text: str
    response_at: int | None
    masks: tuple[engine.Mask, ...]
    exchange: engine.Exchange | None
    diagnosis: engine.Diagnosis


def keyprint_key() -> engine.Key:
    """The desk's key of keyprints; it lives outside the database, so that a stolen copy of it tells nothing."""
    return engine.Key(settings.KEYPRINT_VERSION, settings.KEYPRINT_KEY.encode())


def masked(text: str) -> str:
    """The text without credentials, e-mail addresses stay: for messages and notes."""
    return engine.redact(text, key=keyprint_key()).text


def examine(text: str, *, response_at: int | None, now: datetime) -> Examined:
    """Masks a raw text, then reads and diagnoses only what is left. Stores nothing."""
    redacted = engine.redact(text, key=keyprint_key())
    at = None if response_at is None else redacted.masked(response_at)
    return _examine(redacted.text, at, redacted.masks, now=now)


def _examine(text: str, response_at: int | None, masks: tuple[engine.Mask, ...], *, now: datetime) -> Examined:
    try:
        exchange = engine.read(text, response_at=response_at)
    except (engine.UnreadableCall, engine.MalformedCall) as error:
        return Examined(text, response_at, masks, None, engine.unreadable(error))
    diagnosis = engine.diagnose(exchange, guiding.current_reference(), masks=masks, now=now)
    return Examined(text, response_at, masks, exchange, diagnosis)


@transaction.atomic
def again(*, ticket: Ticket, now: datetime, by: User | None = None) -> Examined:
    """Diagnoses a stored ticket anew, after new rules or documents: from its masked text and stored masks.

    The state stays: whoever works on the ticket decides what the new findings mean. The rules get the ticket's own
    time: a token that was valid when the call was made has not expired because somebody looks again.
    """
    examined = _examine(ticket.text, ticket.response_at, stored_masks(ticket), now=ticket.received_at)
    ticket.findings.all().delete()
    store_findings(ticket, examined.diagnosis)
    fields = facts_of(examined)
    Ticket.objects.filter(pk=ticket.pk).update(**asdict(fields))
    history.record(ticket, Event.Kind.DIAGNOSED, by=by, now=now, reason=examined.diagnosis.verdict)
    return examined


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What a ticket's row tells of its exchange for lists and search; cut to the columns' widths."""

    verdict: str
    notation: str
    method: str
    url: str
    path: str
    status: int | None
    vendor_code: str
    request_id: str
    fingerprint: str


def facts_of(examined: Examined) -> TicketFacts:
    """The denormalised facts of an examined text."""
    diagnosis, exchange = examined.diagnosis, examined.exchange
    call = exchange.call if exchange else None
    return TicketFacts(
        verdict=diagnosis.verdict,
        notation=call.notation[:20] if call else "",
        method=call.method[:20] if call else "",
        url=call.url[:500] if call else "",
        path=call.parts.path[:500] if call else "",
        status=diagnosis.status,
        vendor_code=diagnosis.fingerprint.vendor_code[:100] if diagnosis.fingerprint else "",
        request_id=diagnosis.request_id[:200],
        fingerprint=str(diagnosis.fingerprint)[:500] if diagnosis.fingerprint else "",
    )


def store_masks(ticket: Ticket, masks: tuple[engine.Mask, ...]) -> list[Mask]:
    """Stores what was masked, with facts that hold no secret."""
    return Mask.objects.bulk_create(
        Mask(
            ticket=ticket,
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
        for mask in masks
    )


def stored_masks(ticket: Ticket) -> tuple[engine.Mask, ...]:
    """The masks of a ticket as the engine knows them."""
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
        for row in ticket.masks.all()
    )


def store_findings(ticket: Ticket, diagnosis: engine.Diagnosis) -> list[Finding]:
    """Stores the findings in their order."""
    return Finding.objects.bulk_create(
        Finding(
            ticket=ticket,
            position=position,
            rule=finding.rule,
            cause=finding.cause,
            confidence=finding.confidence,
            actor=finding.actor,
            place=finding.location.place,
            name=finding.location.name[:200],
            pointer=finding.location.pointer[:500],
            evidence=[asdict(each) for each in finding.evidence],
            fix=list(finding.fix),
            corrected=finding.corrected,
            citation_source=finding.citation.source,
            citation_ref=finding.citation.ref[:300],
            citation_url=finding.citation.url[:500],
        )
        for position, finding in enumerate(diagnosis.findings)
    )
