"""What is wrong with a value: each kind of fault, which is told first, and which branch was meant."""

from typing import Any

import pytest

from triage.engine.reference.openapi.checking import Kind, Unseen, check
from triage.engine.reference.openapi.shapes import read_only, undocumented
from triage.engine.tests.openapi_documents import at, body_schema, document, faults, indexed, read, ref

STRING: dict[str, Any] = {"type": "string"}
INTEGER: dict[str, Any] = {"type": "integer"}
Told = list[tuple[Kind, tuple[str, ...], str]]


def told(schema: Any, value: Any, **more: Any) -> Told:
    """Kind, place and name of each fault."""
    return [(each.kind, each.path, each.name) for each in faults(schema, value, **more)]


@pytest.mark.parametrize(
    ("schema", "value", "kind", "expected"),
    [
        (STRING, 5, Kind.TYPE, "a string"), (INTEGER, 1.5, Kind.TYPE, "an integer"),
        ({"type": "number"}, "1", Kind.TYPE, "a number"),
        ({"type": "boolean"}, "true", Kind.TYPE, "true or false"), ({"type": "array"}, {}, Kind.TYPE, "an array"),
        ({"type": "object"}, [], Kind.TYPE, "an object"), ({"type": "null"}, 0, Kind.TYPE, "null"),
        ({"type": ["integer", "boolean"]}, "x", Kind.TYPE, "an integer or true or false"),
        ({"format": "date"}, "31.01.2026", Kind.FORMAT, "date"),
        ({"format": "date-time"}, "2026-01-31", Kind.FORMAT, "date-time"),
        ({"format": "uuid"}, "12", Kind.FORMAT, "uuid"), ({"format": "email"}, "ada", Kind.FORMAT, "email"),
        ({"format": "uri"}, "example", Kind.FORMAT, "uri"), ({"format": "ipv4"}, "1.2.3", Kind.FORMAT, "ipv4"),
        ({"pattern": "^a"}, "b", Kind.PATTERN, "^a"), ({"minimum": 2}, 1, Kind.BOUNDS, "at least 2"),
        ({"maximum": 2.5}, 3, Kind.BOUNDS, "at most 2.5"), ({"exclusiveMinimum": 2}, 2, Kind.BOUNDS, "more than 2"),
        ({"exclusiveMaximum": 2}, 2, Kind.BOUNDS, "less than 2"),
        ({"multipleOf": 0.5}, 0.7, Kind.BOUNDS, "a multiple of 0.5"),
        ({"minLength": 1}, "", Kind.BOUNDS, "at least 1 character"),
        ({"maxLength": 2}, "abc", Kind.BOUNDS, "at most 2 characters"),
        ({"minItems": 2}, [1], Kind.BOUNDS, "at least 2 items"),
        ({"maxItems": 1}, [1, 2], Kind.BOUNDS, "at most 1 item"),
        ({"minProperties": 1}, {}, Kind.BOUNDS, "at least 1 field"), ({"maxProperties": 0},
        {"a": 1}, Kind.BOUNDS, "at most 0 fields"),
        ({"uniqueItems": True}, [1, 1], Kind.BOUNDS, "no item twice"), ({"not": {}}, 1, Kind.BRANCH, ""),
        ({"contains": STRING}, [1], Kind.BRANCH, ""), ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, Kind.BRANCH, ""),
    ],
)  # fmt: skip
def test_each_kind_of_fault_says_what_is_documented(schema: Any, value: Any, kind: Kind, expected: str) -> None:
    assert [(each.kind, each.expected) for each in faults(schema, value)] == [(kind, expected)]


@pytest.mark.parametrize("name", ["int32", "float", "password", "byte", "binary", "decimal", "phone", "", "x" * 200])
def test_a_format_that_nothing_defines_is_not_checked(name: str) -> None:
    assert faults({"type": "string", "format": name}, "anything") == ()


def test_allowed_values_are_told_as_json() -> None:
    assert faults({"enum": ["a", 1, None, {"é": []}]}, 5)[0].choices == ('"a"', "1", "null", '{"é": []}')
    assert faults({"const": "x"}, 5)[0].choices == ('"x"',)
    assert len(faults({"enum": [*range(500)]}, "x")[0].choices) == 60


def test_faults_are_told_in_the_order_in_which_a_person_would() -> None:
    schema = {
        "required": ["r"], "additionalProperties": False,
        "properties": {
            "r": {}, "t": STRING, "e": {"enum": [1]}, "f": {"format": "date"}, "p": {"pattern": "^a"},
            "b": {"minimum": 5},
            "o": {"oneOf": [STRING, {"minLength": 1}]},
        },
    }  # fmt: skip
    value = {"u": 1, "o": "x", "b": 1, "p": "x", "f": "x", "e": 2, "t": 1}
    assert [each.kind for each in faults(schema, value)] == list(Kind)


def test_one_value_has_one_fault_and_of_the_wrong_type_nothing_else() -> None:
    assert told({"type": "string", "enum": ["a"], "minLength": 3}, 5) == [(Kind.TYPE, (), "")]
    assert told({"enum": ["abc"], "pattern": "^abc$", "minLength": 3}, "x") == [(Kind.ENUM, (), "")]
    assert told({"allOf": [{"required": ["a"]}, {"required": ["a"]}]}, {}) == [(Kind.REQUIRED, (), "a")]


def test_a_field_that_is_there_is_not_missing_too() -> None:
    # The validator tells of the only required field both that it is not allowed and that it is missing.
    assert told({"properties": {}, "required": ["a"], "additionalProperties": False}, {"a": 1}) == [
        (Kind.UNKNOWN, (), "a")
    ]


def test_no_more_faults_are_told_than_anyone_reads() -> None:
    assert len(faults({"items": STRING}, [*range(5000)])) == 12
    assert len(faults({"required": [f"f{n}" for n in range(500)]}, {})) == 12


def test_the_pointer_of_each_fault_is_where_the_vendor_wrote_it() -> None:
    thing = {
        "type": "object", "required": ["name"], "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "nullable": True, "minLength": 3},
            "kind": {"allOf": [{"enum": ["a"]}], "nullable": True},
            "more": {**ref("More~Odd"), "nullable": True},
            "one": {"oneOf": [STRING, {"type": "object", "required": ["x"], "properties": {"x": {"maximum": 1}}}]},
            "loose": {"oneOf": [{"$ref": "gone.yaml"}, STRING]},
            "list": {"items": {"pattern": "^a"}},
        },
    }  # fmt: skip
    source = document(ref("a~1b"), schemas={"a/b": thing, "More~Odd": {"minimum": 5, "exclusiveMinimum": True}})
    api = read(source)
    value = {"name": "ab", "kind": "b", "more": 5, "one": {"x": 2}, "list": ["b"], "u": 1}
    found = {each.path: at(source, each.pointer) for each in check(api, 0, value, hidden={})}
    assert found == {
        ("name",): 3, ("kind",): ["a"], ("more",): True, ("one", "x"): 1, ("list", "0"): "^a", (): False,
    }  # fmt: skip
    for wrong in ({"name": 5}, {"name": "abc", "kind": 1}, {"name": "abc", "more": "x"}, {"name": "abc", "one": 5}, {}):
        for each in check(api, 0, wrong, hidden={}):
            at(source, each.pointer)


class TestTheBranchThatWasMeant:
    def test_is_the_one_whose_constant_tag_the_value_has(self) -> None:
        branches = [
            {"properties": {"kind": {"enum": [kind]}, "a": STRING, "b": STRING}, "required": ["kind", *needs]}
            for kind, needs in (("card", ["a", "b"]), ("bank", ["a"]))
        ]
        assert told({"oneOf": branches}, {"kind": "card"}) == [(Kind.REQUIRED, (), "a"), (Kind.REQUIRED, (), "b")]
        assert told({"anyOf": branches}, {"kind": "bank", "a": 5}) == [(Kind.TYPE, ("a",), "")]

    def test_is_the_one_that_shares_the_value_s_type(self) -> None:
        branches = [STRING, {"type": "array", "items": INTEGER}, {"type": "object", "required": ["id"]}]
        assert told({"oneOf": branches}, ["x"]) == [(Kind.TYPE, ("0",), "")]
        assert told({"oneOf": branches}, {}) == [(Kind.REQUIRED, (), "id")]
        assert [each.expected for each in faults({"oneOf": branches}, 5)] == ["a string or an array or an object"]

    def test_is_the_one_that_it_departs_from_least(self) -> None:
        branches = [{"required": ["a", "b", "c"]}, {"required": ["a", "d"], "properties": {"a": INTEGER}}]
        assert told({"anyOf": branches}, {"a": 1}) == [(Kind.REQUIRED, (), "d")]

    def test_is_several_where_each_lacks_one_field(self) -> None:
        fault = faults({"anyOf": [{"required": ["email"]}, {"required": ["phone"]}]}, {})[0]
        assert (fault.kind, fault.name, fault.expected) == (Kind.REQUIRED, "email", "`email` or `phone`")

    def test_of_branches_with_values_only_all_the_values_count(self) -> None:
        assert faults({"oneOf": [{"const": "a"}, {"enum": ["b", "c"]}]}, "x")[0].choices == ('"a"', '"b"', '"c"')

    def test_is_found_through_branches_within_branches(self) -> None:
        inner = {"oneOf": [{"type": "object", "required": ["x"]}, {"type": "array"}]}
        schema = {"anyOf": [STRING, {"oneOf": [INTEGER, {"properties": {"in": inner}, "type": "object"}]}]}
        assert told(schema, {"in": {}}) == [(Kind.REQUIRED, ("in",), "x")]

    def test_is_none_where_two_fit(self) -> None:
        fault = faults({"oneOf": [STRING, {"minLength": 1}]}, "x")[0]
        assert (fault.kind, fault.expected) == (Kind.BRANCH, "one form only")

    def test_is_not_looked_for_without_end(self) -> None:
        schema: Any = INTEGER
        for _ in range(20):
            schema = {"anyOf": [schema, {"type": "null"}]}
        assert [each.kind for each in faults(schema, "x")] != []


class TestUnseen:
    """A value that nobody can see here is judged by what is known of it, and by nothing else."""

    TOKEN = "[token:8]"

    def of(self, schema: Any, known: Unseen, *, value: Any = TOKEN, path: tuple[str, ...] = ("a",)) -> Told:
        return told({"properties": {"a": schema}}, {"a": value}, hidden={path: known})

    @pytest.mark.parametrize(
        ("schema", "json_type", "is_wrong"),
        [
            (INTEGER, "number", False), (INTEGER, "integer", False), ({"type": "number"}, "number", False),
            (INTEGER, "string", True), ({"type": "boolean"}, "boolean", False), ({"type": "boolean"}, "string", True),
            (STRING, "number", True), (STRING, "boolean", True), (STRING, "string", False), (INTEGER, "", False),
            ({"type": "object"}, "", False), ({"type": "object"}, "string", True), ({"type": "null"}, "null", False),
        ],
    )  # fmt: skip
    def test_its_json_type_counts_where_it_is_known(self, schema: Any, json_type: str, is_wrong: bool) -> None:
        assert self.of(schema, Unseen(json_type)) == ([(Kind.TYPE, ("a",), "")] if is_wrong else [])

    @pytest.mark.parametrize(
        "rule",
        [
            {"enum": ["a"]}, {"const": "a"}, {"format": "uuid"}, {"format": "date"}, {"pattern": "^a$"},
            {"minLength": 99},
            {"maxLength": 1}, {"not": {"type": "string"}}, {"allOf": [{"enum": ["x"]}]}, {"oneOf": [{"const": "a"},
            {"const": "b"}]},
            {"anyOf": [{"pattern": "^a$"}, {"pattern": "^b$"}]}, {"oneOf": [{"minLength": 1}, {"maxLength": 99}]},
            {"if": {"pattern": "^\\["}, "then": {"enum": ["a"]}}, {"if": {"const": "a"}, "then": True, "else": False},
        ],
    )  # fmt: skip
    def test_a_masked_string_is_never_accused_of_what_is_masked(self, rule: Any) -> None:
        assert self.of({"type": "string", **rule}, Unseen("string")) == []
        assert self.of(rule, Unseen()) == []

    @pytest.mark.parametrize(
        "rule", [{"minimum": 5}, {"maximum": -5}, {"multipleOf": 7, "minimum": 1}, {"enum": [1, 2]}]
    )
    def test_a_masked_number_is_never_accused_of_its_value(self, rule: Any) -> None:
        assert self.of({"type": "integer", **rule}, Unseen("number")) == []

    def test_its_length_counts_where_it_is_known(self) -> None:
        known = Unseen("string", length=8)
        assert self.of({"maxLength": 7}, known) == [(Kind.BOUNDS, ("a",), "")]
        assert self.of({"minLength": 9}, known) == [(Kind.BOUNDS, ("a",), "")]
        assert self.of({"minLength": 8, "maxLength": 8}, known) == []
        assert self.of({"maxLength": 7}, Unseen("string", length=8, at_most=True)) == []

    @pytest.mark.parametrize(
        "rule",
        [
            {"uniqueItems": True}, {"contains": {"const": "x"}}, {"enum": [["x", "y"]]}, {"const": ["x", "y"]},
            {"not": {"items": {"type": "string"}}}, {"if": {"items": {"minLength": 3}}, "then": False},
        ],
    )  # fmt: skip
    def test_a_rule_about_the_whole_is_not_held_against_what_holds_it(self, rule: Any) -> None:
        hidden = {("a", "0"): Unseen("string"), ("a", "1"): Unseen("string")}
        assert told({"properties": {"a": rule}}, {"a": [self.TOKEN, self.TOKEN]}, hidden=hidden) == []

    def test_what_stands_beside_it_is_judged_all_the_same(self) -> None:
        schema = {"properties": {"a": STRING, "b": INTEGER}, "required": ["c"], "additionalProperties": False}
        found = told(schema, {"a": self.TOKEN, "b": "x", "u": 1}, hidden={("a",): Unseen("string")})
        assert found == [(Kind.REQUIRED, (), "c"), (Kind.TYPE, ("b",), ""), (Kind.UNKNOWN, (), "u")]

    def test_where_the_tag_is_masked_no_branch_is_taken_for_the_meant_one_by_it(self) -> None:
        pets = {"Cat": {"required": ["claws"]}, "Dog": {"required": ["bark"]}}
        schema = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
        found = told(schema, {"kind": self.TOKEN}, schemas=pets, hidden={("kind",): Unseen("string")})
        assert [kind for kind, _, _ in found] == [Kind.REQUIRED]
        nested = {"properties": {"pet": schema}}
        hidden = {("pet", "kind"): Unseen("string")}
        assert told(nested, {"pet": {"kind": self.TOKEN, "bark": 1}}, schemas=pets, hidden=hidden) == []

    def test_a_branch_that_only_the_masked_value_keeps_from_fitting_is_right(self) -> None:
        branches = [
            {"properties": {"kind": {"const": "card"}, "n": INTEGER}},
            {"properties": {"kind": {"const": "bank"}}, "required": ["x"]},
        ]
        assert told({"oneOf": branches}, {"kind": self.TOKEN, "n": 1}, hidden={("kind",): Unseen("string")}) == []
        wrong = told({"oneOf": branches}, {"kind": "card", "n": self.TOKEN}, hidden={("n",): Unseen("string")})
        assert wrong == [(Kind.TYPE, ("n",), "")]


class TestUndocumented:
    def of(self, schema: Any, value: Any, **more: Any) -> list[tuple[tuple[str, ...], str, bool]]:
        api = indexed(schema, **more)
        return [(each.path, each.name, each.allowed) for each in undocumented(api, body_schema(api), value)]

    @pytest.mark.parametrize(
        "schema",
        [
            {"properties": {"a": {}}}, {"allOf": [{"properties": {"a": {}}}]}, ref("A"), {"allOf": [ref("A"), {}]},
            {"oneOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}, {"anyOf": [ref("A")], "nullable": True},
        ],
    )  # fmt: skip
    def test_a_field_that_no_part_knows_is_found_and_one_that_any_part_knows_is_not(self, schema: Any) -> None:
        assert self.of(schema, {"a": 1, "c": 2}, schemas={"A": {"properties": {"a": {}}}}) == [((), "c", False)]

    @pytest.mark.parametrize("more", [True, STRING, {"type": "object"}])
    def test_a_schema_that_takes_others_is_said_to(self, more: Any) -> None:
        assert self.of({"properties": {"a": {}}, "additionalProperties": more}, {"c": 2}) == [((), "c", True)]
        assert self.of({"properties": {"a": {}}, "patternProperties": {"^c": {}}}, {"c": 2}, version="3.1.0")[0][2]

    def test_an_object_without_documented_fields_has_none_undocumented(self) -> None:
        assert (
            self.of({"type": "object"}, {"a": 1})
            == self.of({}, {"a": 1})
            == self.of({"additionalProperties": True}, {"a": 1})
            == []
        )

    def test_it_is_found_inside_lists_and_values_of_any_name(self) -> None:
        inner: dict[str, Any] = {"properties": {"a": {}}}
        assert self.of({"properties": {"l": {"items": inner}}}, {"l": [{"a": 1}, {"b": 1}]}) == [
            (("l", "1"), "b", False)
        ]
        assert (("m", "x"), "b", False) in self.of(
            {"properties": {"m": {"additionalProperties": inner}}}, {"m": {"x": {"b": 1}}}
        )

    def test_schemas_that_hold_each_other_are_gone_through_once_per_value(self) -> None:
        tree = {"T": {"properties": {"t": ref("T")}, "allOf": [ref("T")]}}
        value: Any = {"x": 1}
        for _ in range(2000):
            value = {"t": value}
        assert self.of(ref("T"), value, schemas=tree) == []
        assert self.of(ref("T"), {"t": {"t": {"x": 1}}}, schemas=tree) == [(("t", "t"), "x", False)]


def test_read_only_fields_are_found_two_levels_deep() -> None:
    schema = {"properties": {"id": {"readOnly": True}, "o": {"allOf": [ref("O")]}, "n": ref("Id")}}
    known = {"O": {"properties": {"at": {"readOnly": True}, "by": {}}}, "Id": {"readOnly": True}}
    api = indexed(schema, schemas=known)
    assert set(read_only(api, 0, {"id": 1, "o": {"at": 1, "by": 2}, "n": 3, "x": 4})) == {("id",), ("o", "at"), ("n",)}
    assert [*read_only(api, 0, [1])] == []
