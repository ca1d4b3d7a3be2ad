"""How often a sender may ask: by API key's user, else by network address."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from tickets.api.authentication import key_of, sender_of
from tickets.services import throttling


class SenderThrottle(BaseThrottle):
    """``THROTTLE_KEY`` with a valid key, ``THROTTLE_ADDRESS`` without one; a wrong key counts for its address."""

    seconds = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether the sender is within the rate; counts this request."""
        rate = settings.THROTTLE_ADDRESS if key_of(request) is None else settings.THROTTLE_KEY
        self.seconds = throttling.wait_for(sender_of(request), rate, scope="api")
        return not self.seconds

    def wait(self) -> float | None:
        """Seconds until the next request is allowed."""
        return self.seconds or None
