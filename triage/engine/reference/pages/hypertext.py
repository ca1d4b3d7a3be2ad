"""An errors page in HTML, as blocks: the main part of the page, whatever stands around it."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from triage.engine.reference.pages.blocks import Block, Heading, Item, Items, Row, Table, Text
from triage.engine.reference.pages.flow import flow, is_block
from triage.engine.reference.pages.ignored import holders, is_ignored, without_raw
from triage.engine.reference.pages.inline import HEADINGS, Source, check_depth, children, inline, line_of, run_of, tidy
from triage.engine.reference.pages.nesting import check_nesting

MOST_CELLS = 200_000  # of one table, spans included
_WIDEST, _LONGEST = 40, 200  # what a colspan and a rowspan may claim
_MARKED = re.compile(r"<(?:h[1-6]|p|li|tr|td|dt|dd|div|summary|table|section)(?=[\s>])|\n", re.IGNORECASE)
_SAMPLES = frozenset(("pre", "hr", "figure"))
_INSIDE_LISTS = "table, h1, h2, h3, h4, h5, h6"
_ROWS, _CELLS = ("row",), ("cell", "columnheader", "rowheader", "gridcell")


def html_blocks(text: str, *, url: str = "", first: int = 1) -> Iterator[Block]:
    """The blocks of a page, their lines counted from ``first``; raises BadReference where it nests too deep."""
    html = without_raw(text)
    check_nesting(html)
    yield from marked_blocks(mark_lines(html, first), url=url)


def mark_lines(html: str, first: int) -> str:
    """The page with its line numbers on the elements, as the parser keeps none."""
    line = first

    def mark(found: re.Match[str]) -> str:
        nonlocal line
        if found[0] == "\n":
            line += 1
            return "\n"
        return f"{found[0]} data-line={line}"

    return _MARKED.sub(mark, html)


def marked_blocks(html: str, *, url: str) -> Iterator[Block]:
    """The blocks of a page whose elements carry their lines."""
    body = LexborHTMLParser(html).body
    if body is not None:
        main = body.css("main, [role=main]") or body.css("article")
        start = main[0] if len(main) == 1 else body
        yield from _Walk(Source(url, holders(body))).blocks(start, 0)


class _Walk:
    """One walk down a page; what stands in a collapsed part (``summary``) is a section below the last heading."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.level = 1

    def blocks(self, node: LexborNode, depth: int) -> Iterator[Block]:
        check_depth(node, depth)
        run: list[LexborNode] = []
        for child in children(node):
            if not is_block(child):
                run.append(child)
                continue
            yield from self._paragraph(run, node, depth)
            run = []
            if not is_ignored(child, self.source.held):
                yield from self._block(child, depth + 1)
        yield from self._paragraph(run, node, depth)

    def _paragraph(self, run: list[LexborNode], node: LexborNode, depth: int) -> Iterator[Text]:
        if text := tidy(run_of(run, self.source, depth)):
            yield Text(text, line_of(run[0]), anchor_of(node) if node.tag == "p" else "")

    def _block(self, node: LexborNode, depth: int) -> Iterator[Block]:
        tag = node.tag or ""
        if tag in HEADINGS:
            yield self._heading(node)
        elif tag == "table" or node.attributes.get("role") in ("table", "grid"):
            yield from self._table(node, depth)
        elif tag in ("ul", "ol", "menu") and node.css_first(_INSIDE_LISTS) is None:
            yield self._items(node, depth)
        elif tag == "dl":
            yield self._definitions(node, depth)
        elif tag not in _SAMPLES:
            yield from self.blocks(node, depth)

    def _heading(self, node: LexborNode) -> Heading:
        level = self.level + 1 if node.tag == "summary" else int((node.tag or "h6")[1])
        if node.tag != "summary":
            self.level = level
        text = tidy(inline(node, self.source)).replace("\n", " ")
        return Heading(text, level, line_of(node), anchor_of(node) or _around(node))

    def _items(self, node: LexborNode, depth: int) -> Items:
        found = [each for each in children(node) if each.tag == "li" and not _is_mere_link(each)]
        items = (Item(flow(each, self.source, depth), line_of(each), anchor_of(each)) for each in found)
        return Items(tuple(each for each in items if each.text), node.tag == "ol", line_of(node))

    def _definitions(self, node: LexborNode, depth: int) -> Table:
        rows: list[Row] = []
        terms: list[LexborNode] = []
        answered = False
        for each in _terms(node):
            if each.tag == "dt":
                terms, answered = ([] if answered else terms), False
                terms.append(each)
                continue
            text = flow(each, self.source, depth)
            if answered:
                rows[-1] = Row((rows[-1].cells[0], f"{rows[-1].cells[1]}\n\n{text}"), rows[-1].line, rows[-1].anchor)
            elif terms:
                named = ", ".join(tidy(inline(term, self.source, depth)) for term in terms)
                rows.append(Row((named, text), line_of(terms[0]), anchor_of(terms[0])))
            answered = True
        return Table((), tuple(rows), line_of(node))

    def _table(self, node: LexborNode, depth: int) -> Iterator[Block]:
        if any(each.mem_id != node.mem_id for each in node.css("table, h1, h2")[:2]):
            yield from self.blocks(node, depth)  # a table that lays the page out
            return
        caption = node.css_first("caption")
        grid = self._grid(node, depth)
        header = grid.pop(0).cells if grid and _is_header(_first_row(node)) else ()
        yield Table(header, tuple(grid), line_of(node), inline(caption, self.source) if caption else "")

    def _grid(self, node: LexborNode, depth: int) -> list[Row]:
        """The rows with every span filled: a cell that spans rows stands in each, one that spans columns once."""
        rows: list[Row] = []
        hanging: dict[int, tuple[int, str]] = {}
        cells_left = MOST_CELLS
        for tr in _rows(node):
            cells: list[str] = []
            for cell in _cells(tr):
                _drop_hanging(cells, hanging)
                text = flow(cell, self.source, depth)
                if (down := _span(cell, "rowspan", _LONGEST)) > 1:
                    hanging[len(cells)] = (down - 1, text)
                cells += [text] + [""] * (_span(cell, "colspan", _WIDEST) - 1)
            _drop_hanging(cells, hanging)
            cells_left -= len(cells)
            if cells_left < 0:
                break
            if any(cells):
                rows.append(Row(tuple(cells), line_of(tr), anchor_of(tr)))
        return rows


def _drop_hanging(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Fill the next columns from cells above that reach down to this row."""
    while len(cells) in hanging:
        at = len(cells)
        left, text = hanging.pop(at)
        if left > 1:
            hanging[at] = (left - 1, text)
        cells.append(text)


def _span(cell: LexborNode, name: str, most: int) -> int:
    value = cell.attributes.get(name) or ""
    return min(int(value), most) if value.isdecimal() and 0 < len(value) < 7 and int(value) else 1


def _rows(table: LexborNode) -> list[LexborNode]:
    return table.css("tr") or [each for each in table.css("[role]") if each.attributes.get("role") in _ROWS]


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    for each in children(row):
        if each.tag in ("td", "th") or (each.is_element_node and each.attributes.get("role") in _CELLS):
            yield each


def _first_row(table: LexborNode) -> LexborNode | None:
    return next((each for each in _rows(table) if next(_cells(each), None) is not None), None)


def _is_header(row: LexborNode | None) -> bool:
    if row is None:
        return False
    if row.parent is not None and row.parent.tag == "thead":
        return True
    return all(each.tag == "th" or each.attributes.get("role") == "columnheader" for each in _cells(row))


def _terms(node: LexborNode) -> Iterator[LexborNode]:
    """The dt and dd of a list, also where they are grouped in div."""
    for each in children(node):
        if each.tag in ("dt", "dd"):
            yield each
        elif each.tag == "div":
            yield from (inner for inner in children(each) if inner.tag in ("dt", "dd"))


def _is_mere_link(item: LexborNode) -> bool:
    """Whether an item of a list is a link within the page and nothing else: a table of contents."""
    link = item.css_first("a")
    if link is None or not (link.attributes.get("href") or "").startswith("#"):
        return False
    return tidy(link.text(deep=True)) == tidy(item.text(deep=True))


def anchor_of(node: LexborNode) -> str:
    """The id that a link can name: the element's own, or one set inside it, or the one its permalink goes to."""
    if own := node.attributes.get("id"):
        return own
    for inner in node.css("[id], a[name], a[href]")[:10]:
        attributes = inner.attributes
        if named := attributes.get("id") or (attributes.get("name") if inner.tag == "a" else None):
            return named
        href = attributes.get("href") or ""
        if href.startswith("#") and len(href) > 1 and node.tag in HEADINGS:
            return href[1:]
    return ""


def _around(heading: LexborNode) -> str:
    """The id of the section that a heading opens."""
    up = heading.parent
    if up is None or up.tag not in ("section", "div", "details", "article"):
        return ""
    first = next((each for each in children(up) if each.is_element_node), None)
    return (up.attributes.get("id") or "") if first is not None and first.mem_id == heading.mem_id else ""
