"""The text being masked, and the questions that every detector asks of it. Each is bounded or asked once per place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick

from triage.engine.redaction.lexicon import COMMON, Sense, sense_of

NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$ñ"
LONGEST_NAME = 64
# Words that say which looks are worth taking: the callers of ``mentions`` ask for one of these.
TOOLS = ("curl", "http ", "https ", "wget", "xh ", "ab ")
PHONES = ("phone", "mobile", "msisdn", "whatsapp", "fax", "tel", "handy", "call me", "cell")
LETTERS = ("message-id", "message_id", "msgid", "in-reply-to", "references", "content-id", "cid")
SHELLS = ("ssh", "scp", "sftp", "rsync", "mosh")
MENTIONS = (*TOOLS, *PHONES, *LETTERS, *SHELLS, "auth", "forhttpheaderfield")
_MENTIONED = AhoCorasick(MENTIONS)
_IN_NAME = frozenset(NAME_CHARACTERS)
_NAME = re.compile(r"[A-Za-z0-9_.$ñ-]*+")
LONG_RUN = re.compile(r"[A-Za-z0-9_\-+]{20,}")
_COUNTED = re.compile(r"\d{4,}")  # of names that are counted up, the sense is worked out once
_ESCAPED = re.compile(r"(?:25)*[0-9A-Fa-f]{2}")  # what follows the % of a percent-encoding, encoded again perhaps
_LINE_LEAD = re.compile(
    r"""(?x)[ \t]*+(?:[>|<*\#+-][ \t]*+|//[ \t]*+|[0-9a-f]{4,8}:[ \t]++|(?:export|set|setx|ENV|ARG|env|
    declare|local|const|let|var|final|static|readonly|public|private|String|string|val|auto|&&)(?:\ -x)?[ \t]++
    |(?:\$env:|set:)|
    \[HTTP/[23](?:\.0)?\]\ \[\d+\]\ \[|
    (?:->|<-|=>)\ ?)*"""
)
_UNESCAPES = re.compile(r"[nrt]|u[0-9a-fA-F]{4}")


@dataclass(slots=True)
class Paste:
    """One text, its lower-case twin of the same length, and what was found out about it on the way."""

    text: str
    lower: str
    senses: dict[str, Sense | None] = field(default_factory=dict)
    runs: dict[re.Pattern[str], tuple[int, int]] = field(default_factory=dict)
    barren: set[tuple[str, str, bool, str, int, bool]] = field(default_factory=set)
    crowd: set[tuple[int, str] | None] = field(default_factory=set)
    barren_until: int = -1000
    table: tuple[int, int] = (-1, -1)  # where the table that was read last begins and ends
    no_tables: set[tuple[int, str]] = field(default_factory=set)
    words: frozenset[str] | None = None
    walks: dict[re.Pattern[str], tuple[Iterator[re.Match[str]], int]] = field(default_factory=dict)
    passed: tuple[int, bool] = (-1, False)

    @classmethod
    def of(cls, text: str) -> "Paste":
        """A paste; characters that cannot be encoded (lone surrogates) become ``?`` in the lower-case twin only."""
        if text.isascii():
            return cls(text, text.lower())
        lower = text.replace("\u0130", "i").lower()  # the one letter whose lower case is longer than itself
        return cls(text, lower.encode("utf-8", "replace").decode())

    def sense(self, name: str) -> Sense | None:
        """The sense of a name, worked out once per name."""
        if name in COMMON:
            return COMMON[name]
        if name not in self.senses:
            alike = _COUNTED.sub("0000", name)
            self.senses[name] = self.senses[alike] = sense_of(name) if alike not in self.senses else self.senses[alike]
        return self.senses[name]

    def next_match(self, pattern: re.Pattern[str], start: int) -> int:
        """Where the next match of ``pattern`` begins, at ``start`` or behind it; beyond the text's end if none does.

        Asked from left to right, as places are visited, so that the text is walked through once for each pattern.
        """
        walk, at = self.walks.get(pattern) or (pattern.finditer(self.text), -1)
        while at < start:
            match = next(walk, None)
            at = len(self.text) * 2 if match is None else match.start()
        self.walks[pattern] = (walk, at)
        return at

    def mentions(self, word: str) -> bool:
        """Whether the lower-case text holds ``word``, one of ``MENTIONS``."""
        return word in self.mentioned()

    def mentioned(self) -> frozenset[str]:
        """Those of ``MENTIONS`` that the lower-case text holds; one pass finds out for all of them."""
        if self.words is None:
            matches = _MENTIONED.find_matches_as_indexes(self.lower, overlapping=True)
            self.words = frozenset([MENTIONS[index] for index, _, _ in matches])
        return self.words

    def run(self, pattern: re.Pattern[str], start: int) -> int:
        """The end of the run of ``pattern`` from ``start``. Runs are remembered, so that none is walked twice."""
        known = self.runs.get(pattern)
        if known is not None and known[0] <= start < known[1]:
            return known[1]
        match = pattern.match(self.text, start)
        end = start if match is None else match.end()
        self.runs[pattern] = (start, end)
        return end

    def name_around(self, start: int, end: int) -> tuple[int, int]:
        """The span of the name that the stem at ``start`` stands in; at most the last 64 characters of it."""
        text = self.text
        if text[start - 1 : start] not in _IN_NAME and text[end : end + 1] not in _IN_NAME:
            return start, end
        lead = text[max(start - LONGEST_NAME, 0) : start]
        left = start - (len(lead) - len(lead.rstrip(NAME_CHARACTERS)))
        right = self.run(_NAME, end) if end < len(self.text) else end
        left = max(left, right - LONGEST_NAME)
        left = self._without_escape(left, start)
        name = self.text[left:right]
        right -= len(name) - len(name.rstrip(".-$"))
        left += len(name) - len(name.lstrip(".-$"))
        return min(left, start), max(right, end)

    def _without_escape(self, left: int, start: int) -> int:
        """A name behind ``%26`` or ``\\n`` begins after the escape, not inside it."""
        before = self.text[left - 1 : left]
        if before == "%":
            match = _ESCAPED.match(self.text, left, start)
        elif before == "\\":
            match = _UNESCAPES.match(self.text, left, start)
        else:
            return left
        return left if match is None else match.end()

    def opens_line(self, start: int) -> bool:
        """Whether only blanks, quote signs and shell words stand between the line's start and ``start``."""
        lead = self.text[max(start - 48, 0) : start]
        line = lead[max(lead.rfind("\n"), lead.rfind("\r")) + 1 :]
        if len(line) == 48:
            return False
        escape = max(line.rfind("\\n"), line.rfind("\\r"))
        if escape >= 0:
            line = line[escape + 2 :]
        return _LINE_LEAD.fullmatch(line) is not None
