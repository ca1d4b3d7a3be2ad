"""A page's text before it is read: within the limit, without control characters, its lines ended by ``\\n``."""

import re

from triage.engine.errors import TooLarge

LARGEST = 2_000_000  # bytes of UTF-8; the longest errors pages of vendors have some 500 KB of HTML
# Controls (C0, C1, DEL), marks that reverse or hide text (Unicode TR 36 section 2), and halves of surrogate pairs.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def cleaned(text: str) -> str:
    """The text to read; raises TooLarge above two megabytes of UTF-8."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise TooLarge(size=size, limit=LARGEST)
    return _HIDDEN.sub("", _LINE_END.sub("\n", text))
