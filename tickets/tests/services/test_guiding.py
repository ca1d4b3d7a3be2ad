"""The guide in the database is the one that diagnoses, and loading the default one keeps what staff wrote."""

from pytest_django import DjangoAssertNumQueries

from tickets.models import GuideEntry
from tickets.services import guiding
from tickets.tests.services.samples import NOT_FOUND, Submit
from triage import engine


def test_the_default_guide_is_stored_entry_for_entry() -> None:
    reference = guiding.current_reference()
    shipped = {entry.status: entry for entry in engine.default_reference().entries}
    assert {entry.status: entry for entry in reference.entries} == shipped


def test_loading_it_again_writes_nothing() -> None:
    assert guiding.load_default() == 0


def test_what_staff_edited_stays_and_is_what_customers_see(submit: Submit) -> None:
    GuideEntry.objects.filter(status="404").update(title="Ours", edited=True)
    entry = GuideEntry.objects.get(status="404")
    entry.fix = "Look in **our** dashboard.\nThen write to us."
    entry.save()
    guiding.load_default()
    finding = submit(NOT_FOUND).findings.last()
    assert finding is not None
    assert finding.fix == ["Look in **our** dashboard.", "Then write to us."]


def test_a_deleted_entry_comes_back_with_the_next_load() -> None:
    GuideEntry.objects.filter(status="404").delete()
    assert guiding.current_reference().entry(404) == engine.default_reference().entry("4xx")
    assert guiding.load_default() == 1


def test_an_unchanged_guide_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    guiding.current_reference()
    with django_assert_num_queries(1):
        guiding.current_reference()
