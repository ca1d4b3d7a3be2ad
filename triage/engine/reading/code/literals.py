"""Values written in a programming language: strings, numbers, objects, lists, as Python, JavaScript and PHP have them.

Read as text with one tolerant grammar and never executed. What is no literal is a ``Name``: a variable whose value the
paste may set elsewhere, or an expression, which stays unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from triage.engine.exchange import Span
from triage.engine.reading import limits


@dataclass(frozen=True, slots=True)
class Text:
    """A string and where it stands; ``exact`` where its characters do one for one; ``names`` is what it inserts."""

    value: str
    span: Span
    exact: bool = True
    names: tuple["Name", ...] = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, or true, false, null."""

    value: int | float | bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or an expression that is not a literal, as written."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Items:
    """A list, a tuple or a set."""

    values: tuple["Value", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Pairs:
    """An object or dict, keys as text, in the order written."""

    pairs: tuple[tuple[Text, "Value"], ...]
    span: Span

    def get(self, *names: str) -> "Value | None":
        """The value of the first of these keys that is there; keys compare without case."""
        for name in names:
            for key, value in self.pairs:
                if key.value.lower() == name.lower():
                    return value
        return None


@dataclass(frozen=True, slots=True)
class Invoked:
    """A call such as ``json.dumps({…})``: its name and arguments; named ones are pairs."""

    name: str
    arguments: tuple["Value", ...]
    named: Pairs
    span: Span


Value = Text | Constant | Name | Items | Pairs | Invoked

PIECE = re.compile(
    r"""
    (?P<blank>\s+|\#[^\n]*|//[^\n]*|/\*[\s\S]{0,400}?\*/)
  | (?P<long>[rRbBfFuU]{0,2}(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''))
  | (?P<string>[rRbBfFuU$@]{0,2}(?:"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'))
  | (?P<unclosed>["'][^\n]*)
  | (?P<template>`[^`\\]*(?:\\[\s\S][^`\\]*)*`)
  | (?P<number>-?[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.]))
  | (?P<arrow>=>|->)
  | (?P<spread>\.\.\.|\*\*(?=\w))
  | (?P<name>[$@]?[A-Za-z_][\w$]*(?:(?:\.|::|\?\.)[A-Za-z_][\w$]*)*)
  | (?P<symbol>:(?=[A-Za-z_]\w*\s*=>))
  | (?P<mark>[\[\]{}(),:=+;])
  | (?P<other>[\s\S])
    """,
    re.VERBOSE,
)
CONSTANTS: dict[str, bool | None] = {
    "true": True, "false": False, "True": True, "False": False,
    "null": None, "None": None, "nil": None, "undefined": None,
}  # fmt: skip
ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r?\n)|([\s\S]))")
NAMED_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
INSERTED = re.compile(r"\$\{([^{}\n]{1,120})\}|(?<!\{)\{([A-Za-z_][\w.\[\]\"']{0,120})\}(?!\})")


@dataclass(slots=True)
class Parser:
    """Reads one value after another from a text; ``known`` are the values of variables set elsewhere in it."""

    text: str
    at: int
    end: int
    known: Mapping[str, Value] = field(default_factory=dict)

    def peek(self) -> re.Match[str] | None:
        """The next token that is no blank and no comment; None at the end."""
        while self.at < self.end:
            token = PIECE.match(self.text, self.at, self.end)
            if token is None or token.lastgroup != "blank":
                return token
            self.at = token.end()
        return None

    def arguments(self, depth: int = 0) -> Invoked:
        """The arguments after an opening parenthesis that was passed over, up to its closing one."""
        return self._invoked("", self.at, depth)

    def take(self, mark: str) -> bool:
        """Pass over this mark if it comes next."""
        token = self.peek()
        if token is None or token.group() != mark:
            return False
        self.at = token.end()
        return True

    def value(self, depth: int = 0) -> Value | None:
        """The next value; strings joined by ``+`` or by standing side by side are one."""
        first = self._single(depth)
        while isinstance(first, Text | Name | Invoked):
            start = self.at
            joined = self.take("+") or self.take(".")
            token = self.peek()
            beside = isinstance(first, Text) and token is not None and token.lastgroup in ("string", "long")
            if not joined and not beside:
                self.at = start
                break
            second = self._single(depth)
            if second is None:
                break
            first = _joined(first, second)
        return first

    def _single(self, depth: int) -> Value | None:
        token = self.peek()
        if token is None or depth > limits.NESTING:
            return None
        kind, found = token.lastgroup, token.group()
        span = Span(*token.span())
        if kind in ("string", "long", "template"):
            self.at = token.end()
            return self._string(token)
        if kind == "number":
            self.at = token.end()
            return Constant(_number(found), span)
        if kind == "name":
            self.at = token.end()
            return self._name(found, span, depth)
        if found in ("{", "[", "("):
            self.at = token.end()
            return self._collection(found, token.start(), depth)
        return None

    def _name(self, found: str, span: Span, depth: int) -> Value | None:
        if found in CONSTANTS:
            return Constant(CONSTANTS[found], span)
        if found in ("new", "await", "array", "dict") and not (found in ("array", "dict") and not self._follows("(")):
            if found in ("array", "dict"):
                self.take("(")
                return self._collection("(", span.start, depth)
            return self._single(depth + 1)
        if self._follows("("):
            self.take("(")
            return self._invoked(found, span.start, depth)
        if self._follows("["):
            return self._subscript(found, span)
        return self.known.get(found, Name(found, span))

    def _follows(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def _subscript(self, found: str, span: Span) -> Name:
        """``os.environ["KEY"]`` and the like: a name with what stands in its brackets."""
        close = self.text.find("]", self.at, min(self.end, self.at + 200))
        if close >= 0:
            self.at = close + 1
        return Name(self.text[span.start : self.at], Span(span.start, self.at))

    def _invoked(self, name: str, start: int, depth: int) -> Invoked:
        inner = self._members(")", depth)
        positional = tuple(value for key, value in inner if key is None)
        named = tuple((key, value) for key, value in inner if key is not None)
        return Invoked(name, positional, Pairs(named, Span(start, self.at)), Span(start, self.at))

    def _collection(self, opening: str, start: int, depth: int) -> Value:
        inner = self._members({"{": "}", "[": "]", "(": ")"}[opening], depth)
        span = Span(start, self.at)
        if opening == "{" or any(key is not None for key, _ in inner):
            pairs = tuple((key, value) for key, value in inner if key is not None)
            shorthand = tuple(
                (Text(value.text, value.span), self.known.get(value.text, value))
                for key, value in inner
                if key is None and isinstance(value, Name)
            )
            return Pairs(pairs + shorthand, span)
        values = tuple(value for _, value in inner)
        return values[0] if opening == "(" and len(values) == 1 else Items(values, span)

    def _members(self, closing: str, depth: int) -> list[tuple[Text | None, Value]]:
        """The members up to the closing mark: a key (before ``:``, ``=``, ``=>``) with its value, or a value alone."""
        members: list[tuple[Text | None, Value]] = []
        while (token := self.peek()) is not None:
            if token.group() == closing:
                self.at = token.end()
                break
            if token.group() in (",", ";") or token.lastgroup in ("spread", "symbol"):
                self.at = token.end()
                continue
            member = self._member(depth)
            if member is None:
                self._skip(closing)
                # A closing mark that closes nothing stays where it is; every round must get further.
                self.at = max(self.at, token.end())
                continue
            members.append(member)
        return members

    def _member(self, depth: int) -> tuple[Text | None, Value] | None:
        token = self.peek()
        plain = Text(token.group(), Span(*token.span())) if token is not None and token.lastgroup == "name" else None
        start = self.at
        first = self.value(depth + 1)
        if first is None:
            return None
        after = self.peek()
        if after is None or after.group() not in (":", "=", "=>"):
            return None, first
        key = (
            first
            if isinstance(first, Text)
            else plain or Text(self.text[start : self.at].strip(), Span(start, self.at))
        )
        self.at = after.end()
        second = self.value(depth + 1)
        return None if second is None else (key, second)

    def _skip(self, closing: str) -> None:
        """Pass over an expression that is no literal, up to the next comma or the closing mark of this level."""
        open_marks = 0
        while (token := self.peek()) is not None:
            found = token.group()
            if open_marks == 0 and found in (",", ";", closing):
                return
            open_marks += (found in "([{") - (found in ")]}") if len(found) == 1 else 0
            if open_marks < 0:
                return
            self.at = token.end()

    def _string(self, token: re.Match[str]) -> Text:
        found = token.group()
        quotes = 3 if token.lastgroup == "long" else 1
        prefix = len(found) - len(found.lstrip("rRbBfFuU$@"))
        start, end = token.start() + prefix + quotes, token.end() - quotes
        raw = self.text[start:end]
        value = raw if "r" in found[:prefix].lower() else ESCAPE.sub(_unescaped, raw)
        names: tuple[Name, ...] = ()
        if token.lastgroup == "template" or "f" in found[:prefix].lower() or "$" in found[:prefix]:
            value = INSERTED.sub(self._inserted, value)
            names = tuple(
                Name(part.group(), Span(start + part.start(), start + part.end()))
                for part in INSERTED.finditer(raw)
                if self._inserted(part) == part.group()
            )
        return Text(value, Span(start, end), exact=value == raw, names=names)

    def _inserted(self, part: re.Match[str]) -> str:
        """What a template inserts: a known value, else the placeholder as it stands."""
        known = self.known.get((part.group(1) or part.group(2)).strip())
        if isinstance(known, Text):
            return known.value
        return str(known.value) if isinstance(known, Constant) else part.group()


def _joined(first: Value, second: Value) -> Value:
    whole = Span(first.span.start, second.span.end)
    names = tuple(name for each in (first, second) for name in _inner_names(each))
    return Text(_shown(first) + _shown(second), whole, exact=False, names=names)


def _inner_names(value: Value) -> tuple[Name, ...]:
    if isinstance(value, Text):
        return value.names
    return (value,) if isinstance(value, Name) else ()


def _shown(value: Value) -> str:
    """A value within a string: what is not known stands as a placeholder."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Constant):
        return str(value.value)
    return "{{" + (value.text if isinstance(value, Name) else "…") + "}}"


def _unescaped(escape: re.Match[str]) -> str:
    braced, four, two, broken, other = escape.groups()
    code = braced or four or two
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return "" if broken else NAMED_ESCAPES.get(other, other if other in "\\\"'`/$#{" else f"\\{other}")


def _number(text: str) -> int | float:
    digits = text.replace("_", "")
    if len(digits) > 300:
        return 0
    return float(digits) if any(mark in digits for mark in ".eE") else int(digits)
