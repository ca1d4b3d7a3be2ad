"""Where a value departs from its documented schema, ranked as a person would name it.

The validator says what is wrong everywhere; this says which of it to tell first: required before type, enum, format,
bounds and unknown fields, and of ``oneOf`` and ``anyOf`` only the branch that the call meant, which is the one that
the discriminator names, else the one that shares most with the value.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any

import jsonschema_rs

from triage.engine.reference.openapi.costing import is_affordable, is_shallow
from triage.engine.reference.openapi.pointers import under
from triage.engine.reference.openapi.shapes import below, members, parts
from triage.engine.reference.openapi.values import OpenApi

MOST_ERRORS = 60
# More schemas than any document's operation reaches; they are compiled while somebody waits.
MOST_REACHED = 5000
MOST_FAULTS = 12
MOST_CHOICES = 60
DEEPEST_BRANCH = 12
TYPE_WORDS = {
    "string": "a string", "number": "a number", "integer": "an integer", "boolean": "true or false",
    "array": "an array", "object": "an object", "null": "null",
}  # fmt: skip
BOUNDS = {
    "minimum": "at least {}", "maximum": "at most {}", "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}", "minLength": "at least {} character", "maxLength": "at most {} character",
    "minItems": "at least {} item", "maxItems": "at most {} item", "minProperties": "at least {} field",
    "maxProperties": "at most {} field", "multipleOf": "a multiple of {}",
}  # fmt: skip


class Kind(StrEnum):
    """What is wrong; in the order in which it is told."""

    REQUIRED = "required"
    TYPE = "type"
    ENUM = "enum"
    FORMAT = "format"
    PATTERN = "pattern"
    BOUNDS = "bounds"
    BRANCH = "branch"
    UNKNOWN = "unknown"


RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Fault:
    """One departure: at ``path`` into the value; ``name`` is the field that is missing or not known there.

    ``expected`` is in words (``an integer``, ``at most 100``), ``choices`` are JSON texts, ``pointer`` is where the
    document says so.
    """

    kind: Kind
    path: tuple[str, ...]
    pointer: str
    name: str = ""
    expected: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unseen:
    """What is known of a value that cannot be seen: its JSON type, and its length where it is a string of one piece.

    ``at_most`` says that the length was counted in an encoded text, where it may be too high.
    """

    json_type: str = ""
    length: int | None = None
    at_most: bool = False


Hidden = Mapping[tuple[str, ...], Unseen]
STAND_INS = {"number": 0, "integer": 0, "boolean": True, "null": None}
LONGEST_STAND_IN = 10_000
# Rules about all that a value holds, at once, and rules that stand behind a condition.
WHOLE = ("enum", "const", "uniqueItems", "contains", "not", "propertyNames")
CONDITIONAL = frozenset({"then", "else", "dependentSchemas"})


@lru_cache(maxsize=512)
def validator(api: OpenApi, number: int) -> jsonschema_rs.Draft202012Validator | None:
    """The compiled schema of that number with what it reaches; nothing is fetched, patterns run in linear time.

    None where it reaches more schemas than are worth compiling.
    """
    reached, waiting = set[int](), [number]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting += api.definitions[here].refers_to
            if len(reached) > MOST_REACHED:
                return None
    schema = {"$ref": f"#/$defs/{number}", "$defs": {str(each): api.schema(each) for each in sorted(reached)}}
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, pattern_options=jsonschema_rs.RegexOptions(), offline=True
    )


def check(api: OpenApi, number: int, value: Any, *, hidden: Hidden) -> tuple[Fault, ...]:
    """The departures of a value, the first to tell first.

    ``hidden`` names the values that cannot be seen by their path; they are judged by what is known of them.
    A value that nests too deeply to be looked at in bounded time has no faults.
    """
    if not 0 <= number < len(api.definitions) or not is_shallow(value):
        return ()
    value = _replaced(value, (), hidden) if hidden else value
    try:
        return _checked(api, number, value, hidden)
    except UnicodeEncodeError:
        # Half a surrogate pair, which JSON can write (RFC 8259 section 8.2): one character of some kind.
        return _checked(api, number, _encodable(value), hidden)


def _checked(api: OpenApi, number: int, value: Any, hidden: Hidden) -> tuple[Fault, ...]:
    compiled = validator(api, number)
    if compiled is None or compiled.is_valid(value) or not is_affordable(api, number, value):
        return ()
    found: list[Fault] = []
    for error in islice(compiled.iter_errors(value), MOST_ERRORS):
        found += _faults(api, error, value, hidden, 0)
    found = [each for each in found if not _is_there(value, each) and not _is_for_answers(api, number, each)]
    wrong = {each.path for each in found if each.kind is Kind.TYPE}
    found = [each for each in found if each.kind is Kind.TYPE or each.path not in wrong]
    found.sort(key=lambda each: (RANK[each.kind], len(each.path)))
    return tuple(_first_of_each(found))[:MOST_FAULTS]


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_encodable(name): _encodable(inner) for name, inner in value.items()}
    return [_encodable(each) for each in value] if isinstance(value, list) else value


def _is_there(value: Any, fault: Fault) -> bool:
    """Whether the missing field is there: the validator also says so of one that it does not know at all."""
    here = _at(value, fault.path)
    return fault.kind is Kind.REQUIRED and isinstance(here, dict) and fault.name in here


def _is_for_answers(api: OpenApi, number: int, fault: Fault) -> bool:
    """Whether the missing field is read-only, as another part of the schema says than the one that requires it."""
    if fault.kind is not Kind.REQUIRED:
        return False
    schemas = [api.schema(number)]
    for key in fault.path:
        schemas = below(api, schemas, key)
    documented = members(api, schemas)[0].get(fault.name, ())
    return any(part.get("readOnly") is True for part in parts(api, documented))


def _first_of_each(faults: Iterable[Fault]) -> Iterator[Fault]:
    """One fault per value: what is of the wrong type is not also told to be out of the enum."""
    seen: set[tuple[object, ...]] = set()
    for each in faults:
        key = (each.path, each.name)
        if key not in seen:
            seen.add(key)
            yield each


def _faults(api: OpenApi, error: Any, value: Any, hidden: Hidden, depth: int) -> Iterator[Fault]:
    path = tuple(str(each) for each in error.instance_path)
    keyword = error.kind.name
    if keyword in ("anyOf", "oneOf"):
        yield from _of_branches(api, error, path, value, hidden, depth)
    elif not hidden or not _is_hidden(path, keyword, error.schema_path, hidden):
        yield from _plain(api, error, path)


def _is_hidden(path: tuple[str, ...], keyword: str, schema_path: Sequence[Any], hidden: Hidden) -> bool:
    """Whether the error is about more of an unseen value than is known."""
    if keyword in WHOLE and any(each[: len(path)] == path for each in hidden):
        return True  # what is hidden looks alike
    if not CONDITIONAL.isdisjoint(schema_path):
        return True  # with what is hidden the condition might not hold
    inside = next((each for each in hidden if path[: len(each)] == each), None)
    if inside is None:
        return False
    known = hidden[inside]
    if inside != path:
        return True
    if keyword in ("minLength", "maxLength"):
        return known.length is None or (keyword == "maxLength" and known.at_most)
    return keyword != "type" or not known.json_type


def _replaced(value: Any, path: tuple[str, ...], hidden: Hidden) -> Any:
    """The value with stand-ins of the right type and length for what cannot be seen, whose markers are strings."""
    known = hidden.get(path)
    if known is not None and known.json_type in STAND_INS:
        return STAND_INS[known.json_type]
    if known is not None and known.length is not None:
        return "x" * min(known.length, LONGEST_STAND_IN)
    if isinstance(value, dict):
        return {key: _replaced(inner, (*path, str(key)), hidden) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, (*path, str(index)), hidden) for index, inner in enumerate(value)]
    return value


def _plain(api: OpenApi, error: Any, path: tuple[str, ...]) -> Iterator[Fault]:
    """The fault of an error that has no branches."""
    kind, keyword, pointer = error.kind, error.kind.name, _pointer(api, error.schema_path)
    if keyword == "required":
        yield Fault(Kind.REQUIRED, path, pointer, name=kind.property)
    elif keyword == "type":
        yield Fault(Kind.TYPE, path, pointer, expected=_types(kind.types))
    elif keyword == "enum":
        yield Fault(Kind.ENUM, path, pointer, choices=_choices(kind.options))
    elif keyword == "const":
        yield Fault(Kind.ENUM, path, pointer, choices=_choices([kind.expected_value]))
    elif keyword == "format":
        yield Fault(Kind.FORMAT, path, pointer, expected=kind.format)
    elif keyword == "pattern":
        yield Fault(Kind.PATTERN, path, pointer, expected=kind.pattern[:200])
    elif keyword in BOUNDS:
        limit = _number(kind.multiple_of if keyword == "multipleOf" else kind.limit)
        plural = "s" if limit != "1" and not BOUNDS[keyword].endswith("}") else ""
        yield Fault(Kind.BOUNDS, path, pointer, expected=BOUNDS[keyword].format(limit) + plural)
    elif keyword in ("additionalProperties", "unevaluatedProperties"):
        yield from (Fault(Kind.UNKNOWN, path, pointer, name=str(each)) for each in kind.unexpected)
    elif keyword == "falseSchema" and path:
        yield Fault(Kind.UNKNOWN, path[:-1], pointer, name=path[-1])
    elif keyword == "uniqueItems":
        yield Fault(Kind.BOUNDS, path, pointer, expected="no item twice")
    else:
        yield Fault(Kind.BRANCH, path, pointer)


def _of_branches(
    api: OpenApi, error: Any, path: tuple[str, ...], value: Any, hidden: Hidden, depth: int
) -> Iterator[Fault]:
    """The faults of the branch that was meant; none where a branch fails over masked values alone."""
    pointer = _pointer(api, error.schema_path)
    if depth > DEEPEST_BRANCH:
        yield Fault(Kind.BRANCH, path, pointer)
        return
    if type(error.kind).__name__.endswith("MultipleValid"):
        if not any(each[: len(path)] == path for each in hidden):
            yield Fault(Kind.BRANCH, path, pointer, expected="one form only")
        return
    branches = [
        [fault for each in branch for fault in _faults(api, each, value, hidden, depth + 1)]
        for branch in error.kind.context
    ]
    if any(not branch for branch in branches):
        return
    here = _at(value, path)
    named = _named_branch(
        api, error.schema_path, here, {each[len(path) :] for each in hidden if each[: len(path)] == path}
    )
    if isinstance(named, Fault):
        yield Fault(named.kind, (*path, *named.path), pointer, named.name, named.expected, named.choices)
        return
    if named is not None and named < len(branches):
        yield from branches[named]
        return
    yield from _likeliest(branches, path, pointer)


def _likeliest(branches: Sequence[list[Fault]], path: tuple[str, ...], pointer: str) -> Iterator[Fault]:
    """The faults of the branch that shares most with the value; what all branches want where they are alike."""
    if all(any(each.kind is Kind.TYPE and each.path == path for each in branch) for branch in branches):
        wanted = [each.expected for branch in branches for each in branch if each.path == path and each.expected]
        yield Fault(Kind.TYPE, path, pointer, expected=" or ".join(dict.fromkeys(wanted)))
        return
    if all(len(branch) == 1 and branch[0].kind is Kind.ENUM and branch[0].path == path for branch in branches):
        yield Fault(Kind.ENUM, path, pointer, choices=tuple(c for branch in branches for c in branch[0].choices))
        return
    weights = [_weight(branch, path) for branch in branches]
    best = min(weights)
    alike = [branch for branch, weight in zip(branches, weights, strict=True) if weight == best]
    missing = [branch[0] for branch in alike if len(branch) == 1 and branch[0].kind is Kind.REQUIRED]
    if len(alike) > 1 and len(missing) == len(alike) and len({each.name for each in missing}) > 1:
        names = " or ".join(f"`{each.name}`" for each in missing[:6])
        yield Fault(Kind.REQUIRED, path, pointer, name=missing[0].name, expected=names)
        return
    yield from alike[0]


def _weight(branch: list[Fault], path: tuple[str, ...]) -> float:
    """How far a value is from a branch: another type or another tag is another thing altogether."""
    weight = 0.0
    for each in branch:
        if each.kind is Kind.TYPE and each.path == path:
            weight += 100
        elif each.kind is Kind.ENUM and len(each.choices) == 1:
            weight += 12
        elif each.kind in (Kind.REQUIRED, Kind.UNKNOWN):
            weight += 2
        else:
            weight += 1
    return weight


def _named_branch(
    api: OpenApi, schema_path: Sequence[Any], here: Any, hidden: Set[tuple[str, ...]]
) -> int | Fault | None:
    """The branch that the discriminator names; a fault where it names none; None without one that can be read."""
    chooser = _schema_at(api, schema_path[:-1]).get("discriminator")
    if not isinstance(chooser, Mapping) or not isinstance(here, dict) or not chooser["mapping"]:
        return None
    name, means = chooser["propertyName"], chooser["mapping"]
    if name not in here:
        return Fault(Kind.REQUIRED, (), "", name=name)
    said = here[name]
    if (name,) in hidden:
        return None
    if isinstance(said, str) and said in means:
        return int(means[said])
    return Fault(Kind.ENUM, (name,), "", choices=_choices(list(means)))


def _schema_at(api: OpenApi, schema_path: Sequence[Any]) -> Mapping[str, Any]:
    """The converted schema at a validator's schema path."""
    here: Any = {}
    for index, key in enumerate(schema_path):
        if index == 1 and schema_path[0] == "$defs":
            here = api.schema(int(key))
        elif isinstance(here, Mapping):
            here = here.get(str(key), {})
        elif isinstance(here, list) and isinstance(key, int) and key < len(here):
            here = here[key]
    return here if isinstance(here, Mapping) else {}


def _pointer(api: OpenApi, schema_path: Sequence[Any]) -> str:
    """Where the vendor's document says it: without what ``nullable`` and a loosened ``oneOf`` were converted to."""
    if len(schema_path) < 2 or schema_path[0] != "$defs":
        return ""
    here: Any = api.schema(int(schema_path[1]))
    kept: list[Any] = []
    wrapped = False
    for key in schema_path[2:]:
        if wrapped:
            wrapped = False
        elif isinstance(here, Mapping) and here.get("wrapped") is True and key == "anyOf":
            wrapped = True
        elif isinstance(here, Mapping) and here.get("loosened") is True and key == "anyOf":
            kept.append("oneOf")
        else:
            kept.append(key)
        here = here[key] if isinstance(here, list) else here.get(key, {}) if isinstance(here, Mapping) else {}
    return under(api.definitions[int(schema_path[1])].pointer, *kept)


def _at(value: Any, path: Iterable[str]) -> Any:
    for key in path:
        value = value[int(key)] if isinstance(value, list) else value.get(key) if isinstance(value, dict) else None
    return value


def _types(names: Iterable[str]) -> str:
    known = [TYPE_WORDS[each] for each in TYPE_WORDS if each in set(names)]
    return " or ".join(known)


def _choices(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(json.dumps(each, ensure_ascii=False) for each in values[:MOST_CHOICES])


def _number(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
