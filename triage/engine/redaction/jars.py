"""Netscape cookie files: seven fields parted by tabs, the last one the value (https://curl.se/docs/http-cookies.html)."""

import re

from triage.engine.redaction.find import Find
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_placeholder

_REST = re.compile(
    r"\t(?:TRUE|FALSE)\t[^\t\r\n]{1,512}\t(?:TRUE|"
    r"FALSE)\t[0-9]{1,20}\t(?P<name>[^\t\r\n]{1,256})\t(?P<value>[^\t\r\n]{1,8192})"
)


def jar_line(paste: Paste, start: int) -> list[Find]:
    """The value of the cookie on the line whose second field is at ``start``."""
    match = _REST.match(paste.text, start)
    if match is None or is_placeholder(match.group("value")):
        return []
    return [Find(match.start("value"), match.end("value"), "cookie", match.group("name"), "jar")]
