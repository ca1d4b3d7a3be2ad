"""Pastes as files: ``pastes/<family>/<name>.txt``, and beside it what must be read in ``<name>.json``.

A case names what it is about; what it does not name is not compared. A line ``--8<--`` parts two boxes. What the curl
family expects was sent by curl 7.88.1 itself, as far as one command can tell (files it would read are missing here).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from triage.engine.errors import EngineError, MalformedCall
from triage.engine.exchange import Call, Exchange, Response
from triage.engine.reading import join, read

PASTES = Path(__file__).parent / "pastes"
CASES = sorted(PASTES.glob("*/*.txt"))
PARTED = "\n--8<--\n"


def exchange_of(text: str) -> Exchange:
    if PARTED in text:
        joint, at = join(*text.split(PARTED, 1))
        return read(joint, response_at=at)
    return read(text)


def facts(exchange: Exchange) -> dict[str, Any]:
    """What the exchange holds, in the names of the case files."""
    call, response, failure = exchange.call, exchange.response, exchange.failure
    return {
        "call": None if call is None else call_facts(call),
        "response": None if response is None else response_facts(response),
        "failure": None if failure is None else {"tool": failure.tool, "code": failure.code},
        "others": [
            [each.call and f"{each.call.method} {each.call.url}", each.response and each.response.status]
            for each in exchange.others
        ],
        "repairs": sorted({each.kind for each in exchange.repairs}),
        "faults": sorted({each.kind for each in exchange.repairs if each.may_be_the_fault}),
        "missing": [each.what for each in exchange.missing],
        "conflicts": [list(each.values) for each in exchange.conflicts],
    }


def call_facts(call: Call) -> dict[str, Any]:
    return {
        "method": call.method,
        "url": call.url,
        "headers": [[each.name, each.value] for each in call.headers],
        "body": call.body,
        "form": [[each.name, each.value, each.filename] for each in call.form],
        "notation": call.notation,
        "placeholders": [each.text for each in call.placeholders],
    }


def response_facts(response: Response) -> dict[str, Any]:
    return {
        "status": response.status,
        "reason": response.reason,
        "headers": [[each.name, each.value] for each in response.headers],
        "body": response.body,
    }


def matches(found: Any, expected: Any) -> bool:
    """Whether everything that the case names is found; objects compare key by key, the rest as a whole."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(key in found and matches(found[key], value) for key, value in expected.items())
    return bool(found == expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_a_paste_reads_as_its_case_says(case: Path) -> None:
    expected = json.loads(case.with_suffix(".json").read_text("utf-8"))
    text = case.read_bytes().decode("utf-8", "surrogateescape")
    try:
        found = facts(exchange_of(text))
    except EngineError as error:
        found = {"error": [error.code, error.line if isinstance(error, MalformedCall) else None]}
    assert matches(found, expected), json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_every_span_points_at_what_it_names(case: Path) -> None:
    text = case.read_bytes().decode("utf-8", "surrogateescape")
    if "error" in json.loads(case.with_suffix(".json").read_text("utf-8")):
        with pytest.raises(EngineError):
            exchange_of(text)
        return
    exchange = exchange_of(text)
    for each in (exchange, *exchange.others):
        if each.response is not None and each.response.status_span is not None:
            start, end = each.response.status_span
            assert each.text[start:end] == str(each.response.status)
        for message in (each.call, each.response):
            for header in () if message is None else message.headers:
                start, end = header.value_span
                assert 0 <= start <= end <= len(each.text)
    call = exchange.call
    if call is not None and call.notation in ("http", "prose") and call.url_span is not None:
        start, end = call.url_span
        assert call.url.endswith(exchange.text[start:end])


def test_every_case_has_its_answer_and_every_answer_its_case() -> None:
    assert {case.with_suffix("") for case in CASES} == {case.with_suffix("") for case in PASTES.glob("*/*.json")}


def test_an_entity_in_the_callers_own_data_stays() -> None:
    body = '{"A": "&apos;"}'
    for paste in (
        f"POST /A HTTP/1.1\nHost: api.example.com\n\n{body}",
        'curl https://api.example.com/A -d "{\\"A\\": \\"&apos;\\"}"',
    ):
        call = read(paste).call
        assert call is not None
        assert call.body == body


def test_quotes_that_a_page_escaped_are_quotes_again() -> None:
    call = read("""curl https://api.example.com/A -d &#39;{"A": 1}&#39;""").call
    assert call is not None
    assert call.body == '{"A": 1}'
