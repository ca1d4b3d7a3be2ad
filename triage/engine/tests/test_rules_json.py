"""JSON bodies: where they break and what that looks like, and where a member stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.engine.rules.asking.documents import PARSE_LIMIT, child, read_document, text_of
from triage.engine.rules.asking.json_places import place_of, pointer_of
from triage.engine.rules.content.json_faults import looks_like, mended_json

BROKEN = {
    "{'a': 1}": "single quotes",
    '{"a": 1,}': "comma before the closing",
    '{"a": [1, 2,]}': "comma before the closing",
    '{"a": True}': "Python value",
    '{"a": None}': "Python value",
    "{“a”: 1}": "typographic",
    "\ufeff{\"a\": 1": "byte order mark",
    "{a: 1}": "lost its double quotes",
    "{name: Ada, age: 36}": "lost its double quotes",
    '{"a": 1, b: 2}': "without quotes",
    '{"a": "x\ny"}': "line break or tab",
    '{"a": "x\ty"}': "line break or tab",
    '{"a": "c:\\dir"}': "backslash",
    '{"a": 1 "b": 2}': "comma",
    '{"a": "say "hi""}': "comma",
    '{"a": 1': "too early",
    '{"a": "x': "too early",
    '{"a": [1, 2': "too early",
    '{"a": 1} {"b": 2}': "after its end",
    '{"a": 1 // one\n}': "comment",
    '{/* x */ "a": 1}': "comment",
    '{"a": {{value}}}': "placeholder",
    '{"a": $VALUE}': "placeholder",
    '{"a": 1;}': "comma",
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_body_is_described(text: str) -> None:
    document = read_document(text)
    assert document.fault is not None
    looks = looks_like(text, document.fault)
    assert BROKEN[text] in looks.like
    assert looks.fix.endswith(".")


MENDED = {
    "{'a': 'it\\'s', 'b': [1, 2]}": '{"a": "it\'s", "b": [1, 2]}',
    "{'a': 'say \"hi\"'}": '{"a": "say \\"hi\\""}',
    "{'a': 'one\\ntwo'}": '{"a": "one\\ntwo"}',
    '{"a": 1,}': '{"a": 1}',
    '{"a": [1, 2 , ], }': '{"a": [1, 2  ] }',
    "{'a': True, 'b': None}": '{"a": true, "b": null}',
    "{“a”: 1}": '{"a": 1}',
    '{"a": "x, ]"}': '{"a": "x, ]"}',
}


@pytest.mark.parametrize("text", MENDED)
def test_quotes_words_and_last_commas_are_put_right(text: str) -> None:
    assert mended_json(text) == MENDED[text]


@pytest.mark.parametrize("text", ['{"a": 1', "{a: 1}", '{"a": $VALUE}', "{" * 5000, "'" * 9999, '{"a": "x"y"}'])
def test_what_needs_a_guess_is_not_mended(text: str) -> None:
    assert mended_json(text) == ""


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_what_is_json_already_stays_as_it_is(value: object) -> None:
    text = json.dumps({"a": value})
    assert mended_json(text) == text


def test_the_fault_has_its_line_and_column() -> None:
    fault = read_document('{\n  "a": 1,\n  "b": oops\n}').fault
    assert fault is not None
    assert (fault.line, fault.column) == (3, 8)


@pytest.mark.parametrize("text", ["", None, "name=Ada", "hello", "<a/>", "{" + " " * PARSE_LIMIT])
def test_what_does_not_set_out_as_json_has_no_fault(text: str | None) -> None:
    document = read_document(text)
    assert not document.is_json
    assert document.fault is None


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" + "9" * 10_000 + "]"])
def test_what_no_parser_should_read_counts_as_text(text: str) -> None:
    document = read_document(text)
    assert not document.is_json


@given(st.text(max_size=200))
def test_any_fault_is_described(text: str) -> None:
    document = read_document("{" + text)
    if document.fault is not None:
        assert looks_like(document.text, document.fault).like


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("a",), '"a"'), (("b", "a"), '"a"'), (("b", "list", "1"), '{"a": [2, 3]}'),
        (("b", "list", "1", "a"), '"a"'),
        (("c/d~e",), '"c/d~e"'), (("q\"t",), '"q\\"t"'), (("none",), None), (("b", "list", "9"), None), ((), None),
    ],
)  # fmt: skip
def test_a_member_is_found_by_its_path(path: tuple[str, ...], found: str | None) -> None:
    text = '{"a": 1, "b": {"a": "a", "list": [1, {"a": [2, 3]}]}, "c/d~e": null, "q\\"t": "}"}'
    place = place_of(text, path)
    assert (None if place is None else text[place.start : place.end]) == found


def test_members_of_one_name_are_told_apart() -> None:
    text = '{"items": [{"n": 1}, {"n": 2}], "n": 3}'
    starts = [
        place.start for path in (("items", "0", "n"), ("items", "1", "n"), ("n",)) if (place := place_of(text, path))
    ]
    assert starts == [12, 22, 32]


NAMES = st.text(max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
def test_every_member_of_any_object_is_found(value: dict[str, object]) -> None:
    text = json.dumps(value)
    for name in value:
        place = place_of(text, (name,))
        assert place is not None
        assert json.loads(text[place.start : place.end]) == name


@given(st.text(max_size=60), st.lists(st.text(max_size=3), max_size=3))
def test_a_place_found_in_any_text_is_inside_it(text: str, path: list[str]) -> None:
    for looked_at in (text, json.dumps({"a": text})):
        place = place_of(looked_at, path)
        assert place is None or 0 <= place.start < place.end <= len(looked_at)


def test_a_pointer_escapes_its_segments() -> None:
    assert pointer_of(("a/b", "m~n", "0")) == "/a~1b/m~0n/0"
    assert pointer_of(()) == ""


def test_a_child_is_taken_by_name_or_index() -> None:
    value = read_document('{"a": [1, {"b": 2}]}').value
    assert child(child(child(value, "a"), "1"), "b") == 2
    assert child(value, "x") is None
    assert child(child(value, "a"), "9") is None
    assert child(child(value, "a"), "-1") is None
    assert child("text", "0") is None


@pytest.mark.parametrize(("value", "text"), [(" a ", "a"), (7, "7"), (1.5, "1.5"), (True, ""), (None, ""), ([], "")])
def test_only_texts_and_numbers_are_texts(value: object, text: str) -> None:
    assert text_of(value) == text  # type: ignore[arg-type]
