"""Signatures: each digest goes; the time stamp, version and algorithm beside it stay."""

import re

from triage.engine.redaction.find import SURE, Find, Slot
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.shape import is_hintful

_DIGESTS = re.compile(
    r"(?<![A-Za-z0-9+/_%~=-])[A-Za-z0-9+/_%~.-]{16,}+(?<!\.)={0,2}(?!=)(?<!=)|(?<==)[A-Za-z0-9+/_%~.-]{16,}+(?<!\.)={0,2}"
)
_MAC_ADDRESS = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5,}[0-9A-Fa-f]{2}")
_ALGORITHM = re.compile(r"(?=[^a-z]*(?:HMAC|SHA|RSA))[A-Z0-9]+(?:-[A-Z0-9]+)+")  # AWS4-HMAC-SHA256
_DATE_TIME = re.compile(r"\d{8}T\d{6}Z")


def signature(paste: Paste, name: str, slot: Slot) -> list[Find]:
    """A find for each digest in the slot; for the whole value where it is made but no digest."""
    text = paste.text
    found = [
        Find(match.start(), match.end(), "signature", name, "name", json_type=slot.json_type)
        for match in _DIGESTS.finditer(text, slot.start, slot.end)
        if (not match.group().isalpha() or len(match.group()) >= 32) and not _ALGORITHM.fullmatch(match.group())
    ]
    whole = text[slot.start : slot.end]
    if _MAC_ADDRESS.fullmatch(whole) or _DATE_TIME.fullmatch(whole):
        return []
    if found or slot.trust < SURE or not is_hintful(whole) or "; " in whole:
        return found  # of DKIM's v=1; a=rsa-sha256 nothing is secret
    return [Find(slot.start, slot.end, "signature", name, "name", json_type=slot.json_type, quote=slot.quote)]
