"""POST /api/v1/diagnoses."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tickets.models import Event, Finding, Mask, Owed, Ticket
from tickets.services import guiding
from tickets.tests.api.samples import (
    CALL,
    DIAGNOSES,
    INCOMPLETE,
    NOT_FOUND,
    NOT_FOUND_RESPONSE,
    SECRET,
    TICKETS,
    Caller,
    code_of,
)
from triage.engine import Verdict

CountQueries = Callable[[int], AbstractContextManager[object]]


def without_places(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding but for its evidence: the command counts in the text as given, the desk in the masked text."""
    return {name: value for name, value in finding.items() if name != "evidence"}


def test_a_diagnosis_has_the_shape_of_the_engines_command(anyone: Caller) -> None:
    command = [sys.executable, "-m", "triage.engine", "diagnose", "--json"]
    printed = json.loads(subprocess.run(command, input=NOT_FOUND, capture_output=True, text=True, check=True).stdout)
    answered = anyone.json(DIAGNOSES, {"paste": NOT_FOUND}).json()
    assert printed.keys() <= answered.keys()
    assert answered.keys() - printed.keys() == {"masked", "masks", "response_at"}
    for name in ("verdict", "status", "fingerprint", "missing"):
        assert answered[name] == printed[name]
    assert [without_places(each) for each in answered["findings"]] == [
        without_places(each) for each in printed["findings"]
    ]
    assert [each.keys() for each in answered["findings"][0]["evidence"]] == [
        each.keys() for each in printed["findings"][0]["evidence"]
    ]


def test_offsets_count_in_the_masked_text(anyone: Caller) -> None:
    body = anyone.json(DIAGNOSES, {"paste": NOT_FOUND}).json()
    evidence = [each for finding in body["findings"] for each in finding["evidence"]]
    assert all(body["masked"][each["start"] : each["end"]] == each["text"] for each in evidence)
    (mask,) = body["masks"]
    assert SECRET not in body["masked"]
    assert "bearer" in body["masked"][mask["start"] : mask["end"]]


def test_it_shows_before_submitting_what_a_ticket_would_keep(anyone: Caller) -> None:
    key = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    body = {"paste": NOT_FOUND.replace(SECRET, key)}
    shown, kept = anyone.json(DIAGNOSES, body).json(), anyone.json(TICKETS, body).json()
    assert key not in shown["masked"]
    assert (shown["masked"], shown["masks"]) == (kept["masked"], kept["masks"])
    (mask,) = shown["masks"]
    told = {name: mask[name] for name in ("kind", "name", "prefix", "last4")}
    assert told == {"kind": "bearer", "name": "Authorization", "prefix": "sk_live_", "last4": key[-4:]}


def test_nothing_is_stored(anyone: Caller) -> None:
    anyone.json(DIAGNOSES, {"paste": NOT_FOUND})
    assert not any(model.objects.exists() for model in (Ticket, Finding, Mask, Event, Owed))


def test_two_boxes_are_told_apart(anyone: Caller) -> None:
    body = anyone.json(DIAGNOSES, {"call": CALL, "response": NOT_FOUND_RESPONSE}).json()
    assert body["masked"][body["response_at"] :] == NOT_FOUND_RESPONSE


@pytest.mark.parametrize(("paste", "verdict"), [(INCOMPLETE, Verdict.INCOMPLETE), ("hello", Verdict.UNREADABLE)])
def test_what_is_missing_is_an_answer_here(anyone: Caller, paste: str, verdict: Verdict) -> None:
    answer = anyone.json(DIAGNOSES, {"paste": paste})
    assert (answer.status_code, answer.json()["verdict"]) == (200, verdict)
    assert answer.json()["missing"]


def test_a_har_is_cut_to_the_exchange_in_question(anyone: Caller) -> None:
    request = {"method": "GET", "url": "https://api.acme.example/v1/x", "headers": [], "httpVersion": "HTTP/1.1"}
    response = {"status": 404, "statusText": "Not Found", "headers": [], "content": {"text": "{}"}}
    har = {"log": {"version": "1.2", "entries": [{"request": request, "response": response}]}}
    file = SimpleUploadedFile("x.har", json.dumps(har).encode())
    assert anyone.form(DIAGNOSES, {"file": file}).json()["status"] == 404


def test_a_broken_har_is_named(anyone: Caller) -> None:
    file = SimpleUploadedFile("x.har", b'{"log": {"version": "1.2", "entries": [{"request": ')
    answer = anyone.form(DIAGNOSES, {"file": file})
    assert answer.status_code in (200, 422)


def test_a_closed_desk_diagnoses_for_keys_only(anyone: Caller, dev: Caller, settings: Settings) -> None:
    settings.ANONYMOUS_TICKETS = False
    assert code_of(anyone.json(DIAGNOSES, {"paste": NOT_FOUND})) == "not_authenticated"
    assert dev.json(DIAGNOSES, {"paste": NOT_FOUND}).status_code == 200


def test_a_diagnosis_asks_one_query(anyone: Caller, django_assert_num_queries: CountQueries) -> None:
    guiding.current_reference()
    with django_assert_num_queries(1):  # whether the guide changed
        anyone.json(DIAGNOSES, {"paste": NOT_FOUND})
