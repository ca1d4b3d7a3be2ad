"""Settings fail loudly: a desk with a known secret or a dangerous pair does not start."""

import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from triage.tests.running import ROOT

SECURE = {
    "SECRET_KEY": "0123456789" * 5 + "abcdefghij!",
    "BASE_URL": "https://desk.example.com",
    "DATABASE_URL": "postgres://desk@127.0.0.1/desk",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
    "CACHE_URL": "redis://127.0.0.1:6379/1",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


def check(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """``manage.py check`` in an environment that holds only these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DATA_DIR") if name in os.environ}
    command = [sys.executable, "manage.py", "check", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True)


def deployed(**changes: str) -> subprocess.CompletedProcess[str]:
    return check({**SECURE, **changes}, "--deploy", "--fail-level", "WARNING")


@pytest.mark.parametrize("secret", ["", "short", "change-me" * 10])
def test_a_missing_short_or_known_secret_refuses_to_start(secret: str) -> None:
    refused = check({"SECRET_KEY": secret})
    assert refused.returncode != 0
    assert "SECRET_KEY is missing" in refused.stderr


def test_a_production_environment_passes_every_deployment_check() -> None:
    passed = deployed()
    assert passed.returncode == 0, passed.stderr
    assert "no issues" in passed.stdout


@pytest.mark.parametrize(
    ("changes", "check_id"),
    [
        ({"BASE_URL": "http://desk.example.com"}, "tickets.E002"),
        ({"ALLOWED_HOSTS": "*"}, "tickets.E003"),
        ({"CACHE_URL": "locmemcache://"}, "tickets.W001"),
        ({"DEBUG": "True"}, "security.W018"),
        ({"MAILS_PER_TICKET_HOUR": "0"}, "tickets.E006"),
        ({"MAIL_REPLY_TO": "Support"}, "tickets.E007"),
        ({"SILENCE_SECONDS": "20"}, "tickets.E008"),
        ({"STAFF_MAILS_HOUR": "0"}, "tickets.E006"),
        ({"STAFF_WEBHOOK_URL": "http://chat.example.com/hooks/x"}, "tickets.E014"),
        ({"METRICS_TOKEN": "guess"}, "tickets.E015"),
    ],
)
def test_what_is_wrong_together_is_named(changes: dict[str, str], check_id: str) -> None:
    failed = deployed(**changes)
    assert failed.returncode != 0
    assert check_id in failed.stderr


def test_https_switches_the_whole_transport_security_on() -> None:
    script = (
        "from triage import settings as s; print(s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS)"
    )
    kept = {name: os.environ[name] for name in ("PATH", "DATA_DIR") if name in os.environ}
    for url, expected in (
        ("https://desk.example.com", "True True 31536000"),
        ("http://127.0.0.1:8000", "False False 0"),
    ):
        shown = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**kept, **SECURE, "BASE_URL": url},
            capture_output=True,
            text=True,
        )
        assert shown.stdout.strip() == expected, shown.stderr
