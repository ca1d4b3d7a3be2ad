"""Which column of a table holds what: the header says it, the values have the last word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triage.engine.reference.pages.blocks import Row, Table
from triage.engine.reference.pages.found import Place
from triage.engine.reference.pages.grammar import PHRASES, REGISTERED, Lead, lead, phrase_of, plain
from triage.engine.reference.pages.tokens import codes_of, is_code
from triage.engine.reference.pages.words import Role, header_role, is_known_header, is_other_matter

_NAMES_CODES = re.compile(r"code|err|^#$|^no\.?$", re.IGNORECASE)
_NAMES_ERRORS = re.compile(r"error|code|exception|fault|decline", re.IGNORECASE)
_PARAMETERS = ("required", "default", "data type", "field", "parameter", "property", "attribute", "header")


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table by columns: their names, what these say, and the cells below."""

    names: list[str]
    roles: list[Role]
    values: list[list[str]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Column numbers by what they hold, and the rows below the header."""

    rows: Sequence[Row]
    status: int | None
    code: int | None
    title: int | None
    texts: tuple[int, ...]
    fixes: tuple[int, ...]
    link: int | None
    path: int | None


def columns_of(table: Table, place: Place) -> Columns | None:
    """The columns of a table of statuses or codes; None for any other table."""
    header, rows = _with_header(table)
    width = min(max((len(each.cells) for each in rows), default=0), 60)
    names = [plain(header[at]) if at < len(header) else "" for at in range(width)]
    values = [[row.cells[at] if at < len(row.cells) else "" for row in rows] for at in range(width)]
    grid = _Grid(names, [header_role(name) if name else Role.OTHER for name in names], values)
    status = _status_column(grid, place)
    code = _code_column(grid, place, status)
    if status is None and code is None:
        return None
    return _others(rows, grid, status, code)


def _with_header(table: Table) -> tuple[tuple[str, ...], Sequence[Row]]:
    if table.header or len(table.rows) < 2:
        return table.header, table.rows
    first = table.rows[0].cells
    words = [plain(each) for each in first if each]
    if len(words) < 2 or not is_known_header(words[0]) or any("`" in each for each in first):
        return (), table.rows
    if any(len(each) > 40 or lead(each) or is_code(each) or each.endswith(".") for each in words):
        return (), table.rows
    return first, table.rows[1:]


def status_lead(cell: str) -> Lead | None:
    """The statuses that a cell begins with."""
    return lead(plain(cell.strip().partition("\n")[0]))


def _filled(cells: Sequence[str]) -> list[str]:
    return [each for each in cells if each.strip(" -–—")]


def _status_column(grid: _Grid, place: Place) -> int | None:
    found = [at for at in range(len(grid.names)) if _holds_statuses(grid, at, place)]
    # `HTTP status` before `Code` before a column without a name; `Error code` is rather the vendor's own.
    rank = {Role.STATUS: 0, Role.CODE: 1}
    return min(found, key=lambda at: (rank.get(grid.roles[at], 2), "error" in grid.names[at].lower(), at), default=None)


def _holds_statuses(grid: _Grid, at: int, place: Place) -> bool:
    name, role = grid.names[at], grid.roles[at]
    cells = _filled(grid.values[at])
    leads = [found for each in cells if (found := status_lead(each))]
    if not leads or len(leads) * 5 < len(cells) * 3 or (name and is_other_matter(name)):
        return False
    if role is Role.STATUS:
        return True
    if role is Role.CODE and not _NAMES_CODES.search(name):
        return False  # a value, a number or an id of anything
    if any(each.strip().isdecimal() and not lead(each.strip()) for each in cells):
        return False  # 32, 1001 or 702 among them: numbers of the vendor's own
    known = sum(all(each in REGISTERED or "x" in each for each in found.statuses) for found in leads)
    if known * 2 < len(leads):
        return False
    # Without a name, or with one that says nothing, numbers are statuses only where something else says so.
    told = role is Role.CODE or any(found.told for found in leads) or _phrases_beside(grid, at)
    return told or (not name and (place.about is True or (place.about is None and _prose_beside(grid, at))))


def _are_phrases(cells: Sequence[str]) -> bool:
    return sum(phrase_of(each) != "" for each in cells) * 2 >= len(cells)


def _phrases_beside(grid: _Grid, at: int) -> bool:
    """Whether another column holds the reason phrases."""
    return any(_are_phrases(column) for number, column in enumerate(grid.values) if number != at)


def _prose_beside(grid: _Grid, at: int) -> bool:
    """Whether each number has a sentence beside it."""
    others = [column for number, column in enumerate(grid.values) if number != at]
    return any(sum(len(each.split()) > 2 for each in column) * 2 >= len(column) for column in others)


def _code_column(grid: _Grid, place: Place, status: int | None) -> int | None:
    if any(each.lower().startswith(_PARAMETERS) for each in grid.names):
        return None
    if place.about is False and status is None and not any("error" in each.lower() for each in grid.names):
        return None
    told = status is not None or place.about is True
    scores = [(_code_score(grid, at, told=told), -at) for at in range(len(grid.names)) if at != status]
    score, at = max(scores, default=(0.0, 0))
    return -at if score > 0 else None


def _code_score(grid: _Grid, at: int, *, told: bool) -> float:
    """How much a column looks like one of codes, from 0 to 2."""
    name, role = grid.names[at], grid.roles[at]
    filled = _filled(grid.values[at])
    if not filled or (name and is_other_matter(name)) or role in (Role.FIX, Role.LINK, Role.PATH):
        return 0
    held = [() if plain(each).lower() in PHRASES else codes_of(each) for each in filled]
    formed = sum(
        any(map(is_code, codes)) or (bool(codes) and "`" in cell) for codes, cell in zip(held, filled, strict=True)
    )
    if sum(map(bool, held)) * 10 < len(filled) * 7:
        return 0
    if role in (Role.CODE, Role.STATUS) and (told or _NAMES_ERRORS.search(name)):
        return 1 + formed / len(filled)
    return 1 if told and formed * 5 >= len(filled) * 3 else 0


def _others(rows: Sequence[Row], grid: _Grid, status: int | None, code: int | None) -> Columns:
    left = [at for at in range(len(grid.names)) if at not in (status, code) and any(map(str.strip, grid.values[at]))]
    of = {role: [at for at in left if grid.roles[at] is role] for role in Role}
    texts = [at for at in left if at in of[Role.TEXT] + of[Role.TITLE] or grid.names[at].lower() in ("error", "errors")]
    if not of[Role.TEXT] and not of[Role.TITLE]:
        texts = sorted({*texts, *_unnamed(of[Role.OTHER] or of[Role.CODE], grid)})
    title = _title_column(texts, grid)
    paths = [at for at in of[Role.PATH] if any(each.lstrip("`").startswith("/") for each in grid.values[at])]
    return Columns(
        rows,
        status,
        code,
        title,
        tuple(at for at in texts if at != title),
        tuple(of[Role.FIX]),
        next(iter(of[Role.LINK]), None),
        next(iter(paths), None),
    )


def _unnamed(free: list[int], grid: _Grid) -> list[int]:
    """The columns of text where no header names one: all without a name, else the reason phrases and the longest."""
    free = [at for at in free if not is_other_matter(grid.names[at])]
    if unnamed := [at for at in free if not grid.names[at]]:
        return unnamed
    phrases = [at for at in free if _are_phrases(grid.values[at])][:1]
    others = [at for at in free if at not in phrases]
    return phrases + sorted(others, key=lambda at: -_length(grid.values[at]))[:1]


def _title_column(texts: list[int], grid: _Grid) -> int | None:
    """The column of names, where there is another one of text."""
    if len(texts) < 2:
        return None
    short = [at for at in texts if _length(grid.values[at]) <= 45]
    named = [at for at in short if grid.roles[at] is Role.TITLE] or [at for at in short if at == texts[0]]
    longest = max(texts, key=lambda at: _length(grid.values[at]))
    return next((at for at in named if at != longest), None)


def _length(cells: Sequence[str]) -> float:
    filled = _filled(cells)
    return sum(map(len, filled)) / len(filled) if filled else 0
