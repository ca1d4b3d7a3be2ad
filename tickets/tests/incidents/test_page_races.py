"""Two who press at the same moment: told once, picked into nothing that ends. On real locks."""

from functools import partial

import pytest

from tickets.models import IncidentUpdate, Owed, Ticket, User
from tickets.services import incidents
from tickets.services.incidents import CannotDecide, picking, updating
from tickets.tests.incidents.outage import MINUTE, met, opened, paste_of, race, work
from tickets.tests.services.samples import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_pressed_twice_at_once_everyone_is_told_once(lead: User) -> None:
    found = opened(3)
    send = partial(updating.tell_after, incident=found, text="We look.", after=0, by=lead, now=NOW)
    errors = race([send] * 6)
    assert [type(each) for each in errors] == [CannotDecide] * 5
    assert IncidentUpdate.objects.count() == 1
    assert Owed.objects.filter(kind="tell_update").count() == 1


def test_a_ticket_that_is_picked_while_the_incident_ends_is_in_it_or_told_why_not(lead: User) -> None:
    for _ in range(5):
        found, ticket = opened(3), met(9, paste_of("500 Oops", "/v1/refunds"))
        pick = partial(picking.pick, ticket=ticket, incident=found, by=lead, now=NOW)
        end = partial(incidents.resolve, incident=found, by=lead, now=NOW + MINUTE)
        errors = race([pick, end])
        assert all(isinstance(each, CannotDecide) for each in errors)
        assert (Ticket.objects.get(pk=ticket.pk).incident == found) is not bool(errors)
        found.delete()
        Ticket.objects.all().delete()


def test_picking_while_workers_group_the_same_tickets_blocks_nobody(lead: User) -> None:
    for _ in range(5):
        found = opened(3)
        tickets = [met(number) for number in range(3, 9)]
        picks = [partial(picking.pick, ticket=each, incident=found, by=lead, now=NOW) for each in tickets]
        assert race([*picks, *(partial(work, each) for each in tickets)]) == []
        assert set(found.tickets.all()) >= set(tickets)
        Ticket.objects.all().delete()
        found.delete()
