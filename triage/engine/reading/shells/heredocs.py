"""Here-documents of bash, and the lines of ``$(cat <<EOF … EOF)``.

Source: POSIX.1-2024, Shell Command Language, section 2.7.4: where any part of the tag is quoted the lines stand as they
are; else variables are put in and a backslash quotes ``$``, the grave accent, itself and a line break. ``<<-`` takes
the tabs in front of each line off.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from triage.engine.exchange import Placeholder, Span
from triage.engine.reading.shells.expansions import expanded
from triage.engine.reading.shells.words import Heredoc, Word

OPENING = r"<<(?P<dash>-?)[ \t]*(?P<mark>['\"\\]?)(?P<tag>\w+)['\"]?"
VARIABLE = r"\$(?:\w+|\{[^}\n]{0,200}\}|\(\([^\n]{0,200}?\)\)|\((?:[^()\n]|\([^()\n]{0,200}\)){0,400}\))"
LIVE = re.compile(rf"\\(?P<quoted>[$`\\\n])|(?P<variable>{VARIABLE})")
TABS = re.compile(r"^\t+", re.MULTILINE)


class Lines(NamedTuple):
    """The text of a here-document as a word, the variables it leaves open, and where its closing line ends."""

    word: Word
    variables: tuple[Placeholder, ...]
    end: int


def lines(text: str, start: int, end: int, heredoc: Heredoc, env: Mapping[str, str]) -> Lines:
    """The lines from ``start`` up to the tag's own line, or to ``end`` where that is missing."""
    tag = re.escape(heredoc.tag)
    closing = re.compile(rf"^[ \t]*{tag}[ \t]*(?=[\n|;&)\"]|\Z)", re.MULTILINE).search(text, start, end)
    stop = closing.start() if closing else end
    draft = Draft()
    at = start
    for line in TABS.finditer(text, start, stop) if heredoc.dashed else ():
        draft.take(text, at, line.start(), heredoc, env)
        at = line.end()
    draft.take(text, at, stop, heredoc, env)
    word = Word("".join(draft.parts), start, stop, tuple(draft.marks) or ((0, start),), quoted=True)
    return Lines(word, tuple(draft.variables), closing.end() if closing else end)


class Draft:
    """The text in the making, with the place of each of its pieces."""

    __slots__ = ("length", "marks", "parts", "variables")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.marks: list[tuple[int, int]] = []
        self.variables: list[Placeholder] = []
        self.length = 0

    def take(self, text: str, start: int, end: int, heredoc: Heredoc, env: Mapping[str, str]) -> None:
        """Go on with a stretch of the paste."""
        done = start
        for each in () if heredoc.literal else LIVE.finditer(text, start, end):
            self._add(text[done : each.start()], done)
            done = each.end()
            if each["variable"] is None:
                self._add(each["quoted"].replace("\n", ""), each.start() + 1)
                continue
            value = expanded(each["variable"], env)
            if value is None:
                self.variables.append(Placeholder(each["variable"], Span(*each.span())))
            self._add(each["variable"] if value is None else value, each.start())
        self._add(text[done:end], done)

    def _add(self, text: str, place: int) -> None:
        if text:
            self.marks.append((self.length, place))
            self.parts.append(text)
            self.length += len(text)
