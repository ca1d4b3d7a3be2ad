"""The one door: browser, REST and terminal all submit here.

Everything up to the transaction works on text in memory; one transaction then stores the masked ticket, its masks,
findings, first event, idempotency key and owed work. Nothing leaves before it commits.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from tickets.models import Customer, Event, Finding, IdempotencyKey, Mask, Owed, Ticket
from tickets.services import attaching, contacts, diagnosing, history, incidents, keys, masking, owed
from tickets.services.attaching import MaskedFile
from tickets.services.diagnosing import Examined
from tickets.services.masking import Masked
from tickets.services.pasting import Paste, Refused
from triage.engine import Verdict

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letters that read as digits
ANSWERED_AT_ONCE = (Verdict.SUCCESS, Verdict.REDIRECTED, Verdict.CLIENT_ERROR)
SUBJECT_WIDTH = 200
WANTING = (Verdict.INCOMPLETE, Verdict.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who submits and how to know a repetition; ``key`` is the sender's idempotency key, empty for none.

    A sender who does not sign in has no ``customer`` but may leave an ``email``; it is stored only with the ticket.
    """

    sender: str
    customer: Customer | None = None
    email: str = ""
    subject: str = ""
    key: str = ""
    is_demo: bool = False

    @property
    def address(self) -> str:
        """Where answers go; empty where nobody told one."""
        return self.customer.email if self.customer else self.email


@dataclass(frozen=True, slots=True)
class Accepted:
    """The ticket of a submission, with the findings and masks of its text; ``replayed`` when it was accepted before."""

    ticket: Ticket
    findings: Sequence[Finding]
    masks: Sequence[Mask]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A submission as it may be stored: all of it masked, its text read and diagnosed."""

    examined: Examined
    subject: Masked
    file: MaskedFile | None


def prepare(paste: Paste, origin: Origin, *, now: datetime) -> Prepared:
    """What ``submit`` would store; stores nothing itself. Raises ``Refused`` where it cannot be taken at all."""
    (text, response_at), attached = paste.joined(), paste.attached()
    kept = contacts.at_intake(origin.address)
    examined = diagnosing.examine(text, response_at=response_at, now=now, contacts=kept)
    known = {mask.keyprint: mask.kind for mask in examined.masks if mask.keyprint}
    return Prepared(
        examined=examined,
        subject=masking.masked(origin.subject, known=known, contacts=kept).cut_to(SUBJECT_WIDTH),
        file=attaching.masked(attached, known=known, contacts=kept),
    )


def submit(paste: Paste, origin: Origin, *, now: datetime, anyway: bool = False) -> Accepted:
    """A stored ticket, its diagnosis in it. A 5xx and its like owe a place in the support queue.

    Raises ``Refused`` with what is missing unless the customer wants a person ``anyway``.
    """
    body_hash = digest_of(paste)
    if origin.key and (earlier := _earlier(origin, body_hash)):
        return earlier
    prepared = prepare(paste, origin, now=now)
    if prepared.examined.diagnosis.verdict in WANTING and not anyway:
        raise _wanting(prepared.examined)
    try:
        return _store(prepared, origin, body_hash, now=now)
    except IntegrityError:
        # The same key in the same moment: the other transaction won, and its ticket is the answer.
        if origin.key and (earlier := _earlier(origin, body_hash)):
            return earlier
        raise


@transaction.atomic
def _store(prepared: Prepared, origin: Origin, body_hash: str, *, now: datetime) -> Accepted:
    examined, subject = prepared.examined, prepared.subject
    answered = examined.diagnosis.verdict in ANSWERED_AT_ONCE
    customer = origin.customer or (keys.find_or_make(origin.email) if origin.email else None)
    ticket = Ticket.objects.create(
        number=new_number(),
        state=Ticket.State.ANSWERED if answered else Ticket.State.RECEIVED,
        customer=customer,
        sender=origin.sender,
        subject=subject.text,
        text=examined.text,
        response_at=examined.response_at,
        is_demo=origin.is_demo,
        received_at=now,
        **asdict(diagnosing.facts_of(examined)),
    )
    if origin.key:
        IdempotencyKey.objects.create(
            sender=origin.sender, key=origin.key, body_hash=body_hash, ticket=ticket, created_at=now
        )
    masks = masking.store(
        (
            *masking.rows(examined.masks, ticket, Mask.Place.TEXT),
            *masking.rows(subject.masks, ticket, Mask.Place.SUBJECT),
            *attaching.store(prepared.file, ticket, now=now),
        )
    )
    findings = diagnosing.store_findings(ticket, examined.diagnosis)
    history.record(ticket, Event.Kind.RECEIVED, now=now, reason=examined.diagnosis.verdict)
    if not answered:
        owed.book(Owed.Kind.ROUTE, ticket, now=now)
    elif incidents.key_of(ticket):
        owed.book_many(Owed.Kind.GROUP, [ticket], now=now)  # nobody waits for it: the sweeper's wake is soon enough
    if customer is not None and not origin.is_demo:
        owed.book(Owed.Kind.MAIL_RECEIVED, ticket, recipient=customer.email, now=now)
    return Accepted(ticket, findings, masks[: len(examined.masks)])


def new_number() -> str:
    """A short public number such as ``7KQ2-M9XD``: 40 random bits; the database refuses the rare double."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def _wanting(examined: Examined) -> Refused:
    diagnosis = examined.diagnosis
    unreadable = diagnosis.verdict == Verdict.UNREADABLE
    return Refused(
        str(diagnosis.verdict),
        "Neither a call nor a response was recognised." if unreadable else "Something is missing.",
        hint=" ".join(each.how for each in diagnosis.missing),
        missing=diagnosis.missing,
    )


def _earlier(origin: Origin, body_hash: str) -> Accepted | None:
    known = IdempotencyKey.objects.select_related("ticket").filter(sender=origin.sender, key=origin.key).first()
    if known is None:
        return None
    if not hmac.compare_digest(known.body_hash, body_hash):
        raise Refused(
            "idempotency_key_reused",
            "This Idempotency-Key was used for another submission.",
            hint="Send a new key with each new submission, and the same key only to repeat the same one.",
        )
    ticket = known.ticket
    return Accepted(ticket, list(ticket.findings.all()), list(ticket.masks.all()), replayed=True)


def digest_of(paste: Paste) -> str:
    """What tells one submission from another.

    A keyed hash, since the raw paste may hold a short password that a plain hash would tell.
    """
    content = paste.file.content if paste.file else b""
    chosen = ",".join(map(str, paste.entries)).encode()
    parts = (paste.text.encode(errors="replace"), paste.response.encode(errors="replace"), content, chosen)
    message = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.new(settings.SENDER_KEY.encode(), message, "sha256").hexdigest()
