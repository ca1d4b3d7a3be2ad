"""Text with its marks, cut into segments that a template writes one after the other, each escaped by the template."""

from collections.abc import Iterable
from dataclasses import dataclass
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


def marks_of(findings: Iterable[Finding], masks: Iterable[Mask]) -> tuple[Mark, ...]:
    """What a ticket's text is marked with: the evidence of each finding, and each masked credential."""
    evidence = (
        Mark(each["start"], each["end"], "evidence", f"{finding.rule}: {finding.cause}")
        for finding in findings
        for each in finding.evidence
    )
    hidden = (Mark(mask.start, mask.end, "mask", f"Masked: {mask}") for mask in masks)
    return (*evidence, *hidden)
