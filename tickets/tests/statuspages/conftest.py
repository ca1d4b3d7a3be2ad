"""What the tests of status pages share: a server that plays them, and a desk that may read from this machine."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tickets.tests.statuspages.server import Page, serving


@pytest.fixture
def page() -> Iterator[Page]:
    with serving() as running:
        yield running


@pytest.fixture
def _developing(settings: Settings) -> None:
    """Only then may the desk read over http, and only from this machine."""
    settings.DEBUG = True
