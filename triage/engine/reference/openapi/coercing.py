"""Text of a query, a header or a form as the JSON value that the schema means (OpenAPI 3.0.3 section 4.7.12.2)."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from triage.engine.reference.openapi.shapes import below, parts, types
from triage.engine.reference.openapi.values import OpenApi

NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?")
DELIMITERS = {"pipeDelimited": "|", "spaceDelimited": " "}
BRACKETS = re.compile(r"\[([^\[\]]*)\]")
MOST_PAIRS = 200
DEEPEST = 12


def as_typed(api: OpenApi, schemas: Iterable[Any], text: Any, *, takes_json: bool = True) -> Any:
    """The text as the scalar that the schema allows; the text itself where it is none of them.

    ``takes_json``: an object may come as JSON text, as it does in a part of a multipart body, but not in a form.
    """
    schemas = list(schemas)
    if isinstance(text, dict):
        return {
            name: as_typed(api, below(api, schemas, name), inner, takes_json=takes_json) for name, inner in text.items()
        }
    if isinstance(text, list):
        return [
            as_typed(api, below(api, schemas, str(index)), each, takes_json=takes_json)
            for index, each in enumerate(text)
        ]
    allowed = types(api, schemas)
    if not isinstance(text, str) or not allowed or ("string" in allowed and _may_be_text(api, schemas, text)):
        return text
    if {"integer", "number"} & allowed and NUMBER.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() and "." not in text else number
    if "boolean" in allowed and text in ("true", "false"):
        return text == "true"
    if "null" in allowed and text in ("", "null"):
        return None
    if takes_json and "object" in allowed and text[:1] == "{":
        return _json_or(text)
    return [as_typed(api, below(api, schemas, "0"), text)] if "array" in allowed else text


def _may_be_text(api: OpenApi, schemas: Iterable[Any], text: str) -> bool:
    """Whether some part takes that very text: strings that are listed (``now`` beside a number) take no others."""
    texts = [part for part in parts(api, schemas) if "string" in types(api, [part]) and "$ref" not in part]
    listed = [part["enum"] for part in texts if "enum" in part]
    return len(listed) < len([part for part in texts if part.get("type")]) or any(text in each for each in listed)


def as_list(api: OpenApi, schemas: Sequence[Any], values: Sequence[str], *, style: str, explode: bool) -> Any:
    """The values of one parameter, which may be sent several times, as the list that an array schema means."""
    if style == "json":
        return _json_or(values[0])
    if "array" not in types(api, schemas):
        return as_typed(api, schemas, values[-1])
    delimiter = DELIMITERS.get(style, ",")
    one = [] if values[0] == "" else values[0].split(delimiter)
    pieces = list(values) if len(values) > 1 or (explode and style == "form") else one
    return [as_typed(api, below(api, schemas, str(index)), each) for index, each in enumerate(pieces)]


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Form fields with brackets in their names as one object: ``a[b]=1``, ``a[]=1``, ``a[0][b]=1``.

    The convention of PHP, Rails and qs; nothing specifies it.
    """
    root: dict[str, Any] = {}
    for name, value in list(pairs)[:MOST_PAIRS]:
        head, bracket, _ = name.partition("[")
        keys = [head, *BRACKETS.findall(name[len(head) :])] if bracket and head else [name]
        _put(root, keys[:DEEPEST], value)
    made = _with_lists(root)
    return made if isinstance(made, dict) else {}


def _put(root: dict[str, Any], keys: list[str], value: str) -> None:
    here = root
    for key in keys[:-1]:
        inner = here.setdefault(key, {})
        if not isinstance(inner, dict):
            return
        here = inner
    last = keys[-1] or str(len(here))
    if last in here and len(keys) == 1:
        # The same name twice is a list to most servers.
        known = here[last]
        here[last] = [*known, value] if isinstance(known, list) else [known, value]
    else:
        here[last] = value


def _with_lists(value: Any) -> Any:
    """Objects whose keys are 0, 1, 2 … as lists."""
    if not isinstance(value, dict):
        return value
    made = {key: _with_lists(inner) for key, inner in value.items()}
    return list(made.values()) if made and all(key.isdecimal() and len(key) < 6 for key in made) else made


def _json_or(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
