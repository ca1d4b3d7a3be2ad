"""Vendors' error bodies in one shape, dialect by dialect."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.engine.exchange import Header, Headers, Span
from triage.engine.finding import Place
from triage.engine.rules.asking.documents import read_document
from triage.engine.rules.asking.vendor_errors import MOST_FIELDS, VendorError, read_vendor_error, request_id


def _read(body: object) -> VendorError:
    return read_vendor_error(read_document(body if isinstance(body, str) else json.dumps(body)))


# name: body, message, code, fields as (place, path)
DIALECTS: dict[str, tuple[object, str, str, list[tuple[Place, str]]]] = {
    "RFC 9457": (
        {"type": "https://example.com/probs/out-of-credit", "title": "No credit", "detail": "Your balance is 30."},
        "Your balance is 30.", "out-of-credit", [],
    ),
    "RFC 9457 with pointers": (
        {"type": "about:blank", "title": "Not valid", "errors": [{"detail": "too low", "pointer": "#/items/0/price"}]},
        "Not valid", "", [(Place.BODY, "items/0/price")],
    ),
    "invalid-params": (
        {"title": "Not valid", "invalid-params": [{"name": "age", "reason": "must be positive"}]},
        "Not valid", "", [(Place.BODY, "age")],
    ),
    "violations": (
        {"title": "Constraint Violation", "violations": [{"propertyPath": "user.email", "message": "not an address"}]},
        "Constraint Violation", "", [(Place.BODY, "user/email")],
    ),
    "Stripe": (
        {"error": {"type": "invalid_request_error", "code": "parameter_missing", "message": "Missing.",
                   "param": "amount"}},
        "Missing.", "parameter_missing", [(Place.BODY, "amount")],
    ),
    "Stripe nested": (
        {"error": {"type": "invalid_request_error", "message": "No.", "param": "items[0][price]"}},
        "No.", "invalid_request_error", [(Place.BODY, "items/0/price")],
    ),
    "GitHub": (
        {"message": "Validation Failed", "errors": [{"resource": "Issue", "field": "title", "code": "missing_field"}]},
        "Validation Failed", "", [(Place.BODY, "title")],
    ),
    "Google": (
        {"error": {"code": 400, "message": "Bad", "status": "INVALID_ARGUMENT", "details": [
            {"@type": "type.googleapis.com/google.rpc.BadRequest",
             "fieldViolations": [{"field": "user.name", "description": "empty"}]}]}},
        "Bad", "INVALID_ARGUMENT", [(Place.BODY, "user/name")],
    ),
    "Google, older": (
        {"error": {"code": 400, "message": "Invalid value", "errors": [
            {"domain": "global", "reason": "invalid", "message": "Invalid value", "locationType": "parameter",
             "location": "maxResults"}]}},
        "Invalid value", "", [(Place.QUERY, "maxResults")],
    ),
    "Twilio": ({"code": 21211, "message": "The 'To' number is not valid.", "status": 400},
               "The 'To' number is not valid.", "21211", [(Place.BODY, "To")]),
    "JSON:API": (
        {"errors": [{"status": "422", "code": "too_short", "detail": "is too short",
                     "source": {"pointer": "/data/attributes/name"}}]},
        "is too short", "too_short", [(Place.BODY, "data/attributes/name")],
    ),
    "JSON:API parameter": (
        {"errors": [{"title": "Invalid", "detail": "no such field", "source": {"parameter": "include"}}]},
        "no such field", "", [(Place.QUERY, "include")],
    ),
    "OAuth": ({"error": "invalid_grant", "error_description": "It is used."}, "It is used.", "invalid_grant", []),
    "FastAPI": (
        {"detail": [{"type": "missing", "loc": ["query", "q"], "msg": "Field required"},
                    {"type": "int_parsing", "loc": ["body", "items", 0, "n"], "msg": "not an integer"}]},
        "", "", [(Place.QUERY, "q"), (Place.BODY, "items/0/n")],
    ),
    "Joi": (
        {"details": [{"message": '"age" must be a number', "path": ["user", "age"], "type": "number.base"}]},
        "", "", [(Place.BODY, "user/age")],
    ),
    "hapi": (
        {"statusCode": 400, "error": "Bad Request", "message": "no",
         "validation": {"source": "payload", "keys": ["a.b"]}},
        "no", "", [(Place.BODY, "a/b")],
    ),
    "NestJS": (
        {"statusCode": 400, "error": "Bad Request", "message": [
            "email must be an email", "age must not be less than 0"]},
        "Bad Request", "", [(Place.BODY, "email"), (Place.BODY, "age")],
    ),
    "Fastify": (
        {"statusCode": 400, "code": "FST_ERR_VALIDATION", "message": "querystring/limit must be integer"},
        "querystring/limit must be integer", "FST_ERR_VALIDATION", [(Place.QUERY, "limit")],
    ),
    "Rails": ({"errors": {"name": ["can't be blank"]}}, "", "", [(Place.BODY, "name")]),
    "Laravel": (
        {"message": "The given data was invalid.", "errors": {"items.0.price": ["must be a number"]}},
        "The given data was invalid.", "", [(Place.BODY, "items/0/price")],
    ),
    "Django": ({"age": ["A valid integer is required."], "non_field_errors": ["No."]}, "", "", [(Place.BODY, "age")]),
    "Django nested": ({"address": {"city": ["Required."]}}, "", "", [(Place.BODY, "address/city")]),
    "Django detail": ({"detail": "Not found.", "code": "not_found"}, "Not found.", "not_found", []),
    "Spring": (
        {"timestamp": "x", "status": 400, "error": "Bad Request", "message": "no", "errors": [
            {"field": "age", "defaultMessage": "must be positive", "code": "Min"}]},
        "no", "", [(Place.BODY, "age")],
    ),
    "ASP.NET": (
        {"type": "https://tools.ietf.org/html/rfc9110#section-15.5.1", "title": "Validation", "status": 400,
         "errors": {"$.age": ["not a number"]}},
        "Validation", "section-15.5.1", [(Place.BODY, "age")],
    ),
    "Azure": (
        {"error": {"code": "InvalidInput", "message": "no", "details": [
            {"code": "X", "target": "name", "message": "no"}]}},
        "no", "InvalidInput", [(Place.BODY, "name")],
    ),
    "Salesforce": ([{"message": "Required fields are missing", "errorCode": "REQUIRED_FIELD_MISSING",
                     "fields": ["Name"]}],
                   "Required fields are missing", "REQUIRED_FIELD_MISSING", [(Place.BODY, "Name")]),
    "Box": (
        {"type": "error", "status": 400, "code": "bad_request", "message": "Bad Request", "context_info": {
            "errors": [{"reason": "missing_parameter", "message": "'name' is required", "name": "name"}]}},
        "Bad Request", "bad_request", [(Place.BODY, "name")],
    ),
    "AWS JSON": ({"__type": "com.amazon#ValidationException", "message": "no"}, "no", "ValidationException", []),
    "AWS XML": ("<Error><Code>NoSuchKey</Code><Message>No key.</Message><RequestId>4442</RequestId></Error>",
                "No key.", "NoSuchKey", []),
    "SOAP 1.1": ("<e:Envelope><e:Body><e:Fault><faultcode>e:Client</faultcode><faultstring>No.</faultstring></e:Fault>"
                 "</e:Body></e:Envelope>", "No.", "Client", []),
    "SOAP 1.2": ("<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang='en'>No.</s:Text>"
                 "</s:Reason></s:Fault>", "No.", "Sender", []),
    "GraphQL": ({"errors": [{"message": "No field", "locations": [{"line": 1}],
                             "extensions": {"code": "BAD_USER_INPUT"}}]},
                "No field", "BAD_USER_INPUT", []),
    "one text": ('"Not today"', "Not today", "", []),
    "one line of prose": ("Something went wrong", "Something went wrong", "", []),
    "prose": ("Something went wrong.\nTry again.", "", "", []),
    "prose of a page's length": ("wrong " * 100, "", "", []),
    "a web page": ("<!doctype html><title>No</title>", "", "", []),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_is_read(name: str) -> None:
    body, message, code, fields = DIALECTS[name]
    error = _read(body)
    assert (error.message, error.code) == (message, code)
    assert [(each.place, "/".join(each.path)) for each in error.fields] == fields


@pytest.mark.parametrize(
    ("message", "path"),
    [
        ("Missing required parameter: currency", "currency"),
        ("The field 'amount' is not a number", "amount"),
        ("`user.name` is unknown", "user/name"),
        ("email is required", "email"),
        ("body/age must be integer", "age"),
        ("Something is not right", ""),
        ("", ""),
    ],
)
def test_a_sentence_may_name_the_field(message: str, path: str) -> None:
    fields = _read({"message": message}).fields
    assert "/".join(fields[0].path if fields else ()) == path


@pytest.mark.parametrize(
    ("message", "lacking"),
    [
        ("is required", True), ("Field required", True), ("can't be blank", True),
        ("This field may not be null.", True),
        ("must be provided", True), ("A valid number is required", False), ("is not a number", False), ("", False),
    ],
)  # fmt: skip
def test_a_missing_field_is_told_from_a_wrong_one(message: str, lacking: bool) -> None:
    fault = _read({"errors": [{"field": "a", "message": message}]}).fields[0]
    assert fault.is_lacking is lacking


def test_a_code_may_say_that_a_field_is_missing() -> None:
    assert _read({"errors": [{"field": "title", "code": "missing_field"}]}).fields[0].is_lacking


def test_a_plain_status_is_no_code() -> None:
    assert _read({"code": 404, "message": "No."}).code == ""
    assert _read({"status": "404", "message": "No."}).code == ""
    assert _read({"code": 20404, "message": "No."}).code == "20404"


@pytest.mark.parametrize(
    "name", ["X-Request-Id", "request-id", "CF-RAY", "x-amzn-RequestId", "X-Correlation-ID", "traceparent"]
)
def test_the_request_id_comes_from_a_header(name: str) -> None:
    headers = Headers((Header("Date", "x", Span(0, 1), Span(0, 1)), Header(name, "abc-1", Span(0, 1), Span(0, 1))))
    assert request_id(headers, VendorError(request_id="other")) == "abc-1"


def test_the_request_id_comes_from_the_body_where_no_header_has_it() -> None:
    assert request_id(Headers(), _read({"error": {"message": "x"}, "requestId": "abc-2"})) == "abc-2"


def test_fields_are_few_and_messages_short() -> None:
    error = _read({"message": "m" * 900, "errors": [{"field": f"f{each}", "message": "x" * 900} for each in range(99)]})
    assert len(error.fields) == MOST_FIELDS
    assert len(error.message) == 500
    assert all(len(each.message) <= 500 for each in error.fields)


def test_a_field_that_is_named_twice_is_one() -> None:
    error = _read({"errors": [{"field": "a", "message": "no"}, {"field": "a", "message": "really no"}]})
    assert [each.message for each in error.fields] == ["no"]


def test_depth_is_bounded() -> None:
    value: object = [{"field": "deep", "message": "no"}]
    for _ in range(50):
        value = {"errors": value}
    assert _read(value).fields == ()


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["errors", "error", "detail", "field", "loc", "source", "message", "code", "keys"]), inner),
    max_leaves=30,
))  # fmt: skip
def test_any_json_is_read_without_complaint(value: object) -> None:
    error = _read(json.dumps(value))
    assert len(error.fields) <= MOST_FIELDS
    assert all(each.path for each in error.fields)
