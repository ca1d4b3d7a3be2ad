"""Priority and tags by hand, and follow-ups, on a ticket's page in the console."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tickets.models import Ticket, User
from tickets.services import moving
from tickets.tests.admin.test_admin_ticket import do, page
from tickets.tests.staffed import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket() -> Ticket:
    return submitted()


@pytest.fixture
def ended(ticket: Ticket, ada: User) -> Ticket:
    moving.solve(ticket=ticket, by=ada, now=timezone.now() - timedelta(days=100))
    return ticket


def test_a_priority_is_set_with_its_reason(client: Client, ticket: Ticket) -> None:
    html = do(client, ticket, "priority", priority="P1", reason="their shop is down")
    assert ticket.priority == "P1"
    assert "P3 → P1: their shop is down" in html
    assert "has P1 already" in do(client, ticket, "priority", priority="P1")
    assert "P7 is not one of the available choices" in do(client, ticket, "priority", priority="P7")
    assert ticket.priority == "P1"


def test_tags_are_set_and_taken_away(client: Client, ticket: Ticket) -> None:
    html = do(client, ticket, "tags", tags="EU, vip")
    assert [each.name for each in ticket.tags.all()] == ["eu", "vip"]
    assert 'value="eu vip"' in html
    do(client, ticket, "tags", tags="")
    assert not ticket.tags.exists()
    assert "Write at most 10 tags" in do(client, ticket, "tags", tags="<b>")


def test_what_ended_long_ago_is_followed_up_and_both_pages_say_so(client: Client, ended: Ticket) -> None:
    assert "Open a follow-up</button>" in page(client, ended)
    html = do(client, ended, "reopen", reason="they called")
    new = Ticket.objects.get(follow_up_of=ended)
    assert (ended.state, new.state) == ("solved", "received")
    assert f"{ended.number}: ended too long ago to open again; <a href=" in html
    assert f"goes on in {new.number}" in html
    assert "/do/reopen/" not in html
    assert f'<dt>Follows up</dt><dd><a href="/admin/tickets/ticket/{ended.pk}/change/">{ended.number}' in page(
        client, new
    )
    assert f"{new.number} follows {ended.number} up and is open." in do(client, ended, "reopen")
