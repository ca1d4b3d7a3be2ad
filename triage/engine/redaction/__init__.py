"""Masking: text in, masked text out, with what the masks hide in facts that hold no secret.

Detectors have one contract: they look at one place of a ``Paste`` and return the ``Find``s there, spans on the text as
given. They protect placeholders themselves and never look further than the value at hand.
"""

from triage.engine.redaction.marker import MARKER, Marker, parse_marker
from triage.engine.redaction.mask import PUBLIC_KEY, Facts, Key, Mask, Redacted, Secret
from triage.engine.redaction.masking import redact

__all__ = ["MARKER", "PUBLIC_KEY", "Facts", "Key", "Marker", "Mask", "Redacted", "Secret", "parse_marker", "redact"]
