"""The keywords of a schema that are read, and what each may be."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from triage.engine.reference.openapi.links import MAPS

TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})
NUMBERS = ("multipleOf", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum")
COUNTS = (
    "maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties", "minContains", "maxContains",
)  # fmt: skip
FLAGS = ("uniqueItems", "readOnly", "deprecated")
ONE = (
    "items", "additionalProperties", "not", "if", "then", "else", "propertyNames", "contains",
    "unevaluatedProperties", "unevaluatedItems",
)  # fmt: skip
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
# Keywords that are not read, and narrow what is allowed.
NOT_READ = ("dependentRequired", "dependencies", "$dynamicRef", "$recursiveRef")


def is_number(value: object) -> bool:
    """Whether it is a number to JSON, which a boolean is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_count(value: object) -> bool:
    """Whether it is a whole number from 0 on."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == int(value)


def types_of(schema: dict[str, Any]) -> list[str]:
    """The types allowed; ``null`` without quotes, which YAML reads as null, is meant as the type."""
    said = schema.get("type")
    listed = ["null" if each is None else each for each in said] if isinstance(said, list) else [said]
    return [each for each in listed if isinstance(each, str) and each in TYPES]


def _is_type(value: object) -> bool:
    return bool(value) and len(types_of({"type": value})) == (len(value) if isinstance(value, list) else 1)


def names_of(value: object) -> list[str]:
    """The texts of a list, each once."""
    return list(dict.fromkeys(each for each in value if isinstance(each, str))) if isinstance(value, list) else []


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and len(value) > 0


# What each keyword may be (JSON Schema 2020-12, core section 10 and validation section 6), and OpenAPI 3.0's booleans.
RIGHT: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "type": _is_type,
        "enum": _is_list,
        "required": _is(list),
        "multipleOf": lambda value: is_number(value) and value > 0,
        **dict.fromkeys(("pattern", "format"), _is(str)),
        **dict.fromkeys(("minimum", "maximum"), is_number),
        **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), _is(int, float)),
        **dict.fromkeys(COUNTS, is_count),
        **dict.fromkeys(FLAGS, _is(bool)),
        **dict.fromkeys(ONE, _is(dict, bool)),
        **dict.fromkeys(LISTS, _is_list),
        **dict.fromkeys(MAPS, _is(dict)),
    }
)
