"""A vendor's page over the default guide."""

from triage.engine.finding import Actor
from triage.engine.reference import GuideEntry, Reference, VendorCode, default_reference
from triage.engine.reference.overlay import overlay
from triage.engine.reference.pages import Page, read_page

GUIDE = default_reference()


def entry(reference: Reference, status: int | str) -> GuideEntry:
    found = reference.entry(status)
    assert found is not None
    return found


def over(text: str, guide: Reference = GUIDE, url: str = "") -> Reference:
    return overlay(guide, read_page(text, url=url), name="Acme", version="7")


PAGE = """| Status | Title | Meaning | Solution |
|---|---|---|---|
| 404 | No bird | It flew. | Wait. |
| 410 | Gone | Gone. | |"""


def test_an_entry_of_the_page_replaces_title_text_and_link() -> None:
    found = entry(over(PAGE, url="https://acme.example/errors"), 404)
    assert (found.title, found.meaning, found.fix) == ("No bird", "It flew.", ("Wait.",))
    assert found.link == "https://acme.example/errors"


def test_the_guides_link_never_stands_behind_the_vendors_text() -> None:
    assert entry(over(PAGE), 404).link == ""


def test_where_the_page_gives_no_steps_the_guides_stay() -> None:
    assert entry(over(PAGE), 410).fix == entry(GUIDE, 410).fix
    assert entry(over(PAGE), 410).meaning == "Gone."


def test_a_status_that_the_guide_does_not_know_takes_the_steps_of_its_range() -> None:
    found = entry(over("| Status | Meaning |\n|---|---|\n| 469 | A bird. |"), 469)
    assert (found.status, found.fix, found.audience) == ("469", entry(GUIDE, "4xx").fix, Actor.CALLER)


def test_a_range_of_the_page_replaces_the_range_alone() -> None:
    made = over("# Errors\n\n- 4xx: your call was wrong.\n- 5xx: we were wrong.")
    assert entry(made, "4xx").meaning == "your call was wrong."
    assert entry(made, "5xx").fix == entry(GUIDE, "5xx").fix
    assert entry(made, 404) == entry(GUIDE, 404)


def test_who_acts_is_as_the_guide_says() -> None:
    made = over("| Status | Meaning |\n|---|---|\n| 404 | a b |\n| 503 | c d |\n| 571 | e f |")
    assert [entry(made, each).audience for each in (404, 503, 571)] == [Actor.CALLER, Actor.VENDOR, Actor.VENDOR]


def test_what_the_page_leaves_out_stays_and_comes_in_the_guides_order() -> None:
    made = over(PAGE)
    assert [each.status for each in made.entries] == [each.status for each in GUIDE.entries]
    assert entry(made, 401) == entry(GUIDE, 401)


def test_codes_are_the_pages_alone() -> None:
    guide = Reference(GUIDE.entries, codes=(VendorCode("old", "Old."),))
    made = over("| Error code | HTTP status | Meaning |\n|---|---|---|\n| no_bird | 404 | It flew. |", guide)
    assert [(each.code, each.status) for each in made.codes] == [("no_bird", "404")]
    found = made.code("NO_BIRD", status=404, path="/birds")
    assert found is not None
    assert found.text == "It flew."


def test_name_and_version_are_the_editions() -> None:
    made = overlay(GUIDE, Page(), name="Acme", version="7")
    assert (made.name, made.version, made.entries) == ("Acme", "7", GUIDE.entries)
