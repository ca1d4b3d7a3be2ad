"""The public conversation of a ticket. Internal notes are another model, which nothing here reads."""

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api import answers, lookup, schema
from tickets.api.endpoint import Endpoint
from tickets.api.negotiation import media_type_of
from tickets.api.parsers import JSONParser, MultiPartParser
from tickets.api.serializers import NewMessageFormSerializer, NewMessageSerializer, PageSerializer
from tickets.api.submissions import checked, queried, uploaded
from tickets.models import Attachment
from tickets.services import replying


class MessagesView(Endpoint):
    """What the customer and support said."""

    parser_classes = (JSONParser, MultiPartParser)

    @schema.list_messages
    def get(self, request: Request, number: str) -> Response:
        """The oldest messages first, by pages."""
        query = queried(PageSerializer, request)
        ticket = lookup.ticket_for(request, number)
        rows = ticket.messages.order_by("pk").prefetch_related(_files())
        if after := query.get("after"):
            if not (after.isascii() and after.isdigit()):
                raise lookup.unknown_cursor()
            rows = rows.filter(pk__gt=int(after[:18]))
        messages, more = lookup.page_of(rows, query["limit"])
        following = lookup.next_address(request, messages[-1].pk) if more else None
        told = [answers.message_json(each, ticket) for each in messages]
        return Response(answers.MessagesJSON(messages=told, next=following))

    @schema.write_message
    @sensitive_variables()
    def post(self, request: Request, number: str) -> Response:
        """Stores the masked message and its file, and wakes whoever waits; a ticket without a person gets one.

        One that ended long ago is followed up by another, whose address `Location` tells. A thank-you wakes nobody.
        """
        ticket = lookup.ticket_for(request, number)
        is_json = media_type_of(request) == "application/json"
        given = checked(NewMessageSerializer if is_json else NewMessageFormSerializer, request.data)
        file = uploaded(given.get("file"))
        message = replying.customer_wrote(ticket=ticket, text=given["text"], file=file, now=timezone.now())
        prefetch_related_objects([message], _files())
        headers = lookup.moved_on(ticket, message.ticket)
        return Response(answers.written(message), status=201, headers=headers)


def _files() -> "Prefetch[str]":
    """The files of messages by their names, without what is in them."""
    return Prefetch("attachments", Attachment.objects.defer("text", "content"))
