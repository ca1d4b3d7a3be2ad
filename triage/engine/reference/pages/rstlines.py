"""Lines of reStructuredText with their numbers and indents."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; ``number`` is 1-based in the page."""

    number: int
    text: str


def indent_of(text: str) -> int:
    """How many blanks a line begins with; a tab counts as one."""
    return len(text) - len(text.lstrip(" \t")) if text.strip() else 0


def past_blank(lines: Sequence[Line], at: int) -> int:
    """The next line that is not blank."""
    while at < len(lines) and not lines[at].text.strip():
        at += 1
    return at


def paragraph_end(lines: Sequence[Line], at: int) -> int:
    """The line after a paragraph: the next blank one."""
    while at < len(lines) and lines[at].text.strip():
        at += 1
    return at


def indented_end(lines: Sequence[Line], at: int) -> int:
    """The line after an indented block, which may hold blank lines."""
    last = at
    while at < len(lines):
        if lines[at].text.strip():
            if lines[at].text[:1] not in (" ", "\t"):
                break
            last = at + 1
        at += 1
    return last


def dedented(lines: Sequence[Line]) -> list[Line]:
    """The lines without the indent that they share."""
    shared = min((indent_of(each.text) for each in lines if each.text.strip()), default=0)
    return [Line(each.number, each.text[shared:] if each.text.strip() else "") for each in lines]
