"""The vendor's documents in a terminal: ``reference FILE`` prints what an import would read, ``diagnose`` uses it."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from triage.engine.errors import EngineError
from triage.engine.printing import Json, error_json
from triage.engine.reference import OpenApi, Reference, default_reference, is_openapi, read_openapi
from triage.engine.reference.overlay import overlay
from triage.engine.reference.pages import Page, read_page


def add_reference(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its options to the engine's."""
    command = commands.add_parser("reference", help="print what an import of a document would read, as JSON")
    command.add_argument(
        "file",
        help="an errors page (HTML, Markdown, reStructuredText, CSV, copied text) or OpenAPI; - is standard input",
    )
    command.add_argument("--url", default="", help="where the vendor publishes it; links are joined to it")


def run_reference(options: argparse.Namespace) -> int:
    """Print the page, or the error in its place; 1 where nothing could be read."""
    known = options.file != "-"
    content = Path(options.file).read_bytes() if known else sys.stdin.buffer.read()
    name = Path(options.file).name if known else ""
    status, answer = 0, dict[str, object]()
    try:
        answer = dict(_read(content, name=name, url=options.url))
    except EngineError as error:
        status, answer = 1, {"error": error_json(error)}
    sys.stdout.buffer.write((json.dumps(answer, indent=2) + "\n").encode())
    return status


def vendor_reference(guide: Path | None, documents: Sequence[Path]) -> Reference:
    """The default guide with the vendor's errors page over it, and its OpenAPI documents.

    Raises BadReference, or TooLarge, where one of them cannot be used.
    """
    made = default_reference()
    if guide is not None:
        page = read_page(guide.read_bytes().decode("utf-8-sig", "replace"), name=guide.name)
        made = overlay(made, page, name=guide.name, version="")
    apis = tuple(read_openapi(path.read_bytes(), name=path.name) for path in documents)
    return replace(made, documents=apis)


def _read(content: bytes, *, name: str, url: str) -> Json:
    if is_openapi(content):
        return openapi_json(read_openapi(content, name=name, url=url))
    return page_json(read_page(content.decode("utf-8-sig", "replace"), name=name, url=url))


def openapi_json(api: OpenApi) -> Json:
    """An OpenAPI document, which holds neither entries nor codes but operations."""
    return {
        "entries": [],
        "codes": [],
        "warnings": list(api.warnings),
        "openapi": {
            "title": api.title,
            "version": api.version,
            "servers": list(api.servers),
            "operations": [
                {"method": each.method, "path": each.path, "summary": each.summary} for each in api.operations
            ],
        },
    }


def page_json(page: Page) -> Json:
    """A page with the names that the command and its users rely on."""
    return {
        "entries": [
            {"status": each.status, "title": each.title, "text": each.meaning, "fix": list(each.fix), "link": each.link}
            for each in page.entries
        ],
        "codes": [{"code": each.code, "status": each.status, "text": each.text} for each in page.codes],
        "warnings": list(page.warnings),
    }
