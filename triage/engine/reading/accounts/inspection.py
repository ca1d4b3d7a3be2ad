"""What Node prints of an object (``util.inspect``), as the values of ``literals``.

Source: Node's documentation, "util.inspect". What is printed only as a name (``[Object]``, ``[Circular *1]``,
``[Function: f]``, a date, a stream) becomes a ``Name``: its value is not in the text. Tolerant and never executed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.code.literals import Constant, Items, Name, Pairs, Text, Value, unescaped

PIECE = re.compile(
    r"""
    (?P<blank>[\s,]+|<ref\ \*[0-9]+>|\((?:[0-9]{1,9}|null\ prototype)\))
  | (?P<string>'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*'|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|`[^`\\]*(?:\\[^\n][^`\\]*)*`)
  | (?P<special>\[(?=[A-Za-z])(?!(?:true|false|null|undefined)\b)[^\[\]\n{}]{0,200}\])
  | (?P<angled><[A-Za-z0-9][^<>\n]{0,100000}>)
  | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?n?(?![\w.:-]))
  | (?P<more>\.\.\.\ [0-9]+\ more\ [a-z]+)
  | (?P<symbol>Symbol\([^()\n]{0,100}\))
  | (?P<name>[A-Za-z_$][\w$]*)
  | (?P<arrow>=>)
  | (?P<mark>[\[\]{}:+])
  | (?P<other>[\s\S])
    """,
    re.VERBOSE,
)
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "undefined": None}
ERROR = re.compile(
    r"(?:Uncaught )?[\w$]{0,60}(?:Error|Exception|Warning)\b[^\n]{0,4000}?(?=[ ]\{[ \t]*(?:\n|\Z)|\n|\Z)"
)
BARE = re.compile(r"[^,{}\[\]\n]{1,400}")
STACK = re.compile(r"(?:\n[ \t]+at [^\n]{0,1000}?(?=[ ]\{[ \t]*(?:\n|\Z)|\n|\Z))+")


@dataclass(slots=True)
class Inspection:
    """Reads one printed value after another."""

    text: str
    at: int
    end: int

    def value(self, depth: int = 0) -> Value | None:
        """The next value; None where none stands."""
        if depth > limits.NESTING:
            self.at = self.end
            return None
        token = self._peek()
        if token is None:
            return None
        kind, found = token.lastgroup, token.group()
        if kind == "string":
            return self._string(token)
        if kind == "number":
            self.at = token.end()
            return Constant(_number(found), Span(*token.span()))
        if found in ("{", "["):
            self.at = token.end()
            return self._pairs(token.start(), depth) if found == "{" else self._items(token.start(), depth)
        if found in CONSTANTS:
            self.at = token.end()
            return Constant(CONSTANTS[found], Span(*token.span()))
        if kind in ("name", "special", "angled", "symbol"):
            return self._named(token, depth)
        return None

    def _peek(self) -> re.Match[str] | None:
        while self.at < self.end:
            token = PIECE.match(self.text, self.at, self.end)
            if token is None or token.lastgroup != "blank":
                return token
            self.at = token.end()
        return None

    def _named(self, first: re.Match[str], depth: int) -> Value | None:
        """An object behind its class, such as ``Object [AxiosHeaders] {``; else a name, or an error with its stack."""
        start, token = first.start(), first
        while token.lastgroup in ("name", "special", "angled"):
            self.at = token.end()
            follows = self._on_this_line()
            if follows is None:
                break
            if follows.group() in ("{", "["):
                return self.value(depth + 1)
            token = follows
        if first.lastgroup in ("special", "angled"):
            self.at = first.end()
            return Name(first.group(), Span(*first.span()))
        self.at = start
        return self._bare(depth)

    def _on_this_line(self) -> re.Match[str] | None:
        at = self.at
        token = self._peek()
        return (
            None
            if token is None or "\n" in self.text[at : token.start()] or "," in self.text[at : token.start()]
            else token
        )

    def _bare(self, depth: int) -> Value:
        found = ERROR.match(self.text, self.at, self.end) or BARE.match(self.text, self.at, self.end)
        start = self.at
        self.at = found.end() if found is not None else self.at + 1
        stack = STACK.match(self.text, self.at, self.end)
        if stack is not None:
            self.at = stack.end()
        elif found is None or found.re is BARE:
            return Name(self.text[start : self.at].strip(), Span(start, self.at))
        token = self._on_this_line()
        if token is not None and token.group() == "{":
            self.at = token.end()
            return self._pairs(token.start(), depth + 1)
        return Name(self.text[start : self.at].strip(), Span(start, self.at))

    def _pairs(self, start: int, depth: int) -> Pairs:
        pairs: list[tuple[Text, Value]] = []
        while (token := self._peek()) is not None:
            self.at = token.end()
            if token.group() == "}":
                break
            if token.lastgroup not in ("string", "name", "special", "number", "symbol"):
                continue
            after = self._peek()
            if after is None or after.group() not in (":", "=>"):
                continue
            self.at = after.end()
            value = self.value(depth + 1)
            if value is not None:
                pairs.append((_key(token), value))
            if len(pairs) > limits.WORDS:
                self.at = self.end
        return Pairs(tuple(pairs), Span(start, self.at))

    def _items(self, start: int, depth: int) -> Items:
        values: list[Value] = []
        while (token := self._peek()) is not None and token.group() != "]":
            if token.lastgroup == "more":
                values.append(Name(token.group(), Span(*token.span())))
                self.at = token.end()
                continue
            value = self.value(depth + 1)
            if value is not None:
                values.append(value)
            self.at = max(self.at, token.end())
        if token is not None:
            self.at = token.end()
        return Items(tuple(values), Span(start, self.at))

    def _string(self, token: re.Match[str]) -> Text:
        """A string; long ones are printed in pieces joined by ``+``, the longest are cut."""
        pieces, start = [token], token.start()
        self.at = token.end()
        while (plus := self._peek()) is not None and plus.group() == "+":
            after = PIECE.match(self.text, _behind_blanks(self.text, plus.end(), self.end), self.end)
            if after is None or after.lastgroup != "string":
                break
            pieces.append(after)
            self.at = after.end()
        self.at = pieces[-1].end()
        value = "".join(unescaped(piece.group()[1:-1]) for piece in pieces)
        cut = PIECE.match(self.text, self.at, self.end)
        names: tuple[Name, ...] = ()
        if cut is not None and cut.lastgroup == "more" and "character" in cut.group():
            names = (Name(cut.group(), Span(*cut.span())),)
            self.at = cut.end()
        span = Span(start + 1, pieces[-1].end() - 1)
        return Text(value, span, exact=len(value) == span.end - span.start, names=names)


def _behind_blanks(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \t\n":
        at += 1
    return at


def _key(token: re.Match[str]) -> Text:
    start, end = token.span()
    if token.lastgroup in ("string", "special"):
        start, end = start + 1, end - 1
    return Text(token.string[start:end], Span(start, end))


def _number(found: str) -> int | float:
    digits = found.rstrip("n")
    if len(digits) > 300:
        return 0
    return float(digits) if any(mark in digits for mark in ".eE") else int(digits)


def every(value: Value) -> Iterator[Pairs]:
    """The objects within a value, the outer ones first."""
    waiting: list[Value] = [value]
    at = 0
    while at < len(waiting):
        each = waiting[at]
        at += 1
        if isinstance(each, Pairs):
            yield each
            waiting += [inner for _, inner in each.pairs if isinstance(inner, Pairs | Items)]
        elif isinstance(each, Items):
            waiting += [inner for inner in each.values if isinstance(inner, Pairs | Items)]
