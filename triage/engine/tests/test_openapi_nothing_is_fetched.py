"""No reference out of a document is followed: not to the network, not to a file, not by a library either."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from triage.engine.reference import read_openapi
from triage.engine.reference.openapi import unpack_openapi
from triage.engine.reference.openapi.checking import check, validator
from triage.engine.reference.openapi.packing import pack_openapi
from triage.engine.tests.openapi_documents import body_schema, document, faults, indexed


class Listener(HTTPServer):
    asked: list[str]


class Counting(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"type": "string"}')

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener(("127.0.0.1", 0), Counting)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def aims(listener: Listener, folder: Path) -> list[str]:
    """References to a server that would answer and to a file that is there, as a document might write them."""
    (folder / "other.json").write_text('{"type": "string"}')
    address = f"127.0.0.1:{listener.server_port}/other.json"
    return [
        f"http://{address}", f"https://{address}", f"//{address}", f"http://{address}#/type",
        f"file://{folder}/other.json", f"file:{folder}/other.json", f"{folder}/other.json", "other.json",
        "./other.json#/type", "../other.json", "other.yaml#/components/schemas/A",
    ]  # fmt: skip


def everywhere(aim: str) -> Any:
    """A document that refers to it from every place that may hold a reference."""
    there = {"$ref": aim}
    schema = {
        "$id": aim, "$schema": aim, "$dynamicRef": aim, "$recursiveRef": aim, "externalDocs": {"url": aim},
        "type": "object",
        "properties": {"a": there, "b": {"allOf": [there]}, "c": {"$ref": aim, "description": "beside"}},
        "items": there, "not": there, "if": there, "then": there, "patternProperties": {"^x": there},
        "additionalProperties": there, "oneOf": [there, {"type": "object"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": aim}},
    }  # fmt: skip
    operation = {
        "parameters": [there, {"name": "q", "in": "query", "schema": there, "examples": {"e": there}}],
        "requestBody": {"content": {"application/json": {"schema": schema, "examples": {"e": there}}}},
        "responses": {"200": there, "default": {"description": "", "headers": {"h": there}, "links": {"l": there}}},
        "callbacks": {"c": there},
        "externalDocs": {"url": aim},
    }
    return document(
        version="3.1.0", jsonSchemaDialect=aim, externalDocs={"url": aim},
        paths={"/things": {"post": operation}, "/other": there, "/more": {"get": {"requestBody": there}}},
        components={"securitySchemes": {"s": there}, "schemas": {"A": there}},
        webhooks={"w": there}, servers=[{"url": aim}],
    )  # fmt: skip


def test_a_reference_out_of_the_document_is_never_followed_wherever_it_stands(
    listener: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for aim in aims(listener, tmp_path):
        api = read_openapi(json.dumps(everywhere(aim)).encode(), url=f"http://127.0.0.1:{listener.server_port}/")
        for number in range(len(api.definitions)):
            for value in ({"a": 1, "b": 1, "c": 1, "kind": "cat", "x": 1}, [1], "text", 5, None):
                check(api, number, value, hidden={})
        assert any(repr(aim) in each and "leads out" in each for each in api.warnings)
    assert listener.asked == []


def test_the_listener_would_have_noticed(listener: Listener) -> None:
    outside = {"$ref": f"http://127.0.0.1:{listener.server_port}/other.json"}
    assert not jsonschema_rs.Draft202012Validator(outside).is_valid(5)
    assert listener.asked == ["/other.json"]


def test_a_validator_of_ours_has_no_way_out_even_where_a_reference_slipped_through(listener: Listener) -> None:
    outside = json.dumps({"$ref": f"http://127.0.0.1:{listener.server_port}/other.json"})
    api = indexed({"type": "string"})
    packed = pack_openapi(api)
    slipped = unpack_openapi(packed)
    object.__setattr__(slipped.definitions[0], "text", outside)
    with pytest.raises(jsonschema_rs.ValidationError, match="Retrieval is disabled"):
        validator(slipped, 0)
    assert listener.asked == []


def test_what_a_reference_out_would_have_said_is_held_against_nobody() -> None:
    outside = {"$ref": "https://elsewhere.example/schema.json"}
    assert faults(outside, {"anything": [1]}) == ()
    assert faults({"not": outside}, 5) == ()
    assert faults({"oneOf": [outside, {"type": "string"}]}, "fits both") == ()
    assert faults({"oneOf": [{"properties": {"a": outside}}, {"type": "object"}]}, {"a": 1}) == ()
    assert faults({"if": outside, "then": {"required": ["a"]}}, {}, version="3.1.0") == ()
    closed = {"allOf": [outside], "unevaluatedProperties": False}
    assert faults(closed, {"documented": "elsewhere"}, version="3.1.0") == ()
    several = {"contains": outside, "maxContains": 1}
    assert faults(several, [1, 2], version="3.1.0") == ()
    by_name = {"A": {"allOf": [outside]}}
    assert faults({"not": {"$ref": "#/components/schemas/A"}}, 5, schemas=by_name) == ()


def test_the_rest_of_the_schema_still_counts_beside_a_reference_out() -> None:
    schema = {
        "allOf": [{"$ref": "other.yaml"}, {"required": ["name"]}],
        "oneOf": [{"$ref": "x.json"}, {"type": "null"}],
    }
    assert [each.name for each in faults(schema, {})] == ["name"]


@pytest.mark.parametrize(
    "aim", ["#anchor", "#/nowhere", "#/paths/9", "#/info/title/x", "#/%7Ex", "#//", 5, None, ["#"]]
)
def test_a_reference_to_nowhere_in_the_document_allows_everything_and_warns(aim: object) -> None:
    api = indexed({"$ref": aim})
    assert check(api, body_schema(api), {"a": 1}, hidden={}) == ()
    assert len(api.warnings) == 1
    assert api.warnings[0].startswith("/paths/~1things/post/requestBody/content/application~1json/schema: `$ref` to ")
