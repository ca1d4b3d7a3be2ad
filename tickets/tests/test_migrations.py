"""Migrations go forward over what is stored, and back again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _back_to_the_latest() -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def migrated_to(name: str) -> Any:
    """The models as they are after that migration."""
    executor = MigrationExecutor(connection)
    executor.migrate([("tickets", name)])
    return MigrationExecutor(connection).loader.project_state([("tickets", name)]).apps


def a_ticket(apps: Any) -> Any:
    return apps.get_model("tickets", "Ticket").objects.create(
        number="AAAA-AAAA", state="answered", verdict="unreadable", sender="a", text="x", received_at=timezone.now()
    )


def test_masks_that_were_there_are_those_of_texts_and_stay_so_when_going_back() -> None:
    apps = migrated_to("0002_fallback_queue")
    ticket = a_ticket(apps)
    apps.get_model("tickets", "Mask").objects.create(ticket=ticket, kind="old", detector="d", start=3, end=4)

    apps = migrated_to("0003_masks_of_everything_said")
    masks = apps.get_model("tickets", "Mask").objects
    assert masks.get().place == "text"
    message = apps.get_model("tickets", "Message").objects.create(
        ticket_id=ticket.pk, from_customer=True, text="x", written_at=timezone.now()
    )
    masks.create(ticket_id=ticket.pk, kind="new", detector="d", start=3, end=4, place="message", message=message)

    apps = migrated_to("0002_fallback_queue")
    assert [each.kind for each in apps.get_model("tickets", "Mask").objects.all()] == ["old"]


def test_going_back_forgets_the_work_that_has_no_ticket_and_nothing_else() -> None:
    apps = migrated_to("0005_the_vendors_documents")
    ticket, now = a_ticket(apps), timezone.now()
    owed = apps.get_model("tickets", "Owed").objects
    owed.create(kind="diagnose_open", due_at=now, booked_at=now)
    owed.create(kind="route", ticket=ticket, due_at=now, booked_at=now)
    assert ticket.reference == ""

    apps = migrated_to("0004_files_of_messages")
    assert [each.kind for each in apps.get_model("tickets", "Owed").objects.all()] == ["route"]


def test_tickets_that_were_there_have_a_usual_priority_and_their_queue_is_worked_by_hand() -> None:
    apps = migrated_to("0005_the_vendors_documents")
    ticket = a_ticket(apps)
    apps.get_model("tickets", "Queue").objects.create(name="Payments")

    apps = migrated_to("0006_routing_rules")
    assert apps.get_model("tickets", "Ticket").objects.get(pk=ticket.pk).priority == "P3"
    payments = apps.get_model("tickets", "Queue").objects.get(name="Payments")
    assert payments.assignment == "manual"
    apps.get_model("tickets", "RoutingRule").objects.create(position=1, queue=payments)

    apps = migrated_to("0005_the_vendors_documents")
    assert apps.get_model("tickets", "Ticket").objects.get(pk=ticket.pk).number == "AAAA-AAAA"
