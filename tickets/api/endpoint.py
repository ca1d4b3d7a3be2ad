"""What all endpoints have in common."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tickets.api.authentication import KeyAuthentication, KeyMayDoThis
from tickets.api.negotiation import Negotiation
from tickets.api.parsers import JSONParser
from tickets.api.problems import Trouble
from tickets.api.renderers import JSONRenderer
from tickets.api.throttles import SenderThrottle
from tickets.models import ApiKey
from tickets.services import pasting

READ, WRITE = ApiKey.Scope.READ, ApiKey.Scope.WRITE


class Endpoint(APIView):
    """A view of the API: by key or without, JSON unless it says otherwise, every exception a problem."""

    authentication_classes = (KeyAuthentication,)
    permission_classes = (KeyMayDoThis,)
    parser_classes: Sequence[type[BaseParser]] = (JSONParser,)
    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer,)
    throttle_classes = (SenderThrottle,)
    content_negotiation_class = Negotiation
    http_method_names = ["get", "head", "post"]

    def needs_key(self, request: Request) -> bool:
        """Whether this request is refused without an API key; not, unless the endpoint says otherwise."""
        return False

    def scope_of(self, request: Request) -> str:
        """The scope that an API key needs for this request."""
        return READ if request.method in ("GET", "HEAD") else WRITE

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """The request; an error report shows nothing of its body."""
        request.sensitive_post_parameters = "__ALL__"  # type: ignore[attr-defined]
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Form of the answer, key, scope, throttle, then the body's length: all before a byte of the body is read."""
        super().initial(request, *args, **kwargs)
        pasting.check_length(request.META)
        encoding = str(request.META.get("HTTP_CONTENT_ENCODING", "")).strip().lower()
        if encoding not in ("", "identity"):
            raise Trouble("unsupported_media_type", "A compressed body is not taken.", hint="Send it as it is.")

    def perform_authentication(self, request: Request) -> None:
        """Looks the key up; a wrong one counts against the sender's address."""
        try:
            super().perform_authentication(request)
        except Trouble:
            request.user, request.auth = None, None  # type: ignore[assignment]
            self.check_throttles(request)
            raise

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The response; answers may hold a customer's text, so nobody keeps them unless the view says otherwise."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class Nowhere(Endpoint):
    """Any path that the API does not have."""

    schema = None

    def http_method_not_allowed(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Always a problem: there is no method to allow."""
        raise Trouble("no_such_path", hint="The paths are listed at /api/v1/docs.")
