"""Calls made at random from an OpenAPI document, right by that document: what the engine must not accuse.

Written apart from the engine's own reading of documents, so that one cannot hide a mistake of the other.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from triage.engine.tests.openapi_values import Node, Unsupported, Values, merged

METHODS = ("get", "put", "post", "delete", "patch")
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
Pairs = tuple[tuple[str, str], ...]


class Nothing:
    """The body of a call without one; None is JSON's null."""


NOTHING = Nothing()


@dataclass(frozen=True, slots=True)
class Credential:
    """``kind`` is bearer, basic, header, query or cookie; ``name`` the header or parameter."""

    kind: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call as values, before it is written down; ``raw`` stands for the body where it is given."""

    method: str
    server: str
    template: str
    path: str
    query: Pairs = ()
    headers: Pairs = ()
    credentials: tuple[Credential, ...] = ()
    media: str = ""
    body: Any = NOTHING
    raw: str | None = None

    @property
    def url(self) -> str:
        """Without the query."""
        return self.server.rstrip("/") + self.path

    @property
    def form(self) -> Pairs:
        """The body as the fields of a form, brackets for what is nested."""
        return tuple(_fields("", self.body)) if isinstance(self.body, dict) else ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation with its references resolved; ``bodies`` maps a media type to its schema."""

    method: str
    template: str
    server: str
    parameters: tuple[Node, ...]
    bodies: Mapping[str, Node]
    body_required: bool
    security: tuple[tuple[Node, ...], ...]

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


class Document:
    """An OpenAPI document and its operations, in the order of the document."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.operations = tuple(self._operations())

    @classmethod
    def read(cls, path: Path) -> "Document":
        """The document of that file; JSON is YAML."""
        return cls(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader))

    def resolve(self, node: Any) -> Any:
        """What a reference inside the document points at, else the node itself."""
        for _ in range(20):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                return node
            target: Any = self.root
            for part in node["$ref"].removeprefix("#/").split("/"):
                part = unquote(part).replace("~1", "/").replace("~0", "~")
                target = target[int(part)] if isinstance(target, list) else target[part]
            node = target
        raise Unsupported("references in a circle")

    def _operations(self) -> Iterator[Operation]:
        for template, item in self.root["paths"].items():
            shared = self.resolve(item)
            for method in METHODS:
                if method in shared:
                    yield self._operation(template, method, shared, self.resolve(shared[method]))

    def _operation(self, template: str, method: str, shared: Node, own: Node) -> Operation:
        listed = [self.resolve(each) for each in (*shared.get("parameters", ()), *own.get("parameters", ()))]
        parameters = {(each["in"], each["name"]): each for each in listed}
        body = self.resolve(own.get("requestBody", {}))
        servers = own.get("servers") or shared.get("servers") or self.root.get("servers") or [{"url": ""}]
        return Operation(
            method.upper(),
            template,
            _server(servers[0]),
            tuple(parameters.values()),
            {media: each.get("schema", {}) for media, each in body.get("content", {}).items()},
            bool(body.get("required")),
            tuple(self._security(own.get("security", self.root.get("security", ())))),
        )

    def _security(self, listed: Sequence[Node]) -> Iterator[tuple[Node, ...]]:
        schemes = self.root.get("components", {}).get("securitySchemes", {})
        for each in listed:
            yield tuple(self.resolve(schemes[name]) for name in each)


def _server(server: Node) -> str:
    variables: Mapping[str, Node] = server.get("variables", {})
    return re.sub(r"\{(\w+)\}", lambda found: str(variables[found[1]]["default"]), str(server["url"]))


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes calls of a document; the same random source makes the same calls."""

    document: Document
    random: random.Random
    optional: float = 0.4

    def call(self, operation: Operation) -> Call:
        """A right call of that operation; raises Unsupported where its schemas cannot be met."""
        values = Values(self.document.resolve, self.random, self.optional)
        path, query, headers = operation.template, [], []
        for parameter in operation.parameters:
            where, name, schema = parameter["in"], parameter["name"], _schema(parameter)
            if where == "path":
                path = path.replace(f"{{{name}}}", self._segment(values, schema))
            elif parameter.get("required") or self.random.random() < self.optional:
                if where == "query":
                    query += serialized(parameter, values.plain(self.document.resolve(schema)))
                elif where == "header" and name.lower() not in ("accept", "content-type", "authorization"):
                    headers.append((name, _printable(as_text(values.plain(schema)))))
        made = Call(operation.method, operation.server, operation.template, path, tuple(query), tuple(headers))
        made = replace(made, credentials=tuple(self._credentials(operation)))
        return self._with_body(made, operation, values)

    def _segment(self, values: Values, schema: Node) -> str:
        schema = merged(self.document.resolve, schema)
        if schema.get("type") == "string" and not {"enum", "pattern", "format", "const"} & schema.keys():
            return f"{self.random.choice('abcdefgh')}{self.random.randrange(16**11, 16**12):x}"
        return re.sub(r"[^\w.~:@+,=-]", "-", as_text(values.value(schema)))

    def _with_body(self, call: Call, operation: Operation, values: Values) -> Call:
        if not operation.bodies or not (operation.body_required or self.random.random() < 0.8):
            return call
        media = self.random.choice(sorted(operation.bodies))
        if media not in (FORM, MULTIPART) and "json" not in media:
            raise Unsupported(media)
        body = values.value(operation.bodies[media])
        return replace(call, media=media, body=body)

    def _credentials(self, operation: Operation) -> Iterator[Credential]:
        if operation.security:
            for scheme in self.random.choice(operation.security):
                yield self._credential(scheme)

    def _credential(self, scheme: Node) -> Credential:
        key = "".join(self.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", k=32))
        if scheme["type"] == "apiKey":
            return Credential(scheme["in"], scheme["name"], key)
        if scheme["type"] == "http" and scheme["scheme"].lower() == "basic":
            return Credential("basic", "Authorization", key)
        return Credential("bearer", "Authorization", key)


def _printable(value: str) -> str:
    """A header's value may hold nothing but ASCII."""
    return value if value.isascii() else value.encode("ascii", "replace").decode().replace("?", "o")


def _schema(parameter: Node) -> Node:
    if "schema" in parameter:
        return parameter["schema"]
    content: Mapping[str, Node] = parameter.get("content", {})
    return next((each.get("schema", {}) for each in content.values()), {})


def as_text(value: Any) -> str:
    """A value as it stands in a URL, a header or a form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


SEPARATORS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def serialized(parameter: Node, value: Any) -> list[tuple[str, str]]:
    """The pairs of a query parameter by its style (OpenAPI 3.0.3 section 4.7.12.4)."""
    name, style = str(parameter["name"]), str(parameter.get("style", "form"))
    explode = parameter.get("explode", style == "form")
    if isinstance(value, dict):
        if style == "deepObject":
            return list(_fields(name, value))
        pairs = [(key, as_text(each)) for key, each in value.items()]
        return pairs if explode else [(name, ",".join(part for pair in pairs for part in pair))]
    if not isinstance(value, list):
        return [(name, as_text(value))]
    if style == "deepObject":
        return list(_fields(name, value))
    if explode:
        return [(name, as_text(each)) for each in value]
    return [(name, SEPARATORS[style].join(map(as_text, value)))] if value else []


def _fields(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _fields(f"{name}[{key}]" if name else str(key), each)
    elif isinstance(value, list):
        plain = not any(isinstance(each, dict | list) for each in value)
        for place, each in enumerate(value):
            yield from _fields(f"{name}[]" if plain else f"{name}[{place}]", each)
    else:
        yield name, as_text(value)
