"""The pages of errors: the same look, a status that is true, and what to do now."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views import defaults
from pytest_django import Settings

from tickets.web.urls import urlpatterns as customers_pages
from triage import urls


def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret that stood in the paste")


def is_malformed(request: HttpRequest) -> HttpResponse:
    raise BadRequest("a secret that stood in the paste")


def is_forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("a secret that stood in the paste")


urlpatterns = [
    path("fails", fails),
    path("is-malformed", is_malformed),
    path("is-forbidden", is_forbidden),
    *urls.urlpatterns,
]


@pytest.fixture(autouse=True)
def _pages_that_fail(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/nowhere", 404, "There is nothing here"),
        ("/fails", 500, "The desk itself failed"),
        ("/is-malformed", 400, "That request was not understood"),
        ("/is-forbidden", 403, "You may not open this page"),
    ],
)
def test_an_error_page_says_what_happened_and_nothing_of_the_paste(address: str, status: int, says: str) -> None:
    answer = Client(raise_request_exception=False).get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert says in page
    assert "desk/desk.css" in page
    assert page.count("<h1") == 1
    assert "a secret that stood in the paste" not in page
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_the_page_of_a_failure_needs_nothing_that_may_have_failed() -> None:
    page = defaults.server_error(RequestFactory().get("/")).content.decode()
    assert "The desk itself failed" in page


def test_a_body_over_the_limit_is_refused_before_it_is_read(client: Client, settings: Settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    answer = client.post("/", {"paste": "x" * 2000})
    assert answer.status_code == 413
    assert "bytes; the limit is" in answer.content.decode()


def test_a_body_without_a_length_is_refused(client: Client) -> None:
    answer = client.post("/", {"paste": "x"}, HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411
    assert "Length Required" in answer.content.decode()


def test_every_page_of_customers_has_a_name() -> None:
    assert {pattern.name for pattern in customers_pages} == {
        "submit",
        "preview",
        "ticket",
        "outcome",
        "write",
        "file",
        "guide",
        "guide_entry",
    }
