"""Tables in plain text: cells parted by tabs, bars or wide gaps, or each on a line of its own."""

import re
from collections.abc import Callable, Sequence

from triage.engine.reference.pages.blocks import Row, Table
from triage.engine.reference.pages.glued import glued_header
from triage.engine.reference.pages.grammar import lead, whole
from triage.engine.reference.pages.rstlines import Line
from triage.engine.reference.pages.tokens import codes_of, is_code
from triage.engine.reference.pages.words import is_known_header

WIDEST = 60
_GAP = re.compile(r"[ ]{2,}")
_RULE = re.compile(r"[-=+|: ]+")


def tabbed_table(lines: Sequence[Line], at: int) -> tuple[int, Table] | None:
    """The table of lines with tabs that begins here; a line without one goes on with the cell above it."""
    if "\t" not in lines[at].text.strip(" "):
        return None
    rows: list[list[str]] = []
    numbers: list[int] = []
    width = lines[at].text.count("\t") + 1
    end = at
    while end < len(lines):
        text = lines[end].text
        if "\t" in text:
            rows.append([each.strip() for each in text.split("\t")[:WIDEST]])
            numbers.append(lines[end].number)
        elif not text.strip() or _heads_another(lines, end) or not (_goes_on(lines, end, width) or not rows[-1][-1]):
            break
        else:
            rows[-1][-1] = f"{rows[-1][-1]}\n{text.strip()}".strip()
        end += 1
    return end, _table(rows, numbers)


def _goes_on(lines: Sequence[Line], at: int, width: int) -> bool:
    """Whether a line without a tab stands inside a table: one with as many cells follows before a blank line."""
    for each in lines[at + 1 : at + 12]:
        if not each.text.strip():
            return False
        if each.text.count("\t") + 1 == width:
            return True
    return lines[at].text.lstrip()[:1] in "-*•"


def _heads_another(lines: Sequence[Line], at: int) -> bool:
    """Whether the header of a further table stands on the next line."""
    cells = lines[at + 1].text.split("\t") if at + 1 < len(lines) else []
    return len(cells) > 1 and all(is_known_header(each) for each in cells)


def barred_table(lines: Sequence[Line], at: int) -> tuple[int, Table] | None:
    """The table of lines with bars."""
    return _run(
        lines, at, lambda text: [each.strip() for each in text.strip().strip("|").split("|")] if "|" in text else []
    )


def gapped_table(lines: Sequence[Line], at: int) -> tuple[int, Table] | None:
    """The table of lines whose columns two blanks or more part."""
    return _run(lines, at, lambda text: _GAP.split(text.strip()) if _GAP.search(text.strip()) else [])


def _run(lines: Sequence[Line], at: int, split: Callable[[str], list[str]]) -> tuple[int, Table] | None:
    rows: list[list[str]] = []
    numbers: list[int] = []
    width = len(split(lines[at].text))
    end = at
    while width > 1 and end < len(lines) and lines[end].text.strip():
        if not _RULE.fullmatch(lines[end].text):
            cells = split(lines[end].text)
            if len(cells) != width and not (len(cells) > 1 and lead(cells[0])):
                break
            rows.append(cells[:WIDEST])
            numbers.append(lines[end].number)
        end += 1
    told = sum(bool(lead(each[0]) or codes_of(each[0])) for each in rows)
    if len(rows) < 2 or told * 2 < len(rows) - 1:
        return None
    return end, _table(rows, numbers)


def _table(rows: list[list[str]], numbers: list[int]) -> Table:
    names = (
        rows[0]
        if len(rows) > 1 and sum(map(is_known_header, rows[0])) * 2 > len(rows[0]) and not lead(rows[0][0])
        else []
    )
    start = bool(names)
    body = tuple(Row(tuple(cells), number) for cells, number in zip(rows[start:], numbers[start:], strict=True))
    return Table(tuple(names), body, numbers[0])


def stacked_table(lines: Sequence[Line], at: int) -> tuple[int, Table] | None:
    """The table whose cells each stand on a line: first its headers, then the cells row by row."""
    header: list[str] = []
    end = at
    while (
        end < len(lines)
        and len(header) < 8
        and (text := lines[end].text.strip())
        and is_known_header(text)
        and not glued_header(text)
    ):
        header.append(text)
        end = _past(lines, end + 1)
    if len(header) < 2:
        return None
    rows: list[Row] = []
    while (row := _stacked_row(lines, end, len(header))) is not None:
        after, found = row
        rows.append(found)
        end = after
    return (end, Table(tuple(header), tuple(rows), lines[at].number)) if len(rows) > 1 else None


def _stacked_row(lines: Sequence[Line], at: int, width: int) -> tuple[int, Row] | None:
    if at >= len(lines) or not (whole(lines[at].text) or is_code(lines[at].text.strip())):
        return None
    cells: list[str] = []
    end = at
    while len(cells) < width and end < len(lines) and (not cells or not whole(lines[end].text)):
        cells.append(lines[end].text.strip())
        end = _past(lines, end + 1)
    return (end, Row(tuple(cells), lines[at].number)) if len(cells) == width else None


def _past(lines: Sequence[Line], at: int) -> int:
    """The next line that is not blank, at most two lines on."""
    for number in range(at, min(at + 3, len(lines))):
        if lines[number].text.strip():
            return number
    return at
