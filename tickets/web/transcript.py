"""The customer's own text as a page shows it: evidence with the finding's number, credentials as bars."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tickets.models import Finding, Mask
from tickets.services.showing import Mark, Segment, segments
from triage import engine

CONTEXT = 120  # characters of its own line that are shown on each side of a piece of evidence
LONGEST_EVIDENCE = 600  # characters of it in a snippet; the transcript shows all
SNIPPETS = 3  # of one finding
UNSEEN = (0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
_NAMES = {code: f"⟨U+{code:04X}⟩" for code in UNSEEN}
_MARKER = re.compile(r"~masked\.[\w.-]{1,160}~")  # what may be a marker; the engine says what is one


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


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of evidence in the line or lines it stands in; shortened where the line is long."""

    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


def pieces(text: str, findings: Sequence[Finding], masks: Sequence[Mask]) -> tuple[Piece, ...]:
    """The whole text. A mask is never cut: evidence that begins or ends inside one takes in all of it."""
    marks = [
        _whole(each["start"], each["end"], masks)._replace(kind=f"e{number}")
        for number, finding in enumerate(findings, 1)
        for each in finding.evidence
    ]
    return _pieces(text, marks, masks)


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


def visible(text: str) -> str:
    """The text with the characters named that cannot be seen, or that turn the order of what can be.

    In a key or a URL they are a cause of trouble that no eye finds; around evidence they would be a way to deceive
    (Unicode Technical Standard 55, section 4).
    """
    return text.translate(_NAMES)


def snippets(text: str, number: int, finding: Finding, masks: Sequence[Mask]) -> tuple[Snippet, ...]:
    """Where the evidence of the finding with that number stands, each place once, the first few of them."""
    places = dict.fromkeys((each["start"], each["end"]) for each in finding.evidence if each["start"] < each["end"])
    return tuple(_snippet(text, number, start, end, masks) for start, end in list(places)[:SNIPPETS])


def marked(text: str) -> tuple[Piece, ...]:
    """Any other text that may quote markers: a URL, a message, a corrected fragment."""
    return _pieces(text, (), bars(text))


def bars(text: str) -> list[Mask]:
    """What the markers in a text say of the credentials they stand for; not rows of the database."""
    found = []
    for match in _MARKER.finditer(text):
        if marker := engine.parse_marker(match[0]):
            start, end = match.span()
            found.append(Mask(kind=marker.kind, public_prefix=marker.prefix, last4=marker.last4, start=start, end=end))
    return found


def _snippet(text: str, number: int, start: int, end: int, masks: Sequence[Mask]) -> Snippet:
    shown = _whole(start, min(end, start + LONGEST_EVIDENCE), masks)
    line_start = text.rfind("\n", 0, shown.start) + 1
    line_end = text.find("\n", max(shown.start, shown.end - 1))
    line_end = len(text) if line_end < 0 else line_end
    window = _whole(max(line_start, shown.start - CONTEXT), min(line_end, shown.end + CONTEXT), masks)
    return Snippet(
        pieces=_pieces(text[: window.end], [shown._replace(kind=f"e{number}")], masks, after=window.start),
        cut_before=window.start > line_start,
        cut_after=window.end < line_end or end > shown.end,
    )


def _whole(start: int, end: int, masks: Sequence[Mask]) -> Mark:
    """The stretch, widened to the masks that it would cut."""
    for mask in masks:
        if mask.start < start < mask.end:
            start = mask.start
        if mask.start < end < mask.end:
            end = mask.end
    return Mark(start, end, "", "")


def _pieces(text: str, marks: Sequence[Mark], masks: Sequence[Mask], *, after: int = 0) -> tuple[Piece, ...]:
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
