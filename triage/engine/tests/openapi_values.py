"""Values made at random that a JSON schema allows, OpenAPI 3.0's dialect and 2020-12 alike."""

import random
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Node = Any  # a JSON schema or another part of a document: whatever JSON may hold
Resolve = Callable[[Any], Any]

WORDS = (
    "Quarterly report", "Ada Lovelace", "pump-7", "O'Brien & Sons", "50% off", "Zürich", 'the "blue" one', "invoice 12",
    "spare parts", "Monday", "north wing", "review by Friday", "alpha", "a+b", "Łódź", "#42", "two words", "plan B",
)  # fmt: skip
NAMES = ("region", "team", "order_ref", "shelf", "colour")
DEEPEST = 14


class Unsupported(Exception):
    """A schema that no value is made for here."""


@dataclass(frozen=True, slots=True)
class Values:
    """Makes values; ``optional`` is how often an optional property is there."""

    resolve: Resolve
    random: random.Random
    optional: float = 0.4

    def plain(self, schema: Node) -> Any:
        """A value that is not null: for a query or a header, which have none."""
        for _ in range(20):
            value = self.value(schema)
            if value is not None and value not in ("", []):
                return value
        raise Unsupported("nothing but null")

    def value(self, schema: Node, depth: int = 0) -> Any:
        """A value that the schema allows."""
        if depth > DEEPEST:
            raise Unsupported("too deep")
        if isinstance(schema, bool):
            return "anything"
        schema = self._branch(merged(self.resolve, schema))
        kind = schema.get("type")
        kinds = kind if isinstance(kind, list) else [kind]
        if (schema.get("nullable") or "null" in kinds) and self.random.random() < 0.12:
            return None
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice([each for each in schema["enum"] if each is not None] or [None])
        kind = self.random.choice([each for each in kinds if each != "null"] or ["null"])
        return self._of_type(kind or _meant_type(schema), schema, depth)

    def _branch(self, schema: Node) -> Node:
        """One branch of a oneOf or anyOf, chosen, with what stands beside it."""
        for word in ("oneOf", "anyOf"):
            if schema.get(word):
                branches = [each for each in schema[word] if _is_real(self.resolve(each))]
                chosen = self.random.choice(branches or schema[word])
                rest = {key: each for key, each in schema.items() if key not in (word, "discriminator")}
                rest = rest if rest.keys() & {"type", "properties", "required", "allOf"} else {}
                both = merged(self.resolve, {**rest, "allOf": [*rest.get("allOf", ()), chosen]})
                return self._branch(_told_apart(schema.get("discriminator"), chosen, both))
        return schema

    def _of_type(self, kind: str, schema: Node, depth: int) -> Any:
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._items(schema, depth)
        if kind == "string":
            return self._string(schema)
        if kind == "integer":
            return self._number(schema)
        if kind == "number":
            whole = self._number(schema)
            part = whole + self.random.choice([0.5, 0.25])
            return part if "multipleOf" not in schema and part < schema.get("maximum", part + 1) else whole
        return None if kind == "null" else self.random.random() < 0.5

    def _object(self, schema: Node, depth: int) -> dict[str, Any]:
        for _ in range(20):
            made = dict(self._members(schema, depth))
            if len(made) >= schema.get("minProperties", 0):
                return made
        raise Unsupported("too few properties")

    def _members(self, schema: Node, depth: int) -> Iterator[tuple[str, Any]]:
        required = set(schema.get("required", ()))
        properties: Mapping[str, Node] = schema.get("properties", {})
        for name, each in properties.items():
            if _is_read_only(each) or _is_read_only(merged(self.resolve, each)):
                continue
            if name in required or self.random.random() < self.optional / (1 + depth / 2):
                yield name, self.value(each, depth + 1)
        extra = schema.get("additionalProperties")
        missing = [name for name in required if name not in properties]
        if isinstance(extra, dict) and not missing and not properties:
            missing = self.random.sample(NAMES, self.random.randint(1, 2))
        for name in missing:
            yield name, self.value(extra if isinstance(extra, dict) else {}, depth + 1)

    def _items(self, schema: Node, depth: int) -> list[Any]:
        first = [self.value(each, depth + 1) for each in schema.get("prefixItems", ())]
        least = schema.get("minItems", 0)
        most = min(schema.get("maxItems", least + 2), max(least, 1) + 1)
        if schema.get("items") is False or (first and "items" not in schema):
            return first
        wanted = self.random.randint(min(max(least, 1), most), most)
        for _ in range(30):
            if len(first) >= wanted:
                break
            each = self.value(schema.get("items", {}), depth + 1)
            if each is not None and (each not in first or not schema.get("uniqueItems")):
                first.append(each)
        if len(first) < least:
            raise Unsupported("too few different items")
        return first

    def _number(self, schema: Node) -> int:
        low, high = schema.get("minimum", 1), schema.get("maximum")
        if schema.get("exclusiveMinimum") not in (None, False):
            low = low + 1 if schema["exclusiveMinimum"] is True else int(schema["exclusiveMinimum"]) + 1
        if schema.get("exclusiveMaximum") not in (None, False):
            high = high - 1 if schema["exclusiveMaximum"] is True else schema["exclusiveMaximum"] - 1
        top = int(min(high if high is not None else low + 500, low + 10_000))
        step = schema.get("multipleOf", 1)
        if top < low or isinstance(step, float):
            raise Unsupported("no whole number between the bounds")
        return int(-(-self.random.randint(int(low), top) // step) * step) or (0 if low <= 0 else int(step))

    def _string(self, schema: Node) -> str:
        least, most = schema.get("minLength", 0), schema.get("maxLength", 10**6)
        for _ in range(50):
            made = self._text(schema)
            if "pattern" not in schema and "format" not in schema:
                made = (made + "-" + "x" * least if len(made) < least else made)[:most]
            if least <= len(made) <= most and _fits(schema, made):
                return made
        raise Unsupported("no such string")

    def _text(self, schema: Node) -> str:
        if "pattern" in schema:
            return Pattern(schema["pattern"], self.random).made()
        day = f"20{self.random.randint(20, 27)}-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"
        number = self.random.randrange(10**6)
        made = {
            "date": day,
            "date-time": f"{day}T{self.random.randint(0, 23):02}:30:00{self.random.choice(['Z', '+01:00'])}",
            "time": "10:15:00Z",
            "email": f"ada.{number}@example.org",
            "uri": f"https://hooks.example.org/in/{number}",
            "uri-reference": f"/in/{number}",
            "url": f"https://hooks.example.org/in/{number}",
            "uuid": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "hostname": f"host-{number}.example.org",
            "ipv4": f"203.0.113.{number % 250 + 1}",
            "ipv6": f"2001:db8::{number % 9000 + 1:x}",
            "byte": "aGVsbG8=",
            "binary": "report.pdf",
        }
        return made.get(schema.get("format", ""), self.random.choice(WORDS))


def _is_real(schema: Node) -> bool:
    """Whether a branch asks for more than null or the empty string."""
    return isinstance(schema, dict) and schema.get("type") != "null" and schema.get("enum") not in ([""], [None])


def _is_read_only(schema: Node) -> bool:
    """Beside a reference too, where OpenAPI 3.0 ignores it and writers of documents mean it."""
    return isinstance(schema, dict) and bool(schema.get("readOnly"))


def _fits(schema: Node, made: str) -> bool:
    return "pattern" not in schema or re.search(schema["pattern"].replace(r"\Z", "$"), made) is not None


def _meant_type(schema: Node) -> str:
    if schema.keys() & {"properties", "additionalProperties", "required"}:
        return "object"
    return "array" if "items" in schema else "string"


def _told_apart(discriminator: Node, chosen: Node, both: Node) -> Node:
    """The branch with its discriminator set to the name that stands for it."""
    if not discriminator:
        return both
    reference = str(chosen.get("$ref", "")) if isinstance(chosen, dict) else ""
    own = reference.rsplit("/", 1)[-1]
    mapping = discriminator.get("mapping", {})
    names = [name for name, target in mapping.items() if target.rsplit("/", 1)[-1] == own]
    name, there = discriminator["propertyName"], both.get("properties", {})
    if not own or there.get(name, {}).keys() & {"enum", "const"}:
        return both
    return {**both, "properties": {**there, name: {"enum": names[:1] or [own]}}}


def merged(resolve: Resolve, schema: Node) -> Node:
    """A schema with its reference followed and its allOf folded in."""
    schema = resolve(schema)
    if not isinstance(schema, dict):
        return {}
    if "$ref" in schema or not schema.get("allOf"):
        return schema
    folded: dict[str, Any] = {}
    for part in (*schema["allOf"], {key: each for key, each in schema.items() if key != "allOf"}):
        for key, each in merged(resolve, part).items():
            if key == "properties":
                folded[key] = {**folded.get(key, {}), **each}
            elif key == "required":
                folded[key] = [*folded.get(key, ()), *each]
            elif key in ("oneOf", "anyOf") and key in folded:
                raise Unsupported("two choices at once")
            else:
                folded[key] = each
    return folded


CLASSES = {"d": "0123456789", "w": "abcXYZ019_", "s": " ", "S": "abc019", "D": "abc", "W": "-", ".": "abcXYZ019"}
PRINTED = [chr(each) for each in range(32, 127)]
REPEAT = re.compile(r"\{(\d+)(,?)(\d*)\}|[*+?]")


class Pattern:
    """Makes texts that a plain regular expression matches; raises Unsupported for look-around and the like."""

    def __init__(self, pattern: str, source: random.Random) -> None:
        self.pattern, self.random, self.at = pattern, source, 0

    def made(self) -> str:
        made = self._choice()
        if self.at != len(self.pattern):
            raise Unsupported(self.pattern)
        return made

    def _choice(self) -> str:
        branches = [self._sequence()]
        while self.pattern[self.at : self.at + 1] == "|":
            self.at += 1
            branches.append(self._sequence())
        return self.random.choice(branches)

    def _sequence(self) -> str:
        made = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            start = self.at
            piece = self._atom()
            end, repeats = self.at, self._repeats()
            after = self.at
            for _ in range(repeats):
                made += piece
                self.at = start
                piece = self._atom()
                assert self.at == end
            self.at = after
        return made

    def _repeats(self) -> int:
        found = REPEAT.match(self.pattern, self.at)
        if found is None:
            return 1
        self.at = found.end()
        if self.pattern[self.at : self.at + 1] == "?":  # lazy
            self.at += 1
        if found[1] is None:
            return {"*": self.random.randint(0, 4), "+": self.random.randint(1, 6), "?": self.random.randint(0, 1)}[
                found[0]
            ]
        least = int(found[1])
        most = least if not found[2] else int(found[3]) if found[3] else least + 4
        return self.random.randint(least, max(least, min(most, least + 12)))

    def _atom(self) -> str:
        character = self.pattern[self.at]
        self.at += 1
        if character in "^$":
            return ""
        if character == "[":
            return self.random.choice(self._class())
        if character == "(":
            return self._group()
        if character == "\\":
            self.at += 1
            named = self.pattern[self.at - 1]
            return self.random.choice(CLASSES[named]) if named in CLASSES and named != "." else self._escaped(named)
        return self.random.choice(CLASSES["."]) if character == "." else character

    def _escaped(self, named: str) -> str:
        if named in "AZz":
            return ""
        if named.isalnum():
            raise Unsupported(self.pattern)
        return named

    def _group(self) -> str:
        if self.pattern.startswith("?", self.at):
            if not self.pattern.startswith("?:", self.at):
                raise Unsupported(self.pattern)
            self.at += 2
        made = self._choice()
        self.at += 1
        return made

    def _class(self) -> list[str]:
        end = self.at + 1
        while self.pattern[end] != "]" or self.pattern[end - 1] == "\\":
            end += 1
        text = "[" + self.pattern[self.at : end] + "]"
        self.at = end + 1
        found = [each for each in PRINTED if re.fullmatch(text, each)]
        letters = [each for each in found if each.isalnum()]
        if not found:
            raise Unsupported(self.pattern)
        return letters or found
