"""Migrations go forward over what is stored, and back again."""

from collections.abc import Iterator
from datetime import timedelta
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


def a_ticket(apps: Any, number: str = "AAAA-AAAA") -> Any:
    return apps.get_model("tickets", "Ticket").objects.create(
        number=number, state="answered", verdict="unreadable", sender="a", text="x", received_at=timezone.now()
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


def test_mail_that_is_to_be_sent_goes_to_the_address_of_its_time_and_to_nobody_where_there_is_none() -> None:
    apps = migrated_to("0005_the_vendors_documents")
    known, unknown, now = a_ticket(apps), a_ticket(apps, number="BBBB-BBBB"), timezone.now()
    known.customer = apps.get_model("tickets", "Customer").objects.create(email="dev@shop.example")
    known.save()
    for ticket in (known, unknown):
        for kind in ("mail_received", "route"):
            apps.get_model("tickets", "Owed").objects.create(kind=kind, ticket=ticket, due_at=now, booked_at=now)

    owed = migrated_to("0006_mail_that_knows_its_way").get_model("tickets", "Owed").objects
    told = {(row.ticket_id, row.kind): (row.recipient, row.state) for row in owed.all()}
    assert told == {
        (known.pk, "mail_received"): ("dev@shop.example", "due"),
        (known.pk, "route"): ("", "due"),
        (unknown.pk, "mail_received"): ("", "done"),
        (unknown.pk, "route"): ("", "due"),
    }
    assert {row.due_since for row in owed.filter(state="due")} == {now}


def test_all_processes_are_taken_for_alive_until_they_had_time_to_start() -> None:
    migrated_to("0006_mail_that_knows_its_way")
    before = timezone.now()
    seen = migrated_to("0007_heartbeats").get_model("tickets", "Heartbeat").objects.all()
    assert {row.role for row in seen} == {"sweeper", "beat", "worker"}
    assert all(before <= row.seen_at <= timezone.now() for row in seen)


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

    apps = migrated_to("0008_routing_rules")
    assert apps.get_model("tickets", "Ticket").objects.get(pk=ticket.pk).priority == "P3"
    payments = apps.get_model("tickets", "Queue").objects.get(name="Payments")
    assert payments.assignment == "manual"
    apps.get_model("tickets", "RoutingRule").objects.create(position=1, queue=payments)

    apps = migrated_to("0005_the_vendors_documents")
    assert apps.get_model("tickets", "Ticket").objects.get(pk=ticket.pk).number == "AAAA-AAAA"


def test_open_tickets_are_promised_what_new_ones_are_from_the_moment_of_the_change_on() -> None:
    apps = migrated_to("0010_incidents_hold_fingerprints")
    queue = apps.get_model("tickets", "Queue").objects.create(name="Payments")
    made = {}
    for place, (state, priority) in enumerate(
        [("queued", "P1"), ("waiting", "P3"), ("solved", "P1"), ("queued", "P2")]
    ):
        made[place] = a_ticket(apps, number=f"AAAA-AAA{place}")
        made[place].state, made[place].priority, made[place].queue = state, priority, queue
        made[place].save()
    apps.get_model("tickets", "Message").objects.create(
        ticket=made[3], from_customer=False, text="x", written_at=made[3].received_at
    )
    before = timezone.now()

    apps = migrated_to("0015_response_targets")
    rows = {row.pk: row for row in apps.get_model("tickets", "Ticket").objects.all()}
    fresh, waiting, done, answered = (rows[made[place].pk] for place in range(4))
    now = fresh.clock_from
    assert before <= now <= timezone.now()
    assert (fresh.response_due_at, fresh.resolution_due_at) == (now + timedelta(hours=1), now + timedelta(hours=8))
    assert (fresh.due_at, fresh.tend_at) == (now + timedelta(hours=1), now + timedelta(minutes=45))
    assert (waiting.paused_at, waiting.due_at, waiting.tend_at) == (now, None, None)
    assert (done.clock_from, done.due_at, done.clock_spent) == (None, None, timedelta(0))
    assert (answered.responded_at, answered.response_due_at) == (answered.received_at, None)
    assert answered.due_at == now + timedelta(hours=24)
    assert apps.get_model("tickets", "Target").objects.count() == 4

    apps = migrated_to("0010_incidents_hold_fingerprints")
    assert apps.get_model("tickets", "Ticket").objects.count() == 4


def test_the_demos_incidents_of_before_catch_no_real_ticket() -> None:
    apps = migrated_to("0009_status_pages")
    now, incident = timezone.now(), apps.get_model("tickets", "Incident")
    for title, is_demo in (("demo", True), ("real", False)):
        made = incident.objects.create(title=title, fingerprint=f"v1 {title}", opened_at=now, last_seen_at=now)
        ticket = a_ticket(apps, number=f"AAAA-{title.upper()}")
        ticket.incident, ticket.is_demo = made, is_demo
        ticket.save()

    apps = migrated_to("0010_incidents_hold_fingerprints")
    held = apps.get_model("tickets", "IncidentFingerprint").objects.order_by("fingerprint")
    assert [(each.fingerprint, each.active) for each in held] == [("demo v1 demo", True), ("v1 real", True)]
