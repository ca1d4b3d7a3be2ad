"""The engine's values as JSON objects, with the names that the command and its users rely on."""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from triage.engine.diagnosis import Diagnosis
from triage.engine.errors import EngineError, MalformedCall, UnreadableCall
from triage.engine.exchange import Call, Exchange, Failure, FormField, Headers, Missing, Response, Span
from triage.engine.finding import Finding
from triage.engine.redaction import Facts, Mask, Redacted

Json = Mapping[str, object]


def exchange_json(exchange: Exchange) -> Json:
    """What ``read`` prints; a span is ``[start, end]`` in characters of the text as given."""
    several = exchange.every
    calls = _calls(several)
    return {
        "call": _call(exchange.call),
        "response": _response(exchange.response),
        "failure": _failure(exchange.failure),
        "requests": [_call(call) for call in calls] if len(calls) > 1 else [],
        "exchanges": [_pair(each) for each in several] if len(several) > 1 else [],
        "repairs": [
            {"kind": each.kind, "span": list(each.span), "may_be_the_fault": each.may_be_the_fault}
            for each in exchange.repairs
        ],
        "missing": missing_json(exchange.missing),
        "conflicts": [
            {"kind": each.kind, "values": list(each.values), "spans": [list(span) for span in each.spans]}
            for each in exchange.conflicts
        ],
        "error": None,
    }


def unreadable_json(error: EngineError) -> Json:
    """What ``read`` prints beside an error: what was meant in all likelihood, or all of it empty."""
    if isinstance(error, MalformedCall) and error.exchange is not None:
        return {**exchange_json(error.exchange), "error": error_json(error)}
    hint = error.hint if isinstance(error, UnreadableCall) else ""
    return {
        "call": None,
        "response": None,
        "failure": None,
        "requests": [],
        "exchanges": [],
        "repairs": [],
        "missing": [{"what": "call", "how": hint}] if hint else [],
        "conflicts": [],
        "error": error_json(error),
    }


def error_json(error: EngineError) -> Json:
    """An error with its stable code; ``line`` is 1-based, null where the error has no place."""
    line = error.line if isinstance(error, MalformedCall) else None
    return {"code": error.code, "line": line, "message": str(error)}


def missing_json(missing: Iterable[Missing]) -> list[Json]:
    """What cannot be known, and how to get it."""
    return [{"what": each.what, "how": each.how} for each in missing]


def _calls(several: Iterable[Exchange]) -> list[Call]:
    calls: list[Call] = []
    for each in several:
        if each.call is not None and all(each.call is not call for call in calls):
            calls.append(each.call)
    return calls


def _pair(exchange: Exchange) -> Json:
    return {
        "call": _call(exchange.call),
        "response": _response(exchange.response),
        "failure": _failure(exchange.failure),
    }


def _call(call: Call | None) -> Json | None:
    if call is None:
        return None
    return {
        "method": call.method,
        "url": call.url,
        "headers": _headers(call.headers),
        "body": call.body,
        "form": [_field(each) for each in call.form],
        "notation": call.notation,
        "placeholders": [{"text": each.text, "span": list(each.span)} for each in call.placeholders],
        "span": list(call.span),
    }


def _headers(headers: Headers) -> list[list[str]]:
    return [[each.name, each.value] for each in headers]


def _field(field: FormField) -> Json:
    if field.filename is not None:
        return {"name": field.name, "filename": field.filename}
    return {"name": field.name, "value": field.value}


def _response(response: Response | None) -> Json | None:
    if response is None:
        return None
    return {
        "status": response.status,
        "reason": response.reason,
        "headers": _headers(response.headers),
        "body": response.body,
        "span": list(response.span),
    }


def _failure(failure: Failure | None) -> Json | None:
    return {"tool": failure.tool, "code": failure.code, "text": failure.text} if failure else None


_FACTS = fields(Facts)


def redacted_json(redacted: Redacted) -> Json:
    """What ``mask --lines`` prints; a span counts in the masked text."""
    return {"text": redacted.text, "masks": [_mask(each) for each in redacted.masks]}


def _mask(mask: Mask) -> Json:
    return {
        "kind": mask.kind,
        "name": mask.name,
        "detector": mask.detector,
        "span": list(mask.span),
        "keyprint": mask.keyprint,
        "last4": mask.last4,
        "public_prefix": mask.public_prefix,
        "facts": {each.name: getattr(mask.facts, each.name) for each in _FACTS},
    }


def diagnosis_json(diagnosis: Diagnosis, redacted: Redacted, given: str, response_at: int | None) -> Json:
    """What ``diagnose`` prints; offsets count in the text as given, with two boxes in the box that ``part`` names."""
    return {
        "verdict": diagnosis.verdict.value,
        "status": diagnosis.status,
        "findings": [_finding(each, redacted, given, response_at) for each in diagnosis.findings],
        "fingerprint": str(diagnosis.fingerprint) if diagnosis.fingerprint else None,
        "missing": missing_json(diagnosis.missing),
    }


def _finding(finding: Finding, redacted: Redacted, given: str, response_at: int | None) -> Json:
    place, citation = finding.location, finding.citation
    return {
        "rule": finding.rule,
        "cause": finding.cause,
        "confidence": finding.confidence.value,
        "actor": finding.actor.value,
        "location": {"in": place.place.value, "name": place.name, "pointer": place.pointer},
        "evidence": [
            _evidence(each.part, given_span(redacted, Span(each.start, each.end)), given, response_at)
            for each in finding.evidence
        ],
        "fix": list(finding.fix),
        "corrected": finding.corrected,
        "citation": {"source": citation.source, "ref": citation.ref, "url": citation.url},
    }


def given_span(redacted: Redacted, span: Span) -> Span:
    """A span of the masked text in the text as given; one that touches a marker covers all that it hides."""
    start = redacted.original(span.start)
    last = redacted.original(span.end)
    if span.end > span.start:
        hidden = (
            given.end
            for mask, given in zip(redacted.masks, redacted.originals, strict=True)
            if mask.span.start < span.end < mask.span.end
        )
        last = next(hidden, last)
    return Span(start, max(start, last))


def _evidence(part: str, span: Span, given: str, response_at: int | None) -> Json:
    text = given[span.start : span.end]
    if response_at is None:
        return {"part": part, "start": span.start, "end": span.end, "text": text}
    shift = response_at if span.start >= response_at else 0
    part = "response" if shift else "call"
    return {"part": part, "start": span.start - shift, "end": span.end - shift, "text": text}
