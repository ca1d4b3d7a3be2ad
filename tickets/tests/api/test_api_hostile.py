"""Whatever is sent, the answer is a clear one: never a 500, never half a ticket, never a secret."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickets.models import Event, Ticket
from tickets.tests.api.samples import DIAGNOSES, FORM, NOT_FOUND, TICKETS, Caller

CLEAR = {200, 201, 400, 401, 404, 405, 406, 411, 413, 415, 422}
NAMES = st.sampled_from(["paste", "call", "response", "email", "subject", "anyway", "file", "text", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Authorization",
            "Accept",
            "Idempotency-Key",
            "Ticket-Token",
            "Content-Encoding",
            "Transfer-Encoding",
            "X-Forwarded-For",
            "Accept-Language",
            "X-HTTP-Method-Override",
        ]
    ),
    st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40),
    max_size=4,
)
WITH_A_DATABASE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def check(caller: Caller, status: int) -> None:
    """The answer is a clear one, and what is stored is whole."""
    assert status in CLEAR
    assert Ticket.objects.count() == Event.objects.filter(kind=Event.Kind.RECEIVED).count()


@WITH_A_DATABASE
@given(body=st.dictionaries(NAMES, VALUES, max_size=4))
def test_any_json_object(anyone: Caller, body: dict[str, object]) -> None:
    check(anyone, anyone.json(TICKETS, json.dumps(body)).status_code)


@WITH_A_DATABASE
@given(body=st.binary(max_size=200) | st.text(st.characters(codec="utf-8"), max_size=200).map(str.encode))
def test_any_bytes_that_claim_to_be_json(anyone: Caller, body: bytes) -> None:
    check(anyone, anyone.json(TICKETS, body).status_code)


@WITH_A_DATABASE
@given(body=st.binary(max_size=300), content_type=st.sampled_from([FORM, "text/plain", "a/b", ";;", "multipart/x"]))
def test_any_bytes(anyone: Caller, body: bytes, content_type: str) -> None:
    check(anyone, anyone.raw(f"{TICKETS}?anyway=1", body, content_type).status_code)


@WITH_A_DATABASE
@given(cut=st.integers(0, len(NOT_FOUND)), put=st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_paste_with_anything_in_its_middle(anyone: Caller, cut: int, put: str) -> None:
    paste = NOT_FOUND[:cut] + put + NOT_FOUND[cut:]
    check(anyone, anyone.raw(f"{TICKETS}?anyway=1", paste).status_code)
    text = anyone.raw(f"{DIAGNOSES}?anyway=1", paste).content.decode()
    assert all(char.isprintable() or char == "\n" for char in text)


@WITH_A_DATABASE
@given(body=st.binary(max_size=200), boundary=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n")))
def test_any_multipart_body(anyone: Caller, body: bytes, boundary: str) -> None:
    for content in (
        body,
        b"--x\r\n" + body,
        b'--x\r\nContent-Disposition: form-data; name="paste"' + body + b"\r\n--x--",
    ):
        check(anyone, anyone.raw(TICKETS, content, "multipart/form-data; boundary=x").status_code)
    check(anyone, anyone.raw(TICKETS, body, f"multipart/form-data; boundary={boundary}").status_code)


@WITH_A_DATABASE
@given(headers=HEADERS)
def test_any_headers(anyone: Caller, headers: dict[str, str]) -> None:
    check(anyone, anyone.raw(TICKETS, NOT_FOUND, **headers).status_code)
    check(anyone, anyone.get(f"{TICKETS}/0000-0000", **headers).status_code)


@WITH_A_DATABASE
@given(query=st.text(st.characters(max_codepoint=127, exclude_categories=["Cc"], exclude_characters="#"), max_size=60))
def test_any_query(anyone: Caller, dev: Caller, query: str) -> None:
    check(anyone, anyone.raw(f"{TICKETS}?{query}", NOT_FOUND).status_code)
    check(dev, dev.get(f"{TICKETS}?{query}").status_code)
    check(dev, dev.get(f"{TICKETS}?after={query}&limit={query}").status_code)
