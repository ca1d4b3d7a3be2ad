"""The values of masking: a Mask with facts that hold no secret, the Key of keyprints, the Redacted text."""

from bisect import bisect_right
from dataclasses import dataclass, field

from triage.engine.exchange import Span


@dataclass(frozen=True, slots=True)
class Key:
    """The secret of keyprints; ``version`` (one digit) is the keyprint's first character."""

    version: int
    secret: bytes = field(repr=False)


PUBLIC_KEY = Key(0, b"public: keyprints of version 0 protect nothing")


@dataclass(frozen=True, slots=True)
class Secret:
    """What a person points out as secret; ``kind`` is a mask's: ``api-key``, ``password`` …"""

    value: str = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What diagnosis needs to know of a masked value, and no secret; JSON types by their JSON names.

    ``exp``, ``nbf`` and ``iat`` are epoch seconds (RFC 7519 section 4.1); ``mode`` is test or live.
    """

    scheme: str = ""
    json_type: str = ""
    length: int = 0
    quoted: bool = False
    blank: bool = False
    placeholder: bool = False
    mode: str = ""
    alg: str = ""
    kid: str = ""
    typ: str = ""
    exp: int | None = None
    nbf: int | None = None
    iat: int | None = None
    aud: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mask:
    """One masked credential. ``span`` is where its marker stands in the masked text."""

    kind: str
    name: str
    detector: str
    span: Span
    keyprint: str = ""
    last4: str = ""
    public_prefix: str = ""
    facts: Facts = Facts()


@dataclass(frozen=True, slots=True)
class Redacted:
    """Masked text, its masks in order, and the map of offsets back to the text that was given.

    ``originals[i]`` is the span in the given text that ``masks[i]`` stands for.
    """

    text: str
    masks: tuple[Mask, ...]
    originals: tuple[Span, ...]

    def original(self, offset: int) -> int:
        """The offset in the given text; inside a marker, the start of what it hides."""
        at = bisect_right(self.masks, offset, key=lambda mask: mask.span.start) - 1
        if at < 0:
            return offset
        mask, given = self.masks[at], self.originals[at]
        return given.start if offset < mask.span.end else given.end + offset - mask.span.end

    def masked(self, offset: int) -> int:
        """The offset in the masked text; inside what is hidden, the start of its marker."""
        at = bisect_right(self.originals, offset, key=lambda span: span.start) - 1
        if at < 0:
            return offset
        mask, given = self.masks[at], self.originals[at]
        return mask.span.start if offset < given.end else mask.span.end + offset - given.end
