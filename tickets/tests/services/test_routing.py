"""A 5xx goes to the support queue, and the same fault of several customers becomes one incident."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from tickets.models import Incident, IncidentFingerprint, Queue, Ticket
from tickets.services import routing
from tickets.tests.services.samples import NOT_FOUND, NOW, UNAVAILABLE, Submit


def route_all(tickets: list[Ticket]) -> None:
    for each in tickets:
        routing.route_ticket(each, now=each.received_at)


def test_a_routed_ticket_waits_in_the_fallback_queue_and_says_why(submit: Submit) -> None:
    ticket = submit()
    assert routing.route_ticket(ticket, now=NOW) is True
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.state, stored.queue, stored.queued_at) == ("queued", Queue.objects.get(is_fallback=True), NOW)
    assert ticket.events.get(kind="queued").reason == "no rule: 503 on /v1/customers/cus_9 → Support, P3"


def test_a_ticket_is_routed_once(submit: Submit) -> None:
    ticket = submit()
    routing.route_ticket(ticket, now=NOW)
    assert routing.route_ticket(ticket, now=NOW) is False
    assert ticket.events.filter(kind="queued").count() == 1


def test_there_is_only_one_fallback_queue() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Queue.objects.create(name="Another", is_fallback=True)


def test_one_fault_of_one_customer_is_a_ticket_not_an_incident(submit: Submit, settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS = 3
    route_all([submit(sender="addr:1") for _ in range(5)])
    assert not Incident.objects.exists()


def test_the_same_fault_of_three_customers_is_one_incident_with_all_its_tickets(
    submit: Submit, settings: Settings
) -> None:
    settings.INCIDENT_CUSTOMERS = 3
    tickets = [submit(sender=f"addr:{number}") for number in range(4)]
    route_all(tickets)
    incident = Incident.objects.get()
    assert incident.state == "suspected"
    assert set(incident.tickets.all()) == set(tickets)
    assert incident.title == "503 on GET /v1/customers/{id}"
    assert all(each.events.filter(kind="grouped").count() == 1 for each in tickets)


def test_other_faults_and_other_verdicts_stay_apart(submit: Submit, settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS = 2
    other = UNAVAILABLE.replace("/customers/", "/payments/")
    route_all([submit(sender="addr:1"), submit(other, sender="addr:2"), submit(NOT_FOUND, sender="addr:3")])
    assert not Incident.objects.exists()


def test_what_is_long_ago_does_not_count(submit: Submit, settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS, settings.INCIDENT_WINDOW_MINUTES = 2, 30
    route_all([submit(sender="addr:1", now=NOW - timedelta(minutes=31))])
    route_all([submit(sender="addr:2")])
    assert not Incident.objects.exists()


def test_the_database_allows_one_open_incident_per_fault() -> None:
    one, other = (Incident.objects.create(title=each, opened_at=NOW, last_seen_at=NOW) for each in "ab")
    IncidentFingerprint.objects.create(incident=one, origin=one, fingerprint="v1 x")
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentFingerprint.objects.create(incident=other, origin=other, fingerprint="v1 x")
    IncidentFingerprint.objects.update(active=False)
    IncidentFingerprint.objects.create(incident=other, origin=other, fingerprint="v1 x")
