"""What the tests of telling people share: a guide, a mail server, a customer, an agent and a lead."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tickets.models import Customer, Ticket, User
from tickets.services import guiding, intake, staffing
from tickets.services.intake import Origin
from tickets.services.pasting import Paste
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit
from tickets.tests.telling.inbox import Inbox, receiving


@pytest.fixture(autouse=True)
def _guide(db: None) -> None:
    guiding.load_default()


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    with receiving(settings) as inbox:
        yield inbox


@pytest.fixture
def agent() -> User:
    return staffing.enlist(email="ada@desk.example", password="a long enough word").user


@pytest.fixture
def lead() -> User:
    return staffing.enlist(email="lea@desk.example", password="a long enough word", lead=True).user


@pytest.fixture
def customer() -> Customer:
    return Customer.objects.create(email="dev@shop.example")


@pytest.fixture
def submit() -> Submit:
    """Submits a paste through the one door; returns the stored ticket."""

    def submitted(text: str = NOT_FOUND, *, sender: str = "addr:1", **origin: object) -> Ticket:
        return intake.submit(Paste(text), Origin(sender=sender, **origin), now=NOW, anyway=True).ticket  # type: ignore[arg-type]

    return submitted


@pytest.fixture
def ticket(submit: Submit, customer: Customer) -> Ticket:
    """One that was answered at once."""
    return submit(customer=customer)
