"""Who sends: what throttles and idempotency keys are scoped to. Network addresses are never stored in the clear."""

import hmac

from django.conf import settings

from tickets.models import User


def of_user(user: User) -> str:
    """The sender of a call with an API key: the key's user, whichever of their keys it was."""
    return f"user:{user.pk}"


def of_address(address: str) -> str:
    """The sender of an anonymous call: a keyed hash of the network address."""
    digest = hmac.new(settings.SENDER_KEY.encode(), address.encode(), "sha256").hexdigest()
    return f"addr:{digest[:40]}"
