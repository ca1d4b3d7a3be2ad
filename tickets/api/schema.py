"""What the OpenAPI document says of each endpoint; the views carry these as decorators."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from tickets.api import answers
from tickets.api.problems import ProblemDetails
from tickets.api.serializers import (
    FormSerializer,
    ListSerializer,
    NewMessageFormSerializer,
    NewMessageSerializer,
    OptionsSerializer,
    OutcomeSerializer,
    PageSerializer,
    SubmissionSerializer,
)
from tickets.api.shapes import Schema, components, reference_to

HEADER: Literal["header"] = "header"
RAW = {"type": "string", "description": "The paste itself; read as it is, never as a form. At most 256 KiB."}
BODIES: dict[str, Any] = {
    "application/json": SubmissionSerializer,
    "multipart/form-data": FormSerializer,
    "text/plain": RAW,
    "application/x-www-form-urlencoded": RAW,
    "application/octet-stream": RAW,
}
SHAPES = (
    answers.CreatedJSON,
    answers.DiagnosisJSON,
    answers.GuideEntryJSON,
    answers.MessagesJSON,
    answers.OutcomeJSON,
    answers.ReferenceJSON,
    answers.TicketJSON,
    answers.TicketsJSON,
    answers.WrittenJSON,
    ProblemDetails,
)
TOKEN = OpenApiParameter(
    "Ticket-Token", str, HEADER, description="The `token` that creating the ticket answered; instead of an API key."
)
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    HEADER,
    description="1 to 255 printable ASCII characters. The same key with the same paste answers the same ticket, with "
    "`Idempotency-Replayed: true`; with another paste, 422. Kept for two days, per sender.",
)
REPLAYED = OpenApiParameter("Idempotency-Replayed", str, HEADER, response=[201], description="`true` on a repetition.")
MOVED_ON = OpenApiParameter(
    "Location", str, HEADER, response=[200, 201], description="The follow-up's address, where it is said of that."
)
LOCATION = OpenApiParameter("Location", str, HEADER, response=[201], description="The ticket's address.")


def _answers(status: int, shape: Any, *, text: bool = False) -> dict[Any, Any]:
    """One answer as JSON, and for terminals as text."""
    forms: dict[Any, Any] = {(status, "application/json"): reference_to(shape)}
    return {**forms, (status, "text/plain"): OpenApiTypes.STR} if text else forms


list_tickets = extend_schema(
    operation_id="list_tickets",
    summary="List tickets",
    parameters=[ListSerializer],
    responses=_answers(200, answers.TicketsJSON, text=True),
)
create_ticket = extend_schema(
    operation_id="create_ticket",
    summary="Create a ticket",
    parameters=[OptionsSerializer, KEY, REPLAYED, LOCATION],
    request=BODIES,
    responses=_answers(201, answers.CreatedJSON, text=True),
)
read_ticket = extend_schema(
    operation_id="read_ticket",
    summary="Read a ticket",
    parameters=[TOKEN],
    responses=_answers(200, answers.TicketJSON, text=True),
)
say_outcome = extend_schema(
    operation_id="say_outcome",
    summary="Say whether the fix helped",
    parameters=[TOKEN, MOVED_ON],
    request=OutcomeSerializer,
    responses=_answers(200, answers.OutcomeJSON),
)
list_messages = extend_schema(
    operation_id="list_messages",
    summary="Read the conversation",
    parameters=[PageSerializer, TOKEN],
    responses=_answers(200, answers.MessagesJSON),
)
write_message = extend_schema(
    operation_id="write_message",
    summary="Write to support",
    parameters=[TOKEN, MOVED_ON],
    request={"application/json": NewMessageSerializer, "multipart/form-data": NewMessageFormSerializer},
    responses=_answers(201, answers.WrittenJSON),
)
diagnose = extend_schema(
    operation_id="diagnose",
    summary="Diagnose without a ticket",
    request=BODIES,
    responses=_answers(200, answers.DiagnosisJSON, text=True),
)
list_reference = extend_schema(
    operation_id="list_reference",
    summary="Read the status guide",
    auth=[],
    responses=_answers(200, answers.ReferenceJSON),
)
read_reference = extend_schema(
    operation_id="read_reference",
    summary="Read one status of the guide",
    auth=[],
    responses=_answers(200, answers.GuideEntryJSON),
)


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the document names API keys."""

    target_class = "tickets.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> Schema:
        """HTTP Bearer."""
        return {"type": "http", "scheme": "bearer", "description": "An API key: `Authorization: Bearer desk_…`"}


def without_twins(endpoints: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The endpoints of our own API, each path once: the ones with a slash at the end are the same."""
    return [each for each in endpoints if each[0].startswith("/api/v1/") and not each[0].endswith("/")]


def with_answers(result: Schema, **_: Any) -> Schema:
    """The document with the answers' components, and a problem as what each operation may answer besides.

    Only listing always needs a key: creating may be open to all, and a ticket's token opens the ticket.
    """
    result["components"].setdefault("schemas", {}).update(components(*SHAPES))
    problem = {"application/problem+json": {"schema": reference_to(ProblemDetails)}}
    for path in result["paths"].values():
        for operation in path.values():
            if operation["operationId"] != "list_tickets":
                operation["security"] = [*operation.get("security", ()), {}]
            operation["responses"]["default"] = {"description": "A problem (RFC 9457).", "content": problem}
    return result
