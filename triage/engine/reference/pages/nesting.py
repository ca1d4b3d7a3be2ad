"""How deep HTML nests, told before it is parsed: a parser of HTML walks its open elements for every tag.

The HTML standard (13.2.6) looks for an open ``p`` at each block and opens unclosed formatting anew in each of them, so
that 300,000 unclosed ``div`` cost minutes and 10,000 unclosed ``b`` before as many ``p`` a hundred million elements.
"""

import re

from triage.engine.errors import BadReference

DEEPEST = 400
MOST_STEPS = 40_000_000  # open elements seen from all tags together
MOST_REOPENED = 500_000  # unclosed formatting seen from all tags together

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)|\n")
# They have no end tag, or the next one of their kind ends them.
_NEVER_DEEP = frozenset(
    (
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
        "wbr", "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option",
    )
)  # fmt: skip
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)


def check_nesting(html: str) -> None:
    """Raises BadReference with the line at which the elements nest too deep, or too many stay unclosed."""
    open_names: list[str] = []
    steps = reopened = formatting = 0
    line = 1
    for found in _TAG.finditer(html):
        name = (found[2] or "").lower()
        if not name:
            line += 1
        elif found[1]:
            # An end tag counts only where it ends what was opened last: the parser ignores others in many places.
            if open_names and open_names[-1] == name:
                formatting -= open_names.pop() in _FORMATTING
        else:
            if name not in _NEVER_DEEP:
                open_names.append(name)
                formatting += name in _FORMATTING
            steps += len(open_names)
            reopened += formatting
        if len(open_names) > DEEPEST or steps > MOST_STEPS or reopened > MOST_REOPENED:
            raise BadReference("the elements nest too deep, or too many are never closed", place=f"line {line}")
