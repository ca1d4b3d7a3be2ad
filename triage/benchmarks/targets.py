"""What it takes to reckon a due time: in ordinary hours, with holidays, and in the worst ones."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import triage.benchmarks.ready  # noqa: F401  (models need it before they are imported)

# isort: split
from tickets.services.targets import business, publicdays
from tickets.services.targets.business import Hours

START = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROUNDS = 2000
OFFICE = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))


def main() -> None:
    """Prints the table."""
    zone = ZoneInfo("Europe/Berlin")
    office = Hours(zone, (OFFICE,) * 5 + ((),) * 2, public=lambda year: publicdays.of("DE", "BE", year))
    weekly = Hours(zone, (((0, 60),), *((),) * 6))
    never = Hours(zone, (OFFICE,) * 7, public=_every_day)
    print(f"\na due time, {ROUNDS} times each with days that were met before; first: with none")
    print(f"{'':44}{'first µs':>10}{'each µs':>10}")
    _row("around the clock, 8 h", lambda: business.add_time(START, 8 * HOUR, None))
    _row("office hours and holidays, 8 h", lambda: business.add_time(START, 8 * HOUR, office))
    _row("office hours and holidays, 120 h", lambda: business.add_time(START, 120 * HOUR, office))
    _row("time between two moments, six weeks", lambda: business.time_between(START, START + 1000 * HOUR, office))
    _row("an hour a week, 120 h", lambda: business.add_time(START, 120 * HOUR, weekly))
    _row("never open, given up", lambda: business.add_time(START, HOUR, never), rounds=20)


@lru_cache
def _every_day(year: int) -> dict[date, str]:
    first = date(year, 1, 1)
    return {first + timedelta(days=ahead): "" for ahead in range(366)}


def _row(name: str, reckon: Callable[[], object], *, rounds: int = ROUNDS) -> None:
    began = time.perf_counter()
    reckon()
    first = time.perf_counter()
    for _ in range(rounds):
        reckon()
    each = (time.perf_counter() - first) / rounds
    print(f"{name:44}{(first - began) * 1e6:10.0f}{each * 1e6:10.1f}")
