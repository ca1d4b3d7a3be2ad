"""Calls that are right by the vendor's document are not accused, whatever the vendor answered."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from triage.engine.diagnosis import diagnose
from triage.engine.finding import Actor, Confidence
from triage.engine.reading import read
from triage.engine.redaction import redact
from triage.engine.reference import default_reference, read_openapi
from triage.engine.tests.openapi_calls import NOTHING, Call, Document, Maker, Operation
from triage.engine.tests.openapi_pastes import SHELL, Answer, notations_for, paste

DOCUMENTS = Path(__file__).parent / "documents"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEED, SHARES = 20261123, {"cabinet.yaml": 200, "till.yaml": 150, "fleet.json": 150}
SURE = (Confidence.CERTAIN, Confidence.LIKELY)
REFUSALS = (
    Answer(403, '{"message": "Forbidden"}'),
    Answer(403, '{"code": "access_denied", "message": "Your role does not allow this"}'),
    Answer(403),
    Answer(404, '{"message": "Not Found"}'),
    Answer(404, '{"title": "Not Found", "status": 404, "detail": "There is no such resource"}'),
    Answer(404),
    Answer(429, '{"message": "Too Many Requests"}', (("Retry-After", "30"),)),
    Answer(429),
)


VAGUE = (
    Answer(400, '{"message": "Bad Request"}'),
    Answer(400),
    Answer(422, '{"error": {"code": "unprocessable", "message": "The account is not ready for this"}}'),
    Answer(409, '{"message": "Conflict"}'),
)


def _answer(source: random.Random) -> Answer:
    if source.random() < 0.5:
        return source.choice(REFUSALS)
    status = source.choice([200, 201, 204])
    return Answer(status, "" if status == 204 else '{"id": "48210", "state": "ready"}')


def _with_unknown_field(call: Call, operation: Operation, document: Document, source: random.Random) -> Call:
    """With a field that the document neither names nor forbids, far from every name it has."""
    schema = document.resolve(operation.bodies.get(call.media, {}))
    is_open = isinstance(schema, dict) and schema.get("properties") and "additionalProperties" not in schema
    if not is_open or not isinstance(call.body, dict) or source.random() > 0.15:
        return call
    return replace(call, body={**call.body, "zz_trace_4711": "q"})


def _pastes(name: str, answer: Callable[[random.Random], Answer]) -> Iterator[str]:
    source = random.Random(f"{SEED} {name} {answer.__name__}")
    document = Document.read(DOCUMENTS / name)
    maker = Maker(document, source)
    for number in range(SHARES[name]):
        operation = document.operations[number % len(document.operations)]
        call = _with_unknown_field(maker.call(operation), operation, document, source)
        if answer is _vague and operation.bodies and call.body in (NOTHING, {}):
            continue  # an optional body left out may well be why
        notation = source.choice(notations_for(call))
        variable = notation in (*SHELL, "python", "fetch", "axios") and source.random() < 0.3
        yield paste(call, answer(source), notation, source, variable=variable)


def _vague(source: random.Random) -> Answer:
    """A refusal for a reason that the document does not hold."""
    return source.choice(VAGUE)


def _accusations(name: str, answer: Callable[[random.Random], Answer]) -> Iterator[str]:
    reference = replace(default_reference(), documents=(read_openapi((DOCUMENTS / name).read_bytes(), name=name),))
    for text in _pastes(name, answer):
        redacted = redact(text)
        found = diagnose(read(redacted.text), reference, masks=redacted.masks, now=NOW).findings
        assert found[-1].rule.startswith("GUIDE-")
        assert found[-1].confidence is Confidence.POSSIBLE
        blamed = [each for each in found if each.actor is Actor.CALLER and each.confidence in SURE]
        yield from (f"{each.rule}: {each.cause}\n{text}" for each in blamed)


@pytest.mark.parametrize("name", SHARES)
def test_a_right_call_is_not_accused(name: str) -> None:
    accused = list(_accusations(name, _answer))
    assert not accused, f"{len(accused)} accusations, the first:\n{accused[0]}"


@pytest.mark.parametrize("name", SHARES)
def test_a_right_call_is_not_accused_where_the_api_refuses_it_without_a_reason(name: str) -> None:
    accused = list(_accusations(name, _vague))
    assert not accused, f"{len(accused)} accusations, the first:\n{accused[0]}"


def test_there_are_five_hundred_of_them_with_and_without_a_body() -> None:
    assert sum(SHARES.values()) == 500
    made = [maker.call(each) for name in SHARES for maker in [_maker(name)] for each in maker.document.operations]
    assert {call.method for call in made} == {"GET", "PUT", "POST", "DELETE", "PATCH"}
    assert 15 < sum(call.body is not NOTHING for call in made) < len(made) - 15


def _maker(name: str) -> Maker:
    return Maker(Document.read(DOCUMENTS / name), random.Random(1))
