"""Values that were broken at the width of a page, a console or a mail (RFC 2045 section 6.7): the lines that go on."""

import re

from triage.engine.redaction.find import Find
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.shape import is_random

_WRAPS = 20  # nobody breaks what is shorter
_MOST_LINES = 40
_CONTINUED = re.compile(
    r"(?:[ \t]*\r?\n[ \t]{6,}|=\r?\n(?:>[ ]?)*|(?<==)\r?\n(?:>[ ]?)+)"
    r"(?P<more>[A-Za-z0-9+/_.=-]{8,}?)=?(?=[ \t]*(?:\r?\n|$))"
)


def with_continuation(paste: Paste, find: Find) -> list[Find]:
    """The find, and one for each line with nothing on it but more of its value."""
    found = [find]
    at = find.end
    while find.end - find.start >= _WRAPS and len(found) < _MOST_LINES and (match := _CONTINUED.match(paste.text, at)):
        if not is_random(match.group("more"), 8):
            break
        at = match.end("more")
        found.append(find._replace(start=match.start("more"), end=at, quote=""))
    return found
