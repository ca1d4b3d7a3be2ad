"""Spans of time read and are read as staff write them; weeks and days off are plain text with precise complaints."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tickets.models.hours import Days, check_time_zone, days_of, spans_of
from tickets.services.targets import wording

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "1 min"), (59, "59 min"), (60, "1 h"), (-200, "3 h 20 min"), (1440, "1 d"), (1640, "1 d 3 h"), (-1, "1 min")],
)
def test_a_span_is_told_in_two_units_at_most(minutes: int, said: str) -> None:
    assert wording.span(minutes * MINUTE) == said


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("8 h", 480),
        ("90min", 90),
        ("1 h 30 min", 90),
        ("1H30M", 90),
        ("2 hours", 120),
        (" 5 m ", 5),
        ("1 hour, 1 minute", 61),
    ],
)
def test_hours_and_minutes_are_read(text: str, minutes: int) -> None:
    assert wording.minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "90", "2 d", "h", "1,5 h", "-1 h", "1 h 2 h", "min", "٣٤x", "1 h 30"])
def test_what_could_mean_something_else_is_not(text: str) -> None:
    assert wording.minutes_of(text) is None


@given(st.integers(1, 600_000))
def test_what_is_shown_can_be_typed(minutes: int) -> None:
    assert wording.minutes_of(wording.hours_and_minutes(minutes)) == minutes


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("09:00-17:30", ((540, 1050),)),
        ("9-17", ((540, 1020),)),
        ("13:00 – 17:00, 09:00 to 12:00", ((540, 720), (780, 1020))),
        ("00:00-24:00", ((0, 1440),)),
        ("00:00-06:00, 06:00-12:00", ((0, 360), (360, 720))),
    ],
)
def test_the_spans_of_a_day_are_read(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert spans_of(text) == spans


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nine to five", "'nine to five' is no span"),
        ("22:00-02:00", "Across midnight, write two"),
        ("09:00-09:00", "ends before it begins"),
        ("09:00-24:30", "24:00 is its end"),
        ("09:60-10:00", "24:00 is its end"),
        ("09:00-12:00, 11:59-13:00", "Two spans overlap"),
        (",".join(f"{hour}:00-{hour}:30" for hour in range(11)), "at most 10 spans"),
    ],
)
def test_what_are_no_spans_is_told_why(text: str, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        spans_of(text)


def test_days_off_are_single_days_several_in_a_row_and_days_of_each_year() -> None:
    text = "2026-12-24 Christmas Eve\n\n 2026-12-28..2027-01-02  Between the years\n02-29\n2026-05-01 to 2026-05-03"
    assert days_of(text) == (
        Days(date(2026, 12, 24), date(2026, 12, 24), yearly=False, name="Christmas Eve"),
        Days(date(2026, 12, 28), date(2027, 1, 2), yearly=False, name="Between the years"),
        Days(date(2024, 2, 29), date(2024, 2, 29), yearly=True, name=""),
        Days(date(2026, 5, 1), date(2026, 5, 3), yearly=False, name=""),
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("12-24\nChristmas", "Line 2 is no day"),
        ("2026-02-29", "Line 1: there is no such day"),
        ("2026-12-24..2026-12-01", "Line 1 ends before it begins"),
        ("2026-01-01..2027-01-02", "lasts longer than a year"),
        ("12-24..2026-12-26", "Line 1 is no day"),
        ("\n".join(["12-24"] * 201), "at most 200 lines"),
    ],
)
def test_what_are_no_days_is_told_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        days_of(text)


@pytest.mark.parametrize("name", ["", "CEST", "Mars/Base", "../etc/passwd", "Europe/berlin "])
def test_only_time_zones_that_are_known_can_be_used(name: str) -> None:
    with pytest.raises(ValidationError):
        check_time_zone(name)
    check_time_zone("Europe/Berlin")
