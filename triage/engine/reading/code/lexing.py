"""Words of source code: names, strings, numbers and marks, in any dialect."""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.code.dialects import Dialect, Long, tokens
from triage.engine.reading.code.literals import Constant, Invoked, Name, Text, Thing, Value, unescaped
from triage.engine.reading.code.resolving import Resolver

UNESCAPED_QUOTE = re.compile(r"\\['\\]")
STRINGS = ("raw", "text", "live", "doubled", "quoted", "ticked", "raw-block", "text-block", "live-block")


class Token(NamedTuple):
    """One word, its kind, and where it and (of a string) its inside stand."""

    kind: str
    text: str
    start: int
    end: int
    inner: Span


@dataclass(slots=True)
class Lexer:
    """Gives one token after another; ``known`` are the values of variables set so far."""

    text: str
    at: int
    end: int
    dialect: Dialect
    known: dict[str, Value] = field(default_factory=dict)
    _token: tuple[int, Token] | None = None
    _hopeless: set[str] = field(default_factory=set)
    _skips: dict[int, int] = field(default_factory=dict)

    def peek(self, *, same_line: bool = False) -> Token | None:
        """The next token that is no blank and no comment; with ``same_line`` None where the line ends before it."""
        if self._token is not None and self._token[0] == self.at and not same_line:
            return self._token[1]
        pattern = tokens(self.dialect)
        while self.at < self.end:
            match = pattern.match(self.text, self.at, self.end)
            if match is None:
                return None
            kind = match.lastgroup or ""
            if kind == "line":
                if same_line:
                    return None
                self.at = self._skips.get(match.start(), match.end())
            elif kind == "starred":
                self.at = self._closing("*/", match.end())
            elif kind != "blank":
                token = self._made(kind, match)
                self._token = (self.at, token)
                return token
            else:
                self.at = match.end()
        return None

    def peek_at(self, offset: int) -> Token | None:
        """The next token from another offset on, which is the place from now on."""
        self.at = offset
        return self.peek()

    def take(self, *marks: str) -> Token | None:
        """Pass over one of these marks if it comes next."""
        token = self.peek()
        if token is None or token.text not in marks or token.kind not in ("mark", "operator", "name"):
            return None
        self.at = token.end
        return token

    def _closing(self, mark: str, start: int) -> int:
        """The offset behind what closes; where nothing does, nobody looks for it again."""
        if mark in self._hopeless:
            return start
        stop = self.text.find(mark, start, self.end)
        if stop < 0:
            self._hopeless.add(mark)
            return start
        return stop + len(mark)

    def _made(self, kind: str, match: re.Match[str]) -> Token:
        start, end = match.span()
        if kind == "heredoc":
            return self._heredoc(match)
        if kind.startswith("long"):
            return self._long(self.dialect.longs[int(kind[4:])], match)
        kind = kind.rstrip("0123456789")
        if kind in ("raw", "text", "live", "doubled", "quoted", "ticked"):
            found = match.group()
            quote = next(place for place, mark in enumerate(found) if mark in "\"'`|/")
            return Token(kind, "", start, end, Span(start + quote + 1, end - 1))
        return Token(kind, match.group(), start, end, Span(start, end))

    def _long(self, long: Long, match: re.Match[str]) -> Token:
        start = match.end()
        closing = long.closing
        if "{hashes}" in closing:
            closing = closing.replace("{hashes}", "#" * match.group().count("#"))
        stop = None if closing in self._hopeless else re.compile(closing).search(self.text, start, self.end)
        if stop is None:
            self._hopeless.add(closing)
            return Token("mark", match.group(), match.start(), start, Span(*match.span()))
        inner = Span(start, stop.start())
        return Token(f"{long.kind}-block" if long.block else long.kind, "", match.start(), stop.end(), inner)

    def _heredoc(self, match: re.Match[str]) -> Token:
        """PHP's heredoc begins on the next line and ends the expression there; Ruby's lets the line go on first."""
        line_end = self.text.find("\n", match.end(), self.end)
        line_end = self._pending(line_end)
        word = match["word"]
        closing = rf"\n[ \t]*{re.escape(word)}\b"
        stop = None
        if line_end >= 0 and closing not in self._hopeless:
            stop = re.compile(closing).search(self.text, line_end, self.end)
        if stop is None:
            self._hopeless.add(closing)
            return Token("mark", match.group(), match.start(), match.end(), Span(*match.span()))
        inner = Span(min(line_end + 1, stop.start()), stop.start())
        kind = "raw-block" if match["quote"] == "'" else "live-block"
        if self.dialect.commands:
            self._skips[self.text.find("\n", match.end(), self.end)] = stop.end()
            return Token(kind, "", match.start(), match.end(), inner)
        return Token(kind, "", match.start(), stop.end(), inner)

    def _pending(self, line_end: int) -> int:
        """Where a second heredoc of one line begins: behind the first."""
        return self._skips.get(line_end, line_end)

    def string(self, token: Token) -> Text:
        """The value of a string's token."""
        raw = self.text[token.inner.start : token.inner.end]
        kind, _, block = token.kind.partition("-")
        names: tuple[Name, ...] = ()
        value = raw
        if block:
            value = textwrap.dedent(raw.removeprefix("\n") if not raw.startswith("\n\n") else raw[1:]).rstrip("\n \t")
        if kind == "doubled":
            value = value.replace('""', '"')
        elif kind == "quoted":
            value = UNESCAPED_QUOTE.sub(lambda match: match.group()[1], value)
        elif kind == "live":
            value, names = self._live(value, raw, token.inner.start)
        elif kind == "text":
            value = unescaped(value)
        return Text(value, token.inner, exact=value == raw, names=names)

    def _live(self, value: str, raw: str, start: int) -> tuple[str, tuple[Name, ...]]:
        """A string's text with what is known put in, and the names of the rest."""
        pattern = self.dialect.inserted
        if pattern is None or pattern.search(raw) is None:
            return unescaped(value), ()
        pieces: list[str] = []
        done, size = 0, 0
        for part in pattern.finditer(value):
            given = self._inserted(part) if size < limits.CODE else ""
            pieces += (unescaped(value[done : part.start()]), given)
            size += len(given)
            done = part.end()
        pieces.append(unescaped(value[done:]))
        names = [
            Name(part.group(), Span(start + part.start(), start + part.end()))
            for part in pattern.finditer(raw)
            if self._value(part) is None
        ]
        return "".join(pieces), tuple(names[: limits.PLACEHOLDERS])

    def _inserted(self, part: re.Match[str]) -> str:
        known = self._value(part)
        if isinstance(known, Text):
            return known.value[: limits.CODE]
        if isinstance(known, Constant):
            return str(known.value)
        return part.group() if self.dialect.as_written else "{{" + _expression(part).lstrip("$@") + "}}"

    def _value(self, part: re.Match[str]) -> Text | Constant | None:
        known = looked_up(self.known, _expression(part).removesuffix(".toString()"))
        if isinstance(known, Thing | Invoked):
            known = Resolver(self.text, limits.CHAIN).within(known)
        return known if isinstance(known, Text | Constant) else None


def _expression(part: re.Match[str]) -> str:
    return next((each for each in part.groups() if each is not None), part.group()).strip()


def looked_up(known: Mapping[str, Value], name: str) -> Value | None:
    """A variable's value; its marks and the object it belongs to are no part of its name."""
    return known.get(plain(name))


def plain(name: str) -> str:
    """A variable's name: ``$this->token``, ``self.token`` and ``@token`` are ``token``."""
    for prefix in ("$this->", "this.", "self.", "@"):
        name = name.removeprefix(prefix)
    return name.lstrip("$")
