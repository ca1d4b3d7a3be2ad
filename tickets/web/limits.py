"""Requests that are too large are refused before a byte of their body is kept."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from tickets.services import pasting


class BodyLimitMiddleware:
    """Answers 413 over ``REQUEST_MAX_BYTES`` and 411 where no length is told (a chunked body cannot be bounded)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view's answer, or the refusal."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            hint = "Send the body with a Content-Length: curl does so with --data-binary @-."
            return _refusal(request, 411, "Length Required", "length_required", "The body's length is not told.", hint)
        if length.isdigit() and int(length) > settings.REQUEST_MAX_BYTES:
            refused = pasting.too_large(int(length), settings.FILE_MAX_BYTES)
            return _refusal(request, 413, "Content Too Large", refused.code, str(refused), refused.hint)
        return self.get_response(request)


def _refusal(request: HttpRequest, status: int, title: str, code: str, detail: str, hint: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = {"type": f"/api/v1/problems#{code}", "title": title, "status": status, "detail": detail, "hint": hint}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    return render(request, "web/refused.html", {"title": title, "detail": detail, "hint": hint}, status=status)
