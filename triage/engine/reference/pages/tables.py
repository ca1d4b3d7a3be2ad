"""What a table documents, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from triage.engine.reference.pages.blocks import Row, Table
from triage.engine.reference.pages.body import Body
from triage.engine.reference.pages.columns import Columns, columns_of, status_lead
from triage.engine.reference.pages.found import Found, Place
from triage.engine.reference.pages.grammar import PHRASES, plain
from triage.engine.reference.pages.subjects import status_subject, title_off
from triage.engine.reference.pages.tokens import codes_of

_EMPTY = frozenset(("", "-", "–", "—", "n/a", "none", "na"))


@dataclass(slots=True)
class _Above:
    """What the rows above say of the rows below: a status that stands once for several, or in a row of its own."""

    statuses: tuple[str, ...]


def table_findings(table: Table, place: Place) -> Iterator[Found]:
    """The statuses and codes that a table documents; nothing where it is about anything else."""
    table, place = _headed(table, place)
    columns = columns_of(table, place)
    if columns is None:
        return
    above = _Above(place.statuses)
    found = [each for row in columns.rows if (each := _row(row, columns, place, above))]
    if columns.code is None:
        yield from _continued(found)
        return
    yield from found
    if columns.status is not None and columns.status < columns.code:
        yield from _entries(found)


def _headed(table: Table, place: Place) -> tuple[Table, Place]:
    """A table whose caption, or only header, is a status: the rows are about it."""
    named = [plain(each) for each in table.header if each]
    only = named[0] if len(named) == 1 and len(table.header) > 1 else ""
    subject = status_subject(only) or status_subject(plain(table.caption))
    if subject is None or not (subject.told or subject.registered):
        return table, place
    header = () if only else table.header
    return Table(header, table.rows, table.line), replace(place, statuses=subject.statuses, about=True)


def _row(row: Row, columns: Columns, place: Place, above: _Above) -> Found | None:
    cells = [row.cells[at] if at < len(row.cells) else "" for at in range(max(len(row.cells), 60))]
    statuses, title, rest = _status_of(cells, columns, above)
    codes = codes_of(cells[columns.code]) if columns.code is not None else ()
    if columns.code is not None and not codes:
        if statuses and sum(map(bool, cells)) == 1:
            above.statuses = statuses  # a row that heads those below it
        return None
    body = Body()
    for at in columns.texts:
        body.add(cells[at])
    if rest:
        body.add(rest)
    for at in columns.fixes:
        if plain(cells[at]).lower() not in _EMPTY:
            body.read((), fixing=True)
            body.add_part(None, "", cells[at])
    if columns.title is not None:
        title = plain(cells[columns.title].replace("\n", " "))
    elif columns.code is not None:
        title = ""  # what stands behind the number names the status, not the code
    elif not title:
        title, body.parts = _title_in(body.parts)
    return Found(
        statuses or body.statuses,
        row.line,
        codes,
        title,
        body.text,
        tuple(body.fix),
        _link(cells, columns) or row.anchor or place.anchor,
        _path(cells, columns),
    )


def _status_of(cells: list[str], columns: Columns, above: _Above) -> tuple[tuple[str, ...], str, str]:
    """The statuses of a row, with the title and the text that stand in the same cell."""
    if columns.status is None:
        only = next((each for each in cells if each), "")
        found = status_lead(only) if sum(map(bool, cells)) == 1 else None
        return (found.statuses, "", "") if found else (above.statuses, "", "")
    cell = cells[columns.status]
    if not cell.strip() and columns.code is not None and columns.status < columns.code:
        return above.statuses, "", ""
    if not status_lead(cell) or not (subject := status_subject(cell)):
        return (), "", ""
    above.statuses = subject.statuses
    title, rest = subject.title, subject.rest
    if not title and "\n" not in rest:
        title, rest = plain(rest).strip("() .:"), ""
    return subject.statuses, title, rest


def _title_in(parts: list[str]) -> tuple[str, list[str]]:
    """The reason phrase that a description begins with: ``Bad Request -- the body is no JSON``."""
    if not parts:
        return "", parts
    title, rest = title_off(parts[0])
    if title.lower() not in PHRASES:
        return "", parts
    return title, [rest, *parts[1:]] if rest else parts[1:]


def _continued(found: list[Found]) -> Iterator[Found]:
    """Rows without a status go on with the row above them."""
    last: Found | None = None
    for each in found:
        if each.statuses:
            if last:
                yield last
            last = each
        elif last and (each.text or each.fix):
            text = " ".join(part for part in (last.text, each.text) if part)
            last = replace(last, text=text, fix=(*last.fix, *each.fix))
    if last:
        yield last


def _entries(found: list[Found]) -> Iterator[Found]:
    """Where each status has one row, the row documents the status as well as its code."""
    named = [status for each in found for status in each.statuses]
    if len(named) == len(set(named)):
        yield from (replace(each, codes=()) for each in found if each.statuses)


def _link(cells: list[str], columns: Columns) -> str:
    if columns.link is None:
        return ""
    cell = cells[columns.link].strip()
    if cell.endswith(")") and "](" in cell:
        return cell.rpartition("](")[2].removesuffix(")")
    return cell.strip("<>") if " " not in cell else ""


def _path(cells: list[str], columns: Columns) -> str:
    path = plain(cells[columns.path]) if columns.path is not None else ""
    return path if path.startswith("/") and " " not in path else ""
