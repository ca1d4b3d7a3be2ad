"""docker-compose.yml is valid, and its very commands run the desk on native PostgreSQL and Redis."""

import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from triage.tests import running, services
from triage.tests.running import ROOT, Desk, until
from triage.tests.test_processes import UNAVAILABLE, state_of, submit

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SCHEMA = json.loads((Path(__file__).parent / "compose" / "compose-spec.json").read_text())
OURS = ("migrate", "web", "worker", "beat", "sweeper")


def command_of(service: str, folder: Path) -> list[str]:
    """The service's command, with this environment's programs and folder instead of the image's."""
    words = [word.replace("/tmp/", f"{folder}/") for word in COMPOSE["services"][service]["command"]]
    programs = Path(sys.executable).parent
    if words[0] == "sh":
        return [words[0], words[1], words[2].replace("python ", f"{shlex.quote(sys.executable)} ")]
    return [str(programs / words[0]), *words[1:]]


def test_the_file_follows_the_compose_specification() -> None:
    jsonschema.Draft201909Validator(SCHEMA).validate(COMPOSE)


def test_every_service_is_there_and_survives_a_restart() -> None:
    assert set(COMPOSE["services"]) == {*OURS, "postgres", "redis"}
    for name in (*OURS[1:], "postgres", "redis"):
        assert COMPOSE["services"][name]["restart"] == "unless-stopped"
    for name in ("web", "postgres", "redis"):
        assert COMPOSE["services"][name].get("healthcheck", {}).get("disable") is not True


def test_no_secret_has_a_default() -> None:
    environment = COMPOSE["x-desk"]["environment"]
    for name in ("SECRET_KEY", "LINK_KEY", "KEYPRINT_KEY", "EMAIL_URL"):
        assert environment[name].startswith(f"${{{name}:?")


def test_the_example_names_every_variable_that_compose_demands() -> None:
    example = (ROOT / ".env.example").read_text()
    demanded = {part.split(":?")[0] for part in (ROOT / "docker-compose.yml").read_text().split("${") if ":?" in part}
    assert all(f"\n{name}=" in example for name in demanded)


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Desk]:
    postgresql, redis = services.postgresql(), services.redis()
    services.need(postgresql)
    services.need(redis)
    desk = running.new_desk(tmp_path, server=postgresql.url, prepared=False)
    desk.environment |= {"CELERY_BROKER_URL": redis.url, "CACHE_URL": redis.url, "WEB_WORKERS": "2"}
    yield desk
    running.remove(desk, server=postgresql.url)


def test_the_commands_of_the_file_run_the_desk(production: Desk) -> None:
    production.start("migrate", command_of("migrate", production.folder))
    assert production.processes.pop("migrate").wait(timeout=60) == 0, production.log()
    production.manage("collectstatic", "--noinput", "--verbosity", "0")
    for name in ("web", "worker", "beat", "sweeper"):
        production.start(name, command_of(name, production.folder))

    ticket = submit(production, UNAVAILABLE)

    until(lambda: state_of(production, ticket) == "queued", "the worker routed the ticket", production.log)
    until(lambda: "beat: Starting" in production.log(), "beat runs", production.log)
    assert all(process.poll() is None for process in production.processes.values()), production.log()
