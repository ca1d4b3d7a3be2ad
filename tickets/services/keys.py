"""API keys: made by staff, shown once, stored as digests."""

from collections.abc import Sequence
from contextlib import suppress

from django.db import transaction

from tickets.models import ApiKey, Customer, User


@transaction.atomic
def make(*, user: User, name: str, scopes: Sequence[str] = tuple(ApiKey.Scope.values)) -> str:
    """A new key for the user, in the clear: the only time it is seen. The user's customer is linked or made."""
    customer_of(user)
    _, token = ApiKey.objects.create(user=user, name=name, scopes=list(scopes))
    return str(token)


def customer_of(user: User) -> Customer:
    """The customer that a user's tickets belong to; an unlinked customer of the same address becomes theirs.

    Only staff make users and keys, so the address is vouched for.
    """
    with suppress(Customer.DoesNotExist):
        return user.customer  # one query, or none where the user was loaded with it
    customer = find_or_make(user.email, name=user.get_full_name())
    Customer.objects.filter(pk=customer.pk, user=None).update(user=user)
    customer.user = user
    return customer


def find_or_make(email: str, *, name: str = "") -> Customer:
    """The customer of an address, however its letters are cased."""
    found = Customer.objects.of_address(email).first()
    return found or Customer.objects.get_or_create(email=email.lower(), defaults={"name": name})[0]


def user_of(email: str) -> User:
    """The user of an address, however its letters are cased; made without a password where there is none."""
    return User.objects.filter(email__iexact=email).first() or User.objects.create_user(email.lower())
