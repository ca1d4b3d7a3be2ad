"""GET /api/v1/reference, and what the API says about itself."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tickets.api.problems import PROBLEMS
from tickets.models import GuideEntry
from tickets.tests.api.samples import Caller, code_of

CountQueries = Callable[[int], AbstractContextManager[object]]
REFERENCE = "/api/v1/reference"


def test_the_whole_guide_is_read_in_one_query(anyone: Caller, django_assert_num_queries: CountQueries) -> None:
    with django_assert_num_queries(1):
        entries = anyone.get(REFERENCE).json()["entries"]
    assert {"404", "4xx", "503"} <= {entry["status"] for entry in entries}
    assert all(entry["fix"] for entry in entries)


@pytest.mark.parametrize(("status", "found"), [("404", "404"), ("499/", "499"), ("4xx", "4xx"), ("4XX", "4xx")])
def test_one_status_is_read(anyone: Caller, status: str, found: str) -> None:
    assert anyone.get(f"{REFERENCE}/{status}").json()["status"] == found


def test_a_status_without_an_entry_has_its_ranges(anyone: Caller) -> None:
    GuideEntry.objects.filter(status="418").delete()
    assert anyone.get(f"{REFERENCE}/418").json()["status"] == "4xx"


@pytest.mark.parametrize("status", ["999", "abc", "40", "4xxx", "0", "4\u0664x"])
def test_what_is_not_documented_is_said_to_be_so(anyone: Caller, status: str) -> None:
    answer = anyone.get(f"{REFERENCE}/{status}")
    assert (answer.status_code, code_of(answer)) == (404, "no_such_entry")


def test_what_staff_edit_is_answered(anyone: Caller) -> None:
    GuideEntry.objects.filter(status="404").update(title="Gone fishing", fix="First.\n\nSecond.\n")
    entry = anyone.get(f"{REFERENCE}/404").json()
    assert (entry["title"], entry["fix"]) == ("Gone fishing", ["First.", "Second."])


def test_every_problem_is_listed(anyone: Caller) -> None:
    listed = anyone.get("/api/v1/problems").json()["problems"]
    assert [each["code"] for each in listed] == list(PROBLEMS)
    assert all(each["type"] == f"/api/v1/problems#{each['code']}" for each in listed)


def test_a_browser_that_follows_a_type_finds_its_place_on_a_page(anyone: Caller) -> None:
    page = anyone.get("/api/v1/problems/", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert page["Content-Type"].startswith("text/html")
    assert all(f'id="{code}"' in page.content.decode() for code in PROBLEMS)


def test_the_root_says_where_to_begin(anyone: Caller) -> None:
    for address in anyone.get("/api/v1/").json().values():
        assert anyone.get(address.removeprefix("http://testserver")).status_code in (200, 401, 405)
