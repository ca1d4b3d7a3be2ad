"""The status guide, which citations point to."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tickets.models import GuideEntry
from tickets.services import guiding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guide() -> None:
    guiding.load_default()


def test_every_documented_status_has_its_place_on_one_page(client: Client) -> None:
    page = client.get("/guide/").content.decode()
    for entry in GuideEntry.objects.all():
        assert f'id="{entry.status}"' in page
        assert f'href="#{entry.status}"' in page
    assert page.count("<h1") == 1


def test_a_range_comes_before_its_codes(client: Client) -> None:
    page = client.get("/guide/").content.decode()
    assert page.index('id="4xx"') < page.index('id="400"') < page.index('id="404"') < page.index('id="5xx"')


def test_the_guide_asks_one_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        client.get("/guide/")


def test_a_status_has_a_page_of_its_own(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        page = client.get("/guide/404").content.decode()
    assert "<strong>your</strong> account" in page
    assert "rfc9110.html#section-15.5.5" in page


def test_a_range_has_a_page_of_its_own(client: Client) -> None:
    assert "A fault on the API" in client.get("/guide/5xx").content.decode()


@pytest.mark.parametrize("path", ["/guide/799", "/guide/099", "/guide/4x4", "/guide/404/", "/guide"])
def test_what_is_not_documented_has_no_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_staff_write_is_escaped(client: Client) -> None:
    GuideEntry.objects.filter(status="404").update(
        meaning="<script>alert(1)</script> **gone**", fix="[a](javascript:alert(1))", title="<b>Lost</b>"
    )
    page = client.get("/guide/404").content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<b>Lost" not in page
    assert "<strong>gone</strong>" in page
