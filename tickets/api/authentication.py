"""API keys: ``Authorization: Bearer desk_…`` (or ``Token desk_…``)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Q
from django.utils import timezone
from knox.crypto import hash_token
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from tickets.api.problems import Trouble
from tickets.models import ApiKey, User
from tickets.services import senders

SCHEMES = ("bearer", "token")
LONGEST_KEY = 200
REMEMBERED = timedelta(seconds=30)
MOST_REMEMBERED = 4096
USED_EVERY = timedelta(minutes=1)
CHALLENGE = 'Bearer realm="support desk"'


@dataclass(slots=True)
class RecentKeys:
    """The keys seen in the last 30 seconds in this process, by digest: most requests ask the database nothing."""

    _known: dict[str, tuple[datetime, ApiKey]] = field(default_factory=dict)

    def get(self, digest: str, *, now: datetime) -> ApiKey | None:
        """The key, looked up at most once per 30 seconds."""
        until, key = self._known.get(digest, (None, None))
        if until is not None and now < until <= now + REMEMBERED:
            return key
        found: ApiKey | None = ApiKey.objects.select_related("user__customer").filter(digest=digest).first()
        if found is None:
            self._known.pop(digest, None)
            return None
        _note_use(found, now=now)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[digest] = (now + REMEMBERED, found)
        return found


def _note_use(key: ApiKey, *, now: datetime) -> None:
    """Writes when the key was last used, at most once a minute."""
    if key.last_used_at is None or key.last_used_at < now - USED_EVERY:
        unwritten = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY)
        ApiKey.objects.filter(unwritten, pk=key.pk).update(last_used_at=now)


class KeyAuthentication(BaseAuthentication):
    """Who holds the key. A key that was revoked, and a user who was deactivated, still pass for up to 30 seconds.

    The key has 256 random bits and is found by its SHA-512 digest, so there is nothing to compare in constant time.
    """

    recent = RecentKeys()

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """The user and the key, or None where no key is sent. Raises Trouble on a key that is not valid."""
        header = str(request.META.get("HTTP_AUTHORIZATION") or "")
        if not header.strip():
            return None
        scheme, _, token = header.strip().partition(" ")
        token = token.strip()
        if scheme.lower() not in SCHEMES or not token:
            raise _invalid("The Authorization header is not `Bearer` and a key.")
        if not token.isascii() or len(token) > LONGEST_KEY:
            raise _invalid("This is not one of our keys.")
        return self._holder(hash_token(token))

    def _holder(self, digest: str) -> tuple[User, ApiKey]:
        now = timezone.now()
        key = self.recent.get(digest, now=now)
        if key is None or not key.user.is_active or (key.expiry is not None and key.expiry <= now):
            raise _invalid("The key is unknown, revoked or expired.")
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401 (RFC 9110 section 11.6.1)."""
        return CHALLENGE


def _invalid(detail: str) -> Trouble:
    # RFC 6750 section 3.1
    headers = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
    return Trouble("key_invalid", detail, hint="Send `Authorization: Bearer desk_…`.", headers=headers)


def key_needed() -> Trouble:
    """The refusal of a request that needs a key and has none."""
    return Trouble(
        "not_authenticated",
        "This needs an API key.",
        hint="Send `Authorization: Bearer desk_…`. Support gives out keys.",
        headers={"WWW-Authenticate": CHALLENGE},
    )


class KeyMayDoThis(BasePermission):
    """A key must have the scope of the endpoint: ``read`` to read, ``write`` to create and answer.

    Without a key an endpoint decides for itself (``needs_key``): tickets open by their token too.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True; raises Trouble otherwise."""
        key = key_of(request)
        if key is None:
            if view.needs_key(request):  # type: ignore[attr-defined]
                raise key_needed()
            return True
        scope = view.scope_of(request)  # type: ignore[attr-defined]
        if not key.allows(scope):
            headers = {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'}
            raise Trouble("scope_missing", f"The key lacks the scope `{scope}`.", headers=headers)
        return True


def key_of(request: Request) -> ApiKey | None:
    """The API key that the request carries, or None."""
    return cast(ApiKey | None, request.auth)


def user_of(request: Request) -> User | None:
    """The user who holds the key, or None."""
    key = key_of(request)
    return None if key is None else key.user


def sender_of(request: Request) -> str:
    """What throttles and idempotency keys are scoped to: the key's user, else the network address."""
    if (user := user_of(request)) is not None:
        return senders.of_user(user)
    return senders.of_address(senders.address_of(request.META))
