"""What the parts of a schema say together: the fields an object may have, the types a value may have.

A union of everything that applies in place, through ``$ref``, ``allOf`` and every branch: enough to tell that a field
is documented nowhere, and into what type a form's text is to be read. Bounded, as schemas may refer to each other.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from triage.engine.reference.openapi.values import OpenApi, Schema

MOST_PARTS = 200
MOST_VALUES = 400
# What applies to the same value as the schema that it stands in.
APPLIES = frozenset({"$ref", "allOf", "anyOf", "oneOf", "then", "else"})
TYPES = ((bool, "boolean"), (int | float, "number"), (str, "string"), (list, "array"), (dict, "object"))


@dataclass(frozen=True, slots=True)
class Undocumented:
    """A field that the schema does not know, in the object at ``path``, and the names it knows there.

    ``allowed`` where the schema expressly takes fields of any name.
    """

    path: tuple[str, ...]
    name: str
    known: tuple[str, ...]
    allowed: bool = False


def parts(api: OpenApi, schemas: Iterable[Any]) -> Iterator[Schema]:
    """The schemas that apply to the same value, each once."""
    waiting, seen, count = deque(schemas), set[str](), 0
    while waiting and count < MOST_PARTS:
        schema = waiting.popleft()
        if not isinstance(schema, dict):
            continue
        count += 1
        yield schema
        for name, inner in schema.items():
            if name not in APPLIES:
                continue
            if name != "$ref":
                waiting.extend(inner if isinstance(inner, list) else (inner,))
            elif inner not in seen:
                seen.add(inner)
                waiting.append(api.schema(int(inner.rpartition("/")[2])))


def types(api: OpenApi, schemas: Iterable[Any]) -> frozenset[str]:
    """The types that some part allows, or that the values it lists have; empty where none says."""
    found: set[str] = set()
    for part in parts(api, schemas):
        said = part.get("type")
        listed = part.get("enum") or ([part["const"]] if "const" in part else ())
        found |= {said} if isinstance(said, str) else set(said or map(_type_of, listed))
    return frozenset(found)


def _type_of(value: Any) -> str:
    return next((name for kind, name in TYPES if isinstance(value, kind)), "null")


def members(api: OpenApi, schemas: Iterable[Any]) -> tuple[dict[str, list[Any]], bool]:
    """The documented fields with their schemas, and whether the object expressly takes others too."""
    fields: dict[str, list[Any]] = {}
    takes_others = False
    for part in parts(api, schemas):
        for name, schema in (part.get("properties") or {}).items():
            fields.setdefault(name, []).append(schema)
        more = part.get("additionalProperties")
        takes_others |= more is True or (isinstance(more, Mapping) and more != {}) or "patternProperties" in part
    return fields, takes_others


def below(api: OpenApi, schemas: Iterable[Any], key: str) -> list[Any]:
    """The schemas of a field of an object, or of an item of an array."""
    found: list[Any] = []
    for part in parts(api, schemas):
        if key in (part.get("properties") or {}):
            found.append(part["properties"][key])
        elif isinstance(part.get("additionalProperties"), Mapping):
            found.append(part["additionalProperties"])
        if key.isdecimal() or not key:
            front = part.get("prefixItems") or ()
            number = int(key or 0)
            found += [front[number]] if number < len(front) else [part["items"]] if "items" in part else []
    return found


def undocumented(api: OpenApi, number: int, value: Any) -> Iterator[Undocumented]:
    """The fields of a value that no part of the schema knows, where it documents the fields of that object at all."""
    waiting: list[tuple[tuple[str, ...], list[Any], Any]] = [((), [api.schema(number)], value)]
    for _ in range(MOST_VALUES):
        if not waiting:
            return
        path, schemas, here = waiting.pop(0)
        if isinstance(here, dict):
            fields, takes_others = members(api, schemas)
            for name, inner in here.items():
                if name in fields:
                    waiting.append(((*path, name), fields[name], inner))
                    continue
                if fields:
                    yield Undocumented(path, name, tuple(fields), allowed=takes_others)
                if takes_others and isinstance(inner, dict | list):
                    waiting.append(((*path, name), below(api, schemas, name), inner))
        elif isinstance(here, list):
            waiting += [
                ((*path, str(index)), below(api, schemas, str(index)), each)
                for index, each in enumerate(here[:50])
                if isinstance(each, dict | list)
            ]


def read_only(api: OpenApi, number: int, value: Any) -> Iterator[tuple[str, ...]]:
    """The paths of the fields sent that the document marks ``readOnly``; two levels deep."""
    if not isinstance(value, dict):
        return
    fields, _ = members(api, [api.schema(number)])
    for name, inner in value.items():
        schemas = fields.get(name, [])
        if any(part.get("readOnly") is True for part in parts(api, schemas)):
            yield (name,)
        elif isinstance(inner, dict):
            deeper, _ = members(api, schemas)
            for each in inner:
                if any(part.get("readOnly") is True for part in parts(api, deeper.get(each, []))):
                    yield (name, each)
