"""What must hold of any document, any value and any call."""

import json
import random
from contextlib import suppress
from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage.engine.errors import EngineError
from triage.engine.reference import read_openapi
from triage.engine.reference.openapi.checking import Fault, Kind, Unseen, check
from triage.engine.reference.openapi.coercing import as_list, as_typed, nested
from triage.engine.reference.openapi.hosts import relation
from triage.engine.reference.openapi.matching import locate
from triage.engine.reference.openapi.nearest import nearest_routes
from triage.engine.reference.openapi.packing import pack_openapi, unpack_openapi
from triage.engine.reference.openapi.shapes import read_only, undocumented
from triage.engine.tests.openapi_documents import at, body_schema, document, read, with_paths
from triage.engine.tests.openapi_values import Unsupported, Values


def times(count: int) -> settings:
    """So many examples, whatever the machine's pace."""
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow])


NAMES = st.sampled_from(["a", "b", "c", "kind"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.5, -1.5, 2.0, 1e300]),
    st.sampled_from(["", "a", "b", "abc", "é"]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
TYPES = ("string", "integer", "number", "boolean", "null", "array", "object")
SIZES = st.integers(0, 3)


def plain() -> st.SearchStrategy[dict[str, Any]]:
    """Schemas without others in them."""
    return st.one_of(
        st.sampled_from(TYPES).map(lambda each: {"type": each}),
        st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True).map(lambda each: {"type": each}),
        st.lists(SCALARS, min_size=1, max_size=3).map(lambda each: {"enum": each}),
        SCALARS.map(lambda each: {"const": each}),
        st.fixed_dictionaries(
            {"type": st.just("string")}, optional={"minLength": SIZES, "maxLength": SIZES, "pattern": st.just("^a")}
        ),
        st.fixed_dictionaries(
            {"type": st.just("integer")},
            optional={"minimum": SIZES, "exclusiveMaximum": SIZES, "multipleOf": st.just(2)},
        ),
        st.lists(NAMES, max_size=2, unique=True).map(lambda each: {"required": each}),
        st.fixed_dictionaries({}, optional={"minItems": SIZES, "uniqueItems": st.booleans(), "maxProperties": SIZES}),
    )  # fmt: skip


def wider(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas made of others."""
    several = st.lists(inner, min_size=1, max_size=3)
    fields = st.dictionaries(NAMES, inner, max_size=3)
    return st.one_of(
        st.sampled_from(["allOf", "anyOf", "oneOf",
        "prefixItems"]).flatmap(lambda name: several.map(lambda each: {name: each})),
        st.sampled_from(["not", "items", "contains", "additionalProperties",
        "propertyNames"]).flatmap(lambda name: inner.map(lambda each: {name: each})),
        st.fixed_dictionaries(
            {"properties": fields, "required": st.lists(NAMES, max_size=2, unique=True)},
            optional={"type": st.just("object"),
            "additionalProperties": st.booleans(), "unevaluatedProperties": st.just(False)},
        ),
        st.fixed_dictionaries({"if": inner, "then": inner, "else": inner}),
        st.tuples(inner, inner).map(lambda both: {**both[0], **both[1]}),
    )  # fmt: skip


SCHEMAS = st.recursive(plain(), wider, max_leaves=6)


def found(schema: Any, value: Any, **hidden: Unseen) -> tuple[tuple[Fault, ...], dict[str, Any]]:
    source = document(schema, version="3.1.0")
    api = read(source)
    return check(api, body_schema(api), value, hidden={(name,): each for name, each in hidden.items()}), source


def is_there(value: Any, path: tuple[str, ...]) -> bool:
    for key in path:
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return False
    return True


@times(400)
@given(SCHEMAS, VALUES)
def test_something_is_found_exactly_where_another_validator_refuses(schema: Any, value: Any) -> None:
    assert bool(found(schema, value)[0]) is not jsonschema.Draft202012Validator(schema).is_valid(value)


@times(200)
@given(SCHEMAS, VALUES)
def test_every_fault_has_its_place_in_the_value_and_in_the_document(schema: Any, value: Any) -> None:
    faults, source = found(schema, value)
    for fault in faults:
        assert is_there(value, fault.path)
        at(source, fault.pointer)
        here = at(value, "".join(f"/{key}" for key in fault.path))
        if fault.kind is Kind.REQUIRED:
            assert fault.name not in here
        if fault.kind is Kind.UNKNOWN:
            assert is_there(here, (fault.name,))


@times(200)
@given(SCHEMAS, st.integers(0, 10_000))
def test_a_value_made_after_the_schema_has_no_fault(schema: Any, seed: int) -> None:
    with suppress(Unsupported):
        value = Values(lambda each: each, random.Random(seed)).value(schema)
        if jsonschema.Draft202012Validator(schema).is_valid(value):
            assert found(schema, value)[0] == ()


@times(200)
@given(st.sampled_from(TYPES), SCHEMAS, VALUES)
def test_a_masked_string_that_may_be_right_is_not_accused(kind: str, schema: Any, value: Any) -> None:
    """Whatever the rule: where some string in that place would do, its mask is not held against the call."""
    rule = {"properties": {"a": schema}}
    known = Unseen("string")
    if any(found(rule, {"a": text, "b": value})[0] == () for text in ("", "a", "b", "abc", "é")):
        assert found(rule, {"a": "[token:8]", "b": value}, a=known)[0] == ()


KEYWORDS = [
    "openapi", "info", "paths", "components", "schemas", "parameters", "securitySchemes", "security", "servers",
    "url", "/a",
    "/a/{b}", "get", "post", "requestBody", "content", "application/json", "schema", "responses", "200", "name",
    "in", "style",
    "$ref", "type", "properties", "items", "allOf", "oneOf", "anyOf", "not", "required", "enum", "const", "format",
    "pattern",
    "nullable", "readOnly", "discriminator", "propertyName", "mapping", "minimum", "maxLength",
    "additionalProperties", "a",
    "patternProperties", "prefixItems", "if", "then", "contains", "maxContains", "multipleOf", "uniqueItems", "example",
    "examples", "description", "externalDocs", "explode", "A", "exclusiveMinimum", "unevaluatedProperties",
    "dependentSchemas",
]  # fmt: skip
LEAVES = st.one_of(
    SCALARS,
    st.sampled_from([
        "3.0.3", "3.1.0", "#/components/schemas/A", "#/paths/~1a", "#", "#a", "#/", "http://x.example/y", "string",
        "object",
        "query", "path", "^(a+)+$", "(?=x)", "date", "deepObject", "https://[x/", "{a}{b}", "http", "apiKey",
    ]),
    st.sampled_from([2**63, 2**64, 10**30, -1, 0, 1e308, -0.0]),
)  # fmt: skip
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYWORDS) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=40,
)


def place(value: Any, where: int) -> Any:
    """The value somewhere in a document that is right otherwise."""
    path = {"post": {"requestBody": {"content": {"application/json": {"schema": value}}}}}
    return [
        value, {"openapi": "3.0.3", "paths": value}, {"openapi": "3.1.0", "paths": {"/a": value}},
        document(value, schemas={"A": value}), document(value, schemas={"A": value}, version="3.1.0"),
        document({"properties": {"a": value}, "allOf": [value]}, schemas={"A": value}),
        document(paths={"/a": {"get": value},
        "/a/{b}": {"parameters": [value], **path}}, components={"schemas": {"A": value}}),
        document(components=value, security=[], servers=[value]),
    ][where]  # fmt: skip


@times(500)
@given(DOCUMENTS, st.integers(0, 7), VALUES)
def test_any_json_is_read_or_refused_and_what_is_read_can_be_used(value: Any, where: int, sent: Any) -> None:
    with suppress(EngineError):
        api = read_openapi(json.dumps(place(value, where)).encode())
        again = unpack_openapi(pack_openapi(api))
        assert again.definitions == api.definitions
        for number in range(len(api.definitions)):
            assert len(check(api, number, sent, hidden={})) <= 12
            assert all(each.name for each in undocumented(api, number, sent) if each.name not in ("", sent))
            assert all(read_only(api, number, sent))
            as_typed(api, [api.schema(number)], nested([("a[b]", "1"), ("a[]", "2"), ("c", "{")]))
            as_list(api, [api.schema(number)], ["1,2", "x"], style="form", explode=True)
        match = locate([api], method="POST", host="x.example", path="/a/b")
        assert match is None or len(nearest_routes(match, method="GET")) <= 3


@times(150)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for each in (content, b"openapi: 3.0.0\npaths:\n  /a: " + content):
        with suppress(EngineError):
            assert read_openapi(each).openapi.startswith("3.")


ODD = st.text(st.sampled_from("/{}.:%-~a1Zé ?#[]@$<>*\x00\ud800"), max_size=40)
API = with_paths(
    "/", "/a", "/a/{b}", "/a/{b}.json", "/{x}{y}/z", "/{path}", "/a/{b}/{rest}", "/%41", "/{}", "//", "/a//b",
    servers=["https://api.example.com/v1", "https://{r}.example.com/{v}", "/", "{base}/x"],
)  # fmt: skip


@times(400)
@given(ODD, ODD, ODD)
def test_locating_any_call_never_fails(method: str, host: str, path: str) -> None:
    match = locate([API], method=method, host=host, path=path)
    if match is not None:
        assert len(nearest_routes(match, method=method)) <= 3
        assert match.operation is None or match.route is not None
    assert relation(host, path) in list(type(relation("a", "b")))
