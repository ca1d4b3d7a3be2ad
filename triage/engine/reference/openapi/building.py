"""From the JSON value of an OpenAPI document (3.0 or 3.1) to its index."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from triage.engine.errors import BadReference
from triage.engine.reference.openapi.pointers import Pointers, under
from triage.engine.reference.openapi.schemas import Schemas, example_of
from triage.engine.reference.openapi.values import Media, OpenApi, Operation, Parameter, Requirement, SecurityScheme

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
MOST_OPERATIONS = 50_000
LONGEST_TEXT = 300
PLACES = ("query", "header", "path", "cookie")
# These describe the message, not the operation: OpenAPI ignores them as parameters (3.0.3 section 4.7.12.1).
NOT_PARAMETERS = ("accept", "content-type", "authorization")
STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
VERSION = re.compile(r"3\.(\d+)(?:\.\d+)?(?:-\w+)?")


def build(document: Any, *, name: str, url: str) -> OpenApi:
    """The index of a document.

    Raises BadReference with a JSON pointer where the document is none of OpenAPI 3, or its skeleton is broken.
    """
    old = _version(document)
    pointers = Pointers(document)
    schemas = Schemas(pointers, old=old)
    builder = _Builder(document, pointers, schemas)
    operations = tuple(builder.operations())
    info = _object(document.get("info", {}), "/info")
    return OpenApi(
        title=_text(info.get("title"))[:100],
        version=_text(info.get("version"))[:40],
        openapi=str(document["openapi"]),
        servers=_servers(document),
        operations=operations,
        schemes=builder.schemes,
        definitions=schemas.definitions(),
        name=name,
        url=url,
        docs=_link(document.get("externalDocs")),
        warnings=tuple(pointers.warnings),
    )


def _version(document: Any) -> bool:
    """Whether it is OpenAPI 3.0, with its own dialect of JSON Schema."""
    if not isinstance(document, dict):
        raise BadReference("an OpenAPI document is an object", place="the document")
    if "swagger" in document:
        raise BadReference("Swagger 2.0 is not read: convert it to OpenAPI 3 first", place="/swagger")
    found = VERSION.fullmatch(str(document.get("openapi", "")))
    if found is None:
        raise BadReference("`openapi` must be 3.0.x or 3.1.x", place="/openapi")
    if not isinstance(document.get("paths", {}), dict):
        raise BadReference("`paths` must be an object", place="/paths")
    return found[1] == "0"


class _Builder:
    """What the operations of one document share."""

    def __init__(self, document: Any, pointers: Pointers, schemas: Schemas) -> None:
        self.document = document
        self.pointers = pointers
        self.schemas = schemas
        self.schemes = tuple(self._security_schemes())
        self.everywhere = self._security(document.get("security"), "/security")
        self._known: dict[str, Parameter | None] = {}

    def operations(self) -> Iterator[Operation]:
        count = 0
        for path, item in _object(self.document.get("paths", {}), "/paths").items():
            if not path.startswith("/"):
                if not path.startswith("x-"):
                    self.pointers.warn(f"{under('/paths', path)}: a path begins with a slash; this one is left out")
                continue
            item, at = self.pointers.follow(item, under("/paths", path))
            shared = self._parameters(_object(item, at).get("parameters"), under(at, "parameters"))
            for method in METHODS:
                if method in item:
                    count += 1
                    if count > MOST_OPERATIONS:
                        raise BadReference(f"more than {MOST_OPERATIONS:,} operations", place="/paths")
                    yield self._operation(method, path, item, under(at, method), shared)

    def _operation(
        self, method: str, path: str, item: Mapping[str, Any], at: str, shared: Mapping[tuple[str, str], Parameter]
    ) -> Operation:
        value = _object(item[method], at)
        own = self._parameters(value.get("parameters"), under(at, "parameters"))
        body, body_at = self.pointers.follow(value.get("requestBody", {}), under(at, "requestBody"))
        has_own_security = isinstance(value.get("security"), list)
        return Operation(
            method=method.upper(),
            path=path,
            pointer=at,
            summary=_text(value.get("summary"))[:LONGEST_TEXT],
            deprecated=value.get("deprecated") is True,
            link=_link(value.get("externalDocs")),
            parameters=tuple({**shared, **own}.values()),
            body_required=isinstance(body, dict) and body.get("required") is True,
            body_pointer=body_at if "requestBody" in value else "",
            media=tuple(self._media(body, body_at)),
            security=self._security(value["security"], under(at, "security")) if has_own_security else self.everywhere,
            responses=tuple(self._responses(value.get("responses"), under(at, "responses"))),
            servers=_servers(value, default=_servers(item, default=())),
        )

    def _parameters(self, listed: Any, at: str) -> dict[tuple[str, str], Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for index, each in enumerate(_list(listed, at)):
            value, pointer = self.pointers.follow(each, under(at, index))
            if pointer not in self._known:
                self._known[pointer] = self._parameter(_object(value, pointer), pointer)
            parameter = self._known[pointer]
            if parameter is not None:
                found[parameter.place, parameter.name.lower()] = parameter
        return found

    def _parameter(self, value: Mapping[str, Any], at: str) -> Parameter | None:
        place, name = _text(value.get("in")), _text(value.get("name"))
        if place not in PLACES or not name or (place == "header" and name.lower() in NOT_PARAMETERS):
            return None
        content = value.get("content")
        style = _text(value.get("style")) or STYLES[place]
        schema, schema_at = value.get("schema"), under(at, "schema")
        if schema is None and isinstance(content, dict) and content:
            kind, inner = next(iter(content.items()))
            inner_at = under(at, "content", kind)
            schema, schema_at = _object(inner, inner_at).get("schema"), under(inner_at, "schema")
            style = "json" if "json" in kind else "content"
        explode = value.get("explode")
        return Parameter(
            name=name,
            place=place,
            pointer=at,
            required=value.get("required") is True or place == "path",
            schema=-1 if schema is None else self.schemas.number(schema, schema_at),
            style=style,
            explode=explode if isinstance(explode, bool) else style == "form",
            example=self._example(value, schema),
        )

    def _example(self, value: Mapping[str, Any], schema: Any) -> str:
        examples = value.get("examples")
        first = next(iter(examples.values()), None) if isinstance(examples, dict) else None
        first = self.pointers.behind(first)
        shown = {"example": value.get("example", first.get("value") if isinstance(first, dict) else None)}
        inner = self.pointers.behind(schema)
        return example_of(shown) or (example_of(inner) if isinstance(inner, dict) else "")

    def _media(self, body: Any, at: str) -> Iterator[Media]:
        content = body.get("content") if isinstance(body, dict) else None
        for kind, value in _object(content or {}, under(at, "content")).items():
            pointer = under(at, "content", kind)
            schema = _object(value or {}, pointer).get("schema")
            number = -1 if schema is None else self.schemas.number(schema, under(pointer, "schema"))
            yield Media(kind.lower().split(";")[0].strip(), number, pointer)

    def _security_schemes(self) -> Iterator[SecurityScheme]:
        components = _object(self.document.get("components", {}), "/components")
        at = "/components/securitySchemes"
        for key, each in _object(components.get("securitySchemes", {}), at).items():
            value, pointer = self.pointers.follow(each, under(at, key))
            kind, name = _text(_object(value, pointer).get("type")), _text(value.get("name"))
            if kind == "apiKey":
                yield SecurityScheme(key, _text(value.get("in")), name, "", pointer)
            elif kind == "http":
                yield SecurityScheme(key, "header", "Authorization", _text(value.get("scheme")).lower(), pointer)
            elif kind in ("oauth2", "openIdConnect"):
                yield SecurityScheme(key, "header", "Authorization", "bearer", pointer)
            else:
                yield SecurityScheme(key, "", "", "", pointer)

    def _security(self, listed: Any, at: str) -> tuple[tuple[Requirement, ...], ...]:
        """The alternatives; an empty list means that nothing is needed, no list that nothing is documented."""
        if listed is None:
            return ()
        alternatives = tuple(
            tuple(
                Requirement(key, tuple(str(scope) for scope in _list(scopes, under(at, index, key))))
                for key, scopes in _object(each, under(at, index)).items()
            )
            for index, each in enumerate(_list(listed, at))
        )
        return alternatives or ((),)

    def _responses(self, documented: Any, at: str) -> Iterator[tuple[str, str]]:
        for status, each in _object(documented or {}, at).items():
            value, pointer = self.pointers.follow(each, under(at, status))
            yield status, _text(_object(value, pointer).get("description")).strip()[:LONGEST_TEXT]


def _servers(value: Any, *, default: tuple[str, ...] = ("/",)) -> tuple[str, ...]:
    listed = value.get("servers") if isinstance(value, dict) else None
    urls = (each.get("url") for each in (listed if isinstance(listed, list) else ()) if isinstance(each, dict))
    return tuple(str(each)[:500] for each in urls if each) or default


def _link(value: Any) -> str:
    link = _text(value.get("url")) if isinstance(value, dict) else ""
    return link[:500] if link.startswith(("https://", "http://")) else ""


def _object(value: Any, at: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadReference(f"an object is expected, not {_kind(value)}", place=at)
    return value


def _list(value: Any, at: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadReference(f"a list is expected, not {_kind(value)}", place=at)
    return value


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}.get(
        type(value), "a number"
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
