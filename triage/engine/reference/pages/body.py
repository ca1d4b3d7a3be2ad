"""What is said of one status or code, put together from the paragraphs, lists and labelled parts below it."""

import re
from collections.abc import Iterable

from triage.engine.reference.pages.blocks import Block, Items, Row, Table, Text
from triage.engine.reference.pages.flow import as_list
from triage.engine.reference.pages.grammar import lead, plain
from triage.engine.reference.pages.prose import advice_of, is_step, labelled, sentences, split_list, steps_of
from triage.engine.reference.pages.words import Role, header_role, is_about_causes, is_advice, is_sample

_ANNOUNCES = re.compile(r"[:：]\s*$")


class Body:
    """Text and steps, gathered in the page's order; ``fixing`` while a label or a heading says that steps follow."""

    def __init__(self, *, advice: bool = False) -> None:
        self.parts: list[str] = []
        self.fix: list[str] = []
        self.statuses: tuple[str, ...] = ()
        self.fixing = False
        self.causes = False
        self.announced = ""
        self.asking = False
        self.advice = advice

    @property
    def text(self) -> str:
        """The paragraphs as Markdown."""
        return "\n\n".join(self.parts)

    def read(self, blocks: Iterable[Block], *, fixing: bool = False) -> None:
        """Add what the blocks say; with ``fixing`` all of it is steps."""
        self.fixing = fixing
        for block in blocks:
            if isinstance(block, Text):
                self.add(block.text)
            elif isinstance(block, Items):
                self._add_items(block)
            elif isinstance(block, Table) and is_record(block):
                for row in record_rows(block):
                    self.add_part(header_role(row.cells[0]), row.cells[0], "\n".join(row.cells[1:]).strip())
        self._settle()

    def add(self, text: str) -> None:
        """Add a paragraph, a cell or an item."""
        for role, label, part in labelled(text):
            before, listed = split_list(part)
            if before or role or not listed:
                self.add_part(role, label, before)
            if listed:
                self._add_list(listed, ordered=listed[:1].isdigit())

    def add_part(self, role: Role | None, label: str, part: str) -> None:
        """Add one labelled part; a label with nothing behind it is about what follows."""
        part = part.strip()
        if role is Role.FIX:
            self._settle()
            self.fixing, self.causes = True, False
            self.fix += steps_of(part) if part else ()
        elif role is Role.STATUS:
            found = lead(plain(part))
            self.statuses = found.statuses if found else self.statuses
        elif role in (Role.TEXT, Role.TITLE):
            self.fixing, self.causes = False, is_about_causes(label)
            if self.causes and self.parts and part:
                part = f"{label}: {part}"
            self._add_text(part)
            if self.causes and not part:
                self.announced = f"{label}:"
        elif role is None:
            self._add_unlabelled(part)

    def _add_unlabelled(self, part: str) -> None:
        if is_sample(part):
            return
        if _ANNOUNCES.search(part) and "\n" not in part:
            self._settle()
            *said, part = sentences(part)
            if said and not self.fixing:
                self._add_text(" ".join(said))
            self.fixing = self.fixing or ((is_advice(part) or is_step(part)) and not is_about_causes(part))
            self.causes = is_about_causes(part)
            self.asking = not is_advice(part)
            self.announced = part
        elif self.fixing:
            self.fix += steps_of(part)
        elif self.advice:
            explained, steps = advice_of(part)
            self._add_text(explained)
            self.fix += steps
        else:
            self._add_text(part)

    def _add_text(self, part: str) -> None:
        self._settle()
        if part and part not in self.parts:
            self.parts.append(part)

    def _settle(self) -> None:
        """A line that announced something and was not followed by steps is text after all, if it says anything."""
        if self.announced and not self.fixing and len(self.announced) > 60:
            self.parts.append(self.announced)
        self.announced = ""

    def _add_items(self, block: Items) -> None:
        texts = [each.text for each in block.items]
        if not self.fixing and all(_is_labelled(each) for each in texts):
            for each in texts:
                self.add(each)
        else:
            self._add_list(as_list(texts, block.ordered), ordered=block.ordered, items=texts)

    def _add_list(self, text: str, *, ordered: bool, items: list[str] | None = None) -> None:
        steps = items if items is not None else list(steps_of(text))
        told = sum(map(is_step, steps)) * 2 > len(steps)
        if self.fixing or self.advice or (not self.causes and (told or (ordered and not self.causes))):
            # "Check:" before nouns is one step with what it asks for.
            asked = self.announced and self.asking and not told
            self.fix += [f"{self.announced}\n\n{text}"] if asked else steps
            self.announced = ""
        else:
            announced, self.announced = self.announced, ""
            self.parts.append(f"{announced}\n\n{text}" if announced else text)


def _is_labelled(text: str) -> bool:
    role = next(iter(labelled(text)), (None, "", ""))[0]
    return role is not None


def is_record(table: Table) -> bool:
    """Whether a table has its labels in the first column: ``Meaning | …``, ``What to do | …``."""
    rows = record_rows(table)
    if not 2 <= len(rows) <= 12 or any(len(each.cells) != 2 for each in rows):
        return False
    known = [each for each in rows if header_role(each.cells[0]) is not Role.OTHER and len(each.cells[0]) <= 40]
    words = not any(lead(plain(each.cells[0])) for each in rows)
    # Two labels that head columns ("Code | Description") are a table's header, and records have no second such row.
    heads = len(table.header) == 2 and header_role(table.header[1]) is not Role.OTHER and len(table.header[1]) <= 25
    return words and not heads and len(known) * 3 >= len(rows) * 2


def record_rows(table: Table) -> list[Row]:
    """All rows of a table, with what was taken for its header."""
    first = [Row(table.header, table.line)] if table.header else []
    return [*first, *table.rows]
