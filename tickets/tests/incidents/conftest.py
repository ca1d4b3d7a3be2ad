"""What the tests of incidents stand on: a loaded guide, a broker that hears nothing, a lead."""

import pytest

from tickets.models import User
from tickets.services import guiding
from triage.celery import app


@pytest.fixture(autouse=True)
def _guide(db: None) -> None:
    guiding.load_default()


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "send_task", lambda name, args, **options: None)


@pytest.fixture
def lead() -> User:
    return User.objects.create_user("lea@desk.example", first_name="Lea", is_staff=True, is_superuser=True)
