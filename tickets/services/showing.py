"""Text with its marks, cut into segments that a template writes one after the other, each escaped by the template.

Of a ticket's text the segments are ``Piece``s: evidence with its findings' numbers, and masked credentials.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from tickets.models import Finding, Mask


class Mark(NamedTuple):
    """Something to point out: characters ``start`` to ``end`` of a text, what kind of thing, and what to say of it."""

    start: int
    end: int
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that is marked the same from end to end.

    ``kind`` names the kinds of its marks apart by blanks (``"evidence mask"``; CSS classes), empty where nothing is
    marked; ``title`` says what the marks say.
    """

    text: str
    kind: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is shown the same from end to end.

    ``findings`` are the numbers of the findings it is evidence of, ``begins`` those of them that are met here for
    the first time; ``mask`` is the credential that it stands for, ``text`` its marker then.
    """

    text: str
    findings: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    mask: Mask | None = None


def segments(text: str, marks: Iterable[tuple[int, int, str, str]]) -> tuple[Segment, ...]:
    """The text in pieces, which joined are the text again. Where marks overlap, a piece has the kinds of all.

    Marks are ``(start, end, kind, label)``; what lies outside the text is cut off. Takes time in the order of
    the marks times how many of them overlap.
    """
    fitting = _fitting(text, marks)
    cuts = sorted({0, len(text), *(mark.start for mark in fitting), *(mark.end for mark in fitting)})
    pieces, over, upcoming = [], list[Mark](), 0
    for start, end in pairwise(cuts):
        while upcoming < len(fitting) and fitting[upcoming].start <= start:
            over.append(fitting[upcoming])
            upcoming += 1
        over = [mark for mark in over if mark.end > start]
        pieces.append(Segment(text[start:end], _joined(" ", over, "kind"), _joined(" · ", over, "label")))
    return tuple(pieces)


def _fitting(text: str, marks: Iterable[tuple[int, int, str, str]]) -> list[Mark]:
    """The marks that mark something, inside the text, by their start; the wider first where they start together."""
    cut = (Mark(max(start, 0), min(end, len(text)), kind, label) for start, end, kind, label in marks)
    return sorted((mark for mark in cut if mark.start < mark.end), key=lambda mark: (mark.start, -mark.end))


def _joined(separator: str, marks: list[Mark], name: str) -> str:
    """What the marks say, each thing once."""
    return separator.join(dict.fromkeys(value for mark in marks if (value := getattr(mark, name))))


def pieces(text: str, findings: Sequence[Finding], masks: Sequence[Mask]) -> tuple[Piece, ...]:
    """The whole text. A mask is never cut: evidence that begins or ends inside one takes in all of it."""
    marks = [
        whole(each["start"], each["end"], masks)._replace(kind=f"e{number}")
        for number, finding in enumerate(findings, 1)
        for each in finding.evidence
    ]
    return cut_up(text, marks, masks)


def parted(shown: Sequence[Piece], at: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces before and after an offset of the text; a mask over the edge stays whole, in front."""
    before, after, here = [], [], 0
    for piece in shown:
        edge = min(max(at - here, 0), len(piece.text))
        if piece.mask is not None and edge:
            edge = len(piece.text)
        if edge:
            before.append(replace(piece, text=piece.text[:edge]))
        if edge < len(piece.text):
            after.append(replace(piece, text=piece.text[edge:], begins=() if edge else piece.begins))
        here += len(piece.text)
    return tuple(before), tuple(after)


def whole(start: int, end: int, masks: Sequence[Mask]) -> Mark:
    """The stretch, widened to the masks that it would cut."""
    for mask in masks:
        if mask.start < start < mask.end:
            start = mask.start
        if mask.start < end < mask.end:
            end = mask.end
    return Mark(start, end, "", "")


def cut_up(text: str, marks: Sequence[Mark], masks: Sequence[Mask], *, after: int = 0) -> tuple[Piece, ...]:
    """What follows ``after``, in pieces; a mark's kind is ``e`` and the number of its finding."""
    hidden = [Mark(mask.start - after, mask.end - after, f"m{at}", "") for at, mask in enumerate(masks)]
    moved = [mark._replace(start=mark.start - after, end=mark.end - after) for mark in marks]
    met: set[int] = set()
    return tuple(_piece(segment, masks, met) for segment in segments(text[after:], [*moved, *hidden]))


def _piece(segment: Segment, masks: Sequence[Mask], met: set[int]) -> Piece:
    """What the segment's kinds say, as ``_pieces`` wrote them; ``met`` remembers which findings came before."""
    kinds = segment.kind.split()
    findings = tuple(sorted(int(kind[1:]) for kind in kinds if kind.startswith("e")))
    begins = tuple(number for number in findings if number not in met)
    met.update(findings)
    mask = next((masks[int(kind[1:])] for kind in kinds if kind.startswith("m")), None)
    return Piece(segment.text, findings, begins, mask)
