"""Markdown becomes markup in one place, and nothing gets through it that a page must not hold."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.web import markup
from triage import engine

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "![picture](https://elsewhere.example/pixel.png)",
    "<style>body{display:none}</style>",
    "<a href='https://elsewhere.example' onclick='x()'>x</a>",
    "<svg onload=alert(1)>",
    "`<b>`",
    '[x](https://e.example "\\" onmouseover=\\"alert(1)")',
]


class Markup(HTMLParser):
    """The tags of a text, and the attributes that they carry."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("render", [markup.document, markup.line, markup.phrase])
def test_no_markup_gets_through_that_is_not_ours(render: markup.Renderer, text: str) -> None:
    found = Markup(render(text))
    assert found.tags <= {"p", "a", "code", "em", "strong"}
    assert found.attributes.keys() <= {"href", "title", "rel"}
    assert str(found.attributes.get("href", "https:")).startswith("https:")


def test_the_vendors_own_words_may_be_emphasised_and_linked() -> None:
    html = markup.document("Check that the id is on **your** account: [here](https://example.com/ids).")
    assert "<strong>your</strong>" in html
    assert '<a href="https://example.com/ids" rel="noopener noreferrer nofollow">here</a>' in html


def test_a_line_is_not_wrapped_in_a_paragraph() -> None:
    assert markup.line("Use `GET`.") == "Use <code>GET</code>."


def test_a_sentence_that_may_quote_the_customer_links_nowhere() -> None:
    html = markup.phrase("The API says: [free money](https://elsewhere.example) in `field`")
    assert "<a" not in html
    assert "<code>field</code>" in html


def test_a_masked_credential_in_a_sentence_is_a_bar() -> None:
    key = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    text = engine.redact(f"Authorization: Bearer {key}", key=engine.PUBLIC_KEY).text
    marker = text.removeprefix("Authorization: Bearer ")
    html = markup.phrase(f"The API says: `wrong key {marker}` is **not** known")
    assert "~masked" not in html
    assert f"••••{key[-4:]}" in html
    assert html.endswith("</code> is <strong>not</strong> known")
    assert markup.plain(f"wrong key {marker}!") == f"wrong key sk_live_••••{key[-4:]}!"


@given(st.text(max_size=300))
def test_any_text_at_all_is_rendered(text: str) -> None:
    for render in (markup.document, markup.line, markup.phrase):
        assert "<script" not in render(text)
    assert markup.plain(text) == text or "~masked." in text
