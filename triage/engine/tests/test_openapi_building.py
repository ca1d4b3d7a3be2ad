"""What is kept of a document, and the JSON pointer of each place where its skeleton is broken."""

import json
import zlib
from typing import Any

import orjson
import pytest

from triage.engine.errors import BadReference
from triage.engine.reference.openapi import read_openapi
from triage.engine.reference.openapi.packing import FORMAT, pack_openapi, unpack_openapi
from triage.engine.reference.openapi.values import OpenApi, Operation, Requirement
from triage.engine.tests.openapi_documents import at, document, read

OK: dict[str, Any] = {"responses": {"200": {"description": "OK"}}}


def refusal(value: Any) -> BadReference:
    with pytest.raises(BadReference) as caught:
        read(value)
    return caught.value


def operation(value: Any, **more: Any) -> dict[str, Any]:
    return document(paths={"/a": {"post": value}}, **more)


def parsed(value: Any, **more: Any) -> Operation:
    return read(operation(value, **more)).operations[0]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([], "the document"), (None, "the document"), ("text", "the document"),
        ({"swagger": "2.0"}, "/swagger"), ({}, "/openapi"), ({"openapi": "2.0"}, "/openapi"),
        ({"openapi": 3}, "/openapi"), ({"openapi": ["3.0.0"]}, "/openapi"), ({"openapi": "4.0.0"}, "/openapi"),
        (document(paths=[]), "/paths"), (document(paths=None), "/paths"), (document(info="x"), "/info"),
        (document(info=None), "/info"), (document(components=[]), "/components"),
        (document(components={"securitySchemes": []}), "/components/securitySchemes"),
        (document(components={"securitySchemes": {"a/b": 5}}), "/components/securitySchemes/a~1b"),
        (document(security={}), "/security"), (document(security=["key"]), "/security/0"),
        (document(security=[{"key": "scope"}]), "/security/0/key"),
        (document(paths={"/a~b": 5}), "/paths/~1a~0b"), (document(paths={"/a": None}), "/paths/~1a"),
        (document(paths={"/a": {"get": None}}), "/paths/~1a/get"),
        (document(paths={"/a": {"parameters": {}}}), "/paths/~1a/parameters"),
        (document(paths={"/a": {"parameters": [5]}}), "/paths/~1a/parameters/0"),
        (operation([]), "/paths/~1a/post"), (operation({"parameters": "x"}), "/paths/~1a/post/parameters"),
        (operation({"parameters": [{}, None]}), "/paths/~1a/post/parameters/1"),
        (operation({"security": [[]]}), "/paths/~1a/post/security/0"),
        (operation({"responses": []}), None), (operation({"responses": [1]}), "/paths/~1a/post/responses"),
        (operation({"responses": {"200": "OK"}}), "/paths/~1a/post/responses/200"),
        (operation({"requestBody": {"content": "json"}}), "/paths/~1a/post/requestBody/content"),
        (operation({"requestBody": {"content": {"a/b": 5}}}), "/paths/~1a/post/requestBody/content/a~1b"),
        (
            operation({"parameters": [{"name": "q", "in": "query", "content": {"a/b": 5}}]}),
            "/paths/~1a/post/parameters/0/content/a~1b",
        ),
    ],
)  # fmt: skip
def test_a_broken_skeleton_is_refused_with_the_pointer_of_the_place(value: Any, place: str | None) -> None:
    if place is None:
        assert read(value).operations
    else:
        assert refusal(value).place == place


def test_the_place_of_a_broken_part_is_where_it_stands_not_where_it_is_referred_to() -> None:
    shared = {"responses": {"Broken": 5}, "schemas": {}}
    aim = {"responses": {"200": {"$ref": "#/components/responses/Broken"}}}
    assert refusal(operation(aim, components=shared)).place == "/components/responses/Broken"


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1", "3.0.0-rc2", "3.2.0"])
def test_every_version_of_three_is_read(version: str) -> None:
    assert read(document(openapi=version)).openapi == version


def test_yaml_that_took_the_version_for_a_number_is_read() -> None:
    assert (
        read_openapi(b"openapi: 3.0\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: Fine}\n")
        .operations[0]
        .response(200)
        == "Fine"
    )


def test_a_path_that_does_not_begin_with_a_slash_is_left_out_with_a_warning() -> None:
    api = read(document(paths={"a": {"get": OK}, "$ref": "paths.yaml", "x-note": {"get": OK}, "/b": {"get": OK}}))
    assert [each.path for each in api.operations] == ["/b"]
    assert [each.partition(":")[0] for each in api.warnings] == ["/paths/a", "/paths/$ref"]


def test_an_operation_s_own_parameter_takes_the_place_of_the_path_s() -> None:
    shared = [{"name": "id", "in": "path", "schema": {"type": "string"}}, {"name": "X-A", "in": "header"}]
    own = [
        {"name": "id", "in": "path", "schema": {"type": "integer"}},
        {"name": "x-a", "in": "header", "required": True},
    ]
    api = read(document(paths={"/{id}": {"parameters": shared, "get": {"parameters": own}}}))
    kept = api.operations[0].parameters
    assert [(each.name, each.required, each.pointer[-3:]) for each in kept] == [
        ("id", True, "s/0"),
        ("x-a", True, "s/1"),
    ]


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION"])
def test_a_header_that_describes_the_message_is_no_parameter(name: str) -> None:
    assert parsed({"parameters": [{"name": name, "in": "header", "required": True}]}).parameters == ()


@pytest.mark.parametrize(
    "value",
    [{}, {"name": "a"}, {"in": "query"}, {"name": "", "in": "query"}, {"name": "a", "in": "body"}, {"$ref": "x"}],
)
def test_a_parameter_without_name_or_place_is_passed_over(value: Any) -> None:
    assert parsed({"parameters": [value]}).parameters == ()


@pytest.mark.parametrize(
    ("value", "style", "explode"),
    [
        ({"in": "query"}, "form", True), ({"in": "cookie"}, "form", True), ({"in": "path"}, "simple", False),
        ({"in": "header"}, "simple", False), ({"in": "query", "explode": False}, "form", False),
        ({"in": "query", "style": "deepObject"}, "deepObject", False), ({"in": "query", "explode": "no"}, "form", True),
        ({"in": "query", "style": "pipeDelimited"}, "pipeDelimited", False),
        ({"in": "query", "content": {"application/json": {"schema": {}}}}, "json", False),
        ({"in": "query", "content": {"text/csv": {"schema": {}}}}, "content", False),
    ],
)  # fmt: skip
def test_the_style_of_a_parameter_is_its_own_or_its_place_s(value: Any, style: str, explode: bool) -> None:
    parameter = parsed({"parameters": [{"name": "a", **value}]}).parameters[0]
    assert (parameter.style, parameter.explode) == (style, explode)


def test_every_pointer_of_the_index_leads_to_what_it_names() -> None:
    parameters = [
        {"name": "plain", "in": "query", "schema": {"type": "string"}},
        {"name": "json", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
        {"$ref": "#/components/parameters/a~1b%20c"},
    ]
    body = {"$ref": "#/components/requestBodies/B"}
    source = document(
        paths={"/x~y/{z}": {"parameters": parameters, "post": {"requestBody": body, **OK}}},
        components={
            "parameters": {"a/b c": {"name": "shared", "in": "header", "schema": {"type": "integer"}}},
            "requestBodies": {"B": {"content": {"application/JSON; charset=utf-8": {"schema": {"type": "array"}}}}},
            "securitySchemes": {"k": {"type": "apiKey", "in": "query", "name": "key"}},
        },
    )
    api = read(source)
    kept = api.operations[0]
    assert at(source, kept.pointer) == {"requestBody": body, **OK}
    assert [at(source, each.pointer)["name"] for each in kept.parameters] == ["plain", "json", "shared"]
    types = [at(source, api.definitions[each.schema].pointer)["type"] for each in kept.parameters]
    assert types == ["string", "object", "integer"]
    assert at(source, api.definitions[kept.media[0].schema].pointer) == {"type": "array"}
    assert kept.media[0].type == "application/json"
    assert "schema" in at(source, kept.media[0].pointer)
    assert at(source, kept.body_pointer) is source["components"]["requestBodies"]["B"]
    assert at(source, api.schemes[0].pointer)["name"] == "key"


def test_no_security_an_empty_one_and_alternatives_are_three_things() -> None:
    both = [{"a": ["read"], "b": []}, {}]
    assert parsed(OK).security == ()
    assert parsed({**OK, "security": []}, security=both).security == ((),)
    assert parsed(OK, security=both).security == ((Requirement("a", ("read",)), Requirement("b")), ())


def test_the_server_of_an_operation_is_its_own_then_its_path_s() -> None:
    item = {
        "servers": [{"url": "/path"}],
        "get": {"servers": [{"url": "/own"}]},
        "post": {"servers": []},
        "put": {"servers": [5, {}]},
    }
    api = read(document(paths={"/a": item}, servers=[{"url": "/whole"}]))
    assert {each.method: each.servers for each in api.operations} == {
        "GET": ("/own",), "POST": ("/path",), "PUT": ("/path",),
    }  # fmt: skip
    assert api.servers == ("/whole",)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "//host/x", 5, None, {"a": 1}])
def test_only_an_address_of_the_web_is_kept_as_documentation(link: Any) -> None:
    api = read(operation({**OK, "externalDocs": {"url": link}}, externalDocs={"url": link}))
    assert (api.docs, api.operations[0].link) == ("", "")


def rich() -> OpenApi:
    body = {
        "content": {"application/json": {"schema": {"type": "object", "properties": {"é": {"enum": [1, None, "x"]}}}}}
    }
    value = {
        "summary": "Do", "deprecated": True, "externalDocs": {"url": "https://docs.example/a"}, "requestBody": body,
        "parameters": [{"name": "q", "in": "query", "schema": {"type": "integer"}, "example": 5}],
        "security": [{"k": ["a"]}], "servers": [{"url": "https://h.example/v1"}], **OK,
    }  # fmt: skip
    schemes = {"securitySchemes": {"k": {"type": "http", "scheme": "Basic"}}}
    made = json.dumps(operation(value, components=schemes) | {"x": {"$ref": "#/x"}}).encode()
    return read_openapi(made, name="file.yaml", url="https://docs.example/openapi.yaml")


def test_what_is_packed_is_unpacked_as_it_was() -> None:
    api = rich()
    again = unpack_openapi(pack_openapi(api))
    assert {name: getattr(api, name) for name in api.__slots__} == {
        name: getattr(again, name) for name in api.__slots__
    }
    assert again != api
    assert hash(again.operations[0]) == hash(api.operations[0])


def test_an_index_of_another_format_or_a_damaged_one_is_refused() -> None:
    packed = pack_openapi(rich())
    other = zlib.compress(orjson.dumps({"format": FORMAT + 1, "api": {}}))
    for content, message in (
        (other, "another format"), (zlib.compress(b"[]"), "another format"), (zlib.compress(b"{"), "damaged"),
        (packed[:-9], "damaged"), (b"", "damaged"), (b"text", "damaged"),
        (packed[:20] + b"\x00" + packed[21:], "damaged"),
        (zlib.compress(orjson.dumps({"format": FORMAT, "api": {}})), "damaged"),
        (zlib.compress(orjson.dumps({"format": FORMAT, "api": []})), "damaged"),
        (zlib.compress(orjson.dumps({"format": FORMAT})), "damaged"),
    ):  # fmt: skip
        with pytest.raises(BadReference, match=f"the index: the index is (of )?{message}"):
            unpack_openapi(content)
