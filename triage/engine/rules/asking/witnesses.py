"""Three witnesses of one fault: the schema, the vendor's error body and the status guide.

Where schema and error body name the same field, one finding tells it with the evidence of both. Where they name
different ones, the API is believed, as it did the refusing, and the diagnosis says that they disagree.
"""

from collections.abc import Sequence
from dataclasses import replace

from triage.engine.finding import Confidence, Finding
from triage.engine.rules.asking.inquiry import Inquiry

BY_SCHEMA = ("SCHEMA-", "PARAM-")
# Their causes quote the names of fields; those of the others quote values, too.
OF_NAMES = ("SCHEMA-001", "SCHEMA-002", "PARAM-001", "PARAM-002")
BY_VENDOR = ("FIELD-001", "FIELD-002", "FIELD-003", "FIELD-004", "FIELD-005", "FIELD-006")
AGREE = "The API names it too."
NOTHING_AGAINST = "The OpenAPI document has nothing against it: the API checks more than is documented."


def joined(found: Sequence[Finding], inquiry: Inquiry) -> list[Finding]:
    """The findings with those of the same field joined, and what disagrees marked as such."""
    schema = [each for each in found if each.rule.startswith(BY_SCHEMA)]
    vendor = [each for each in found if each.rule in BY_VENDOR]
    if not vendor or inquiry.match is None or inquiry.match.operation is None:
        return list(found)
    pairs = [(ours, theirs) for ours in schema for theirs in vendor if _is_same_field(ours, theirs)]
    if schema and not pairs:
        return [_doubted(each, vendor) if each in schema else each for each in found]
    if not schema:
        return [_unexplained(each) if each.rule == "FIELD-001" else each for each in found]
    agreed = {id(ours): theirs for ours, theirs in reversed(pairs)}
    told = {id(theirs) for _, theirs in pairs}
    kept = [each for each in found if id(each) not in told]
    return _named_first([_agreed(each, agreed[id(each)]) if id(each) in agreed else each for each in kept])


def _named_first(found: Sequence[Finding]) -> list[Finding]:
    """Of what the schema says, that first which the API names too; the others keep their places."""
    ours = [each for each in found if each.rule.startswith(BY_SCHEMA)]
    ours.sort(key=lambda each: not each.cause.endswith(AGREE))
    in_order = iter(ours)
    return [next(in_order) if each.rule.startswith(BY_SCHEMA) else each for each in found]


def _is_same_field(ours: Finding, theirs: Finding) -> bool:
    """The same pointer, or the same name: of a misspelt field also the name that was meant, which the cause quotes."""
    if ours.location.pointer and ours.location.pointer == theirs.location.pointer:
        return True
    name = theirs.location.name
    is_quoted = ours.rule in OF_NAMES and f"`{name}`" in ours.cause
    return bool(name) and (name.lower() == ours.location.name.lower() or is_quoted)


def _agreed(ours: Finding, theirs: Finding) -> Finding:
    seen = [each for each in theirs.evidence if each.part == "response"]
    confidence = Confidence.CERTAIN if theirs.confidence is Confidence.CERTAIN else ours.confidence
    return replace(ours, cause=f"{ours.cause} {AGREE}", evidence=(*ours.evidence, *seen), confidence=confidence)


def _doubted(ours: Finding, vendor: Sequence[Finding]) -> Finding:
    names = ", ".join(dict.fromkeys(f"`{each.location.name}`" for each in vendor if each.location.name))
    instead = f" The API's answer names {names} instead." if names else ""
    sure = any(each.confidence is not Confidence.POSSIBLE for each in vendor)
    return replace(ours, confidence=Confidence.POSSIBLE if sure else ours.confidence, cause=ours.cause + instead)


def _unexplained(theirs: Finding) -> Finding:
    return replace(theirs, cause=f"{theirs.cause.rstrip('.')}. {NOTHING_AGAINST}")
