"""Small documents that the tests import."""

import json
from collections.abc import Iterable
from typing import Any

from tickets.models import Document, DocumentBody, DocumentVersion
from tickets.services import importing
from tickets.tests.services.samples import NOW

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


def entry(status: str, title: str = "Title", **given: object) -> dict[str, object]:
    """An entry as it is read from a page."""
    plain = {"meaning": "Meaning.", "fix": ["Step."], "link": "https://pets.example/errors", "audience": "caller"}
    return {"status": status, "title": title, **plain, **given}


def code(name: str, **given: object) -> dict[str, object]:
    """An error code as it is read from a page."""
    return {"code": name, "text": "Meaning.", "status": "", "path": "", "fix": [], "link": "", **given}


def page(*entries: dict[str, object], codes: Iterable[dict[str, object]] = (), name: str = "errors") -> DocumentVersion:
    """A version of a page as the check leaves it: what the engine reads in pages has tests of its own."""
    document, _ = Document.objects.get_or_create(kind="page", name=name)
    version = DocumentVersion.objects.create(
        document=document,
        number=document.versions.count() + 1,
        state="preview",
        digest="0" * 64,
        size=862,
        uploaded_at=NOW,
        checked_at=NOW,
    )
    DocumentBody.objects.create(version=version, content=b"", reading={"entries": entries, "codes": list(codes)})
    return DocumentVersion.objects.select_related("document", "body").get(pk=version.pk)


def checked(content: bytes, name: str = "pets.json", url: str = "") -> DocumentVersion:
    """An uploaded version after its check."""
    version = importing.upload(content=content, file_name=name, url=url, by=None, now=NOW)
    importing.check(version.pk, now=NOW)
    return DocumentVersion.objects.select_related("document", "body").get(pk=version.pk)
