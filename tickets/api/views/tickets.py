"""Tickets: create, list, read, and say how it went."""

from typing import Any, cast

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api import answers, lookup, schema, terminal
from tickets.api.authentication import sender_of, user_of
from tickets.api.endpoint import Endpoint
from tickets.api.parsers import JSONParser, MultiPartParser
from tickets.api.problems import FieldError, Trouble
from tickets.api.renderers import JSONRenderer, TextRenderer
from tickets.api.serializers import ListSerializer, OutcomeSerializer
from tickets.api.submissions import Submission, checked, idempotency_key, queried, submission_of
from tickets.models import Ticket, User
from tickets.services import intake, keys, replying
from tickets.services.intake import Origin


class TicketsView(Endpoint):
    """All tickets of the key's customer, and the door for new ones."""

    parser_classes = (JSONParser, MultiPartParser)
    renderer_classes = (JSONRenderer, TextRenderer)

    def needs_key(self, request: Request) -> bool:
        """Listing needs a key; creating does unless the desk takes anonymous tickets; other methods are not there."""
        return request.method in ("GET", "HEAD") or (request.method == "POST" and not settings.ANONYMOUS_TICKETS)

    @schema.list_tickets
    def get(self, request: Request) -> Response:
        """The newest tickets first, by pages that do not shift when tickets are added."""
        query = queried(ListSerializer, request)
        limit, after = query.pop("limit"), query.pop("after", "")
        mine = Ticket.objects.visible_to(cast(User, user_of(request)))
        rows = mine.filter(**query).defer("text").order_by("-pk")
        if after:
            rows = rows.filter(pk__lt=mine.filter(number=after).values("pk")[:1])
        tickets, more = lookup.page_of(rows, limit)
        if after and not tickets and not mine.filter(number=after).exists():
            raise lookup.unknown_cursor()
        following = lookup.next_address(request, tickets[-1].number) if more else None
        return Response(answers.TicketsJSON(tickets=[answers.summary(each) for each in tickets], next=following))

    @schema.create_ticket
    @sensitive_variables()
    def post(self, request: Request) -> Response:
        """Stores the masked paste with its diagnosis, and answers both."""
        submission = submission_of(request)
        origin = _origin(request, submission)
        accepted = intake.submit(submission.paste, origin, now=timezone.now(), anyway=submission.anyway)
        path = reverse("api:ticket", kwargs={"number": accepted.ticket.number})
        headers = {"Location": answers.address(path)}
        if accepted.replayed:
            headers["Idempotency-Replayed"] = "true"
        return Response(answers.created(accepted), status=201, headers=headers)

    def write_text(self, data: Any) -> str:
        """For a terminal."""
        return terminal.tickets_text(data) if self.request.method == "GET" else terminal.ticket_text(data)


class TicketView(Endpoint):
    """One ticket."""

    renderer_classes = (JSONRenderer, TextRenderer)

    @schema.read_ticket
    def get(self, request: Request, number: str) -> Response:
        """The ticket with its diagnosis and the masked paste."""
        ticket = lookup.ticket_for(request, number)
        return Response(answers.ticket_json(ticket, ticket.findings.all(), ticket.masks.all()))

    def write_text(self, data: Any) -> str:
        """For a terminal."""
        return terminal.ticket_text(data)


class OutcomeView(Endpoint):
    """The customer's word on the fix."""

    @schema.say_outcome
    def post(self, request: Request, number: str) -> Response:
        """Solves the ticket if the fix helped; sends it to a person if the call is still broken.

        One that ended long ago is followed up by another, which is answered, its address in `Location`.
        """
        ticket = lookup.ticket_for(request, number)
        outcome = Ticket.Outcome(checked(OutcomeSerializer, request.data)["verdict"])
        said_of = replying.say_outcome(ticket=ticket, outcome=outcome, now=timezone.now())
        return Response(answers.told(said_of), headers=lookup.moved_on(ticket, said_of))


def _origin(request: Request, submission: Submission) -> Origin:
    """Who submits: the key's customer, else an address of the network and perhaps one to mail to."""
    user = user_of(request)
    if user is not None and submission.email:
        detail = "With an API key the ticket belongs to the key's customer; leave `email` out."
        raise Trouble("invalid", errors=[FieldError(detail=detail, pointer="#/email")])
    return Origin(
        sender=sender_of(request),
        customer=None if user is None else keys.customer_of(user),
        email=submission.email,
        subject=submission.subject,
        key=idempotency_key(request),
    )
