"""The sentences of departures, and what becomes of them where the API's own answer speaks too."""

from typing import Any

import pytest

from triage.engine.finding import Citation, Confidence, Evidence, Location, Place
from triage.engine.reference.openapi.checking import Fault, Kind
from triage.engine.rules.asking.witnesses import AGREE, NOTHING_AGAINST
from triage.engine.rules.documented.departures import Departure
from triage.engine.rules.documented.words import must, name_of, one_of, right_value, sent, wanted
from triage.engine.tests.documented_calls import document, findings, posted


def departure(
    kind: Kind = Kind.TYPE, *, value: Any = None, pointer: str = "/a", name: str = "a", **fault: Any
) -> Departure:
    made = Fault(kind, (), "/x", **fault)
    where = Location(Place.BODY, name, pointer)
    return Departure(made, where, Evidence("call", 0, 0, ""), Citation("openapi", "x", ""), sent=value)


@pytest.mark.parametrize(
    ("kind", "fault", "sentence"),
    [
        (Kind.TYPE, {"expected": "an integer"}, "must be an integer"), (Kind.BOUNDS, {"expected": "at most 5"},
        "must be at most 5"),
        (Kind.BOUNDS, {"expected": "at least 1 item"}, "must have at least 1 item"),
        (Kind.BOUNDS, {"expected": "at most 0 fields"}, "must have at most 0 fields"),
        (Kind.ENUM, {"choices": ('"a"',)}, "must be `a`"), (Kind.ENUM, {"choices": ('"a"', "1", "null")},
        "must be one of `a`, `1`, `null`"),
        (Kind.FORMAT, {"expected": "uuid"}, "must be a UUID such as `123e4567-e89b-12d3-a456-426614174000`"),
        (Kind.FORMAT, {"expected": "iban"}, "must be of the format `iban`"),
        (Kind.PATTERN, {"expected": "^a" * 100}, f"must be of the form `{'^a' * 30}`"),
    ],
)  # fmt: skip
def test_what_the_document_says_is_a_sentence(kind: Kind, fault: Any, sentence: str) -> None:
    assert must(departure(kind, **fault).fault) == sentence


def test_of_many_choices_the_first_are_shown_and_the_rest_counted() -> None:
    assert one_of(tuple(f'"{n}"' for n in range(20))) == "one of `0`, `1`, `2`, `3`, `4`, `5`, `6`, `7` and 12 more"
    assert one_of(()) == wanted(departure(Kind.ENUM).fault) == ""


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (None, Kind.TYPE, "`null`"), ([], Kind.TYPE, "an empty array"), ({}, Kind.TYPE, "an empty object"),
        ([1], Kind.TYPE, "an array"),
        ({"a": 1}, Kind.TYPE, "an object"), ("5", Kind.TYPE, "the string `5`"), ("", Kind.TYPE, "an empty string"),
        ("", Kind.ENUM, "an empty value"),
        (5, Kind.BOUNDS, "`5`"), (True, Kind.TYPE, "`true`"), (0, Kind.TYPE, "`0`"), (False, Kind.TYPE, "`false`"),
        ("x" * 99, Kind.ENUM, f"`{'x' * 60}…`"),
    ],
)  # fmt: skip
def test_what_was_sent_is_shown_or_named_by_its_kind(value: Any, kind: Kind, shown: str) -> None:
    assert sent(departure(kind, value=value)) == shown


@pytest.mark.parametrize(
    ("value", "expected", "right"),
    [
        ("5", "an integer", "5"), (" -5 ", "an integer", "-5"), ("007", "an integer", "7"),
        ("-00.5", "a number", "-0.5"),
        ("5.5", "an integer", ""),
        ("5.5", "a number", "5.5"), ("True", "true or false", "true"),
        (5, "a string", '"5"'), (True, "a string", '"true"'), ("a", "an array", '["a"]'), ({"a": 1}, "an array",
        '[{"a": 1}]'), ("x" * 300, "an array", ""),
        ("five", "an integer", ""), ("--5", "an integer", ""), ("٥", "an integer", ""), ("²", "an integer", ""),
        ("1.2.3", "a number", ""), (".", "a number", ""), ("5.", "a number", ""),
    ],
)  # fmt: skip
def test_the_same_value_in_the_right_type_is_json(value: Any, expected: str, right: str) -> None:
    assert right_value(departure(Kind.TYPE, value=value, expected=expected)) == right


def test_a_field_is_named_with_the_objects_around_it() -> None:
    assert name_of(departure(pointer="/a/b/0", name="b")) == "`a.b.0`"
    assert name_of(departure(pointer="", name="")) == "the body"
    assert name_of(departure(pointer="/" + "long/" * 40, name="end")) == "`end`"


class TestWitnesses:
    SCHEMA = {
        "type": "object", "required": ["name"],
        "properties": {"name": {"type": "string"}, "state": {"enum": ["open", "paid"]}, "total": {"type": "integer"}},
    }  # fmt: skip

    def told(self, body: str, answer: str) -> list[tuple[str, str, Confidence, str]]:
        found = findings(posted(body, answer=answer), document(self.SCHEMA))
        return [(each.rule, each.location.name, each.confidence, each.cause) for each in found]

    def test_that_name_the_same_field_make_one_finding_with_the_evidence_of_both(self) -> None:
        found = findings(
            posted('{"total": 5}', answer='{"errors": [{"field": "name", "message": "is required"}]}'),
            document(self.SCHEMA),
        )
        assert [each.rule for each in found] == ["SCHEMA-001"]
        assert found[0].cause.endswith(AGREE)
        assert {each.part for each in found[0].evidence} == {"call", "response"}

    def test_that_name_different_fields_are_both_told_and_said_to_disagree(self) -> None:
        found = self.told('{"name": "x", "state": "new"}', '{"errors": [{"field": "total", "message": "is required"}]}')
        schema = next(each for each in found if each[0] == "SCHEMA-004")
        assert schema[2] is Confidence.POSSIBLE
        assert schema[3].endswith("The API's answer names `total` instead.")
        assert any(rule.startswith("FIELD-") for rule, *_ in found)

    def test_a_value_that_reads_like_the_field_that_the_api_names_is_not_that_field(self) -> None:
        found = self.told(
            '{"name": "x", "state": "total"}', '{"errors": [{"field": "total", "message": "is required"}]}'
        )
        assert not any(cause.endswith(AGREE) for *_, cause in found)
        assert any(rule.startswith("FIELD-") for rule, *_ in found)

    def test_of_a_misspelt_field_the_meant_name_is_the_same_field(self) -> None:
        found = self.told('{"nmae": "x"}', '{"errors": [{"field": "name", "message": "is required"}]}')
        assert [(rule, name) for rule, name, *_ in found] == [("SCHEMA-002", "nmae")]

    def test_where_the_document_has_nothing_against_it_the_api_checks_more(self) -> None:
        found = self.told('{"name": "x"}', '{"errors": [{"field": "name", "message": "is already taken"}]}')
        assert [NOTHING_AGAINST in cause for rule, *_, cause in found if rule == "FIELD-001"] in ([True], [])
