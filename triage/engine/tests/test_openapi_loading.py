"""Documents as bytes: YAML 1.2's own types, and where exactly one cannot be read."""

from typing import Any

import pytest

from triage.engine.errors import BadReference, TooLarge
from triage.engine.reference.openapi import is_openapi, read_openapi
from triage.engine.reference.openapi.loading import LARGEST_JSON, LARGEST_YAML, load


def refused(content: bytes) -> str:
    with pytest.raises(BadReference) as caught:
        load(content)
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"), ("off", "off"), ("yes", "yes"), ("No", "No"), ("y", "y"), ("n", "n"),
        ("true", True), ("True", True), ("FALSE", False), ("tRUE", "tRUE"),
        ("~", None), ("null", None), ("Null", None), ("", None), ("none", "none"), ("'null'", "null"),
        ("12", 12), ("-12", -12), ("0", 0), ("-0", 0), ("+7", 7), ("12_000", "12_000"), ("1,000", "1,000"),
        ("010", "010"), ("00", "00"), ("0o17", "0o17"), ("0x1F", "0x1F"), ("0b11", "0b11"), ("007.5", "007.5"),
        ("190:20:30", "190:20:30"), ("22:22", "22:22"), ("1:30", "1:30"),
        ("2026-01-31", "2026-01-31"), ("2026-01-31T09:30:00Z", "2026-01-31T09:30:00Z"),
        ("1.5", 1.5), ("1.", 1.0), (".5", 0.5), ("-1.5e3", -1500.0), ("1e3", 1000.0), ("1.2.3", "1.2.3"),
        (".", "."), ("e5", "e5"), (".inf", ".inf"), (".nan", ".nan"), ("-.inf", "-.inf"),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("=", "="), ("!!str 12", "12"), ("!!int '12'", 12), ("!!float 1", 1.0),
    ],
)  # fmt: skip
def test_a_yaml_scalar_is_what_yaml_1_2_makes_of_it(written: str, value: Any) -> None:
    read = load(f"a: {written}\n".encode())["a"]
    assert (read, type(read)) == (value, type(value))


def test_names_are_texts_as_they_are_written() -> None:
    text = b"200: a\n4XX: b\ntrue: c\n~: d\n1.10: e\n2026-01-31: f\non: g\n010: h\n'x': i\n"
    assert "".join(load(text)) == "2004XXtruenull1.102026-01-31on010x".replace("null", "~")


def test_merge_keys_are_followed_and_what_stands_there_itself_wins() -> None:
    text = b"base: &b {a: 1, b: 2}\nmore: {<<: *b, b: 3}\nboth: {<<: [*b, {c: 4}]}\nquoted: {'<<': 5}\n"
    read = load(text)
    assert (read["more"], read["both"]) == ({"a": 1, "b": 3}, {"a": 1, "b": 2, "c": 4})


@pytest.mark.parametrize(
    "text",
    [
        b"{openapi: 3.0.0, paths: {}}",
        b"{\n  # a note\n  openapi: 3.0.0, paths: {}}",
        b"{'openapi': 3.0.0, 'paths': {}}",
    ],
)
def test_yaml_in_braces_is_yaml(text: bytes) -> None:
    assert load(text) == {"openapi": "3.0.0", "paths": {}}


def test_a_byte_order_mark_is_passed_over() -> None:
    assert load(b'\xef\xbb\xbf{"a": 1}') == load(b"\xef\xbb\xbfa: 1") == {"a": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\nb:\n\tc: 1\n", "line 3, column 1: not YAML: found character that cannot start any token"),
        (b"a: 1\nb: [1, 2\nc: 3\n", "line 3, column 2: not YAML: did not find expected ',' or ']'"),
        (b"a: 1\n---\nb: 2\n", "line 2, column 1: not YAML: but found another document"),
        (b"a: 1\nb: *nowhere\n", "line 2, column 4: not YAML: found undefined alias"),
        (b"a: 1\n? [b, c]\n: 1\n", "line 2, column 3: not YAML: a name must be a text"),
        (b"a: 1\nb: {? {c: d} : 1}\n", "line 2, column 7: not YAML: a name must be a text"),
        (b"a: 1\nb: 1e999\n", "line 2, column 4: not YAML: a number that JSON does not have"),
        (b"a: !!float .nan\n", "line 1, column 4: not YAML: a number that JSON does not have"),
        (b"a: 1\nb: caf\xe9\n", "line 2: not UTF-8"),
        ("a: 1".encode("utf-16"), "line 1: not UTF-8"),
        (b"a: 1\nb: \x01\n", "line 2: not YAML: a character that YAML forbids"),
        (b"a: !!int x\n", "line 1: not YAML that JSON could hold"),
        (b'{"a": 1,\n "b": }', "line 2, column 7: not JSON: unexpected character"),
        (b'{"a": 1,\n "b": 2,}', "line 2, column 8: not JSON: "),
        (b'{"a": "caf\xe9"}', "line 1: not UTF-8"),
        (b'{"a":\n 1e999}', "line 2, column 2: not JSON: number is infinity"),
        (b'{"a": NaN}', "line 1, column 7: not JSON: "),
        (b'["\\ud800"]', "line 1, column 3: not JSON: "),
        (b"[1] [2]", "line 1, column 5: not JSON: "),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(content: bytes, message: str) -> None:
    said = refused(content)
    assert said.startswith(message)


@pytest.mark.parametrize(
    "tag",
    ["timestamp 2026-01-31", "binary aGk=", "set {a, b}", "pairs [a: 1]", "omap [a: 1]", "python/name:os.system ''"],
)
def test_a_tag_that_json_does_not_have_is_refused(tag: str) -> None:
    assert "line 2, column 4: not YAML: could not determine a constructor for the tag" in refused(
        f"a: 1\nb: !!{tag}\n".encode()
    )


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    for content, limit in ((b"[" + b" " * LARGEST_JSON, LARGEST_JSON), (b"#" * (LARGEST_YAML + 1), LARGEST_YAML)):
        with pytest.raises(TooLarge) as caught:
            load(content)
        assert (caught.value.size, caught.value.limit) == (len(content), limit)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"openapi": "3.0.0"}', True), (b"openapi: 3.1.0\n", True), (b"# note\n'openapi' : 3.0.0", True),
        (b'{"info": {}, "openapi": "3.1.0"}', True), (b"swagger: '2.0'", True), (b"{openapi: 3.0.0}", True),
        (b"# About openapi: how to\n", False), (b'{"title": "openapi"}', False), (b"<h1>openapi</h1>", False),
        (b"", False),
    ],
)  # fmt: skip
def test_an_openapi_document_is_known_by_its_first_key(content: bytes, expected: bool) -> None:
    assert is_openapi(content) is expected


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"[]", b"text", b"- openapi: 3.0.0"])
def test_what_is_no_object_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(BadReference, match="the document: an OpenAPI document is an object"):
        read_openapi(content)
