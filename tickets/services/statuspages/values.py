"""What a status page said, and how its words are taken: bounded, cleaned, and never believed to be well-formed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import orjson

from tickets.models.statuspages import StatusVerdict

MAX_BYTES = 2_000_000  # of an answer, unpacked
MAX_COMPONENTS = 2_000
MAX_EVENTS = 500
NAME_LENGTH, KEY_LENGTH, TEXT_LENGTH = 200, 100, 200
CLOCKS_DIFFER = timedelta(hours=1)

GOOD, DEGRADED, OUTAGE = StatusVerdict.OPERATIONAL, StatusVerdict.DEGRADED, StatusVerdict.OUTAGE
MAINTENANCE, UNKNOWN = StatusVerdict.MAINTENANCE, StatusVerdict.UNKNOWN
TROUBLE = (OUTAGE, DEGRADED)
FROM_WORST = (OUTAGE, DEGRADED, MAINTENANCE, UNKNOWN, GOOD)


class Unusable(Exception):
    """An answer that says nothing the desk may repeat; its words tell staff why."""


class Speaks(Enum):
    """Of which components an answer speaks: of all, only of those that are affected, or of none."""

    OF_ALL = "all"
    OF_AFFECTED = "affected"
    OF_NONE = "none"


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the service; ``key`` is its id at the page."""

    key: str
    name: str
    verdict: StatusVerdict


@dataclass(frozen=True, slots=True)
class Event:
    """An incident that is not resolved, or a maintenance that goes on now, and how bad it is."""

    name: str
    verdict: StatusVerdict


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page said: the verdict on the whole, why in half a line, its parts, and when it says that it changed."""

    verdict: StatusVerdict
    reason: str
    components: tuple[Component, ...] = ()
    incidents: tuple[Event, ...] = ()
    maintenances: tuple[Event, ...] = ()
    changed_at: datetime | None = None
    speaks: Speaks = Speaks.OF_ALL


def worst(verdicts: Sequence[StatusVerdict]) -> StatusVerdict:
    """The one that matters most; operational where there is none."""
    return next((each for each in FROM_WORST if each in verdicts), GOOD)


def reading(
    components: Sequence[Component],
    incidents: Sequence[Event],
    maintenances: Sequence[Event],
    *,
    whole: StatusVerdict = GOOD,
    changed_at: datetime | None = None,
    speaks: Speaks = Speaks.OF_ALL,
) -> Reading:
    """A reading whose verdict is the worst of its parts and of what the page says of the ``whole``."""
    events = (*incidents, *maintenances)
    parts = [each for each in components if each.verdict != GOOD]
    verdict = worst([whole, *(each.verdict for each in components), *(each.verdict for each in events)])
    names = [each.name for each in events] or [each.name for each in parts if each.verdict == verdict]
    return Reading(
        verdict=verdict,
        reason=cleaned(" · ".join(names), TEXT_LENGTH) if verdict != GOOD else "",
        components=tuple(components),
        incidents=tuple(incidents),
        maintenances=tuple(maintenances),
        changed_at=changed_at,
        speaks=speaks,
    )


def cleaned(words: str, length: int) -> str:
    """One line without control characters and lone surrogates, cut to ``length`` characters."""
    shown = "".join(each if each.isprintable() else " " for each in words[: 4 * length])
    line = " ".join(shown.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def document(body: bytes) -> dict[str, Any]:
    """The JSON object that an answer is. Raises Unusable."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unusable("The answer is not JSON.") from None
    if not isinstance(value, dict):
        raise Unusable("The answer is JSON but not an object.")
    return value


def rows(of: Mapping[str, Any], name: str, limit: int, *, required: bool = False) -> list[dict[str, Any]]:
    """The objects listed under ``name``; none where it is absent or null. Raises Unusable."""
    value = of.get(name)
    if value is None and not required:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Unusable(f"“{name}” is no list of objects.")
    if len(value) > limit:
        raise Unusable(f"“{name}” lists more than {limit:,}.")
    return value


def part(of: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object under ``name``; an empty one where it is absent. Raises Unusable."""
    value = of.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unusable(f"“{name}” is no object.")
    return value


def text(of: Mapping[str, Any], name: str, length: int = NAME_LENGTH) -> str:
    """The words under ``name`` as one clean line; empty where they are anything else than text or a number."""
    value = of.get(name)
    is_word = isinstance(value, str | int) and not isinstance(value, bool)
    return cleaned(str(value), length) if is_word else ""


def known(words: Mapping[str, StatusVerdict], word: str) -> StatusVerdict:
    """What a page's own word means; a word that this desk does not know is no claim."""
    return words.get(word.lower(), UNKNOWN)


def moment(of: Mapping[str, Any], name: str, *, now: datetime) -> datetime | None:
    """The time under ``name``, or None where there is none with a zone. Raises Unusable for one in the future."""
    try:
        at = datetime.fromisoformat(text(of, name))
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    if at > now + CLOCKS_DIFFER:
        raise Unusable("The page says that it changed at a time that is yet to come.")
    return at


def named_once(components: Sequence[Component]) -> tuple[Component, ...]:
    """The components as they are. Raises Unusable where the page names one twice with two verdicts."""
    seen: dict[str, Component] = {}
    for each in components:
        if seen.setdefault(each.key, each).verdict != each.verdict:
            raise Unusable(f"The page contradicts itself: “{each.name}” has two states.")
    return tuple(seen.values())
