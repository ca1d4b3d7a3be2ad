"""The customer's page of a ticket, behind its unguessable link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from tickets.downloads import download_of
from tickets.models import Ticket
from tickets.services import links, moving, replying
from tickets.services.pasting import Refused
from tickets.web.forms import MessageForm, OutcomeForm
from tickets.web.page import page_of
from tickets.web.throttle import throttled

UNPROCESSABLE, CONFLICT = 422, 409
STATUS_OF_REFUSAL = {"too_large": 413}


@require_safe
@cache_control(private=True, no_store=True)
def show(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """The ticket with its findings and conversation."""
    return _page(request, _opened(number, token), MessageForm())


@require_safe
def download(request: HttpRequest, number: str, token: str, file: int) -> HttpResponse:
    """A file of the ticket, for whoever may read its page."""
    ticket = _opened(number, token)
    return download_of(get_object_or_404(ticket.attachments, pk=file))


@require_POST
@throttled
def say_outcome(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """The customer's word on the fix; "still broken" reaches a person, perhaps in a follow-up, which is shown then."""
    ticket = _opened(number, token)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        outcome = Ticket.Outcome(form.cleaned_data["outcome"])
        try:
            ticket = replying.say_outcome(ticket=ticket, outcome=outcome, now=timezone.now())
        except moving.CannotMove:
            return redirect(links.path_of(ticket))  # somebody moved it in this moment; the page tells where it is
    return redirect(f"{links.path_of(ticket)}#state")


@require_POST
@cache_control(private=True, no_store=True)
@sensitive_post_parameters()
@sensitive_variables()
@throttled
def write(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """A message to support, perhaps with a file; the page that comes is of the ticket that it stands on."""
    ticket = _opened(number, token)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, ticket, form, status=UNPROCESSABLE)
    try:
        said = {"text": form.cleaned_data["text"], "file": form.uploaded()}
        ticket = replying.customer_wrote(ticket=ticket, now=timezone.now(), **said).ticket
    except Refused as refused:
        form.add_error("file", f"{refused} {refused.hint}")
        return _page(request, ticket, form, status=STATUS_OF_REFUSAL.get(refused.code, UNPROCESSABLE))
    except moving.CannotMove:
        form.add_error("text", "Somebody moved the ticket in this moment. Send the message again.")
        return _page(request, ticket, form, status=CONFLICT)
    return redirect(f"{links.path_of(ticket)}#conversation")


def _opened(number: str, token: str) -> Ticket:
    """The ticket that the link opens. A wrong number and a wrong token are told apart by nothing."""
    found = Ticket.objects.select_related("customer", "queue", "incident", "follow_up_of")
    ticket = found.filter(number=number).first()
    if ticket is None or not links.opens(ticket, token):
        raise Http404
    return ticket


def _page(request: HttpRequest, ticket: Ticket, form: MessageForm, *, status: int = 200) -> HttpResponse:
    context = {"page": page_of(ticket, now=timezone.now()), "ticket": ticket, "form": form}
    response = render(request, "web/ticket.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
