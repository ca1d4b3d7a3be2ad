"""Every error is a problem of RFC 9457, whatever went wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tickets.api.problems import PROBLEMS
from tickets.models import Ticket
from tickets.tests.api.samples import DIAGNOSES, FORM, NOT_FOUND, NOT_FOUND_RESPONSE, TICKETS, Caller, code_of

DEEP = b'{"paste": ' + b"[" * 200_000


@pytest.mark.parametrize("path", ["/api/v1/nope", "/api/v1/tickets/1/2/3", "/api/v1/tickets//", "/api/v1/%00"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_unknown_path_is_a_problem(client: Client, path: str, method: str) -> None:
    answer = client.generic(method, path)
    assert (answer.status_code, code_of(answer)) == (404, "no_such_path")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", TICKETS, "GET, HEAD, POST"),
        ("DELETE", f"{TICKETS}/0000-0000", "GET, HEAD"),
        ("GET", DIAGNOSES, "POST"),
        ("OPTIONS", TICKETS, "GET, HEAD, POST"),
        ("POST", "/api/v1/reference", "GET, HEAD"),
        ("POST", "/api/v1/docs", "GET, HEAD"),
        ("BREW", TICKETS, "GET, HEAD, POST"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(client: Client, method: str, path: str, allowed: str) -> None:
    answer = client.generic(method, path, content_type="application/json")
    assert (answer.status_code, code_of(answer)) == (405, "method_not_allowed")
    assert answer["Allow"] == allowed


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "text/html", "*/*;q=0"])
def test_what_cannot_be_accepted_is_a_problem(anyone: Caller, accept: str) -> None:
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND}, Accept=accept)
    assert (answer.status_code, code_of(answer)) == (406, "not_acceptable")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("text/*", "text/plain"),
        ("text/plain, application/json;q=0.9", "text/plain"),
        ("text/plain;q=0.1, application/json;q=0.9", "application/json"),
        ("application/json;q=high", "application/json"),
        ("APPLICATION/JSON;Q=1", "application/json"),
        ("*/*;q=0.1, text/plain", "text/plain"),
        (",,;q=,=;", None),
        ("x" * 5000, None),
    ],
)
def test_the_form_of_the_answer_follows_accept(anyone: Caller, accept: str, form: str | None) -> None:
    answer = anyone.json(DIAGNOSES, {"paste": NOT_FOUND}, Accept=accept)
    assert answer.status_code == (406 if form is None else 200)
    if form:
        assert answer["Content-Type"].partition(";")[0] == form


def test_answers_say_that_they_depend_on_accept(anyone: Caller) -> None:
    assert "Accept" in anyone.json(TICKETS, {"paste": NOT_FOUND})["Vary"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "line 1, column 2"),
        (b'{"paste": "a"\n "b"}', "line 2, column 2"),
        (b"{'paste': 'a'}", "line 1, column 2"),
        (b'{"paste": "a", "paste": "b"}', "twice"),
        (b'{"p\\u0061ste": "a", "paste": "b"}', "twice"),
        (b'{"paste": NaN}', "NaN"),
        (b'{"paste": -Infinity}', "Infinity"),
        (b'{"paste": "\xff"}', "offset 11 is not UTF-8"),
        (b'{"paste": "a\nb"}', "control character"),
        (DEEP, "nested too deeply"),
        (b"[" * 990 + b"]" * 990, ""),
        (b'{"paste": ' + b"9" * 5000 + b"}", ""),
        ('{"paste": "x"}'.encode("utf-16"), "UTF-8"),
    ],
)
@pytest.mark.parametrize("path", [TICKETS, DIAGNOSES])
def test_damaged_json_is_shown_where_it_breaks(anyone: Caller, path: str, body: bytes, said: str) -> None:
    answer = anyone.json(path, body)
    assert answer.status_code in (400, 422)
    assert code_of(answer) in ("malformed_body", "invalid")
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("body", ["null", "[]", '"text"', "3", "true", "[[]]"])
def test_json_that_is_no_object_is_refused(anyone: Caller, body: str) -> None:
    answer = anyone.json(TICKETS, body)
    assert (answer.status_code, code_of(answer)) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == "#"


@pytest.mark.parametrize("value", [3, True, None, [], {}, ["a"], {"a": "b"}, 1.5, "\ud800", "a\udfffb"])
@pytest.mark.parametrize("name", ["paste", "call", "response", "subject"])
def test_a_value_of_the_wrong_type_is_named(anyone: Caller, name: str, value: object) -> None:
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND, name: value} if name == "subject" else {name: value})
    assert (answer.status_code, code_of(answer)) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == f"#/{name}"


@pytest.mark.parametrize(
    "email", [3, [], "dev", "a@b", "a\x00@shop.example", "x" * 300 + "@shop.example", "\ud800@x.io"]
)
def test_a_wrong_address_is_named(anyone: Caller, email: object) -> None:
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND, "email": email})
    assert (answer.status_code, code_of(answer)) == (422, "invalid")


@pytest.mark.parametrize("anyway", ["perhaps", [], {}, 7])
def test_a_wrong_wish_is_named(anyone: Caller, anyway: object) -> None:
    assert code_of(anyone.json(TICKETS, {"paste": NOT_FOUND, "anyway": anyway})) == "invalid"


def test_a_subject_is_short(anyone: Caller) -> None:
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND, "subject": "x" * 201})
    assert answer.json()["errors"] == [{"detail": "Longer than 200 characters.", "pointer": "#/subject"}]


def test_a_misspelt_field_is_named_as_a_pointer(anyone: Caller) -> None:
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND, "a/b~c": 1, "x" * 500: 1})
    pointers = {each["pointer"] for each in answer.json()["errors"]}
    assert pointers == {"#/a~1b~0c", "#/" + "x" * 80}


@pytest.mark.parametrize("content_type", [FORM, "text/plain", "application/octet-stream"])
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "empty"),
        (b" \r\n\t", 422, "empty"),
        (b"\x00" * 1000, 415, "binary"),
        (b"PK\x03\x04" + b"\x00" * 50, 415, "binary"),
        (b"\x89PNG\r\n\x1a\n", 415, "binary"),
        (b"\x1f\x8b\x08", 415, "binary"),
        (bytes(range(256)) * 8, 415, "binary"),
        (b"\xff" * 100, 415, "binary"),
        (b"hello", 422, "unreadable"),
        (b"<html><body>Oops</body></html>", 422, "incomplete"),
        (b"a" * 262_145, 413, "too_large"),
        ("\u00e9" * 131_073, 413, "too_large"),
    ],
)
def test_a_paste_that_is_none_is_refused_in_plain_words(
    anyone: Caller, content_type: str, body: bytes | str, status: int, code: str
) -> None:
    answer = anyone.raw(TICKETS, body, content_type, Accept="application/json")
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert answer.json()["hint"]
    assert not Ticket.objects.exists()


def test_a_few_broken_bytes_and_nuls_do_not_refuse_a_paste(anyone: Caller) -> None:
    answer = anyone.raw(TICKETS, NOT_FOUND.encode().replace(b"no such", b"no\x00su\xffch"))
    assert answer.status_code == 201
    assert "no\ufffdsu\ufffdch" in Ticket.objects.get().text


def test_a_long_json_is_refused_before_it_is_read(anyone: Caller, settings: Settings) -> None:
    settings.PASTE_MAX_BYTES = 1000
    assert code_of(anyone.json(TICKETS, {"paste": "x" * 1001})) == "too_large"
    assert code_of(anyone.json(TICKETS, b'{"paste": "' + b"x" * 90_000)) == "too_large"


def test_call_and_response_at_their_limits_are_not_too_long_as_json(anyone: Caller, settings: Settings) -> None:
    settings.PASTE_MAX_BYTES = 12_000
    call, response = NOT_FOUND.ljust(12_000, "\t"), NOT_FOUND_RESPONSE.ljust(12_000, "\t")
    assert anyone.json(DIAGNOSES, {"call": call, "response": response}).status_code == 200


def test_a_body_over_all_limits_is_refused_by_its_length(anyone: Caller, settings: Settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    for answer in (
        anyone.raw(TICKETS, b"x" * 1001, Accept="application/json"),
        anyone.json(TICKETS, {"paste": "x" * 1001}),
        anyone.form(TICKETS, {"paste": "x" * 1001}),
    ):
        assert (answer.status_code, code_of(answer)) == (413, "too_large")


@pytest.mark.parametrize("length", ["abc", "-1", "\u00b2", "1e3", " "])
def test_a_length_that_is_no_number_is_no_length(anyone: Caller, length: str) -> None:
    answer = anyone.client.generic("POST", TICKETS, NOT_FOUND, FORM, CONTENT_LENGTH=length)
    assert (answer.status_code, answer.content[:21]) == (422, b"422 Nothing to read\n\n")


def test_a_file_over_its_limit_is_refused(anyone: Caller, settings: Settings) -> None:
    settings.FILE_MAX_BYTES = 1000
    assert code_of(anyone.form(TICKETS, {"file": SimpleUploadedFile("x.txt", b"x" * 1001)})) == "too_large"


def test_a_body_without_a_length_is_refused_in_the_form_of_the_caller(anyone: Caller) -> None:
    answer = anyone.raw(TICKETS, NOT_FOUND, Transfer_Encoding="chunked")
    assert (answer.status_code, answer.content[:19]) == (411, b"411 Length required")
    assert code_of(anyone.json(TICKETS, {"paste": NOT_FOUND}, Transfer_Encoding="Chunked")) == "length_required"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
def test_a_compressed_body_is_refused(anyone: Caller, encoding: str) -> None:
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND}, Content_Encoding=encoding)
    assert (answer.status_code, code_of(answer)) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\xff",
        "multipart/form-data; boundary=x",
    ],
)
@pytest.mark.parametrize(
    "body", [b"--x\r\n", b'--x\r\nContent-Disposition: form-data; name="paste"\r\n\r\nhi', b"\x00"]
)
def test_a_broken_form_is_refused(anyone: Caller, content_type: str, body: bytes) -> None:
    answer = anyone.raw(TICKETS, body, content_type)
    assert answer.status_code in (400, 422)
    assert code_of(answer) in ("malformed_body", "empty", "unreadable", "incomplete")


def test_a_form_with_a_thousand_fields_is_refused(anyone: Caller) -> None:
    fields = {f"field{number}": "x" for number in range(1100)}
    answer = anyone.form(TICKETS, fields)
    assert (answer.status_code, code_of(answer)) == (400, "malformed_request")


def test_a_query_with_a_thousand_parameters_is_refused(anyone: Caller) -> None:
    assert anyone.raw(f"{TICKETS}?{'a&' * 1100}", NOT_FOUND).status_code in (400, 422)


def test_an_error_within_is_told_without_its_words(anyone: Caller, settings: Settings) -> None:
    settings.KEYPRINT_KEY = None
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND})
    assert (answer.status_code, code_of(answer)) == (500, "internal_error")
    assert "NoneType" not in answer.content.decode()
    assert "X-Request-Id" in answer.headers


def test_an_error_within_is_readable_in_a_terminal(anyone: Caller, settings: Settings) -> None:
    settings.KEYPRINT_KEY = None
    answer = anyone.raw(TICKETS, NOT_FOUND)
    assert (answer.status_code, answer.content[:3]) == (500, b"500")


def test_no_two_problems_share_a_title() -> None:
    assert len({problem.title for problem in PROBLEMS.values()}) == len(PROBLEMS)
    assert all(400 <= problem.status < 600 for problem in PROBLEMS.values())
