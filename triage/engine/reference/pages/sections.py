"""A page's blocks as a tree of sections, as its headings nest."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from triage.engine.reference.pages.blocks import Block, Heading
from triage.engine.reference.pages.subjects import Subject


@dataclass(frozen=True, slots=True)
class Mark:
    """A paragraph that works as a heading: a status or a code with its text below or behind."""

    subject: Subject
    level: int
    line: int
    anchor: str = ""
    text: str = ""


@dataclass(slots=True)
class Section:
    """A heading with the blocks right below it and its subsections; the page itself has no heading."""

    heading: Heading | Mark | None = None
    blocks: list[Block] = field(default_factory=list)
    sections: list["Section"] = field(default_factory=list)


def tree(blocks: Iterable[Block | Mark]) -> Section:
    """The page; a heading's section ends at the next one of its level or above."""
    page = Section()
    open_sections: list[tuple[int, Section]] = [(0, page)]
    for block in blocks:
        if not isinstance(block, Heading | Mark):
            open_sections[-1][1].blocks.append(block)
            continue
        while open_sections[-1][0] >= block.level:
            open_sections.pop()
        section = Section(block)
        open_sections[-1][1].sections.append(section)
        open_sections.append((block.level, section))
    return page
