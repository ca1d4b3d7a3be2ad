"""Putting a ticket into an incident by hand, and taking it out."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tickets.models import Incident, Ticket, User
from tickets.services import incidents
from tickets.services.incidents import CannotDecide, picking
from tickets.tests.incidents.pages import ago, incident, met_by
from tickets.tests.staffed import LIST, agent, many, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return agent()


@pytest.fixture
def browser(ada: User) -> Client:
    return signed_in(ada)


def do(browser: Client, ticket: Ticket, step: str, **given: object) -> str:
    answer = browser.post(f"{LIST}{ticket.pk}/do/{step}/", given)
    return [str(each) for each in get_messages(answer.wsgi_request)][-1]


def words(browser: Client, ticket: Ticket) -> str:
    return " ".join(browser.get(f"{LIST}{ticket.pk}/change/").content.decode().split())


def history_of(ticket: Ticket) -> list[str]:
    return [str(each) for each in ticket.events.all()]


def test_a_ticket_is_put_into_an_incident_once(ada: User) -> None:
    found, ticket = incident("Cards", last_seen_at=ago(days=1)), many(1)[0]
    assert picking.pick(ticket=ticket, incident=found, by=ada, now=timezone.now())
    assert not picking.pick(ticket=ticket, incident=found, by=ada, now=timezone.now())
    assert list(found.tickets.all()) == [ticket]
    assert history_of(ticket) == ["Joined an incident: Cards, by hand"]
    assert Incident.objects.get().last_seen_at == ticket.received_at


def test_it_leaves_the_one_it_was_in(ada: User) -> None:
    first, second = incident("One"), incident("Two", fingerprint="v1 GET - /a 500 -")
    ticket = met_by(first, 1)[0]
    assert picking.pick(ticket=ticket, incident=second, by=ada, now=timezone.now())
    assert (first.tickets.count(), second.tickets.count()) == (0, 1)


def test_nothing_is_put_into_what_is_over(ada: User) -> None:
    over, ticket = incident(state="resolved", closed_at=ago(days=1)), many(1)[0]
    with pytest.raises(CannotDecide, match="is not open any more"):
        picking.pick(ticket=ticket, incident=over, by=ada, now=timezone.now())
    assert history_of(ticket) == []


def test_a_ticket_is_taken_out_once(ada: User) -> None:
    ticket = met_by(incident("Cards"), 1)[0]
    other = Ticket.objects.get(pk=ticket.pk)
    assert picking.drop(ticket=ticket, by=ada, now=timezone.now())
    assert not picking.drop(ticket=other, by=ada, now=timezone.now())
    assert Ticket.objects.get(pk=ticket.pk).incident is None
    assert history_of(ticket) == ["Taken out of an incident: Cards"]


def test_one_that_was_moved_meanwhile_stays_where_it_is(ada: User) -> None:
    first, second = incident("One"), incident("Two", fingerprint="v1 GET - /a 500 -")
    ticket = met_by(first, 1)[0]
    stale = Ticket.objects.select_related("incident").get(pk=ticket.pk)
    incidents.merge(incidents=[first], into=second, by=ada, now=timezone.now())
    assert not picking.drop(ticket=stale, by=ada, now=timezone.now())
    assert second.tickets.count() == 1


def test_a_merged_incident_does_not_take_back_what_was_picked_since(ada: User) -> None:
    first, second = incident("One"), incident("Two", fingerprint="v1 GET - /a 500 -")
    ticket, other = met_by(first, 2)
    incidents.merge(incidents=[first], into=second, by=ada, now=timezone.now())
    third = incident("Three", fingerprint="v1 GET - /b 500 -")
    picking.pick(ticket=ticket, incident=third, by=ada, now=timezone.now())
    incidents.unmerge(incident=first, by=ada, now=timezone.now())
    assert list(first.tickets.all()) == [other]
    assert list(third.tickets.all()) == [ticket]


# On the ticket's page


def test_the_page_of_a_ticket_shows_its_incident(browser: Client, ada: User) -> None:
    found = incident("Cards fail")
    ticket = met_by(found, 3)[0]
    assert "Customers were told nothing yet." in words(browser, ticket)
    incidents.tell(incident=found, text="We look into <it>.", by=ada, now=timezone.now())
    page = words(browser, ticket)
    assert f'<a href="/admin/tickets/incident/{found.pk}/change/">Cards fail</a>' in page
    assert "3 customers, 3 tickets" in page
    assert "We look into &lt;it&gt;." in page


def test_agents_put_tickets_in_and_take_them_out(browser: Client) -> None:
    found, ticket = incident("Cards"), many(1)[0]
    assert "It belongs to none." in words(browser, ticket)
    assert do(browser, ticket, "pick", incident=found.pk) == f"{ticket.number}: put into Cards"
    assert do(browser, ticket, "pick", incident=found.pk) == f"{ticket.number} is in Cards already."
    assert do(browser, ticket, "drop") == f"{ticket.number}: taken out of Cards"
    assert do(browser, ticket, "drop") == f"{ticket.number} is in no incident any more."
    assert "Select a valid choice" in do(browser, ticket, "pick", incident=4711)


def test_who_may_only_look_has_no_such_buttons(browser: Client, ada: User) -> None:
    ticket = met_by(incident(), 1)[0]
    incident(fingerprint="")
    group = ada.groups.get()
    group.permissions.remove(group.permissions.get(codename="work_ticket"))
    page = words(signed_in(User.objects.get(pk=ada.pk)), ticket)
    assert "/do/drop/" not in page
    assert "/do/pick/" not in page


def test_more_incidents_cost_the_page_no_more_queries(browser: Client) -> None:
    ticket, counts = met_by(incident(), 1)[0], []
    for turn in range(2):
        for number in range(1 + 5 * turn):
            met_by(incident(fingerprint=f"v1 GET - /{turn}.{number} 500 -"), 2)
        with CaptureQueriesContext(connection) as asked:
            words(browser, ticket)
        counts.append(len(asked))
    assert counts[0] == counts[1]
