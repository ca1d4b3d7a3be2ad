"""Documents made to exhaust a reader are refused or bounded: in what they unfold to, how deep, how long it takes."""

import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from triage.engine.errors import BadReference
from triage.engine.reference import read_openapi
from triage.engine.reference.openapi import OpenApi
from triage.engine.reference.openapi.checking import check, validator
from triage.engine.reference.openapi.loading import load
from triage.engine.reference.openapi.matching import locate
from triage.engine.reference.openapi.nearest import nearest_routes
from triage.engine.tests.openapi_documents import body_schema, document, faults, indexed, read, ref, with_paths


def refused(content: bytes) -> str:
    with pytest.raises(BadReference) as caught:
        read_openapi(content)
    return str(caught.value)


def growth(work: Callable[[int], Any], size: int, *, times: int = 4) -> float:
    """How many times longer the work takes at so many times the size; the best of three of each."""

    def best(count: int) -> float:
        spans = []
        for _ in range(3):
            start = time.perf_counter()
            work(count)
            spans.append(time.perf_counter() - start)
        return min(spans)

    return best(size * times) / max(best(size), 1e-5)


def chain(length: int, link: Callable[[dict[str, str]], Any], end: Any) -> dict[str, Any]:
    """Schemas S0, S1 … that each refer to the next."""
    return {f"S{n}": link(ref(f"S{n + 1}")) for n in range(length)} | {f"S{length}": end}


@pytest.mark.parametrize(
    "content",
    [b"[" * 10_000, b'{"a":' * 10_000, b"a: " + b"[" * 10_000, b"- " * 10_000, b"? " * 10_000, b"{a: " * 10_000],
)
def test_ten_thousand_levels_are_refused_where_they_become_too_many(content: bytes) -> None:
    assert refused(content).startswith("line 1, column ")


@pytest.mark.parametrize("levels", [300, 900])
def test_a_well_formed_document_of_too_many_levels_is_refused(levels: int) -> None:
    message = "the document: it nests deeper than 250 levels"
    assert refused(b"[" * levels + b"]" * levels) == message
    assert refused(b"a: " + b"[" * levels + b"]" * levels) == message


def test_yaml_aliases_that_multiply_are_counted_without_being_unfolded() -> None:
    for outer, inner in (("[{}]", "{}"), ("{{{}}}", "k{i}: {}")):
        lines = ["a0: &a0 [x]"]
        for level in range(1, 40):
            each = [inner.format(f"*a{level - 1}", i=i) for i in range(9)]
            lines.append(f"a{level}: &a{level} " + outer.format(", ".join(each)))
        assert refused("\n".join(lines).encode()) == "the document: it unfolds to more than 6,000,000 values"


def test_one_long_text_referred_to_many_times_counts_by_its_length() -> None:
    text = "s: &s " + "x" * 100_000 + "\nconst: [" + ", ".join(["*s"] * 2_000) + "]"
    assert "unfolds to more than" in refused(text.encode())
    name = "s: &s {" + "x" * 900 + ": 1}\nlist: [" + ", ".join(["*s"] * 200_000) + "]"
    assert "unfolds to more than" in refused(name.encode())


def test_merge_keys_do_not_multiply() -> None:
    lines = ["a0: &a0 {x: 1}"] + [
        f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}], k{n}: 1}}" for n in range(1, 30)
    ]
    assert len(load("\n".join(lines).encode())["a29"]) == 30


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: {c: *a}}", "a: &a\n  - b: [1, *a]"])
def test_an_anchor_that_holds_itself_is_refused(text: str) -> None:
    assert refused(text.encode()) == "the document: a part of it holds itself, by a YAML alias"


def test_references_in_a_circle_are_refused_with_their_place() -> None:
    circle = {"A": {"$ref": "#/components/x/B"}, "B": {"$ref": "#/components/x/A"}}
    aim = {"$ref": "#/components/x/A"}
    query = {"name": "a", "in": "query", "schema": aim}
    into: list[tuple[dict[str, Any], str]] = [
        ({"/a": aim}, "/paths/~1a"),
        ({"/a": {"parameters": [aim]}}, "/paths/~1a/parameters/0"),
        ({"/a": {"get": {"parameters": [aim]}}}, "/paths/~1a/get/parameters/0"),
        ({"/a": {"get": {"parameters": [query]}}}, "/paths/~1a/get/parameters/0/schema"),
        ({"/a": {"get": {"requestBody": aim}}}, "/paths/~1a/get/requestBody"),
        ({"/a": {"get": {"responses": {"200": aim}}}}, "/paths/~1a/get/responses/200"),
    ]
    for paths, place in into:
        made = document(paths=paths, components={"x": circle})
        assert refused(json.dumps(made).encode()).startswith(f"{place}: the `$ref` leads in a circle")
    itself = document(paths={"/a": {"$ref": "#/paths/~1a"}})
    assert refused(json.dumps(itself).encode()).startswith("/paths/~1a: the `$ref` leads in a circle")
    long = document(ref("S0"), schemas=chain(40, lambda each: each, {"type": "string"}))
    assert refused(json.dumps(long).encode()).endswith("the `$ref` leads in a circle, or over more than 32 others")


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_schema_that_applies_itself_in_place_allows_there_what_it_would_never_decide(keyword: str) -> None:
    around = {"A": {"required": ["a"], keyword: [ref("B")]}, "B": {keyword: [ref("A")], "type": "object"}}
    assert [each.name for each in faults(ref("A"), {}, schemas=around)] == ["a"]
    assert faults(ref("A"), {"a": 1}, schemas=around) == faults(ref("B"), {"a": 1}, schemas=around) == ()


@pytest.mark.parametrize(
    "inner", [{"not": ref("A")}, {"if": ref("A"), "then": False}, {"dependentSchemas": {"a": ref("A")}}]
)
def test_a_schema_that_refuses_itself_refuses_nothing(inner: dict[str, Any]) -> None:
    assert faults(ref("A"), {"a": 1}, schemas={"A": inner}, version="3.1.0") == ()


def test_a_base_that_lists_its_heirs_finds_each_of_them_right_whichever_is_read_first() -> None:
    heirs = {
        "Pet": {"type": "object", "oneOf": [ref("Cat"), ref("Dog")]},
        "Cat": {"allOf": [ref("Pet"), {"required": ["claws"]}]},
        "Dog": {"allOf": [ref("Pet"), {"required": ["bark"]}]},
    }
    for first in heirs:
        paths = {
            "/a": {"post": {"requestBody": {"content": {"a/json": {"schema": ref(first)}}}}},
            **document()["paths"],
        }
        api = read(document(paths=paths, schemas=heirs) | {"components": {"schemas": heirs}})
        sent = {"Pet": {"bark": 1}, "Cat": {"claws": 1}, "Dog": {"bark": 1}}[first]
        assert check(api, body_schema(api), sent, hidden={}) == ()


def test_a_schema_that_refers_to_itself_through_a_property_is_checked_all_the_way_down() -> None:
    tree = {"Tree": {"required": ["name"], "properties": {"left": ref("Tree"), "all": {"items": ref("Tree")}}}}
    sent = {"name": "a", "left": {"name": "b", "all": [{"name": "c"}, {"left": {}}]}}
    assert {(each.path, each.name) for each in faults(ref("Tree"), sent, schemas=tree)} == {
        (("left", "all", "1"), "name"), (("left", "all", "1", "left"), "name"),
    }  # fmt: skip


def test_a_value_deeper_than_anything_documented_is_not_judged_and_never_raises() -> None:
    deep: Any = 1
    for _ in range(900):
        deep = {"left": deep}
    assert faults({"type": "array", "items": {}}, deep) == ()


def test_a_chain_of_thousands_of_schemas_in_place_is_cut() -> None:
    api = indexed(ref("S0"), schemas=chain(5_000, lambda each: {"allOf": [each]}, {"type": "string"}))
    assert check(api, body_schema(api), 5, hidden={}) == ()
    near = indexed(ref("S0"), schemas=chain(20, lambda each: {"allOf": [each]}, {"type": "string"}))
    assert [each.expected for each in check(near, body_schema(near), 5, hidden={})] == ["a string"]


def test_schemas_that_reach_thousands_of_others_are_not_compiled_while_somebody_waits() -> None:
    api = indexed(ref("S0"), schemas=chain(6_000, lambda each: {"properties": {"x": each}}, {"type": "string"}))
    assert validator(api, body_schema(api)) is None
    assert check(api, body_schema(api), {"x": 5}, hidden={}) == ()


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_thirty_schemas_that_each_name_the_next_twice_are_not_a_billion_errors(keyword: str) -> None:
    for twice in (lambda each: {keyword: [each, each]}, lambda each: {"properties": {"x": {keyword: [each, each]}}}):
        value: Any = 5
        for _ in range(26):
            value = {"x": value}
        api = indexed(ref("S0"), schemas=chain(25, twice, {"type": "string"}))
        check(api, body_schema(api), value, hidden={})
        check(api, body_schema(api), 5, hidden={})


def test_a_filter_that_nests_in_itself_costs_no_more_for_each_level_than_the_last() -> None:
    filters = {"F": {"oneOf": [
        {"required": ["and"], "properties": {"and": {"items": ref("F")}, "not": ref("F")}},
        {"required": ["and", "or"], "properties": {"and": {"items": ref("F")}, "or": {"items": ref("F")}}},
        {"type": "string", "minLength": 1},
    ]}}  # fmt: skip
    api = indexed(ref("F"), schemas=filters)
    validator(api, body_schema(api))

    def nested(levels: int) -> None:
        value: Any = 5
        for _ in range(levels):
            value = {"and": [value, value]} if levels < 5 else {"and": [value]}
        check(api, body_schema(api), value, hidden={})

    assert growth(nested, 20) < 40


def test_read_only_properties_are_looked_for_in_bounded_steps() -> None:
    wide = {f"S{n}": {"allOf": [ref(f"S{n + 1}")] * 9} for n in range(12)} | {"S12": {"type": "object"}}
    assert body_schema(indexed(ref("S0"), schemas=wide)) == 0


@pytest.mark.parametrize("make", [
    lambda n: document({"type": "string", "enum": [f"v{i}" for i in range(n)]}),
    lambda n: document({"oneOf": [{"required": [f"r{i}"]} for i in range(n)]}),
    lambda n: document({"properties": {f"p{i}": {"type": "string"} for i in range(n)}}),
    lambda n: document(ref("S0"), schemas=chain(n, lambda each: {"properties": {"x": each}}, {})),
    lambda n: document(ref("S0"), schemas=chain(n, lambda each: {"allOf": [each]}, {})),
    lambda n: document(paths={f"/p{i}/{{a}}": {"get": {"responses": {}}} for i in range(n)}),
    lambda n: document(paths={f"/p{i}": {} for i in range(n)}),
], ids=["enum", "branches", "properties", "chain", "chain in place", "paths", "empty paths"])  # fmt: skip
def test_reading_takes_time_in_proportion_to_the_document(make: Callable[[int], Any]) -> None:
    contents = {n: json.dumps(make(n)).encode() for n in (1_000, 4_000)}
    assert growth(lambda n: read_openapi(contents[n]), 1_000) < 10


def test_more_operations_than_any_vendor_has_are_refused() -> None:
    paths: dict[str, Any] = {
        f"/p{n}": {"get": {}, "put": {}, "post": {}, "patch": {}, "delete": {}} for n in range(10_001)
    }
    assert refused(json.dumps(document(paths=paths)).encode()) == "/paths: more than 50,000 operations"


def test_five_thousand_branches_are_looked_through_once() -> None:
    def branches(count: int) -> OpenApi:
        return indexed({"oneOf": [{"required": [f"r{i}"], "properties": {"k": {"enum": [i]}}} for i in range(count)]})

    documents = {n: branches(n) for n in (1_250, 5_000)}
    for api in documents.values():
        validator(api, 0)
    assert growth(lambda n: check(documents[n], 0, {"k": "x"}, hidden={}), 1_250) < 12


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(a|a)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*x", "^(a?){50}a{50}$"])
def test_a_pattern_that_would_backtrack_runs_in_linear_time(pattern: str) -> None:
    api = indexed({"type": "string", "pattern": pattern})
    assert growth(lambda n: check(api, 0, "a" * n + "!", hidden={}), 20_000) < 12


@pytest.mark.parametrize(
    "pattern",
    ["(", "[z-a]", "*", "a{2,1}", "(?=a)b", r"(a)\1", "(?<!x)y", "a" * 3000, "(?P<n", "\\", "((a{999}){999}){999}"],
)
def test_a_pattern_that_is_none_or_has_no_linear_form_is_left_out_with_a_warning(pattern: str) -> None:
    api = indexed({"type": "string", "pattern": pattern, "minLength": 2})
    assert [each.expected for each in check(api, 0, "z", hidden={})] == ["at least 2 characters"]
    assert "is not checked" in "".join(api.warnings)


@pytest.mark.parametrize(
    ("template", "server", "path"),
    [
        ("/x/{a}-{b}-{c}-{d}-{e}-{f}!", "/", "/x/" + "-" * 3_900),
        ("/x/{a}{b}{c}{d}{e}{f}{g}!", "/", "/x/" + "a" * 3_900),
        ("/x", "https://h/{a}{b}{c}{d}{e}{f}x", "/" + "-" * 3_900),
        ("/x", "https://{a}{b}{c}{d}{e}{f}.{g}x/", "/x"),
        ("/users/{id}", "/", "/" + "A" * 1_900 + "a" * 1_900),
        ("/users/{id}", "/", "/" * 3_900),
        ("/users/{id}", "/{v}", "/users/" + "%41" * 1_300),
    ],
)  # fmt: skip
def test_no_template_and_no_path_make_matching_backtrack(template: str, server: str, path: str) -> None:
    api = with_paths(template, servers=[server])

    def work(size: int) -> None:
        match = locate([api], method="GET", host="h" * size, path=path[:size])
        if match is not None:
            nearest_routes(match, method="GET")

    work(100)
    assert growth(work, 900) < 40


def test_a_document_of_random_bytes_raises_nothing_but_our_errors() -> None:
    source = random.Random(5)
    good = json.dumps(document({"type": "object", "properties": {"a": {"type": "string"}}})).encode()
    for _ in range(400):
        broken = bytearray(good)
        for _ in range(source.randint(1, 4)):
            broken[source.randrange(len(broken))] = source.randrange(256)
        with suppress(BadReference):
            assert read_openapi(bytes(broken)).openapi.startswith("3.")
