"""OpenAPI 3.0 and 3.1 documents as one compact, immutable index each; no reference is ever fetched."""

import re

from triage.engine.reference.openapi.building import build
from triage.engine.reference.openapi.loading import load
from triage.engine.reference.openapi.packing import pack_openapi, unpack_openapi
from triage.engine.reference.openapi.values import OpenApi, Operation, Parameter

__all__ = ["OpenApi", "Operation", "Parameter", "is_openapi", "pack_openapi", "read_openapi", "unpack_openapi"]

# The key that every such document has, in YAML at the beginning of a line, in JSON behind a brace or a comma.
KEY = rb"[\"']?(?:openapi|swagger)[\"']?\s{0,4}:"
NAMED = re.compile(rb"^" + KEY + rb"|[{,]\s{0,40}" + KEY, re.MULTILINE)


def is_openapi(content: bytes) -> bool:
    """Whether a file sets out to be an OpenAPI (or Swagger) document."""
    return NAMED.search(content) is not None


def read_openapi(content: bytes, *, name: str = "", url: str = "") -> OpenApi:
    """The index of a document in JSON or YAML; ``url`` is where the vendor publishes it.

    Raises TooLarge, and BadReference with a line or a JSON pointer where the document cannot be used.
    """
    return build(load(content), name=name, url=url)
