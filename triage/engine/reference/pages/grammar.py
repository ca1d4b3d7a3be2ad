"""How a status is written on a page: ``404``, ``4xx``, ``400-499``, ``500, 502 or 504``, ``HTTP 404: Not Found``.

The numbers are those of RFC 9110 section 15 (100 to 599). What merely begins like one is none: ``500 requests``,
``404-555-0100``, ``200,000``, ``4040``.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus

from triage.engine.reference.default import default_reference

_ONE = r"(?:[1-5](?:00['’]?s(?![a-z])|[0-9]{2}|xx|\*\*|nn|__))"
_WORD = (
    r"(?:https?|status|error|errors|response|responses|return|code|codes|the|any|all|other|an|a|number"
    r"|server|client|generic|api"
    r"|returns?|receiving|received|got|get|getting|resolving|fixing|handling|troubleshooting|responding|to|in)"
)
_BEFORE = rf"(?:{_WORD}(?:[ ]?[:#-][ ]?|[ ])){{0,7}}"
_JOIN = r"[ ]?(?:,[ ]?(?:and |or )?|/|\||&|\+|and |or |[-–—−~][ ]?|to |through |\.\.\.?|…)[ ]?"
_END = r"(?![\d%°€$£_])(?![.,:/–-]\d)"
# One pattern for each member of a list, matched in a loop: one pattern for all could share out the blanks around a
# separator in too many ways.
_FIRST = re.compile(rf"(?P<before>{_BEFORE})(?P<one>{_ONE})", re.IGNORECASE)
_NEXT = re.compile(rf"(?P<join>{_JOIN}){_BEFORE}(?P<one>{_ONE})", re.IGNORECASE)
_LAST = re.compile(_END)
_MOST = 40  # members of a list
_KIND = re.compile(
    r"(?:[ -]|\+[ ]?)(?:range|ranges|errors?|https?|status(?:es)?|codes?|series|class|family|level|responses?"
    r"|response codes?"
    r"|status codes?)\b",
    re.IGNORECASE,
)
_TO = re.compile(r"[-–—−~…]|to|through|\.\.")
_RANGE = re.compile(r"range|series|class|family|level", re.IGNORECASE)
_CLOSING = re.compile(r"\(([^()]{1,60})\)\s*$")
_IN_RANGE = re.compile(r"\b([1-5]xx)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:[:–—=|→]|-{1,3}>?|=>|\t)\s*")
_MEANS = re.compile(
    r"[ ](?:means?|indicates?|is (?:returned|sent|used|thrown|raised|given)|are (?:returned|used)|occurs?"
    r"|happens?|signals?|tells?"
    r"|will be|if|when|unless|responses? (?:means?|indicates?))\b",
    re.IGNORECASE,
)
_ARE = re.compile(r"[ ](?:is|are)\b", re.IGNORECASE)
# What is counted, not answered, by a number before it.
_COUNTED = re.compile(
    r"(?:requests?|calls?|per|[kmgt]i?b|bytes?|ms|milliseconds?|seconds?|secs?|s|minutes?|mins?|hours?"
    r"|days?|weeks?|months?|years?"
    r"|users?|items?|records?|rows?|results?|objects?|characters?|chars|words?|tokens?|times|customers?"
    r"|people|employees?|million"
    r"|thousand|billion|k|percent|dollars?|euros?|usd|eur|gbp|px|points?|credits?|messages?|units?|countries"
    r"|ports?|connections?"
    r"|entries|emails?|files?|lines?|pages?|or more|and above|api calls?|concurrent|free|x)\b",
    re.IGNORECASE,
)
# A further status behind the first one's name: `502 Bad Gateway or 504 Gateway Timeout`.
_ALSO = re.compile(
    rf"[ ][A-Za-z' -]{{2,40}}?(?P<join>[ ]?(?:,|/|or|and)[ ]){_BEFORE}(?P<one>{_ONE}){_END}", re.IGNORECASE
)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,600}\)")
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")


@dataclass(frozen=True, slots=True)
class Lead:
    """Statuses at the beginning of a text; ``rest`` follows them with its separator taken off.

    ``parted`` says that a separator, a reason phrase or the end shows the number to be a status; ``told`` that words
    before or after it do (``HTTP 404``, ``4xx``, ``404 Not Found``).
    """

    statuses: tuple[str, ...]
    rest: str
    parted: bool
    told: bool


def plain(markdown: str) -> str:
    """The words of one line of Markdown."""
    text = _MARKS.sub("", _LINK.sub(r"\1", markdown.replace(r"\*\*", "xx").replace(r"\*", "*")))
    return re.sub(r"\\([^\w\s])", r"\1", text).strip()


def _phrases() -> dict[str, str]:
    """Names of statuses, lowered, with how they are written: the registry's, former ones, and the guide's own."""
    former = (
        "Payload Too Large", "Request Entity Too Large", "Request-URI Too Long", "Request-URI Too Large",
        "Unprocessable Content", "Content Too Large", "URI Too Long", "Range Not Satisfiable", "I'm a teapot",
        "I'm a Teapot", "Moved Temporarily", "Object Moved", "Request Time-out", "Gateway Time-out",
        "Service Temporarily Unavailable", "Server Error", "Internal Error", "Internal Server Errors",
        "Server Errors", "Client Error", "Rate Limited", "Rate Limit Exceeded", "Success",
        "Web Server Is Down", "Connection Timed Out", "Origin Is Unreachable", "A Timeout Occurred",
        "Unauthenticated", "Not Authorized",
    )  # fmt: skip
    names = [each.phrase for each in HTTPStatus] + [each.title for each in default_reference().entries] + list(former)
    return {each.lower(): each for each in names}


PHRASES = _phrases()
_PHRASE = re.compile(
    r"(?:" + "|".join(re.escape(each) for each in sorted(PHRASES, key=len, reverse=True)) + r")(?-i:(?![a-z-]))",
    re.IGNORECASE,
)
REGISTERED = frozenset(str(each.value) for each in HTTPStatus) | {
    each.status for each in default_reference().entries if each.status.isdecimal()
}


def default_title(status: str) -> str:
    """What a status is called where the page does not say."""
    entry = default_reference().entry(status)
    if entry is not None and entry.status == status:
        return entry.title
    return HTTPStatus(int(status)).phrase if status in REGISTERED else ""


def lead(text: str) -> Lead | None:
    """The statuses that a text begins with; None where it begins otherwise. ``text`` has no markup."""
    found = _FIRST.match(text)
    if not found:
        return None
    members, at = _members(text, found)
    statuses = _expanded(members)
    if not statuses or not _LAST.match(text, at):
        return None
    while len(statuses) < _MOST and (more := _further(text, at)):
        statuses, at = (*statuses, *_expanded([("", more["one"])])), more.end()
    ranges = any(each.endswith("xx") for each in statuses)
    told = ranges or bool(re.search(r"https?|status|error|response|code", found["before"], re.IGNORECASE))
    while kind := _KIND.match(text, at):
        at, told = kind.end(), True
        if _RANGE.search(kind[0]):  # "the 400 range", "500-level errors"
            statuses = tuple(f"{each[0]}xx" if each.endswith("00") else each for each in statuses)
    if _MEANS.match(text, at) or (ranges and _ARE.match(text, at)):
        return Lead(statuses, text, True, told)
    return _rest(text[at:], statuses, told=told)


def _rest(text: str, statuses: tuple[str, ...], *, told: bool) -> Lead | None:
    if separator := _SEPARATOR.match(text):
        rest = text[separator.end() :]
        return None if _COUNTED.match(rest) else Lead(statuses, rest, True, told or phrase_of(rest) != "")
    rest = text.lstrip(" ,")
    if not rest.strip(".:;"):
        return Lead(statuses, "", True, told)
    if rest[0] == "(":
        return Lead(statuses, rest, True, told)
    if phrase_of(rest):
        return Lead(statuses, rest, True, True)
    glued = re.match(r"[A-Z](?:[a-z]|[ ])", text) is not None
    if _COUNTED.match(rest) or (text[:1].isalpha() and not glued):
        return None
    return Lead(statuses, rest, glued or text[:1] == "\n", told)


def anywhere(text: str) -> tuple[str, ...]:
    """The statuses that a heading names elsewhere than first: ``Not Found (404)``, ``Errors in the 4xx range``."""
    if (closing := _CLOSING.search(text)) and (inner := lead(closing[1])) and not inner.rest:
        return inner.statuses
    return tuple(dict.fromkeys(each.lower() for each in _IN_RANGE.findall(text)))


def whole(text: str) -> tuple[str, ...]:
    """The statuses where a text is nothing else."""
    found = lead(text.strip())
    return found.statuses if found and not found.rest else ()


def phrase_of(text: str) -> str:
    """The name of a status that a text begins with, as it is written there."""
    found = _PHRASE.match(text)
    if found is None or (found[0].islower() and " " not in found[0]):  # "found", "gone" and "ok" are words as well
        return ""
    return found[0]


def _members(text: str, first: re.Match[str]) -> tuple[list[tuple[str, str]], int]:
    """Each member of a list with the separator before it, and where the list ends."""
    members = [("", first["one"])]
    at = first.end()
    while len(members) < _MOST and (following := _NEXT.match(text, at)):
        members.append((following["join"], following["one"]))
        at = following.end()
    return members, at


def _further(text: str, at: int) -> re.Match[str] | None:
    """A status behind the name of the one before it."""
    more, phrase = _ALSO.match(text, at), _PHRASE.match(text, at + 1)
    return more if more and phrase and phrase.end() <= more.start("join") else None


def _expanded(members: list[tuple[str, str]]) -> tuple[str, ...]:
    """Each status and range of a list; ``400-499`` is ``4xx``; nothing where the list makes no sense."""
    found: list[str] = []
    for join, each in members:
        status = f"{each[0]}xx" if not each.isdecimal() else each
        if found and _TO.search(join):
            span = _span(found.pop(), status)
            if not span:
                return ()
            found += span
        else:
            found.append(status)
    return tuple(dict.fromkeys(found))


def _span(first: str, last: str) -> list[str]:
    if first.endswith("xx") or last.endswith("xx"):
        return [f"{each}xx" for each in range(int(first[0]), int(last[0]) + 1)]
    if first.endswith("00") and last.endswith("99"):
        return [f"{each}xx" for each in range(int(first[0]), int(last[0]) + 1)]
    if first[0] != last[0] or first >= last:
        return []
    within = {first, last} | {each for each in REGISTERED if first < each < last}
    return sorted(within)
