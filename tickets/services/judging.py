"""What staff say of findings: this was not it, and what it was. Facts for the report per rule."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tickets.models import Event, Finding, Ticket, User, WrongFinding
from tickets.services import history, masking
from triage import engine

GUIDE = re.compile(r"GUIDE-[1-9](?:[0-9]{2}|xx)")  # the rules that are the guide's own entries
LONGEST_CAUSE = 70  # characters of a finding's cause in a list to choose from

Causes = tuple[str, tuple[tuple[str, str], ...]]  # a heading, and the rules or other causes under it with their names


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding as it stands now, and what staff said of its like; ``wrong`` is None where nobody minded it."""

    finding: Finding
    wrong: WrongFinding | None


@transaction.atomic
def mark_wrong(*, ticket: Ticket, position: int, true_rule: str, by: User, now: datetime) -> WrongFinding | None:
    """Says that the finding at that position was not the cause, and what was, empty where that is not known.

    Saying it again replaces what was said. None where no such finding is left: the ticket was diagnosed again.
    """
    masking.locked(ticket)
    finding = ticket.findings.filter(position=position).first()
    if finding is None:
        return None
    said, _ = WrongFinding.objects.update_or_create(
        ticket=ticket,
        rule=finding.rule,
        name=finding.name,
        pointer=finding.pointer,
        defaults={"cause": finding.cause, "true_rule": true_rule, "by": by, "at": now},
    )
    truth = f"; it was {true_rule}" if true_rule else ""
    history.record(ticket, Event.Kind.JUDGED, by=by, now=now, reason=f"{finding.rule} was not it{truth}")
    return said


@transaction.atomic
def take_back(*, ticket: Ticket, wrong: int, by: User, now: datetime) -> str:
    """Takes back what was said of a finding; returns the rule, empty where it was taken back already."""
    masking.locked(ticket)
    said = ticket.wrong_findings.filter(pk=wrong).first()
    if said is None:
        return ""
    said.delete()
    history.record(ticket, Event.Kind.JUDGED, by=by, now=now, reason=f"{said.rule} may have been it after all")
    return said.rule


def judged(findings: Iterable[Finding], wrong: Iterable[WrongFinding]) -> tuple[Judged, ...]:
    """The findings with what was said of the same rule at the same place, perhaps before the last diagnosis."""
    said = {(each.rule, each.name, each.pointer): each for each in wrong}
    return tuple(Judged(each, said.get((each.rule, each.name, each.pointer))) for each in findings)


def gone(findings: Iterable[Finding], wrong: Iterable[WrongFinding]) -> tuple[WrongFinding, ...]:
    """What was said of findings that the ticket does not have any more."""
    there = {(each.rule, each.name, each.pointer) for each in findings}
    return tuple(each for each in wrong if (each.rule, each.name, each.pointer) not in there)


def causes(findings: Iterable[Finding]) -> tuple[Causes, ...]:
    """What the true cause can be chosen from: the ticket's findings, causes without a rule, every rule."""
    here = {each.rule: f"{each.rule}: {each.cause[:LONGEST_CAUSE]}" for each in findings}
    rules = ((rule, f"{rule}: {name}") for rule, name in sorted(engine.RULE_NAMES.items()) if rule not in here)
    return (
        ("Findings of this ticket", tuple(here.items())),
        ("Causes without a rule", tuple(WrongFinding.Instead.choices)),
        ("Every rule", tuple(rules)),
    )


def is_cause(rule: str) -> bool:
    """Whether this is a rule, an entry of the guide, or one of the causes without a rule."""
    return bool(called(rule) or GUIDE.fullmatch(rule))


def called(rule: str) -> str:
    """A rule or another cause in a few words; empty where it has none."""
    return engine.RULE_NAMES.get(rule) or dict(WrongFinding.Instead.choices).get(rule, "")
