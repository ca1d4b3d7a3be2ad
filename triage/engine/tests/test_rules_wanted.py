"""Which header the API asks for, and the fragments that a customer copies."""

import json
import shlex
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.engine.exchange import Call, Exchange, Header, Headers, Response, Span
from triage.engine.finding import Location, Place
from triage.engine.reference import GuideEntry, Reference
from triage.engine.rules.access.wanted import example, says_none_came, wanted
from triage.engine.rules.asking.corrected import for_cmd, json_of_form, member, with_body
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.content.damage import DAMAGES, SOME_DAMAGE, Damage
from triage.engine.rules.outcome.guide import said_by_vendor

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = Span(0, 4)


def _inquiry(
    message: str = "", challenge: str = "", *, notation: str = "http", body: str | None = None, status: int = 401
) -> Inquiry:
    headers = Headers((Header("WWW-Authenticate", challenge, HERE, HERE),) if challenge else ())
    answer = json.dumps({"message": message})
    call = Call("POST", "https://api.example.com/v1", HERE, notation, body=body)
    return Inquiry(Exchange("text", call, Response(HERE, status, headers=headers, body=answer)), Reference(), (), NOON)


ASKED = {
    ("", ""): "Authorization: Bearer <your key>",
    ("", 'Bearer realm="api"'): "Authorization: Bearer <your key>",
    ("", 'Basic realm="x"'): "Authorization: Basic <base64 of user:password>",
    ("", 'Basic realm="x", Bearer'): "Authorization: Bearer <your key>",
    ("", 'ApiKey header="X-Api-Key"'): "X-Api-Key: <your key>",
    ("Use Bearer auth", 'Basic realm="x"'): "Authorization: Bearer <your key>",
    ("Pass it in header 'apikey'", ""): "apikey: <your key>",
    ("Send the `X-Auth-Token` header.", ""): "X-Auth-Token: <your key>",
    ("API key is missing. Send it in the X-Api-Key header.", ""): "X-Api-Key: <your key>",
    ("Missing Authorization header", ""): "Authorization: Bearer <your key>",
    ("Missing Content-Type header", ""): "Authorization: Bearer <your key>",
}


@pytest.mark.parametrize(("message", "challenge"), ASKED)
def test_the_header_is_the_one_that_the_answer_names(message: str, challenge: str) -> None:
    assert wanted(_inquiry(message, challenge)).line == ASKED[message, challenge]


def test_only_what_the_api_names_counts_as_said() -> None:
    assert wanted(_inquiry("", "Bearer")).said
    assert not wanted(_inquiry("Unauthorized")).said


def test_basic_credentials_are_an_option_of_curl() -> None:
    inquiry = _inquiry("", "Basic", notation="curl")
    assert example(inquiry, wanted(inquiry)) == "-u '<user>:<password>'"


@pytest.mark.parametrize(
    "message",
    [
        "Authentication credentials were not provided.", "No API key found in request", "API key is missing",
        "Missing token", "Authorization header required", "Not authenticated", "not_authed", "Access token is required",
    ],
)  # fmt: skip
def test_an_answer_says_that_no_credentials_came(message: str) -> None:
    assert says_none_came(_inquiry(message))


@pytest.mark.parametrize(
    "message", ["CSRF token missing", "Missing Authentication Token", "Invalid API key", "You may not do that", ""]
)
def test_an_answer_says_something_else(message: str) -> None:
    assert not says_none_came(_inquiry(message))


@given(st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=60))
def test_a_body_for_curl_is_one_word_of_the_shell(body: str) -> None:
    option, value = shlex.split(with_body(_inquiry(notation="curl"), body))
    assert (option, value) == ("-d", body)


def test_a_body_for_cmd_has_double_quotes_only() -> None:
    assert for_cmd('{"a": "b\\\\c"}') == '-d "{\\"a\\": \\"b\\\\\\\\c\\"}"'
    assert for_cmd("{\n}") == ""


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), min_size=1, max_size=4))
def test_a_form_becomes_flat_json(fields: dict[str, str]) -> None:
    assert json.loads(json_of_form(urlencode(fields))) == fields


def test_a_form_with_a_field_twice_has_no_flat_json() -> None:
    assert json_of_form("a=1&a=2") == ""


def test_a_field_is_written_as_its_part_of_the_call_has_it() -> None:
    nested = Location(Place.BODY, "id", "/parent/id")
    assert member(_inquiry(body="{}"), nested) == '"parent": {"id": …}'
    assert member(_inquiry(body="{}"), Location(Place.BODY, "qty", "/items/0/qty"), "1") == '"qty": 1'
    assert member(_inquiry(body="a=1", notation="curl"), Location(Place.BODY, "to"), '"x"') == "-d to=x"
    assert member(_inquiry(), Location(Place.QUERY, "page")) == "page=…"
    assert member(_inquiry(), Location(Place.HEADER, "X-Version")) == "X-Version: …"


@pytest.mark.parametrize("damage", [*DAMAGES.values(), SOME_DAMAGE])
def test_damage_is_told_in_words_for_customers(damage: Damage) -> None:
    cause, fix, cite = damage
    assert cause.endswith(".")
    assert fix.endswith(".")
    assert cite.url.startswith("https://")
    assert not any(kind in cause for kind in DAMAGES if "_" in kind)


def _cited(status: int, *entries: GuideEntry) -> str:
    exchange = Exchange("text", response=Response(HERE, status, body='{"code": "E1"}'))
    return said_by_vendor(Inquiry(exchange, Reference(entries=entries), (), NOON)).url


def test_a_vendors_code_cites_the_guide_or_its_range_or_the_rfc() -> None:
    own = GuideEntry("422", "t", "m", ("f",), "https://docs.example.com/422")
    bare = GuideEntry("422", "t", "m", ("f",), "")
    all_of_them = GuideEntry("4xx", "t", "m", ("f",), "https://docs.example.com/4xx")
    assert _cited(422, own, all_of_them) == own.link
    assert _cited(422, bare, all_of_them) == all_of_them.link
    assert _cited(422, bare) == "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5"
    assert _cited(503) == "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.6"
    assert _cited(799) == "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.6"
