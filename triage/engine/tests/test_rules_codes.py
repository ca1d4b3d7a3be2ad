"""The vendor's documented codes: which entry is meant, and what becomes cause and steps."""

from dataclasses import replace
from datetime import UTC, datetime

from triage.engine.diagnosis import diagnose
from triage.engine.finding import Finding
from triage.engine.reading import read
from triage.engine.reference import VendorCode, default_reference
from triage.engine.rules.outcome.codes import told

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _found(paste: str, *codes: VendorCode) -> list[Finding]:
    reference = replace(default_reference(), codes=codes)
    return [
        each for each in diagnose(read(paste), reference, masks=(), now=NOW).findings if each.rule == "CODE-001"
    ]  # fmt: skip


CALL = "GET /v1/customers/8123 HTTP/1.1\nHost: api.example.com\n\n"
ANSWER = 'HTTP/1.1 404 Not Found\nContent-Type: application/json\n\n{"error": {"code": "missing", "type": "request"}}'


def test_the_entry_for_the_calls_path_wins() -> None:
    everywhere = VendorCode("missing", "Nothing is there.")
    here = VendorCode("missing", "No such customer.", path="/v1/customers/{id}")
    elsewhere = VendorCode("missing", "No such invoice.", path="/v1/invoices")
    (finding,) = _found(CALL + ANSWER, everywhere, here, elsewhere)
    assert finding.cause == "`missing`: No such customer."


def test_a_general_code_counts_where_the_special_one_is_not_documented() -> None:
    (finding,) = _found(CALL + ANSWER, VendorCode("request", "The request is wrong."))
    assert finding.citation.ref == "request"
    assert [each.text for each in finding.evidence] == ['"request"']


def test_an_entry_without_link_cites_the_guide() -> None:
    (finding,) = _found(CALL + ANSWER, VendorCode("missing", "Nothing is there."))
    assert finding.citation.url.startswith("https://")


def test_documented_steps_are_the_fix() -> None:
    (finding,) = _found(CALL + ANSWER, VendorCode("missing", "Nothing. Try again.", fix=("List the customers.",)))
    assert finding.fix == ("List the customers.",)


def test_sentences_that_tell_what_to_do_become_steps() -> None:
    cause, steps = told(VendorCode("c", "The key is unknown. Check the key in your account. It may be revoked."))
    assert cause == "The key is unknown. It may be revoked."
    assert steps == ("Check the key in your account.",)


def test_a_text_without_advice_still_says_what_to_do() -> None:
    assert told(VendorCode("c", "The key is unknown."))[1]


def test_a_long_text_is_cut_at_a_word() -> None:
    cause, _ = told(VendorCode("c", "many words " * 100))
    assert len(cause) < 300
    assert cause.endswith(("words …", "many …"))


def test_a_vendor_without_documented_codes_gets_no_such_finding() -> None:
    assert _found(CALL + ANSWER) == []
