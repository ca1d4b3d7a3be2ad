"""Three reports: what became of each rule's findings, what customers hit that the documentation does not explain, and
which response targets were kept.

All look at the tickets of a period, the newest ``MOST_TICKETS`` of them at most, in a number of queries that does not
grow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Max, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from tickets.models import Finding, Ticket, WrongFinding
from tickets.services import guiding, judging
from triage import engine

PERIODS = {7: "7 days", 30: "30 days", 90: "90 days", 365: "a year"}
MOST_TICKETS = 100_000
MOST_GAPS = 200
MOST_GROUPS = 1_000  # different codes that are looked at, the most frequent first: customers can make up any number
FIRST = Q(position=0)  # what the page shows most prominently
WHO = Coalesce(Cast("customer_id", CharField()), "sender")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What became of one rule's findings, in tickets.

    ``shown`` on any place of the page, ``first`` before all others; of these the customer said ``fixed`` or ``broken``.
    ``wrong`` were marked so by staff, and of so many others staff said that this rule was the ``true`` one.
    """

    rule: str
    called: str
    shown: int = 0
    first: int = 0
    fixed: int = 0
    broken: int = 0
    wrong: int = 0
    true: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A status, or an error code at a status, that the documentation does not explain.

    ``range`` is the guide's range that has to serve for it, empty where there is none either. ``newest`` is an example.
    """

    status: int
    code: str
    range: str
    tickets: int
    customers: int
    newest: Ticket


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is not explained: statuses without an entry of their own, and error codes without any."""

    statuses: tuple[Gap, ...]
    codes: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class TargetRow:
    """How a queue's tickets of one priority were answered and solved, in tickets.

    ``answered`` and ``solved`` in time, ``answered_late`` and ``solved_late`` where a target broke, done by now or not.
    What is neither is still within its time, was promised nothing, or was reopened and counts anew.
    """

    queue: str
    priority: str
    tickets: int
    answered: int
    answered_late: int
    solved: int
    solved_late: int


def rules(*, days: int, now: datetime) -> tuple[RuleRow, ...]:
    """Every rule that was shown or judged in the period, the most shown first. Four queries."""
    since, floor = now - timedelta(days=days), _floor()
    found = Finding.objects.filter(ticket__received_at__gte=since, ticket__gte=floor)
    shown = found.values("rule").annotate(
        shown=Count("ticket", distinct=True),
        first=Count("pk", filter=FIRST),
        fixed=Count("pk", filter=FIRST & Q(ticket__outcome=Ticket.Outcome.FIXED)),
        broken=Count("pk", filter=FIRST & Q(ticket__outcome=Ticket.Outcome.STILL_BROKEN)),
    )
    counted = {each["rule"]: each for each in shown.order_by()}
    judged = WrongFinding.objects.filter(ticket__received_at__gte=since, ticket__gte=floor)
    wrong, true = _tickets_by(judged, "rule"), _tickets_by(judged.exclude(true_rule=""), "true_rule")
    names = counted.keys() | wrong.keys() | true.keys()
    rows = (
        RuleRow(
            **{"rule": name, **counted.get(name, {})},
            called=judging.called(name),
            wrong=wrong.get(name, 0),
            true=true.get(name, 0),
        )
        for name in names
    )
    return tuple(sorted(rows, key=lambda row: (-row.shown, -row.true, row.rule)))


def _tickets_by(judged: "QuerySet[WrongFinding]", column: str) -> dict[str, int]:
    grouped = judged.order_by().values(column).annotate(tickets=Count("ticket", distinct=True))
    return {each[column]: each["tickets"] for each in grouped}


def gaps(*, days: int, now: datetime) -> Gaps:
    """What customers hit in the period that is not explained now, the most frequent first. At most five queries."""
    reference = guiding.current_reference()
    tickets = Ticket.objects.filter(received_at__gte=now - timedelta(days=days), pk__gte=_floor(), status__gte=400)
    own = {entry.status for entry in reference.entries}
    statuses = [each for each in _grouped(tickets, "status") if str(each["status"]) not in own]
    codes = [
        each
        for each in _grouped(tickets.exclude(vendor_code=""), "status", "vendor_code")
        if not _is_explained(reference, each["vendor_code"], each["status"])
    ]
    return Gaps(*_told(reference, statuses[:MOST_GAPS], codes[:MOST_GAPS]))


def targets(*, days: int, now: datetime) -> tuple[TargetRow, ...]:
    """Every queue and priority with tickets received in the period, by name. Two queries."""
    done = Q(state__in=(Ticket.State.SOLVED, Ticket.State.CLOSED))
    answered, solved = Q(responded_at__isnull=False) | done, done
    tickets = Ticket.objects.filter(received_at__gte=now - timedelta(days=days), pk__gte=_floor(), queue__isnull=False)
    rows = (
        tickets.order_by()
        .values("queue__name", "priority")
        .annotate(
            tickets=Count("pk"),
            answered=Count("pk", filter=answered & Q(response_due_at__isnull=False, response_broken_at=None)),
            answered_late=Count("pk", filter=Q(response_broken_at__isnull=False)),
            solved=Count("pk", filter=solved & Q(resolution_due_at__isnull=False, resolution_broken_at=None)),
            solved_late=Count("pk", filter=Q(resolution_broken_at__isnull=False)),
        )
    )
    return tuple(TargetRow(queue=row.pop("queue__name"), **row) for row in rows.order_by("queue__name", "priority"))


def _grouped(tickets: "QuerySet[Ticket]", *columns: str) -> list[dict[str, Any]]:
    grouped = tickets.order_by().values(*columns)
    counted = grouped.annotate(tickets=Count("pk"), customers=Count(WHO, distinct=True), newest=Max("pk"))
    return list(counted.order_by("-tickets", *columns)[:MOST_GROUPS])


def _is_explained(reference: engine.Reference, code: str, status: int) -> bool:
    """Whether an entry is about this code at this status, on whatever path."""
    at = ("", str(status), f"{status // 100}xx")
    return any(each.code.lower() == code.lower() and each.status in at for each in reference.codes)


def _told(reference: engine.Reference, *groups: list[dict[str, Any]]) -> Iterable[tuple[Gap, ...]]:
    newest = [each["newest"] for group in groups for each in group]
    examples = Ticket.objects.only("number", "method", "path").in_bulk(newest)
    for group in groups:
        yield tuple(
            Gap(
                status=each["status"],
                code=each.get("vendor_code", ""),
                range=_range(reference, each["status"]),
                tickets=each["tickets"],
                customers=each["customers"],
                newest=examples[each["newest"]],
            )
            for each in group
        )


def _range(reference: engine.Reference, status: int) -> str:
    entry = reference.entry(status)
    return entry.status if entry is not None and entry.status != str(status) else ""


def _floor() -> int:
    """The id of the oldest ticket that is looked at: reports cost the same at ten times as many tickets."""
    oldest = Ticket.objects.order_by("-pk").values_list("pk", flat=True)[MOST_TICKETS - 1 : MOST_TICKETS]
    return next(iter(oldest), 0)
