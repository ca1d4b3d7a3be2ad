"""The customers' pages ask of each network address what the API asks: not too much at once."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tickets.services import senders, throttling

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def sender_of(request: HttpRequest) -> str:
    """Who sends, as throttles and idempotency keys know them."""
    return senders.of_address(senders.address_of(request.META))


def throttled(view: View[P]) -> View[P]:
    """Counts what is posted, by address; over ``THROTTLE_ADDRESS`` the answer is 429 with ``Retry-After``."""

    @wraps(view)
    def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST":
            wait = throttling.wait_for(sender_of(request), settings.THROTTLE_ADDRESS, scope="web")
            if wait:
                return _slow_down(request, wait)
        return view(request, *args, **kwargs)

    return counted


def _slow_down(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "429.html", {"wait": wait}, status=429)
    response.headers["Retry-After"] = str(wait)  # seconds; RFC 9110 section 10.2.3
    return response
