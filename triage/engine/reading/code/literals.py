"""Values written in a programming language: strings, numbers, objects, lists, and things that calls are made on.

What is no literal is a ``Name``: a variable whose value the paste does not tell, or an expression, which stays unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from triage.engine.exchange import Span


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


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a thing: ``.Header.Set("A", "b")`` is ``Header.Set``, ``x["A"] = "b"`` is ``[]=``.

    A bare call is ``()``, setting a property is its name with ``=``; ``block`` is what stands in the braces behind it.
    """

    name: str
    arguments: tuple["Value", ...]
    named: Pairs
    span: Span
    name_span: Span
    block: "Thing | None" = None

    def argument(self, position: int, *names: str) -> "Value | None":
        """The argument of one of these names, else the one at this position."""
        named = self.named.get(*names)
        if named is not None:
            return named
        return self.arguments[position] if position < len(self.arguments) else None


@dataclass(slots=True, eq=False)
class Thing:
    """What calls are made on, and all that is done to it. It grows while the text is traced.

    ``base`` is the value it was made of: of another thing its first ``upto`` steps.
    """

    name: str
    span: Span
    base: "Value | None" = None
    upto: int = 0
    steps: list[Step] = field(default_factory=list)

    def history(self, before: int | None = None) -> list[Step]:
        """Its steps with those of what it came from, oldest first; only those that end before an offset."""
        parts: list[list[Step]] = [self.steps[-MOST_STEPS:]]
        thing, levels = self, 0
        while isinstance(thing.base, Thing) and levels < MOST_LEVELS:
            parts.append(thing.base.steps[max(0, thing.upto - MOST_STEPS) : thing.upto])
            thing, levels = thing.base, levels + 1
        steps = [step for part in reversed(parts) for step in part]
        return steps if before is None else [step for step in steps if step.span.end <= before]

    def root(self) -> "Thing":
        """The thing that it came from in the end."""
        thing, levels = self, 0
        while isinstance(thing.base, Thing) and levels < MOST_LEVELS:
            thing, levels = thing.base, levels + 1
        return thing


MOST_STEPS = 100
MOST_LEVELS = 10
MOST_PAIRS = 500
SPREAD = "..."
"""The key under which an object stands that is spread into another."""

Value = Text | Constant | Name | Items | Pairs | Invoked | Thing

NOTHING = Pairs((), Span(0, 0))
CONSTANTS: dict[str, bool | None] = {
    "true": True, "false": False, "True": True, "False": False, "TRUE": True, "FALSE": False,
    "null": None, "None": None, "nil": None, "undefined": None, "NULL": None, "undef": None,
}  # fmt: skip
ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r?\n)|([\s\S]))")
NAMED_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def unescaped(raw: str) -> str:
    """A string's text without its backslashes."""
    return ESCAPE.sub(_unescaped, raw) if "\\" in raw else raw


def _unescaped(escape: re.Match[str]) -> str:
    braced, four, two, broken, other = escape.groups()
    code = braced or four or two
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return "" if broken else NAMED_ESCAPES.get(other, other if other in "\\\"'`/$#{" else f"\\{other}")


def number(text: str) -> int | float:
    """The number that a literal writes; one too long to be meant is 0."""
    digits = text.replace("_", "")
    if len(digits) > 300:
        return 0
    return float(digits) if any(mark in digits for mark in ".eE") else int(digits)


def shown(value: Value) -> str:
    """A value within a string: what is not known stands as a placeholder."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Constant):
        return str(value.value)
    return "{{" + (value.text.lstrip("$@") if isinstance(value, Name) else "…") + "}}"


def joined(first: Value, second: Value, most: int) -> Text:
    """Two values as one string, of ``most`` characters at the most."""
    whole = Span(first.span.start, max(first.span.end, second.span.end))
    names = tuple(name for each in (first, second) for name in inner_names(each))
    return Text((shown(first) + shown(second))[:most], whole, exact=False, names=names[:20])


def inner_names(value: Value) -> Iterator[Name]:
    """What a string inserts without its being known, and a name itself."""
    if isinstance(value, Text):
        yield from value.names
    elif isinstance(value, Name):
        yield value


def paired(key: Text | None, value: Value) -> list[tuple[Text, Value]]:
    """One pair; of what is spread into an object all its pairs; of a variable alone its name and value."""
    if key is not None and key.value != SPREAD:
        return [(key, value)]
    if isinstance(value, Pairs):
        return list(value.pairs[:MOST_PAIRS])
    return [(Text(value.text, value.span), value)] if key is None and isinstance(value, Name) else []
