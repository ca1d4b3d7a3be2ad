"""The guide in the database is the one that diagnoses, and loading the default one keeps what staff wrote."""

from pytest_django import DjangoAssertNumQueries

from tickets.models import Document, DocumentBody, DocumentVersion, GuideEntry, VendorCode
from tickets.services import guiding
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit
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


def test_a_ticket_keeps_the_name_of_the_edition_it_was_diagnosed_with(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    assert ticket.reference == guiding.current_reference().name
    assert ticket.reference.startswith("guide 20")


def test_codes_are_part_of_it_and_change_it() -> None:
    before = guiding.current_reference()
    VendorCode.objects.create(code="card_declined", status="402", text="No.", fix="Use another card.\n\nAsk the bank.")
    reference = guiding.current_reference()
    (code,) = reference.codes
    assert (code.code, code.status, code.fix) == ("card_declined", "402", ("Use another card.", "Ask the bank."))
    assert reference.version != before.version


def accepted(number: int, *, index: bytes) -> DocumentVersion:
    document = Document.objects.create(kind="openapi", name=f"file {number}")
    version = DocumentVersion.objects.create(
        document=document, number=number, state="accepted", size=1, digest="d", title=f"API of the {number}th kind",
        edition="2.0", uploaded_at=NOW, decided_at=NOW,
    )  # fmt: skip
    DocumentBody.objects.create(version=version, content=b"x", index=index)
    return version


def test_accepted_documents_are_part_of_it_and_of_its_name() -> None:
    content = b'{"openapi": "3.1.0", "info": {"title": "T", "version": "2"}, "paths": {"/a": {"get": {}}}}'
    version = accepted(3, index=engine.pack_openapi(engine.read_openapi(content)))
    reference = guiding.current_reference()
    assert [each.path for each in reference.documents[0].operations] == ["/a"]
    assert reference.name.endswith(" · API of the 3th kind 2.0 (3)")
    DocumentVersion.objects.filter(pk=version.pk).update(state="superseded")
    assert guiding.current_reference().documents == ()


def test_an_index_of_another_format_stops_no_diagnosis(submit: Submit) -> None:
    accepted(1, index=b"from another time")
    assert submit(NOT_FOUND).findings.exists()


def test_a_name_of_many_documents_fits_a_tickets_column() -> None:
    for number in range(1, 40):
        accepted(number, index=b"")
    name = guiding.current_reference().name
    assert len(name) <= 200
    assert name.endswith(" more")
