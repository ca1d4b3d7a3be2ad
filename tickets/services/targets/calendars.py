"""From the business hours that staff wrote to the value that time is reckoned with."""

import logging
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError

from tickets.models import BusinessHours
from tickets.models.hours import Days, days_of, spans_of
from tickets.services.targets import business, publicdays
from tickets.services.targets.business import Hours

LOG = logging.getLogger(__name__)
CONTINENTS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
AHEAD = timedelta(days=366)  # for which days off are named


def hours_of(written: BusinessHours | None) -> Hours | None:
    """What was written, as a value; the same one for the same words. None for none: around the clock.

    None too for what cannot be read any more, such as a time zone that the system does not know since an update: a
    ticket is due too early then rather than not put in its queue.
    """
    if written is None:
        return None
    place = (written.country, written.subdivision)
    try:
        return _hours(written.time_zone, tuple(written.week), *place, written.days_off, written.days_worked)
    except (ValidationError, ZoneInfoNotFoundError, ValueError) as error:
        LOG.error("business hours %s count around the clock: %s", written.pk, error)
        return None


@lru_cache(maxsize=1)
def zones() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The time zones to choose from, by continent; those of the sea and of history are left out, but for UTC."""
    named = sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in CONTINENTS)
    parted = groupby(named, key=lambda name: name.split("/")[0])
    return (
        ("UTC", (("UTC", "UTC"),)),
        *((where, tuple((name, name.replace("_", " ")) for name in names)) for where, names in parted),
    )


@lru_cache(maxsize=64)
def _hours(
    time_zone: str, week: tuple[str, ...], country: str, subdivision: str, days_off: str, days_worked: str
) -> Hours:
    off, worked = days_of(days_off), days_of(days_worked)
    dates, each_year = _dates(off), _each_year(off)
    worked_dates, worked_each_year = _dates(worked), _each_year(worked)
    return Hours(
        zone=ZoneInfo(time_zone),
        week=tuple(spans_of(text) for text in week),
        off=dates,
        each_year=each_year,
        worked=lambda day: day in worked_dates or (day.month, day.day) in worked_each_year,
        public=lambda year: publicdays.of(country, subdivision, year) if country else publicdays.NONE,
    )


def _dates(lines: tuple[Days, ...]) -> Mapping[date, str]:
    return {day: line.name for line in lines if not line.yearly for day in _each(line)}


def _each_year(lines: tuple[Days, ...]) -> Mapping[tuple[int, int], str]:
    return {(line.first.month, line.first.day): line.name for line in lines if line.yearly}


def _each(line: Days) -> Iterator[date]:
    for ahead in range((line.last - line.first).days + 1):
        yield line.first + timedelta(days=ahead)


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which the hours of the week do not count."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What business hours come to, in their own time zone.

    ``is_open`` is whether support works now, ``changes_at`` when that ends; ``due`` is when a ticket received now that
    may take ``example`` is due. Both are None where the hours leave no time. ``days_off`` are the next ones.
    """

    now: datetime
    is_open: bool
    changes_at: datetime | None
    example: timedelta
    due: datetime | None
    days_off: tuple[DayOff, ...]


def preview(hours: Hours, *, example: timedelta, shown: int, now: datetime) -> Preview:
    """What becomes of a ticket received now, and the next days off, so many at most, within a year."""
    opening = business.next_opening(now, hours)
    is_open = opening is not None and opening[0] <= now
    changes = None if opening is None else opening[1] if is_open else opening[0]
    due = business.add_time(now, example, hours)
    return Preview(
        now=now.astimezone(hours.zone),
        is_open=is_open,
        changes_at=changes and changes.astimezone(hours.zone),
        example=example,
        due=due and due.astimezone(hours.zone),
        days_off=tuple(_days_off(hours, now.astimezone(hours.zone).date()))[:shown],
    )


def _days_off(hours: Hours, today: date) -> Iterator[DayOff]:
    for ahead in range(AHEAD.days):
        day = today + timedelta(days=ahead)
        name = hours.closure(day)
        if name is not None and hours.week[day.weekday()]:
            yield DayOff(day, name)
