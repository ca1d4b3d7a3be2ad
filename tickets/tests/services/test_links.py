"""The link of a ticket is unguessable, told again for the same ticket, and can be revoked."""

import pytest

from tickets.models import Ticket
from tickets.services import links
from tickets.tests.services.samples import NOW, Submit


def test_a_link_opens_its_own_ticket_only(submit: Submit) -> None:
    one, other = submit(), submit(sender="addr:2")
    assert links.opens(one, links.token_of(one))
    assert not links.opens(other, links.token_of(one))


@pytest.mark.parametrize("token", ["", "x", "é", "\ud800", "A" * 10_000])
def test_anything_else_opens_nothing(submit: Submit, token: str) -> None:
    assert not links.opens(submit(), token)


def test_a_link_is_the_same_each_time_and_holds_enough_bits(submit: Submit) -> None:
    ticket = submit()
    token = links.token_of(Ticket.objects.get(pk=ticket.pk))
    assert token == links.token_of(ticket)
    assert len(token) == 24


def test_a_revoked_link_opens_nothing(submit: Submit) -> None:
    ticket = submit()
    token = links.token_of(ticket)
    links.revoke(ticket=ticket)
    ticket.refresh_from_db()
    assert not links.opens(ticket, token)
    assert links.opens(ticket, links.token_of(ticket))


def test_nothing_of_the_link_is_stored(submit: Submit) -> None:
    token = links.token_of(submit(now=NOW))
    assert token not in repr(list(Ticket.objects.values_list()))
