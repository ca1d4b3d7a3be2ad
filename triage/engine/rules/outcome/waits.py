"""How long an answer asks to wait: by its headers, or by a member of its body."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from triage.engine.exchange import Header, Headers
from triage.engine.rules.asking.documents import Document, child
from triage.engine.rules.asking.times import seconds_until

RESET = re.compile(
    r"(?:[\w-]{1,30}-)?rate-?limit(?:-\w{1,20}){0,2}-reset(?:-(?:requests|tokens|after))?|"
    r"(?:[\w-]{1,30}-)?rate-?limit-reset(?:-(?:requests|tokens|after))?|"
    r"(?:x-)?(?:ms-)?retry-after(?:-ms)?|(?:x-)?rate-?limit-retry-after",
    re.IGNORECASE,
)
# An item of the RateLimit field of the IETF's draft: "name";r=0;t=30, and how earlier drafts wrote it.
ITEM = re.compile(r"\"?[\w .:-]{1,60}\"?\s{0,3}((?:;\s{0,3}\w{1,10}=\"?[\w:.-]{1,30}\"?\s{0,3}){1,8})")
PARAMETER = re.compile(r";\s{0,3}(\w{1,10})=(\d{1,9})")
EARLIER = re.compile(r"\b(limit|remaining|reset)=(\d{1,9})")
IN_BODY = ("retry_after", "retryAfter", "retry_after_seconds", "retryAfterSeconds", "retry_after_ms", "retryAfterMs",
           "reset_in", "wait_seconds")  # fmt: skip


class Wait(NamedTuple):
    """How long to wait, in seconds, and the header that says so."""

    seconds: int
    header: Header


def wait_of(headers: Headers, now: datetime) -> Wait | None:
    """The time to wait that the response names: Retry-After first (RFC 9110 section 10.2.3), else a reset header."""
    retry = headers.field("Retry-After")
    if retry is not None and (seconds := seconds_until(retry.value, now)) is not None:
        return Wait(seconds, retry)
    waits = [wait for header in headers if (wait := _reset(header, now)) is not None]
    return max(waits, default=None)


def _reset(header: Header, now: datetime) -> Wait | None:
    name = header.name.lower()
    if name == "ratelimit":
        seconds = _structured(header.value[:1000])
        return None if seconds is None else Wait(seconds, header)
    if not RESET.fullmatch(name):
        return None
    if name.endswith("-ms"):
        return Wait(-(-int(header.value) // 1000), header) if re.fullmatch(r"\d{1,9}", header.value) else None
    seconds = seconds_until(header.value, now)
    return None if seconds is None else Wait(seconds, header)


def _structured(value: str) -> int | None:
    """Seconds until the limit that is used up starts again, of several the longest; the soonest where none is."""
    limits = list(_limits(value))
    spent = [reset for remaining, reset in limits if remaining == 0]
    return max(spent) if spent else min((reset for _, reset in limits), default=None)


def _limits(value: str) -> Iterator[tuple[int | None, int]]:
    """What remains of each limit, None where it is not said, and the seconds until it starts again."""
    for item in ITEM.finditer(value):
        parts = dict(PARAMETER.findall(item[1]))
        if "t" in parts:
            yield (int(parts["r"]) if "r" in parts else None), int(parts["t"])
    earlier = dict(EARLIER.findall(value))
    if "reset" in earlier:
        yield (int(earlier["remaining"]) if "remaining" in earlier else None), int(earlier["reset"])


def wait_in_body(answer: Document) -> tuple[int, str] | None:
    """Seconds that a member of the body names, and the member's name; in the body itself or under ``error``."""
    value = answer.value
    for holder in (value, child(value, "error"), child(value, "parameters"), child(value, "meta")):
        for name in IN_BODY if isinstance(holder, dict) else ():
            number = child(holder, name)
            if isinstance(number, int | float) and not isinstance(number, bool) and 0 < number < 10**9:
                return max(1, -int(-(number / 1000 if name.lower().endswith("ms") else number) // 1)), name
    return None
