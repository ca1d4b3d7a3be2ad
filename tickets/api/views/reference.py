"""The status guide: what the vendor documents for each status."""

import re

from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api import answers, schema
from tickets.api.endpoint import Endpoint
from tickets.api.problems import Trouble
from tickets.models import GuideEntry

STATUS = re.compile(r"[1-9](?:[0-9]{2}|xx)")


class ReferenceView(Endpoint):
    """The whole guide."""

    @schema.list_reference
    def get(self, request: Request) -> Response:
        """Every entry, by status; ranges (`4xx`) after the single ones."""
        return Response(answers.ReferenceJSON(entries=[answers.entry_json(each) for each in GuideEntry.objects.all()]))


class ReferenceEntryView(Endpoint):
    """One status."""

    @schema.read_reference
    def get(self, request: Request, status: str) -> Response:
        """The entry of the status, else that of its range."""
        status = status.lower()
        wanted = (status, f"{status[:1]}xx") if STATUS.fullmatch(status) else ()
        # Digits sort before the x of a range, so the more exact entry comes first.
        entry = GuideEntry.objects.filter(status__in=wanted).order_by("status").first()
        if entry is None:
            raise Trouble("no_such_entry", hint="The documented ones are listed at /api/v1/reference.")
        return Response(answers.entry_json(entry))
