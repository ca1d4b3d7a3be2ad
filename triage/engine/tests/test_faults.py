"""Twenty-four mistakes in calls of one document, each in its own notation: the right place is named first.

The first lines of a file say what is due: ``in`` the places that count as right, ``name`` and ``pointer`` (several
where two are right, ``-`` for the whole body), ``cause`` a pattern, ``fix`` what the steps or the corrected call hold.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from triage.engine.diagnosis import Diagnosis, diagnose
from triage.engine.finding import Actor, Confidence, Finding
from triage.engine.reading import read
from triage.engine.redaction import redact
from triage.engine.reference import Reference, default_reference, read_openapi
from triage.engine.tests.casefiles import Case, read_case

TESTS = Path(__file__).parent
FAULTS = sorted((TESTS / "faults").glob("*.txt"))


@dataclass(frozen=True)
class Fault:
    """A paste with one mistake in it and what its first finding must say."""

    case: Case
    places: tuple[str, ...]
    name: str
    pointers: tuple[str, ...]
    cause: str
    fix: tuple[str, ...]


def _fault(path: Path) -> Fault:
    head = path.read_text("utf-8").partition("---\n")[0]
    due = dict(line.split(": ", 1) for line in head.splitlines())
    pointers = tuple("" if each == "-" else each for each in due.get("pointer", "").split())
    fix = tuple(due["fix"].split("; "))
    return Fault(read_case(path), tuple(due["in"].split()), due.get("name", ""), pointers, due["cause"], fix)


@cache
def _reference() -> Reference:
    document = read_openapi((TESTS / "documents" / "cabinet.yaml").read_bytes(), name="cabinet.yaml")
    return replace(default_reference(), documents=(document,))


@cache
def _diagnosed(path: Path) -> tuple[Fault, str, Diagnosis]:
    fault = _fault(path)
    redacted, case = redact(fault.case.paste), fault.case
    at = None if case.response_at is None else redacted.masked(case.response_at)
    exchange = read(redacted.text, response_at=at)
    return fault, redacted.text, diagnose(exchange, _reference(), masks=redacted.masks, now=case.now)


def _first(path: Path) -> tuple[Fault, Finding]:
    fault, _, diagnosis = _diagnosed(path)
    return fault, diagnosis.findings[0]


by_fault = pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)


@by_fault
def test_the_first_finding_names_the_place(path: Path) -> None:
    fault, first = _first(path)
    assert first.location.place in fault.places
    if fault.name:
        assert first.location.name.lower() == fault.name.lower()
    if fault.pointers:
        assert first.location.pointer in fault.pointers


@by_fault
def test_the_first_finding_says_the_cause(path: Path) -> None:
    fault, first = _first(path)
    assert re.search(fault.cause, first.cause)


@by_fault
def test_the_first_finding_says_what_to_write_instead(path: Path) -> None:
    fault, first = _first(path)
    offered = "\n".join((*first.fix, first.corrected))
    assert not [each for each in fault.fix if each not in offered]


@by_fault
def test_the_first_finding_is_sure_and_for_the_caller(path: Path) -> None:
    _, first = _first(path)
    assert first.confidence is not Confidence.POSSIBLE
    assert first.actor is Actor.CALLER


@by_fault
def test_every_finding_shows_its_evidence_and_cites_its_source(path: Path) -> None:
    _, text, diagnosis = _diagnosed(path)
    for finding in diagnosis.findings:
        assert finding.evidence, finding.rule
        assert all(each.text and text[each.start : each.end] == each.text for each in finding.evidence), finding.rule
        assert finding.citation.source, finding.rule
        assert finding.citation.ref, finding.rule
        assert finding.fix, finding.rule


@by_fault
def test_no_second_mistake_is_claimed(path: Path) -> None:
    fault, _, diagnosis = _diagnosed(path)
    sure = [each for each in diagnosis.findings if each.confidence is Confidence.CERTAIN]
    assert not [each.rule for each in sure if each.location.place not in fault.places]


def test_there_are_twenty_four_faults() -> None:
    assert len(FAULTS) == 24
