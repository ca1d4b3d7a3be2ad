"""Hostile input is normal input: anything at all gives a diagnosis, whose evidence stands where it says."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.engine.diagnosis import Diagnosis, diagnose
from triage.engine.exchange import Call, Exchange, Failure, Header, Headers, Response, Span
from triage.engine.reference import default_reference
from triage.engine.rules import RULES

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STATUSES = sorted({int(on) for rule in RULES for on in rule.on if on.isdecimal()} | {100, 200, 299, 418, 599, 999})
NAMES = [
    "Authorization", "Content-Type", "Accept", "Location", "Retry-After", "WWW-Authenticate", "RateLimit", "Date",
    "X-RateLimit-Reset", "Content-Length", "Sunset", "Deprecation", "Allow", "Range", "If-Match", "X-Squid-Error",
]  # fmt: skip
N = 20_000
NO_HEADERS = Headers()
HOSTILE = {
    "deep array": "[" * N, "deep object": '{"a":' * N, "quotes": '"' * N, "angle brackets": "<" * N,
    "html": "<html" * N,
    "code elements": "<Code>" * N, "ampersands": "a=b&" * N, "digits": "[" + "9" * N + "]", "blanks": " " * N,
    "many errors": '{"errors":[' + ",".join(['{"field":"f","message":"is required"}'] * 1500) + "]}",
    "nested errors": '{"errors":' * 400 + "[]" + "}" * 400,
    "many keys": "{" + ",".join(f'"k{each}":["x"]' for each in range(3000)) + "}",
    "long message": '{"message":"' + "required missing " * 3000 + '"}',
    "NUL": "{\x00}", "lone surrogate": '{"a": "\ud800"}',
}  # fmt: skip


def _exchange(text: str, status: int | None, headers: Headers = NO_HEADERS) -> Exchange:
    whole = Span(0, len(text))
    call = Call("POST", f"https://api.example.com/{text[:4000]}", whole, "curl", headers, body=text, body_span=whole,
                url_span=whole, method_span=Span(0, min(4, len(text))))  # fmt: skip
    response = Response(whole, status, headers=headers, body=text, body_span=whole, status_span=whole)
    return Exchange(text, call, response if status is not None else None,
                    None if status is not None else Failure("curl", "60", text, whole))  # fmt: skip


def _checked(exchange: Exchange) -> Diagnosis:
    diagnosis = diagnose(exchange, default_reference(), masks=(), now=NOW)
    for finding in diagnosis.findings:
        for evidence in finding.evidence:
            assert exchange.text[evidence.start : evidence.end] == evidence.text
            assert len(evidence.text) <= 300
        assert len(finding.cause) < 1000
    return diagnosis


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_diagnosed_for_every_status(name: str) -> None:
    for status in STATUSES:
        assert len(_checked(_exchange(HOSTILE[name], status)).findings) < 60


@given(st.text(max_size=300), st.sampled_from(STATUSES), st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60)))
def test_any_text_is_diagnosed(text: str, status: int, pairs: dict[str, str]) -> None:
    where = Span(0, min(5, len(text)))
    headers = Headers(tuple(Header(name, value.strip(), where, where) for name, value in pairs.items()))
    _checked(_exchange(text, status, headers))
    _checked(_exchange(text, None, headers))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["errors", "error", "message", "field", "path", "loc", "source", "details", "code", "status"])
        | st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(JSON, JSON, st.sampled_from([200, 400, 401, 403, 404, 409, 422, 429, 500]))
def test_any_json_is_diagnosed(sent: object, got: object, status: int) -> None:
    one, other = json.dumps(sent), json.dumps(got)
    text = one + "\n" + other
    at, end = Span(0, len(one)), Span(len(one) + 1, len(text))
    call = Call("POST", "https://api.example.com/v1/users", at, "http", body=one, body_span=at)
    _checked(Exchange(text, call, Response(end, status, body=other, body_span=end)))
