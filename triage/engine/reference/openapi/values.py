"""The values of an OpenAPI document, cut to what a diagnosis asks: paths, parameters, bodies, security, schemas.

A schema is kept as the JSON text of its 2020-12 form and parsed when it is first asked for: a document of a thousand
operations is mostly schemas, and a paste is about one of them. ``pointer`` is where a value stands in the document
(RFC 6901).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One documented parameter; ``place`` is query, header, path or cookie, ``schema`` a number of the schemas."""

    name: str
    place: str
    pointer: str
    required: bool = False
    schema: int = -1
    style: str = ""
    explode: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """One documented form of a body: its media type, in small letters, and the number of its schema."""

    type: str
    schema: int
    pointer: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One security scheme that a call must satisfy, with the scopes it needs."""

    scheme: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """How credentials travel: in ``place`` (header, query, cookie) under ``name``, with ``scheme`` (basic, bearer …).

    ``scheme`` is empty where the value stands alone; ``place`` is empty where it is none of a header, query or cookie.
    """

    key: str
    place: str
    name: str
    scheme: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. ``security`` lists alternatives; one without requirements means that none are needed.

    ``responses`` holds the documented statuses (or ranges, or ``default``) with their descriptions.
    """

    method: str
    path: str
    pointer: str
    summary: str = ""
    deprecated: bool = False
    link: str = ""
    parameters: tuple[Parameter, ...] = ()
    body_required: bool = False
    body_pointer: str = ""
    media: tuple[Media, ...] = ()
    security: tuple[tuple[Requirement, ...], ...] = ()
    responses: tuple[tuple[str, str], ...] = ()
    servers: tuple[str, ...] = ()

    def response(self, status: int) -> str:
        """What is documented for an answer of that status; empty where nothing is."""
        documented = dict(self.responses)
        wanted = str(status)
        return documented.get(wanted) or documented.get(f"{wanted[:1]}XX") or documented.get(f"{wanted[:1]}xx") or ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One schema of the document: its 2020-12 form as JSON text, and the numbers of the schemas it refers to."""

    pointer: str
    text: str
    refers_to: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class OpenApi:
    """One OpenAPI document, indexed; equal only to itself, so that what is compiled for it can be kept.

    ``url`` is where the vendor publishes it, ``docs`` the page that it names as its documentation.
    """

    title: str
    version: str
    openapi: str
    servers: tuple[str, ...]
    operations: tuple[Operation, ...]
    schemes: tuple[SecurityScheme, ...]
    definitions: tuple[Definition, ...] = field(repr=False)
    name: str = ""
    url: str = ""
    docs: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Title and version, as a citation names the document."""
        return f"{self.title or self.name} {self.version}".strip()

    def schema(self, number: int) -> Schema:
        """The schema of that number, parsed; empty, which allows everything, where there is none."""
        return parsed(self, number) if 0 <= number < len(self.definitions) else {}

    def scheme(self, key: str) -> SecurityScheme | None:
        """The security scheme of that name."""
        return next((each for each in self.schemes if each.key == key), None)


@lru_cache(maxsize=4096)
def parsed(api: OpenApi, number: int) -> Schema:
    """One definition, parsed."""
    value = json.loads(api.definitions[number].text)
    return value if isinstance(value, dict) else {} if value else {"not": {}}
