"""The OpenAPI document is valid, and what it says is what the API does."""

import json
from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator
from pytest_django import Settings

from tickets.api.shapes import components
from tickets.api.views.documents import schema_document
from tickets.tests.api.samples import CALL, DIAGNOSES, INCOMPLETE, NOT_FOUND, TICKETS, Caller

POLICY = "Content-Security-Policy"


@pytest.fixture
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(schema_document())
    return loaded


def check(document: dict[str, Any], path: str, method: str, status: str, answer: Any) -> None:
    """The answer is what the document promises at that place."""
    response = document["paths"][path][method]["responses"][status]
    media_type = answer["Content-Type"]
    schema = {**response["content"][media_type]["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(answer.json())
    shape = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    assert answer.json().keys() <= shape["properties"].keys()


def test_the_document_is_valid_openapi_3_1(anyone: Caller) -> None:
    answer = anyone.get("/api/v1/schema")
    document = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert document["openapi"].startswith("3.1")
    validate_schema(document)  # type: ignore[no-untyped-call]


def test_it_is_made_without_a_warning() -> None:
    schema_document.cache_clear()
    GENERATOR_STATS.reset()
    schema_document()
    assert not GENERATOR_STATS


def test_it_names_every_path_once(document: dict[str, Any]) -> None:
    assert sorted(document["paths"]) == [
        "/api/v1/diagnoses",
        "/api/v1/reference",
        "/api/v1/reference/{status}",
        "/api/v1/tickets",
        "/api/v1/tickets/{number}",
        "/api/v1/tickets/{number}/messages",
        "/api/v1/tickets/{number}/verdict",
    ]


def test_it_says_what_a_paste_may_come_as(document: dict[str, Any]) -> None:
    content = document["paths"][TICKETS]["post"]["requestBody"]["content"]
    assert {"application/json", "multipart/form-data", "text/plain", "application/x-www-form-urlencoded"} <= set(
        content
    )


def test_it_says_where_a_key_is_needed(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert document["paths"][TICKETS]["get"]["security"] == [{"key": []}]
    assert {} in document["paths"][TICKETS]["post"]["security"]


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = document["components"]["schemas"].keys()
    used = set(json.dumps(document).split("#/components/schemas/")[1:])
    assert {each.partition('"')[0] for each in used} <= names


def test_the_answers_are_as_the_document_says(dev: Caller, anyone: Caller, document: dict[str, Any]) -> None:
    created = dev.json(TICKETS, {"paste": NOT_FOUND})
    ticket = f"{TICKETS}/{created.json()['number']}"
    one = "/api/v1/tickets/{number}"
    check(document, TICKETS, "post", "201", created)
    check(document, TICKETS, "get", "200", dev.get(TICKETS))
    check(document, one, "get", "200", dev.get(ticket))
    check(document, f"{one}/messages", "post", "201", dev.json(f"{ticket}/messages", {"text": "Any news?"}))
    check(document, f"{one}/messages", "get", "200", dev.get(f"{ticket}/messages"))
    check(document, f"{one}/verdict", "post", "200", dev.json(f"{ticket}/verdict", {"verdict": "fixed"}))
    check(document, "/api/v1/reference", "get", "200", anyone.get("/api/v1/reference"))
    check(document, "/api/v1/reference/{status}", "get", "200", anyone.get("/api/v1/reference/404"))
    for paste in (NOT_FOUND, INCOMPLETE, "hello"):
        check(document, DIAGNOSES, "post", "200", anyone.json(DIAGNOSES, {"paste": paste}))


def test_the_problems_are_as_the_document_says(anyone: Caller, document: dict[str, Any]) -> None:
    for answer in (
        anyone.json(TICKETS, {"paste": INCOMPLETE}),
        anyone.json(TICKETS, {"paste": 3, "nope": 1}),
        anyone.get(f"{TICKETS}?nope"),
        anyone.json(TICKETS, b"{"),
    ):
        check(document, TICKETS, "post", "default", answer)


def test_a_body_as_the_document_says_is_taken(anyone: Caller, document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["Submission"]
    body = {
        "call": CALL,
        "response": "HTTP/1.1 404 Not Found\n\n",
        "subject": "x",
        "email": "a@shop.example",
        "anyway": True,
    }
    Draft202012Validator({**schema, "components": document["components"]}).validate(body)
    assert body.keys() | {"paste"} == schema["properties"].keys()
    assert anyone.json(TICKETS, body).status_code == 201


def test_a_shape_of_another_type_is_refused_when_the_document_is_made() -> None:
    odd = type("OddJSON", (), {"__annotations__": {"bytes": bytes}, "__required_keys__": frozenset()})
    with pytest.raises(KeyError):
        components(odd)


def test_the_page_alone_may_show_data_images(anyone: Caller, settings: Settings) -> None:
    page = anyone.get("/api/v1/docs/", Accept="text/html")
    assert "img-src 'self' data:" in page[POLICY]
    assert "unsafe" not in page[POLICY]
    assert b"<style" not in page.content
    assert b"cdn" not in page.content
    assert "data:" not in anyone.get("/api/v1/problems", Accept="text/html")[POLICY]


def test_the_pages_script_is_our_own(anyone: Caller) -> None:
    script = anyone.get("/api/v1/docs?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert b"api/v1/schema" in script.content.replace(b"\\u002D", b"-")


def test_the_document_may_be_kept_by_browsers_and_a_ticket_may_not(anyone: Caller) -> None:
    assert "max-age" in anyone.get("/api/v1/schema/")["Cache-Control"]
    assert anyone.get("/api/v1/")["Cache-Control"] == "no-store"
