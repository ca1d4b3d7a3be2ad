"""What one cell or item of HTML holds, as Markdown: paragraphs, nested lists, and samples of code."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from triage.engine.reference.pages.ignored import is_ignored
from triage.engine.reference.pages.inline import BLOCK, Source, as_code, check_depth, children, run_of, tidy

_LISTS = ("ul", "ol", "menu")


def flow(node: LexborNode, source: Source, depth: int = 0) -> str:
    """The element's content; paragraphs are parted by an empty line."""
    return "\n\n".join(part for part in _parts(node, source, depth) if part)


def _parts(node: LexborNode, source: Source, depth: int) -> Iterator[str]:
    check_depth(node, depth)
    run: list[LexborNode] = []
    for child in children(node):
        if not is_block(child):
            run.append(child)
            continue
        yield tidy(run_of(run, source, depth))
        run = []
        if not is_ignored(child, source.held):
            yield _block(child, source, depth + 1)
    yield tidy(run_of(run, source, depth))


def is_block(node: LexborNode) -> bool:
    """Whether a node takes lines of its own."""
    return bool(node.is_element_node) and (node.tag in BLOCK or holds_block(node))


def holds_block(node: LexborNode) -> bool:
    """Whether an inline element (a link around a card, a span around a table) holds elements of whole lines."""
    return node.css_first("p, div, ul, ol, table, dl, pre, h1, h2, h3, h4, h5, h6, section, article") is not None


def _block(node: LexborNode, source: Source, depth: int) -> str:
    if node.tag in _LISTS:
        return as_list([flow(each, source, depth + 1) for each in children(node) if each.tag == "li"], node.tag == "ol")
    if node.tag == "pre":
        return _sample(node.text(deep=True))
    return flow(node, source, depth)


def _sample(text: str) -> str:
    text = text.strip("\n").rstrip()
    if "\n" not in text:
        return as_code(text)
    fence = "```" if "```" not in text else "~~~~"
    return f"{fence}\n{text}\n{fence}"


def as_list(items: list[str], ordered: bool) -> str:
    """A Markdown list; what is inside an item is indented below it."""
    lines = []
    for number, item in enumerate(filter(None, items), start=1):
        mark = f"{number}. " if ordered else "- "
        lines.append(mark + item.replace("\n\n", "\n").replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)
