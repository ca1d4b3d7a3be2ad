"""Runs all tests on everything this machine has, and says at the end what ran and what did not.

``make test`` calls it. With ``CI=true`` something missing is a failure: a green run then means all of it.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from triage.tests import services

ROOT = Path(__file__).resolve().parents[2]
NEWER = ("3.12", "3.13", "3.14")
# The engine has no database and no clock: its tests run on all cores at once.
ENGINE = ("triage/engine", "-n", str(os.cpu_count() or 1))
SERVICES = ("tickets/tests/services",)


@dataclass(frozen=True)
class Pass:
    """One run of pytest: what it shows, with which environment, on which tests; ``absent`` if it cannot run.

    Two lanes of passes run side by side; what shares a database or a broker stands in one lane.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    absent: str = ""
    python: str = sys.executable
    lane: int = 0


def passes() -> list[Pass]:
    """What there is to run, in order; the embedded default is always there."""
    postgresql, redis, rabbitmq = services.postgresql(), services.redis(), services.rabbitmq()
    production = {"DATABASE_URL": postgresql.url, "CELERY_BROKER_URL": redis.url, "CACHE_URL": redis.url}
    # The desk of the compose file is started on Redis too: not on the one that the other lane works with.
    embedded = {"TEST_REDIS_URL": _beside(services.REDIS)}
    runs = [
        Pass("The engine", ENGINE, {}),
        Pass(
            "SQLite and the embedded broker",
            ("triage", "tickets", "-m", "not browser", "--ignore=triage/engine"),
            embedded,
        ),
        Pass("Chromium: the pages", ("tickets", "-m", "browser"), embedded, services.chromium().absent),
        Pass(
            "PostgreSQL and Redis",
            # What is masked is masked before any database sees it: one round of the long search is enough.
            ("tickets", "triage/tests", "-m", "not browser", "--ignore=tickets/tests/test_canary.py"),
            production,
            postgresql.absent or redis.absent,
            lane=1,
        ),
        Pass(
            "PostgreSQL and RabbitMQ: processes that are killed",
            ("triage/tests/test_processes.py",),
            {"DATABASE_URL": postgresql.url, "CELERY_BROKER_URL": rabbitmq.url},
            postgresql.absent or rabbitmq.absent,
            lane=1,
        ),
    ]
    newer = [version for version in NEWER if sys.version_info[:2] < _numbers(version)]
    found = [_newer(version, "services", SERVICES) for version in newer]
    absent = [each for each in found if each.absent]
    # What differs between versions differs most in the newest, and the tests take minutes on each.
    newest = next((version for version, each in zip(newer[::-1], found[::-1], strict=True) if not each.absent), "")
    on_newest = [_newer(newest, "services", SERVICES), _newer(newest, "engine", ENGINE)] if newest else []
    return [*runs, *absent, *on_newest]


def _beside(url: str) -> str:
    """The Redis database before the one of that address; the same where the address names none."""
    server, _, number = url.rpartition("/")
    return f"{server}/{int(number) - 1}" if number.isdecimal() and number != "0" else url


def _newer(version: str, part: str, arguments: Sequence[str]) -> Pass:
    """The engine or the services on another Python, in an environment of its own."""
    name, program = f"Python {version}: {part}", f"python{version}"
    managed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for candidate in (shutil.which(program), *sorted(map(str, managed.glob(f"{version}.*/bin/{program}")))):
        # A version manager may offer a name behind which there is nothing, so it has to prove itself.
        if candidate and not subprocess.run([candidate, "-c", "pass"], capture_output=True).returncode:
            return Pass(name, arguments, {}, python=candidate, lane=1)
    return Pass(name, arguments, {}, absent=f"this machine has no working {program}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _environment_of(program: str) -> str:
    """The Python of an environment that holds what the tests need, made when it is missing or out of date."""
    if program == sys.executable:
        return program
    folder = ROOT / ".venv" / Path(program).name
    python, stamp = folder / "bin" / "python", folder / ".installed"
    wanted = (ROOT / "requirements.txt").read_text() + (ROOT / "pyproject.toml").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([program, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "pip>=25.1"], check=True)
        subprocess.run([*pip, "-r", "requirements.txt", "--group", "test"], cwd=ROOT, check=True)
        stamp.write_text(wanted)
    return str(python)


def run(each: Pass) -> str:
    """Runs one pass and prints all it said when it is through; returns its line for the summary."""
    if each.absent:
        return f"not run  {each.name}: {each.absent}"
    print(f"== {each.name}: begun", flush=True)
    began = time.monotonic()
    command = [_environment_of(each.python), "-m", "pytest", *each.arguments, *sys.argv[1:]]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **each.environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    took = time.monotonic() - began
    print(f"\n== {each.name}\n{done.stdout.decode(errors='replace')}", flush=True)
    return f"{'passed' if done.returncode == 0 else 'FAILED':8} {each.name} ({took:.0f} s)"


def _run_lane(lane: Sequence[Pass]) -> list[str]:
    return [run(each) for each in lane]


def main() -> int:
    """The exit code: 0 when all that ran passed and, in CI, nothing was missing."""
    found = passes()
    lanes = [[each for each in found if each.lane == lane] for lane in sorted({each.lane for each in found})]
    with ThreadPoolExecutor(len(lanes)) as pool:
        lines = [line for told in pool.map(_run_lane, lanes) for line in told]
    print("\n" + "\n".join(lines))
    # An interpreter is not something a script can install from the distribution: it is named, not demanded.
    demanded = [line for line in lines if line.startswith("not run") and "Python 3" not in line]
    failed = any(line.startswith("FAILED") for line in lines) or (os.environ.get("CI") and demanded)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
