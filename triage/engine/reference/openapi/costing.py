"""How much work it is to say all that is wrong with a value.

A validator tells valid from invalid in a moment, but lists every error on every way by which a schema is reached. Where
schemas refer to each other those ways multiply with each level of the value: thirty small schemas can mean a billion.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from triage.engine.reference.openapi.links import IN_PLACE, number_of
from triage.engine.reference.openapi.values import OpenApi

MOST_STEPS = 10_000
DEEPEST_VALUE = 100
LEADS_ON = frozenset({*IN_PLACE, "$ref"})


def is_shallow(value: Any) -> bool:
    """Whether the value nests no deeper than a validator's stack will take."""
    level = [value]
    for _ in range(DEEPEST_VALUE):
        level = [
            each
            for outer in level
            for each in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(each, dict | list)
        ]
        if not level:
            return True
    return False


def is_affordable(api: OpenApi, number: int, value: Any) -> bool:
    """Whether the errors of a value can be listed in bounded time; counts the ways without walking each."""
    try:
        return _Ways(api).of(api.schema(number), value) <= MOST_STEPS
    except (RecursionError, _TooMany):
        return False


class _TooMany(Exception):
    """More pairs of a schema and a value than will be looked at."""


class _Ways:
    def __init__(self, api: OpenApi) -> None:
        self.api = api
        # The schemas are kept too, so that no other takes the place of one in memory.
        self.known: dict[tuple[int, int], tuple[int, Any]] = {}

    def of(self, schema: Any, value: Any) -> int:
        """How often a schema is applied to a value or a part of it, by every way."""
        leads_on = isinstance(schema, dict) and not LEADS_ON.isdisjoint(schema)
        if not leads_on and not (isinstance(schema, dict) and isinstance(value, dict | list)):
            return 1
        key = id(schema), id(value)
        if key not in self.known:
            if len(self.known) >= MOST_STEPS:
                raise _TooMany
            self.known[key] = 0, schema
            count = 1 + (sum([self.of(each, value) for each in _beside(self.api, schema)]) if leads_on else 0)
            if isinstance(value, dict):
                count += sum(self.of(each, inner) for name, inner in value.items() for each in _of_field(schema, name))
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    count += sum(self.of(each, item) for each in _of_item(schema, index))
            self.known[key] = count, schema
        return self.known[key][0]


def _beside(api: OpenApi, schema: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas that apply to the same value."""
    aim = number_of(schema)
    if aim is not None:
        yield api.schema(aim)
    for name in IN_PLACE:
        inner = schema.get(name)
        yield from inner if isinstance(inner, list) else inner.values() if name == "dependentSchemas" and inner else ()
        if isinstance(inner, dict) and name != "dependentSchemas":
            yield inner


def _of_field(schema: Mapping[str, Any], name: str) -> Iterator[Any]:
    properties = schema.get("properties") or {}
    if name in properties:
        yield properties[name]
    elif "additionalProperties" in schema:
        yield schema["additionalProperties"]
    yield from (schema.get("patternProperties") or {}).values()
    if "unevaluatedProperties" in schema:
        yield schema["unevaluatedProperties"]


def _of_item(schema: Mapping[str, Any], index: int) -> Iterator[Any]:
    front = schema.get("prefixItems") or ()
    if index < len(front):
        yield front[index]
    yield from (schema[name] for name in ("items", "contains", "unevaluatedItems") if name in schema)
