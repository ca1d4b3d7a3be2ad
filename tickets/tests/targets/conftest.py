"""What the tests of response targets stand on: the same as those of the services, and the queue of all tickets."""

import pytest

from tickets.models import Queue
from tickets.tests.services.conftest import _guide, agent, customer, submit

__all__ = ["_guide", "agent", "customer", "submit"]


@pytest.fixture
def queue() -> Queue:
    return Queue.objects.fallback()
