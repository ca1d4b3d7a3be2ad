"""The check against the OpenAPI specification finds what is wrong, and reaches nothing outside the document."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tickets.services import validity
from tickets.tests.services.documents import API
from triage import engine


class _Counting(BaseHTTPRequestHandler):
    """Answers everything with a schema, and counts."""

    def do_GET(self) -> None:
        self.server.hits += 1  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"type": "object"}')

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[Any]:
    """A real server on the loopback device; ``hits`` is how often it was asked."""
    server = HTTPServer(("127.0.0.1", 0), _Counting)
    server.hits = 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def referring(uri: str, place: str) -> bytes:
    """A document with a reference to another, in one of the places where libraries follow them."""
    api = json.loads(API)
    reference = {"$ref": uri}
    match place:
        case "schema":
            api["components"] = {"schemas": {"Pet": reference}}
        case "nested":
            api["components"] = {"schemas": {"Pet": {"type": "object", "properties": {"a": reference}}}}
        case "parameter":
            api["paths"]["/pets"]["get"]["parameters"] = [reference]
        case "path":
            api["paths"]["/others"] = reference
        case "response":
            api["paths"]["/pets"]["get"]["responses"]["200"] = reference
        case "default":
            api["components"] = {"schemas": {"Pet": {"default": {"a": 1}, "allOf": [reference]}}}
        case "dialect":
            api["jsonSchemaDialect"] = uri
            api["components"] = {"schemas": {"Pet": {"$schema": uri, "type": "object", "default": 1}}}
        case "id":
            api["components"] = {"schemas": {"Pet": {"$id": uri, "$ref": "other.json", "default": 1}}}
    return json.dumps(api).encode()


PLACES = ("schema", "nested", "parameter", "path", "response", "default", "dialect", "id")


def test_a_valid_document_has_no_problems() -> None:
    assert validity.problems(API) == ()


def test_the_same_in_yaml_with_statuses_that_are_numbers() -> None:
    paths = b"paths:\n  /a:\n    get:\n      responses:\n        200: {description: Fine}\n"
    assert validity.problems(b"openapi: 3.0.3\ninfo: {title: A, version: 2024-01-01}\n" + paths) == ()


def test_what_is_not_valid_is_told_with_its_place() -> None:
    api = json.loads(API)
    del api["info"]["title"]
    api["paths"]["/pets"]["get"]["responses"] = {"200": {}}
    found = validity.problems(json.dumps(api).encode())
    assert found[0].replace("'", '"') == 'Not valid OpenAPI: /info: "title" is a required property'
    assert any("/paths/~1pets/get/responses/200" in each for each in found)


def test_a_long_list_is_cut() -> None:
    api = json.loads(API)
    api["paths"] = {f"/p{number}": {"get": {"responses": 1}} for number in range(500)}
    found = validity.problems(json.dumps(api).encode())
    assert 1 <= len(found) <= 50
    assert max(map(len, found)) < 350


@pytest.mark.parametrize("place", PLACES)
def test_no_reference_to_a_server_is_fetched(server: Any, place: str) -> None:
    validity.problems(referring(f"http://127.0.0.1:{server.server_port}/pet.json", place))
    assert server.hits == 0


def test_the_server_would_have_counted(server: Any) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/pet.json") as answer:
        assert answer.status == 200
    assert server.hits == 1


@pytest.mark.parametrize("place", PLACES)
def test_the_engine_fetches_none_either(server: Any, place: str) -> None:
    for scheme in ("http", "https"):
        content = referring(f"{scheme}://127.0.0.1:{server.server_port}/pet.json", place)
        engine.unpack_openapi(engine.pack_openapi(engine.read_openapi(content)))
    assert server.hits == 0


def test_a_reference_to_a_server_is_told() -> None:
    found = validity.problems(referring("http://127.0.0.1:9/pet.json", "schema"))
    assert "leads out of the document and is not followed: http://127.0.0.1:9/pet.json" in found[-1]


@pytest.mark.parametrize("place", PLACES)
def test_no_file_is_opened(tmp_path: Path, place: str) -> None:
    file = tmp_path / "secret.json"
    file.write_text('{"type": "object", "title": "zebra-secret", "required": 5}')
    file.chmod(0o400)
    before = file.stat().st_atime_ns
    found = validity.problems(referring(file.as_uri(), place))
    assert not any("zebra-secret" in each for each in found)
    assert file.stat().st_atime_ns == before


def test_other_ways_out_are_closed_too(server: Any) -> None:
    here = f"127.0.0.1:{server.server_port}/x.json"
    for uri in (f"https://{here}", f"//{here}", f"ftp://{here}", "data:application/json,{}", "/etc/hostname"):
        assert "leads out of the document" in validity.problems(referring(uri, "schema"))[-1]
    assert server.hits == 0


def test_a_check_that_takes_too_long_is_ended() -> None:
    assert validity.problems(API, patience=0.01) == (
        "Not checked against the specification: that took longer than 0 seconds.",
    )


def test_a_check_that_breaks_is_told_and_breaks_nothing() -> None:
    (told,) = validity.problems(b"no: {openapi: here}")
    assert told.startswith("Not checked against the specification: the check failed (")
