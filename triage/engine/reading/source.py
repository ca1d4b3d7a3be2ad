"""What readers are given and what they give back.

A ``Source`` is the mended text and the stretches of it that no reader has claimed yet. ``Found`` is what one reader
recognised: calls, responses and failures in the order of the text, and the stretches that belong to them.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from triage.engine.exchange import Call, Failure, Missing, Repair, Response, Span

Part = Call | Response | Failure


class LinePattern:
    """A pattern for the beginning of lines. Searching for a line break first is many times faster than ``^``.

    Matches carry the group ``line``, where the pattern's own text begins.
    """

    __slots__ = ("first", "rest")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.first = re.compile(f"(?P<line>{pattern})", flags | re.MULTILINE)
        self.rest = re.compile(f"\\n(?P<line>{pattern})", flags | re.MULTILINE)

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Every match that begins a line within the stretch."""
        if start == 0 or text[start - 1] == "\n":
            first = self.first.match(text, start, end)
            if first is not None:
                yield first
        yield from self.rest.finditer(text, start, end)


@dataclass(frozen=True, slots=True)
class Mention:
    """A status that prose or a body names; ``rank`` tells how surely (higher is surer)."""

    status: int
    reason: str
    span: Span
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the customer's own tool would have refused, and where in the text."""

    message: str
    at: int
    notation: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one reader recognised. ``claims`` are further stretches that nobody else need look at.

    ``refusals`` say where the customer's own tool would have refused; the parts are then the likely meaning.
    ``chosen`` is the part that the paste is about, where the reader knows better than "the last one".
    """

    parts: tuple[Part, ...] = ()
    claims: tuple[Span, ...] = ()
    repairs: tuple[Repair, ...] = ()
    missing: tuple[Missing, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    mentions: tuple[Mention, ...] = ()
    chosen: Part | None = None

    def plus(self, more: "Found") -> "Found":
        """Both together."""
        return Found(
            parts=self.parts + more.parts,
            claims=self.claims + more.claims,
            repairs=self.repairs + more.repairs,
            missing=self.missing + more.missing,
            refusals=self.refusals + more.refusals,
            mentions=self.mentions + more.mentions,
            chosen=self.chosen or more.chosen,
        )


Reader = Callable[["Source"], Found | None]
"""None says "not my notation"; the package's docstring holds the whole contract."""


class Notation(NamedTuple):
    """A reader, and texts of which one must stand in the paste for it to find anything; without any it is asked."""

    read: Reader
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A text and its unclaimed stretches, in order; ``response_at`` is where a second box begins.

    ``left`` is the unclaimed text alone, to look for hints in.
    """

    text: str
    free: tuple[Span, ...]
    left: str
    response_at: int | None = None

    @classmethod
    def of(cls, text: str, response_at: int | None = None, cuts: Iterable[int] = ()) -> "Source":
        """All of the text, unclaimed; cut where the second box begins, and at ``cuts``."""
        inner = {each for each in (*cuts, response_at or 0) if 0 < each < len(text)}
        if response_at is not None:
            inner |= {response_at}
        places = (0, *sorted(inner), len(text))
        return cls(text, tuple(map(Span, places, places[1:])), text, response_at)

    def without(self, claims: Iterable[Span]) -> "Source":
        """The same text with these stretches claimed."""
        free = list(self.free)
        for claim in claims:
            if any(claim.start < each.end and claim.end > each.start for each in free):
                free = [rest for each in free for rest in _cut(each, claim)]
        left = "\n".join([self.text[start:end] for start, end in free])
        return Source(self.text, tuple(free), left, self.response_at)

    def has(self, *hints: str) -> bool:
        """Whether one of these stands in the unclaimed text: far cheaper than a pattern that finds nothing."""
        left = self.left
        for hint in hints:  # noqa: SIM110 (any() would cost more than the searches)
            if hint in left:
                return True
        return False

    def matches(self, pattern: re.Pattern[str] | LinePattern) -> Iterator[re.Match[str]]:
        """Every match that lies within one unclaimed stretch."""
        for start, end in self.free:
            yield from pattern.finditer(self.text, start, end)

    def end_of(self, offset: int) -> int:
        """Where the unclaimed stretch that holds this offset ends."""
        at = bisect_right(self.free, offset, key=lambda span: span.start) - 1
        return self.free[at].end if at >= 0 else offset

    def start_of(self, offset: int) -> int:
        """Where the unclaimed stretch that holds this offset begins."""
        at = bisect_right(self.free, offset, key=lambda span: span.start) - 1
        return self.free[at].start if at >= 0 else offset

    def line(self, offset: int) -> int:
        """The 1-based line of an offset."""
        return self.text.count("\n", 0, offset) + 1

    def is_response(self, offset: int) -> bool:
        """Whether the offset stands in the second box."""
        return self.response_at is not None and offset >= self.response_at


def _cut(free: Span, claim: Span) -> Iterator[Span]:
    if claim.end <= free.start or claim.start >= free.end:
        yield free
        return
    if free.start < claim.start:
        yield Span(free.start, claim.start)
    if claim.end < free.end:
        yield Span(claim.end, free.end)
