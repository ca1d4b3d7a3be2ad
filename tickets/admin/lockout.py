"""Whose wrong passwords are counted together."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def name_of(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The address that someone signs in with, for django-axes, as the sign-in itself reads it.

    Case is folded, or each spelling of an address would have tries of its own.
    """
    given = credentials if credentials is not None else request.POST
    return str(given.get("username") or "").strip().lower()
