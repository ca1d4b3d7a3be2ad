"""The calls that other tests make: right by another library, and read back from every notation as they were made."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from jsonschema import Draft202012Validator

from triage.engine.reading import read
from triage.engine.tests.openapi_calls import FORM, MULTIPART, NOTHING, Call, Document, Maker
from triage.engine.tests.openapi_pastes import NOTATIONS, Answer, notations_for, paste
from triage.engine.tests.openapi_values import Pattern, Unsupported

DOCUMENTS = Path(__file__).parent / "documents"
NAMES = ("cabinet.yaml", "till.yaml", "fleet.json")


def _calls(name: str, source: random.Random, notation: str) -> Iterator[Call]:
    maker = Maker(Document.read(DOCUMENTS / name), source)
    made = (maker.call(operation) for operation in maker.document.operations)
    return (call for call in made if notation in notations_for(call))


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", NAMES)
def test_a_made_call_is_read_back_as_it_was_made(name: str, notation: str) -> None:
    source = random.Random(f"{name} {notation}")
    for call in _calls(name, source, notation):
        exchange = read(paste(call, Answer(403, '{"message": "No"}'), notation, source))
        assert exchange.status == 403
        assert exchange.call is not None
        assert exchange.call.method == call.method
        address = urlsplit(exchange.call.url)
        assert unquote(address.path) == urlsplit(call.url).path
        assert parse_qsl(address.query, keep_blank_values=True) == list(call.query)
        if call.body is not NOTHING and call.media != MULTIPART:
            assert _body(call, exchange.call.body or "") == (dict(call.form) if call.media == FORM else call.body)


def _body(call: Call, text: str) -> object:
    return dict(parse_qsl(text, keep_blank_values=True)) if call.media == FORM else json.loads(text)


def test_a_made_body_is_right_by_another_validator() -> None:
    document = Document.read(DOCUMENTS / "fleet.json")
    maker, checked = Maker(document, random.Random(7), optional=0.7), 0
    for operation in document.operations * 20:
        call = maker.call(operation)
        if call.body is not NOTHING:
            schema = {**operation.bodies[call.media], "components": document.root["components"]}
            assert not list(Draft202012Validator(schema).iter_errors(call.body)), call.body
            checked += 1
    assert checked >= 100


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_makes_the_same_calls(name: str) -> None:
    first, second = (list(_calls(name, random.Random(5), "curl")) for _ in range(2))
    assert first == second
    assert first != list(_calls(name, random.Random(6), "curl"))


def test_every_operation_of_the_documents_is_called() -> None:
    for name in NAMES:
        operations = Document.read(DOCUMENTS / name).operations
        assert len({call.template for call in _calls(name, random.Random(1), "curl")}) == len(
            {each.template for each in operations}
        )


@pytest.mark.parametrize("pattern", ["^(?=a)b$", r"(a)\1", "(?<!x)y"])
def test_what_no_text_is_made_for_is_refused(pattern: str) -> None:
    with pytest.raises(Unsupported):
        Pattern(pattern, random.Random(1)).made()
