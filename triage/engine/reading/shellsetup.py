"""What stands in front of a command and bears on it: variables that the paste itself sets."""

import re
from collections.abc import Mapping

from triage.engine.reading import bash

ASSIGNMENT = re.compile(
    r"^[ \t]*(?:[$>%#][ \t]+)?(?:export[ \t]+)?(?P<name>[A-Za-z_]\w{0,60})=(?P<value>[^\s][^\n]{0,4000})?$",
    re.MULTILINE,
)
LOOK_BACK = 20_000


def variables(text: str, end: int) -> Mapping[str, str]:
    """The variables set by plain assignments before this offset; what is computed stays unknown."""
    known: dict[str, str] = {}
    begin = max(0, end - LOOK_BACK)
    if text.find("=", begin, end) < 0:
        return known
    for each in ASSIGNMENT.finditer(text, begin, end):
        if each.group("value") is None:
            continue
        read = bash.command(text, each.start("value"), each.end("value"), known)
        if read.words and not read.variables and read.unclosed is None:
            known[each.group("name")] = read.words[0].value
    return known
