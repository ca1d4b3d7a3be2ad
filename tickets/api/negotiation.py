"""Which form the body has, and which form the answer takes."""

from collections.abc import Sequence
from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from tickets.api.renderers import TextRenderer

FORMS = ("application/json", "multipart/form-data")
ANY = "*/*"


def media_type_of(request: Request) -> str:
    """The body's media type in small letters, without parameters; empty where none is told."""
    return str(request.META.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()


def is_raw(request: Request) -> bool:
    """Whether the body is the paste itself: anything but JSON and multipart, curl's default form type included."""
    return media_type_of(request) not in FORMS


class Negotiation(BaseContentNegotiation):
    """Parsers by exact type; renderers by ``Accept`` (RFC 9110 section 12.5.1), text first for a terminal's paste."""

    def select_parser(self, request: Request, parsers: Sequence[BaseParser]) -> BaseParser | None:  # type: ignore[override]
        """The parser of the body's type, or None: 415."""
        media_type = media_type_of(request)
        return next((parser for parser in parsers if parser.media_type == media_type), None)

    def select_renderer(  # type: ignore[override]
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The best renderer and its media type. Raises NotAcceptable: 406."""
        if request.method == "POST" and is_raw(request):
            renderers = sorted(renderers, key=lambda each: not isinstance(each, TextRenderer))
        accept = str(request.META.get("HTTP_ACCEPT") or ANY)
        if accept == ANY:
            return renderers[0], str(renderers[0].media_type)
        ranges = _ranges(accept)
        quality, renderer = max(
            ((_quality(str(each.media_type), ranges), each) for each in renderers), key=lambda pair: pair[0]
        )
        if quality[0] <= 0:
            raise NotAcceptable
        return renderer, str(renderer.media_type)


def _ranges(accept: str) -> dict[str, float]:
    """Media ranges and their weights; a weight that is no number counts as none given."""
    ranges = {}
    for part in accept.lower().split(",")[:32]:
        name, _, parameters = part.partition(";")
        ranges[name.strip()] = _weight(parameters)
    return ranges


def _weight(parameters: str) -> float:
    """The ``q`` among a range's parameters, from 0 to 1."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        digits = value.strip()
        if name.strip() == "q" and digits.replace(".", "", 1).isascii() and digits.replace(".", "", 1).isdigit():
            return min(float(digits), 1.0)
    return 1.0


def _quality(media_type: str, ranges: dict[str, float]) -> tuple[float, int]:
    """The weight of the most specific range that matches, and how specific it is: naming a type is asking for it."""
    candidates: tuple[Any, ...] = (media_type, f"{media_type.partition('/')[0]}/*", ANY)
    for specific, name in zip((2, 1, 0), candidates, strict=True):
        if name in ranges:
            return ranges[name], specific
    return 0.0, 0
