"""What tells one programming language from another, as far as reading the calls in it needs to know."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

SLASHES, HASH = r"//[^\n]*", r"\#[^\n]*"
# An apostrophe within a word opens nothing: prose stands around the code.
DOUBLE = r'"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"'
SINGLE = r"(?<!\w)'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'"
OVER_LINES = r"(?<!\w){0}(?=[^{0}\n]*\n)"


class Long(NamedTuple):
    """A string that goes over lines: what opens it, what closes it (both patterns), and how it is read."""

    opening: str
    closing: str
    kind: str  # "raw": as it stands; "text": with escapes; "live": with escapes and insertions
    block: bool = False  # its common indentation and its first line end are no part of it


@dataclass(frozen=True, slots=True)
class Dialect:
    """One language. The patterns of ``strings`` are those of one line, by the way they are read."""

    name: str
    comments: str
    strings: tuple[tuple[str, str], ...]
    longs: tuple[Long, ...] = ()
    starred: bool = True  # has comments between /* and */
    members: tuple[str, ...] = (".", "?.")
    joins: tuple[str, ...] = ("+",)
    postfix: tuple[str, ...] = ()
    names: str = r"[A-Za-z_$][\w$]*"
    inserted: re.Pattern[str] | None = None
    as_written: bool = False  # what a string inserts and nobody knows stays as written
    adjacent: bool = False  # strings side by side are one
    arrows: bool = False  # ``x => …`` is a function, not a key
    commands: bool = False  # arguments may stand without parentheses
    receivers: bool = False  # a block behind a call works on what the call made
    casts: bool = False  # ``(Type) value``
    aliases: frozenset[str] = frozenset()  # calls whose result is what they are made on, or their first argument
    composites: bool = False  # ``Type{…}`` is a value
    heredocs: re.Pattern[str] | None = None
    procedures: frozenset[str] = frozenset()  # functions that work on their first argument
    declarations: frozenset[str] = frozenset()  # what a class says in its body of all calls that it makes
    own: re.Pattern[str] | None = None  # what only this language's pastes have
    foreign: re.Pattern[str] | None = None  # what shows another language, where nothing shows this one
    modules: frozenset[str] = frozenset()  # names that are no variables
    skipped: frozenset[str] = field(default_factory=frozenset)  # words before a value that do not change it


def speaks(dialect: Dialect, text: str) -> bool:
    """Whether a text with a call of this language's kind may be in it: many write ``client.post(…)``."""
    if dialect.own is not None and dialect.own.search(text) is not None:
        return True
    return dialect.foreign is not None and dialect.foreign.search(text) is None


NUMBER = r"(?P<number>-?[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]{1,4})?(?:[mMfFdDlLuU]{1,2}\b)?(?![\w]))"
OPERATOR = (
    r"(?P<operator>===|!==|==|!=|<=|>=|=>|->|:=|::|\?\.|&\.|\+=|\.=|\|\|=|&&|\|\||\?\?"
    r"|\|>|%>%|<-|<<|\.\.\.|\*\*|=~|\.\.)"
)


@cache
def tokens(dialect: Dialect) -> re.Pattern[str]:
    """The pattern of one token; what goes over lines it only opens."""
    longs = "|".join(f"(?P<long{number}>{each.opening})" for number, each in enumerate(dialect.longs))
    strings = "|".join(f"(?P<{kind}{number}>{each})" for number, (kind, each) in enumerate(dialect.strings))
    heredoc = f"|(?P<heredoc>{dialect.heredocs.pattern})" if dialect.heredocs is not None else ""
    return re.compile(
        (r"(?P<starred>/\*)|" if dialect.starred else "")
        + rf"(?P<blank>[^\S\n]+|\\\r?\n|{dialect.comments})|(?P<line>\n){heredoc}"
        + (f"|{longs}" if longs else "")
        + rf"|{strings}|(?P<unclosed>(?<!\w)[\"'][^\n]*)|{NUMBER}|(?P<name>{dialect.names})|{OPERATOR}|(?P<mark>[\s\S])"
    )
