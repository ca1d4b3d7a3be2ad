"""Requests that are too large are refused before a byte of their body is kept."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

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
                pasting.check_length(request.META, limit=_limit(request))
            except Refused as refused:
                return _page(request, refused)
        return self.get_response(request)


def _limit(request: HttpRequest) -> int | None:
    """The vendor's own documents, which staff upload, may be larger than what customers paste; None for all else."""
    is_document = request.path_info.startswith(reverse("admin:tickets_document_changelist"))
    return settings.FILE_UPLOAD_MAX_MEMORY_SIZE if is_document else None


def _page(request: HttpRequest, refused: Refused) -> HttpResponse:
    status, title = TITLES[refused.code]
    context = {"title": title, "detail": str(refused), "hint": refused.hint}
    return render(request, "web/refused.html", context, status=status)
