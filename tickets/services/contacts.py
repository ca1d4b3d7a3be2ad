"""E-mail addresses and telephone numbers in what customers paste; ``MASK_CONTACTS`` says where they are masked.

They belong to people who are no part of the conversation. ``leaving`` (the default) keeps them for support and masks
them in what is mailed; ``always`` masks them before anything is stored; ``never`` leaves them alone. The address of
the ticket's own customer stays, and so does what staff write.
"""

import re
from collections.abc import Callable

from django.conf import settings

from tickets.models import Ticket
from tickets.services import masking
from tickets.services.masking import KEPT, Contacts
from triage import engine

ALWAYS, NEVER = "always", "never"
KINDS = ("email", "phone")


def at_intake(email: str) -> Contacts:
    """What is masked before storing, for a customer with this address; empty for none."""
    return _but(email) if settings.MASK_CONTACTS == ALWAYS else KEPT


def leaving(ticket: Ticket) -> Callable[[str], str]:
    """Masks contacts in quotes from a ticket that leave the desk.

    What only its place in the paste tells to be a telephone number is masked in a quote without that place as well.
    """
    if settings.MASK_CONTACTS == NEVER:
        return str
    contacts = _but(ticket.customer.email if ticket.customer else "")
    found = _found_in(ticket.text, contacts)
    spelled = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(found, key=len, reverse=True)))

    def masked(quote: str) -> str:
        known = spelled.sub(lambda match: found[match[0]], quote) if found else quote
        return masking.masked(known, contacts=contacts).text

    return masked


def _but(email: str) -> Contacts:
    """All contacts but this address."""
    return Contacts(masked=True, own=frozenset({email.lower()} - {""}))


def _found_in(text: str, contacts: Contacts) -> dict[str, str]:
    """The contacts of a text, each with its marker."""
    redacted = engine.redact(text, key=masking.keyprint_key(), contacts=True, own=contacts.own)
    return {
        text[given.start : given.end]: redacted.text[mask.span.start : mask.span.end]
        for mask, given in zip(redacted.masks, redacted.originals, strict=True)
        if mask.kind in KINDS
    }
