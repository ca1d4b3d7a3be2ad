"""``manage.py import_reference`` in a terminal."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tickets.models import DocumentVersion, Owed
from tickets.services import guiding
from tickets.tests.services.documents import API, api

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pets.json"
    path.write_bytes(API)
    return path


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the person types, in order; afterwards the input ends."""
    given: list[str] = []
    questions: Iterator[str] = iter(lambda: given.pop(0) if given else "\x04", "\x04")

    def ask(question: str) -> str:
        try:
            return next(questions)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", ask)
    return given


def run(*arguments: str, stdin: bytes = b"", monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    out = io.StringIO()
    call_command("import_reference", *arguments, stdout=out)
    return out.getvalue()


def version() -> DocumentVersion:
    return DocumentVersion.objects.select_related("document").get()


def test_it_shows_what_would_change_and_accepts_after_a_yes(file: Path, answers: list[str]) -> None:
    answers.append("y")
    told = run(str(file), "--url", "https://pets.example/openapi.json", "--name", "Pets")
    for word in ("Pets (1): Pets 1.0", "added", "GET /pets/{id}", "Show a pet", "accepted."):
        assert word in told
    assert (version().state, version().document.name, version().file_name) == ("accepted", "Pets", "pets.json")
    assert len(guiding.current_reference().documents) == 1


@pytest.mark.parametrize("answer", [["n"], [""], []])
def test_without_a_yes_it_waits_in_the_admin(file: Path, answers: list[str], answer: list[str]) -> None:
    answers += answer
    assert "waits in the admin" in run(str(file))
    assert version().state == "preview"


def test_yes_asks_nothing(file: Path) -> None:
    assert "accepted." in run(str(file), "--yes")


def test_the_check_is_done_here_and_owed_to_nobody(file: Path) -> None:
    run(str(file), "--yes")
    assert Owed.objects.get().state == "done"


def test_it_can_have_open_tickets_diagnosed_again(file: Path) -> None:
    assert "Workers diagnose the open tickets again." in run(str(file), "--yes", "--diagnose")
    assert Owed.objects.filter(kind="diagnose_open", state="due").count() == 1


def test_from_standard_input_there_is_nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "waits in the admin" in run("-", "--name", "Pets", stdin=API, monkeypatch=monkeypatch)
    assert "accepted." in run("-", "--name", "Pets", "--yes", stdin=api("2.0"), monkeypatch=monkeypatch)
    assert sorted(DocumentVersion.objects.values_list("number", "state")) == [(1, "preview"), (2, "accepted")]


def test_the_difference_to_what_counts_is_shown(file: Path) -> None:
    run(str(file), "--yes")
    paths = json.loads(API)["paths"]
    paths["/pets"]["get"]["summary"] = "List all pets"
    del paths["/pets/{id}"]
    file.write_bytes(api("2.0", paths))
    told = run(str(file), "--yes")
    assert "summary: List pets -> List all pets" in told
    assert "gone" in told
    assert "operations: 1 the same" in told


def test_a_bad_document_fails_with_its_place_and_changes_nothing(file: Path) -> None:
    file.write_bytes(b'{"openapi": "3.1.0",\n "paths": {]}')
    with pytest.raises(CommandError, match=r"nothing was changed\.\nline 2, column 12: not JSON") as failed:
        run(str(file), "--yes")
    assert failed.value.returncode == 1
    assert guiding.current_reference().documents == ()


def test_a_file_that_cannot_be_read_or_is_too_large_fails(tmp_path: Path, file: Path, settings: Settings) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(str(tmp_path / "none.json"))
    settings.REFERENCE_MAX_BYTES = 10
    with pytest.raises(CommandError, match="the limit is 10"):
        run(str(file))


def test_a_documents_words_are_no_commands_to_the_terminal(file: Path) -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J[red]\u202egpj"
    paths: dict[str, Any] = {f"/{hostile}": {"get": {"summary": hostile, "responses": {"200": {"description": "x"}}}}}
    file.write_bytes(api("\x1b[31m1.0", paths))
    told = run(str(file), "--yes")
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[red]" in told


def test_a_worker_that_is_at_it_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.services.importing.owed.settle_outside", lambda *given, **named: False)
    with pytest.raises(CommandError, match="read by a worker just now"):
        run(str(file))
