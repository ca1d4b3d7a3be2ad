"""Routing rules for those who keep them: in words, with what is odd about each, and in another order."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Max

from tickets.models import RoutingRule
from tickets.services import matching
from tickets.services.matching import EVERYTHING, Rule

MOST_COMPARED = 200  # rules that are held against each other; more would be worth a table of their own
NEVER = "No ticket fits it"


def sentence(rule: RoutingRule) -> str:
    """What the rule asks, in words."""
    asked = tuple(_asked(rule))
    return " and ".join(asked) if asked else "every ticket"


def _asked(rule: RoutingRule) -> Iterator[str]:
    words: tuple[tuple[str, object], ...] = (
        ("status", rule.status),
        ("verdict", f"“{rule.get_verdict_display()}”" if rule.verdict else ""),
        ("error code", rule.vendor_code),
        ("method", rule.method.upper()),
        ("path", rule.path),
        ("host", rule.host),
        ("environment", rule.environment),
        ("customer", rule.customer),
        ("organisation", rule.organisation),
        ("language", rule.language),
    )
    yield from (f"{name} {value}" for name, value in words if value)


def warnings(rows: Sequence[RoutingRule]) -> dict[int, tuple[str, ...]]:
    """What is odd about each rule, by its id; ``rows`` are all of them in order, with customers. Asks nothing."""
    seen: list[Rule] = []
    found: dict[int, tuple[str, ...]] = {}
    for row in rows[:MOST_COMPARED]:
        rule = matching.rule_of(row)
        found[row.pk] = tuple(_odd(row, rule, seen))
        seen.append(rule)
    return found


def _odd(row: RoutingRule, rule: Rule, before: Sequence[Rule]) -> Iterator[str]:
    """What is odd about a rule that is asked after those ``before`` it."""
    if rule.queue is None:
        yield "Its queue is gone: what fits it goes to the fallback queue"
    if any(each.position == rule.position for each in before):
        yield f"Another rule stands at {rule.position} too and is older: it is asked first"
    if not rule.enabled:
        return
    if rule.conditions == EVERYTHING:
        yield "It takes every ticket: no rule below it is asked"
    if matching.contradict(rule.conditions):
        yield f"{NEVER}: no answer of this status has this verdict"
    if row.customer and row.organisation_id and row.customer.organisation_id != row.organisation_id:
        yield f"{NEVER}: the customer is not of this organisation"
    taken = next((each for each in before if each.enabled and matching.covers(each.conditions, rule.conditions)), None)
    if taken is not None:
        yield f"{NEVER}: rule {taken.position} takes all of it before"


def next_position() -> int:
    """Where a new rule stands unless it is told otherwise: last."""
    last = RoutingRule.objects.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


@transaction.atomic
def move(*, rule: RoutingRule, up: bool) -> bool:
    """Changes places with the rule above or below, and numbers all from 1. False where there is none.

    Everybody's moves come in turn: the rows are locked, in the one order of their ids.
    """
    rows = sorted(RoutingRule.objects.select_for_update().order_by("id"), key=lambda row: (row.position, row.pk))
    ids = [row.pk for row in rows]
    if rule.pk not in ids:
        return False
    here = ids.index(rule.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        row.position = position
    RoutingRule.objects.bulk_update(rows, ["position"])
    return True
