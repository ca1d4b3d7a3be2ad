"""Markdown as safe HTML: the one place where text becomes markup. Raw HTML is escaped, the rest goes through nh3."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_PHRASE = {"code", "em", "strong"}
_BLOCKS = {"p", "ul", "ol", "li", "pre", "blockquote", "br", "h3", "h4"}
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
    """A sentence that may quote the customer: emphasis and code, never a link. Not cached: it may be anything."""
    return _clean(_MARKDOWN.renderInline(text), tags=_PHRASE)


def _clean(html: str, *, tags: set[str]) -> SafeString:
    cleaned = nh3.clean(
        html,
        tags=tags,
        attributes=_LINKS,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(cleaned)  # noqa: S308  (what comes out of nh3 is the one thing that is safe)
