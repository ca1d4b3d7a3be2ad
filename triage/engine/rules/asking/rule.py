"""The contract of all rules.

A rule is a function that takes one Inquiry and yields a Finding for each cause it recognises; nothing when it
recognises none. It is called only for what its ``on`` names: statuses (``404``), ranges (``4xx``), ``failure`` or
``body`` (an answer without its status), and, unless ``needs_call`` is off, only where the paste holds the call. It
accuses (``certain`` or ``likely`` with the caller as actor) only what is wrong in the call whatever the vendor's data
are. It never reads a masked value, only the facts of its mask. The decorator writes the rule's id into the findings.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from triage.engine.finding import Actor, Citation, Confidence, Evidence, Finding, Location
from triage.engine.rules.asking.inquiry import Inquiry

Check = Callable[[Inquiry], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One cause that can be recognised; ``stops`` says that with it the call never reached the API."""

    id: str
    on: tuple[str, ...]
    check: Check
    needs_call: bool = True
    stops: bool = False

    def __call__(self, inquiry: Inquiry) -> Iterator[Finding]:
        """The rule's findings, each with the rule's id."""
        if self.needs_call and inquiry.exchange.call is None:
            return
        for finding in self.check(inquiry):
            yield replace(finding, rule=self.id)


def rule(id: str, *on: str, needs_call: bool = True, stops: bool = False) -> Callable[[Check], Rule]:
    """Make the function below a Rule."""
    return lambda check: Rule(id, on, check, needs_call, stops)


def claim(
    confidence: Confidence,
    cause: str,
    *,
    at: Location,
    see: Evidence | Iterable[Evidence],
    fix: Iterable[str],
    cite: Citation,
    actor: Actor = Actor.CALLER,
    corrected: str = "",
    rule: str = "",
) -> Finding:
    """A finding; its rule's id is written in by the rule that yields it."""
    evidence = (see,) if isinstance(see, Evidence) else tuple(see)
    return Finding(rule, cause, confidence, actor, at, evidence, tuple(fix), cite, corrected)


Say = Callable[..., Finding]

certain = partial(claim, Confidence.CERTAIN)
likely = partial(claim, Confidence.LIKELY)
possible = partial(claim, Confidence.POSSIBLE)
