"""The page where a call and its response are handed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from tickets.services import intake, links
from tickets.services.intake import Accepted
from tickets.services.pasting import Refused
from tickets.web.forms import SubmitForm, new_key
from tickets.web.throttle import sender_of, throttled
from tickets.web.ticket import STATUS_OF_REFUSAL, UNPROCESSABLE


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
@sensitive_post_parameters()
@sensitive_variables()
@throttled
def submit(request: HttpRequest) -> HttpResponse:
    """The empty form, the ticket that became of it, or the form again with what is missing."""
    if request.method != "POST":
        return form_page(request, SubmitForm(initial={"key": new_key()}), status=200)
    form = SubmitForm(request.POST, request.FILES)
    if not form.is_valid():
        return form_page(request, form, status=UNPROCESSABLE)
    try:
        accepted = _accepted(form, sender=sender_of(request), anyway="anyway" in request.POST)
    except Refused as refused:
        return refusal_page(request, form, refused)
    return redirect(links.path_of(accepted.ticket))


@sensitive_variables()
def _accepted(form: SubmitForm, *, sender: str, anyway: bool) -> Accepted:
    """The ticket. The page's key counts per content: going back to send another call makes another ticket."""
    paste = form.pasted()
    page_key = form.cleaned_data["key"]
    key = f"form:{page_key}:{intake.digest_of(paste)}" if page_key else ""
    return intake.submit(paste, form.origin(sender, key=key), now=timezone.now(), anyway=anyway)


def form_page(request: HttpRequest, form: SubmitForm, *, status: int, **shown: object) -> HttpResponse:
    """The form with what was typed, and what is ``shown`` above it: a refusal or a preview."""
    return render(request, "web/submit.html", {"form": form, **shown}, status=status)


def refusal_page(request: HttpRequest, form: SubmitForm, refused: Refused) -> HttpResponse:
    """The form with what cannot be taken in it."""
    return form_page(
        request,
        form,
        status=STATUS_OF_REFUSAL.get(refused.code, UNPROCESSABLE),
        refused=refused,
        can_send_anyway=bool(refused.missing),
    )
