"""Requests that are too large are refused before a byte of their body is kept."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tickets.services import pasting
from tickets.services.pasting import Refused

TITLES = {"length_required": (411, "Length Required"), "too_large": (413, "Content Too Large")}


class BodyLimitMiddleware:
    """Answers 413 over ``REQUEST_MAX_BYTES`` and 411 where no length is told, with a page.

    The API's endpoints ask the same of ``pasting`` themselves, so that they answer in their own form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view's answer, or the refusal."""
        if not request.path_info.startswith("/api/"):
            try:
                pasting.check_length(request.META)
            except Refused as refused:
                return _page(request, refused)
        return self.get_response(request)


def _page(request: HttpRequest, refused: Refused) -> HttpResponse:
    status, title = TITLES[refused.code]
    context = {"title": title, "detail": str(refused), "hint": refused.hint}
    return render(request, "web/refused.html", context, status=status)
