"""Markdown as safe HTML: the one place where text becomes markup. Raw HTML is escaped, the rest goes through nh3."""

from collections.abc import Callable
from functools import lru_cache

import nh3
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from tickets.web import transcript

Renderer = Callable[[str], SafeString]

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_PHRASE = {"code", "em", "strong"}
_BLOCKS = {"p", "ul", "ol", "li", "pre", "blockquote", "br", "h3", "h4"}
NO_WIDTH = "\u200b"
_LINKS = {"a": {"href", "title"}}


@lru_cache(maxsize=1024)
def document(text: str) -> SafeString:
    """The vendor's own Markdown, with blocks and links (http, https, mailto)."""
    return _clean(_MARKDOWN.render(text), tags=_PHRASE | _BLOCKS | {"a"})


@lru_cache(maxsize=1024)
def line(text: str) -> SafeString:
    """One line of the vendor's own Markdown, with links."""
    return _clean(_MARKDOWN.renderInline(text), tags=_PHRASE | {"a"})


def phrase(text: str) -> SafeString:
    """A sentence that may quote the customer: emphasis and code, never a link; what is masked in it as a bar.

    Not cached: it may be anything. A marker has no character that Markdown or HTML means something by, and no
    attribute is left that could hold one.
    """
    html = _clean(_MARKDOWN.renderInline(transcript.visible(text)), tags=_PHRASE)
    shown, at = SafeString(""), 0
    for mask in transcript.bars(html):
        bar = render_to_string("web/_mask.html", {"mask": mask})
        shown, at = shown + _part(html, at, mask.start) + bar, mask.end
    return shown + _part(html, at, len(html))


def plain(text: str) -> str:
    """Text for mails: what is masked in it as dots and the last four."""
    return "".join(
        f"{piece.mask.public_prefix}••••{piece.mask.last4}" if piece.mask else piece.text
        for piece in transcript.marked(text)
    )


def chat(text: str) -> str:
    """One line for a team's chat that mentions nobody and links nowhere, whatever it quotes; see ``plain``.

    ``&``, ``<`` and ``>`` as Slack's format asks. For the chats that read Markdown, what would mention or link is
    parted by a blank of no width, and no backtick ends the code that a quote stands in.
    """
    line = " ".join(plain(text).split()).replace("`", "'")
    escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("@", f"@{NO_WIDTH}").replace("](", f"]{NO_WIDTH}(").replace("://", f":{NO_WIDTH}//")


def _part(html: SafeString, start: int, end: int) -> SafeString:
    return mark_safe(html[start:end])  # noqa: S308  (a part, between tags or inside text, of what came out of nh3)


def _clean(html: str, *, tags: set[str]) -> SafeString:
    cleaned = nh3.clean(
        html,
        tags=tags,
        attributes=_LINKS,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(cleaned)  # noqa: S308  (what comes out of nh3 is the one thing that is safe)
