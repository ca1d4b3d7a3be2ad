"""Tables: a denied name in the head of a column makes every cell below it a slot (psql, mysql, Markdown, CSV)."""

import re
from collections.abc import Iterator

from triage.engine.redaction.find import SURE, Slot
from triage.engine.redaction.paste import Paste

_RULE = re.compile(r"[ \t>]*[|+:=-][-+|:= \t]{2,}$")  # the line under the heads
_HEAD = re.compile(r"""[ \t]*["'`]?(?:[A-Za-z][\w .()/-]{0,40}|\#)["'`]?[ \t\r]*""")
_ENDS_CELL = re.compile(r"[\"']?[ ]*(?:[|,;\t\r\n]|$)")
_BEFORE_CELL = frozenset(("", " ", "|", ",", ";", "\t", "\n", '"', "'"))
_FEWEST = {"|": 1, ",": 1, ";": 1, "\t": 2}  # signs: two columns parted by tabs are names and values
_LONGEST = 1000
_MOST = 200  # rows


def column(paste: Paste, start: int, end: int) -> list[Slot]:
    """The cells below the head that the name at ``start:end`` is; none if it is not the head of a column."""
    text = paste.text
    if not _ENDS_CELL.match(text, end) or text[start - 1 : start] not in _BEFORE_CELL:
        return []
    first = text.rfind("\n", max(start - _LONGEST, 0), start) + 1
    last = _line_end(text, end)
    table, below_it = paste.table
    if last - first > _LONGEST or table < first < below_it:
        return []  # too long, or a row of the table before
    sign = _sign(text, first, last, start, end)
    if not sign or (first, sign) in paste.no_tables:
        return []
    heads = text[first:last].split(sign)
    below, under = last + 1, text[last + 1 : _line_end(text, last + 1)]
    if sign == "|":
        is_table = _RULE.match(under) is not None
        below += len(under) + 1
    else:
        is_table = under.count(sign) == len(heads) - 1 and all(_HEAD.fullmatch(head) for head in heads)
    if not is_table:
        paste.no_tables.add((first, sign))
        return []
    at = text.count(sign, first, start)
    cells = list(_cells(text, below, sign, len(heads), at))
    paste.table = (first, max(cells[-1].end if cells else last, below_it if table == first else 0))
    return cells


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at, at + _LONGEST)
    return len(text) if end < 0 else end


def _sign(text: str, first: int, last: int, start: int, end: int) -> str:
    """What parts the cells of the line, if the name ends its cell and everything in it is a label."""
    for sign in "|,;\t":
        left = text.rfind(sign, first, start) + 1 or first
        right = text.find(sign, end, last)
        right = last if right < 0 else right
        if (left, right) != (first, last) and _HEAD.fullmatch(text, left, right):
            ends = not text[end:right].strip(" \"'`\r")
            return sign if ends and text.count(sign, first, last) >= _FEWEST[sign] else ""
    return ""


def _cells(text: str, at: int, sign: str, width: int, index: int) -> Iterator[Slot]:
    for _ in range(_MOST):
        end = _line_end(text, at)
        cells = text[at:end].split(sign)
        if len(cells) != width or at >= len(text):
            return
        start = at + sum(len(cell) + 1 for cell in cells[:index])
        cell = cells[index]
        value = cell.strip(" \t\r\"'`")
        if value:
            start += cell.index(value)
            yield Slot(start, start + len(value), trust=SURE)
        at = end + 1
