"""Which keys came in with a ticket: its masks key by key, where each stood, and in how many other tickets it stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import IntegerField, OuterRef, Subquery

from tickets.models import Mask, Ticket
from tickets.services.masking import BY_HAND

COUNTED = 100  # staff need no larger number, and the database no longer count
ROWS_COUNTED = 1000
# What is masked and is no key: people, what one call alone is worth, and what cannot be made anew.
NO_KEYS = frozenset(
    ("email", "phone", "personal", "card", "cvc", "otp", "code", "signature", "digest", "csrf", "access-key-id")
)
SHORTEST_SESSION = 12  # characters
_WORDS = {
    "access-key-id": "access key id",
    "api-key": "API key",
    "authorization": "credential",
    "basic": "user name and password",
    "bearer": "bearer token",
    "card": "card number",
    "code": "code",
    "csrf": "CSRF token",
    "cvc": "card security code",
    "email": "e-mail address",
    "otp": "one-time code",
    "personal": "personal data",
    "phone": "phone number",
    "pin": "PIN",
    "private-key": "private key",
    "saml": "SAML assertion",
}
_FOUND = {"keyprint": "its keyprint"}
_ORDER = tuple(Mask.Place.values)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a credential stood: the place in words, and how many times there."""

    place: str
    times: int


@dataclass(frozen=True, slots=True)
class Exposed:
    """One credential that came in with a ticket, however often; ``others`` counts other tickets, up to ``COUNTED``.

    ``found`` names the detectors; ``by_hand`` says that staff masked it somewhere, after it was stored. ``mode`` is
    ``test`` or ``live`` where the credential itself tells, ``length`` is in characters, 0 where unknown.
    """

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    found: tuple[str, ...]
    by_hand: bool
    keyprint: str
    prefix: str
    last4: str
    mode: str
    length: int
    placeholder: bool
    standings: tuple[Standing, ...]
    others: int = 0

    @property
    def kind(self) -> str:
        """What it is, by where it was met first."""
        return self.kinds[0]

    @property
    def words(self) -> str:
        """What it is, in words."""
        return _WORDS.get(self.kind, self.kind)

    @property
    def times(self) -> int:
        """In how many places it stood."""
        return sum(each.times for each in self.standings)

    @property
    def must_rotate(self) -> bool:
        """Whether it is a real credential, which whoever saw it could use."""
        if self.kind == "cookie" and self.length < SHORTEST_SESSION:
            return False  # theme=dark: masked like every cookie, and worth nothing
        return not self.placeholder and self.kind not in NO_KEYS

    @property
    def is_in_many(self) -> bool:
        """Whether the others were no longer counted."""
        return self.others >= COUNTED


def exposed(masks: Iterable[Mask], others: dict[str, int] | None = None) -> tuple[Exposed, ...]:
    """Each credential once, as they are met in the text, then beside it; ``others`` is from ``others_with_keys_of``."""
    by_key: dict[tuple[str, ...], list[Mask]] = {}
    for mask in sorted(masks, key=lambda mask: (_ORDER.index(mask.place), mask.start)):
        by_key.setdefault((mask.keyprint,) if mask.keyprint else (mask.kind, mask.name, mask.last4), []).append(mask)
    return tuple(_exposed(same, others or {}) for same in by_key.values())


def _exposed(same: list[Mask], others: dict[str, int]) -> Exposed:
    first = same[0]
    places = Counter(mask.get_place_display() for mask in same)
    return Exposed(
        kinds=_each(mask.kind for mask in same),
        names=_each(mask.name for mask in same),
        found=_each(_FOUND.get(mask.detector, mask.detector) for mask in same if mask.detector != BY_HAND),
        by_hand=any(mask.detector == BY_HAND for mask in same),
        keyprint=first.keyprint,
        prefix=next((mask.public_prefix for mask in same if mask.public_prefix), ""),
        last4=next((mask.last4 for mask in same if mask.last4), ""),
        mode=next((mode for mask in same if (mode := str(mask.facts.get("mode", "")))), ""),
        length=int(first.facts.get("length", 0)),
        placeholder=all(mask.facts.get("placeholder") for mask in same),
        standings=tuple(Standing(place, times) for place, times in places.items()),
        others=others.get(first.keyprint, 0),
    )


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


class _Tickets(Subquery):
    """How many tickets the masks of a subquery belong to."""

    template = "(SELECT COUNT(DISTINCT ticket_id) FROM (%(subquery)s) AS seen)"
    output_field = IntegerField()


def others_with_keys_of(ticket: Ticket) -> dict[str, int]:
    """In how many other tickets each key of the ticket stands, by keyprint; one query, however common a key is."""
    same = Mask.objects.with_keyprint().filter(keyprint=OuterRef("keyprint")).exclude(ticket=ticket).order_by()
    seen = _Tickets(same.values("ticket_id")[:ROWS_COUNTED])
    rows = Mask.objects.with_keyprint().filter(ticket=ticket).order_by().values("keyprint").distinct()
    return {row["keyprint"]: min(row["others"], COUNTED) for row in rows.annotate(others=seen)}
