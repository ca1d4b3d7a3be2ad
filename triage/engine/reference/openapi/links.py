"""What the converted schemas of a document refer to, and what follows where something was left out of one.

A schema that lost a part (a reference that leads nowhere, a pattern without a linear form, a keyword of the wrong type)
is marked ``open``: it allows more than the document says. That is harmless except where more means less: below ``not``
and ``if``, and in ``oneOf``, where two branches must not fit. There the keyword goes too, for no call may be accused of
what the document does not say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What applies to the same value as the schema it stands in; the others go down into it.
IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
MAPS = ("properties", "patternProperties", "dependentSchemas")
# Their values are not schemas, whatever they look like.
PLAIN = ("const", "enum", "discriminator")
# A validator walks these on its stack.
DEEPEST_IN_PLACE = 60


def number_of(schema: Mapping[str, Any]) -> int | None:
    """The number of the definition that a converted schema refers to."""
    aim = schema.get("$ref")
    return int(aim.rpartition("/")[2]) if isinstance(aim, str) else None


def inside(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and all that stand in it; not what only looks like one in ``const``, ``enum`` or an example."""
    if not isinstance(schema, dict):
        return
    yield schema
    for name, value in schema.items():
        if name in MAPS:
            for each in value.values():
                yield from inside(each)
        elif name not in PLAIN:
            for each in value if isinstance(value, list) else (value,):
                yield from inside(each)


def references(schema: Any) -> set[int]:
    """The numbers of the definitions that a converted schema refers to."""
    return {number for each in inside(schema) if (number := number_of(each)) is not None}


def in_place(schema: Any, depth: int = 1) -> Iterator[tuple[dict[str, Any], int]]:
    """The schemas that apply to the same value as this one, itself among them, each with how deep it stands."""
    if not isinstance(schema, dict):
        return
    yield schema, depth
    for name in IN_PLACE:
        inner = schema.get(name)
        parts = (
            inner if isinstance(inner, list) else inner.values() if name == "dependentSchemas" and inner else (inner,)
        )
        for each in parts:
            yield from in_place(each, depth + 1)


@dataclass(slots=True)
class _Visit:
    """A definition on the way down: its references still to follow, each with how deep it stands."""

    number: int
    links: list[tuple[dict[str, Any], int]]
    deepest: int

    @classmethod
    def of(cls, number: int, schema: Any) -> "_Visit":
        parts = [*in_place(schema)]
        return cls(number, [each for each in parts if "$ref" in each[0]], max((depth for _, depth in parts), default=1))


def break_circles(done: dict[int, Any]) -> None:
    """Cuts references by which a schema applies itself to the same value: a base that lists its own heirs in ``oneOf``.

    No validator could end there, nor on a chain of thousands; what is cut allows everything.
    """
    depths: dict[int, int | None] = {}
    for start in done:
        stack = [] if start in depths else [_Visit.of(start, done[start])]
        while stack:
            visit = stack[-1]
            if not visit.links:
                depths[visit.number] = visit.deepest
                stack.pop()
                continue
            depths.setdefault(visit.number, None)
            part, depth = visit.links[-1]
            aim = number_of(part)
            if aim is not None and aim not in depths:
                stack.append(_Visit.of(aim, done[aim]))
                continue
            visit.links.pop()
            below = depths[aim] if aim is not None else 0
            if below is None or depth + below > DEEPEST_IN_PLACE:
                del part["$ref"]
                part["open"] = True
            else:
                visit.deepest = max(visit.deepest, depth + below)


def loosen(done: dict[int, Any]) -> None:
    """Takes out what would accuse because something else was left out; see above. Removes the marks."""
    parents: dict[int, set[int]] = {}
    for number, schema in done.items():
        for aim in references(schema):
            parents.setdefault(aim, set()).add(number)
    waiting = [number for number, schema in done.items() if any("open" in each for each in inside(schema))]
    opened = set(waiting)
    while waiting:
        above = parents.get(waiting.pop(), set()) - opened
        opened |= above
        waiting += above
    for number in opened:
        _loosen(done[number], opened)


def _loosen(schema: Any, opened: set[int]) -> bool:
    """Whether the schema is open, once what it holds is loosened."""
    if not isinstance(schema, dict):
        return False
    loose = {name for name, value in schema.items() if name not in PLAIN and _any_open(name, value, opened)}
    for name in loose & {"not", "unevaluatedProperties", "unevaluatedItems"}:
        del schema[name]
    if "if" in loose:
        for name in ("if", "then", "else"):
            schema.pop(name, None)
    if "oneOf" in loose:
        branches = schema.pop("oneOf")
        if "anyOf" not in schema:
            schema |= {"anyOf": branches, "loosened": True}
    if "contains" in loose:
        schema.pop("maxContains", None)
    is_open = schema.pop("open", False) or bool(loose) or number_of(schema) in opened
    if is_open:
        schema.pop("unevaluatedProperties", None)
        schema.pop("unevaluatedItems", None)
    return is_open


def _any_open(name: str, value: Any, opened: set[int]) -> bool:
    """Whether a schema below a keyword is open; each is loosened, so that all of them are looked at."""
    parts = value.values() if name in MAPS else value if isinstance(value, list) else (value,)
    return max([False, *(_loosen(each, opened) for each in parts)])
