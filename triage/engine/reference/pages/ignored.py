"""What of an HTML page is not its text: navigation, banners, footers, scripts, and regions that no browser shows."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

_TAGS = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "math", "nav", "footer", "form", "button",
        "select", "iframe", "object", "head", "dialog", "canvas", "video", "audio", "textarea",
    )
)  # fmt: skip
_ROLES = frozenset(
    ("navigation", "search", "contentinfo", "dialog", "alertdialog", "banner", "menu", "menubar", "tab", "tablist")
)
_CLASSES = re.compile(
    r"(?:site-|page-|main-|global-|docs?-|theme-doc-|md-)?"
    r"(?:nav|navbar|navigation|sidebar|side-bar|sidenav|toc|table-of-contents|breadcrumbs?|menu|footer|pagination|pager"
    r"|headerlink|header-link|anchor-link|hash-link|skip-link|copy-button|feedback|newsletter|search|on-this-page)"
    r"|(?:\w+[-_])*(?:cookies?|consent|gdpr)(?:[-_]\w+)*",
    re.IGNORECASE,
)
_KEPT = "main, article, table, dl, h1"
# Contents of these are skipped as text, before parsing: what looks like a tag in them is none.
_RAW = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))


def without_raw(html: str) -> str:
    """The page without comments, scripts and styles; their line ends stay, so that lines keep their numbers."""
    for opening, closing in _RAW:
        html = "".join(_without(html, opening, closing))
    return html


def _without(html: str, opening: str, closing: str) -> Iterator[str]:
    # ASCII alone is lowered: other letters may change their length.
    lowered = html.encode("ascii", "replace").lower().decode("ascii")
    at = 0
    while (start := lowered.find(opening, at)) >= 0:
        end = lowered.find(closing, start + len(opening))
        yield html[at:start]
        if end < 0:
            return
        at = lowered.find(">", end) + 1 or len(html)
        yield "\n" * html.count("\n", start, at)
    yield html[at:]


def holders(root: LexborNode) -> frozenset[int]:
    """The elements that hold the page's own text, and all around them: these are never ignored by a class."""
    found: set[int] = set()
    for node in root.css(_KEPT):
        up: LexborNode | None = node
        while up is not None and up.mem_id not in found:
            found.add(up.mem_id)
            up = up.parent
    return frozenset(found)


def is_ignored(node: LexborNode, held: frozenset[int]) -> bool:
    """Whether an element is no text of the page."""
    if node.tag in _TAGS:
        return True
    attributes = node.attributes
    if attributes.get("aria-hidden") == "true":
        return True
    if node.mem_id in held:
        return False
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()[:20]
    return attributes.get("role") in _ROLES or any(_CLASSES.fullmatch(each) for each in named)
