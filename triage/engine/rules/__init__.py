"""The rules, listed by hand in the order a person would ask.

Did the call reach the API; is it authenticated; is the address right; is the method allowed; is the payload well
formed; does it say what the vendor wants; is it allowed; is it too much; did the server fail.
"""

from types import MappingProxyType

from triage.engine.exchange import Exchange
from triage.engine.rules import reached
from triage.engine.rules.rule import Rule

RULES: tuple[Rule, ...] = (reached.name_not_resolved,)

# With a sure finding of these, an answer came, but not from the API.
STOPPING = frozenset(rule.id for rule in RULES if rule.stops)

_STATUSES = frozenset(on for rule in RULES for on in rule.on)


def _applies(rule: Rule, status: str) -> bool:
    return status in rule.on or f"{status[:1]}xx" in rule.on


# What cannot fire for a status is not called: the rules of every status and range that some rule names.
_BY_STATUS = MappingProxyType(
    {status: tuple(rule for rule in RULES if _applies(rule, status)) for status in (*_STATUSES, "2xx", "4xx", "5xx")}
)


def rules_for(exchange: Exchange) -> tuple[Rule, ...]:
    """The rules that can fire for this exchange, in order."""
    if exchange.status is None:
        return _BY_STATUS.get("failure", ()) if exchange.failure is not None else ()
    status = str(exchange.status)
    return _BY_STATUS.get(status) or _BY_STATUS.get(f"{status[:1]}xx", ())
