"""Which pages are due, what became of reading one, and how long a page that fails is left alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from tickets.models.statuspages import StatusComponent, StatusPage, StatusPageQuerySet, StatusVerdict
from tickets.services import owed
from tickets.services.statuspages import fetching, kinds
from tickets.services.statuspages.values import UNKNOWN, Reading, Speaks

AT_ONCE = 10  # pages in one task: at three seconds each they end before the task's time limit
LONGEST_REST = timedelta(hours=1)
CLAIM = timedelta(minutes=1)  # longer than a reading takes: another worker leaves the page alone
TASK = "tickets.read_status_pages"

logger = structlog.get_logger(__name__)


def read_due(*, now: datetime) -> int:
    """Reads the pages that are due, at most ``AT_ONCE``, those that waited longest first. Returns how many."""
    waits = Q(due_at__isnull=True) | Q(due_at__lte=now)
    due = StatusPage.objects.read_by_the_desk().filter(waits)
    return sum(_read(page, now=now) for page in due.order_by("due_at", "pk")[:AT_ONCE])


def ask(*, page: StatusPage, now: datetime, forget: bool = False) -> bool:
    """Staff want it read now: it is due from now on, and a worker is told on commit. False if no worker reads it.

    The row is what is owed; a worker that was not told finds it within a minute. ``forget`` what it said before,
    where that was said at another address.
    """
    if forget:
        StatusPage.objects.filter(pk=page.pk).update(verdict=UNKNOWN, reason="", read_at=None, etag="")
        page.components.update(verdict=UNKNOWN)
    mine = StatusPage.objects.read_by_the_desk().filter(pk=page.pk)
    if not mine.update(due_at=now, failures=0, etag=""):
        return False
    transaction.on_commit(lambda: owed.publish(TASK), robust=True)
    return True


def set_by_hand(*, page: StatusPage, now: datetime) -> None:
    """Notes when staff said what a page of theirs says."""
    StatusPage.objects.filter(pk=page.pk, kind=StatusPage.Kind.MANUAL).update(
        read_at=now, due_at=None, failures=0, problem=""
    )


def _read(page: StatusPage, *, now: datetime) -> bool:
    """Reads one page. False if another worker does so just now."""
    if not _mine(page).update(due_at=now + CLAIM):
        return False
    page.due_at = now + CLAIM
    kind = StatusPage.Kind(page.kind)
    try:
        fetched = fetching.fetch(kinds.addresses(kind, page.url), etag=page.etag)
    except fetching.Unfetched as error:
        _failed(page, str(error), now=now)
        return True
    if fetched.same:
        _store(page, now=now)
    else:
        _keep(page, kinds.read(kind, fetched.bodies, now=now), fetched.etag, now=now)
    return True


def _keep(page: StatusPage, reading: Reading, etag: str, *, now: datetime) -> None:
    """What the page said, in one transaction. What it said is unknown to us is asked for anew, not by its ETag."""
    kept = "" if reading.verdict == UNKNOWN else etag
    with transaction.atomic():
        if _store(page, now=now, verdict=reading.verdict, reason=reading.reason, etag=kept):
            _keep_components(page, reading)


def _mine(page: StatusPage) -> StatusPageQuerySet:
    """The page as long as nobody else claimed it or asked for it: staff may have moved it while it was read."""
    return StatusPage.objects.filter(pk=page.pk, due_at=page.due_at)


def _store(page: StatusPage, *, now: datetime, **said: str) -> bool:
    due_at = now + timedelta(minutes=page.interval)
    return bool(_mine(page).update(read_at=now, due_at=due_at, failures=0, problem="", **said))


def _failed(page: StatusPage, problem: str, *, now: datetime) -> None:
    """No answer: what was said last stands until it is too old, and the page is left alone, longer each time."""
    failures = page.failures + 1
    rest = min(timedelta(minutes=page.interval) * 2 ** min(failures, 10), LONGEST_REST)
    due_at = now + max(rest, timedelta(minutes=page.interval))
    _mine(page).update(failures=min(failures, 1000), problem=problem[:200], due_at=due_at)
    logger.warning("status_page_unread", page=page.pk, failures=failures)


def _keep_components(page: StatusPage, reading: Reading) -> None:
    """The rows as the page has them now; those that staff mapped stay, also when the page drops the component."""
    rows = list(page.components.all())
    by_key = {row.key: row for row in rows if row.key}
    by_name = {row.name: row for row in rows if not row.key}
    met: set[int] = set()
    new: list[StatusComponent] = []
    for each in reading.components:
        row = by_key.get(each.key) or by_name.pop(each.name, None)
        if row is None:
            new.append(StatusComponent(page=page, key=each.key, name=each.name, verdict=each.verdict))
            continue
        met.add(row.pk)
        row.key, row.name, row.verdict = each.key, each.name, each.verdict
    for row in rows:
        if row.pk not in met:
            row.verdict = _unnamed(reading)
    gone = _gone(rows, met, reading)
    StatusComponent.objects.filter(pk__in=gone).delete()
    StatusComponent.objects.bulk_update(
        [row for row in rows if row.pk not in gone], ["key", "name", "verdict"], batch_size=200
    )
    StatusComponent.objects.bulk_create(new, batch_size=200)


def _gone(rows: Iterable[StatusComponent], met: set[int], reading: Reading) -> set[int]:
    """Rows that nobody mapped, of components that a page which names all of them names no more."""
    if reading.speaks != Speaks.OF_ALL:
        return set()
    return {row.pk for row in rows if row.pk not in met and row.key and not row.is_mapped}


def _unnamed(reading: Reading) -> StatusVerdict:
    """What an answer says of a component that it does not name."""
    if reading.speaks == Speaks.OF_NONE:
        return reading.verdict
    return StatusVerdict.OPERATIONAL if reading.speaks == Speaks.OF_AFFECTED else UNKNOWN
