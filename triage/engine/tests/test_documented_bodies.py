"""Bodies and parameters against their documentation: what was sent in whatever form, and what nobody can see here."""

from typing import Any

import pytest

from triage.engine.tests.documented_calls import accused, document, findings, posted

ITEM = {
    "type": "object", "required": ["name"], "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "maxLength": 20}, "count": {"type": "integer", "maximum": 9},
        "on": {"type": "boolean"},
        "token": {"type": "string", "pattern": "^[a-z]+$"},
        "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        "of": {"type": "object", "properties": {"id": {"type": "integer"}}},
    },
}  # fmt: skip
FORM = "application/x-www-form-urlencoded"


def told(body: str, schema: Any = ITEM, **more: Any) -> list[tuple[str, str]]:
    return accused(findings(posted(body, **more), document(schema, media=more.get("kind", "application/json"))))


def asked(query: str, *parameters: dict[str, Any]) -> list[tuple[str, str]]:
    """What a query is accused of."""
    paste = f"GET /things{query} HTTP/1.1\nHost: api.shop.example\n\nHTTP/1.1 400 Bad Request\n\n"
    return accused(findings(paste, document(parameters=list(parameters))))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"name": "x"}', []), ('{"count": 5}', [("SCHEMA-001", "name")]), ('{"name": 5}', [("SCHEMA-003", "name")]),
        ('{"nmae": "x"}', [("SCHEMA-002", "nmae")]), ('{"name": "x", "count": 10}', [("SCHEMA-006", "count")]),
        ('{"name": "x", "tags": ["c"]}', [("SCHEMA-004", "tags")]),
        ('{"name": "x", "of": {"id": "5"}}', [("SCHEMA-003", "id")]),
        ('{"name": "x", "extra": 1}', [("SCHEMA-008", "extra")]), ("[]", [("SCHEMA-003", "")]),
    ],
)  # fmt: skip
def test_a_json_body_is_held_against_its_schema(body: str, expected: list[tuple[str, str]]) -> None:
    assert told(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        '{"name": ' + "[" * 400 + "]" * 400 + "}", '{"name": ' * 900 + "1" + "}" * 900, '{"name": "\\ud800"}',
        '{"\\ud800": 1}', '{"name": NaN}',
        '{"name": "x", "count": ' + "9" * 400 + "}", '{"name": "x", "count": 1e999}', '{"name": "x", "name": 5}',
        "null", '"text"', "5", "{}", "[[[[]]]]",
        '{"": 1}', '{"a/b~c": 1, "~": {"/": 2}}', '{"name": "\\u0000"}', '{"name": "' + "x" * 20_000 + '"}',
        "[" + '{"name": "x"},' * 900 + "5]",
        "{" + ",".join(f'"f{n}": {n}' for n in range(2_000)) + "}", '{"tags": [' + ",".join(["1"] * 3_000) + "]}",
    ],
)  # fmt: skip
def test_no_body_makes_the_diagnosis_fail(body: str) -> None:
    schemas = [
        ITEM,
        {"oneOf": [ITEM, {"type": "array", "items": ITEM}]},
        {"type": "object", "properties": {"name": ITEM}},
    ]
    for schema in schemas:
        assert len(findings(posted(body), document(schema))) < 40


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("name=x&count=5&on=true&tags[]=a&tags[]=b&of[id]=7", []), ("name=x&tags[0]=a&tags[1]=b", []),
        ("name=5&tags=a", []),
        ("name=x&tags=a&tags=b", []), ("count=5", [("SCHEMA-001", "name")]),
        ("name=x&count=five", [("SCHEMA-003", "count")]),
        ("name=x&of[id]=seven", [("SCHEMA-003", "of[id]")]), ("name=x&tags[]=c", [("SCHEMA-004", "tags[]")]),
        ("name=x&count=007", []), ("nmae=x", [("SCHEMA-002", "nmae")]), ("&".join(f"f{n}=1" for n in range(1_500)), []),
    ],
)  # fmt: skip
def test_a_form_is_read_as_the_object_that_it_spells(body: str, expected: list[tuple[str, str]]) -> None:
    assert told(body, kind=FORM) == expected


def test_a_list_of_objects_in_a_form_is_one_whichever_way_it_is_numbered() -> None:
    schema = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"type": "object", "required": ["id"]}}},
    }
    for body in (
        "items[][id]=1&items[][x]=2&items[][id]=3",
        "items[0][id]=1&items[1][id]=2",
        "items[1][id]=2&items[0][id]=1",
    ):
        assert told(body, schema, kind=FORM) == []


def test_an_object_whose_names_are_numbers_stays_one() -> None:
    prices = {
        "type": "object",
        "properties": {"prices": {"type": "object", "additionalProperties": {"type": "integer"}}},
    }
    assert told("prices[0]=5&prices[1]=6", prices, kind=FORM) == []


KEY = "Qm7" + "xT4vLp9" * 4


def test_a_masked_value_in_a_body_is_never_accused_of_being_masked() -> None:
    schema = {
        "type": "object",
        "properties": {"api_key": {"type": "string", "enum": ["a"], "format": "uuid", "pattern": "^z"}},
    }
    assert told(f'{{"api_key": "{KEY}"}}', schema) == []
    assert told(f"api_key={KEY}", schema, kind=FORM) == []


def test_a_masked_string_where_an_integer_is_due_is_a_fault_and_a_masked_number_is_none() -> None:
    schema = {"type": "object", "properties": {"password": {"type": "integer"}}}
    assert told('{"password": "hunter2-x9QZ"}', schema) == [("SCHEMA-003", "password")]
    assert told('{"password": 48291736}', schema) == []


@pytest.mark.parametrize("value", ["...", "…", "***", "xxxxx", "<redacted>", "[redacted]", "REDACTED"])
def test_what_somebody_left_out_before_pasting_is_not_judged(value: str) -> None:
    assert told(f'{{"name": "x", "token": "{value}", "count": "{value}"}}') == []


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        ('"{\\"name\\": \\"x\\", \\"token\\": \\"$TOKEN\\"}"', []), ("'{\"name\": \"x\", \"count\": '$COUNT'}'", []),
        ("'{\"name\": \"x\", \"token\": \"$lower.case\"}'", [("SCHEMA-005", "token")]),
    ],
)  # fmt: skip
def test_a_variable_is_judged_only_where_its_own_letters_were_sent(
    quoted: str, expected: list[tuple[str, str]]
) -> None:
    paste = f"curl https://api.shop.example/things --json {quoted}\n\nHTTP/1.1 400 Bad Request\n\n"
    assert [each for each in accused(findings(paste, document(ITEM))) if each[0] == "SCHEMA-005"] == expected


INTEGER = {"type": "integer"}
NUMBERS = {"type": "array", "items": INTEGER}
POINT = {"type": "object", "properties": {"x": INTEGER, "y": INTEGER}, "required": ["x"]}


@pytest.mark.parametrize(
    ("query", "parameter", "expected"),
    [
        ("?a=5", {"schema": INTEGER}, []), ("?a=x", {"schema": INTEGER}, [("PARAM-003", "a")]),
        ("?a=007", {"schema": INTEGER}, []),
        ("?a=1&a=2", {"schema": NUMBERS}, []), ("?a=1,2", {"schema": NUMBERS, "explode": False}, []),
        ("?a[]=1&a[]=2", {"schema": NUMBERS}, []),
        ("?a=1%7C2", {"schema": NUMBERS, "style": "pipeDelimited"}, []),
        ("?a=1%202", {"schema": NUMBERS, "style": "spaceDelimited"}, []),
        ("?a=1,x", {"schema": NUMBERS, "explode": False}, [("PARAM-003", "a")]),
        ("?a=1", {"schema": {"enum": [1, 2]}}, []),
        ("?a=x,5,y,6", {"schema": POINT, "explode": False}, []),
        ("?a[x]=5", {"schema": POINT, "style": "deepObject"}, []),
        ("?a=%7B%22x%22%3A5%7D", {"content": {"application/json": {"schema": POINT}}}, []),
        ("?a=%7B%22y%22%3A5%7D", {"content": {"application/json": {"schema": POINT}}}, [("PARAM-003", "a")]),
        ("?b=1", {"schema": INTEGER, "required": True}, [("PARAM-001", "a")]),
        ("?a=", {"schema": {"type": "string"}}, []),
        ("?x=1&y=2", {"schema": POINT, "required": True}, []),
        ("?y=2", {"schema": POINT, "explode": False, "required": True}, [("PARAM-001", "a")]),
    ],
)  # fmt: skip
def test_a_query_parameter_is_read_in_its_documented_style(
    query: str, parameter: Any, expected: list[tuple[str, str]]
) -> None:
    assert asked(query, {"name": "a", "in": "query", **parameter}) == expected


@pytest.mark.parametrize(("style", "value"), [("label", ".5"), ("matrix", ";id=5"), ("simple", "5")])
def test_a_path_value_in_a_style_of_its_own_is_not_held_against_its_type(style: str, value: str) -> None:
    parameters = [{"name": "id", "in": "path", "style": style, "schema": INTEGER}]
    paste = f"GET /things/{value} HTTP/1.1\nHost: api.shop.example\n\nHTTP/1.1 400 Bad Request\n\n"
    assert accused(findings(paste, document(parameters=parameters, path="/things/{id}"))) == []


def test_blanks_between_the_values_of_a_header_are_none_of_them() -> None:
    parameters = [{"name": "X-Parts", "in": "header", "schema": {"type": "array", "items": {"enum": ["a", "b"]}}}]
    paste = "GET /things HTTP/1.1\nHost: api.shop.example\nX-Parts: a, b ,a\n\nHTTP/1.1 400 Bad Request\n\n"
    assert accused(findings(paste, document(parameters=parameters))) == []


def test_the_right_case_of_a_path_comes_with_the_call_s_own_id() -> None:
    paste = "GET /Things/Ab7 HTTP/1.1\nHost: api.shop.example\n\nHTTP/1.1 404 Not Found\n\n"
    slip = next(each for each in findings(paste, document(path="/things/{id}")) if each.rule == "PATH-002")
    assert "/things/Ab7" in slip.corrected
    assert any("/things/Ab7" in each for each in slip.fix)


@pytest.mark.parametrize(
    "value", ["007", "--5", "5.", ".5", "٥", "²", "1e5", "-", "0x1F", "Infinity", "9" * 500, " ", "\\ud800"]
)
def test_no_text_that_looks_like_a_number_makes_the_correction_fail(value: str) -> None:
    assert told(f'{{"name": "x", "count": "{value}"}}') == [("SCHEMA-003", "count")]
