"""Times to wait and dates, as headers write them and as people say them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.engine.exchange import Header, Headers, Span
from triage.engine.rules.asking.times import after, clock, from_epoch, http_date, seconds_until, spoken
from triage.engine.rules.outcome.waits import wait_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0), ("30", 30), ("30.2", 31), (str(EPOCH + 90), 90), (str((EPOCH + 90) * 1000), 90), (str(EPOCH - 5), 0),
        ("Mon, 23 Nov 2026 12:02:00 GMT", 120), ("Mon, 23 Nov 2026 11:00:00 GMT", 0), ("1m20s", 80), ("6m0s", 360),
        ("350ms", 1), ("2h", 7200), ("1.5s", 2), ("", None), ("soon", None), ("-5", None), ("9" * 16, None),
        ("99999 days", None), ("Mon, 99 Nov 2026 12:02:00 GMT", None),
    ],
)  # fmt: skip
def test_a_time_to_wait_is_read(value: str, seconds: int | None) -> None:
    assert seconds_until(value, NOW) == seconds


def _headers(**fields: str) -> Headers:
    pairs = ((name.replace("_", "-"), value) for name, value in fields.items())
    return Headers(tuple(Header(name, value, Span(0, 1), Span(0, 1)) for name, value in pairs))


@pytest.mark.parametrize(
    ("headers", "seconds", "name"),
    [
        (_headers(Retry_After="7", X_RateLimit_Reset="900"), 7, "Retry-After"),
        (_headers(Retry_After="soon", X_RateLimit_Reset="900"), 900, "X-RateLimit-Reset"),
        (_headers(x_ratelimit_reset_requests="2s", x_ratelimit_reset_tokens="9s"), 9, "x-ratelimit-reset-tokens"),
        (_headers(RateLimit_Reset="12"), 12, "RateLimit-Reset"),
        (_headers(RateLimit='"burst";r=0;t=3'), 3, "RateLimit"),
        (_headers(retry_after_ms="1500"), 2, "retry-after-ms"),
        (_headers(X_Rate_Limit_Reset=str(EPOCH + 60)), 60, "X-Rate-Limit-Reset"),
    ],
)
def test_the_header_that_says_how_long_is_found(headers: Headers, seconds: int, name: str) -> None:
    wait = wait_of(headers, NOW)
    assert wait is not None
    assert (wait.seconds, wait.header.name) == (seconds, name)


def test_without_such_a_header_there_is_no_time() -> None:
    assert wait_of(_headers(Date="Mon, 23 Nov 2026 12:02:00 GMT", X_RateLimit_Limit="60"), NOW) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 seconds"), (1, "1 second"), (45, "45 seconds"), (119, "119 seconds"), (120, "2 minutes"),
     (5400, "90 minutes"),      (7200, "2 hours"), (86_400 * 9, "9 days")],
)  # fmt: skip
def test_a_duration_is_said_in_its_largest_unit(seconds: int, said: str) -> None:
    assert spoken(seconds) == said


def test_a_moment_is_shown_in_utc() -> None:
    assert clock(datetime.fromisoformat("2026-11-23T13:00:00+01:00")) == "2026-11-23 12:00:00 UTC"
    assert after(NOW, 90) == "2026-11-23 12:01:30 UTC"


def test_a_date_without_zone_counts_as_utc() -> None:
    assert http_date("Mon, 23 Nov 2026 12:00:00 -0000") == NOW


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(value: str) -> None:
    seconds = seconds_until(value, NOW)
    assert seconds is None or seconds >= 0
    if seconds is not None:
        assert NOW + timedelta(seconds=seconds) >= NOW


@given(st.integers())
def test_any_epoch_is_a_moment_or_none(seconds: int) -> None:
    moment = from_epoch(seconds)
    assert moment is None or moment.tzinfo is not None
