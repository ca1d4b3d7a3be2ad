"""From a paste to its diagnosis: mask, read, diagnose; and again from what is stored."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from tickets.models import Event, Finding, Ticket, User
from tickets.services import guiding, history, masking
from tickets.services.masking import KEPT, Contacts
from triage import engine


@dataclass(frozen=True, slots=True)
class Examined:
    """A masked text with what was read from it; ``exchange`` is None where nothing was recognised.

    ``reference`` names the edition of the vendor's documentation that it was diagnosed with.
    """

    text: str
    response_at: int | None
    masks: tuple[engine.Mask, ...]
    exchange: engine.Exchange | None
    diagnosis: engine.Diagnosis
    reference: str = ""


def examine(text: str, *, response_at: int | None, now: datetime, contacts: Contacts = KEPT) -> Examined:
    """Masks a raw text, then reads and diagnoses only what is left. Stores nothing."""
    redacted = engine.redact(text, key=masking.keyprint_key(), contacts=contacts.masked, own=contacts.own)
    at = None if response_at is None else redacted.masked(response_at)
    return _examine(redacted.text, at, redacted.masks, now=now)


def _examine(text: str, response_at: int | None, masks: tuple[engine.Mask, ...], *, now: datetime) -> Examined:
    try:
        exchange = engine.read(text, response_at=response_at)
    except (engine.UnreadableCall, engine.MalformedCall) as error:
        return Examined(text, response_at, masks, None, engine.unreadable(error))
    reference = guiding.current_reference()
    diagnosis = engine.diagnose(exchange, reference, masks=masks, now=now)
    return Examined(text, response_at, masks, exchange, diagnosis, reference.name)


@transaction.atomic
def again(*, ticket: Ticket, now: datetime, by: User | None = None) -> Examined:
    """Diagnoses a stored ticket anew, after new rules or documents: from its masked text and stored masks.

    The state stays: whoever works on the ticket decides what the new findings mean. What is read is the row as it is
    now, since a colleague may have masked something in it after the ticket in hand was loaded.
    """
    examined = renew(masking.locked(ticket))
    history.record(ticket, Event.Kind.DIAGNOSED, by=by, now=now, reason=examined.diagnosis.verdict)
    return examined


def renew(ticket: Ticket) -> Examined:
    """Replaces the findings and facts of a locked ticket, in the caller's transaction.

    The rules get the time when the call was handed in, however long ago the ticket followed up was that: a token that
    was valid then has not expired because somebody looks again.
    """
    masks = masking.values_of(ticket.masks)
    examined = _examine(ticket.text, ticket.response_at, masks, now=_handed_in_at(ticket))
    ticket.findings.all().delete()
    store_findings(ticket, examined.diagnosis)
    Ticket.objects.filter(pk=ticket.pk).update(**asdict(facts_of(examined)))
    return examined


def _handed_in_at(ticket: Ticket) -> datetime:
    while (before := ticket.follow_up_of) is not None:
        ticket = before
    return ticket.received_at


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
    reference: str


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
        reference=examined.reference,
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
