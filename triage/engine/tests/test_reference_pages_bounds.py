"""Hostile pages: read or refused in time that grows as they do, and never with another error than ours."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.engine.errors import BadReference, EngineError, TooLarge
from triage.engine.reference.pages import Page, read_page
from triage.engine.reference.pages.cleaning import LARGEST

NAMES = ["", "errors.html", "errors.md", "errors.rst", "errors.csv", "errors.txt"]
PIECES = [
    "404", "4xx", "400-499", "Not Found", " - ", ": ", "\n", "\n\n", "  ", "\t", "|", "| ", "- ", "• ", "1. ",
    "**", "`", "_", "[", "](", "#x", "(", ")", "<p>", "</p>", "<td>", "<tr>", "<table>", "</table>", "<li>",
    "<ul>", "</ul>", "<h2>", "</h2>", "<dl><dt>", "<dd>", "<br>", "<b>", "<!--", "<script>", "# ", "## ", "```",
    "===", "---", "~~~", "+---+---+\n", "=== ===\n", ".. note::\n", ".. list-table::\n", "   ", "* - ", "::",
    ":x:`", "card_declined", "1001", "Error", "code", "status", "Status CodeDescription", "Description",
    "Solution", "Cause: ", "means", "or ", "and ", ",", "/", "range", "A", "\x00", "\ud800", '"', "'", ";", "{",
    "}", "HTTP/1.1 ",
]  # fmt: skip


@given(text=st.text(max_size=400), name=st.sampled_from(NAMES))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_page_or_an_error_of_ours(text: str, name: str) -> None:
    with suppress(EngineError):
        assert isinstance(read_page(text, name=name), Page)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=80), name=st.sampled_from(NAMES))
@settings(max_examples=300, deadline=None)
def test_any_pieces_of_pages_are_a_page_or_an_error_of_ours(pieces: list[str], name: str) -> None:
    with suppress(EngineError):
        page = read_page("".join(pieces), name=name, url="https://docs.example/errors")
        assert page.entries or page.codes


HOSTILE: dict[str, Callable[[int], str]] = {
    "rows": lambda n: "<h1>Errors</h1><table>" + "<tr><td>404<td>Not here" * n,
    "cells": lambda n: "<table><tr>" + "<td>404 x" * (4 * n),
    "tables": lambda n: "<html>" + "<table><tr><td>404<td>Not Found</table>" * n,
    "list items": lambda n: "<ul>" + "<li><a name=x>404 Not Found</a> foo" * n,
    "headings": lambda n: "<h1>Errors</h1>" + "<h2>404 Not Found</h2><p>x y" * n,
    "paragraphs inside of bars": lambda n: "<html>" + "<div class=sidebar>" * 90 + "<p>404: x" * n,
    "definitions": lambda n: "<dl><dt>404" + "<dd>x y" * n,
    "comments": lambda n: "<html>" + "<!-- " * (10 * n),
    "scripts": lambda n: "<html>" + "<script>" * (10 * n),
    "Markdown rows": lambda n: "# Errors\n|a|b|\n|-|-|\n" + "|404|Not Found x|\n" * n,
    "Markdown bullets": lambda n: "# Errors\n" + "- **404** Not Found\n" * n,
    "Markdown headings": lambda n: "# Errors\n" + "## 404 Not Found\nfoo\n\n" * n,
    "stars": lambda n: "# Errors\n" + "**404** " * (2 * n),
    "brackets": lambda n: "# Errors\n" + "[" * (4 * n),
    "grids": lambda n: "Errors\n======\n\n" + "+---+---+\n|404|x  |\n" * n,
    "simple tables": lambda n: "=== ===\n404 x\n" * n,
    "indents": lambda n: "~~~~\n" + "".join(" " * (at % 60) + "a\n" for at in range(2 * n)),
    "records": lambda n: "code,description\n" + "404,foo\n" * n,
    "fields": lambda n: "code,description\n" + "404," * (10 * n),
    "an open quote": lambda n: 'code,description\n"' + "404,foo\n" * n,
    "lines": lambda n: "Errors\n" + "404\nfoo bar\n" * n,
    "glued rows": lambda n: "CodeDescription\n" + "404Foo bar\n" * n,
    "headers": lambda n: "Code\nDescription\n" * n,
    "tabs": lambda n: "404\tfoo\nbar\n" * n,
    "bullets": lambda n: "Errors\n- x\n" + "  foo 404\n" * n,
    "a list of statuses": lambda n: "404, " * (10 * n),
    "blanks": lambda n: "404" + " " * (50 * n) + "x",
    "labels": lambda n: "Errors\n404: " + "Cause: x. Solution: y. " * n,
    "codes": lambda n: "# Error codes\n|code|text|\n|-|-|\n" + "".join(f"|e_{at}|foo|\n" for at in range(n)),
    "repeated statuses": lambda n: "# Errors\n" + "".join(f"## 404 Not Found\n\nText {at}.\n\n" for at in range(n)),
}


class _Steps:
    """Counts what Python does: calls of functions, ours and built in."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: Any, event: str, argument: Any) -> None:
        del frame, argument
        self.count += event in ("call", "c_call")


def steps(text: str) -> int:
    counted = _Steps()
    sys.setprofile(counted)
    try:
        with suppress(EngineError):
            read_page(text)
    finally:
        sys.setprofile(None)
    return counted.count


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_page_is_at_most_little_more_than_twice_the_work(make: Callable[[int], str]) -> None:
    small, large = steps(make(150)), steps(make(300))
    assert large < 2.5 * small + 2_000


def test_above_two_megabytes_a_page_is_refused_unread() -> None:
    with pytest.raises(TooLarge) as caught:
        read_page("é" * (LARGEST // 2 + 1))
    assert (caught.value.size, caught.value.limit) == (LARGEST + 2, LARGEST)


@pytest.mark.parametrize(
    "html",
    [
        "<html>\n" + "<div>" * 100_000,
        "<html>\n" + "<ul><li>" * 50_000,
        "<html>\n" + "".join(f"<b id={at}>" for at in range(10_000)) + "<p>x" * 10_000,
        "<html>\n" + "<font color=red>" * 200 + "<p>x" * 100_000,
        "<html>\n" + "<div><table></div></table>" * 20_000,
        "<html>\n" + "<span>" * 300 + "404: x",
        "# Errors\n" + "<div>" * 100_000,
    ],
)
def test_what_nests_too_deep_is_refused_with_its_line(html: str) -> None:
    with pytest.raises(BadReference, match="nest") as caught:
        read_page(html)
    assert caught.value.place in ("line 1", "line 2")


def test_a_page_of_a_hundred_unclosed_elements_is_read() -> None:
    page = read_page(
        "<html>" + "<div><p>" * 50 + "<h2>404 Not Found<p>a b<h2>500 Oops</h2><p>c d<table><tr><td>429<td>Too fast"
    )
    assert [each.status for each in page.entries] == ["404", "500", "429"]


def test_spans_of_cells_are_bounded() -> None:
    row = '<tr><td rowspan="999999999" colspan="999999999">404</td><td rowspan=50>x</td></tr>'
    page = read_page(f"<table><tr><th>Status</th><th>Meaning</th></tr>{row * 300}</table>")
    assert [each.status for each in page.entries] == ["404"]


def test_warnings_are_a_hundred_at_most() -> None:
    page = read_page("# Errors\n\n| Status | Meaning |\n|---|---|\n" + "| 404 | x |\n" * 500)
    assert len(page.warnings) == 100


def test_a_status_described_without_end_keeps_a_bounded_text() -> None:
    rows = "".join(f"| 404 | Reason number {at} of many. |\n" for at in range(2000))
    (entry,) = read_page(f"| Status | Meaning |\n|---|---|\n{rows}").entries
    assert len(entry.meaning) <= 4000
