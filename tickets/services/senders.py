"""Who sends: what throttles and idempotency keys are scoped to. Network addresses are never stored in the clear."""

import hmac
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from tickets.models import User


def of_user(user: User) -> str:
    """The sender of a call with an API key: the key's user, whichever of their keys it was."""
    return f"user:{user.pk}"


def of_address(address: str) -> str:
    """The sender of an anonymous call: a keyed hash of the network address."""
    digest = hmac.new(settings.SENDER_KEY.encode(), address.encode(), "sha256").hexdigest()
    return f"addr:{digest[:40]}"


def address_of(meta: Mapping[str, Any]) -> str:
    """The network address of the client, from ``request.META``; empty where the server tells none.

    ``X-Forwarded-For`` is believed only as far as ``TRUSTED_PROXIES`` proxies of ours have written it: each adds
    one address at the right end, so what a client invents stands further left. DRF counts the same way.
    """
    forwarded = meta.get("HTTP_X_FORWARDED_FOR")
    proxies: int = settings.TRUSTED_PROXIES
    if not proxies or not forwarded:
        return str(meta.get("REMOTE_ADDR") or "")
    addresses = str(forwarded).split(",")
    return addresses[-min(proxies, len(addresses))].strip()
