"""What a documented rule cites: the place in the OpenAPI document, by its version and JSON pointer."""

from triage.engine.finding import Citation
from triage.engine.reference.openapi.matching import Match
from triage.engine.reference.openapi.values import OpenApi

SPECIFICATION = "https://spec.openapis.org/oas/latest.html"
LONGEST_POINTER = 200


def openapi(match: Match, pointer: str) -> Citation:
    """The place in the document, linked to the operation's own page where the document names one."""
    page = match.operation.link if match.operation is not None else ""
    return Citation("openapi", f"{match.api.label} {_cut(pointer)}", page or link_of(match.api))


def link_of(api: OpenApi) -> str:
    """Where the document can be read: its address, the page it names, else the specification that explains it."""
    return next((each for each in (api.url, api.docs) if each.startswith("https://")), SPECIFICATION)


def _cut(pointer: str) -> str:
    return pointer if len(pointer) <= LONGEST_POINTER else f"{pointer[:LONGEST_POINTER]}…"
