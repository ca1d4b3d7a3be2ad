"""The customer's page of what has ended: what it is, how to go on, and where it goes on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Ticket
from tickets.services import guiding, intake, links, moving
from tickets.services.intake import Origin
from tickets.services.pasting import Paste
from tickets.tests.web_pastes import not_found

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _desk(settings: Settings) -> None:
    settings.REOPEN_DAYS = 30
    guiding.load_default()


@pytest.fixture
def ticket() -> Ticket:
    return intake.submit(Paste(not_found().text), Origin(sender="addr:one"), now=timezone.now() - 50 * DAY).ticket


def solved(ticket: Ticket, *, days_ago: int) -> str:
    """Solves it so long ago; returns the path of its page."""
    moving.solve(ticket=ticket, by=None, now=timezone.now() - days_ago * DAY)
    return links.path_of(ticket)


def page(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_a_solved_ticket_says_until_when_it_opens_again(client: Client, ticket: Ticket) -> None:
    html = page(client, solved(ticket, days_ago=10))
    until = timezone.now() + 20 * DAY
    assert "It opens again with one click or a message until" in html
    assert f"{until.day} {until:%b %Y}</time>." in html
    assert "Still broken: get me a person" in html


def test_a_closed_ticket_says_what_that_is(client: Client, ticket: Ticket) -> None:
    Ticket.objects.update(state="closed", closed_at=timezone.now() - DAY)
    assert "Nobody has written for a while, so nobody waits for anything." in page(client, links.path_of(ticket))
    Ticket.objects.update(solved_at=timezone.now() - 15 * DAY, outcome="fixed")
    assert "It was solved, as you said, on" in page(client, links.path_of(ticket))


def test_one_that_ended_long_ago_says_that_a_message_begins_a_new_one_and_so_it_does(
    client: Client, ticket: Ticket
) -> None:
    path = solved(ticket, days_ago=40)
    html = page(client, path)
    assert "One click or a message begins a new ticket that has all of this with it." in html
    assert "A message begins a new ticket." in html

    answer = client.post(f"{path}/messages", {"text": "It is back."})
    new = Ticket.objects.get(follow_up_of=ticket)
    assert answer["Location"] == f"{links.path_of(new)}#conversation"
    assert "It is back." in page(client, links.path_of(new))


def test_the_two_pages_lead_to_each_other(client: Client, ticket: Ticket) -> None:
    path = solved(ticket, days_ago=40)
    answer = client.post(f"{path}/outcome", {"outcome": "still_broken"})
    new = Ticket.objects.get(follow_up_of=ticket)
    assert answer["Location"] == f"{links.path_of(new)}#state"
    assert f'It follows up <a href="{path}">{ticket.number}</a>' in page(client, links.path_of(new))
    old = page(client, path)
    assert f'It goes on in <a href="{links.path_of(new)}">{new.number}</a>' in old
    assert f"A message goes to {new.number}." in old
    assert "Still broken" not in old


def test_a_message_on_the_old_page_goes_on_with_the_new_ticket(client: Client, ticket: Ticket) -> None:
    path = solved(ticket, days_ago=40)
    client.post(f"{path}/messages", {"text": "It is back."})
    new = Ticket.objects.get(follow_up_of=ticket)
    answer = client.post(f"{path}/messages", {"text": "Since noon."})
    assert answer["Location"] == f"{links.path_of(new)}#conversation"
    assert [each.text for each in new.messages.all()] == ["It is back.", "Since noon."]


def test_a_thank_you_stays_where_it_was_written(client: Client, ticket: Ticket) -> None:
    path = solved(ticket, days_ago=40)
    assert client.post(f"{path}/messages", {"text": "Thank you!"})["Location"] == f"{path}#conversation"
    assert Ticket.objects.count() == 1


def test_the_page_of_what_has_ended_asks_one_query_more(
    client: Client, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = solved(ticket, days_ago=40)
    with django_assert_num_queries(6):
        client.get(path)
    client.post(f"{path}/messages", {"text": "It is back."})
    with django_assert_num_queries(6):
        client.get(path)
    new = links.path_of(Ticket.objects.get(follow_up_of=ticket))
    with django_assert_num_queries(5):
        client.get(new)
