"""Tables whose cells lost what was between them when they were copied: ``404Error caused because …``."""

import re
from collections.abc import Sequence

from triage.engine.reference.pages.blocks import Row, Table
from triage.engine.reference.pages.grammar import phrase_of
from triage.engine.reference.pages.rstlines import Line
from triage.engine.reference.pages.words import Role, header_role, is_known_header

_STATUS = r"[1-5](?:[0-9]{2}|[xX]{2})(?:[ ]?[-/–,][ ]?[1-5](?:[0-9]{2}|[xX]{2})){0,20}"
_ROW = re.compile(
    rf"(?P<status>{_STATUS})(?=[A-Z\"'“‘`(*])"
    r"|(?P<code>[a-z][a-z0-9]{0,30}(?:[_.][a-z0-9]{1,30})+|[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30})*_[A-Z0-9]{1,30}?"
    r"|-?[0-9]{4,9})(?=[A-Z][a-z ])"
)
# A unit behind a number (`500GB`) is glued to it by right.
_UNIT = re.compile(r"(?:[KMGT]i?B|[KMG]?Hz|USD|EUR|GBP|K|M|Mbps|Kbps)(?![a-z])")
_CODE = re.compile(
    r"(?P<code>[a-z][a-z0-9]{0,30}(?:[_.][a-z0-9]{1,30})+|[A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30})*_[A-Z0-9]{1,30}?)"
    r"(?=[A-Z][a-z ]|$)"
)
_SEAM = re.compile(r"(?<=[a-z0-9.!?)\"'’”`])(?=[A-Z][a-z]|[A-Z] |`)")
_END = re.compile(r"(?<=[.!?])(?=[A-Z`])")
_HEAD_SEAM = re.compile(r"(?<=[a-z)])(?=[A-Z])")


def glued_header(text: str) -> tuple[str, ...]:
    """The headers that a line is glued from: ``Status CodeDescription``; () where it is none."""
    parts = [each.strip() for each in _HEAD_SEAM.split(text.strip())] if len(text) <= 120 else []
    return tuple(parts) if len(parts) > 1 and all(map(is_known_header, parts)) else ()


def is_glued_row(text: str) -> bool:
    """Whether a line begins with a status or code and goes on without a blank."""
    found = _ROW.match(text)
    return found is not None and not _UNIT.match(text, found.end())


def glued_table(lines: Sequence[Line], at: int) -> tuple[int, Table] | None:
    """The table that begins at a line, and the line after it; None where there is none."""
    header = glued_header(lines[at].text)
    start = at + bool(header)
    rows: list[Row] = []
    end = start
    while (following := _next_row(lines, end)) is not None:
        rows.append(Row(_cells(lines[following].text.strip(), header), lines[following].number))
        end = following + 1
    if not rows or (not header and len(rows) < 2 and not phrase_of(rows[0].cells[1])):
        return None
    return end, Table(header or ("Code", "Description"), tuple(rows), lines[at].number)


def _next_row(lines: Sequence[Line], at: int) -> int | None:
    """The next glued row, at most one blank line further."""
    for number in range(at, min(at + 2, len(lines))):
        if lines[number].text.strip():
            return number if is_glued_row(lines[number].text.strip()) else None
    return None


def _cells(text: str, header: Sequence[str]) -> tuple[str, ...]:
    found = _ROW.match(text)
    if found is None:
        return (text,)
    cells, rest = [found[0]], text[found.end() :]
    for name in header[1:-1]:
        cell, rest = _cut(rest, header_role(name))
        cells.append(cell)
    return (*cells, rest.strip())


def _cut(text: str, role: Role) -> tuple[str, str]:
    """The next cell and what is left: a code, a name, or sentences up to one that begins without a blank."""
    if role is Role.CODE and (code := _CODE.match(text)):
        return code[0], text[code.end() :]
    if role in (Role.TITLE, Role.CODE):
        if phrase := phrase_of(text):
            return phrase, text[len(phrase) :]
        seam = _SEAM.search(text)
    else:
        seam = _END.search(text) or _SEAM.search(text)
    return (text[: seam.start()], text[seam.start() :]) if seam else (text, "")
