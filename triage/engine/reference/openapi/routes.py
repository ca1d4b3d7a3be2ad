"""The documented paths of one API as a tree of segments (OpenAPI 3.0.3 section 4.7.8.2: what is concrete wins)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from triage.engine.reference.openapi.values import Operation

VARIABLE = re.compile(r"\{([^{}/]+)\}")
# A last variable of such a name takes the rest of the path, slashes too, whatever OpenAPI says of it.
TAKES_THE_REST = re.compile(r"(?:\w*_)?(?:file)?path|ref|wildcard|\w*[+*]", re.IGNORECASE)
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Route:
    """One documented path with its operations."""

    template: str
    operations: tuple[Operation, ...]

    def operation(self, method: str) -> Operation | None:
        """The operation of that method, or None where it is not documented here."""
        return next((each for each in self.operations if each.method == method.upper()), None)

    @property
    def methods(self) -> tuple[str, ...]:
        """The documented methods, in the document's order."""
        return tuple(each.method for each in self.operations)


@dataclass(slots=True)
class _Node:
    words: dict[str, "_Node"] = field(default_factory=dict)
    variables: list[tuple[re.Pattern[str] | None, tuple[str, ...], "_Node"]] = field(default_factory=list)
    route: Route | None = None
    rest: list[tuple[str, Route]] = field(default_factory=list)


Values = tuple[tuple[str, str], ...]


class Routes:
    """The tree; built once for a document. ``starred`` are the templates with stars for their variables."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        by_path: dict[str, list[Operation]] = {}
        for each in operations:
            by_path.setdefault(each.path, []).append(each)
        self.routes = tuple(Route(path, tuple(found)) for path, found in by_path.items())
        self.starred = tuple(VARIABLE.sub("*", each.template) for each in self.routes)
        self._root = _Node()
        self._by_start: dict[tuple[int, str], list[Route]] = {}
        for route in self.routes:
            self._add(route)
            self._by_start.setdefault(_start(route.template.split("/")), []).append(route)

    def find(self, path: str) -> Iterator[tuple[Route, Values]]:
        """Every route that the path fits, the most concrete first, with the values of its variables as sent."""
        segments = path.split("/")[1:]
        if len(segments) <= DEEPEST:
            yield from _walk(self._root, segments, ())

    def find_in_any_case(self, path: str) -> Route | None:
        """The route that the path is but for the case of its words."""
        segments = path.split("/")
        alike = self._by_start.get(_start(segments), ())
        return next((each for each in alike if _same_but_case(each.template, path, segments)), None)

    def _add(self, route: Route) -> None:
        node = self._root
        segments = route.template.partition("?")[0].split("/")[1:]
        for number, segment in enumerate(segments):
            names = tuple(VARIABLE.findall(segment))
            if not names:
                node = node.words.setdefault(segment, _Node())
                continue
            if number == len(segments) - 1 and segment == f"{{{names[0]}}}" and TAKES_THE_REST.fullmatch(names[0]):
                node.rest.append((names[0], route))
            node = _under(node, segment, names)
        if node.route is not None:
            # Two templates that differ in the names of their variables only: the operations of both count.
            route = Route(node.route.template, (*node.route.operations, *route.operations))
        node.route = route


def _under(node: _Node, segment: str, names: tuple[str, ...]) -> _Node:
    """The node below for a segment with variables."""
    whole = segment == f"{{{names[0]}}}"
    source = "".join("([^/]+?)" if piece.startswith("{") else re.escape(piece)
                     for piece in re.split(r"(\{[^{}/]+\})", segment) if piece)  # fmt: skip
    pattern = None if whole else re.compile(source)
    for known, known_names, below in node.variables:
        if known_names == names and (known.pattern if known else None) == (pattern.pattern if pattern else None):
            return below
    below = _Node()
    node.variables.append((pattern, names, below))
    node.variables.sort(key=lambda each: each[0] is None)
    return below


def _walk(node: _Node, segments: list[str], values: Values) -> Iterator[tuple[Route, Values]]:
    if not segments:
        if node.route is not None:
            yield node.route, values
        return
    head, tail = segments[0], segments[1:]
    if head in node.words:
        yield from _walk(node.words[head], tail, values)
    for pattern, names, below in node.variables:
        found = pattern.fullmatch(head) if pattern is not None else None
        if found is not None:
            yield from _walk(below, tail, (*values, *zip(names, found.groups(), strict=True)))
        elif pattern is None and head:
            yield from _walk(below, tail, (*values, (names[0], head)))
    if tail:
        for name, route in node.rest:
            yield route, (*values, (name, "/".join(segments)))


def _start(segments: list[str]) -> tuple[int, str]:
    """How many segments a path has, and its first word in small letters."""
    return len(segments), segments[1].lower() if len(segments) > 1 else ""


def _same_but_case(template: str, path: str, sent: list[str]) -> bool:
    if template == path:
        return False
    return all(
        (part and VARIABLE.fullmatch(word)) or word.lower() == part.lower()
        for word, part in zip(template.split("/"), sent, strict=True)
    )
