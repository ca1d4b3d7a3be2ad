"""Text with its damage mended, and the way back: every offset of the mended text has its place in the given one."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from triage.engine.exchange import Repair, Span
from triage.engine.reading import limits


class Edit(NamedTuple):
    """Replace ``[start:end]`` by ``text``."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One round of edits as two rising lists: from ``after[i]`` on, an offset stood at ``before[i]``."""

    after: tuple[int, ...]
    before: tuple[int, ...]

    def undo(self, offset: int) -> int:
        """The offset before this round."""
        at = bisect_right(self.after, offset) - 1
        return offset if at < 0 else self.before[at] + offset - self.after[at]


@dataclass(frozen=True, slots=True)
class Mended:
    """The text to read, the repairs (their spans count in the text as given), and the rounds of edits.

    ``cuts`` are the offsets in the text as given where something ends for sure: a level of mail quoting.
    """

    text: str
    repairs: tuple[Repair, ...] = ()
    steps: tuple[Step, ...] = ()
    cuts: tuple[int, ...] = ()

    def original(self, offset: int) -> int:
        """The offset in the text as given."""
        for step in reversed(self.steps):
            offset = step.undo(offset)
        return offset

    def original_span(self, span: Span) -> Span:
        """The span in the text as given; what was taken out at its end is left out."""
        if not self.steps:
            return span
        start = self.original(span.start)
        return Span(start, self.original(span.end - 1) + 1 if span.end > span.start else start)

    def edited(self, kind: str, edits: Sequence[Edit], *, may_be_the_fault: bool = False) -> "Mended":
        """The text after these edits (in order, not overlapping), each reported under one kind."""
        if not edits:
            return self
        text, step = _apply(self.text, edits)
        noted = self.noted(kind, [Span(edit.start, edit.end) for edit in edits], may_be_the_fault=may_be_the_fault)
        return Mended(text, noted.repairs, (*self.steps, step), self.cuts)

    def translated(self, kind: str, text: str, spans: Sequence[Span], *, may_be_the_fault: bool = False) -> "Mended":
        """The text with characters exchanged one for one, so that no offset moves."""
        noted = self.noted(kind, spans, may_be_the_fault=may_be_the_fault)
        return Mended(text, noted.repairs, self.steps, self.cuts)

    def cut(self, offsets: Iterable[int]) -> "Mended":
        """The same text, with something ending at these offsets of it."""
        return Mended(self.text, self.repairs, self.steps, (*self.cuts, *map(self.original, offsets)))

    def moved(self, offset: int) -> int:
        """Where an offset of the text as given went: the first place whose origin is not before it."""
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if self.original(middle) < offset:
                low = middle + 1
            else:
                high = middle
        return low

    def noted(self, kind: str, spans: Sequence[Span], *, may_be_the_fault: bool) -> "Mended":
        """The same text with repairs reported at these spans of it."""
        fresh = tuple(
            Repair(kind, self.original_span(span), may_be_the_fault) for span in spans[: limits.REPAIRS_PER_KIND]
        )
        return Mended(self.text, self.repairs + fresh, self.steps, self.cuts)


def _apply(text: str, edits: Sequence[Edit]) -> tuple[str, Step]:
    pieces: list[str] = []
    after: list[int] = []
    before: list[int] = []
    done = length = 0
    for start, end, new in edits:
        pieces += (text[done:start], new)
        length += start - done
        if new:
            after.append(length)
            before.append(start)
        length += len(new)
        after.append(length)
        before.append(end)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), Step(tuple(after), tuple(before))
