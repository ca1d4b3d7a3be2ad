"""A ticket that is diagnosed anew while its worker waits for the lock of its fault."""

import logging
from datetime import timedelta

import pytest

from tickets.models import Incident, Owed, Ticket
from tickets.services import incidents, owed, routing
from tickets.tests.incidents.outage import FORBIDDEN, met, opened, paste_of
from tickets.tests.services.samples import NOW

OTHER = paste_of("500 Oops", "/v1/refunds")
LATER = NOW + timedelta(seconds=5)


def changed_to(fingerprint: str, ticket: Ticket) -> None:
    """What somebody else does to the row while the worker, who has loaded it, waits."""
    Ticket.objects.filter(pk=ticket.pk).update(fingerprint=fingerprint)


def test_a_ticket_diagnosed_anew_while_it_waited_to_be_routed_takes_the_right_turn_at_the_next_try(
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = opened(3, OTHER)
    ticket = met(7)
    row = ticket.owed.get(kind=Owed.Kind.ROUTE)

    def route(due: Ticket, _: int) -> None:
        changed_to("v1 POST live /v1/refunds 500 -", due)
        routing.route_ticket(due, now=NOW)

    with caplog.at_level(logging.WARNING):
        assert owed.settle(row.pk, route, now=NOW) is False
    assert caplog.records == []
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (
        "due",
        0,
        "It was diagnosed again while it waited for its turn.",
    )
    assert Owed.objects.due(now=LATER).filter(pk=row.pk).exists()
    assert Ticket.objects.get(pk=ticket.pk).state == "received"

    changed_to("v1 POST live /v1/refunds 500 -", ticket)
    assert owed.settle(row.pk, lambda due, _: routing.route_ticket(due, now=LATER), now=LATER) is True
    assert Ticket.objects.get(pk=ticket.pk).incident == other


def test_an_answered_one_that_shows_another_fault_now_is_grouped_at_the_next_try() -> None:
    ticket = met(7, FORBIDDEN)
    row = ticket.owed.get(kind=Owed.Kind.GROUP)

    def group(due: Ticket, _: int) -> None:
        changed_to("v1 POST live /v1/refunds 403 -", due)
        incidents.group_answered(due, now=NOW)

    assert owed.settle(row.pk, group, now=NOW) is False
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("due", 0)
    assert owed.settle(row.pk, lambda due, _: incidents.group_answered(due, now=LATER), now=LATER) is True
    assert not Incident.objects.exists()


def test_one_that_shows_the_same_fault_as_before_needs_no_second_try() -> None:
    incident = opened(3)
    ticket = met(7)
    Ticket.objects.filter(pk=ticket.pk).update(subject="told apart")
    assert routing.route_ticket(ticket, now=NOW) is True
    assert ticket.incident == incident
