"""Taking one secret out of one text, however it is written there, with the marks of the text moved along."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tickets.models import Mask
from tickets.services import masking
from tickets.services.masking import BY_HAND
from triage import engine

SHORTEST = 4  # characters: less stands in any text by chance


@dataclass(frozen=True, slots=True)
class Erased:
    """A text without the secret; ``kept`` are the masks it had before, moved, and ``made`` the new ones.

    ``places`` is how many times the secret stood in it.
    """

    text: str
    kept: tuple[Mask, ...]
    made: tuple[engine.Mask, ...]
    places: int
    redacted: engine.Redacted


@dataclass(frozen=True, slots=True)
class Eraser:
    """Takes a secret out of texts; ``secrets`` are the forms that it may have in them."""

    secrets: tuple[engine.Secret, ...] = field(repr=False)

    @classmethod
    def of(cls, value: str, kind: str) -> "Eraser":
        """The eraser of what a person copied from a page; line ends may be other ones in the text."""
        value = value.replace("\r\n", "\n")
        forms = dict.fromkeys((value, value.replace("\n", "\r\n")))
        return cls(tuple(engine.Secret(form, kind) for form in forms))

    def erased(self, text: str, masks: Iterable[Mask] = (), *, width: int | None = None) -> Erased | None:
        """The text without the secret, no longer than ``width``; None where it does not hold it."""
        redacted = engine.redact(text, key=masking.keyprint_key(), hidden=self.secrets)
        places = sum(
            mask.detector == BY_HAND or self._stands_in(text[span.start : span.end])
            for mask, span in zip(redacted.masks, redacted.originals, strict=True)
        )
        left = len(redacted.text) - (self._cut_off(redacted.text) if width is not None and len(text) >= width else 0)
        if not places and left == len(redacted.text):
            return None
        # Where there are too many places the engine hides all from one to the last, and earlier masks with them.
        kept = [moved(mask, redacted) for mask in masks if redacted.original(redacted.masked(mask.start)) == mask.start]
        spans = [(mask.start, mask.end) for mask in kept] + [
            (made.span.start, made.span.end) for made in redacted.masks
        ]
        end = masking.whole(spans, left if width is None else min(left, width))
        return Erased(
            text=redacted.text[:end],
            kept=tuple(mask for mask in kept if mask.end <= end),
            made=tuple(made for made in redacted.masks if made.span.end <= end),
            places=places or 1,
            redacted=redacted,
        )

    def cleared(self, text: str, *, width: int | None = None) -> str:
        """The text without the secret; as it is where it does not hold it."""
        erased = self.erased(text, width=width)
        return text if erased is None else erased.text

    def _stands_in(self, text: str) -> bool:
        return any(secret.value in text for secret in self.secrets)

    def _cut_off(self, text: str) -> int:
        """How many characters at the end are the secret's beginning: a column's width may have cut it in two."""
        return max((_overlap(text, secret.value) for secret in self.secrets), default=0)


def moved(mask: Mask, redacted: engine.Redacted) -> Mask:
    """A mask of the text before, as a new row of the text after; markers are as long as they were."""
    start = redacted.masked(mask.start)
    return Mask(
        ticket_id=mask.ticket_id,
        place=mask.place,
        message_id=mask.message_id,
        note_id=mask.note_id,
        attachment_id=mask.attachment_id,
        kind=mask.kind,
        name=mask.name,
        detector=mask.detector,
        start=start,
        end=start + mask.end - mask.start,
        keyprint=mask.keyprint,
        last4=mask.last4,
        public_prefix=mask.public_prefix,
        facts=mask.facts,
    )


def _overlap(text: str, secret: str) -> int:
    longest = min(len(secret) - 1, len(text))
    return next((size for size in range(longest, SHORTEST - 1, -1) if text.endswith(secret[:size])), 0)
