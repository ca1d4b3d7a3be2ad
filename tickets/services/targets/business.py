"""Business time: how moments and spans of time relate where a clock counts only while support works. Pure arithmetic.

A span of a day opens and closes by the clock on the wall. A time that a day does not have (clocks go forward) is the
moment at which they do; of one that it has twice (clocks go back) the first is meant. So spans that touch on the wall
touch in time, whatever the clocks do, and a span over the change lasts as long as it really does.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MOST_DAYS = 3660  # looked through at most: ten years
FIRST_YEAR, LAST_YEAR = 2, 9990  # the calendar's edges, where time zones cannot be applied
ONE_DAY, SECOND, NOTHING = timedelta(days=1), timedelta(seconds=1), timedelta(0)

Span = tuple[int, int]  # minutes after midnight: opens, closes
Opening = tuple[datetime, datetime]  # in UTC


def _nowhere(year: int) -> Mapping[date, str]:
    return {}


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """When support works: the spans of each weekday from Monday on, and the days on which none of them counts.

    ``off`` and ``each_year`` (month, day) name days off, ``public`` those of a year; ``worked`` are days of the public
    ones on which support works all the same. Two values are never equal, so that they are quick to look up.
    """

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    off: Mapping[date, str] = field(default_factory=dict)
    each_year: Mapping[tuple[int, int], str] = field(default_factory=dict)
    worked: Callable[[date], bool] = lambda day: False
    public: Callable[[int], Mapping[date, str]] = _nowhere

    def closure(self, day: date) -> str | None:
        """What the day off is called, perhaps nothing; None of a day like any other."""
        own = self.off.get(day, self.each_year.get((day.month, day.day)))
        if own is not None or self.worked(day):
            return own
        return self.public(day.year).get(day)


def add_time(start: datetime, amount: timedelta, hours: Hours | None) -> datetime | None:
    """The first moment, in UTC, by which so much business time has passed; ``start`` itself for none.

    Without hours the clock never stops. None where they leave not so much time within ``MOST_DAYS``.
    """
    start = start.astimezone(UTC)
    if hours is None or amount <= NOTHING:
        return start + max(amount, NOTHING)
    for opens, closes in _openings_from(start, hours):
        begins = max(opens, start)
        if closes - begins >= amount:
            return begins + amount
        amount -= max(closes - begins, NOTHING)
    return None


def time_between(start: datetime, end: datetime, hours: Hours | None) -> timedelta:
    """How much business time passes between two moments, counted over ``MOST_DAYS``; none where the end comes first."""
    if hours is None or end <= start:
        return max(end - start, NOTHING)
    passed = NOTHING
    for opens, closes in _openings_from(start.astimezone(UTC), hours):
        if opens >= end:
            break
        passed += max(min(closes, end) - max(opens, start), NOTHING)
    return passed


def next_opening(start: datetime, hours: Hours) -> Opening | None:
    """The opening that is on at a moment, or else the next one; None where there is none within ``MOST_DAYS``."""
    later = (each for each in _openings_from(start.astimezone(UTC), hours) if each[1] > start)
    return next(later, None)


@lru_cache(maxsize=8192)
def openings(hours: Hours, day: date) -> tuple[Opening, ...]:
    """The spans of a day in UTC; those that the day does not have are left out."""
    if hours.closure(day) is not None:
        return ()
    spans = hours.week[day.weekday()]
    found = ((_moment(day, opens, hours.zone), _moment(day, closes, hours.zone)) for opens, closes in spans)
    return tuple((opens, closes) for opens, closes in found if opens < closes)


def _openings_from(start: datetime, hours: Hours) -> Iterator[Opening]:
    """The openings from the day of a moment on, in the order of time."""
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        return
    day = start.astimezone(hours.zone).date()
    for _ in range(MOST_DAYS):
        if day.year > LAST_YEAR:
            return
        yield from openings(hours, day)
        day += ONE_DAY


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """When the clock on the wall shows so many minutes after a day's midnight, in UTC."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=minutes)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _change(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment, zone)


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """When the clocks go forward, in UTC: between a gap's two readings (PEP 495), one of them before it."""
    before = early.astimezone(zone).utcoffset()
    while late - early > SECOND:
        middle = early + timedelta(seconds=(late - early) // SECOND // 2)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late
