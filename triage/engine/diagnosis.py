"""From an exchange to its Diagnosis: the verdict, and the findings in the order a person would ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.engine.errors import MalformedCall, UnreadableCall
from triage.engine.exchange import Exchange, Missing
from triage.engine.finding import Confidence, Finding, Verdict
from triage.engine.fingerprint import Fingerprint, fingerprint_with_code
from triage.engine.redaction.mask import Mask
from triage.engine.reference import Reference
from triage.engine.rules import EXPLAINED, STOPPING, rules_for
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.vendor_errors import request_id_header
from triage.engine.rules.asking.witnesses import joined
from triage.engine.rules.outcome.guide import documented

HOW_TO_GET_THE_STATUS = (
    "Repeat the call with `curl -i …` and paste everything it prints: the first line holds the status."
)

VENDOR_SAYS = "SAYS-001"

# curl's exit code for an HTTP status of 400 and more under --fail: the call did reach the API.
ANSWERED = {"22"}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The verdict and the ordered findings; ``status`` is None where the paste holds none.

    ``request_id`` is the id under which the vendor finds the call in its logs, empty where the paste holds none.
    """

    verdict: Verdict
    status: int | None
    findings: tuple[Finding, ...]
    fingerprint: Fingerprint | None
    missing: tuple[Missing, ...]
    request_id: str = ""


def diagnose(exchange: Exchange, reference: Reference, *, masks: Sequence[Mask], now: datetime) -> Diagnosis:
    """What became of the call and why; the exchange is masked, ``masks`` are its masks, ``now`` is aware of its zone.

    Sure findings come before possible ones, each group in the order of ``RULES``; the guide's entry is last.
    """
    inquiry = Inquiry(exchange, reference, masks, now)
    findings = _findings(inquiry)
    verdict = _verdict(exchange, stopped=any(each.rule in STOPPING and _is_sure(each) for each in findings))
    return Diagnosis(
        verdict=verdict,
        status=exchange.status,
        findings=findings,
        fingerprint=fingerprint_with_code(exchange, inquiry.error.code, inquiry.match),
        missing=_missing(exchange, verdict),
        request_id=_request_id(inquiry),
    )


def unreadable(error: UnreadableCall | MalformedCall) -> Diagnosis:
    """The diagnosis of a paste that no reader understood: nothing but what is missing and how to get it."""
    how = error.hint if isinstance(error, UnreadableCall) else f"Repair the {error.notation} text: {error}."
    return Diagnosis(Verdict.UNREADABLE, None, (), None, (Missing("call", how),))


def _findings(inquiry: Inquiry) -> tuple[Finding, ...]:
    found = [finding for rule in rules_for(inquiry.exchange) for finding in rule(inquiry)]
    found = _worth_saying(joined(found, inquiry), inquiry.error.message[:200])
    found.sort(key=lambda finding: not _is_sure(finding))
    entry = documented(inquiry)
    return (*found, entry) if entry is not None else tuple(found)


def _worth_saying(found: list[Finding], message: str) -> list[Finding]:
    """Without what a sure finding explains already, and without the vendor's message where another quotes it."""
    explained = {rule for each in found if _is_sure(each) for rule in EXPLAINED.get(each.rule, ())}
    kept = [each for each in found if each.rule not in explained]
    quoted = any(message in each.cause for each in kept if each.rule != VENDOR_SAYS)
    return [each for each in kept if each.rule != VENDOR_SAYS or not quoted]


def _is_sure(finding: Finding) -> bool:
    return finding.confidence is not Confidence.POSSIBLE


def _verdict(exchange: Exchange, *, stopped: bool) -> Verdict:
    status, failure = exchange.status, exchange.failure
    if stopped:
        return Verdict.NEVER_REACHED
    if status is None:
        unanswered = failure is not None and failure.code not in ANSWERED
        return Verdict.NEVER_REACHED if unanswered else Verdict.INCOMPLETE
    if status < 200:
        return Verdict.INCOMPLETE
    # A status outside 100 to 599 counts as one of the server's (RFC 9110 section 15).
    by_class = {2: Verdict.SUCCESS, 3: Verdict.REDIRECTED, 4: Verdict.CLIENT_ERROR}
    return by_class.get(status // 100, Verdict.SERVER_ERROR)


def _request_id(inquiry: Inquiry) -> str:
    header = request_id_header(inquiry.response.headers)
    return header.value if header is not None else inquiry.error.request_id


def _missing(exchange: Exchange, verdict: Verdict) -> tuple[Missing, ...]:
    """What the readers missed, and the status where the verdict waits for it."""
    known = {each.what for each in exchange.missing}
    if verdict is not Verdict.INCOMPLETE or known & {"status", "response"}:
        return exchange.missing
    return (*exchange.missing, Missing("status", HOW_TO_GET_THE_STATUS))
