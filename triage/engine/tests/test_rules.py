"""Every rule by its case files: what fires, what stays silent, and what each finding must carry."""

from collections import Counter

import pytest

from triage.engine.finding import Actor, Confidence
from triage.engine.rules import RULES
from triage.engine.tests.casefiles import Case, all_cases, diagnosed

ALL = list(all_cases())
IDS = {rule.id for rule in RULES}
SOURCES = {"guide", "vendor_code", "openapi", "rfc", "registry", "tool"}
by_name = pytest.mark.parametrize("case", ALL, ids=str)


@by_name
def test_a_case_finds_exactly_the_rules_it_names(case: Case) -> None:
    _, diagnosis = diagnosed(case)
    found = tuple(each.rule for each in diagnosis.findings if not each.rule.startswith("GUIDE-"))
    assert found == case.expect


@pytest.mark.parametrize("case", [case for case in ALL if case.verdict], ids=str)
def test_a_case_has_the_verdict_it_names(case: Case) -> None:
    assert diagnosed(case)[1].verdict == case.verdict


@pytest.mark.parametrize("case", [case for case in ALL if case.first], ids=str)
def test_the_first_finding_is_as_sure_and_for_whom_the_case_says(case: Case) -> None:
    first = diagnosed(case)[1].findings[0]
    assert f"{first.confidence} {first.actor}" == case.first


@pytest.mark.parametrize("case", [case for case in ALL if case.corrected], ids=str)
def test_the_first_findings_corrected_fragment_is_the_one_the_case_names(case: Case) -> None:
    assert diagnosed(case)[1].findings[0].corrected == case.corrected


@by_name
def test_a_case_fires_or_stays_silent_as_its_name_says(case: Case) -> None:
    assert (case.rule in case.expect) == case.fires


@by_name
def test_every_finding_shows_evidence_that_stands_at_its_place(case: Case) -> None:
    redacted, diagnosis = diagnosed(case)
    for finding in diagnosis.findings:
        assert finding.evidence, finding.rule
        for evidence in finding.evidence:
            assert evidence.text, finding.rule
            assert redacted.text[evidence.start : evidence.end] == evidence.text
            assert evidence.part in ("call", "response")


@by_name
def test_every_finding_says_what_to_do_and_cites_its_source(case: Case) -> None:
    for finding in diagnosed(case)[1].findings:
        assert finding.citation.source in SOURCES
        assert finding.citation.ref
        assert finding.citation.url.startswith("https://"), finding.rule
        assert finding.cause
        assert finding.fix
        assert all(step.strip() for step in finding.fix)


@by_name
def test_the_guides_entry_is_the_last_finding_and_accuses_nobody(case: Case) -> None:
    _, diagnosis = diagnosed(case)
    entries = [each for each in diagnosis.findings if each.rule.startswith("GUIDE-")]
    if diagnosis.status is not None:
        assert entries == [diagnosis.findings[-1]]
        assert entries[0].confidence is Confidence.POSSIBLE
        assert {each.part for each in entries[0].evidence} == {"response"}


@by_name
def test_sure_findings_come_before_possible_ones(case: Case) -> None:
    sure = [each.confidence is not Confidence.POSSIBLE for each in diagnosed(case)[1].findings]
    assert sure == sorted(sure, reverse=True)


@by_name
def test_a_diagnosis_shows_no_credential(case: Case) -> None:
    redacted, diagnosis = diagnosed(case)
    shown = repr(diagnosis)
    for original in redacted.originals:
        secret = case.paste[original.start : original.end]
        assert len(secret) < 12 or secret not in shown


def test_every_rule_has_a_case_that_fires_and_one_that_stays_silent() -> None:
    kinds = Counter((case.rule, case.fires) for case in ALL)
    assert not [rule for rule in sorted(IDS) if not kinds[rule, True] or not kinds[rule, False]]


def test_every_case_is_about_a_rule_that_exists() -> None:
    assert {case.rule for case in ALL} == IDS
    assert {rule for case in ALL for rule in case.expect} == IDS


def test_rule_ids_are_unique_and_look_alike() -> None:
    assert len(IDS) == len(RULES)
    assert all(rule.id.partition("-")[0].isupper() and rule.id[-3:].isdecimal() for rule in RULES)


def test_every_rule_says_what_it_is_about() -> None:
    assert not [rule.id for rule in RULES if not (rule.check.__doc__ or "").strip()]


def test_a_page_of_the_network_never_blames_the_vendor() -> None:
    for case in ALL:
        if case.rule.startswith("PAGE") and case.fires:
            named = [each for each in diagnosed(case)[1].findings if each.rule == case.rule]
            assert {each.actor for each in named} <= {Actor.NETWORK, Actor.CALLER}
