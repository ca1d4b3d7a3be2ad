"""What every layout is read into: headings, paragraphs, lists and tables in the page's order, as Markdown.

Samples of code between paragraphs are left out by the readers: they hold statuses that nobody documents there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` is 1 for the page's title; ``anchor`` is the id that a link can name."""

    text: str
    level: int
    line: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    line: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, with the lists inside it as indented Markdown."""

    text: str
    line: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list; ``ordered`` where the items are numbered."""

    items: tuple[Item, ...]
    ordered: bool
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[str, ...]
    line: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a definition list as one of two columns; ``header`` is empty where the page marks none."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int
    caption: str = ""


Block = Heading | Text | Items | Table
