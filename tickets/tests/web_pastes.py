"""Pastes as customers make them, with credentials that are made at run time and belong to nobody."""

import secrets
from dataclasses import dataclass


def _key() -> str:
    return "sk_" + "live_" + secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class Sample:
    """A paste and the credential in it."""

    text: str
    secret: str


def not_found() -> Sample:
    """A 404, as ``curl -v`` prints it."""
    key = _key()
    text = f"""$ curl -v https://api.example.com/v1/customers/cus_8812 -H "Authorization: Bearer {key}"
> GET /v1/customers/cus_8812 HTTP/2
> Host: api.example.com
> Authorization: Bearer {key}
> Accept: */*
>
< HTTP/2 404
< content-type: application/json
< x-request-id: req_51c0a8
<
{{"error": {{"code": "resource_missing", "message": "No such customer: cus_8812"}}}}
"""
    return Sample(text, key)


def bad_json() -> Sample:
    """A 400 whose cause stands in the body."""
    key = _key()
    text = f"""curl -i -X POST https://api.example.com/v1/payments \\
  -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
  -d '{{"amount": 1250, "currency": "eur",}}'

HTTP/1.1 400 Bad Request
Content-Type: application/json

{{"error": {{"type": "invalid_request", "message": "Could not parse JSON body"}}}}
"""
    return Sample(text, key)


def unavailable() -> Sample:
    """A 503."""
    key = _key()
    text = f"""curl -i https://api.example.com/v1/payments -H 'X-Api-Key: {key}'

HTTP/1.1 503 Service Unavailable
Content-Type: application/json
X-Request-Id: req_77aa31

{{"error": {{"message": "try again later"}}}}
"""
    return Sample(text, key)


def succeeded() -> Sample:
    """A 200."""
    key = _key()
    text = f"""curl -i https://api.example.com/v1/payments -H 'Authorization: Bearer {key}'

HTTP/1.1 200 OK
Content-Type: application/json

{{"data": [], "has_more": false}}
"""
    return Sample(text, key)


UNRESOLVED = """$ curl https://api.example.test/v1/payments
curl: (6) Could not resolve host: api.example.test
"""
PROSE = "my call to the payments thing has not worked since yesterday, can somebody look? thanks!"
