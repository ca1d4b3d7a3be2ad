"""What the tests of the API stand on: a loaded guide, and two callers."""

import pytest
from pytest_django import Settings

from tickets.services import guiding
from tickets.tests.api.samples import Caller, holder_of_a_key


@pytest.fixture(autouse=True)
def _an_open_desk(db: None, settings: Settings) -> None:
    settings.ANONYMOUS_TICKETS = True
    settings.THROTTLE_ADDRESS = settings.THROTTLE_KEY = "10000/s"
    guiding.load_default()


@pytest.fixture
def anyone() -> Caller:
    """A caller without a key."""
    return Caller()


@pytest.fixture
def dev() -> Caller:
    """A caller with a key of all scopes."""
    return holder_of_a_key("dev@shop.example")
