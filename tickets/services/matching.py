"""Which routing rule fits which ticket: pure functions over frozen values, shared by routing and its preview."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tickets.models import RoutingRule, Ticket
from tickets.models.routing import words_of

FACT_FIELDS = ("status", "verdict", "vendor_code", "method", "path", "url", "fingerprint")


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules ask of a ticket; empty (or None) where it tells nothing."""

    status: int | None = None
    verdict: str = ""
    vendor_code: str = ""
    method: str = ""
    path: str = ""
    host: str = ""
    environment: str = ""
    customer: int | None = None
    organisation: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a rule asks; what is empty (or None) is not asked."""

    status: str = ""
    verdict: str = ""
    vendor_code: str = ""
    method: str = ""
    path: str = ""
    host: str = ""
    environment: str = ""
    customer: int | None = None
    organisation: int | None = None
    language: str = ""


EVERYTHING = Conditions()


@dataclass(frozen=True, slots=True)
class Rule:
    """A routing rule as a value. ``id`` is None of one that is not stored yet, ``queue`` of one whose queue is gone."""

    id: int | None
    position: int
    enabled: bool
    conditions: Conditions
    queue: int | None
    priority: str
    tags: tuple[str, ...]


def facts_of(ticket: Ticket) -> Facts:
    """The facts of a ticket loaded with its customer: those of ``FACT_FIELDS`` and the customer's own."""
    customer = ticket.customer
    return Facts(
        status=ticket.status,
        verdict=ticket.verdict,
        vendor_code=ticket.vendor_code,
        method=ticket.method.upper(),
        path=ticket.path,
        host=_host(ticket.url),
        environment=_environment(ticket.fingerprint),
        customer=ticket.customer_id,
        organisation=customer.organisation_id if customer else None,
        language=customer.language.lower() if customer else "",
    )


def rule_of(row: RoutingRule) -> Rule:
    """A stored rule, or one that is about to be stored, as a value."""
    conditions = Conditions(
        status=row.status,
        verdict=row.verdict,
        vendor_code=row.vendor_code,
        method=row.method.upper(),
        path=row.path,
        host=row.host.lower(),
        environment=row.environment,
        customer=row.customer_id,
        organisation=row.organisation_id,
        language=row.language.lower(),
    )
    return Rule(row.pk, row.position, row.enabled, conditions, row.queue_id, row.priority, words_of(row.tags))


def stored_rules() -> tuple[Rule, ...]:
    """The rules as they are asked. One query."""
    return tuple(rule_of(row) for row in RoutingRule.objects.order_by("position", "id"))


def first_fit(rules: Iterable[Rule], facts: Facts) -> Rule | None:
    """The first enabled rule that fits, None where none does; the rules stand in the order they are asked in."""
    return next((rule for rule in rules if rule.enabled and fits(rule.conditions, facts)), None)


def fits(asked: Conditions, facts: Facts) -> bool:
    """Whether every condition that is given holds."""
    return (
        asked.verdict in ("", facts.verdict)
        and asked.vendor_code in ("", facts.vendor_code)
        and asked.method in ("", facts.method)
        and asked.environment in ("", facts.environment)
        and asked.customer in (None, facts.customer)
        and asked.organisation in (None, facts.organisation)
        and _within_status(asked.status, "" if facts.status is None else str(facts.status))
        and _within_host(asked.host, facts.host)
        and _within_language(asked.language, facts.language)
        and _within_path(asked.path, facts.path)
    )


def covers(wide: Conditions, narrow: Conditions) -> bool:
    """Whether whatever fits the second surely fits the first: then a rule after it is never asked."""
    return (
        wide.verdict in ("", narrow.verdict)
        and wide.vendor_code in ("", narrow.vendor_code)
        and wide.method in ("", narrow.method)
        and wide.environment in ("", narrow.environment)
        and wide.customer in (None, narrow.customer)
        and wide.organisation in (None, narrow.organisation)
        and _within_status(wide.status, narrow.status)
        and _within_host(wide.host, narrow.host)
        and _within_language(wide.language, narrow.language)
        and _within_path(wide.path, narrow.path)
    )


def contradict(asked: Conditions) -> bool:
    """Whether no ticket has both the status and the verdict that are asked for."""
    by_class = {
        "2": Ticket.Verdict.SUCCESS,
        "3": Ticket.Verdict.REDIRECTED,
        "4": Ticket.Verdict.CLIENT_ERROR,
    }
    if not asked.status or asked.verdict not in (*by_class.values(), Ticket.Verdict.SERVER_ERROR):
        return False
    return asked.verdict != by_class.get(asked.status[0], Ticket.Verdict.SERVER_ERROR)


def _within_status(asked: str, status: str) -> bool:
    """Whether a status, or a range of them, lies in what is asked: 503 and 5xx in 5xx, 503 in 503."""
    return asked in ("", status) or (asked[1:] == "xx" and status[:1] == asked[0])


def _within_host(asked: str, host: str) -> bool:
    return asked in ("", host) or (asked.startswith("*.") and host.removeprefix("*").endswith(asked[1:]))


def _within_language(asked: str, language: str) -> bool:
    """Basic filtering of language ranges (RFC 4647 section 3.3.1)."""
    return asked in ("", language) or language.startswith(f"{asked}-")


def _within_path(asked: str, path: str) -> bool:
    """Whether a path, or a template, begins like what is asked, segment by segment; {…} stands for any one."""
    if not asked or not path:
        return not asked
    wanted, segments = _segments(asked), _segments(path)
    if len(wanted) > len(segments):
        return False
    return all(_is_any(one) or one == other for one, other in zip(wanted, segments, strict=False))


def _segments(path: str) -> Sequence[str]:
    return [segment for segment in path.split("/") if segment]


def _is_any(segment: str) -> bool:
    return segment[0] == "{" and segment[-1] == "}"


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:  # what customers paste for a URL may have half an IPv6 address in it
        return ""


def _environment(fingerprint: str) -> str:
    """The environment that a fingerprint tells: ``v1 METHOD ENVIRONMENT …``, with a hyphen for what is not known."""
    parts = fingerprint.split(" ", 3)
    return parts[2].strip("-") if len(parts) > 3 else ""
