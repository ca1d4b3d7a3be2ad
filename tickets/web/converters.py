"""The parts of a ticket's link. What cannot be one is no page, before any query."""

from tickets.services.intake import ALPHABET
from tickets.services.links import TOKEN_BYTES


class Number:
    """A ticket's public number, such as ``7KQ2-M9XD``."""

    regex = f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}"

    def to_python(self, value: str) -> str:
        """The number as it stands in the link."""
        return value

    def to_url(self, value: str) -> str:
        """The number as it stands in the link."""
        return value


class Token(Number):
    """The token of a ticket's link, in base64url (RFC 4648 section 5)."""

    regex = f"[A-Za-z0-9_-]{{{TOKEN_BYTES * 4 // 3}}}"


class Status(Number):
    """A documented status or range, such as ``404`` or ``4xx``."""

    regex = "[1-9](?:[0-9]{2}|xx)"
