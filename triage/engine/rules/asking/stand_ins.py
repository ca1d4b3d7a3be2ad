"""Text that stands for a value: was it sent as it stands, or filled in by a shell or program before the call left?"""

import re
from functools import lru_cache
from urllib.parse import quote

from triage.engine.exchange import Span
from triage.engine.rules.asking.inquiry import Inquiry

VARIABLE = re.compile(r"\$[A-Za-z_]\w{0,60}|\$\{[A-Za-z_]\w{0,60}\}|\$env:\w{1,60}")
# A template's own: {{token}}, {token}, <token>, %TOKEN%, ${{ secrets.TOKEN }}.
TEMPLATE = re.compile(
    r"\{\{[^{}]{1,60}\}\}|\{[A-Za-z_][\w .-]{0,60}\}|<[A-Za-z_][\w .-]{0,60}>|%[A-Z_][A-Z0-9_]{2,40}%|"
    r"\$\{\{?[^{}]{1,60}\}\}?|\[[A-Z][A-Z_ -]{2,40}\]"
)
# What documentation writes where a reader is to put something of his own.
STAND_IN = re.compile(
    r"<?(?:your|my|insert|enter)[-_ ][\w -]{0,40}>?|<?(?:replace|change)[-_ ](?:me|this|it)>?|"
    r"<?api[-_ ]?key[-_ ]?here>?|todo|fixme|tbd|[A-Z]{2,20}(?:_[A-Z]{1,20}){1,4}_HERE",
    re.IGNORECASE,
)
# What programs send in place of a value they do not have.
NO_VALUE = re.compile(r"undefined|null|none|nil|nan|\(null\)|\[?object object\]?|promise", re.IGNORECASE)
# Of these nobody means the word: ``none`` and ``null`` are values of many APIs.
NEVER_MEANT = re.compile(r"undefined|\[object Object\]|NaN|\(null\)|\[object Promise\]")
SHELLS = ("curl", "wget", "httpie", "powershell")
# Languages whose double quotes fill variables in, and the one whose backticks do.
IN_DOUBLE_QUOTES = ("php", "perl", "dart", "kotlin", "groovy")
IN_BACKTICKS = ("javascript",)
LONGEST_LINE = 2000


def is_stand_in(text: str) -> bool:
    """Whether the whole text stands for a value, by its form alone."""
    return any(each.fullmatch(text) for each in (TEMPLATE, STAND_IN, VARIABLE))


def is_sent_as_it_stands(inquiry: Inquiry, text: str, within: Span) -> bool:
    """Whether the text is a stand-in and these very letters were sent."""
    return is_stand_in(text) and not was_filled_in(inquiry, text, within)


# A body may hold the same stand-in a thousand times, and all of them are judged by the first.
@lru_cache(maxsize=64)
def was_filled_in(inquiry: Inquiry, text: str, within: Span) -> bool:
    """Whether a shell or the program put a value in place of the text; what stands nowhere is a program's variable."""
    pasted = inquiry.exchange.text
    at = pasted.find(text, within.start, within.end)
    if at < 0:
        return text.startswith("{{") and quote(text, safe="") not in pasted[slice(*within)]
    notation = inquiry.call.notation
    mark, before = _quote_around(pasted, at)
    if text.startswith("$"):
        if notation.startswith(SHELLS):
            return notation != "curl -v" and mark != "'"
        return (notation in IN_DOUBLE_QUOTES and mark == '"') or (notation in IN_BACKTICKS and mark == "`")
    # Python's f"…{token}", C#'s $"…{token}".
    return text.startswith("{") and not text.startswith("{{") and before in ("f", "F", "$")


def _quote_around(text: str, at: int) -> tuple[str, str]:
    """The quote that is open there, and the character before it; empty where none is."""
    start = max(text.rfind("\n", 0, at) + 1, at - LONGEST_LINE)
    mark, before, escaped = "", "", False
    for index in range(start, at):
        each = text[index]
        if escaped:
            escaped = False
        elif each == "\\":
            # Between single quotes a shell takes it for itself; the other languages do not write '\\' there.
            escaped = mark != "'"
        elif mark and each == mark:
            mark = ""
        elif not mark and each in "'\"`":
            mark, before = each, text[index - 1] if index else ""
    return mark, before
