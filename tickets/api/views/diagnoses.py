"""A diagnosis without a ticket."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api import answers, schema, terminal
from tickets.api.authentication import sender_of, user_of
from tickets.api.endpoint import READ, Endpoint
from tickets.api.parsers import JSONParser, MultiPartParser
from tickets.api.renderers import JSONRenderer, TextRenderer
from tickets.api.submissions import submission_of
from tickets.services import intake
from tickets.services.intake import Origin


class DiagnosesView(Endpoint):
    """Masks, reads and diagnoses; stores nothing."""

    parser_classes = (JSONParser, MultiPartParser)
    renderer_classes = (JSONRenderer, TextRenderer)

    def needs_key(self, request: Request) -> bool:
        """As for creating a ticket."""
        return request.method == "POST" and not settings.ANONYMOUS_TICKETS

    def scope_of(self, request: Request) -> str:
        """Nothing is written, so reading is enough."""
        return READ

    @schema.diagnose
    @sensitive_variables()
    def post(self, request: Request) -> Response:
        """What is wrong, where it shows in `masked`, and how to fix it; what is missing where nothing can be said.

        Nothing is stored: `masked` and `masks` show what a ticket of the same body would keep, before one is made.
        """
        submission = submission_of(request)
        user = user_of(request)
        origin = Origin(sender=sender_of(request), email=submission.email or (user.email if user else ""))
        prepared = intake.prepare(submission.paste, origin, now=timezone.now())
        return Response(answers.diagnosis_json(prepared.examined))

    def write_text(self, data: Any) -> str:
        """For a terminal."""
        return terminal.diagnosis_text(data)
