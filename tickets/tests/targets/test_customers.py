"""Customers read by when support answers, where the operator wants that, and only while it is true."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tickets.models import Ticket, User
from tickets.services import links, moving, replying
from tickets.tests.services.samples import NOT_FOUND, Submit
from tickets.tests.targets.samples import HOUR, MINUTE, NOW, routed

TOLD = "Support answers by"


@pytest.fixture(autouse=True)
def _shown(settings: Settings) -> None:
    settings.SHOW_RESPONSE_TIME = True


@pytest.fixture
def ticket(submit: Submit) -> Ticket:
    return routed(submit)


def page(ticket: Ticket, now: datetime) -> str:
    with time_machine.travel(now, tick=False):
        return Client().get(links.path_of(ticket)).content.decode()


def test_while_somebody_waits_the_page_says_by_when_support_answers(ticket: Ticket) -> None:
    assert "Monday, 23 Nov, 17:00 UTC" in page(ticket, NOW + HOUR)


def test_nothing_is_told_unless_the_operator_wants_it(ticket: Ticket, settings: Settings) -> None:
    settings.SHOW_RESPONSE_TIME = False
    assert TOLD not in page(ticket, NOW + HOUR)


def test_what_is_late_is_not_promised_again(ticket: Ticket) -> None:
    assert TOLD not in page(ticket, NOW + 8 * HOUR + MINUTE)


def test_after_an_answer_none_is_promised(ticket: Ticket, agent: User) -> None:
    replying.reply(ticket=ticket, by=agent, text="Look here.", now=NOW + HOUR)
    assert TOLD not in page(ticket, NOW + 2 * HOUR)
    replying.customer_wrote(ticket=ticket, text="No.", now=NOW + 2 * HOUR)
    assert TOLD not in page(ticket, NOW + 3 * HOUR)


def test_nothing_is_promised_of_what_is_solved_or_answered_by_the_desk(
    ticket: Ticket, submit: Submit, agent: User
) -> None:
    moving.solve(ticket=ticket, by=agent, now=NOW + MINUTE)
    for each in (ticket, submit(NOT_FOUND)):
        assert TOLD not in page(each, NOW + timedelta(minutes=2))
