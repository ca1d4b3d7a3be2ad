"""Text of a query, header or form as the value that the schema means."""

from typing import Any
from urllib.parse import parse_qsl

import pytest

from triage.engine.reference.openapi.coercing import as_list, as_typed, nested
from triage.engine.tests.openapi_documents import indexed

INTEGERS = {"type": "array", "items": {"type": "integer"}}
POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "boolean"}}}


def typed(schema: Any, text: Any) -> Any:
    api = indexed(schema)
    return as_typed(api, [api.schema(0)], text)


def listed(schema: Any, *values: str, style: str = "form", explode: bool = True) -> Any:
    api = indexed(schema)
    return as_list(api, [api.schema(0)], values, style=style, explode=explode)


def form(schema: Any, text: str) -> Any:
    """A form's text, as a body of that schema."""
    api = indexed(schema)
    return as_typed(api, [api.schema(0)], nested(parse_qsl(text, keep_blank_values=True)))


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "integer"}, "5", 5), ({"type": "integer"}, "-5", -5), ({"type": "integer"}, "007", 7),
        ({"type": "integer"}, "5.0", 5.0),
        ({"type": "integer"}, "1e3", 1000), ({"type": "integer"}, "9007199254740993", 9007199254740993),
        ({"type": "integer"}, "five", "five"),
        ({"type": "integer"}, "", ""), ({"type": "integer"}, " 5", " 5"), ({"type": "integer"}, "٥", "٥"),
        ({"type": "integer"}, "1" * 400, "1" * 400),
        ({"type": "number"}, "1.5", 1.5), ({"type": "number"}, "1e999", "1e999"), ({"type": "number"}, "NaN", "NaN"),
        ({"type": "number"}, "1,5", "1,5"),
        ({"type": "boolean"}, "true", True), ({"type": "boolean"}, "false", False),
        ({"type": "boolean"}, "True", "True"), ({"type": "boolean"}, "1", "1"),
        ({"type": "integer", "nullable": True}, "", None), ({"type": "integer", "nullable": True}, "null", None),
        ({"type": "string", "nullable": True}, "null", "null"),
        ({"type": "string"}, "5", "5"), ({"type": ["string", "integer"]}, "5", "5"), ({}, "5", "5"),
        ({"enum": [1, 2]}, "1", 1), ({"const": True}, "true", True),
        ({"enum": ["1", 2]}, "1", "1"), ({"type": "object"}, '{"a": 1}', {"a": 1}), ({"type": "object"}, "{a", "{a"),
        (INTEGERS, "5", [5]),
        (INTEGERS, "[1, 2]", [1, 2]), (INTEGERS, "[1", "[1"), ({"allOf": [{"type": "integer"}]}, "5", 5),
        ({"oneOf": [{"type": "boolean"}, {"type": "integer"}]}, "5", 5),
    ],
)  # fmt: skip
def test_a_text_is_the_scalar_that_the_schema_allows(schema: Any, text: str, value: Any) -> None:
    made = typed(schema, text)
    assert (made, type(made)) == (value, type(value))


@pytest.mark.parametrize(
    ("values", "style", "explode", "expected"),
    [
        (["1", "2"], "form", True, [1, 2]), (["1"], "form", True, [1]), (["1,2"], "form", False, [1, 2]),
        (["1", "2"], "form", False, [1, 2]),
        (["1,2"], "form", True, ["1,2"]), (["1|2"], "pipeDelimited", False, [1, 2]),
        (["1 2"], "spaceDelimited", False, [1, 2]), ([""], "form", False, []),
        (["1, 2 ,3"], "simple", False, [1, 2, 3]), (["[1,2]"], "form", True, [1, 2]),
        (["[1,2]"], "json", False, [1, 2]), (["[1,"], "json", False, "[1,"),
        (["1,x"], "form", False, [1, "x"]),
    ],
)  # fmt: skip
def test_a_list_comes_in_the_style_that_is_documented(
    values: list[str], style: str, explode: bool, expected: Any
) -> None:
    assert listed(INTEGERS, *values, style=style, explode=explode) == expected


@pytest.mark.parametrize(
    ("text", "style", "explode"),
    [
        ("x,5,y,true", "form", False),
        ("x=5,y=true", "simple", True),
        ('{"x": 5, "y": true}', "form", True),
        ("x,5,y,true", "simple", False),
    ],
)
def test_an_object_in_one_text_is_read_in_its_style(text: str, style: str, explode: bool) -> None:
    assert listed(POINT, text, style=style, explode=explode) == {"x": 5, "y": True}


def test_a_scalar_sent_twice_is_the_last_one() -> None:
    assert listed({"type": "integer"}, "1", "2") == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1", {"a": "1"}), ("a=1&a=2&a=3", {"a": ["1", "2", "3"]}), ("a[]=1&a[]=2", {"a": {"0": "1", "1": "2"}}),
        ("a[b]=1&a[c][d]=2", {"a": {"b": "1", "c": {"d": "2"}}}),
        ("a[0][b]=1&a[1][b]=2", {"a": {"0": {"b": "1"}, "1": {"b": "2"}}}),
        ("a[][b]=1&a[][c]=2&a[][b]=3", {"a": {"0": {"b": "1", "c": "2"}, "1": {"b": "3"}}}),
        ("a[=1", {"a": "1"}), ("[a]=1", {"[a]": "1"}), ("a]=1", {"a]": "1"}), ("a[[b]]=1", {"a": {"b": "1"}}),
        ("=1", {"": "1"}), ("a=&b=", {"a": "", "b": ""}),
        ("a=1&a[b]=2", {"a": "1"}), ("a[b]=1&a[b]=2", {"a": {"b": "2"}}),
    ],
)  # fmt: skip
def test_brackets_in_names_nest(text: str, expected: Any) -> None:
    assert nested(parse_qsl(text, keep_blank_values=True)) == expected


def test_names_that_are_numbers_make_a_list_where_the_schema_wants_one_and_an_object_where_it_wants_that() -> None:
    both = {
        "type": "object",
        "properties": {"l": INTEGERS, "o": {"type": "object", "additionalProperties": {"type": "integer"}}, "u": {}},
    }
    assert form(both, "l[1]=2&l[0]=1&o[0]=5&o[7]=6&u[0]=x&u[1]=y") == {
        "l": [1, 2],
        "o": {"0": 5, "7": 6},
        "u": ["x", "y"],
    }
    assert form(both, "l[]=1&l[]=2&o[1]=5") == {"l": [1, 2], "o": {"1": 5}}
    assert form({"type": "object"}, "0=a&1=b") == {"0": "a", "1": "b"}


def test_items_of_a_list_are_objects_of_their_own() -> None:
    items = {"type": "object", "properties": {"items": {"type": "array", "items": POINT}}}
    assert form(items, "items[][x]=1&items[][y]=true&items[][x]=2") == {"items": [{"x": 1, "y": True}, {"x": 2}]}
    assert form(items, "items[0][x]=1&items[1][y]=false") == {"items": [{"x": 1}, {"y": False}]}


def test_hostile_names_nest_no_deeper_and_take_no_longer_than_they_may() -> None:
    deep = nested([("a" + "[b]" * 5_000, "1"), ("c" + "[" * 5_000, "2"), ("d[" + "]" * 5_000, "3")])
    levels, here = 0, deep["a"]
    while isinstance(here, dict):
        levels, here = levels + 1, here["b"]
    assert levels < 12
    assert len(nested([("a", str(n)) for n in range(50_000)])["a"]) == 50_000
    assert typed({"type": "object"}, "{" * 5_000) == "{" * 5_000
