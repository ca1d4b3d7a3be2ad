"""From bytes to a JSON value, bounded: size, nesting and what YAML's aliases unfold to (YAML 1.2.2 section 3.2.2.2).

YAML is read by the rules that OpenAPI asks for (its section 4.3, the JSON schema ruleset): ``on`` and ``no`` are
strings and so are dates, whatever YAML 1.1 made of them.
"""

import math
import re
from collections.abc import Hashable
from typing import Any

import orjson
import yaml

from triage.engine.errors import BadReference, TooLarge

LARGEST_JSON = 50_000_000
LARGEST_YAML = 16_000_000
DEEPEST = 250
MOST_NODES = 6_000_000
# A text counts as one value more for so many characters: one long text may be referred to a million times.
TEXT_OF_A_NODE = 16
# A document in braces that is YAML all the same: JSON quotes its names (RFC 8259 section 4).
FLOW = re.compile(rb"\s*\{\s*(?:#|[A-Za-z'])")


class Loader(yaml.CSafeLoader):
    """PyYAML's safe loader with YAML 1.2's own idea of what is a number, a boolean or null, and JSON's tags alone."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """The names as they are written: ``200`` and ``true`` too are strings in JSON."""
        self.flatten_mapping(node)
        return {_name(key): self.construct_object(value, deep=deep) for key, value in node.value}


def _name(key: yaml.Node) -> str:
    if not isinstance(key, yaml.ScalarNode):
        raise yaml.constructor.ConstructorError(None, None, "a name must be a text", key.start_mark)
    return str(key.value)


def _finite(loader: Loader, node: yaml.ScalarNode) -> float:
    number = float(loader.construct_yaml_float(node))
    if not math.isfinite(number):
        raise yaml.constructor.ConstructorError(None, None, "a number that JSON does not have", node.start_mark)
    return number


TAGS = [f"tag:yaml.org,2002:{each}" for each in ("bool", "null", "int", "str", "seq", "map")]
Loader.yaml_constructors = {each: Loader.yaml_constructors[each] for each in [*TAGS, None]}
Loader.add_constructor("tag:yaml.org,2002:float", _finite)
Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"[-+]?(?:0|[1-9][0-9]{0,30})", "-+0123456789"),
    # A number that begins with 0 is none in JSON: the text of a code or a version.
    ("tag:yaml.org,2002:float",
     r"[-+]?(?:(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?",
     "-+0123456789."),
    ("tag:yaml.org,2002:merge", r"<<", "<"),
):  # fmt: skip
    Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_pattern})\Z"), list(_first))


def load(content: bytes) -> Any:
    """The JSON value of a JSON or YAML text.

    Raises TooLarge, and BadReference with the line where it is neither, nests too deeply or unfolds to too much.
    """
    text = content.removeprefix(b"\xef\xbb\xbf")
    is_json = text.lstrip()[:1] in (b"{", b"[") and FLOW.match(text) is None
    limit = LARGEST_JSON if is_json else LARGEST_YAML
    if len(content) > limit:
        raise TooLarge(size=len(content), limit=limit)
    value = _json(text) if is_json else _yaml(text)
    weigh(value)
    return value


def _json(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        _decoded(text)
        raise BadReference(f"not JSON: {error.msg}", place=f"line {error.lineno}, column {error.colno}") from error


def _yaml(text: bytes) -> Any:
    try:
        return yaml.load(_decoded(text), Loader)  # noqa: S506
    except yaml.reader.ReaderError as error:
        place = f"line {_line_of(text, error.position)}"
        raise BadReference("not YAML: a character that YAML forbids", place=place) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "line 1"
        raise BadReference(f"not YAML: {error.problem or error.context or 'it cannot be read'}", place=place) from error
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise BadReference("not YAML that JSON could hold", place="line 1") from error


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadReference("not UTF-8", place=f"line {_line_of(text, error.start)}") from error


def _line_of(text: bytes, offset: int) -> int:
    return text.count(b"\n", 0, offset) + 1


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
            names = sum(map(_size, node)) if isinstance(node, dict) else 0
            sizes[id(node)] = size = 1 + names + sum(sizes.get(id(each)) or _size(each) for each in children)
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


def _size(value: Any) -> int:
    return 1 + len(value) // TEXT_OF_A_NODE if isinstance(value, str) else 1
