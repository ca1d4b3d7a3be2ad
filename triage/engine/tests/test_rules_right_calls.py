"""A call that is right is never accused, whatever the vendor answered."""

import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from triage.engine.diagnosis import Diagnosis, diagnose
from triage.engine.finding import Actor, Confidence
from triage.engine.reading import read
from triage.engine.redaction import redact
from triage.engine.reference import default_reference

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = "Qm7" + "xT4vLp9" * 4

word = st.sampled_from(["users", "orders", "payments", "invoices", "web-hooks", "line_items", "reports", "oauth2"])
ident = st.one_of(
    st.integers(1, 10**9).map(str),
    st.uuids().map(str),
    st.from_regex(r"[a-z]{2,4}_[A-Za-z0-9]{10,16}", fullmatch=True),
    st.from_regex(r"[a-z]{3,8}", fullmatch=True).filter(lambda each: each not in ("null", "nil", "nan", "none")),
)
path = st.builds(
    lambda prefix, parts: prefix + "".join(f"/{name}" + (f"/{value}" if value else "") for name, value in parts),
    st.sampled_from(["", "/v1", "/api/v2", "/rest/2026-10"]),
    st.lists(st.tuples(word, st.none() | ident), min_size=1, max_size=3),
)
query = st.dictionaries(
    st.sampled_from(["limit", "page", "from", "status", "sort"]), st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)
).map(lambda pairs: "?" + "&".join(f"{name}={value}" for name, value in pairs.items()) if pairs else "")
names = st.sampled_from(["name", "email", "amount", "currency", "address", "items", "note", "count"])
leaf = st.none() | st.booleans() | st.integers(-1000, 10**6) | st.text("abc ÄÖ\"\\/{}[]'&$", max_size=12)
body = st.dictionaries(
    names, leaf | st.lists(leaf, max_size=3) | st.dictionaries(names, leaf, max_size=3), min_size=1, max_size=5
)
credential = st.sampled_from(
    [f"Authorization: Bearer {KEY}", f"X-Api-Key: {KEY}", f"Authorization: Token {KEY}", f"Cookie: session={KEY}"]
)
answer = st.sampled_from(
    [
        (200, '{"id": 1}'), (200, '{"id": 7, "status": "failed", "error": {"code": "card_declined"}}'),
        (200, '{"status": "failed", "amount": 5}'),
        (200, '{"data": [{"id": 1, "success": false}], "errors": []}'),
        (201, '{"id": "a"}'), (202, '{"state": "waiting"}'), (204, ""), (200, "[]"),
        (403, '{"message": "You may not do that"}'), (403, ""),
        (403, '{"error": {"code": "forbidden", "message": "No"}}'),
        (404, '{"message": "No such thing"}'), (404, ""), (404, '{"title": "Not Found", "status": 404}'),
        (403, '{"error": {"message": "Your role does not allow this", "code": "PERMISSION_DENIED"}}'),
        (403, '{"detail": "You do not have permission to perform this action."}'),
        (403, '{"message": "API rate limit exceeded"}'), (403, "Forbidden"),
        (404, '{"error": {"message": "No such customer: \'cus_1\'", "param": "id", "code": "resource_missing"}}'),
        (404, '{"errors": [{"field": "name", "message": "not found"}]}'), (404, "not found"),
        (409, '{"message": "Name already exists"}'), (409, '{"code": "conflict", "message": "Modified meanwhile"}'),
        (409, '{"errors": [{"field": "email", "code": "already_exists"}]}'), (409, ""),
        (429, '{"message": "Quota exceeded for limit Requests per minute"}'),
        (429, '{"error": {"code": "insufficient_quota", "message": "Check your plan and billing"}}'),
        (429, '{"message": "Try again in 20s", "errors": {"name": ["is required"]}}'),
        (429, '{"error": "too_many_requests"}'), (429, ""), (429, '{"message": "Slow down"}'),
    ]
)  # fmt: skip


def _answered(status: int, text: str) -> str:
    content_type = "Content-Type: application/json\n" if text else ""
    return f"HTTP/1.1 {status} \n{content_type}Date: Mon, 23 Nov 2026 12:00:00 GMT\n\n{text}"


def _diagnosed(paste: str) -> Diagnosis:
    redacted = redact(paste)
    return diagnose(read(redacted.text), default_reference(), masks=redacted.masks, now=NOW)


def _accusations(paste: str) -> list[str]:
    sure = (Confidence.CERTAIN, Confidence.LIKELY)
    findings = _diagnosed(paste).findings
    return [f"{each.rule}: {each.cause}" for each in findings if each.actor is Actor.CALLER and each.confidence in sure]


@settings(max_examples=300)
@given(path, query, credential, answer)
def test_a_right_read_is_not_accused(path: str, query: str, credential: str, answer: tuple[int, str]) -> None:
    raw = f"GET {path}{query} HTTP/1.1\nHost: api.example.com\nAccept: application/json\n{credential}\n\n"
    assert not _accusations(raw + _answered(*answer))
    curl = f"curl -i 'https://api.example.com{path}{query}' -H '{credential}'\n\n"
    assert not _accusations(curl + _answered(*answer))


@settings(max_examples=300)
@given(path, body, credential, answer, st.sampled_from(["POST", "PUT", "PATCH"]))
def test_a_right_write_is_not_accused(
    path: str, body: dict[str, object], credential: str, answer: tuple[int, str], method: str
) -> None:
    content = json.dumps(body, ensure_ascii=False)
    head = f"{method} {path} HTTP/1.1\nHost: api.example.com\nContent-Type: application/json\n{credential}\n\n"
    assert not _accusations(f"{head}{content}\n\n{_answered(*answer)}")


FIELDS = st.dictionaries(names, st.from_regex(r"[A-Za-z0-9 .-]{1,12}", fullmatch=True), min_size=1, max_size=4)


@settings(max_examples=200)
@given(path, FIELDS, credential, answer, st.sampled_from(["-d", "-F", "--data-urlencode", "--json"]))
def test_a_right_form_is_not_accused(
    path: str, fields: dict[str, str], credential: str, answer: tuple[int, str], option: str
) -> None:
    content = [json.dumps(fields)] if option == "--json" else [f"{name}={value}" for name, value in fields.items()]
    options = " ".join(f"{option} '{each}'" for each in content)
    call = f'curl -i "https://api.example.com{path}" -H "{credential}" {options}'
    assert not _accusations(f"{call}\n\n{_answered(*answer)}")


@given(path, answer)
def test_the_guides_entry_is_always_shown(path: str, answer: tuple[int, str]) -> None:
    last = _diagnosed(f"GET {path} HTTP/1.1\nHost: api.example.com\n\n{_answered(*answer)}").findings[-1]
    assert last.rule in (f"GUIDE-{answer[0]}", f"GUIDE-{answer[0] // 100}xx")
    assert last.citation.source == "guide"
