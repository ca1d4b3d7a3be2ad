"""The fingerprint: equal for the same fault, and never a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.engine.exchange import Call, Exchange, Failure, Response, Span
from triage.engine.fingerprint import Fingerprint, fingerprint
from triage.engine.reference import default_reference
from triage.engine.rules.asking.hosts import environment
from triage.engine.rules.asking.paths import path_template

HERE = Span(0, 1)
REFERENCE = default_reference()


def _exchange(url: str, status: int | None = 404, body: str = "", method: str = "GET") -> Exchange:
    return Exchange("x", Call(method, url, HERE, "http"), Response(HERE, status, body=body))


def _print(exchange: Exchange) -> Fingerprint:
    found = fingerprint(exchange, REFERENCE)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/v1/users/42", "/v1/users/{id}"),
        ("/v2.1/users/42/orders/7", "/v2.1/users/{id}/orders/{id}"),
        ("/v1beta1/projects/my-project", "/v1beta1/projects/my-project"),
        ("/users/7f3b1c1e-9f6a-4c0e-8f42-0f8d5b6a7c1d", "/users/{id}"),
        ("/files/deadbeef", "/files/{id}"),
        ("/files/9f86d081884c7d659a2feaa0c55ad015", "/files/{id}"),
        ("/charges/ch_1A2b3C4d5E6f7G8h/refunds", "/charges/{id}/refunds"),
        ("/customers/cus_NffrFeUfNVHib", "/customers/{id}"),
        ("/people/ada@example.com", "/people/{id}"),
        ("/people/ada%40example.com", "/people/{id}"),
        ("/reports/2026-11-23", "/reports/{id}"),
        ("/reports/2026-11-23T12:00:00Z", "/reports/{id}"),
        ("/hooks/~masked.token..0abcdefghijkl.wxyz~/test", "/hooks/{id}/test"),
        ("/items/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/items/{id}"),
        ("/watch/dQw4w9WgXcQ", "/watch/{id}"),
        ("/orders/ORD-12345", "/orders/{id}"),
        ("/users/%7Bid%7D", "/users/{id}"),
        ("/users/:id", "/users/{id}"),
        ("/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json", "/{id}/Accounts/{id}/Messages.json"),
        ("/oauth2/token", "/oauth2/token"),
        ("/v1/documents:search", "/v1/documents:search"),
        ("/getUserProfile", "/getUserProfile"),
        ("/v1/line_items", "/v1/line_items"),
        ("//v1//users/", "/v1/users"),
        ("", "/"),
        ("/" + "a/" * 20, "/" + "a/" * 12 + "…"),
    ],
)
def test_values_in_the_path_become_id(path: str, template: str) -> None:
    assert path_template(path) == template


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("api.example.com", "live"), ("sandbox.example.com", "sandbox"), ("api-sandbox.example.com", "sandbox"),
        ("api.staging.example.com", "staging"), ("test.example.com", "test"), ("latest.example.com", "live"),
        ("localhost", "local"), ("127.0.0.1", "local"), ("192.168.1.7", "local"), ("172.32.0.1", "live"), ("", ""),
    ],
)  # fmt: skip
def test_the_host_names_its_environment(host: str, named: str) -> None:
    assert environment(host) == named


def test_the_same_fault_of_two_customers_has_one_fingerprint() -> None:
    body = '{"error": {"code": "resource_missing", "message": "No such customer: %s"}}'
    one = _exchange(
        "https://api.example.com/v1/customers/cus_9s6XKzkNRiz8i3?expand=a", 404, body % "cus_9s6XKzkNRiz8i3"
    )
    other = _exchange("https://api.example.com/v1/customers/cus_0000000000aaaa", 404, body % "cus_0000000000aaaa")
    assert _print(one) == _print(other)


def test_it_reads_as_one_line() -> None:
    found = _print(_exchange("https://api.example.com/v1/users/42?secret=x", 404, '{"code": "user_missing"}'))
    assert str(found) == "v1 GET live /v1/users/{id} 404 user_missing"


def test_what_is_unknown_is_a_dash() -> None:
    assert str(_print(_exchange("/v1/users", None))) == "v1 GET - /v1/users - -"


def test_another_environment_is_another_fault() -> None:
    one, other = (_print(_exchange(f"https://{host}.example.com/v1/users")) for host in ("api", "sandbox"))
    assert one != other


def test_a_failure_takes_the_place_of_the_status() -> None:
    call = Call("GET", "https://api.example.com/v1/users", HERE, "curl")
    found = _print(Exchange("x", call, failure=Failure("curl", "6", "curl: (6) Could not resolve host", HERE)))
    assert found.status == "curl:6"


def test_without_a_call_there_is_none() -> None:
    assert fingerprint(Exchange("x", response=Response(HERE, 500)), REFERENCE) is None


def test_a_code_under_a_success_does_not_count() -> None:
    assert _print(_exchange("https://api.example.com/v1/users", 200, '{"code": "user_found"}')).vendor_code == ""


@pytest.mark.parametrize(
    "code", ["12345678", "~masked.token..0abcdefghijkl.wxyz~", "two words", "a" * 200, "user-7654321"]
)
def test_a_code_that_may_be_a_value_does_not_count(code: str) -> None:
    assert _print(_exchange("https://api.example.com/v1/users", 400, f'{{"code": "{code}"}}')).vendor_code == ""


@given(st.text(max_size=80))
def test_a_template_is_its_own_template(path: str) -> None:
    once = path_template("/" + path)
    assert path_template(once).count("/") == once.count("/")
    assert "?" not in once or "?" in path


@given(st.integers(0, 10**12) | st.uuids() | st.datetimes())
def test_no_number_uuid_or_date_stays(value: object) -> None:
    assert path_template(f"/v1/users/{str(value).replace(' ', 'T')}") == "/v1/users/{id}"
