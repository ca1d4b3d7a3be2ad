"""The public conversation of a ticket. Internal notes are another model, which nothing here reads."""

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api import answers, lookup, schema
from tickets.api.endpoint import Endpoint
from tickets.api.serializers import NewMessageSerializer, PageSerializer
from tickets.api.submissions import checked, queried
from tickets.services import replying


class MessagesView(Endpoint):
    """What the customer and support said."""

    @schema.list_messages
    def get(self, request: Request, number: str) -> Response:
        """The oldest messages first, by pages."""
        query = queried(PageSerializer, request)
        rows = lookup.ticket_for(request, number).messages.order_by("pk")
        if after := query.get("after"):
            if not (after.isascii() and after.isdigit()):
                raise lookup.unknown_cursor()
            rows = rows.filter(pk__gt=int(after[:18]))
        messages, more = lookup.page_of(rows, query["limit"])
        following = lookup.next_address(request, messages[-1].pk) if more else None
        return Response(
            answers.MessagesJSON(messages=[answers.message_json(each) for each in messages], next=following)
        )

    @schema.write_message
    @sensitive_variables()
    def post(self, request: Request, number: str) -> Response:
        """Stores the masked message and wakes whoever waits for it; a ticket without a person gets one."""
        ticket = lookup.ticket_for(request, number)
        text = checked(NewMessageSerializer, request.data)["text"]
        message = replying.customer_wrote(ticket=ticket, text=text, now=timezone.now())
        return Response(answers.message_json(message), status=201)
