"""Texts with ``{variables}`` in them, as OpenAPI has them in paths and servers (3.0.3 sections 4.7.5 and 4.7.8)."""

import re
from functools import lru_cache

VARIABLE = re.compile(r"\{([^{}/]+)\}")


@lru_cache(maxsize=4096)
def pieces(template: str) -> tuple[str, ...]:
    """What stands before, between and behind the variables."""
    return tuple(VARIABLE.split(template)[::2])


def values_in(template: str, text: str) -> tuple[str, ...] | None:
    """What the variables stand for, at least one character each and the first ones the least; None where it fits not.

    Each piece is looked for once, from where the one before it ends: linear whatever the template.
    """
    first, *between = pieces(template)
    if not between:
        return () if text == template else None
    last = between.pop()
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last):
        return None
    at, found = len(first), list[str]()
    for piece in between:
        start = text.find(piece, at + 1, end)
        if start < 0:
            return None
        found.append(text[at:start])
        at = start + len(piece)
    return (*found, text[at:end]) if at < end else None
