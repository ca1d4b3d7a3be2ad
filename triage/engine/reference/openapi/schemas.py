"""The schemas of a document in JSON Schema 2020-12, cut to what a request is checked by.

OpenAPI 3.0 has a dialect of its own (its section 4.7.24): ``nullable``, boolean exclusive bounds, ``$ref`` without
siblings. What a validator would refuse is left out with a warning, so that one wrong keyword does not cost
the document.
A read-only property is never required of a request (OpenAPI 3.0.3 section 4.7.24.1). References become numbers of
definitions; each definition holds its own pointer, so that an error can be cited where the vendor wrote it.
"""

import json
from typing import Any

import jsonschema_rs

from triage.engine.reference.openapi.keywords import (
    COUNTS,
    FLAGS,
    LISTS,
    NOT_READ,
    NUMBERS,
    ONE,
    RIGHT,
    is_count,
    is_number,
    names_of,
    types_of,
)
from triage.engine.reference.openapi.links import IN_PLACE, MAPS, break_circles, loosen, references
from triage.engine.reference.openapi.pointers import Pointers, under
from triage.engine.reference.openapi.values import Definition

LONGEST_EXAMPLE = 80
LONGEST_PATTERN = 2000
MOST_PARTS = 60
DEEPEST_ALL_OF = 8
# So many levels of JSON stand in one definition; what nests deeper becomes one of its own.
DEEPEST_INLINE = 80


class Schemas:
    """The definitions of one document, numbered in the order in which they were first met."""

    def __init__(self, pointers: Pointers, *, old: bool) -> None:
        self.pointers = pointers
        self.old = old
        self._numbers: dict[str, int] = {}
        self._waiting: list[tuple[str, Any]] = []
        self._done: dict[int, Any] = {}
        self._patterns: dict[str, bool] = {}
        self._top = 0

    def number(self, schema: Any, pointer: str) -> int:
        """The number of the definition of a schema; where it is a reference, of what it refers to."""
        bare = isinstance(schema, dict) and "$ref" in schema and (self.old or len(schema) == 1)
        if bare and not schema.get("nullable"):
            schema, pointer = self.pointers.follow(schema, pointer)
        if pointer not in self._numbers:
            self._numbers[pointer] = len(self._numbers)
            self._waiting.append((pointer, schema))
        return self._numbers[pointer]

    def definitions(self) -> tuple[Definition, ...]:
        """Every definition that was asked for and all that they reach, converted."""
        while self._waiting:
            pointer, schema = self._waiting.pop()
            self._top = pointer.count("/")
            self._done[self._numbers[pointer]] = self._convert(schema, pointer, frozenset())
        break_circles(self._done)
        loosen(self._done)
        pointers = {number: pointer for pointer, number in self._numbers.items()}
        return tuple(
            Definition(pointers[number], _text(self._done[number]), tuple(sorted(references(self._done[number]))))
            for number in range(len(self._numbers))
        )

    def _convert(self, schema: Any, pointer: str, hidden: frozenset[str]) -> Any:
        """The schema in 2020-12; ``hidden`` are read-only properties that a part beside it documents."""
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            self.pointers.warn(f"{pointer}: a schema is an object, not {type(schema).__name__}")
            return {"open": True}
        if pointer.count("/") - self._top > DEEPEST_INLINE:
            return {"$ref": f"#/$defs/{self.number(schema, pointer)}"}
        if "$ref" in schema:
            return self._reference(schema, pointer, hidden)
        hidden |= self._read_only(schema)
        made = {**self._plain(schema, pointer, hidden), **self._nested(schema, pointer, hidden)}
        if self._leaves_out(schema, made, pointer):
            made["open"] = True
        return self._nullable(made) if schema.get("nullable") is True else made

    def _reference(self, schema: dict[str, Any], pointer: str, hidden: frozenset[str]) -> Any:
        aim = self.pointers.target(schema["$ref"], seen_at=pointer)
        if aim is None:
            return {"open": True}
        made: dict[str, Any] = {"$ref": f"#/$defs/{self.number(self.pointers.at(aim), aim)}"}
        beside = {name: value for name, value in schema.items() if name != "$ref"}
        if not self.old and beside:
            made |= self._convert(beside, pointer, hidden | self._read_only(schema))
        elif schema.get("readOnly") is True:
            made["readOnly"] = True
        return {"wrapped": True, "anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made

    def _nullable(self, made: dict[str, Any]) -> dict[str, Any]:
        """What OpenAPI 3.0 calls nullable, as vendors mean it: null also where ``enum`` or ``allOf`` leave it out."""
        if "enum" in made and None not in made["enum"]:
            made["enum"] = [*made["enum"], None]
        if "type" in made:
            types = [made["type"]] if isinstance(made["type"], str) else made["type"]
            made["type"] = [*types, "null"] if "null" not in types else types
        if any(name in made for name in ("allOf", "anyOf", "oneOf", "not")):
            return {"wrapped": True, "anyOf": [made, {"type": "null"}]}
        return made

    def _plain(self, schema: dict[str, Any], pointer: str, hidden: frozenset[str]) -> dict[str, Any]:
        """The keywords that hold no schema, those of them that a validator will take."""
        made: dict[str, Any] = {}
        known = types_of(schema)
        if RIGHT["type"](schema.get("type")):
            made["type"] = known[0] if len(known) == 1 else list(dict.fromkeys(known))
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            made["enum"] = _as_typed(schema["enum"], known)
        if "const" in schema:
            made["const"] = schema["const"]
        made |= {name: schema[name] for name in NUMBERS if is_number(schema.get(name))}
        made |= {name: int(schema[name]) for name in COUNTS if is_count(schema.get(name))}
        made |= {name: True for name in FLAGS if schema.get(name) is True}
        if made.get("multipleOf", 1) <= 0:
            del made["multipleOf"]
        _exclusive(schema, made)
        if isinstance(schema.get("format"), str):
            made["format"] = schema["format"]
        if self._is_pattern(schema.get("pattern"), pointer):
            made["pattern"] = schema["pattern"]
        required = names_of(schema.get("required"))
        if wanted := [each for each in required if each not in hidden]:
            made["required"] = wanted
        if isinstance(schema.get("title"), str):
            made["title"] = schema["title"][:LONGEST_EXAMPLE]
        if example := example_of(schema):
            made["example"] = example
        return made

    def _nested(self, schema: dict[str, Any], pointer: str, hidden: frozenset[str]) -> dict[str, Any]:
        """The keywords that hold schemas."""
        made: dict[str, Any] = {}
        for name in ONE:
            if isinstance(schema.get(name), dict | bool):
                inside = hidden if name in IN_PLACE else frozenset[str]()
                made[name] = self._convert(schema[name], under(pointer, name), inside)
        for name in LISTS:
            if isinstance(schema.get(name), list) and schema[name]:
                inside = hidden if name in IN_PLACE else frozenset[str]()
                made[name] = [
                    self._convert(each, under(pointer, name, index), inside) for index, each in enumerate(schema[name])
                ]
        for name in MAPS:
            if isinstance(schema.get(name), dict):
                made[name] = {
                    str(key): self._convert(each, under(pointer, name, key), frozenset())
                    for key, each in schema[name].items()
                    if name != "patternProperties" or self._is_pattern(key, pointer)
                }
        if _lost_patterns(schema, made):
            # What the pattern left out would have allowed is not known to be too much.
            made.pop("additionalProperties", None)
        if (chooser := self._discriminator(schema)) is not None:
            made["discriminator"] = chooser
        return made

    def _discriminator(self, schema: dict[str, Any]) -> dict[str, Any] | None:
        """Which branch each value of the discriminator means (OpenAPI 3.0.3 section 4.7.25)."""
        chooser = schema.get("discriminator")
        branches: list[Any] = next(
            (schema[name] for name in ("oneOf", "anyOf") if isinstance(schema.get(name), list)), []
        )
        if not isinstance(chooser, dict) or not isinstance(chooser.get("propertyName"), str):
            return None
        aims = [str(each.get("$ref", "")) if isinstance(each, dict) else "" for each in branches]
        mapping = chooser.get("mapping")
        means: dict[str, int] = {}
        for value, aim in mapping.items() if isinstance(mapping, dict) else ():
            if aim in aims:
                means[str(value)] = aims.index(aim)
            elif f"#/components/schemas/{aim}" in aims:
                means[str(value)] = aims.index(f"#/components/schemas/{aim}")
        # A branch without a value of its own is meant by its schema's name.
        means |= {
            aim.rpartition("/")[2]: index for index, aim in enumerate(aims) if aim and index not in means.values()
        }
        return {"propertyName": chooser["propertyName"], "mapping": means}

    def _read_only(self, schema: Any) -> frozenset[str]:
        """The properties that only answers hold, also those of the parts that ``allOf`` joins."""
        found, waiting, seen = set[str](), [(schema, 0)], set[int]()
        while waiting and len(seen) < MOST_PARTS:
            part, depth = waiting.pop()
            part = self.pointers.behind(part)
            if not isinstance(part, dict) or id(part) in seen or depth > DEEPEST_ALL_OF:
                continue
            seen.add(id(part))
            properties, parts = part.get("properties"), part.get("allOf")
            waiting += [(each, depth + 1) for each in parts] if isinstance(parts, list) else []
            for name, each in properties.items() if isinstance(properties, dict) else ():
                if isinstance(each, dict) and (each.get("readOnly") or self._target_is_read_only(each)):
                    found.add(name)
        return frozenset(found)

    def _target_is_read_only(self, schema: dict[str, Any]) -> bool:
        target = self.pointers.behind(schema)
        return isinstance(target, dict) and target.get("readOnly") is True

    def _leaves_out(self, schema: dict[str, Any], made: dict[str, Any], pointer: str) -> bool:
        """Whether a keyword that narrows was not taken over; warns of the ones of a wrong type."""
        wrong = [name for name, is_right in RIGHT.items() if name in schema and not is_right(schema[name])]
        for name in wrong:
            self.pointers.warn(f"{under(pointer, name)}: left out, as this is nothing that `{name}` can be")
        lost = len(made.get("required", ())) < len(names_of(schema.get("required")))
        bad = "pattern" in schema and "pattern" not in made
        return bool(wrong) or lost or bad or _lost_patterns(schema, made) or any(name in schema for name in NOT_READ)

    def _is_pattern(self, pattern: object, pointer: str) -> bool:
        """Whether it is a pattern that runs in linear time; one that looks around or back is left out."""
        if not isinstance(pattern, str):
            return False
        if pattern not in self._patterns:
            self._patterns[pattern] = len(pattern) <= LONGEST_PATTERN and _compiles(pattern)
            if not self._patterns[pattern]:
                self.pointers.warn(f"{pointer}: the pattern {pattern[:100]!r} is not checked: it has no linear form")
        return self._patterns[pattern]


def _lost_patterns(schema: dict[str, Any], made: dict[str, Any]) -> bool:
    """Whether a pattern of names could not be taken over."""
    patterns = schema.get("patternProperties")
    return isinstance(patterns, dict) and len(made["patternProperties"]) < len(patterns)


def _compiles(pattern: str) -> bool:
    options = jsonschema_rs.RegexOptions()
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options, offline=True)
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _exclusive(schema: dict[str, Any], made: dict[str, Any]) -> None:
    """``exclusiveMinimum: true`` beside ``minimum`` becomes the number that it excludes."""
    for bound, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if schema.get(flag) is True and bound in made:
            made[flag] = made.pop(bound)


def _as_typed(values: list[Any], types: list[str]) -> list[Any]:
    """The values of an enum, and those that YAML typed otherwise than the schema says also in that type."""
    also: list[Any] = []
    for each in values:
        if "string" in types and isinstance(each, int | float) and not isinstance(each, bool):
            also.append(str(each))
        elif "string" in types and isinstance(each, bool):
            also.append(str(each).lower())
        elif {"integer", "number"} & set(types) and isinstance(each, str) and each.lstrip("-").isdecimal():
            also.append(int(each))
    unique: dict[str, Any] = {}
    for each in (*values, *also):
        unique.setdefault(f"{type(each).__name__} {each!r}", each)
    return [*unique.values()]


def example_of(schema: dict[str, Any]) -> str:
    """A short example as JSON: the documented one, else the default, else the first of an enum; empty without one."""
    examples = schema.get("examples")
    first = examples[0] if isinstance(examples, list) and examples else None
    for value in (schema.get("example"), first, schema.get("default")):
        if isinstance(value, str | int | float | bool) and value != "":
            text = json.dumps(value, ensure_ascii=False)
            return text if len(text) <= LONGEST_EXAMPLE else ""
    return ""


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
