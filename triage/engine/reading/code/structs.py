"""Go's structs as JSON: which names and which zero values a literal of a struct that the paste defines is sent with.

Source: pkg.go.dev/encoding/json, ``Marshal`` (exported fields, ``json:"name,omitempty"``, ``json:"-"``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.code.literals import Constant, Items, Name, Pairs, Text, Value

DEFINED = re.compile(r"\btype (?P<name>\w{1,60}) struct \{(?P<fields>[^{}]{0,8000})\}")
FIELD = re.compile(
    r"^[ \t]*(?P<names>\w{1,60}(?:, ?\w{1,60}){0,9})[ \t]+(?P<type>[^\s`]{1,80})[ \t]*(?:`(?P<tag>[^`\n]{0,300})`)?",
    re.MULTILINE,
)
EMBEDDED = re.compile(r"^[ \t]*\*?[\w.]{1,80}[ \t]*(?:`[^`\n]{0,300}`)?[ \t]*$", re.MULTILINE)
TAG = re.compile(r"\bjson:\"(?P<name>[^\",\n]{0,80})(?P<options>[^\"\n]{0,80})\"")
NUMBERS = re.compile(r"u?int(?:8|16|32|64)?|float(?:32|64)|byte|rune|time\.Duration")
NILS = ("*", "[]", "map[", "interface{", "any", "json.RawMessage", "error", "func")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in Go, the name that JSON gives it, and its type as written."""

    name: str
    key: str
    kind: str
    may_miss: bool


Structs = Mapping[str, tuple[Field, ...]]


def structs_of(text: str) -> Structs:
    """The structs that the text defines; not those with others embedded, whose fields stand elsewhere."""
    found = islice(DEFINED.finditer(text), limits.ASSIGNMENTS) if " struct {" in text else ()
    return {each["name"]: fields_of(each["fields"]) for each in found if not EMBEDDED.search(each["fields"])}


def fields_of(written: str) -> tuple[Field, ...]:
    """The fields that JSON knows of, of a struct's inside."""
    found: list[Field] = []
    for each in FIELD.finditer(written):
        tag = TAG.search(each["tag"] or "")
        for name in each["names"].replace(" ", "").split(","):
            if name[:1].isupper() and not (tag is not None and tag["name"] == "-"):
                key = (tag["name"] if tag is not None else "") or name
                found.append(Field(name, key, each["type"], tag is not None and "omitempty" in tag["options"]))
    return tuple(found)


def as_sent(structs: Structs, kind: str, given: Value | None, place: Span, depth: int = 0) -> Value | None:
    """What JSON makes of a value of this type; None where that is not known."""
    kind = kind.lstrip("*&")
    element = kind.removeprefix("[]").lstrip("*")
    if kind.startswith("[]") and isinstance(given, Items) and element in structs:
        return Items(tuple(as_sent(structs, element, each, place, depth) or each for each in given.values), given.span)
    fields = structs.get(kind)
    if fields is None or depth > limits.REPLAYS or not isinstance(given, Pairs | Items):
        return given
    known = _by_name(fields, given)
    pairs: list[tuple[Text, Value]] = []
    for field in fields:
        key, value = known.get(field.name, (Text(field.key, place, exact=False), None))
        value = as_sent(structs, field.kind, value, place, depth + 1) if value is not None else None
        if value is None and not field.may_miss:
            value = _zero(structs, field.kind, place, depth)
        if value is not None and not (field.may_miss and _is_empty(value)):
            pairs.append((Text(field.key, key.span, exact=False), value))
    return Pairs(tuple(pairs), given.span)


def _by_name(fields: tuple[Field, ...], given: Pairs | Items) -> dict[str, tuple[Text, Value]]:
    """The values by their field; a literal may name the fields, or give them all in their order."""
    if isinstance(given, Pairs):
        return {key.value: (key, value) for key, value in given.pairs}
    return {
        field.name: (Text(field.name, value.span), value) for field, value in zip(fields, given.values, strict=False)
    }


def _is_empty(value: Value) -> bool:
    if isinstance(value, Constant):
        return not value.value
    return (isinstance(value, Text) and not value.value) or (isinstance(value, Items) and not value.values)


def _zero(structs: Structs, kind: str, place: Span, depth: int) -> Value:
    """What a field is sent as that nobody set."""
    if kind == "string":
        return Text("", place, exact=False)
    if kind == "bool" or NUMBERS.fullmatch(kind):
        return Constant(False if kind == "bool" else 0, place)
    if kind.startswith(NILS):
        return Constant(None, place)
    if kind in structs:
        return as_sent(structs, kind, Pairs((), place), place, depth + 1) or Constant(None, place)
    return Name(kind, place)
