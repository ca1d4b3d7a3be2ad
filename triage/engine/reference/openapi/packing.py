"""An index as bytes, to be stored once at import and loaded by every web process."""

import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from triage.engine.errors import BadReference
from triage.engine.reference.openapi.values import (
    Definition,
    Media,
    OpenApi,
    Operation,
    Parameter,
    Requirement,
    SecurityScheme,
)

FORMAT = 1


def pack_openapi(api: OpenApi) -> bytes:
    """The index as compressed JSON, with the number of its format."""
    return zlib.compress(orjson.dumps({"format": FORMAT, "api": api}), 6)


def unpack_openapi(packed: bytes) -> OpenApi:
    """The index that was packed; raises BadReference where it is of another format, to be read anew from its source."""
    try:
        value = orjson.loads(zlib.decompress(packed))
    except (zlib.error, orjson.JSONDecodeError) as error:
        raise BadReference("the index is damaged", place="the index") from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise BadReference("the index is of another format", place="the index")
    try:
        return _api(value["api"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadReference("the index is damaged", place="the index") from error


def _api(value: Mapping[str, Any]) -> OpenApi:
    shared: dict[str, Parameter] = {}
    return OpenApi(
        **{
            **value,
            "servers": tuple(value["servers"]),
            "warnings": tuple(value["warnings"]),
            "operations": tuple(_operation(each, shared) for each in value["operations"]),
            "schemes": tuple(SecurityScheme(**each) for each in value["schemes"]),
            "definitions": tuple(
                Definition(each["pointer"], each["text"], tuple(each["refers_to"])) for each in value["definitions"]
            ),
        }
    )


def _operation(value: Mapping[str, Any], shared: dict[str, Parameter]) -> Operation:
    return Operation(
        **{
            **value,
            "parameters": tuple(shared.setdefault(each["pointer"], Parameter(**each)) for each in value["parameters"]),
            "media": tuple(Media(**each) for each in value["media"]),
            "security": tuple(
                tuple(Requirement(each["scheme"], tuple(each["scopes"])) for each in alternative)
                for alternative in value["security"]
            ),
            "responses": tuple((status, text) for status, text in value["responses"]),
            "servers": tuple(value["servers"]),
        }
    )
