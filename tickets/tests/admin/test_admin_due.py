"""What is due in the console: a column, filters that put the soonest first, the ticket's page, the first page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tickets.models import Ticket, User
from tickets.services import moving, replying
from tickets.tests.staffed import LIST, many, submitted

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def received(ago: timedelta) -> Ticket:
    """A queued P3: its first response is due eight hours after it was received."""
    return submitted(now=timezone.now() - ago)


def row(client: Client, query: str = "") -> str:
    return client.get(f"{LIST}{query}").content.decode().replace("\xa0", " ")


def in_order(client: Client, query: str) -> list[Ticket]:
    return list(client.get(f"{LIST}{query}").context["cl"].result_list)


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(f"{LIST}{ticket.pk}/change/").content.decode()


def waiting(ticket: Ticket, by: User) -> Ticket:
    replying.reply(ticket=ticket, by=by, text="Look here.", now=timezone.now())
    return ticket


# The list


def test_a_row_says_how_much_time_is_left(client: Client) -> None:
    received(5 * HOUR - MINUTE / 2)
    assert '<span class="due due-running">in 3 h</span>' in row(client)


def test_what_is_near_and_what_is_broken_stand_out(client: Client) -> None:
    received(7 * HOUR - MINUTE / 2)
    received(9 * HOUR + MINUTE / 2)
    page = row(client)
    assert '<span class="due due-near">in 1 h</span>' in page
    assert '<span class="due due-broken">1 h late</span>' in page


def test_what_waits_on_the_customer_is_paused(client: Client, ada: User) -> None:
    waiting(received(HOUR), ada)
    assert '<span class="due due-paused">paused</span>' in row(client)


def test_after_the_response_the_solution_is_due(client: Client, ada: User) -> None:
    ticket = waiting(received(2 * HOUR), ada)
    replying.customer_wrote(ticket=ticket, text="No.", now=timezone.now())
    page = row(client)
    assert "in 2 d 2" in page
    assert ">solve</small>" in page


def test_what_nobody_promised_says_nothing(client: Client) -> None:
    many(1)
    assert "due-" not in row(client)


def test_the_filters_find_what_is_due_the_soonest_first(client: Client, ada: User) -> None:
    later, broken, soon, worse = (received(ago) for ago in (HOUR, 9 * HOUR, 7.5 * HOUR, 10 * HOUR))
    paused = waiting(received(HOUR), ada)
    assert in_order(client, "?due=broken") == [worse, broken]
    assert in_order(client, "?due=hour") == [soon]
    assert in_order(client, "?due=all") == [worse, broken, soon, later]
    assert in_order(client, "?due=paused") == [paused]
    assert in_order(client, "?due=nonsense") == in_order(client, "?state=all")


def test_sorting_by_age_goes_before_the_filters_order(client: Client) -> None:
    first, second = received(9 * HOUR), received(10 * HOUR)
    assert in_order(client, "?due=broken&o=7") == [first, second]


def test_the_filters_go_with_others(client: Client, ada: User) -> None:
    mine, _ = received(9 * HOUR), received(10 * HOUR)
    moving.claim(ticket=mine, by=ada, now=timezone.now())
    assert in_order(client, "?due=broken&assignee=me&priority__exact=P3") == [mine]


@pytest.mark.parametrize("query", ["?due=broken", "?due=hour", "?due=all"])
def test_the_list_of_what_is_due_reads_its_index_and_sorts_nothing(client: Client, query: str) -> None:
    now = timezone.now()
    many(600, due_at=now - HOUR)
    many(600, due_at=now + HOUR / 2)
    many(300, state="solved")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{LIST}{query}")
    rows = next(each["sql"] for each in asked if 'ORDER BY "tickets_ticket"."due_at"' in each["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE tickets_ticket")
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {rows}")
        plan = "\n".join(str(each) for each in cursor.fetchall())
    assert "ticket_by_due_time" in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan
    assert "Sort" not in plan


# The ticket's page


def test_the_page_shows_both_targets(client: Client) -> None:
    page = page_of(client, received(9 * HOUR + MINUTE / 2))
    assert "<dt>First response</dt>" in page
    assert "1 h late" in page
    assert "<dt>Solution</dt>" in page
    assert "in 2 d 14 h" in page


def test_the_page_shows_what_was_kept_and_what_stands_still(client: Client, ada: User) -> None:
    page = page_of(client, waiting(received(HOUR), ada))
    assert '<span class="due due-kept">in time</span>' in page
    assert '<span class="due due-paused">paused</span>' in page
    assert "what is left counts on when the customer answers" in page


def test_the_page_of_a_solved_ticket_says_what_came_too_late(client: Client, ada: User) -> None:
    ticket = waiting(received(9 * HOUR), ada)
    moving.solve(ticket=ticket, by=ada, now=timezone.now())
    page = page_of(client, ticket)
    assert '<span class="due due-late">too late</span>' in page
    assert '<span class="due due-kept">in time</span>' in page
    assert "Target broken" in page  # the history


def test_a_ticket_without_a_promise_has_a_page(client: Client) -> None:
    assert "<dt>First response</dt>" not in page_of(client, many(1)[0])


# The first page


def test_the_first_page_counts_what_is_late(client: Client) -> None:
    received(9 * HOUR)
    received(HOUR)
    page = client.get("/admin/").content.decode()
    assert '<a class="number is-bad" href="/admin/tickets/ticket/?due=broken"><b>1</b>' in page
