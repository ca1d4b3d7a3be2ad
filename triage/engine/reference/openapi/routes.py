"""The documented paths of one API as a tree of segments (OpenAPI 3.0.3 section 4.7.8.2: what is concrete wins)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from triage.engine.reference.openapi.templates import VARIABLE, values_in
from triage.engine.reference.openapi.values import Operation

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
    variables: list[tuple[str, tuple[str, ...], "_Node"]] = field(default_factory=list)
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

    def find_in_any_case(self, path: str) -> tuple[Route, str] | None:
        """The route that the path is but for the case of its words, and the path in the right case."""
        segments = path.split("/")
        for route in self._by_start.get(_start(segments), ()):
            if (right := _in_its_case(route.template, segments)) not in (None, path):
                return route, str(right)
        return None

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
    for known, _, below in node.variables:
        if known == segment:
            return below
    below = _Node()
    node.variables.append((segment, names, below))
    # What has more text of its own is more concrete.
    node.variables.sort(key=lambda each: -len(VARIABLE.sub("", each[0])))
    return below


def _walk(node: _Node, segments: list[str], values: Values) -> Iterator[tuple[Route, Values]]:
    if not segments:
        if node.route is not None:
            yield node.route, values
        return
    head, tail = segments[0], segments[1:]
    word = node.words.get(head) or (node.words.get(unquote(head)) if "%" in head else None)
    if word is not None:
        yield from _walk(word, tail, values)
    for template, names, below in node.variables:
        found = values_in(template, head)
        if found is not None:
            yield from _walk(below, tail, (*values, *zip(names, found, strict=True)))
    if tail:
        for name, route in node.rest:
            yield route, (*values, (name, "/".join(segments)))


def _start(segments: list[str]) -> tuple[int, str]:
    """How many segments a path has, and its first word in small letters."""
    return len(segments), segments[1].lower() if len(segments) > 1 else ""


def _in_its_case(template: str, sent: list[str]) -> str | None:
    """The path with the documented case of its words, its own values kept; None where more than case differs."""
    made: list[str] = []
    for word, part in zip(template.split("/"), sent, strict=True):
        if part and VARIABLE.fullmatch(word):
            made.append(part)
        elif word.lower() == part.lower():
            made.append(word)
        else:
            return None
    return "/".join(made)
