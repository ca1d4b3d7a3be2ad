"""Moments and durations in headers, and how to say them."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EPOCH_FROM = 1_000_000_000  # later numbers are moments in seconds, smaller ones durations
MILLISECONDS_FROM = 100_000_000_000
LONGEST = 10 * 365 * 86_400
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]|$)")
# 1m20s, 6m0s, 20ms: durations as Go writes them, found in x-ratelimit-reset-* headers.
GO_DURATION = re.compile(r"(?:(\d{1,5})h)?(?:(\d{1,5})m(?!s))?(?:(\d{1,6}(?:\.\d{1,9})?)s)?(?:(\d{1,9})ms)?")


def http_date(value: str) -> datetime | None:
    """A moment as HTTP writes it (RFC 9110 section 5.6.7), aware of its zone; None for anything else."""
    try:
        moment = parsedate_to_datetime(value[:60])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def iso_date(value: str) -> datetime | None:
    """A date, or a moment as RFC 3339 writes it; without a zone it counts as UTC; None for anything else."""
    if not ISO_DATE.match(value):
        return None
    try:
        moment = datetime.fromisoformat(value[:40].replace(" ", "T"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def from_epoch(seconds: int) -> datetime | None:
    """The moment of an epoch time; None outside the years that datetime knows."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def seconds_until(value: str, now: datetime) -> int | None:
    """How long a header asks to wait, in seconds and never negative.

    Takes seconds, epoch seconds or milliseconds, a Go duration, an HTTP or an ISO date; None for anything else.
    """
    value = value.strip()
    if re.fullmatch(r"\d{1,16}(?:\.\d{1,9})?", value):
        return _from_number(float(value), now)
    if value and (parts := GO_DURATION.fullmatch(value)) is not None:
        hours, minutes, seconds, milliseconds = (float(part or 0) for part in parts.groups())
        return _bounded(hours * 3600 + minutes * 60 + seconds + milliseconds / 1000)
    moment = iso_date(value) or http_date(value)
    return None if moment is None else _bounded((moment - now).total_seconds())


def _from_number(number: float, now: datetime) -> int | None:
    if number >= MILLISECONDS_FROM:
        number /= 1000
    return _bounded(number - now.timestamp() if number >= EPOCH_FROM else number)


def _bounded(seconds: float) -> int | None:
    return None if seconds > LONGEST else max(0, -int(-seconds // 1))


def spoken(seconds: float) -> str:
    """A duration in the largest unit that says it well: ``45 seconds``, ``12 minutes``, ``3 hours``, ``9 days``."""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {name}s"
    whole = round(seconds)
    return f"{whole} second" if whole == 1 else f"{whole} seconds"


def clock(moment: datetime) -> str:
    """A moment to the second, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def after(now: datetime, seconds: int) -> str:
    """The moment that many seconds after ``now``."""
    return clock(now + timedelta(seconds=seconds))
