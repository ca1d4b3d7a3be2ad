"""When support works: business hours with their time zone, weekly spans and days off. What is written is plain text.

A day of the week is a line such as ``09:00-12:30, 13:30-18:00``, a day off is one such as ``2026-12-24 Christmas Eve``.
"""

import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models

DAY = 24 * 60  # minutes
MOST_SPANS = 10  # of one day
MOST_LINES = 200
LONGEST_BREAK = 366  # days of one line
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN = re.compile(r"(\d{1,2})(?::(\d\d))?\s*(?:-|–|—|to)\s*(\d{1,2})(?::(\d\d))?")
LINE = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)(?:\s*(?:\.\.|–|to)\s*(\d{4})-(\d\d)-(\d\d))?(?:\s+(\S.*))?")
LEAP_YEAR = 2024  # so that 02-29 is a day of some year

Span = tuple[int, int]  # minutes after midnight: opens, closes


@dataclass(frozen=True, slots=True)
class Days:
    """One line of days: from the first to the last, each year where ``yearly``; ``name`` is what the day is called."""

    first: date
    last: date
    yearly: bool
    name: str


def spans_of(text: str) -> tuple[Span, ...]:
    """The spans of a day in their order, in minutes after midnight; none where nothing is written.

    Raises ValidationError for what is no span, ends before it begins, or overlaps another.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > MOST_SPANS:
        raise ValidationError(f"Write at most {MOST_SPANS} spans for a day.")
    spans = sorted(_span(part) for part in parts)
    for (_, closes), (opens, _) in pairwise(spans):
        if opens < closes:
            raise ValidationError("Two spans overlap.")
    return tuple(spans)


def days_of(text: str) -> tuple[Days, ...]:
    """The days that are written, one or several in a row on a line. Raises ValidationError with the line at fault."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(f"Write at most {MOST_LINES} lines.")
    return tuple(_days(line, number) for number, line in lines)


def check_time_zone(name: str) -> None:
    """Raises ValidationError for what is no time zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError("Choose a time zone such as Europe/Berlin.")


def check_spans(text: str) -> None:
    """Raises ValidationError for what are no spans of a day."""
    spans_of(text)


def check_days(text: str) -> None:
    """Raises ValidationError for what are no days."""
    days_of(text)


def _span(part: str) -> Span:
    found = SPAN.fullmatch(part)
    if found is None:
        raise ValidationError(f"{part[:40]!r} is no span. Write 09:00-17:30, and a comma between two of them.")
    opens, closes = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if opens >= closes:
        raise ValidationError(
            f"{part} ends before it begins. Across midnight, write two: until 24:00 here, from 00:00 on the next day."
        )
    return opens, closes


def _minutes(hours: str, minutes: str | None) -> int:
    found = int(hours) * 60 + int(minutes or 0)
    if found > DAY or int(minutes or 0) > 59:
        raise ValidationError("A day has 24 hours of 60 minutes: 24:00 is its end.")
    return found


def _days(line: str, number: int) -> Days:
    found = LINE.fullmatch(line)
    if found is None or (found[4] and not found[1]):
        raise ValidationError(
            f"Line {number} is no day. Write 2026-12-24, 2026-12-24..2027-01-01, or 12-24 for each year."
        )
    try:
        first = date(int(found[1] or LEAP_YEAR), int(found[2]), int(found[3]))
        last = date(int(found[4]), int(found[5]), int(found[6])) if found[4] else first
    except ValueError as error:
        raise ValidationError(f"Line {number}: there is no such day.") from error
    if not timedelta(0) <= last - first < timedelta(days=LONGEST_BREAK):
        raise ValidationError(f"Line {number} ends before it begins, or lasts longer than a year.")
    return Days(first, last, yearly=not found[1], name=(found[7] or "").strip())


def _day() -> "models.CharField[str, str]":
    return models.CharField(max_length=150, blank=True, validators=[check_spans])


class BusinessHours(models.Model):
    """When the time of response targets counts, for the queues that name it; the others count around the clock."""

    name = models.CharField(max_length=100, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    monday = _day()
    tuesday = _day()
    wednesday = _day()
    thursday = _day()
    friday = _day()
    saturday = _day()
    sunday = _day()
    country = models.CharField("public holidays of", max_length=10, blank=True)
    subdivision = models.CharField(
        "state or region", max_length=40, blank=True, help_text="Where it has holidays of its own, such as BY or CA."
    )
    days_off = models.TextField(
        "further days off",
        max_length=10_000,
        blank=True,
        validators=[check_days],
        help_text="One a line: 2026-12-24 Christmas Eve, 2026-12-24..2027-01-01 for several, 12-24 for each year.",
    )
    days_worked = models.TextField(
        "public holidays that are worked",
        max_length=10_000,
        blank=True,
        validators=[check_days],
        help_text="In the same form; on these days the hours of the week hold all the same.",
    )

    class Meta:
        verbose_name = "business hours"
        verbose_name_plural = "business hours"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(time_zone=""), name="business_hours_have_a_time_zone")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def week(self) -> Iterator[str]:
        """What is written for each day, from Monday on."""
        return (getattr(self, day) for day in WEEKDAYS)
