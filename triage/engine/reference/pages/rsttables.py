"""The tables of reStructuredText: grid and simple ones are drawn, ``list-table`` and ``csv-table`` are written."""

import csv
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from triage.engine.reference.pages.rstinline import as_markdown
from triage.engine.reference.pages.rstlines import Line, dedented, indented_end, past_blank

Cells = Sequence[Sequence[Line]]
Rows = list[tuple[int, Cells]]
Read = tuple[tuple[str, ...], Rows]
WIDEST = 60  # columns
_GRID_EDGE = re.compile(r"\+(?:[-=]+\+)+[ \t]*")
_SIMPLE_EDGE = re.compile(r"=+(?:[ \t]+=+)+[ \t]*")
_SPAN = re.compile(r"-+(?:[ \t]+-+)*[ \t]*")
_OUTER, _INNER = re.compile(r"\*[ \t]+-(?:[ \t]+|$)"), re.compile(r"[ \t]+-(?:[ \t]+|$)")


def is_grid(text: str) -> bool:
    """Whether a line is the edge of a grid table."""
    return _GRID_EDGE.fullmatch(text) is not None


def is_simple(text: str) -> bool:
    """Whether a line is the edge of a simple table."""
    return _SIMPLE_EDGE.fullmatch(text) is not None


def grid_end(lines: Sequence[Line], at: int) -> int:
    """The line after a grid table."""
    while at < len(lines) and lines[at].text[:1] in ("+", "|"):
        at += 1
    return at


def simple_end(lines: Sequence[Line], at: int) -> int:
    """The line after a simple table: after the edge that a blank line follows, else the last; 0 without one."""
    last = 0
    for number in range(at + 1, len(lines)):
        if is_simple(lines[number].text):
            last = number + 1
            if last == len(lines) or not lines[last].text.strip():
                return last
    return last


def grid_rows(lines: Sequence[Line]) -> Read:
    """Header and rows; cells are cut at the first edge's columns, one that spans columns stands in the first."""
    cuts = [at for at, sign in enumerate(lines[0].text.rstrip()) if sign == "+"][: WIDEST + 1]
    header: tuple[str, ...] = ()
    rows: Rows = []
    group: list[Line] = []
    for each in lines[1:]:
        if not each.text.startswith("+"):
            group.append(each)
            continue
        if group:
            rows.append((group[0].number, [_cut(group, *pair) for pair in pairwise(cuts)]))
        if "=" in each.text and not header and rows:
            header = tuple(_text(cell) for cell in rows.pop()[1])
        group = []
    return header, rows


def _cut(group: Sequence[Line], start: int, end: int) -> list[Line]:
    return dedented([Line(each.number, each.text[start + 1 : end].rstrip().strip("|")) for each in group])


def simple_rows(lines: Sequence[Line]) -> Read:
    """Header and rows; a line whose first column is blank goes on with the row above."""
    starts = [found.start() for found in re.finditer(r"=+", lines[0].text)][:WIDEST]
    edges = [at for at, each in enumerate(lines) if is_simple(each.text)]
    body = lines[edges[1] + 1 : edges[-1]] if len(edges) > 2 else lines[1 : edges[-1]]
    header = _merged(lines[1 : edges[1]], starts) if len(edges) > 2 else ()
    rows: list[tuple[int, list[list[Line]]]] = []
    for each in body:
        cells = _columns(each, starts)
        if _SPAN.fullmatch(each.text) and each.text.strip():
            continue
        if rows and not cells[0].text.strip():
            for column, cell in zip(rows[-1][1], cells, strict=True):
                column.append(cell)
        elif each.text.strip():
            rows.append((each.number, [[cell] for cell in cells]))
    return header, [(number, [dedented(cell) for cell in cells]) for number, cells in rows]


def _columns(line: Line, starts: Sequence[int]) -> list[Line]:
    ends = [*starts[1:], None]
    return [Line(line.number, line.text[start:end].rstrip()) for start, end in zip(starts, ends, strict=True)]


def _merged(lines: Sequence[Line], starts: Sequence[int]) -> tuple[str, ...]:
    columns = zip(*(_columns(each, starts) for each in lines), strict=True)
    return tuple(_text(column) for column in columns)


def _text(lines: Sequence[Line]) -> str:
    return as_markdown(" ".join(each.text.strip() for each in lines))


def list_table(lines: Sequence[Line], options: Mapping[str, str]) -> Read:
    """The rows of a ``list-table``: a list of lists."""
    rows: Rows = []
    at = past_blank(lines, 0)
    while at < len(lines):
        end = indented_end(lines, at + 1)
        if mark := _OUTER.match(lines[at].text):
            rows.append((lines[at].number, _inner(lines[at:end], mark.end())))
        at = past_blank(lines, max(end, at + 1))
    return _with_header(rows, options)


def _inner(lines: Sequence[Line], width: int) -> Cells:
    cells: list[list[Line]] = [[Line(lines[0].number, lines[0].text[width:])]]
    dash = lines[0].text.find("-")
    for each in lines[1:]:
        if (mark := _INNER.match(each.text)) and each.text.find("-") == dash:
            cells.append([Line(each.number, each.text[mark.end() :])])
        else:
            cells[-1].append(Line(each.number, each.text[dash + 2 :] if each.text[: dash + 2].isspace() else ""))
    return cells[:WIDEST]


def csv_table(lines: Sequence[Line], options: Mapping[str, str]) -> Read:
    """The rows of a ``csv-table``, with ``:header:``."""
    rows: Rows = []
    for each in lines:
        if each.text.strip():
            fields = fields_of(each.text.strip())
            rows.append((each.number, [[Line(each.number, field)] for field in fields[:WIDEST]]))
    if options.get("header"):
        return tuple(as_markdown(each) for each in fields_of(options["header"])), rows
    return _with_header(rows, options)


def fields_of(line: str) -> list[str]:
    """The fields of one line of CSV; the line itself where it is none."""
    try:
        return next(csv.reader([line], skipinitialspace=True), [])
    except csv.Error:
        return [line]


def _with_header(rows: Rows, options: Mapping[str, str]) -> Read:
    if options.get("header-rows", "0").strip() in ("", "0") or not rows:
        return (), rows
    return tuple(_text(cell) for cell in rows[0][1]), rows[1:]
