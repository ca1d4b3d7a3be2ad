"""An errors page as CSV or TSV (RFC 4180, with the separators that spreadsheets write), as one table."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from triage.engine.errors import BadReference
from triage.engine.reference.pages.blocks import Block, Row, Table
from triage.engine.reference.pages.words import is_known_header

WIDEST = 60  # columns
_SEPARATORS = "\t,;"  # bars are read as tables of Markdown and of plain text
_LOOKED_AT = 40  # records that tell whether a text is delimited


def separator_of(text: str) -> str | None:
    """What parts the fields; None where the text is no table of records under a header that we know."""
    for separator in _SEPARATORS:
        if separator in text[:100_000] and _is_table(text, separator):
            return separator
    return None


def _is_table(text: str, separator: str) -> bool:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(field.strip() for field in record):
                records.append(record)
            if len(records) > _LOOKED_AT:
                break
    except csv.Error:
        return False
    if len(records) < 2 or sum(map(is_known_header, records[0])) < 2 or max(map(len, records[0])) > 60:
        return False
    width, agreeing = Counter(map(len, records)).most_common(1)[0]
    return width == len(records[0]) and agreeing * 5 >= len(records) * 4


def delimited_blocks(text: str, *, separator: str) -> Iterator[Block]:
    """The table; raises BadReference with the line where a quoted field never ends or is too long."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[Row] = []
    line = 1
    try:
        for record in reader:
            cells = tuple(_cell(field) for field in record[:WIDEST])
            if any(cells):
                rows.append(Row(cells, line))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadReference(str(error), place=f"line {line}") from error
    if rows:
        yield Table(rows[0].cells, tuple(rows[1:]), rows[0].line)


def _cell(field: str) -> str:
    return "\n".join(line for each in field.split("\n") if (line := each.strip()))
