"""Which services this machine offers to the tests, and where; the caller's environment may name others."""

import os
import shutil
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
import pytest

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://desk_test:desk_test@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/13")
RABBITMQ = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Service:
    """Something that tests can use when it is there; ``absent`` says why it is not, empty when it is."""

    name: str
    url: str
    absent: str


def postgresql() -> Service:
    """PostgreSQL with a role that may create databases."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError as error:
        return Service("PostgreSQL", POSTGRES, str(error).strip().splitlines()[-1])
    return Service("PostgreSQL", POSTGRES, "")


def redis() -> Service:
    """Redis or Valkey."""
    return _listening("Redis", REDIS)


def rabbitmq() -> Service:
    """RabbitMQ."""
    return _listening("RabbitMQ", RABBITMQ)


def chromium() -> Service:
    """Chromium for the pages."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    return Service("Chromium", found, "" if found else "not installed (Debian: apt install chromium)")


def curl() -> Service:
    """curl, whose output customers pipe into the desk."""
    found = shutil.which("curl") or ""
    return Service("curl", found, "" if found else "not installed (Debian: apt install curl)")


def need(service: Service) -> None:
    """Skips the test where the service is absent; in CI nothing may be absent, so there it fails."""
    if service.absent:
        missing = f"{service.name}: {service.absent}"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)


def _listening(name: str, url: str) -> Service:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=1).close()
    except OSError as error:
        return Service(name, url, f"nothing answers on port {parts.port} ({error.strerror or error})")
    return Service(name, url, "")
