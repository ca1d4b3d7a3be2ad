"""An errors page in reStructuredText, as blocks: a small reader of what such pages use.

Section titles, paragraphs, bullet, numbered, field and definition lists, simple and grid tables, ``list-table`` and
``csv-table``, admonitions and labels, after the reStructuredText Markup Specification of docutils. Other directives
(code, images, includes) are left out with what is indented under them.
"""

import re
from collections.abc import Iterator, Sequence

from triage.engine.reference.pages.blocks import Block, Heading, Item, Items, Row, Table, Text
from triage.engine.reference.pages.flow import as_list
from triage.engine.reference.pages.rstinline import as_markdown
from triage.engine.reference.pages.rstlines import (
    Line,
    dedented,
    indent_of,
    indented_end,
    paragraph_end,
    past_blank,
)
from triage.engine.reference.pages.rsttables import (
    csv_table,
    grid_end,
    grid_rows,
    is_grid,
    is_simple,
    list_table,
    simple_end,
    simple_rows,
)

DEEPEST = 12
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}[ \t]*")
_DIRECTIVE = re.compile(r"\.\. +(?:\|[^|]+\| +)?([a-z][\w:.-]*)::(?:[ \t]+(.*))?", re.IGNORECASE)
_LABEL = re.compile(r"\.\. _`?([^`:]+)`?:[ \t]*")
_BULLET = re.compile(r"([*+•‣⁃-])(?:[ \t]+|$)")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|#|[a-zA-Z])[.)][ \t]+")
_FIELD = re.compile(r":([^:`\n]{1,80}):(?:[ \t]+|$)")
_ADMONITIONS = frozenset(
    (
        "note", "warning", "tip", "hint", "important", "caution", "attention", "danger", "error", "seealso",
        "admonition",
    )
)  # fmt: skip


def rst_blocks(text: str) -> Iterator[Block]:
    """The blocks of a page."""
    yield from _Reader().blocks([Line(number, each) for number, each in enumerate(text.split("\n"), start=1)], 0)


class _Reader:
    """One walk over the lines; what marks a title of which level shows in the order of first use."""

    def __init__(self) -> None:
        self.adornments: list[str] = []
        self.anchor = ""

    def blocks(self, lines: Sequence[Line], depth: int) -> Iterator[Block]:
        """The blocks of lines that share their indent; what is indented below the limit is left out."""
        at = past_blank(lines, 0)
        while at < len(lines) and depth <= DEEPEST:
            end, found = self._block(lines, at, depth)
            yield from found
            at = past_blank(lines, max(end, at + 1))

    def _block(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, list[Block]]:
        text = lines[at].text
        if text[:1] in (" ", "\t"):
            end = indented_end(lines, at)
            return end, list(self.blocks(dedented(lines[at:end]), depth + 1))
        if text.startswith("..") and text[2:3] in ("", " "):
            return self._directive(lines, at, depth)
        if is_grid(text):
            end = grid_end(lines, at)
            return end, [_table(*grid_rows(lines[at:end]), lines[at].number)]
        if is_simple(text) and (end := simple_end(lines, at)):
            return end, [_table(*simple_rows(lines[at:end]), lines[at].number)]
        if heading := self._heading(lines, at):
            return heading
        if _BULLET.match(text) or (_NUMBER.match(text) and not text[:1].isalpha()):
            return self._list(lines, at, depth)
        if _FIELD.match(text):
            return self._fields(lines, at, depth)
        return self._paragraph(lines, at, depth)

    def _heading(self, lines: Sequence[Line], at: int) -> tuple[int, list[Block]] | None:
        over = bool(_ADORNMENT.fullmatch(lines[at].text))
        title = at + over
        if title + 1 >= len(lines) or not lines[title].text.strip():
            return None
        under = lines[title + 1].text.rstrip()
        if not _ADORNMENT.fullmatch(under) or len(under) < min(len(lines[title].text.strip()), 4):
            return None
        kind = under[0] * (1 + over)
        if kind not in self.adornments:
            self.adornments.append(kind)
        anchor, self.anchor = self.anchor, ""
        level = self.adornments.index(kind) + 1
        text = as_markdown(lines[title].text.strip())
        return title + 2, [Heading(text, level, lines[title].number, anchor)]

    def _directive(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, list[Block]]:
        end = indented_end(lines, at + 1)
        if label := _LABEL.fullmatch(lines[at].text):
            # docutils makes ids of lower-case letters, digits and hyphens.
            self.anchor = re.sub(r"[^a-z0-9]+", "-", label[1].lower()).strip("-")
            return at + 1, []
        found = _DIRECTIVE.fullmatch(lines[at].text.rstrip())
        if found is None:
            return end, []
        name, argument = found[1].lower(), found[2] or ""
        options, content = _content(dedented(lines[at + 1 : end]))
        if name == "list-table":
            return end, [_table(*list_table(content, options), lines[at].number, argument)]
        if name == "csv-table":
            return end, [_table(*csv_table(content, options), lines[at].number, argument)]
        if name == "table":
            return end, list(self.blocks(content, depth + 1))
        if name in _ADMONITIONS or name in ("container", "topic", "versionadded", "tab-item", "dropdown"):
            return end, list(self.blocks(content, depth + 1))
        return end, []

    def _list(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, list[Block]]:
        items: list[Item] = []
        ordered = _BULLET.match(lines[at].text) is None
        end = at
        while end < len(lines):
            mark = (_NUMBER if ordered else _BULLET).match(lines[end].text)
            if not mark:
                break
            after = indented_end(lines, end + 1)
            body = [Line(lines[end].number, lines[end].text[mark.end() :]), *dedented(lines[end + 1 : after])]
            items.append(Item(cell_markdown(body, depth), lines[end].number))
            end = past_blank(lines, after)
        return end, [Items(tuple(each for each in items if each.text), ordered, lines[at].number)]

    def _fields(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, list[Block]]:
        rows: list[Row] = []
        end = at
        while end < len(lines) and (mark := _FIELD.match(lines[end].text)):
            after = indented_end(lines, end + 1)
            body = [Line(lines[end].number, lines[end].text[mark.end() :]), *dedented(lines[end + 1 : after])]
            rows.append(Row((as_markdown(mark[1]), cell_markdown(body, depth)), lines[end].number))
            end = past_blank(lines, after)
        return end, [Table((), tuple(rows), lines[at].number)]

    def _paragraph(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, list[Block]]:
        if at + 1 < len(lines) and lines[at + 1].text[:1] in (" ", "\t") and lines[at + 1].text.strip():
            return self._definitions(lines, at, depth)
        end = paragraph_end(lines, at)
        text = " ".join(each.text.strip() for each in lines[at:end])
        literal = text.endswith("::")
        found: list[Block] = []
        if shown := as_markdown(text.removesuffix("::") + ":" if literal and text != "::" else text.removesuffix("::")):
            found.append(Text(shown, lines[at].number))
        after = past_blank(lines, end)
        return (indented_end(lines, after) if literal else end), found

    def _definitions(self, lines: Sequence[Line], at: int, depth: int) -> tuple[int, list[Block]]:
        rows: list[Row] = []
        end = at
        while end + 1 < len(lines) and indent_of(lines[end].text) == 0 and indent_of(lines[end + 1].text):
            if not lines[end].text.strip() or lines[end].text.startswith(".. "):
                break
            after = indented_end(lines, end + 1)
            term = as_markdown(lines[end].text.partition(" : ")[0].strip())
            rows.append(Row((term, cell_markdown(dedented(lines[end + 1 : after]), depth)), lines[end].number))
            end = past_blank(lines, after)
        return end, [Table((), tuple(rows), lines[at].number)]


def _content(lines: Sequence[Line]) -> tuple[dict[str, str], Sequence[Line]]:
    """The options of a directive, and what it holds."""
    options: dict[str, str] = {}
    at = past_blank(lines, 0)
    while at < len(lines) and (field := _FIELD.match(lines[at].text)):
        options[field[1].lower()] = lines[at].text[field.end() :].strip()
        at += 1
    return options, lines[at:]


def _table(
    header: tuple[str, ...], rows: Sequence[tuple[int, Sequence[Sequence[Line]]]], line: int, caption: str = ""
) -> Table:
    read = tuple(Row(tuple(map(cell_markdown, cells)), number) for number, cells in rows)
    return Table(header, read, line, as_markdown(caption))


def cell_markdown(lines: Sequence[Line], depth: int = 0) -> str:
    """What a cell or an item holds, as Markdown; what nests deeper than the limit is left out."""
    parts: list[str] = []
    for block in _Reader().blocks(lines, depth + 1):
        if isinstance(block, Items):
            parts.append(as_list([each.text for each in block.items], block.ordered))
        elif isinstance(block, Text | Heading):
            parts.append(block.text)
        else:
            parts += [f"{row.cells[0]}: {' '.join(row.cells[1:])}" for row in block.rows]
    return "\n\n".join(parts)
