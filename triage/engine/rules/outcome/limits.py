"""Is it too much? Rates and quotas with a concrete time to wait, and sizes."""

import re
from collections.abc import Iterator
from datetime import datetime

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.asking.citations import manual, rfc
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, possible, rule
from triage.engine.rules.asking.times import after, http_date, spoken
from triage.engine.rules.outcome.waits import wait_in_body, wait_of

LIMIT = Location(Place.RESPONSE)
RATE_LIMIT_DRAFT = manual(
    "IETF draft, RateLimit header fields", "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/"
)
REMAINING = re.compile(r"(?:[\w-]{1,30}-)?rate-?limit(?:-\w{1,20})?-remaining(?:-\w{1,20})?", re.IGNORECASE)
QUOTA = re.compile(
    r"quota|monthly|daily|per (?:day|month)|plan|billing|credits?\b|balance|subscription|dailylimit", re.IGNORECASE
)
# A quota that is renewed within the hour is a rate.
SHORT_PERIOD = re.compile(r"(?:per|every|each|/|in a) ?(second|minute|hour)\b", re.IGNORECASE)
TRY_AGAIN = re.compile(
    r"(?:try again|retry|wait|available)[^.\d]{0,30}?(\d{1,6})(?:\.(\d{1,6}))? ?"
    r"(ms|milliseconds|s|sec|seconds?|m|min|minutes?|h|hours?)\b",
    re.IGNORECASE,
)
UNIT = {"s": 1, "m": 60, "h": 3600}
RATE = re.compile(r"rate.?limit|too many requests|throttl|abuse detection|secondary rate", re.IGNORECASE)


def _now(inquiry: Inquiry) -> datetime:
    """The server's own time where it is given: waiting counts from the answer."""
    return http_date(inquiry.response.headers.get("Date")) or inquiry.now


def speaks_of_a_rate(inquiry: Inquiry) -> bool:
    """The answer says that calls come too often, in its words or by a count of none left."""
    spent = any(REMAINING.fullmatch(each.name) and each.value.strip() == "0" for each in inquiry.response.headers)
    return spent or RATE.search(f"{inquiry.error.message} {inquiry.error.code}") is not None


@rule("LIMIT-001", "420", "429", needs_call=False)
def wait_that_long(inquiry: Inquiry) -> Iterator[Finding]:
    """A rate limit with a time to wait."""
    wait = wait_of(inquiry.response.headers, _now(inquiry))
    if wait is not None:
        yield possible(
            f"You called too often; the API takes calls again {spoken(wait.seconds)} after its answer, "
            f"at {after(_now(inquiry), wait.seconds)}.",
            at=Location(Place.RESPONSE, wait.header.name),
            see=inquiry.got_header(wait.header),
            fix=(
                f"Wait {spoken(wait.seconds)} before the next call.",
                f"Let your program read `{wait.header.name}` and wait by itself.",
            ),
            cite=rfc(9110, "10.2.3") if wait.header.name.lower() == "retry-after" else RATE_LIMIT_DRAFT,
        )


@rule("LIMIT-008", "420", "429", needs_call=False)
def wait_as_the_body_says(inquiry: Inquiry) -> Iterator[Finding]:
    """No header names the time to wait, but a member of the body does (``retry_after``)."""
    told = wait_in_body(inquiry.answer)
    if told is None or wait_of(inquiry.response.headers, _now(inquiry)):
        return
    seconds, name = told
    yield possible(
        f"You called too often; the API takes calls again {spoken(seconds)} after its answer, "
        f"at {after(_now(inquiry), seconds)}.",
        at=Location(Place.RESPONSE, name),
        see=inquiry.in_answer(f'"{name}"') or inquiry.status_line,
        fix=(f"Wait {spoken(seconds)} before the next call.", f"Let your program read `{name}` and wait by itself."),
        cite=rfc(6585, "4"),
    )


@rule("LIMIT-007", "403", "420", "429", needs_call=False)
def wait_as_the_message_says(inquiry: Inquiry) -> Iterator[Finding]:
    """No header names the time to wait, but the message does, or the period of the limit."""
    message = inquiry.error.message or inquiry.answer.text[:500]
    if (
        wait_of(inquiry.response.headers, _now(inquiry))
        or wait_in_body(inquiry.answer)
        or (inquiry.status == 403 and not RATE.search(message))
    ):
        return
    said, period = TRY_AGAIN.search(message), SHORT_PERIOD.search(message)
    found = said or period
    if found is None:
        return
    pause = spoken(_said_seconds(said)) if said is not None else f"one {found[1].lower()}"
    yield possible(
        f"You called too often; the API takes calls again in {pause}."
        if said
        else f"You called too often; the limit counts calls per {found[1].lower()}.",
        at=LIMIT,
        see=inquiry.in_answer(found[0]) or inquiry.status_line,
        fix=(f"Wait {pause} before the next call.", "Then call less often: spread the calls, and cache what stays."),
        cite=rfc(6585, "4"),
    )


def _said_seconds(found: re.Match[str]) -> int:
    """The time that a message names, rounded up to whole seconds."""
    unit = found[3].lower()
    size = 0.001 if unit in ("ms", "milliseconds") else UNIT[unit[0]]
    return max(1, -int(-float(f"{found[1]}.{found[2] or 0}") * size // 1))


@rule("LIMIT-002", "402", "403", "429", needs_call=False)
def quota_used_up(inquiry: Inquiry) -> Iterator[Finding]:
    """A quota is not a rate: waiting a minute does not help."""
    words = f"{inquiry.error.message} {inquiry.error.code}"
    found = QUOTA.search(words) if not SHORT_PERIOD.search(words) else None
    if found is not None and (inquiry.status == 429 or "quota" in found[0].lower() or inquiry.status == 402):
        yield possible(
            "The answer speaks of a quota or plan: waiting a moment will not help, unlike with a rate limit.",
            at=LIMIT,
            see=inquiry.in_answer(inquiry.error.message, inquiry.error.code) or inquiry.status_line,
            fix=("Look at usage and plan in your account.", "Stop repeating the call until the quota is renewed."),
            cite=rfc(6585, "4"),
        )


@rule("LIMIT-003", "403", needs_call=False)
def rate_limit_as_403(inquiry: Inquiry) -> Iterator[Finding]:
    """Some APIs answer 403 where others answer 429."""
    spent = next(
        (each for each in inquiry.response.headers if REMAINING.fullmatch(each.name) and each.value.strip() == "0"),
        None,
    )
    if spent is None and not RATE.search(f"{inquiry.error.message} {inquiry.error.code}"):
        return
    wait = wait_of(inquiry.response.headers, _now(inquiry))
    until = f" until {after(_now(inquiry), wait.seconds)}" if wait is not None else ""
    yield possible(
        f"This 403 is a rate limit, not a missing permission: no calls are left{until}.",
        at=Location(Place.RESPONSE, spent.name if spent else ""),
        see=inquiry.got_header(spent) if spent else inquiry.in_answer(inquiry.error.message) or inquiry.status_line,
        fix=(f"Wait {spoken(wait.seconds)}." if wait is not None else "Wait a few minutes.", "Then call less often."),
        cite=rfc(6585, "4"),
    )


@rule("LIMIT-004", "413")
def body_too_large(inquiry: Inquiry) -> Iterator[Finding]:
    """How large the body is, where the call says it."""
    length = inquiry.call.headers.get("Content-Length").strip()
    size = int(length[:15]) if length.isdecimal() else len((inquiry.call.body or "").encode("utf-8", "replace"))
    if size:
        yield certain(
            f"The body is too large for the API: {size:,} bytes.",
            at=Location(Place.BODY),
            see=inquiry.sent_header(inquiry.call.headers.field("Content-Length"))
            if length
            else inquiry.in_call(inquiry.call.body_span),
            fix=(
                "Send less in one call: smaller batches, fewer items, a smaller file.",
                "Use the upload operation for files, if the reference has one; do not put them into JSON as base64.",
            ),
            cite=rfc(9110, "15.5.14"),
        )


@rule("LIMIT-005", "414")
def url_too_long(inquiry: Inquiry) -> Iterator[Finding]:
    """How long the URL is."""
    yield certain(
        f"The URL is too long: {len(inquiry.call.url):,} characters, "
        f"{len(inquiry.call.parts.query):,} of them in the query.",
        at=Location(Place.QUERY),
        see=inquiry.in_call(inquiry.call.url_span),
        fix=("Ask for fewer ids in one call.", "Use the POST variant of the search, if the reference has one."),
        cite=rfc(9110, "15.5.15"),
    )


@rule("LIMIT-006", "431", "494")
def headers_too_large(inquiry: Inquiry) -> Iterator[Finding]:
    """Which header is the largest."""
    largest = max(inquiry.call.headers, key=lambda each: len(each.value), default=None)
    if largest is not None:
        yield possible(
            f"The headers are too large; the largest is `{largest.name}`.",
            at=Location(Place.HEADER, largest.name),
            see=inquiry.sent_header(largest),
            fix=("Leave it out if the API does not need it; cookies are the usual cause.", "Use a shorter token."),
            cite=rfc(6585, "5"),
        )
