"""Right calls whose answers, or which themselves, hold words that a rule listens for: none is accused."""

from datetime import datetime

import pytest

from triage.engine.diagnosis import diagnose
from triage.engine.finding import Actor, Confidence
from triage.engine.reading import read
from triage.engine.redaction import redact
from triage.engine.reference import default_reference
from triage.engine.tests.casefiles import CREDENTIAL, NOON, made_credential

JSON = "Content-Type: application/json\n"
KEY = "Authorization: Bearer @KEY@\n"
JWT = "Authorization: Bearer @JWT exp=1999999999 aud=ads alg=HS256 kid=5@\n"
SIGNED = (
    "x-amz-date: 20261123T120000Z\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7ABCDEFG/20261123/us-east-1"
    "/s3/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=@KEY@\n"
)
# Request line, further header lines, body, status, the answer's body.
RIGHT = [
    ("POST /v1/audiences", JSON + JWT, '{"name": "x"}', 403, '{"message": "The audience is of another account"}'),
    ("POST /v1/hash", JSON + JWT, '{"name": "x"}', 403, '{"message": "This algorithm is not in your plan"}'),
    ("GET /v1/keys/5", JWT, "", 404, '{"message": "signing key not found"}'),
    ("GET /v1/search?q=a+b+c", KEY, "", 404, '{"message": "no hits for \'a b c\'"}'),
    ("GET /v1/search?q=tom%20%26%20jerry", KEY, "", 200, '{"hits": []}'),
    ("GET /v1/search?q=100%25", KEY, "", 404, '{"message": "nothing for 100%"}'),
    ("GET /v1/items?limit=5&expand", KEY, "", 403, '{"message": "expand is a paid feature"}'),
    ("GET /v1/users/usr_8fjs82Kslq92/orders/ord_8fjs82Kslq92", KEY, "", 404, '{"message": "order not found"}'),
    ("GET /v1/charges/py_1032D82eZvKYlo2C", KEY, "", 404, '{"message": "No such charge"}'),
    ("GET /v1/channels/ch_3MqLiJLkdIwHu7ix0AXZ", KEY, "", 404, '{"message": "No such channel"}'),
    ("GET /v1/users/5", KEY, "", 404, '{"message": "user 5 not found; id must be a uuid for archived users"}'),
    ("POST /v1/notes", JSON + KEY, '{"text": "NaN, Infinity, [object Object]"}', 500, '{"message": "oops"}'),
    ("POST /v1/notes", JSON + KEY, '"just a text"', 403, '{"message": "no"}'),
    ("POST /v1/bulk", JSON + KEY, '[{"a": 1}]', 409, '{"message": "Expected an object of version 3, got 4"}'),
    ("POST /v1/files", JSON + KEY, '{"url": "x"}', 404, '{"message": "no file found"}'),
    ("GET /v1/orders?deleted_at=null", KEY, "", 200, '{"orders": []}'),
    ("GET /v1/orders?page=3&per_page=50", KEY, "", 200, '{"items": [], "total": 100, "total_pages": 2}'),
    ("GET /v1/flights?from=ZRH&to=AMS", KEY, "", 200, '{"flights": []}'),
    ("GET /v1/slots?start=2026-12-01&end=2026-12-02", KEY, "", 200, '{"slots": []}'),
    ("POST /v1/batch", JSON + KEY, '[{"id": 1}]', 207, '[{"status": 404, "message": "gone"}]'),
    ("POST /v1/batch", JSON + KEY, '[{"id": 1}]', 207, '[{"status": 503}]'),
    ("POST /v1/x", JSON + KEY, '{"a": 1}', 200, '{"code": 0, "msg": "ok", "data": null}'),
    ("POST /v1/x", JSON + KEY, '{"a": 1}', 200, '{"errcode": 0, "errmsg": "ok"}'),
    ("GET /v1/jobs/7", KEY, "", 200, '{"id": 7, "state": "failed", "errorMessage": "disk full"}'),
    ("GET /v1/tokens", KEY, "", 403, '{"message": "You may not list invalid API keys"}'),
    (
        "POST /v1/coupons",
        JSON + KEY,
        '{"code": "X"}',
        409,
        '{"code": "invalid_key", "message": "invalid for this cart"}',
    ),
    ("GET /v1/fetch/https://example.org/page", KEY, "", 404, '{"message": "page not cached"}'),
    ("GET /v1/x", "X-Authorization: @KEY@\n", "", 403, '{"message": "no"}'),
    ("GET /v1/x", KEY, "", 410, '{"message": "The file was deleted"}'),
    ("PUT /b/key", "Content-Type: text/plain\n" + SIGNED, "x", 403, "<Error><Code>AccessDenied</Code></Error>"),
    ("POST /v1/x", "Content-Type: application/xml\n" + KEY, '<a><c x="1>2"/></a>', 500, '{"message": "oops"}'),
    ("GET /v1/hotspots", KEY, "", 200, "<html><head><title>Free Wi-Fi and hotspots</title></head></html>"),
]


@pytest.mark.parametrize(("line", "headers", "body", "status", "answer"), RIGHT)
def test_it_is_not_accused(line: str, headers: str, body: str, status: int, answer: str) -> None:
    call = f"{line} HTTP/1.1\nHost: api.example.com\n{headers}\n{body}"
    paste = f"{call}\n\nHTTP/1.1 {status} \nDate: Mon, 23 Nov 2026 12:00:00 GMT\n\n{answer}"
    redacted = redact(CREDENTIAL.sub(made_credential, paste))
    now = datetime.fromisoformat(NOON)
    diagnosis = diagnose(read(redacted.text), default_reference(), masks=redacted.masks, now=now)
    assert diagnosis.status == status
    sure = (each for each in diagnosis.findings if each.confidence is not Confidence.POSSIBLE)
    assert [each.cause for each in sure if each.actor is Actor.CALLER] == []
