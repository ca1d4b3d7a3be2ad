"""The verdict table, the order of findings, what is missing, and what nobody could read."""

from datetime import UTC, datetime

import pytest

from triage.engine.diagnosis import Diagnosis, diagnose, unreadable
from triage.engine.errors import MalformedCall, UnreadableCall
from triage.engine.exchange import Call, Exchange, Failure, Missing, Response, Span
from triage.engine.finding import Verdict
from triage.engine.reading import join, read
from triage.engine.redaction import redact
from triage.engine.reference import GuideEntry, Reference, default_reference
from triage.engine.rules import RULES, rules_for

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REFERENCE = default_reference()
CALL = "GET /v1/users HTTP/1.1\nHost: api.example.com\n\n"


def _diagnosed(paste: str, reference: Reference = REFERENCE) -> Diagnosis:
    redacted = redact(paste)
    return diagnose(read(redacted.text), reference, masks=redacted.masks, now=NOW)


def _with_status(status: int | None, failure: Failure | None = None) -> Diagnosis:
    text = "GET https://api.example.com/v1/users"
    call = Call("GET", "https://api.example.com/v1/users", Span(0, len(text)), "http")
    response = Response(Span(0, len(text)), status) if status is not None or failure is None else None
    return diagnose(Exchange(text, call, response, failure), REFERENCE, masks=(), now=NOW)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (None, Verdict.INCOMPLETE), (100, Verdict.INCOMPLETE), (103, Verdict.INCOMPLETE), (200, Verdict.SUCCESS),
        (204, Verdict.SUCCESS), (301, Verdict.REDIRECTED), (304, Verdict.REDIRECTED), (400, Verdict.CLIENT_ERROR),
        (404, Verdict.CLIENT_ERROR), (499, Verdict.CLIENT_ERROR), (500, Verdict.SERVER_ERROR),
        (522, Verdict.SERVER_ERROR), (999, Verdict.SERVER_ERROR), (407, Verdict.NEVER_REACHED),
        (511, Verdict.NEVER_REACHED),
    ],
)  # fmt: skip
def test_the_verdict_follows_the_status(status: int | None, verdict: Verdict) -> None:
    assert _with_status(status).verdict is verdict


def test_a_failure_without_a_status_never_reached() -> None:
    assert _with_status(None, Failure("curl", "7", "curl: (7) refused", Span(0, 3))).verdict is Verdict.NEVER_REACHED


def test_curls_own_word_for_a_bad_status_did_reach() -> None:
    diagnosis = _with_status(None, Failure("curl", "22", "curl: (22) The requested URL returned error", Span(0, 3)))
    assert diagnosis.verdict is Verdict.INCOMPLETE
    assert [each.what for each in diagnosis.missing] == ["status"]


def test_a_status_counts_more_than_a_failure_after_it() -> None:
    assert _with_status(200, Failure("curl", "18", "curl: (18) partial file", Span(0, 3))).verdict is Verdict.SUCCESS


def test_a_challenge_page_never_reached_whatever_its_status() -> None:
    for status in (403, 503):
        paste = f"{CALL}HTTP/1.1 {status} \nContent-Type: text/html\ncf-mitigated: challenge\n\n<html></html>"
        assert _diagnosed(paste).verdict is Verdict.NEVER_REACHED


def test_a_missing_status_is_asked_for_with_the_way_to_get_it() -> None:
    diagnosis = _with_status(None)
    assert [each.what for each in diagnosis.missing] == ["status"]
    assert "curl -i" in diagnosis.missing[0].how


def test_what_the_readers_miss_is_passed_on_once() -> None:
    text = "GET https://api.example.com/v1/users"
    call = Call("GET", "https://api.example.com/v1/users", Span(0, len(text)), "http")
    missing = (Missing("status", "Look at the first line."),)
    exchange = Exchange(text, call, Response(Span(0, 3)), missing=missing)
    assert diagnose(exchange, REFERENCE, masks=(), now=NOW).missing == missing


def test_an_unreadable_paste_says_what_to_send() -> None:
    diagnosis = unreadable(UnreadableCall("neither", hint="Paste the curl command."))
    assert diagnosis == Diagnosis(Verdict.UNREADABLE, None, (), None, (Missing("call", "Paste the curl command."),))


def test_a_malformed_call_says_where() -> None:
    diagnosis = unreadable(MalformedCall("the quote is never closed", line=3, notation="curl"))
    assert diagnosis.verdict is Verdict.UNREADABLE
    assert "line 3" in diagnosis.missing[0].how
    assert "curl" in diagnosis.missing[0].how


def test_a_status_that_nobody_documents_has_no_guide_finding() -> None:
    assert not _diagnosed(f"{CALL}HTTP/1.1 404 Not Found\n\n", Reference()).findings


def test_the_vendors_own_guide_is_cited() -> None:
    entry = GuideEntry(
        "404", "Gone fishing", "Nothing here.", ("Look elsewhere.",), "https://docs.example.com/errors#404"
    )
    finding = _diagnosed(f"{CALL}HTTP/1.1 404 Not Found\n\n", Reference(entries=(entry,))).findings[-1]
    assert (finding.rule, finding.cause, finding.fix) == ("GUIDE-404", "Nothing here.", ("Look elsewhere.",))
    assert finding.citation.url == "https://docs.example.com/errors#404"


def test_a_range_is_named_where_the_code_is_not_documented() -> None:
    assert _diagnosed(f"{CALL}HTTP/1.1 418 I'm a teapot\n\n").findings[-1].rule == "GUIDE-4xx"


def test_diagnosing_again_finds_the_same() -> None:
    paste = f"{CALL}HTTP/1.1 401 Unauthorized\n\n"
    assert _diagnosed(paste) == _diagnosed(paste)


def test_call_and_response_may_come_in_two_texts() -> None:
    text, response_at = join(
        "curl https://api.example.com/v1/users", 'HTTP/1.1 401 Unauthorized\n\n{"message": "Who?"}'
    )
    exchange = read(text, response_at=response_at)
    diagnosis = diagnose(exchange, REFERENCE, masks=(), now=NOW)
    assert diagnosis.findings[0].rule == "AUTH-001"
    assert [each.part for each in diagnosis.findings[0].evidence] == ["call"]


def test_a_response_alone_is_diagnosed() -> None:
    diagnosis = _diagnosed('HTTP/1.1 429 Too Many Requests\nRetry-After: 5\n\n{"message": "Slow"}')
    assert [each.rule for each in diagnosis.findings] == ["LIMIT-001", "SAYS-001", "GUIDE-429"]
    assert diagnosis.fingerprint is None


def test_the_request_id_is_named() -> None:
    assert _diagnosed(f"{CALL}HTTP/1.1 500 Oops\nX-Request-Id: req-1234\n\n").request_id == "req-1234"
    assert _diagnosed(f'{CALL}HTTP/1.1 500 Oops\n\n{{"traceId": "t-99"}}').request_id == "t-99"
    assert _diagnosed(f"{CALL}HTTP/1.1 500 Oops\n\n").request_id == ""


@pytest.mark.parametrize("status", [200, 302, 401, 404, 418, 500, 503, 777])
def test_only_rules_that_can_fire_are_called(status: int) -> None:
    chosen = rules_for(Exchange("x", response=Response(Span(0, 1), status)))
    expected = [rule for rule in RULES if str(status) in rule.on or f"{status // 100}xx" in rule.on]
    assert list(chosen) == expected


def test_a_failure_calls_the_rules_that_need_no_answer_only() -> None:
    chosen = rules_for(Exchange("x", failure=Failure("curl", "6", "x", Span(0, 1))))
    assert chosen
    assert {rule.id.partition("-")[0] for rule in chosen} == {"AUTH", "HOST", "NET", "URL"}


def test_nothing_known_calls_no_rule() -> None:
    assert rules_for(Exchange("x")) == ()
