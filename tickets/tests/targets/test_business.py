"""Business time: what the clock on the wall says holds, whatever clocks, holidays and calendars do."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tickets.services.targets import publicdays
from tickets.services.targets.business import Hours, Span, add_time, next_opening, openings, time_between

BERLIN, NEW_YORK, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")  # which had no 30 December 2011
HOUR = timedelta(hours=1)
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NINE_TO_FIVE: tuple[Span, ...] = ((9 * 60, 17 * 60),)
OFFICE = Hours(BERLIN, (NINE_TO_FIVE,) * 5 + ((),) * 2)


def always(zone: ZoneInfo) -> Hours:
    return Hours(zone, (((0, 24 * 60),),) * 7)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def at(zone: ZoneInfo, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[misc, arg-type]


# In the office


def test_time_counts_within_a_day() -> None:
    assert add_time(at(BERLIN, 2026, 11, 30, 10), 4 * HOUR, OFFICE) == at(BERLIN, 2026, 11, 30, 14)


def test_what_is_left_over_goes_on_the_next_morning() -> None:
    assert add_time(at(BERLIN, 2026, 11, 30, 15), 4 * HOUR, OFFICE) == at(BERLIN, 2026, 12, 1, 11)


def test_a_weekend_does_not_count() -> None:
    assert add_time(at(BERLIN, 2026, 11, 27, 16), 2 * HOUR, OFFICE) == at(BERLIN, 2026, 11, 30, 10)
    assert time_between(at(BERLIN, 2026, 11, 27, 16), at(BERLIN, 2026, 11, 30, 10), OFFICE) == 2 * HOUR


def test_what_fills_a_day_is_due_when_it_closes_not_the_next_morning() -> None:
    assert add_time(at(BERLIN, 2026, 11, 30, 9), 8 * HOUR, OFFICE) == at(BERLIN, 2026, 11, 30, 17)


def test_what_comes_at_night_counts_from_the_morning() -> None:
    assert add_time(at(BERLIN, 2026, 11, 30, 3), HOUR, OFFICE) == at(BERLIN, 2026, 11, 30, 10)


def test_a_break_at_noon_does_not_count() -> None:
    hours = Hours(BERLIN, (((9 * 60, 12 * 60), (13 * 60, 17 * 60)),) * 7)
    assert add_time(at(BERLIN, 2026, 11, 30, 11), 2 * HOUR, hours) == at(BERLIN, 2026, 11, 30, 14)


def test_a_night_shift_is_two_spans_that_touch() -> None:
    hours = Hours(BERLIN, (((0, 6 * 60), (22 * 60, 24 * 60)),) * 7)
    assert add_time(at(BERLIN, 2026, 11, 30, 23), 3 * HOUR, hours) == at(BERLIN, 2026, 12, 1, 2)


def test_around_the_clock_is_plain_time() -> None:
    start = utc(2026, 11, 30, 10)
    assert add_time(start, 30 * HOUR, None) == start + 30 * HOUR
    assert time_between(start, start + 30 * HOUR, None) == 30 * HOUR


def test_a_start_in_another_zone_means_the_same_moment() -> None:
    assert add_time(at(NEW_YORK, 2026, 3, 7, 12), 24 * HOUR, None) == utc(2026, 3, 8, 17)  # not by its own wall clock


# Days off


def test_days_off_of_ones_own_and_of_each_year_do_not_count() -> None:
    hours = Hours(BERLIN, (NINE_TO_FIVE,) * 7, off={date(2026, 12, 1): "move"}, each_year={(12, 24): "Christmas Eve"})
    assert add_time(at(BERLIN, 2026, 11, 30, 16), 2 * HOUR, hours) == at(BERLIN, 2026, 12, 2, 10)
    assert add_time(at(BERLIN, 2030, 12, 23, 16), 2 * HOUR, hours) == at(BERLIN, 2030, 12, 25, 10)


def test_public_holidays_do_not_count_but_for_those_that_are_worked() -> None:
    def public(year: int) -> Mapping[date, str]:
        return publicdays.of("DE", "BE", year)

    hours = Hours(BERLIN, OFFICE.week, public=public)
    assert add_time(at(BERLIN, 2026, 4, 2, 16), 2 * HOUR, hours) == at(BERLIN, 2026, 4, 7, 10)  # Easter
    worked = Hours(BERLIN, OFFICE.week, public=public, worked=lambda day: day == date(2026, 4, 6))
    assert add_time(at(BERLIN, 2026, 4, 2, 16), 2 * HOUR, worked) == at(BERLIN, 2026, 4, 6, 10)


def test_a_region_has_holidays_of_its_own() -> None:
    assert date(2026, 3, 8) in publicdays.of("DE", "BE", 2026)
    assert date(2026, 3, 8) not in publicdays.of("DE", "BY", 2026)
    assert publicdays.of("DE", "BE", 2026)[date(2026, 12, 25)] == "Christmas Day"


def test_a_place_that_is_not_known_any_more_has_no_holidays() -> None:
    assert publicdays.of("XX", "", 2026) == publicdays.of("DE", "XX", 2026) == {}


# Clocks that change


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (BERLIN, date(2026, 3, 29), 23),
        (BERLIN, date(2026, 10, 25), 25),
        (NEW_YORK, date(2026, 3, 8), 23),
        (NEW_YORK, date(2026, 11, 1), 25),
        (LORD_HOWE, date(2026, 4, 5), 24.5),
        (LORD_HOWE, date(2026, 10, 4), 23.5),
    ],
)
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(zone: ZoneInfo, day: date, hours: float) -> None:
    ((opens, closes),) = openings(always(zone), day)
    assert closes - opens == hours * HOUR
    assert add_time(opens, hours * HOUR, always(zone)) == closes


def test_an_hour_that_a_day_does_not_have_is_no_time() -> None:
    missing = Hours(BERLIN, (((2 * 60, 3 * 60),),) * 7)
    assert openings(missing, date(2026, 3, 29)) == ()
    half = Hours(BERLIN, (((2 * 60 + 30, 3 * 60 + 30),),) * 7)
    assert openings(half, date(2026, 3, 29)) == ((utc(2026, 3, 29, 1), utc(2026, 3, 29, 1, 30)),)


def test_an_hour_that_a_day_has_twice_counts_twice() -> None:
    twice = Hours(BERLIN, (((2 * 60, 3 * 60),),) * 7)
    ((opens, closes),) = openings(twice, date(2026, 10, 25))
    assert closes - opens == 2 * HOUR


def test_a_day_that_a_country_skipped_is_no_time() -> None:
    assert openings(always(APIA), date(2011, 12, 30)) == ()
    start = at(APIA, 2011, 12, 29, 23)
    assert add_time(start, 2 * HOUR, always(APIA)) == at(APIA, 2011, 12, 31, 1)


# What never ends


def test_hours_that_never_open_end_the_search() -> None:
    closed = Hours(BERLIN, ((),) * 7)
    assert add_time(utc(2026, 11, 30), HOUR, closed) is None
    assert next_opening(utc(2026, 11, 30), closed) is None
    assert time_between(utc(2026, 11, 30), utc(2036, 11, 30), closed) == timedelta(0)


def test_more_time_than_ten_years_hold_ends_the_search() -> None:
    once_a_week = Hours(BERLIN, (((0, 1),), *((),) * 6))
    assert add_time(utc(2026, 11, 30), timedelta(days=1), once_a_week) is None


@pytest.mark.parametrize("start", [EARLIEST, utc(9990, 12, 30), LATEST])
def test_the_calendars_edges_end_the_search(start: datetime) -> None:
    assert add_time(start, timedelta(days=400), OFFICE) is None
    assert time_between(EARLIEST, LATEST, OFFICE) == timedelta(0)


# What holds for any hours


def spans() -> st.SearchStrategy[tuple[Span, ...]]:
    def paired(cuts: list[int]) -> tuple[Span, ...]:
        cuts = sorted(cuts)[: len(cuts) // 2 * 2]
        return tuple(zip(cuts[::2], cuts[1::2], strict=True))

    return st.lists(st.integers(0, 24 * 60), max_size=6, unique=True).map(paired)


ZONES = st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, APIA, ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/Havana")])
PUBLIC = st.sampled_from(["", "DE", "US", "AU", "JP", "IR"])
WEEKS = st.lists(spans(), min_size=7, max_size=7).map(tuple).filter(any)
STARTS = st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
AMOUNTS = st.timedeltas(timedelta(0), timedelta(hours=300))
WEEKS_LONG = st.timedeltas(timedelta(0), timedelta(days=40))


@st.composite
def any_hours(draw: st.DrawFn) -> Hours:
    country = draw(PUBLIC)
    return Hours(
        draw(ZONES),
        draw(WEEKS),
        each_year=dict.fromkeys(draw(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 28)), max_size=5)), ""),
        public=lambda year: publicdays.of(country, "", year) if country else {},
    )


@given(any_hours(), STARTS, AMOUNTS)
def test_time_that_is_added_has_passed(hours: Hours, start: datetime, amount: timedelta) -> None:
    end = add_time(start, amount, hours)
    if end is not None:
        assert end >= start
        assert time_between(start, end, hours) == amount


@given(any_hours(), STARTS, AMOUNTS, AMOUNTS)
def test_in_two_parts_it_is_the_same(hours: Hours, start: datetime, first: timedelta, second: timedelta) -> None:
    between = add_time(start, first, hours)
    if between is not None and first:
        both = add_time(start, first + second, hours)
        assert both == (add_time(between, second, hours))


@given(any_hours(), STARTS, AMOUNTS, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_later_and_more_never_end_sooner(hours: Hours, start: datetime, amount: timedelta, later: timedelta) -> None:
    end = add_time(start, amount, hours)
    for other in (add_time(start + later, amount, hours), add_time(start, amount + later, hours)):
        assert end is None or other is None or end <= other


@given(any_hours(), STARTS, WEEKS_LONG)
def test_never_more_time_passes_than_there_is(hours: Hours, start: datetime, length: timedelta) -> None:
    end = start + length
    passed = time_between(start, end, hours)
    assert timedelta(0) <= passed <= length
    reached = add_time(start, passed, hours)
    assert reached is not None
    assert reached <= end


@given(any_hours(), STARTS, WEEKS_LONG, WEEKS_LONG)
def test_time_adds_up(hours: Hours, start: datetime, first: timedelta, second: timedelta) -> None:
    middle, end = start + first, start + first + second
    assert time_between(start, middle, hours) + time_between(middle, end, hours) == time_between(start, end, hours)


@given(any_hours(), STARTS, AMOUNTS)
def test_a_clock_that_goes_back_takes_no_time(hours: Hours, start: datetime, back: timedelta) -> None:
    assert time_between(start, start - back, hours) == timedelta(0)


@given(ZONES, STARTS, AMOUNTS)
@example(LORD_HOWE, utc(2026, 4, 4, 12), 24 * HOUR)
def test_hours_of_all_day_are_around_the_clock(zone: ZoneInfo, start: datetime, amount: timedelta) -> None:
    assert add_time(start, amount, always(zone)) == start + amount
