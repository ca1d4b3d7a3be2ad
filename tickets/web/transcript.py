"""What the customers' pages quote of their own text: snippets around evidence, and credentials as bars."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tickets.models import Finding, Mask
from tickets.services.showing import Piece, cut_up, whole
from triage import engine

CONTEXT = 120  # characters of its own line that are shown on each side of a piece of evidence
LONGEST_EVIDENCE = 600  # characters of it in a snippet; the transcript shows all
SNIPPETS = 3  # of one finding
UNSEEN = (0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
_NAMES = {code: f"⟨U+{code:04X}⟩" for code in UNSEEN}
_MARKER = re.compile(r"~masked\.[\w.-]{1,160}~")  # what may be a marker; the engine says what is one


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of evidence in the line or lines it stands in; shortened where the line is long."""

    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


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
    return cut_up(text, (), bars(text))


def bars(text: str) -> list[Mask]:
    """What the markers in a text say of the credentials they stand for; not rows of the database."""
    found = []
    for match in _MARKER.finditer(text):
        if marker := engine.parse_marker(match[0]):
            start, end = match.span()
            found.append(Mask(kind=marker.kind, public_prefix=marker.prefix, last4=marker.last4, start=start, end=end))
    return found


def _snippet(text: str, number: int, start: int, end: int, masks: Sequence[Mask]) -> Snippet:
    shown = whole(start, min(end, start + LONGEST_EVIDENCE), masks)
    line_start = text.rfind("\n", 0, shown.start) + 1
    line_end = text.find("\n", max(shown.start, shown.end - 1))
    line_end = len(text) if line_end < 0 else line_end
    window = whole(max(line_start, shown.start - CONTEXT), min(line_end, shown.end + CONTEXT), masks)
    return Snippet(
        pieces=cut_up(text[: window.end], [shown._replace(kind=f"e{number}")], masks, after=window.start),
        cut_before=window.start > line_start,
        cut_after=window.end < line_end or end > shown.end,
    )
