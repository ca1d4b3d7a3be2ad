"""Diagnoses of calls over a small document, for the tests of the rules that hold a call against one."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from triage.engine.diagnosis import diagnose
from triage.engine.finding import Confidence, Finding
from triage.engine.reading import read
from triage.engine.redaction import redact
from triage.engine.reference import default_reference, read_openapi

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FAMILIES = ("SCHEMA-", "PARAM-", "PATH-", "METHOD-", "TYPE-", "HOST-", "DOC-", "FIELD-")


def document(
    schema: Any = None, *, media: str = "application/json", parameters: Any = None, path: str = "/things"
) -> Any:
    """A document of `POST` and `GET` on one path of https://api.shop.example."""
    body = {} if schema is None else {"requestBody": {"content": {media: {"schema": schema}}}}
    operation = {**body, "parameters": parameters or [], "responses": {"200": {"description": "OK"}}}
    return {
        "openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": "https://api.shop.example"}],
        "paths": {path: {"post": operation, "get": {**operation, "requestBody": {}}}},
    }  # fmt: skip


def findings(paste: str, value: Any) -> list[Finding]:
    """What is found in a paste by the rules that read documents, as the product does it: masked, read, diagnosed."""
    redacted = redact(paste)
    api = read_openapi(json.dumps(value).encode())
    reference = replace(default_reference(), documents=(api,))
    found = diagnose(read(redacted.text), reference, masks=redacted.masks, now=NOW).findings
    return [each for each in found if each.rule.startswith(FAMILIES)]


def posted(
    body: str, *, status: str = "400 Bad Request", kind: str = "application/json", answer: str = "", query: str = ""
) -> str:
    """A raw call of `POST /things` with its answer."""
    return (
        f"POST /things{query} HTTP/1.1\nHost: api.shop.example\nContent-Type: {kind}\n\n{body}\n\n"
        f"HTTP/1.1 {status}\nContent-Type: application/json\n\n{answer}"
    )


def accused(found: list[Finding]) -> list[tuple[str, str]]:
    """Rule and name of each finding that blames the call."""
    return [(each.rule, each.location.name) for each in found if each.confidence is not Confidence.POSSIBLE]
