"""OpenAPI 3.0's schemas and vendors' slips in them, as JSON Schema 2020-12 that accuses of nothing undocumented."""

from typing import Any

import pytest

from triage.engine.reference.openapi.checking import Kind, check
from triage.engine.tests.openapi_documents import BODY, at, body_schema, document, faults, indexed, read, ref

STRING: dict[str, Any] = {"type": "string"}


def kinds(schema: Any, value: Any, **more: Any) -> list[Kind]:
    return [each.kind for each in faults(schema, value, **more)]


def warnings(schema: Any, **more: Any) -> list[str]:
    return [each.removeprefix(BODY) for each in indexed(schema, **more).warnings]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True}, {"type": "string", "enum": ["a"], "nullable": True}, {"nullable": True},
        {"allOf": [STRING], "nullable": True}, {"oneOf": [STRING], "nullable": True},
        {"not": {"type": "null"}, "nullable": True},
        {"$ref": "#/components/schemas/S", "nullable": True}, {"type": "object", "allOf": [STRING], "nullable": True},
        {"enum": ["a"], "allOf": [STRING], "nullable": True},
    ],
)  # fmt: skip
def test_null_is_right_where_it_is_nullable_and_nowhere_else(schema: dict[str, Any]) -> None:
    assert kinds(schema, None, schemas={"S": STRING}) == []
    plain = {name: value for name, value in schema.items() if name != "nullable"}
    assert plain == {} or kinds(plain, None, schemas={"S": STRING}) != []


def test_a_nullable_reference_is_nullable_in_its_place_only() -> None:
    schema = {"properties": {"a": {**ref("S"), "nullable": True}, "b": ref("S")}}
    assert [each.path for each in faults(schema, {"a": None, "b": None}, schemas={"S": STRING})] == [("b",)]


@pytest.mark.parametrize(("version", "expected"), [("3.0.3", []), ("3.1.0", [Kind.BOUNDS])])
def test_what_stands_beside_a_reference_counts_from_3_1_on(version: str, expected: list[Kind]) -> None:
    assert kinds({**ref("S"), "minLength": 3}, "ab", schemas={"S": STRING}, version=version) == expected


@pytest.mark.parametrize(
    ("schema", "wrong", "right", "expected"),
    [
        ({"minimum": 1, "exclusiveMinimum": True}, 1, 1.1, "more than 1"),
        ({"maximum": 1, "exclusiveMaximum": True}, 1, 0.9, "less than 1"),
        ({"minimum": 1, "exclusiveMinimum": False}, 0, 1, "at least 1"),
        ({"exclusiveMinimum": 1}, 1, 2, "more than 1"), ({"maximum": 18446744073709551616}, 2e19, 5, "at most "),
    ],
)  # fmt: skip
def test_bounds_are_read_in_both_dialects(schema: Any, wrong: Any, right: Any, expected: str) -> None:
    assert [each.expected.startswith(expected) for each in faults(schema, wrong)] == [True]
    assert faults(schema, right) == ()


def test_a_boolean_bound_without_a_number_says_nothing() -> None:
    assert faults({"exclusiveMinimum": True}, -5) == ()
    assert warnings({"exclusiveMinimum": True}) == []


@pytest.mark.parametrize("value", [5, "a", None])
def test_a_list_of_types_takes_each_of_them_and_null_without_quotes(value: Any) -> None:
    assert faults({"type": ["string", "integer", None]}, value, version="3.1.0") == ()
    assert [each.expected for each in faults({"type": ["string", "integer", None]}, [], version="3.1.0")] == [
        "a string or an integer or null"
    ]


def test_const_prefix_items_and_conditions_of_3_1_are_checked() -> None:
    assert [each.choices for each in faults({"const": {"a": 1}}, 5, version="3.1.0")] == [('{"a": 1}',)]
    tuple_ = {"prefixItems": [STRING, {"type": "integer"}], "items": False}
    assert [(each.kind, each.path) for each in faults(tuple_, ["a", "b"], version="3.1.0")] == [(Kind.TYPE, ("1",))]
    assert [(each.kind, each.name) for each in faults(tuple_, ["a", 1, 2], version="3.1.0")] == [(Kind.UNKNOWN, "2")]
    when = {
        "if": {"properties": {"a": {"const": 1}}, "required": ["a"]},
        "then": {"required": ["b"]},
        "else": {"required": ["c"]},
    }
    assert [each.name for each in faults(when, {"a": 1}, version="3.1.0")] == ["b"]
    assert [each.name for each in faults(when, {}, version="3.1.0")] == ["c"]


@pytest.mark.parametrize(
    ("keyword", "wrong"),
    [
        ("type", "file"), ("type", "String"), ("type", {}), ("type", [{}]), ("type", []), ("type", ["string", "any"]),
        ("minimum", "5"), ("maximum", None), ("maximum", True), ("exclusiveMinimum", "1"), ("multipleOf", 0),
        ("multipleOf", -1), ("multipleOf", "2"), ("maxLength", -1), ("maxLength", "9"), ("maxLength", 2.5),
        ("minItems", True), ("uniqueItems", "true"), ("readOnly", "yes"), ("enum", []), ("enum", "a"), ("enum", {}),
        ("pattern", 5), ("format", ["date"]), ("required", True), ("required", "name"), ("properties", []),
        ("patternProperties", "x"), ("items", [STRING]), ("items", "x"), ("additionalProperties", "no"), ("not", None),
        ("allOf", {}), ("allOf", []), ("oneOf", "x"), ("anyOf", None), ("prefixItems", {}), ("if", []),
        ("dependentSchemas", []), ("contains", 5),
    ],
)  # fmt: skip
def test_a_keyword_of_the_wrong_type_is_left_out_with_a_warning(keyword: str, wrong: Any) -> None:
    assert warnings({keyword: wrong}) == [f"/{keyword}: left out, as this is nothing that `{keyword}` can be"]
    for value in (None, 1, -2.5, "a", [], [1, 1], {}, {"a": 1}):
        assert faults({keyword: wrong}, value) == ()
        assert faults({"not": {keyword: wrong}}, value) == ()
        assert faults({"oneOf": [{keyword: wrong}, {}]}, value) == ()


@pytest.mark.parametrize("schema", [5, "string", [], None, [STRING]])
def test_a_schema_that_is_none_allows_everything_and_warns(schema: Any) -> None:
    api = indexed({"properties": {"a": schema}})
    assert check(api, body_schema(api), {"a": 1}, hidden={}) == ()
    assert api.warnings == (f"{BODY}/properties/a: a schema is an object, not {type(schema).__name__}",)


def test_true_and_false_are_schemas() -> None:
    schema = {"properties": {"a": True, "b": False}}
    assert [(each.kind, each.name) for each in faults(schema, {"a": 1, "b": 1}, version="3.1.0")] == [
        (Kind.UNKNOWN, "b")
    ]
    assert kinds(False, 5, version="3.1.0") == [Kind.BRANCH]


@pytest.mark.parametrize("keyword", ["const", "enum", "default", "example", "examples", "x-note"])
def test_what_only_looks_like_a_reference_is_a_value(keyword: str) -> None:
    value = {"$ref": "not/a/pointer"}
    schema = {keyword: [value] if keyword in ("enum", "examples") else value}
    api = indexed(schema, version="3.1.0")
    assert check(api, body_schema(api), value, hidden={}) == ()
    assert api.warnings == ()


def test_a_property_may_have_any_name() -> None:
    names = ["$ref", "$defs", "wrapped", "open", "loosened", "anyOf", "discriminator", "a/b", "a~b", "0", "é"]
    source = document({"properties": dict.fromkeys(names, STRING), "required": names})
    api = read(source)
    assert {each.name for each in check(api, 0, {}, hidden={})} == set(names)
    for name in names:
        fault = check(api, 0, dict.fromkeys(names, "x") | {name: 5}, hidden={})
        assert [each.path for each in fault] == [(name,)]
        assert at(source, fault[0].pointer) == "string"


def test_yaml_that_typed_a_value_otherwise_than_the_schema_is_no_reason_to_accuse() -> None:
    assert kinds({"type": "string", "enum": [1, True, 2.5, "a"]}, "1") == []
    assert kinds({"type": "string", "enum": [1, True]}, "true") == []
    assert kinds({"type": "integer", "enum": ["1", "2"]}, 2) == []
    assert kinds({"type": "integer", "enum": ["1", "2"]}, 3) == [Kind.ENUM]


@pytest.mark.parametrize("pattern", ["(?=x)x", r"(x)\1", "("])
def test_a_pattern_that_cannot_be_checked_accuses_nobody_from_anywhere(pattern: str) -> None:
    broken = {"pattern": pattern}
    for schema, value in (
        (broken, "b"), ({"not": broken}, "b"), ({"oneOf": [broken, STRING]}, "b"),
        ({"contains": broken, "maxContains": 1}, ["b", "b"]),
        ({"additionalProperties": False, "patternProperties": {pattern: {}}}, {"b": 1}),
        ({"if": broken, "then": False}, "b"), ({"propertyNames": broken}, {"b": 1}),
    ):  # fmt: skip
        assert faults(schema, value, version="3.1.0") == ()


class TestReadOnly:
    HIDDEN = {"id": {"readOnly": True}, "name": {}}

    @pytest.mark.parametrize(
        "schema",
        [
            {"properties": HIDDEN, "required": ["id", "name"]},
            {"allOf": [{"properties": HIDDEN}], "required": ["id", "name"]},
            {"allOf": [{"properties": HIDDEN}, {"required": ["id", "name"]}]},
            {"allOf": [{"required": ["id", "name"]}, {"allOf": [{"properties": HIDDEN}]}]},
            {"allOf": [ref("Named"), ref("Needs")]},
            {"properties": {"id": ref("Id")}, "required": ["id", "name"]},
            {"allOf": [ref("Named")], "required": ["id", "name"]},
        ],
    )
    def test_a_read_only_field_is_required_of_nobody_who_sends(self, schema: dict[str, Any]) -> None:
        known = {"Id": {"readOnly": True}, "Named": {"properties": self.HIDDEN}, "Needs": {"required": ["id", "name"]}}
        assert [each.name for each in faults(schema, {}, schemas=known)] == ["name"]

    def test_beside_a_reference_too(self) -> None:
        known = {"Named": {"properties": self.HIDDEN}}
        schema = {**ref("Named"), "required": ["id", "name"]}
        assert [each.name for each in faults(schema, {}, schemas=known, version="3.1.0")] == ["name"]

    def test_what_refuses_it_or_turns_on_it_says_nothing(self) -> None:
        assert faults({"properties": self.HIDDEN, "not": {"required": ["id"]}}, {"name": 1}) == ()
        branches = [{"properties": self.HIDDEN, "required": ["id"]}, {"properties": self.HIDDEN}]
        assert faults({"oneOf": branches}, {"name": 1}) == ()

    def test_a_field_of_the_same_name_in_another_object_is_required(self) -> None:
        schema = {"properties": {**self.HIDDEN, "of": {"required": ["id"]}}, "required": ["id"]}
        assert [each.path for each in faults(schema, {"of": {}})] == [("of",)]


class TestDiscriminator:
    PETS = {
        "Cat": {"properties": {"kind": STRING, "claws": {"type": "integer"}}, "required": ["claws"]},
        "Dog": {"properties": {"kind": STRING, "bark": {"type": "boolean"}}, "required": ["bark"]},
    }

    def of(self, chooser: Any, sent: Any, keyword: str = "oneOf") -> list[tuple[Kind, tuple[str, ...], str]]:
        schema = {keyword: [ref("Cat"), ref("Dog")], "discriminator": chooser}
        return [(each.kind, each.path, each.name) for each in faults(schema, sent, schemas=self.PETS)]

    @pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
    @pytest.mark.parametrize(
        ("mapping", "kind"),
        [
            (None, "Dog"), ({"dog": "#/components/schemas/Dog"}, "dog"), ({"dog": "Dog"}, "dog"),
            ({"dog": "Dog", "hound": "Dog"}, "hound"), ({"cat": "Cat"}, "Dog"), ({"1": "Dog"}, "1"), ([], "Dog"),
        ],
    )  # fmt: skip
    def test_it_names_the_branch_that_is_meant(self, keyword: str, mapping: Any, kind: str) -> None:
        chooser = {"propertyName": "kind", "mapping": mapping}
        assert self.of(chooser, {"kind": kind}, keyword) == [(Kind.REQUIRED, (), "bark")]
        assert self.of(chooser, {"kind": kind, "bark": 1}, keyword) == [(Kind.TYPE, ("bark",), "")]

    def test_a_value_that_it_does_not_have_is_told_with_those_it_has(self) -> None:
        schema = {
            "oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}},
        }
        fault = faults(schema, {"kind": "cow"}, schemas=self.PETS)[0]
        assert (fault.kind, fault.path, fault.choices) == (Kind.ENUM, ("kind",), ('"cat"', '"Dog"'))

    def test_where_it_is_missing_it_is_what_is_asked_for(self) -> None:
        assert self.of({"propertyName": "kind"}, {}) == [(Kind.REQUIRED, (), "kind")]

    @pytest.mark.parametrize(
        "chooser", [None, 5, {}, {"propertyName": 5}, {"propertyName": "kind", "mapping": {"x": "other.yaml"}}]
    )
    def test_a_broken_one_is_no_reason_to_fail(self, chooser: Any) -> None:
        assert self.of(chooser, {"claws": "x"})


@pytest.mark.parametrize("levels", [30, 110])
def test_schemas_nest_as_deep_as_a_document_may(levels: int) -> None:
    schema: Any = {"type": "integer"}
    sent: Any = "x"
    for level in range(levels):
        schema = {"properties": {"a": schema}, "nullable": levels > 90, "allOf": [{}]}
        sent = {"a": sent} if level < 90 else sent
    source = document(schema)
    api = read(source)
    found = check(api, 0, sent, hidden={})
    if levels == 30:
        assert [(each.kind, len(each.path)) for each in found] == [(Kind.TYPE, 30)]
        assert at(source, found[0].pointer) == "integer"
