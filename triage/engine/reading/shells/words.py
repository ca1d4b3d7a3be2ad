"""The words of one shell command, whichever shell it was written for."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from triage.engine.exchange import Placeholder, Repair, Span
from triage.engine.reading import grammar


class Heredoc(NamedTuple):
    """How a here-document was opened: its tag, whether its lines are literal, whether tabs are taken off."""

    tag: str
    literal: bool = False
    dashed: bool = False

    @classmethod
    def of(cls, opening: re.Match[str]) -> "Heredoc":
        """The one that a match of ``heredocs.OPENING`` begins."""
        return cls(opening["tag"], bool(opening["mark"]), bool(opening["dash"]))


class Word(NamedTuple):
    """One argument as the tool receives it. ``marks`` are pairs: from that offset of the value on, its characters
    stand at that offset of the text, one for one, up to the next mark."""

    value: str
    start: int
    end: int
    marks: tuple[tuple[int, int], ...]
    quoted: bool = False

    def at(self, offset: int) -> int:
        """Where a character of the value stands in the text."""
        if len(self.marks) < 2:
            return self.marks[0][1] + offset if self.marks else self.start
        index = max(bisect_right(self.marks, offset, key=lambda mark: mark[0]) - 1, 0)
        begin, place = self.marks[index]
        return place + offset - begin

    def part(self, start: int, end: int) -> Span:
        """Where ``value[start:end]`` stands in the text."""
        first = self.at(start)
        return Span(first, max(self.at(end - 1) + 1, first) if end > start else first)

    @property
    def span(self) -> Span:
        """The value without its quotes; where it is built of several pieces, from the first to the last."""
        return self.part(0, len(self.value))


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words (the tool's name first), where it ends, what is fed to it, and what was mended.

    ``stdin`` is the text of a heredoc, a herestring or an echo in front of the pipe; ``unclosed`` is where a quote
    opens that is never closed.
    """

    words: tuple[Word, ...]
    span: Span
    stdin: Word | None = None
    variables: tuple[Placeholder, ...] = ()
    repairs: tuple[Repair, ...] = ()
    unclosed: int | None = None


class Tool(NamedTuple):
    """What a tool's own syntax tells of a command that stops at a line's end: whether it can be all."""

    takes_value: Callable[[str], bool]
    is_complete: Callable[[Sequence[Word]], bool]


def _dash(word: str) -> bool:
    return word.startswith("-")


def _names_url(words: Sequence[Word]) -> bool:
    return any("://" in word.value for word in words)


ANY_TOOL = Tool(takes_value=_dash, is_complete=_names_url)


class Draft:
    """A command in the making; each shell's module feeds it pieces."""

    __slots__ = (
        "end", "env", "feeds", "heredoc", "length", "marks", "parts", "quoted", "repairs", "skipping", "start", "stdin",
        "stopped", "text", "tool", "unclosed", "variables", "word_start", "words",
    )  # fmt: skip

    def __init__(self, text: str, start: int, end: int, env: Mapping[str, str], tool: Tool = ANY_TOOL) -> None:
        self.text, self.start, self.end, self.env, self.tool = text, start, end, env, tool
        self.words: list[Word] = []
        self.parts: list[str] | None = None
        self.marks: list[tuple[int, int]] = []
        self.word_start, self.length = start, 0
        self.quoted = self.skipping = self.feeds = False
        self.variables: list[Placeholder] = []
        self.repairs: list[Repair] = []
        self.stdin: Word | None = None
        self.heredoc: Heredoc | None = None
        self.stopped = end
        self.unclosed: int | None = None

    def add(self, value: str, place: int, *, quoted: bool = False) -> None:
        """Go on with the current word, or begin one."""
        if self.parts is None:
            self.parts, self.marks, self.quoted, self.length = [value], [(0, place)], quoted, len(value)
            self.word_start = place - 1 if quoted else place
            return
        self.quoted = self.quoted or quoted
        if value:
            self.marks.append((self.length, place))
            self.parts.append(value)
            self.length += len(value)

    def add_variable(self, text: str, place: int, known: str | None = None) -> None:
        """Put in the value that the paste itself sets, else leave the variable as it stands, as a placeholder."""
        if known is None:
            self.variables.append(Placeholder(text, Span(place, place + len(text))))
        self.add(text if known is None else known, place)

    def close(self, end: int) -> None:
        """End the current word, if there is one."""
        if self.parts is None:
            return
        word = Word("".join(self.parts), self.word_start, end, tuple(self.marks), self.quoted)
        self.parts = None
        if self.feeds:
            # A herestring ends in a line break (bash manual, section 3.6.7).
            self.stdin = word._replace(value=f"{word.value}\n")
        elif not self.skipping:
            self.words.append(word)
        self.feeds = self.skipping = False

    def redirect(self, place: int, *, feeds: bool) -> None:
        """The next word is a file (dropped) or a herestring; a digit right before the arrow belongs to it."""
        if self.parts is not None and not self.quoted and len(self.parts) == 1 and self.parts[0] in ("0", "1", "2"):
            self.parts = None
        self.close(place)
        self.feeds, self.skipping = feeds, not feeds and not self.text.startswith("&", place + 1)

    def stop(self, place: int) -> None:
        """End the command here."""
        self.close(place)
        self.stopped = place

    def unclose(self, place: int) -> None:
        """A quote opens here and is never closed: what follows up to a blank line is its likely text."""
        self.unclosed = place
        gap = grammar.BLANK_LINE.search(self.text, place, self.end)
        stop = gap.start() if gap else self.end
        self.add(self.text[place + 1 : stop], place + 1, quoted=True)
        self.stop(stop)

    def command(self) -> Command:
        """What was read."""
        self.close(self.stopped)
        end = max(self.stopped, self.start)
        while end > self.start and self.text[end - 1] in " \t\n":
            end -= 1
        return Command(
            words=tuple(self.words),
            span=Span(self.start, end),
            stdin=self.stdin,
            variables=tuple(self.variables),
            repairs=tuple(self.repairs),
            unclosed=self.unclosed,
        )
