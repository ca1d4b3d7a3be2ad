"""Elements of HTML as Markdown: emphasis, code, links and lists are kept, everything else is its text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from triage.engine.errors import BadReference
from triage.engine.reference.pages.ignored import is_ignored

DEEPEST = 120
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary")
_CODE = frozenset(("code", "kbd", "samp", "tt", "var"))
_STRONG = frozenset(("b", "strong"))
_EMPHASIS = frozenset(("em", "i", "cite", "dfn"))
# Elements that begin a line of their own (HTML standard, section 15.3).
BLOCK = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "details", "div", "dl", "dd", "dt",
        "fieldset", "figure", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hgroup", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody",
        "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_BLANKS = re.compile(r"[ \t\n\r\f\xa0]+")
# What CommonMark would take for markup (sections 2.4, 6.2 to 6.6); an underscore inside a word is none.
_MARKUP = re.compile(r"[\\`*]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|[\[\]](?=\()|&(?=#?\w+;)")
_PERMALINKS = frozenset(("#", "¶", "§", "🔗", "link to this heading", "permalink", "copy link"))


@dataclass(frozen=True, slots=True)
class Source:
    """Where elements come from: the page's own address, and the elements that hold its text."""

    url: str
    held: frozenset[int]


def children(node: LexborNode) -> Iterator[LexborNode]:
    """The nodes right inside one, first to last."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def line_of(node: LexborNode) -> int:
    """The line an element began at; 1 where no line was marked on it or around it."""
    up: LexborNode | None = node
    while up is not None:
        marked = up.attributes.get("data-line") if up.is_element_node else None
        if marked and marked.isdecimal() and len(marked) < 9:
            return int(marked)
        up = up.parent
    return 1


def inline(node: LexborNode, source: Source, depth: int = 0) -> str:
    """One line of Markdown (a ``br`` breaks it) from what is inside an element."""
    check_depth(node, depth)
    return run_of(children(node), source, depth)


def run_of(nodes: Iterable[LexborNode], source: Source, depth: int) -> str:
    """Neighbouring inline nodes as Markdown, each with its own emphasis or link."""
    return "".join(_pieces(nodes, source, depth))


def tidy(text: str) -> str:
    """Without blanks around it and its lines."""
    return "\n".join(line for each in text.split("\n") if (line := _BLANKS.sub(" ", each).strip()))


def check_depth(node: LexborNode, depth: int) -> None:
    """Raises BadReference where elements nest deeper than a page's do."""
    if depth > DEEPEST:
        raise BadReference(f"elements nest deeper than {DEEPEST}", place=f"line {line_of(node)}")


def _pieces(nodes: Iterable[LexborNode], source: Source, depth: int) -> Iterator[str]:
    for child in nodes:
        if child.is_text_node:
            yield _MARKUP.sub(r"\\\g<0>", _BLANKS.sub(" ", child.text_content or ""))
        elif child.is_element_node and not is_ignored(child, source.held) and not _is_button(child):
            yield _element(child, source, depth + 1)


def _is_button(node: LexborNode) -> bool:
    return node.tag == "button" and (node.parent is None or node.parent.tag not in HEADINGS)


def _element(node: LexborNode, source: Source, depth: int) -> str:
    tag = node.tag or ""
    if tag == "br":
        return "\n"
    if tag == "img":
        return _BLANKS.sub(" ", node.attributes.get("alt") or "")
    if tag in _CODE:
        return as_code(node.text(deep=True))
    text = inline(node, source, depth)
    if tag in _STRONG:
        return _wrapped(text, "**")
    if tag in _EMPHASIS:
        return _wrapped(text, "*")
    if tag == "a":
        return _link(node, text, source)
    return f" {text} " if tag in BLOCK else text


def as_code(text: str) -> str:
    """A span of code, with a fence of backticks longer than those inside it (CommonMark section 6.1)."""
    text = _BLANKS.sub(" ", text).strip()
    if not text:
        return ""
    fence = "`" * (1 + max((len(each) for each in re.findall(r"`+", text)), default=0))
    edge = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def _wrapped(text: str, mark: str) -> str:
    """Emphasis with the blanks outside of it, as CommonMark's flanking rule wants (section 6.2)."""
    inner = text.strip()
    if not inner or inner.startswith(mark) or "\n" in inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _link(node: LexborNode, text: str, source: Source) -> str:
    inner, target = tidy(text), address(node.attributes.get("href") or "", source.url)
    if inner.lower() in _PERMALINKS:
        return ""
    if not target or not inner or "\n" in inner or inner.startswith("["):
        return text
    return f"[{inner}]({target})"


def address(href: str, url: str) -> str:
    """A link's address, joined to the page's; "" where it is none to follow (``javascript:``, ``data:``)."""
    try:
        joined = urljoin(url, href.strip()) if url else href.strip()
        scheme = urlsplit(joined).scheme
    except ValueError:
        return ""
    if scheme not in ("", "http", "https", "mailto") or re.search(r"[\s()<>\\]", joined):
        return ""
    return joined
