"""The vendor's documents and error codes in the console."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tickets.models import Document, DocumentVersion, GuideEntry, Owed, User, VendorCode
from tickets.services import guiding, importing
from tickets.tests.services.documents import API, api, checked, code, entry, page
from tickets.tests.staffed import NOW, signed_in

pytestmark = pytest.mark.django_db
DOCUMENTS = "/admin/tickets/document/"


@pytest.fixture(autouse=True)
def _guide(db: None) -> None:
    guiding.load_default()


def uploaded(client: Client, content: bytes = API, given: dict[str, str] | None = None) -> HttpResponse:
    file = SimpleUploadedFile("pets.json", content)
    return client.post(
        f"{DOCUMENTS}add/", {"file": file, "text": "", "url": "", "name": "", **(given or {})}, follow=True
    )  # type: ignore[return-value]


def address(version: DocumentVersion) -> str:
    return f"{DOCUMENTS}{version.document_id}/versions/{version.number}/"


def shown(client: Client, version: DocumentVersion) -> str:
    answer = client.get(address(version))
    assert answer.status_code == 200
    return answer.content.decode()


def do(client: Client, version: DocumentVersion, name: str, **given: str) -> str:
    answer = client.post(f"{address(version)}do/{name}/", given, follow=True)
    assert answer.redirect_chain == [(address(version), 302)]
    version.refresh_from_db()
    return answer.content.decode()


def offered(html: str) -> set[str]:
    return set(re.findall(r'/do/(\w+)/"', html))


def test_a_file_is_uploaded_and_waits_for_a_worker(client: Client, ada: User) -> None:
    html = uploaded(client).content.decode()
    version = DocumentVersion.objects.get()
    assert (version.state, version.uploaded_by, version.file_name) == ("checking", ada, "pets.json")
    assert "A worker reads it" in html
    assert Owed.objects.filter(kind="check_document", subject=version.pk).count() == 1


def test_pasted_text_will_do(client: Client) -> None:
    client.post(f"{DOCUMENTS}add/", {"text": API.decode(), "url": "https://pets.example/openapi.json", "name": "Pets"})
    document = Document.objects.get()
    assert (document.name, document.url, document.kind) == ("Pets", "https://pets.example/openapi.json", "openapi")


@pytest.mark.parametrize("given", [{"file": "", "text": " "}, {"text": "404"}])
def test_it_is_a_file_or_a_text(client: Client, given: dict[str, str]) -> None:
    html = uploaded(client, given=given).content.decode()
    assert "one of the two" in html
    assert not Document.objects.exists()


def test_an_address_is_one(client: Client) -> None:
    for url in ("javascript:alert(1)", "file:///etc/passwd", "nonsense"):
        assert "Enter a valid URL" in uploaded(client, given={"url": url}).content.decode()
    assert not Document.objects.exists()


def test_a_document_may_be_larger_than_a_paste_and_has_its_own_limit(client: Client, settings: Settings) -> None:
    settings.FILE_MAX_BYTES = settings.REQUEST_MAX_BYTES = 1000
    assert uploaded(client, api("2.0") + b" " * 2000).status_code == 200
    assert DocumentVersion.objects.count() == 1
    settings.REFERENCE_MAX_BYTES = 100
    assert "the limit is 100" in uploaded(client).content.decode()
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    assert uploaded(client).status_code == 413


def test_the_preview_shows_what_would_change_and_what_is_doubtful(client: Client) -> None:
    version = page(entry("404", "Not here"), entry("418", "Teapot"), codes=[code("pet_gone", text="It left.")])
    DocumentVersion.objects.filter(pk=version.pk).update(warnings=["line 7: a table without a status"])
    html = shown(client, version)
    for word in ("418 Teapot", "404 Not here", "pet_gone", "It left.", "line 7: a table without a status"):
        assert word in html
    assert "<del>Not found</del>" in html
    assert "1 added, 1 changed, 0 the same" in html
    assert offered(html) == {"accept", "discard"}


def test_accepting_makes_it_count_and_offers_to_diagnose_again(client: Client, ada: User) -> None:
    version = page(entry("404", "Not here"))
    html = do(client, version, "accept")
    assert (version.state, version.decided_by) == ("accepted", ada)
    assert GuideEntry.objects.get(status="404").title == "Not here"
    assert offered(html) == {"diagnose", "withdraw"}
    assert "Workers diagnose the open tickets again" in do(client, version, "diagnose")
    assert Owed.objects.filter(kind="diagnose_open", ticket=None).count() == 1
    assert "already" in do(client, version, "diagnose")


def test_what_staff_edited_is_marked_and_replaced_only_if_they_say_so(client: Client) -> None:
    GuideEntry.objects.filter(status="404").update(title="Ours", edited=True)
    version = page(entry("404", "Theirs"))
    assert "staff edited it" in shown(client, version)
    do(client, version, "accept")
    assert GuideEntry.objects.get(status="404").title == "Ours"
    second = page(entry("404", "Theirs, too"))
    do(client, second, "accept", replace_edited="on")
    assert GuideEntry.objects.get(status="404").title == "Theirs, too"


def test_a_discarded_version_changes_nothing_and_stays_in_the_list(client: Client) -> None:
    version = page(entry("404", "Not here"))
    assert offered(do(client, version, "discard")) == set()
    assert version.state == "discarded"
    assert GuideEntry.objects.get(status="404").title == "Not found"
    assert "Discarded" in client.get(f"{DOCUMENTS}{version.document_id}/change/").content.decode()


def test_a_bad_document_says_precisely_what_is_wrong(client: Client) -> None:
    version = checked(b'{"openapi": "3.1.0",\n "paths": {]}')
    html = shown(client, version)
    assert "line 2, column 12: not JSON" in html
    assert "nothing was changed" in html
    assert offered(html) == set()
    assert "cannot be accepted: it is refused" in do(client, version, "accept")


def test_an_earlier_version_can_be_accepted_again(client: Client) -> None:
    first, second = checked(API), checked(api("2.0"))
    for version in (first, second):
        do(client, version, "accept")
    first.refresh_from_db()
    assert first.state == "superseded"
    assert "Accept again" in shown(client, first)
    do(client, first, "accept")
    assert (first.state, guiding.current_reference().name.rpartition(" · ")[2]) == ("accepted", "Pets 1.0 (1)")


def test_a_check_that_failed_for_good_leads_to_the_parked_work(client: Client) -> None:
    uploaded(client)
    Owed.objects.filter(kind="check_document").update(state="parked", attempts=8, error="MemoryError")
    html = shown(client, DocumentVersion.objects.get())
    assert "failed 8 times (MemoryError)" in html
    assert "data-checking" not in html
    ticked = {"action": "run_again", "_selected_action": [Owed.objects.get(kind="check_document").pk], "index": 0}
    html = client.post("/admin/tickets/owed/", ticked, follow=True).content.decode()
    assert "Check a document: on its way to a worker" in html


def test_hostile_documents_stay_text(client: Client) -> None:
    script = "<script>alert(1)</script>"
    paths = {f"/{script}": {"get": {"summary": script, "responses": {"200": {"description": "x"}}}}}
    version = checked(api(script, paths), name=f"{script}.json")
    DocumentVersion.objects.filter(pk=version.pk).update(warnings=[script])
    GuideEntry.objects.filter(status="404").update(title=script)
    for html in (
        shown(client, version),
        shown(client, page(entry("404", "x", meaning=script), name=script)),
        client.get(DOCUMENTS).content.decode(),
        client.get(f"{DOCUMENTS}{version.document_id}/change/").content.decode(),
    ):
        assert "<script>alert" not in html


def test_a_long_list_is_cut_and_counted(client: Client) -> None:
    html = shown(client, page(codes=[code(f"code_{number}") for number in range(150)]))
    assert html.count("<li><p><code>code_") == 100
    assert "and 50 more" in html
    assert "150 added" in html


def test_agents_may_import_and_who_may_not_change_the_guide_may_only_look(ada: User) -> None:
    version = page(entry("404", "Not here"))
    group = ada.groups.get()
    group.permissions.remove(*group.permissions.filter(codename__in=["change_guideentry", "add_guideentry"]))
    onlooker = signed_in(User.objects.get(pk=ada.pk))
    assert offered(shown(onlooker, version)) == set()
    assert onlooker.get(f"{DOCUMENTS}add/").status_code == 403
    assert uploaded(onlooker).status_code == 403
    for name in ("accept", "discard", "withdraw", "diagnose"):
        assert onlooker.post(f"{address(version)}do/{name}/").status_code == 403
    assert onlooker.post("/admin/tickets/vendorcode/add/", {"code": "x", "text": "y"}).status_code == 403
    version.refresh_from_db()
    assert version.state == "preview"
    assert not Owed.objects.filter(kind="diagnose_open").exists()


def test_others_see_nothing() -> None:
    version = page(entry("404", "Not here"))
    nobody = signed_in(User.objects.create_user("temp@desk.example", is_staff=True))
    for path in (DOCUMENTS, address(version), f"{DOCUMENTS}{version.document_id}/change/", f"{DOCUMENTS}add/"):
        assert nobody.get(path).status_code == 403
        assert Client().get(path).status_code == 302


def test_documents_are_never_edited_or_deleted(client: Client) -> None:
    version = page(entry("404", "Not here"))
    path = f"{DOCUMENTS}{version.document_id}"
    assert client.post(f"{path}/change/", {"name": "x"}).status_code == 403
    assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    client.post(DOCUMENTS, {"action": "delete_selected", "_selected_action": [version.document_id], "post": "yes"})
    assert Document.objects.count() == 1


def test_a_decision_is_a_post_with_its_token(ada: User) -> None:
    version = page(entry("404", "Not here"))
    assert signed_in(ada).get(f"{address(version)}do/accept/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada, "django.contrib.auth.backends.ModelBackend")
    assert strict.post(f"{address(version)}do/accept/").status_code == 403


def test_a_version_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get(f"{DOCUMENTS}9/versions/9/").status_code == 404


def test_a_new_version_begins_with_what_is_known(client: Client) -> None:
    version = checked(API, url="https://pets.example/openapi.json")
    html = client.get(f"{DOCUMENTS}add/?again={version.document_id}").content.decode()
    assert 'value="https://pets.example/openapi.json"' in html
    assert client.get(f"{DOCUMENTS}add/?again=x").status_code == 200


def test_many_documents_and_versions_cost_the_queries_of_one(client: Client) -> None:
    counts = []
    for turn in range(2):
        for number in range(1 + turn * 10):
            version = page(entry("404", f"Version {turn}"), name=f"page {number}")
            importing.accept(version=version, by=None, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(DOCUMENTS).status_code == 200
            assert client.get(f"{DOCUMENTS}{version.document_id}/change/").status_code == 200
        assert not [each["sql"] for each in asked if "documentbody" in each["sql"]]
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_error_code_is_written_by_staff_and_kept(client: Client) -> None:
    given = {
        "code": "pet_gone",
        "status": "409",
        "path": "/v1/pets",
        "text": "It left.",
        "fix": "Look again.",
        "link": "",
    }
    assert client.post("/admin/tickets/vendorcode/add/", given).status_code == 302
    row = VendorCode.objects.get()
    assert (row.edited, row.steps) == (True, ("Look again.",))
    assert (
        "Write a status such as 404"
        in client.post("/admin/tickets/vendorcode/add/", {**given, "status": "40"}).content.decode()
    )
    assert "already exists" in client.post("/admin/tickets/vendorcode/add/", given).content.decode()
    assert "pet_gone" in client.get("/admin/tickets/vendorcode/").content.decode()
