"""Small documents that the tests import."""

import json
from typing import Any

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
FINE = {"200": {"description": "Fine"}}
PATHS: dict[str, Any] = {
    "/pets": {"get": {"summary": "List pets", "responses": FINE}, "post": {"responses": FINE}},
    "/pets/{id}": {"parameters": [ID], "get": {"summary": "Show a pet", "responses": FINE}},
}


def api(version: str = "1.0", paths: dict[str, Any] | None = None) -> bytes:
    """A valid document of a vendor called Pets."""
    info = {"title": "Pets", "version": version}
    servers = [{"url": "https://api.pets.example/v1"}]
    return json.dumps({"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths or PATHS}).encode()


API = api()
