"""Errors pages of invented vendors in every layout, each read exactly as the JSON file beside it says."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from triage.engine.errors import BadReference
from triage.engine.finding import Actor
from triage.engine.reference import GuideEntry, default_reference
from triage.engine.reference.pages import Page, read_page

PAGES = Path(__file__).parent / "pages"
FILES = sorted(each for each in PAGES.iterdir() if each.suffix != ".json")
URL = "https://docs.example/api/errors"
GUIDE = default_reference()


def as_json(page: Page) -> dict[str, Any]:
    """A page as the files have it: without empty fields, and without who acts, which the guide decides."""
    return {
        "entries": [_filled(each) for each in page.entries],
        "codes": [_filled(each) for each in page.codes],
        "warnings": list(page.warnings),
    }


def _filled(value: Any) -> dict[str, Any]:
    fields = {name: value for name, value in dataclasses.asdict(value).items() if value and name != "audience"}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in fields.items()}


def statuses(text: str, **known: str) -> list[str]:
    return [each.status for each in read_page(text, **known).entries]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_page_is_read_exactly(file: Path) -> None:
    expected = json.loads((PAGES / f"{file.name}.json").read_text())
    assert as_json(read_page(file.read_text(), name=file.name, url=URL)) == expected


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_page_is_known_by_its_content_as_well(file: Path) -> None:
    expected = json.loads((PAGES / f"{file.name}.json").read_text())
    assert as_json(read_page(file.read_text(), url=URL)) == expected


def test_every_expectation_has_its_page() -> None:
    assert sorted(each.name for each in PAGES.glob("*.json")) == sorted(f"{each.name}.json" for each in FILES)
    assert len(FILES) >= 14


# The default guide, written as three layouts by plain means, reads back as it was.


def as_markdown(entries: tuple[GuideEntry, ...]) -> str:
    rows = [f"| {each.status} | {each.title} | {each.meaning} | {'<br>'.join(each.fix)} |" for each in entries]
    return "\n".join(["# Status codes", "", "| Code | Title | Meaning | How to fix |", "|---|---|---|---|", *rows])


def as_html(entries: tuple[GuideEntry, ...]) -> str:
    rows = [
        f"<tr><td>{each.status}</td><td>{html(each.title)}</td><td>{html(each.meaning)}</td>"
        f"<td><ol>{''.join(f'<li>{html(step)}</li>' for step in each.fix)}</ol></td></tr>"
        for each in entries
    ]
    head = "<tr><th>Code</th><th>Title</th><th>Meaning</th><th>How to fix</th></tr>"
    return f"<h1>Status codes</h1><table>{head}{''.join(rows)}</table>"


def html(markdown: str) -> str:
    """The Markdown that the guide uses: bold and code."""
    text = markdown.replace("&", "&amp;").replace("<", "&lt;")
    for mark, tag in (("**", "strong"), ("`", "code")):
        parts = text.split(mark)
        text = "".join(part if at % 2 == 0 else f"<{tag}>{part}</{tag}>" for at, part in enumerate(parts))
    return text


def as_csv(entries: tuple[GuideEntry, ...]) -> str:
    rows = [(each.status, each.title, each.meaning, "\n".join(each.fix)) for each in entries]
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return "\n".join(["Code,Title,Meaning,How to fix", *quoted])


@pytest.mark.parametrize("write", [as_markdown, as_html, as_csv])
def test_the_default_guide_reads_back_as_it_was(write: Any) -> None:
    read = read_page(write(GUIDE.entries))
    given = [(each.status, each.title, each.meaning, each.fix, each.audience) for each in GUIDE.entries]
    assert [(each.status, each.title, each.meaning, each.fix, each.audience) for each in read.entries] == given
    assert (read.codes, read.warnings) == ((), ())


# How a status is written.


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("404", ["404"]),
        ("4xx", ["4xx"]),
        ("4XX", ["4xx"]),
        ("4**", ["4xx"]),
        ("400-499", ["4xx"]),
        ("400–499", ["4xx"]),
        ("400 to 499", ["4xx"]),
        ("400 range", ["4xx"]),
        ("400-level errors", ["4xx"]),
        ("the 400s", ["4xx"]),
        ("4xx range", ["4xx"]),
        ("5XX Range", ["5xx"]),
        ("4xx/5xx", ["4xx", "5xx"]),
        ("400-599", ["4xx", "5xx"]),
        ("400/422", ["400", "422"]),
        ("400, 401 or 403", ["400", "401", "403"]),
        ("500, 502, 503, 504", ["500", "502", "503", "504"]),
        ("520-523", ["520", "521", "522", "523"]),
        ("HTTP 404", ["404"]),
        ("HTTP status code 404", ["404"]),
        ("Error 404", ["404"]),
        ("404 Not Found", ["404"]),
        ("404 - Not Found", ["404"]),
        ("404 (Not Found)", ["404"]),
        ("`404`", ["404"]),
        ("**404**", ["404"]),
        ("**`404`** Not Found", ["404"]),
        ("[404](#not-found)", ["404"]),
        ("502 Bad Gateway or 504 Gateway Timeout", ["502", "504"]),
    ],
)
@pytest.mark.parametrize(
    "layout", ["| Status | Meaning |\n|---|---|\n| {} | It failed. |", "# Errors\n\n## {}\n\nIt failed."]
)
def test_a_status_is_read_as_it_is_written(written: str, meant: list[str], layout: str) -> None:
    page = read_page(layout.format(written))
    assert [each.status for each in page.entries] == meant
    assert {each.meaning for each in page.entries} == {"It failed."}


@pytest.mark.parametrize("heading", ["Not Found (404)", "Errors in the 4xx range", "How to handle 5xx errors"])
def test_a_heading_may_name_its_status_last(heading: str) -> None:
    assert len(statuses(f"# Guide\n\n## {heading}\n\nIt is so.")) == 1


def test_a_title_that_the_page_leaves_out_is_the_default_guides() -> None:
    (entry,) = read_page("| Status | Meaning |\n|---|---|\n| 404 | Gone fishing. |").entries
    known = GUIDE.entry("404")
    assert known is not None
    assert entry.title == known.title


def test_who_acts_is_as_the_default_guide_says() -> None:
    page = read_page("| Status | Meaning |\n|---|---|\n| 404 | a b |\n| 503 | c d |")
    assert [each.audience for each in page.entries] == [Actor.CALLER, Actor.VENDOR]


# Links.


def test_links_and_anchors_are_joined_to_the_pages_address() -> None:
    page = read_page(
        '<h2 id="e404">404 Not Found</h2><p>See <a href="../ids">ids</a> and <a href="#x">x</a>.</p>', url=URL
    )
    (entry,) = page.entries
    assert entry.link == "https://docs.example/api/errors#e404"
    assert entry.meaning == "See [ids](https://docs.example/ids) and [x](https://docs.example/api/errors#x)."


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "https://a b/", "http://[", "x)(y"])
def test_a_link_that_is_none_to_follow_is_its_text(href: str) -> None:
    (entry,) = read_page(f'<h2>404 Not Found</h2><p>See <a href="{href}">there</a>.</p>').entries
    assert entry.meaning == "See there."


# What is said twice.


def test_a_row_that_is_repeated_merges_with_a_warning() -> None:
    page = read_page("| Status | Meaning |\n|---|---|\n| 404 | Nothing. |\n| 404 | Nothing. |")
    assert [each.meaning for each in page.entries] == ["Nothing."]
    assert page.warnings == ("line 4: 404 is repeated (first on line 3)",)


def test_a_status_that_is_described_twice_keeps_both_and_says_so() -> None:
    page = read_page("| Status | Meaning |\n|---|---|\n| 404 | No bird. |\n| 404 | No nest. |")
    assert [each.meaning for each in page.entries] == ["No bird.\n\nNo nest."]
    assert page.warnings == ("line 4: 404 is described again; the descriptions are joined (first on line 3)",)


def test_a_code_that_is_described_twice_keeps_the_first() -> None:
    page = read_page("| Error code | Meaning |\n|---|---|\n| no_bird | A. |\n| no_bird | B. |")
    assert [(each.code, each.text) for each in page.codes] == [("no_bird", "A.")]
    assert len(page.warnings) == 1


# What is refused.


def test_an_empty_page_is_refused() -> None:
    with pytest.raises(BadReference) as caught:
        read_page(" \n\t\n")
    assert caught.value.place == "line 1"


def test_a_page_without_anything_says_how_it_was_read() -> None:
    with pytest.raises(BadReference, match=r"no status, range or error code .* as Markdown \(1 headings") as caught:
        read_page("# Hello\n\nWe sell **birds**.\n")
    assert caught.value.place == "lines 1 to 3"
