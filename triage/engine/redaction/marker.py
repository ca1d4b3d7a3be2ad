"""The marker that stands for a masked credential: one token that survives shells, URLs, JSON, headers and XML.

``~masked.KIND.PREFIX.KEYPRINT.LAST4~``, made of nothing but the unreserved characters of RFC 3986 section 2.3,
so that every notation that could carry the credential carries its marker too. Fields may be empty.
"""

import re
from dataclasses import dataclass

MARKER_START = "~masked."
MARKER = re.compile(
    r"~masked\.(?P<kind>[a-z0-9-]{1,40})\.(?P<prefix>[A-Za-z0-9_-]{0,32})"
    r"\.(?P<keyprint>(?:[0-9][a-z2-7]{12})?)\.(?P<last4>(?:[A-Za-z0-9_-]{4})?)~"
)
_UNFIT = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Marker:
    """What a marker says."""

    kind: str
    prefix: str = ""
    keyprint: str = ""
    last4: str = ""

    def __str__(self) -> str:
        prefix = fit(self.prefix)[:32] if self.prefix else ""
        return f"{MARKER_START}{self.kind}.{prefix}.{self.keyprint}.{self.last4}~"


def fit(text: str) -> str:
    """``text`` without the characters that a field cannot hold (dots part the fields)."""
    return _UNFIT.sub("", text)


def parse_marker(text: str) -> Marker | None:
    """The marker that ``text`` is, or None if it is anything else."""
    match = MARKER.fullmatch(text)
    return None if match is None else Marker(**match.groupdict())
