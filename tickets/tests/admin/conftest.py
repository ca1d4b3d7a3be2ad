"""What the tests of the console stand on: Ada of the support team, and her browser."""

import pytest
from django.test import Client

from tickets.models import User
from tickets.tests.staffed import agent, signed_in


@pytest.fixture
def ada(db: None) -> User:
    return agent()


@pytest.fixture
def client(ada: User) -> Client:
    return signed_in(ada)
