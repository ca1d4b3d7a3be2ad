"""What would be stored of a submission, shown before anything is."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from tickets.models import Mask, Ticket
from tickets.services import exposing, intake, masking, showing
from tickets.services.attaching import MaskedFile
from tickets.services.exposing import Exposed
from tickets.services.intake import Prepared
from tickets.services.pasting import Refused
from tickets.services.showing import Piece
from tickets.web import page, transcript
from tickets.web.forms import PreviewForm
from tickets.web.page import Box, ShownFile
from tickets.web.submit import form_page, refusal_page
from tickets.web.throttle import sender_of, throttled
from tickets.web.ticket import UNPROCESSABLE


@dataclass(frozen=True, slots=True)
class Preview:
    """A submission as it would be stored; ``subject`` is empty where nothing in it is masked."""

    boxes: tuple[Box, ...]
    files: tuple[ShownFile, ...]
    subject: tuple[Piece, ...]
    hidden: tuple[Exposed, ...]
    hidden_more: int


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@sensitive_post_parameters()
@sensitive_variables()
@throttled
def preview(request: HttpRequest) -> HttpResponse:
    """The form again, and above it what the desk would keep of it. Stores nothing."""
    if request.method != "POST":
        return redirect("web:submit")  # an address that somebody kept: there is nothing to show without a form
    form = PreviewForm(request.POST, request.FILES)
    if not form.is_valid():
        return form_page(request, form, status=UNPROCESSABLE)
    try:
        prepared = intake.prepare(form.pasted(), form.origin(sender_of(request)), now=timezone.now())
    except Refused as refused:
        return refusal_page(request, form, refused)
    return form_page(request, form, status=200, preview=preview_of(prepared))


def preview_of(prepared: Prepared) -> Preview:
    """What is shown of a submission; asks the database nothing."""
    examined, subject, file = prepared.examined, prepared.subject, prepared.file
    ticket = Ticket(text=examined.text, response_at=examined.response_at)  # in memory: it is never saved
    masks = tuple(masking.rows(examined.masks, ticket, Mask.Place.TEXT))
    others = [*masking.rows(subject.masks, ticket, Mask.Place.SUBJECT)]
    if file is not None:
        others += masking.rows(file.text.masks, ticket, Mask.Place.ATTACHMENT)
        others += masking.rows(file.name.masks, ticket, Mask.Place.ATTACHMENT_NAME)
    hidden = exposing.exposed([*masks, *others])
    return Preview(
        boxes=page.boxes_of(ticket, showing.pieces(ticket.text, (), masks)),
        files=() if file is None else (_shown(file),),
        subject=transcript.marked(subject.text) if subject.masks else (),
        hidden=hidden[: page.MASKS_LISTED],
        hidden_more=len(hidden[page.MASKS_LISTED :]),
    )


def _shown(file: MaskedFile) -> ShownFile:
    name, text, given = transcript.marked(file.name.text), transcript.marked(file.text.text), file.given
    return ShownFile(name, given.size, text, path="", is_text=given.file_type is None)
