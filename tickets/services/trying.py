"""What routing rules would do before they are saved: with one ticket, and with the last week. Changes nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.models import Queue, Ticket
from tickets.models.ticket import NUMBER
from tickets.services import matching, routing
from tickets.services.matching import Rule

SAMPLE = 1000  # tickets of the last week, the newest first
SHOWN = 50  # of those that would move
PERIOD = timedelta(days=7)
NOBODY = "Fallback queue"


@dataclass(frozen=True, slots=True)
class Tried:
    """Where a ticket stands and where the rules would put it; ``rule`` is the position of the one that decides."""

    ticket: Ticket
    rule: int | None
    stands_in: str
    queue: str
    priority: str
    tags: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether that is another queue, or the first."""
        return self.queue != self.stands_in


@dataclass(frozen=True, slots=True)
class Taken:
    """How many tickets of the sample a rule takes; ``position`` is None of what no rule fits."""

    position: int | None
    queue: str
    priority: str
    tickets: int
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rules would do with the tickets that went to a queue in the last week, or a sample of them."""

    looked_at: int
    is_sample: bool
    taken: tuple[Taken, ...]
    moving: int
    moved: tuple[Tried, ...]


def changed(rules: Sequence[Rule], one: Rule) -> tuple[Rule, ...]:
    """The rules as they would be with one changed or, where it has no id yet, added; in the order they are asked."""
    others = [rule for rule in rules if one.id is None or rule.id != one.id]
    # Without an id yet it will get the highest: at a shared position it comes last.
    return tuple(sorted([*others, one], key=lambda rule: (rule.position, rule.id is None, rule.id or 0)))


def on_ticket(number: str, rules: tuple[Rule, ...]) -> Tried | None:
    """What the rules do with the ticket of that number, in any way people write it; None where there is none."""
    if not NUMBER.match(number.strip()):
        return None
    found = Ticket.objects.search(number).select_related("customer").defer("text").first()
    return _told(found, matching.first_fit(rules, matching.facts_of(found)), _names()) if found else None


def on_last_week(rules: tuple[Rule, ...], *, now: datetime, marked: Rule | None = None) -> Trial:
    """What the rules do with the newest ``SAMPLE`` of the last week; the rule that is ``marked`` is the changed one.

    Two queries, however many rules and tickets there are.
    """
    names = _names()
    recent = Ticket.objects.filter(received_at__gte=now - PERIOD, queue__isnull=False).order_by("-id")
    fields = (*matching.FACT_FIELDS, "number", "queue", "customer__language", "customer__organisation")
    rows = list(recent.select_related("customer").only(*fields)[: SAMPLE + 1])
    fitting = [(ticket, matching.first_fit(rules, matching.facts_of(ticket))) for ticket in rows[:SAMPLE]]
    takes = Counter(rule for _, rule in fitting)
    moved = [each for each in (_told(ticket, rule, names) for ticket, rule in fitting) if each.moves]
    return Trial(
        looked_at=len(fitting),
        is_sample=len(rows) > SAMPLE,
        taken=tuple(_taken(rule, takes[rule], rule is not None and rule == marked, names) for rule in (*rules, None)),
        moving=len(moved),
        moved=tuple(moved[:SHOWN]),
    )


def _taken(rule: Rule | None, tickets: int, is_changed: bool, names: Mapping[int | None, str]) -> Taken:
    decision = routing.decision_of(rule)
    queue = names.get(decision.queue, names[None])
    return Taken(rule.position if rule else None, queue, decision.priority, tickets, is_changed)


def _told(ticket: Ticket, rule: Rule | None, names: Mapping[int | None, str]) -> Tried:
    decision = routing.decision_of(rule)
    return Tried(
        ticket=ticket,
        rule=rule.position if rule else None,
        stands_in=names.get(ticket.queue_id, names[None]) if ticket.queue_id else "",
        queue=names.get(decision.queue, names[None]),
        priority=decision.priority,
        tags=decision.tags,
    )


def _names() -> dict[int | None, str]:
    """The queues' names by id; of None the one that takes what no other does."""
    names: dict[int | None, str] = {None: NOBODY}
    for queue in Queue.objects.all():
        names[queue.pk] = queue.name
        if queue.is_fallback:
            names[None] = queue.name
    return names
