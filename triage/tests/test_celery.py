"""Celery's messages carry ids, and nobody prints even those."""

import base64
import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from triage.celery import UNTOLD, app
from triage.logs import formatter
from triage.masking import SecretsFilter

SECRET = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"


def published(folder: Path, *args: object, **kwargs: object) -> dict[str, Any]:
    """The one message that the embedded broker holds after a task was sent."""
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder / "control")}
    folder.mkdir(exist_ok=True)
    with app.connection_for_write("filesystem://localhost", transport_options=options) as connection:
        app.send_task("tickets.route", args=args, kwargs=kwargs, connection=connection)
    (file,) = (path for path in folder.iterdir() if path.is_file())
    message: dict[str, Any] = json.loads(file.read_bytes())
    return message


def test_a_message_is_an_id_and_the_name_of_a_task(tmp_path: Path) -> None:
    message = published(tmp_path / "broker", 42)
    assert json.loads(base64.b64decode(message["body"]))[:2] == [[42], {}]
    assert message["headers"]["task"] == "tickets.route"


def test_logs_and_events_do_not_get_the_arguments_even_if_one_day_they_are_no_ids(tmp_path: Path) -> None:
    """Workers print and send on what these two headers say, never the arguments themselves."""
    message = published(tmp_path / "broker", SECRET, key=SECRET)
    assert message["headers"]["argsrepr"] == message["headers"]["kwargsrepr"] == UNTOLD
    assert SECRET not in json.dumps(message["headers"])


def test_a_tasks_own_ways_of_sending_say_as_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``delay``, ``apply_async`` and beat all come through the application's ``send_task``."""
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr("celery.Celery.send_task", lambda self, name, *args, **options: seen.append(options))
    app.loader.import_default_modules()
    app.tasks["tickets.route"].delay(42)
    app.tasks["tickets.route"].apply_async((), {"owed_id": 42})
    assert [(each["argsrepr"], each["kwargsrepr"]) for each in seen] == [(UNTOLD, UNTOLD)] * 2


def test_the_log_of_a_task_that_fails_quotes_no_credential() -> None:
    stream, trace = io.StringIO(), logging.getLogger("celery.app.trace")
    handler = logging.StreamHandler(stream)
    handler.addFilter(SecretsFilter())
    handler.setFormatter(formatter("console"))
    trace.addHandler(handler)

    @app.task(name="fails")
    def fails(given: str) -> None:
        raise RuntimeError(f"refused: Authorization: Bearer {given}")

    fails.apply((SECRET,))
    trace.removeHandler(handler)
    del app.tasks["fails"]
    assert "RuntimeError: refused" in stream.getvalue()
    assert "test_celery.py" in stream.getvalue()
    assert SECRET not in stream.getvalue()
