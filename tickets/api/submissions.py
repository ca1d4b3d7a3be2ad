"""From a request's body to a paste: JSON, a multipart form, or the raw paste itself."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.views.decorators.debug import sensitive_variables
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from tickets.api.negotiation import is_raw, media_type_of
from tickets.api.problems import FieldError, Trouble
from tickets.api.serializers import FormSerializer, OptionsSerializer, Strict, SubmissionSerializer
from tickets.services import pasting
from tickets.services.pasting import Paste, UploadedText

LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in, and what was said beside it."""

    paste: Paste
    email: str = ""
    subject: str = ""
    anyway: bool = False


@sensitive_variables()
def submission_of(request: Request) -> Submission:
    """The submission of any body. Raises Trouble, Refused or DRF's ValidationError."""
    if is_raw(request):
        return _submission(queried(OptionsSerializer, request), _raw(request))
    is_json = media_type_of(request) == "application/json"
    return _submission(*_fields(checked(SubmissionSerializer if is_json else FormSerializer, request.data)))


@sensitive_variables()
def _raw(request: Request) -> Paste:
    """The body as text. Read from the stream: Django would take curl's default type for a form and cut it at each &."""
    stream = request.stream
    content = stream.read() if stream is not None else b""
    if len(content) < pasting.told_length(request.META):
        raise Trouble("malformed_body", "The body ended before its Content-Length was reached.", hint="Send it again.")
    if len(content) > settings.PASTE_MAX_BYTES:
        raise pasting.too_large(len(content), settings.PASTE_MAX_BYTES)
    return Paste(text=pasting.decoded(content))


@sensitive_variables()
def _fields(fields: dict[str, Any]) -> tuple[dict[str, Any], Paste]:
    """The fields apart from the paste, and the paste."""
    file: UploadedFile | None = fields.pop("file", None)
    paste = Paste(
        text=fields.pop("paste", "") or fields.pop("call", ""),
        response=fields.pop("response", ""),
        file=uploaded(file),
        entries=tuple(int(each) for each in fields.pop("entries", "").split(",") if each),
    )
    return fields, paste


def uploaded(file: UploadedFile | None) -> UploadedText | None:
    """A file of a form, raw and in memory only."""
    return UploadedText(str(file.name), file.read()) if file else None


def _submission(options: dict[str, Any], paste: Paste) -> Submission:
    return Submission(
        paste=paste,
        email=options.get("email", ""),
        subject=options.get("subject", ""),
        anyway=options.get("anyway", False),
    )


@sensitive_variables()
def checked(serializer_class: type[Strict], data: Any) -> dict[str, Any]:
    """The values of the fields that were sent. Raises DRF's ValidationError."""
    serializer = serializer_class(data=data)
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def queried(serializer_class: type[Strict], request: Request) -> dict[str, Any]:
    """The values of the query string. Raises Trouble naming the parameters that are wrong."""
    try:
        return checked(serializer_class, request.query_params.dict())
    except ValidationError as error:
        errors = [
            FieldError(detail=str(text), parameter=str(name)[:80])
            for name, texts in cast(dict[str, list[str]], error.detail).items()
            for text in texts
        ]
        raise Trouble("invalid", errors=errors) from None


def idempotency_key(request: Request) -> str:
    """The sender's key, empty for none. Raises Trouble where it is too long or not printable ASCII."""
    key = str(request.META.get("HTTP_IDEMPOTENCY_KEY", ""))
    if "HTTP_IDEMPOTENCY_KEY" not in request.META:
        return ""
    if not 0 < len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise Trouble(
            "idempotency_key_invalid",
            f"The Idempotency-Key is not 1 to {LONGEST_KEY} printable ASCII characters.",
            hint="Send a random one with each new submission, for instance a UUID.",
        )
    return key
