"""Text of a query, a header or a form as the JSON value that the schema means (OpenAPI 3.0.3 section 4.7.12.2)."""

import json
import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from triage.engine.reference.openapi.shapes import below, parts, types
from triage.engine.reference.openapi.values import OpenApi

# With zeros in front, too: a server that reads the text as a number takes them.
NUMBER = re.compile(r"-?[0-9]{1,21}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?")
DELIMITERS = {"pipeDelimited": "|", "spaceDelimited": " "}
BRACKETS = re.compile(r"\[([^\[\]]*)\]")
DEEPEST = 12
INDEX = re.compile(r"[0-9]{1,5}")


def as_typed(api: OpenApi, schemas: Iterable[Any], text: Any, *, takes_json: bool = True) -> Any:
    """The text as the scalar that the schema allows; the text itself where it is none of them.

    ``takes_json``: an object may come as JSON text, as it does in a part of a multipart body, but not in a form.
    """
    schemas = list(schemas)
    if isinstance(text, dict):
        if _is_list(api, schemas, text):
            return as_typed(api, schemas, [text[key] for key in sorted(text, key=int)], takes_json=takes_json)
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
        return _number(text)
    if "boolean" in allowed and text in ("true", "false"):
        return text == "true"
    if "null" in allowed and text in ("", "null"):
        return None
    if takes_json and (("object" in allowed and text[:1] == "{") or ("array" in allowed and text[:1] == "[")):
        return _json_or(text)
    return [as_typed(api, below(api, schemas, "0"), text)] if "array" in allowed else text


def _may_be_text(api: OpenApi, schemas: Iterable[Any], text: str) -> bool:
    """Whether some part takes that very text: strings that are listed (``now`` beside a number) take no others."""
    texts = [part for part in parts(api, schemas) if "string" in types(api, [part]) and "$ref" not in part]
    listed = [part["enum"] for part in texts if "enum" in part]
    return len(listed) < len([part for part in texts if part.get("type")]) or any(text in each for each in listed)


def _number(text: str) -> int | float | str:
    if "." not in text and "e" not in text.lower():
        return int(text)
    number = float(text)
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() and "." not in text else number


def _is_list(api: OpenApi, schemas: Sequence[Any], value: dict[str, Any]) -> bool:
    """Whether names that are 0, 1, 2 … number the items of a list, rather than being the names of an object."""
    numbered = bool(value) and all(INDEX.fullmatch(key) for key in value)
    return numbered and ("array" in (allowed := types(api, schemas)) or "object" not in allowed)


def as_list(api: OpenApi, schemas: Sequence[Any], values: Sequence[str], *, style: str, explode: bool) -> Any:
    """The values of one parameter, which may be sent several times, as the list that an array schema means."""
    if style == "json":
        return _json_or(values[0])
    allowed = types(api, schemas)
    if "array" not in allowed:
        pairs = _pairs(values[-1], explode=explode) if "object" in allowed and "string" not in allowed else None
        return as_typed(api, schemas, values[-1] if pairs is None else pairs)
    if len(values) == 1 and values[0][:1] == "[":
        return as_typed(api, schemas, values[0])
    delimiter = DELIMITERS.get(style, ",")
    one = [] if values[0] == "" else [each.strip() for each in values[0].split(delimiter)]
    pieces = list(values) if len(values) > 1 or (explode and style == "form") else one
    return [as_typed(api, below(api, schemas, str(index)), each) for index, each in enumerate(pieces)]


def _pairs(text: str, *, explode: bool) -> dict[str, Any] | None:
    """An object in one text: ``a,1,b,2``, or exploded ``a=1,b=2``; None where it is neither."""
    pieces = text.split(",")
    if explode and all("=" in each for each in pieces):
        return {name: value for name, _, value in (each.partition("=") for each in pieces)}
    if len(pieces) % 2 or text[:1] == "{":
        return None
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Form fields with brackets in their names as one object: ``a[b]=1``, ``a[]=1``, ``a[0][b]=1``.

    Lists are objects still, with the names 0, 1, 2 …; the schema tells one from the other. The convention of PHP,
    Rails and qs; nothing specifies it.
    """
    root: dict[str, Any] = {}
    for name, value in pairs:
        head, bracket, _ = name.partition("[")
        keys = [head, *BRACKETS.findall(name[len(head) :])] if bracket and head else [name]
        _put(root, keys[:DEEPEST], value)
    return root


def _put(root: dict[str, Any], keys: list[str], value: str) -> None:
    here = root
    for key, below_it in pairwise(keys):
        if not key:
            key = _last_item(here, below_it)
        inner = here.setdefault(key, {})
        if not isinstance(inner, dict):
            return
        here = inner
    last = keys[-1] or (str(len(here)) if len(keys) > 1 else "")
    if last in here and len(keys) == 1:
        # The same name twice is a list to most servers.
        known = here[last]
        if isinstance(known, list):
            known.append(value)
        else:
            here[last] = [known, value]
    else:
        here[last] = value


def _last_item(here: dict[str, Any], name: str) -> str:
    """Of ``a[][b]`` the item: the last one, or where that has the name already, the next."""
    last = here.get(str(len(here) - 1))
    return str(len(here) - 1) if isinstance(last, dict) and name not in last else str(len(here))


def _json_or(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
