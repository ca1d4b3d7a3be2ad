"""What a version would change, and what accepting it does: the same."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tickets.models import DocumentVersion, GuideEntry, User, VendorCode
from tickets.services import comparing, guiding, importing
from tickets.services.comparing import Changes, Difference
from tickets.tests.services.documents import FINE, ID, PATHS, api, checked, code, entry, page
from tickets.tests.services.samples import NOW
from triage import engine

LATER = NOW + timedelta(minutes=5)
SHIPPED = engine.default_reference().entry(404)


def accept(version: DocumentVersion, **given: bool) -> None:
    importing.accept(version=version, by=None, now=NOW, **given)


def entries(version: DocumentVersion) -> Changes:
    return comparing.changes(version)[0]


def codes(version: DocumentVersion) -> Changes:
    return comparing.changes(version)[1]


def names(changes: Changes) -> tuple[list[str], list[str], list[str], int]:
    added, changed, gone = ([each.name for each in kind] for kind in (changes.added, changes.changed, changes.gone))
    return added, changed, gone, changes.same


# Entries


def test_a_page_adds_and_changes_and_leaves_what_it_does_not_name() -> None:
    version = page(entry("404", "Not here"), entry("418", "Teapot"))
    assert names(entries(version)) == (["418 Teapot"], ["404 Not here"], [], 0)
    before = GuideEntry.objects.count()
    accept(version)
    assert GuideEntry.objects.count() == before + 1
    assert GuideEntry.objects.get(status="404").title == "Not here"
    assert names(entries(version)) == ([], [], [], 2)


def test_a_change_tells_what_was_and_what_would_be() -> None:
    assert SHIPPED is not None
    version = page(entry("404", "Not here", meaning=SHIPPED.meaning, fix=list(SHIPPED.fix), link=SHIPPED.link))
    (change,) = entries(version).changed
    assert change.differences == (Difference("title", SHIPPED.title, "Not here"),)


def test_where_a_page_names_no_steps_those_that_are_there_stay() -> None:
    assert SHIPPED is not None
    accept(page(entry("404", "Not here", fix=[])))
    assert GuideEntry.objects.get(status="404").steps == SHIPPED.fix


def test_a_new_status_without_steps_takes_those_of_its_range() -> None:
    accept(page(entry("418", "Teapot", fix=[])))
    assert GuideEntry.objects.get(status="418").steps == GuideEntry.objects.get(status="4xx").steps


def test_the_desk_and_the_command_fill_in_the_same_steps() -> None:
    version = page(entry("404", "Not here", fix=[]), entry("418", "Teapot", fix=[]))
    read = tuple(engine.GuideEntry(each, each, "Meaning.", (), "") for each in ("404", "418"))
    laid = engine.overlay(engine.default_reference(), engine.Page(read, (), ()), name="", version="")
    accept(version)
    for status in ("404", "418"):
        known = laid.entry(status)
        assert known is not None
        assert GuideEntry.objects.get(status=status).steps == known.fix


def test_gone_is_only_what_the_document_itself_brought(agent: User) -> None:
    accept(page(entry("404", "Not here"), entry("418", "Teapot")))
    second = page(entry("404", "Not here"))
    assert names(entries(second)) == ([], [], ["418 Teapot"], 1)
    accept(second)
    assert not GuideEntry.objects.filter(status="418").exists()
    assert GuideEntry.objects.filter(status="401").exists()


def test_in_the_place_of_a_status_that_is_gone_comes_the_entry_that_ships() -> None:
    assert SHIPPED is not None
    accept(page(entry("404", "Not here"), entry("418", "Teapot")))
    second = page(entry("418", "Teapot"))
    (change,) = entries(second).changed
    assert change.name == f"404 {SHIPPED.title}"
    accept(second)
    row = GuideEntry.objects.get(status="404")
    assert (row.title, row.document) == (SHIPPED.title, None)


def test_what_staff_edited_stays_and_the_preview_says_so() -> None:
    GuideEntry.objects.filter(status="404").update(title="Ours", edited=True)
    version = page(entry("404", "Theirs"), entry("403", "Theirs"))
    assert [each.is_edited for each in entries(version).changed] == [False, True]
    accept(version)
    assert set(GuideEntry.objects.filter(status__in=["403", "404"]).values_list("title", flat=True)) == {
        "Ours",
        "Theirs",
    }


def test_what_staff_edited_is_replaced_where_they_choose_so() -> None:
    GuideEntry.objects.filter(status="404").update(title="Ours", edited=True)
    accept(page(entry("404", "Theirs")), replace_edited=True)
    row = GuideEntry.objects.get(status="404")
    assert (row.title, row.edited) == ("Theirs", False)


def test_loading_the_default_guide_again_keeps_what_a_document_says() -> None:
    accept(page(entry("404", "Theirs")))
    assert guiding.load_default() == 0
    assert GuideEntry.objects.get(status="404").title == "Theirs"


def test_withdrawing_a_page_brings_the_default_guide_back(agent: User) -> None:
    version = page(entry("404", "Theirs"), entry("418", "Teapot"), codes=[code("pet_gone")])
    accept(version)
    importing.withdraw(version=version, by=agent, now=LATER)
    shipped = {each.status: each for each in engine.default_reference().entries}
    assert {each.status: each for each in guiding.current_reference().entries} == shipped
    assert not VendorCode.objects.exists()


def test_a_status_named_twice_is_taken_as_it_was_named_first() -> None:
    accept(page(entry("418", "First"), entry("418", "Second")))
    assert GuideEntry.objects.get(status="418").title == "First"


def test_a_title_that_is_too_long_is_cut() -> None:
    accept(page(entry("418", "x" * 500)))
    assert GuideEntry.objects.get(status="418").title == "x" * 100


def test_only_an_address_of_the_web_is_linked() -> None:
    links = {"418": "javascript:alert(1)", "419": "https://x.example/" + "a" * 500, "420": "http://x.example/"}
    accept(page(*(entry(status, link=link) for status, link in links.items())))
    stored = dict(GuideEntry.objects.filter(status__in=links).values_list("status", "link"))
    assert stored == {"418": "", "419": "", "420": "http://x.example/"}


# Codes


def test_codes_are_added_changed_and_gone() -> None:
    accept(page(codes=[code("pet_gone"), code("pet_asleep"), code("pet_asleep", status="409")]))
    second = page(codes=[code("pet_asleep", text="Wake it."), code("pet_lost"), code("pet_asleep", status="409")])
    assert names(codes(second)) == (["pet_lost"], ["pet_asleep"], ["pet_gone"], 1)
    accept(second)
    stored = {str(row): row.text for row in VendorCode.objects.all()}
    assert stored == {"pet_asleep": "Wake it.", "pet_asleep 409": "Meaning.", "pet_lost": "Meaning."}


def test_codes_that_staff_wrote_or_edited_stay() -> None:
    VendorCode.objects.create(code="ours", text="Ours.", edited=True)
    accept(page(codes=[code("theirs"), code("both")]))
    VendorCode.objects.filter(code="both").update(text="Ours.", edited=True)
    second = page(codes=[code("theirs")])
    assert [each.is_edited for each in codes(second).gone] == [True]
    accept(second)
    assert set(VendorCode.objects.values_list("code", flat=True)) == {"ours", "theirs", "both"}


# Operations


def test_operations_are_compared_with_the_version_that_counts() -> None:
    first = checked(api())
    (changes,) = comparing.changes(first)
    assert names(changes) == (["GET /pets", "POST /pets", "GET /pets/{id}"], [], [], 0)
    accept(first)
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    paths = {
        "/pets": {"get": {"summary": "List all pets", "deprecated": True, "parameters": [limit], "responses": FINE}},
        "/pets/{id}": PATHS["/pets/{id}"],
        "/owners/{id}": {"parameters": [ID], "get": {"responses": {"200": FINE["200"], "404": FINE["200"]}}},
    }
    (changes,) = comparing.changes(checked(api("2.0", paths)))
    assert names(changes) == (["GET /owners/{id}"], ["GET /pets"], ["POST /pets"], 1)
    assert changes.changed[0].differences == (
        Difference("summary", "List pets", "List all pets"),
        Difference("deprecated", "False", "True"),
        Difference("query parameter limit", "", "documented"),
    )


def test_the_version_that_counts_differs_in_nothing() -> None:
    version = checked(api())
    accept(version)
    (changes,) = comparing.changes(version)
    assert not changes.any


# How much it costs


@pytest.mark.parametrize("many", [1, 300])
def test_a_large_page_costs_the_queries_of_a_small_one(
    many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    version = page(entry("404", "Theirs"), codes=[code(f"code_{number}") for number in range(many)])
    with django_assert_max_num_queries(16):
        comparing.changes(version)
        accept(version)
    assert VendorCode.objects.count() == many


def test_comparing_a_page_costs_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    version = page(entry("404", "Theirs"), codes=[code("pet_gone")])
    with django_assert_num_queries(2):
        comparing.changes(version)
