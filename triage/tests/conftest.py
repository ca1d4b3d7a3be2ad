"""Fixtures of the tests that run the desk's real processes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from triage.tests import running
from triage.tests.running import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of its own on the database and broker that the tests run with; nothing runs yet."""
    server = os.environ.get("DATABASE_URL", "")
    made = running.new_desk(tmp_path, server=server)
    yield made
    running.remove(made, server=server)
