"""A Find: one stretch of the given text that a detector judged a credential; a Slot: where a named value stands.

Named tuples, since a paste makes thousands of them: a frozen dataclass takes four times as long to make.
"""

from typing import NamedTuple

KEEP = ""  # the kind of a stretch that is known to be no credential, so that nobody looks into it
COLUMN = "column"  # the detector of what a table's head points at, further down


class Find(NamedTuple):
    """``text[start:end]`` is a credential. ``quote`` is put around the marker where a bare JSON number stood.

    ``secret`` is the canonical part for the keyprint where that is not the whole stretch (Basic);
    ``placeholder`` where what Basic hides has a part that only stands for a credential (``jane:undefined``).
    """

    start: int
    end: int
    kind: str
    name: str
    detector: str
    scheme: str = ""
    json_type: str = ""
    quoted: bool = False
    blank: bool = False
    quote: str = ""
    secret: str | None = None
    placeholder: bool = False


# How far the notation is to be trusted that this is the value of that name.
SURE = 2  # an assignment, a header line, an option, an element: whatever stands there is the value
LIKELY = 1  # "the password is x", an item of a list: a value that may also be a word
FAINT = 0  # the next word only: nothing but a key-like value counts


class Slot(NamedTuple):
    """Where the value of a denied name stands, without its quotes. ``line``: the rest of a line, with remarks."""

    start: int
    end: int
    quoted: bool = False
    json_type: str = ""
    trust: int = SURE
    line: bool = False
    quote: str = ""
