"""What the service tests share: people, a loaded guide, and the door."""

from datetime import datetime

import pytest

from tickets.models import Customer, Ticket, User
from tickets.services import guiding, intake
from tickets.services.intake import Origin
from tickets.services.pasting import Paste
from tickets.tests.services.samples import NOW, UNAVAILABLE, Submit


@pytest.fixture(autouse=True)
def _guide(db: None) -> None:
    guiding.load_default()


@pytest.fixture
def agent() -> User:
    return User.objects.create_user("ada@desk.example", first_name="Ada", is_staff=True)


@pytest.fixture
def customer() -> Customer:
    return Customer.objects.create(email="dev@shop.example")


@pytest.fixture
def submit() -> Submit:
    """Submits a paste through the one door; returns the stored ticket."""

    def submitted(text: str = UNAVAILABLE, *, sender: str = "addr:1", now: datetime = NOW, **origin: object) -> Ticket:
        return intake.submit(Paste(text), Origin(sender=sender, **origin), now=now, anyway=True).ticket  # type: ignore[arg-type]

    return submitted
