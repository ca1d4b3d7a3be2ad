"""A document goes from upload to what counts; a bad one changes nothing; nothing is lost on the way."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from tickets.models import Document, DocumentBody, DocumentVersion, Owed, User
from tickets.services import guiding, importing, owed, validity
from tickets.services.importing import CannotImport
from tickets.tests.services.documents import API, FINE, PATHS, api, checked, entry, page
from tickets.tests.services.samples import NOW
from triage.celery import app

LATER = NOW + timedelta(minutes=5)


def upload(content: bytes = API, **given: Any) -> DocumentVersion:
    return importing.upload(**{"content": content, "file_name": "pets.json", "by": None, "now": NOW, **given})


def body_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": FINE}


def state_of(version: DocumentVersion) -> str:
    return DocumentVersion.objects.get(pk=version.pk).state


# Uploading


def test_an_upload_is_stored_with_its_check_and_counts_for_nothing(agent: User) -> None:
    before = guiding.current_reference()
    version = upload(by=agent)
    assert (version.state, version.number, version.size, version.uploaded_by) == ("checking", 1, len(API), agent)
    row = Owed.objects.get(kind="check_document")
    assert (row.subject, row.ticket, row.state) == (version.pk, None, "due")
    assert guiding.current_reference() is before


def test_the_kind_is_seen_in_the_content() -> None:
    assert upload().document.kind == "openapi"
    assert upload(b"| 404 | Not found |", file_name="errors.md").document.kind == "page"


def test_a_document_is_known_by_its_address_whatever_the_file_is_called() -> None:
    first = upload(url="https://pets.example/openapi.json")
    second = upload(api("2.0"), url="https://pets.example/openapi.json", file_name="other.json")
    assert (second.document, second.number) == (first.document, 2)


def test_without_an_address_its_name_names_it() -> None:
    first, second, other = upload(), upload(api("2.0")), upload(name="Shelters")
    assert first.document == second.document
    assert other.document != first.document
    assert [first.document.name, other.document.name] == ["pets.json", "Shelters"]


def test_the_same_bytes_again_are_the_same_version_until_it_is_decided(agent: User) -> None:
    first = upload()
    assert upload() == first
    importing.discard(version=first, by=agent, now=NOW)
    assert upload().number == 2


def test_an_empty_or_too_large_document_is_not_taken(settings: Settings) -> None:
    settings.REFERENCE_MAX_BYTES = 1000
    for content, told in ((b" \n", "empty"), (b"x" * 1001, "1,001 bytes; the limit is 1,000")):
        with pytest.raises(CannotImport, match=told):
            upload(content)
    assert not Document.objects.exists()
    assert not Owed.objects.exists()


# The check


def test_a_worker_makes_the_preview_of_an_openapi_document() -> None:
    version = checked(API)
    assert (version.state, version.title, version.edition, version.warnings) == ("preview", "Pets", "1.0", [])
    assert [f"{each['method']} {each['path']}" for each in version.body.reading["operations"]] == [
        "GET /pets",
        "POST /pets",
        "GET /pets/{id}",
    ]
    assert guiding.current_reference().documents == ()


def test_what_is_not_valid_is_a_warning() -> None:
    paths = {**PATHS, "/broken": {"get": {"responses": {"200": {}}}}}
    version = checked(api(paths=paths))
    assert version.state == "preview"
    assert any("/paths/~1broken/get/responses/200" in each for each in version.warnings)


PAGE = b"""# Errors

| Code | Status | Meaning |
|---|---|---|
| pet_asleep | 409 | The pet sleeps. |

## Statuses

| Status | Meaning |
|---|---|
| 404 | No such pet. |
"""


def test_a_worker_makes_the_preview_of_a_page() -> None:
    version = checked(PAGE, name="errors.md", url="https://pets.example/errors")
    assert version.state == "preview"
    assert [(each["status"], each["meaning"]) for each in version.body.reading["entries"]] == [("404", "No such pet.")]
    assert [each["code"] for each in version.body.reading["codes"]] == ["pet_asleep"]
    importing.accept(version=version, by=None, now=NOW)
    reference = guiding.current_reference()
    entry, (asleep,) = reference.entry(404), reference.codes
    assert entry is not None
    assert (entry.meaning, entry.link) == ("No such pet.", "https://pets.example/errors")
    assert entry.fix
    assert (asleep.code, asleep.status, asleep.text) == ("pet_asleep", "409", "The pet sleeps.")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"Hello, world.", "no status, range or error code is described here"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "the file: This is "),
        (b"404 " * 700_000, "the limit is"),
    ],
)
def test_a_page_that_cannot_be_used_is_refused_and_changes_nothing(content: bytes, problem: str) -> None:
    before = guiding.current_reference()
    version = checked(content, name="errors.txt")
    assert version.state == "refused"
    assert problem in version.problem
    assert guiding.current_reference() is before


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"openapi": "3.1.0",\n "paths": {]}', "line 2, column 12: not JSON"),
        (b"openapi: 3.1.0\npaths: [\n", "line 3"),
        (b'{"openapi": "2.5", "paths": {}}', "/openapi: `openapi` must be 3.0.x or 3.1.x"),
        (b'{"openapi": "3.1.0", "paths": {"/a": {"get": 5}}}', "/paths/~1a/get: "),
        (b'{"openapi": "3.1.0", "paths": {}}', "/paths: the document describes no operation"),
        (b'{"openapi": "3.1.0", "paths": ' + b'{"/a":' * 400 + b"1" + b"}" * 401, "deeper than"),
        (b"openapi: 3.1.0\na: &a [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
            b"%c: &%c [%s]\n" % (at, at, b", ".join([b"*%c" % (at - 1)] * 10)) for at in range(98, 108)
        ), "unfolds to more than"),
    ],
)  # fmt: skip
def test_a_bad_document_is_refused_with_its_place_and_changes_nothing(content: bytes, problem: str) -> None:
    before = guiding.current_reference()
    version = checked(content)
    assert version.state == "refused"
    assert problem in version.problem
    assert guiding.current_reference() is before
    with pytest.raises(CannotImport, match="it is refused"):
        importing.accept(version=version, by=None, now=NOW)


NUL = {
    "title": api("a\x00b"),
    "path": api(paths={"/a\x00": {"get": {"responses": FINE}}}),
    "summary": api(paths={"/a": {"get": {"summary": "\x00", "responses": FINE}}}),
    "property": api(paths={"/a": {"post": body_of({"properties": {"a\x00": {"type": "string"}}})}}),
    "enum": api(paths={"/a": {"post": body_of({"enum": ["\x00"]})}}),
    "yaml": b'openapi: 3.1.0\ninfo: {title: "a\\0b", version: 1}\npaths: {/a: {get: {summary: x}}}\n',
}


@pytest.mark.parametrize("place", NUL)
def test_a_character_that_databases_refuse_is_refused_before_a_finding_quotes_it(place: str) -> None:
    version = checked(NUL[place])
    assert (version.state, version.problem) == ("refused", "the document: a name or text holds the character U+0000")


def test_a_pattern_that_speaks_of_it_is_fine() -> None:
    assert checked(api(paths={"/a": {"post": body_of({"pattern": "^[^\\u0000]+$"})}})).state == "preview"


def test_half_a_character_breaks_nothing() -> None:
    content = b'openapi: 3.1.0\ninfo: {title: x, version: 1}\npaths: {"/\\uD800": {get: {summary: "\\uDFFF"}}}\n'
    assert checked(content).state in ("preview", "refused")


def test_checking_twice_changes_nothing() -> None:
    version = checked(API)
    DocumentBody.objects.filter(pk=version.pk).update(reading={"operations": []})
    importing.check(version.pk, now=LATER)
    assert DocumentBody.objects.get(pk=version.pk).reading == {"operations": []}
    assert DocumentVersion.objects.get(pk=version.pk).checked_at == NOW


def test_what_was_discarded_during_its_check_stays_discarded(agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    version = upload()

    def discards(content: bytes) -> tuple[str, ...]:
        importing.discard(version=version, by=agent, now=NOW)
        return ()

    monkeypatch.setattr(validity, "problems", discards)
    importing.check(version.pk, now=NOW)
    assert state_of(version) == "discarded"


def test_a_check_that_breaks_is_owed_until_it_is_parked_where_staff_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    version = upload()
    row = Owed.objects.get(kind="check_document")

    def broken(content: bytes) -> tuple[str, ...]:
        raise MemoryError

    monkeypatch.setattr(validity, "problems", broken)
    for attempt in range(owed.MAX_ATTEMPTS):
        with pytest.raises(MemoryError):
            owed.settle_outside(row.pk, importing.check_owed, now=NOW + timedelta(hours=attempt))
    row.refresh_from_db()
    assert (row.state, row.error, state_of(version)) == ("parked", "MemoryError", "checking")


def test_a_lost_wake_up_is_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[tuple[str, int]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args, **options: woken.append((name, args[0])))
    upload()
    owed.sweep(now=LATER)
    assert woken == [("tickets.check_document", Owed.objects.get(kind="check_document").pk)]


# Deciding


def test_an_accepted_document_counts_in_the_next_diagnosis(agent: User) -> None:
    version = checked(API)
    importing.accept(version=version, by=agent, now=NOW)
    reference = guiding.current_reference()
    assert [each.title for each in reference.documents] == ["Pets"]
    assert reference.name.endswith("Pets 1.0 (1)")
    assert (version.state, version.decided_by, version.decided_at) == ("accepted", agent, NOW)


def test_a_later_version_supersedes_it_and_it_can_come_back(agent: User) -> None:
    first, second = checked(API), checked(api("2.0"))
    importing.accept(version=first, by=agent, now=NOW)
    importing.accept(version=second, by=agent, now=NOW)
    assert (state_of(first), state_of(second)) == ("superseded", "accepted")
    importing.accept(version=first, by=agent, now=LATER)
    assert (state_of(first), state_of(second)) == ("accepted", "superseded")
    assert guiding.current_reference().name.endswith("Pets 1.0 (1)")


def test_deciding_twice_is_told(agent: User) -> None:
    version = checked(API)
    importing.accept(version=version, by=agent, now=NOW)
    with pytest.raises(CannotImport, match="it is accepted"):
        importing.accept(version=version, by=agent, now=NOW)
    with pytest.raises(CannotImport, match="cannot be discarded"):
        importing.discard(version=version, by=agent, now=NOW)


def test_a_withdrawn_document_does_not_count_any_more(agent: User) -> None:
    version = checked(API)
    importing.accept(version=version, by=agent, now=NOW)
    importing.withdraw(version=version, by=agent, now=LATER)
    assert (version.state, guiding.current_reference().documents) == ("superseded", ())
    with pytest.raises(CannotImport, match="it is superseded"):
        importing.withdraw(version=version, by=agent, now=LATER)


def test_one_version_of_a_document_counts_says_the_database() -> None:
    first, second = checked(API), checked(api("2.0"))
    importing.accept(version=first, by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentVersion.objects.filter(pk=second.pk).update(state="accepted", decided_at=NOW)


def test_an_index_of_another_format_is_made_anew_from_what_was_uploaded() -> None:
    version = checked(API)
    importing.accept(version=version, by=None, now=NOW)
    DocumentBody.objects.filter(pk=version.pk).update(index=b"from another time")
    assert importing.read_anew(now=LATER) == 1
    assert [each.title for each in guiding.current_reference().documents] == ["Pets"]
    assert importing.read_anew(now=LATER) == 0


def test_what_is_read_is_stored_apart_from_what_is_listed() -> None:
    checked(API)
    assert json.loads(json.dumps(DocumentBody.objects.get().reading))["operations"]
    assert not {"content", "index", "reading"} & {each.name for each in DocumentVersion._meta.get_fields()}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_each_version_ends_where_the_database_says() -> None:
    versions = [page(entry("404", f"Not here, {turn}"), name="errors") for turn in range(2)]
    barrier = threading.Barrier(2)

    def accept(version: DocumentVersion) -> None:
        barrier.wait()
        importing.accept(version=version, by=None, now=NOW)
        connection.close()

    threads = [threading.Thread(target=accept, args=[version]) for version in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(state_of, versions)) == ["accepted", "superseded"]
    counting = DocumentVersion.objects.accepted().select_related("body").get()
    found = guiding.current_reference().entry(404)
    assert found is not None
    assert found.title == counting.body.reading["entries"][0]["title"]
