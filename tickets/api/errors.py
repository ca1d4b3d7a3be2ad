"""The one place where an exception becomes an answer: ``application/problem+json``, or plain text for a terminal.

What went wrong inside the desk is logged by its kind and place, never by its words: they may quote the paste.
"""

import traceback
from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api.problems import FieldError, Trouble, of_refusal
from tickets.api.renderers import JSONRenderer, TextRenderer
from tickets.services.moving import CannotMove
from tickets.services.pasting import Refused
from triage import engine

PROBLEM_JSON = "application/problem+json"

logger = structlog.get_logger(__name__)


def handle_error(error: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to any exception of a view; never None, so that no error page of Django's shows what was sent."""
    trouble = trouble_of(error)
    if trouble.code == "internal_error":
        _log(error)
    request: Request = context["request"]
    is_text = isinstance(getattr(request, "accepted_renderer", None), TextRenderer)
    if not is_text:
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    return Response(
        trouble.details(),
        status=trouble.problem.status,
        headers=dict(trouble.headers),
        content_type=None if is_text else PROBLEM_JSON,
    )


def trouble_of(error: Exception) -> Trouble:
    """What an exception means to the caller."""
    match error:
        case Trouble():
            return error
        case Refused():
            return of_refusal(error)
        case CannotMove():
            return Trouble("cannot_move", str(error), hint="Read the ticket again.")
        case engine.TooLarge():
            return Trouble("too_large", str(error), hint="Send the failing call and its response only.")
        case exceptions.APIException():
            return _of_framework(error)
        case Http404():
            return Trouble("no_such_path", "")
        case RequestDataTooBig():
            return Trouble("too_large", "The form's fields are larger than the limit.")
        case SuspiciousOperation():
            return Trouble("malformed_request", "The request has too many fields or a damaged header.")
        case UnreadablePostError():
            return Trouble("malformed_body", "The body ended before its length was reached.")
    return Trouble("internal_error", "The desk failed.", hint="Try again; if it persists, tell us the X-Request-Id.")


def _of_framework(error: exceptions.APIException) -> Trouble:
    """DRF's own exceptions, in our codes."""
    match error:
        case exceptions.MethodNotAllowed():
            return Trouble("method_not_allowed", str(error.detail), hint="The Allow header lists the methods.")
        case exceptions.NotAcceptable():
            return Trouble("not_acceptable", "", hint="Accept application/json.")
        case exceptions.UnsupportedMediaType():
            return Trouble("unsupported_media_type", "", hint="Send Content-Type: application/json.")
        case exceptions.ValidationError():
            return Trouble("invalid", "", errors=field_errors(error.detail))
        case exceptions.Throttled():
            seconds = max(1, round(getattr(error, "wait", None) or 1))
            return Trouble("throttled", f"Wait {seconds} seconds.", headers={"Retry-After": str(seconds)})
        case exceptions.ParseError():
            return Trouble("malformed_body", "", hint="Send JSON, a multipart form, or the paste itself.")
    return Trouble("internal_error", "The desk failed.")


def field_errors(detail: Any) -> list[FieldError]:
    """DRF's errors by field, as RFC 9457 lists them; errors of the whole body point at its root."""
    by_field = detail if isinstance(detail, Mapping) else {"non_field_errors": detail}
    return [
        FieldError(detail=str(text), pointer="#" if name == "non_field_errors" else f"#/{_escaped(name)}")
        for name, texts in by_field.items()
        for text in (texts if isinstance(texts, list) else [texts])
    ]


def _escaped(name: str) -> str:
    """A member's name in a JSON pointer (RFC 6901 section 3), cut: a hostile body may name it at any length."""
    return str(name)[:80].replace("~", "~0").replace("/", "~1")


def _log(error: Exception) -> None:
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    logger.error("api_failed", error=type(error).__name__, at=frames[-12:])
