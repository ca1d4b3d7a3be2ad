"""The triage queue: what it shows first, how it is filtered and searched, and what it asks of the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tickets.models import Customer, Incident, Mask, Queue, Tag, Ticket, User
from tickets.tests.staffed import LIST, agent, many, signed_in, submitted

pytestmark = pytest.mark.django_db


def shown(client: Client, query: str = "") -> set[str]:
    """The numbers of the tickets in the list."""
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return {ticket.number for ticket in answer.context["cl"].result_list}


def numbers(*tickets: Ticket) -> set[str]:
    return {ticket.number for ticket in tickets}


def test_open_tickets_come_first_and_all_is_one_click_away(client: Client) -> None:
    waiting, done = many(1)[0], many(1, state="solved", solved_at=timezone.now())[0]
    assert shown(client) == numbers(waiting)
    assert shown(client, "?state=all") == numbers(waiting, done)
    assert 'href="?state=all"' in client.get(LIST).content.decode()


def test_newer_tickets_stand_above_older_ones_and_the_age_turns_them_round(client: Client) -> None:
    older, newer = many(2)
    assert [each.pk for each in client.get(LIST).context["cl"].result_list] == [newer.pk, older.pk]
    by_age = client.get(f"{LIST}?o=7").context["cl"].result_list
    assert [each.pk for each in by_age] == [older.pk, newer.pk]


def test_a_row_says_what_staff_need_to_choose(client: Client) -> None:
    ticket = submitted()
    page = client.get(LIST).content.decode()
    for word in (
        ticket.number,
        "queued",
        ">503<",
        "The API failed",
        "POST",
        "/v1/charges",
        "dev@shop.example",
        "Support",
    ):
        assert word in page


def test_a_ticket_that_nobody_takes_is_pointed_out(client: Client) -> None:
    many(1, queued_at=timezone.now() - timedelta(hours=5))
    assert "nobody for 5" in client.get(LIST).content.decode().replace("\xa0", " ")


def test_a_ticket_just_queued_is_not(client: Client) -> None:
    many(1)
    assert "nobody for" not in client.get(LIST).content.decode()


def test_the_status_class_filters(client: Client) -> None:
    kinds = {digit: many(1, status=int(f"{digit}04"))[0] for digit in "2345"} | {"none": many(1, status=None)[0]}
    for wanted, ticket in kinds.items():
        assert shown(client, f"?class={wanted}") == numbers(ticket)


def test_the_status_code_filters(client: Client) -> None:
    wanted, _ = many(1, status=422)[0], many(1, status=404)
    assert shown(client, "?code=422") == numbers(wanted)


@pytest.mark.parametrize("code", ["x", "4", "-42", "²²²", "99999", "4 4"])
def test_what_is_no_status_finds_nothing_and_breaks_nothing(client: Client, code: str) -> None:
    many(1, status=422)
    assert shown(client, f"?code={code}") == set()


def test_the_form_of_the_status_code_keeps_the_other_filters(client: Client) -> None:
    many(1)
    page = client.get(f"{LIST}?state=all&code=503").content.decode()
    assert '<input type="hidden" name="state" value="all">' in page
    assert 'name="code" value="503"' in page


def test_the_verdict_filters(client: Client) -> None:
    wanted, _ = many(1, verdict="never_reached")[0], many(1)
    assert shown(client, "?verdict__exact=never_reached") == numbers(wanted)


def test_the_queue_filters(client: Client) -> None:
    other = Queue.objects.create(name="Payments")
    wanted, _ = many(1, queue=other)[0], many(1)
    assert shown(client, f"?queue__id__exact={other.pk}") == numbers(wanted)


def test_the_assignee_filters(client: Client, ada: User) -> None:
    bo = agent("bo@desk.example", "Bo")
    nobodys = many(1)[0]
    mine, theirs = (many(1, state="claimed", assignee=user)[0] for user in (ada, bo))
    assert shown(client, "?assignee=me") == numbers(mine)
    assert shown(client, "?assignee=nobody") == numbers(nobodys)
    assert shown(client, "?assignee=others") == numbers(theirs)


def test_the_age_filters(client: Client) -> None:
    now = timezone.now()
    ages = {
        "hour": timedelta(minutes=1),
        "day": timedelta(hours=2),
        "week": timedelta(days=3),
        "older": timedelta(days=9),
    }
    made = {name: many(1, received_at=now - age)[0] for name, age in ages.items()}
    assert shown(client, "?age=hour") == numbers(made["hour"])
    assert shown(client, "?age=day") == numbers(made["hour"], made["day"])
    assert shown(client, "?age=week") == numbers(made["hour"], made["day"], made["week"])
    assert shown(client, "?age=older") == numbers(made["older"])


def test_the_demo_can_be_left_out(client: Client) -> None:
    real, demo = many(1)[0], many(1, is_demo=True)[0]
    assert shown(client, "?demo=no") == numbers(real)
    assert shown(client, "?demo=only") == numbers(demo)


def test_the_filters_add_up(client: Client) -> None:
    wanted = many(1, status=404, verdict="client_error")[0]
    many(1, status=404, verdict="client_error", state="solved")
    many(1)
    assert shown(client, "?class=4&verdict__exact=client_error&state=queued&assignee=nobody&age=hour") == numbers(
        wanted
    )


@pytest.mark.parametrize("query", ["?state=nonsense", "?class=9", "?assignee=x", "?age=x", "?demo=x", "?keyprint="])
def test_a_filter_that_does_not_exist_breaks_nothing(client: Client, query: str) -> None:
    many(1)
    assert client.get(f"{LIST}{query}").status_code == 200


def test_it_searches_by_number_address_url_path_and_request_id(client: Client) -> None:
    customer = Customer.objects.create(email="dev@shop.example")
    wanted = many(
        1, customer=customer, request_id="req_8f3a1c", path="/v1/refunds/7", url="https://a.example/v1/refunds/7"
    )[0]
    many(2)
    for term in (
        wanted.number,
        wanted.number.lower().replace("-", ""),
        "DEV@shop.example",
        "/v1/refunds",
        "https://a.example/v1/ref",
        "req_8f3a1c",
    ):
        assert shown(client, f"?q={term}") == numbers(wanted), term


def test_a_search_looks_through_closed_tickets_too(client: Client) -> None:
    done = many(1, state="closed")[0]
    assert shown(client, f"?q={done.number}") == numbers(done)


def test_a_search_never_reads_the_whole_table(client: Client) -> None:
    many(2)
    for term in ("word", "/v1", "a@b.example", "https://a.example", "7KQ2-M9XD"):
        with CaptureQueriesContext(connection) as asked:
            shown(client, f"?q={term}")
        assert not [each["sql"] for each in asked if "LIKE '%" in each["sql"]], term


def test_a_masked_key_leads_to_the_tickets_it_was_found_in(client: Client) -> None:
    with_key, _ = many(1, state="solved")[0], many(1)
    Mask.objects.create(ticket=with_key, kind="bearer", detector="d", start=0, end=1, keyprint="1abcdef")
    assert shown(client, "?keyprint=1abcdef&state=all") == numbers(with_key)


def test_an_incident_and_a_customer_lead_to_their_tickets(client: Client) -> None:
    now = timezone.now()
    incident = Incident.objects.create(title="503", opened_at=now, last_seen_at=now)
    customer = Customer.objects.create(email="dev@shop.example")
    wanted, _ = many(1, incident=incident, customer=customer)[0], many(1)
    assert shown(client, f"?incident__id__exact={incident.pk}&state=all") == numbers(wanted)
    assert shown(client, f"?customer__id__exact={customer.pk}&state=all") == numbers(wanted)


def queries(client: Client, query: str = "") -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{LIST}{query}").status_code == 200
    return [each["sql"] for each in asked]


def test_sixty_tickets_cost_the_queries_of_three(client: Client, ada: User) -> None:
    incident = Incident.objects.create(title="503", opened_at=timezone.now(), last_seen_at=timezone.now())

    def fill(start: int, count: int) -> None:
        for place in range(start, start + count):
            customer = Customer.objects.create(email=f"dev{place}@shop.example")
            ticket = many(1, customer=customer, state="claimed", assignee=ada, incident=incident)[0]
            Tag.objects.create(ticket=ticket, name="money")

    fill(0, 3)
    few = queries(client)
    fill(3, 57)
    lots = queries(client)
    assert len(few) == len(lots) == 9


def test_the_list_never_loads_a_body_or_counts_all(client: Client) -> None:
    many(60)
    asked = [sql for sql in queries(client, "?state=all") if 'FROM "tickets_ticket"' in sql]
    assert len(asked) == 2
    for sql in asked:
        assert '"tickets_ticket"."text"' not in sql
        assert "DISTINCT" not in sql
        assert "LIMIT" in sql


def test_beyond_a_thousand_the_list_stops_counting(client: Client) -> None:
    many(1001)
    page = client.get(LIST)
    assert "1,000+ tickets" in page.content.decode()
    assert page.context["cl"].paginator.num_pages == 20
    assert client.get(f"{LIST}?p=20").status_code == 200


def test_a_thousand_are_counted(client: Client) -> None:
    many(1000)
    assert "1,000+" not in client.get(LIST).content.decode()


def test_what_the_customer_wrote_is_shown_as_text(client: Client) -> None:
    many(1, subject="<script>alert(1)</script>", path="/<b>x</b>", url='https://a.example/"><img>')
    page = client.get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert "<img>" not in page


def test_who_may_not_see_tickets_sees_no_list() -> None:
    nobody = User.objects.create_user("temp@desk.example", is_staff=True)
    assert signed_in(nobody).get(LIST).status_code == 403


def test_a_stranger_is_asked_to_sign_in() -> None:
    answer = Client().get(LIST)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")
