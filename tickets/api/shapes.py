"""The answers' types as JSON Schema (2020-12), so that the schema and the code cannot part."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from inspect import getdoc
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

Schema = dict[str, Any]

_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
}


def name_of(shape: Any) -> str:
    """The component's name: ``TicketJSON`` is ``Ticket``."""
    return str(shape.__name__).removesuffix("JSON")


def reference_to(shape: Any) -> Schema:
    """Where the component stands in the document."""
    return {"$ref": f"#/components/schemas/{name_of(shape)}"}


def components(*shapes: Any) -> dict[str, Schema]:
    """The components of these typed dictionaries and of all that they hold, by name."""
    found: dict[str, Schema] = {}
    waiting = list(shapes)
    while waiting:
        shape = waiting.pop()
        if name_of(shape) not in found:
            found[name_of(shape)] = _object(shape)
            waiting += [held for hint in get_type_hints(shape).values() for held in _held(hint)]
    return dict(sorted(found.items()))


def _object(shape: Any) -> Schema:
    hints = get_type_hints(shape)
    return {
        "type": "object",
        "description": getdoc(shape) or "",
        "properties": {name: _schema(hint) for name, hint in hints.items()},
        "required": [name for name in hints if name in shape.__required_keys__],
    }


def _schema(hint: Any) -> Schema:
    """The schema of a field's type. Raises KeyError for a type that no answer has."""
    if is_typeddict(hint):
        return reference_to(hint)
    if get_origin(hint) is list:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    if kinds:
        schema = _schema(kinds[0])
        if "type" not in schema:  # a shape of its own, by reference
            return {"anyOf": [schema, {"type": "null"}]}
        return {**schema, "type": [schema["type"], "null"]}
    return dict(_PLAIN[hint])


def _held(hint: Any) -> Iterator[Any]:
    """The typed dictionaries inside a field's type."""
    if is_typeddict(hint):
        yield hint
    for inner in get_args(hint):
        yield from _held(inner)
