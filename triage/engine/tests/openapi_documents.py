"""Small OpenAPI documents for the tests, written as Python values."""

import json
from collections.abc import Mapping
from typing import Any

from triage.engine.reference import read_openapi
from triage.engine.reference.openapi import OpenApi
from triage.engine.reference.openapi.checking import Fault, Unseen, check
from triage.engine.reference.openapi.matching import Match, locate

BODY = "/paths/~1things/post/requestBody/content/application~1json/schema"
Json = Any


def document(schema: Json = None, *, schemas: Json = None, version: str = "3.0.3", **more: Json) -> dict[str, Any]:
    """A document of one operation, `POST /things`, whose JSON body has that schema."""
    media = {} if schema is None else {"schema": schema}
    operation = {"requestBody": {"content": {"application/json": media}}, "responses": {}}
    made = {
        "openapi": version,
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": schemas or {}},
    }
    return made | more


def read(value: Json) -> OpenApi:
    return read_openapi(json.dumps(value).encode())


def indexed(schema: Json, **more: Json) -> OpenApi:
    return read(document(schema, **more))


def body_schema(api: OpenApi) -> int:
    return api.operations[0].media[0].schema


def faults(
    schema: Json, value: Json, *, hidden: Mapping[tuple[str, ...], Unseen] | None = None, **more: Json
) -> tuple[Fault, ...]:
    """What is wrong with a body of that schema."""
    api = indexed(schema, **more)
    return check(api, body_schema(api), value, hidden=hidden or {})


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def at(value: Json, pointer: str) -> Json:
    """What stands at a JSON pointer; raises KeyError or IndexError where nothing does."""
    for segment in pointer.split("/")[1:]:
        name = segment.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def with_paths(*paths: str, servers: Json = None, **methods: list[str]) -> OpenApi:
    """A document with those paths, GET on each, or the methods given for a path by its number."""
    items: dict[str, Any] = {
        path: {m: {} for m in methods.get(f"m{number}", ["get"])} for number, path in enumerate(paths)
    }
    more = {} if servers is None else {"servers": [{"url": url} for url in servers]}
    return read({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": items, **more})


def found(api: OpenApi, path: str, *, host: str = "", method: str = "GET") -> Match | None:
    return locate([api], method=method, host=host, path=path)
