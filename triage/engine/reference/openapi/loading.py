"""From bytes to a JSON value, bounded: size, nesting and what YAML's aliases unfold to (YAML 1.2.2 section 3.2.2.2).

YAML is read by the rules that OpenAPI asks for (its section 4.3, the JSON schema ruleset): ``on`` and ``no`` are
strings and so are dates, whatever YAML 1.1 made of them.
"""

import re
from typing import Any

import orjson
import yaml

from triage.engine.errors import BadReference, TooLarge

LARGEST_JSON = 50_000_000
LARGEST_YAML = 16_000_000
DEEPEST = 250
MOST_NODES = 6_000_000
MARK = re.compile(r"line (\d+), column (\d+)")


class Loader(yaml.CSafeLoader):
    """PyYAML's safe loader with YAML 1.2's own idea of what is a number, a boolean or null."""


Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"[-+]?(?:0|[1-9][0-9]{0,30})", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(?:[0-9]{1,30}\.[0-9]{0,30}|\.[0-9]{1,30}|[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?",
     "-+0123456789."),
    ("tag:yaml.org,2002:merge", r"<<", "<"),
):  # fmt: skip
    Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_pattern})\Z"), list(_first))


def load(content: bytes) -> Any:
    """The JSON value of a JSON or YAML text.

    Raises TooLarge, and BadReference with the line where it is neither, nests too deeply or unfolds to too much.
    """
    text = content.removeprefix(b"\xef\xbb\xbf")
    limit = LARGEST_JSON if text.lstrip()[:1] in (b"{", b"[") else LARGEST_YAML
    if len(content) > limit:
        raise TooLarge(size=len(content), limit=limit)
    value = _json(text) if limit == LARGEST_JSON else _yaml(text)
    weigh(value)
    return value


def _json(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadReference(f"not JSON: {error.msg}", place=f"line {error.lineno}, column {error.colno}") from error


def _yaml(text: bytes) -> Any:
    try:
        return yaml.load(text.decode("utf-8"), Loader)  # noqa: S506
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise BadReference("not UTF-8", place=f"line {line}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "line 1"
        raise BadReference(f"not YAML: {error.problem or error.context or 'it cannot be read'}", place=place) from error
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        found = MARK.search(str(error))
        raise BadReference("not YAML", place=f"line {found[1]}" if found else "line 1") from error


def weigh(value: Any) -> None:
    """Counts what the value unfolds to, each shared part as often as it is referred to, without unfolding it.

    Raises BadReference where it is too much, too deep, or holds itself.
    """
    sizes: dict[int, int] = {}
    open_: set[int] = set()
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack:
        node, leaving = stack.pop()
        if not isinstance(node, dict | list):
            continue
        children = list(node.values()) if isinstance(node, dict) else node
        if leaving:
            open_.discard(id(node))
            sizes[id(node)] = size = 1 + sum(sizes.get(id(each), 1) for each in children)
            if size > MOST_NODES:
                raise BadReference(f"it unfolds to more than {MOST_NODES:,} values", place="the document")
        elif id(node) in open_:
            raise BadReference("a part of it holds itself, by a YAML alias", place="the document")
        elif id(node) not in sizes:
            open_.add(id(node))
            if len(open_) > DEEPEST:
                raise BadReference(f"it nests deeper than {DEEPEST} levels", place="the document")
            stack.append((node, True))
            stack += [(each, False) for each in children if isinstance(each, dict | list)]
