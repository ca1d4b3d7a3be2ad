"""Every problem the API answers with: its stable code, status and title (RFC 9457), listed at ``/api/v1/problems``.

``Trouble`` is what the API's own code raises; ``tickets.api.errors`` turns it and everything else into an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

from tickets.services.pasting import Refused
from triage import engine

PATH = "/api/v1/problems"


@dataclass(frozen=True, slots=True)
class Problem:
    """One type of problem. ``title`` and ``code`` never change; ``meaning`` says when it is answered."""

    code: str
    status: int
    title: str
    meaning: str

    @property
    def type(self) -> str:
        """The problem's type, a reference relative to the server (RFC 9457 section 3.1.1)."""
        return f"{PATH}#{self.code}"


_PROBLEMS = (
    Problem("malformed_body", 400, "The body cannot be parsed", "The JSON or multipart body breaks its own grammar."),
    Problem("malformed_request", 400, "The request cannot be read", "A header or the query string is damaged."),
    Problem("not_authenticated", 401, "An API key is needed", "The request carries no API key and needs one."),
    Problem("key_invalid", 401, "The API key is not valid", "The key is unknown, revoked, expired or badly written."),
    Problem("scope_missing", 403, "The API key may not do this", "The key lacks the scope that this needs."),
    Problem("not_found", 404, "No such ticket", "There is no such ticket, or this key or token does not open it."),
    Problem("no_such_path", 404, "No such path", "The API has nothing at this path."),
    Problem("no_such_entry", 404, "Not documented", "The guide has no entry for this status."),
    Problem("method_not_allowed", 405, "Method not allowed", "The path exists; Allow lists its methods."),
    Problem("not_acceptable", 406, "Not acceptable", "Accept names no form that the API can answer in."),
    Problem("cannot_move", 409, "The ticket has moved on", "Somebody changed the ticket's state at the same moment."),
    Problem("length_required", 411, "Length required", "The body came without a Content-Length."),
    Problem("too_large", 413, "Content too large", "The paste, the file or the whole body is over its limit."),
    Problem("unsupported_media_type", 415, "Unsupported media type", "The body's type or encoding is not taken here."),
    # RFC 9110 section 15.5.16: a 415 may be "a result of inspecting the data directly", whatever the header said.
    Problem("binary", 415, "Not text", "The body is an archive, an image or other bytes that are no text."),
    Problem("empty", 422, "Nothing to read", "There is no call and no response in the submission."),
    Problem("unreadable", 422, "Nothing was recognised", "Neither a call nor a response was recognised in the text."),
    Problem("incomplete", 422, "Something is missing", "missing lists what is needed, and how to get it."),
    Problem("malformed_call", 422, "The file is damaged", "A HAR or the like was recognised, then found broken."),
    Problem("idempotency_key_invalid", 400, "Bad Idempotency-Key", "It must be 1 to 255 printable ASCII characters."),
    Problem("idempotency_key_reused", 422, "Idempotency-Key reused", "The key was used for another submission."),
    Problem("invalid", 422, "A field is not valid", "errors lists each wrong field or parameter."),
    Problem("throttled", 429, "Too many requests", "Wait as many seconds as Retry-After says."),
    Problem("internal_error", 500, "The desk failed", "An error of ours; it was logged under X-Request-Id."),
)
PROBLEMS: Mapping[str, Problem] = {problem.code: problem for problem in _PROBLEMS}


class FieldError(TypedDict):
    """One wrong field: ``pointer`` into the body (RFC 6901, as a fragment) or ``parameter`` of the query."""

    detail: str
    pointer: NotRequired[str]
    parameter: NotRequired[str]


class MissingPart(TypedDict):
    """What is missing in the paste, and how to get it."""

    what: str
    how: str


class ProblemDetails(TypedDict):
    """A problem (RFC 9457). ``hint`` says what to do; ``missing`` and ``errors`` are there where they apply."""

    type: str
    title: str
    status: int
    detail: str
    hint: NotRequired[str]
    missing: NotRequired[list[MissingPart]]
    errors: NotRequired[list[FieldError]]


@dataclass(eq=False)
class Trouble(Exception):
    """One occurrence of a problem; ``code`` is in ``PROBLEMS``. ``detail`` and ``hint`` never quote the body.

    Not frozen, unlike other values: raising writes the traceback into it.
    """

    code: str
    detail: str = ""
    hint: str = ""
    missing: Sequence[engine.Missing] = ()
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """Its type."""
        return PROBLEMS[self.code]

    def details(self) -> ProblemDetails:
        """What is answered."""
        problem = self.problem
        details = ProblemDetails(
            type=problem.type, title=problem.title, status=problem.status, detail=self.detail or problem.meaning
        )
        if self.hint:
            details["hint"] = self.hint
        if self.missing:
            details["missing"] = [MissingPart(what=each.what, how=each.how) for each in self.missing]
        if self.errors:
            details["errors"] = list(self.errors)
        return details


def of_refusal(refused: Refused) -> Trouble:
    """A submission that cannot be taken, as the API tells it."""
    wanting = refused.code in ("incomplete", "unreadable")
    hint = "Or send it all the same with `anyway` (`?anyway=1`), and a person will look." if wanting else refused.hint
    return Trouble(refused.code, str(refused), hint=hint, missing=refused.missing)
