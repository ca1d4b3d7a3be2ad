"""The staff webhook: an alert as a line in the team's chat, for whatever takes Slack's incoming webhooks.

The address is a secret, whoever has it can write there: it stands in no error, no log and no row.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from django.conf import settings
from django.template.loader import render_to_string

from tickets.models import Owed
from tickets.services import briefing, owed

PATIENCE = 3.0  # seconds for all of it
SOONEST, LATEST = timedelta(seconds=1), timedelta(hours=1)  # what is believed of Retry-After
UNSAID = timedelta(seconds=30)  # how long it is left alone where it does not say
SUCCESS, TOO_MANY, SERVER = range(200, 300), 429, range(500, 600)
WORTH_ANOTHER_TRY = (408, 425)
AGENT = "support-desk-webhook/1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the webhook answered; of its body nothing is read."""

    status: int
    retry_after: str


def post_alert(row: Owed, *, now: datetime) -> None:
    """Posts an alert. Raises ``owed.Later`` where it is to wait, ``owed.Failure`` where it was not taken.

    The header ``Webhook-Id`` is the same whenever the same alert is posted again.
    """
    if not settings.STAFF_WEBHOOK_URL:
        raise owed.Needless("Not posted: no webhook is set any more")
    brief = briefing.brief_of(briefing.standing(row, now=now))
    text = render_to_string("hook/alert.txt", {"brief": brief}).strip()
    answer = _post({"text": text}, headers={"Webhook-Id": f"owed-{row.pk}", "User-Agent": AGENT})
    if answer.status in SUCCESS:
        return
    if answer.status == TOO_MANY:
        raise owed.Later(now + _wait(answer.retry_after, now=now), "Held back: the webhook asked for a pause")
    again = answer.status in SERVER or answer.status in WORTH_ANOTHER_TRY
    raise owed.Failure(f"The webhook answered with status {answer.status}", hopeless=not again)


def _post(body: dict[str, str], *, headers: dict[str, str]) -> Answer:
    try:
        return asyncio.run(_posted(body, headers))
    except (TimeoutError, httpx.TimeoutException):
        raise owed.Failure(f"The webhook did not answer within {PATIENCE:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        # Their words may quote the address, and a chained error would be logged with them.
        raise owed.Failure(f"The webhook could not be reached ({type(error).__name__})") from None


async def _posted(body: dict[str, str], headers: dict[str, str]) -> Answer:
    """One request without redirects: a webhook that moved is written into the settings by whoever knows where to."""
    url = settings.STAFF_WEBHOOK_URL
    async with (
        asyncio.timeout(PATIENCE),
        httpx.AsyncClient(trust_env=False, timeout=PATIENCE, follow_redirects=False) as client,
        client.stream("POST", url, json=body, headers=headers) as answer,
    ):
        return Answer(answer.status_code, answer.headers.get("Retry-After", ""))


def _wait(retry_after: str, *, now: datetime) -> timedelta:
    """Seconds or a date (RFC 9110 section 10.2.3; some send fractions of a second), within what is believed."""
    try:
        wait = timedelta(seconds=float(retry_after))
    except (ValueError, OverflowError):
        wait = _until(retry_after, now=now)
    return min(max(wait, SOONEST), LATEST)


def _until(date: str, *, now: datetime) -> timedelta:
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return UNSAID
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
