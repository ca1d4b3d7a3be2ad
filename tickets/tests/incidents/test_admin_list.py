"""The list of incidents in the console."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tickets.models import Incident
from tickets.tests.incidents.pages import PAGES, a_leads_browser, ago, incident, met_by
from tickets.tests.staffed import agent, many, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea() -> Client:
    return a_leads_browser()


def listed(client: Client, query: str = "") -> list[Incident]:
    return list(client.get(f"{PAGES}{query}").context["cl"].result_list)


def words(client: Client, query: str = "") -> str:
    return " ".join(client.get(f"{PAGES}{query}").content.decode().split())


def do(client: Client, action: str, *chosen: Incident) -> list[str]:
    """What the bulk action says."""
    given = {"action": action, "_selected_action": [each.pk for each in chosen], "index": 0}
    return [str(each) for each in get_messages(client.post(PAGES, given).wsgi_request)]


def test_open_incidents_come_first_and_others_by_their_state(lea: Client) -> None:
    suspected, confirmed = incident(), incident(fingerprint="v1 GET - /a 500 -", state="confirmed")
    over = incident(state="resolved", closed_at=ago(days=400), fingerprint="")
    assert listed(lea) == [confirmed, suspected]
    assert listed(lea, "?state=suspected") == [suspected]
    assert listed(lea, "?state=resolved") == [over]
    assert listed(lea, "?state=all") == [over, confirmed, suspected]


def test_it_tells_customers_and_tickets_apart(lea: Client) -> None:
    met_by(incident(), 3, each=2)
    assert "3 customers, 6 tickets" in words(lea)


def test_two_without_an_address_are_told_apart_by_where_they_came_from(lea: Client) -> None:
    met_by(incident(), 2, each=2, address=False)
    assert "2 customers, 4 tickets" in words(lea)


def test_it_counts_no_further_than_a_hundred(lea: Client) -> None:
    found = incident()
    many(101, incident=found)
    assert "1+ customer, 100+ tickets" in words(lea)


def test_muted_returned_and_contradicted_ones_say_so(lea: Client) -> None:
    found = incident(muted_until=40, regressed_at=ago(minutes=3))
    met_by(found, 2, each=2, status_page_verdict="operational")
    met_by(found, 1, status_page_verdict="outage")
    page = words(lea)
    assert "muted until 40" in page
    assert "back since" in page
    assert "the status page says fine, 2 customers say otherwise" in page


def test_a_closed_one_is_contradicted_by_nobody(lea: Client) -> None:
    over = incident(state="resolved", closed_at=ago(hours=1))
    met_by(over, 1, status_page_verdict="operational")
    assert "the status page says fine" not in words(lea, "?state=all")


def test_more_incidents_and_tickets_cost_no_more_queries_and_no_count_of_all_tickets(lea: Client) -> None:
    counts = []
    for turn in range(2):
        for number in range(5 + 20 * turn):
            met_by(incident(fingerprint=f"v1 GET - /{turn}.{number} 500 -"), 2)
        with CaptureQueriesContext(connection) as asked:
            assert lea.get(PAGES).status_code == 200
        counts.append(len(asked))
        of_tickets = [each["sql"] for each in asked if "tickets_ticket" in each["sql"]]
        assert len(of_tickets) == 1
        assert of_tickets[0].count("LIMIT") == 3
        assert '"text"' not in of_tickets[0]
    assert counts[0] == counts[1]


def test_the_ticked_are_confirmed_with_a_result_each(lea: Client) -> None:
    first, second = incident("One"), incident("Two", fingerprint="v1 GET - /a 500 -", state="confirmed")
    assert do(lea, "confirm", first, second) == ["One: confirmed", "Two is not merely suspected any more."]
    assert set(Incident.objects.values_list("state", flat=True)) == {"confirmed"}


def test_the_ticked_are_dismissed(lea: Client) -> None:
    found = incident("One")
    assert do(lea, "dismiss", found) == ["One: dismissed; nobody is told, and its tickets stay as they are"]
    assert do(lea, "dismiss", found)[-1] == "One is over already."


def test_the_ticked_are_merged_into_the_oldest_open_one(lea: Client) -> None:
    over = incident("Over", state="resolved", closed_at=ago(hours=1), fingerprint="")
    first, second, third = (incident(f"I{number}", fingerprint=f"v1 GET - /{number} 500 -") for number in range(3))
    met_by(third, 2)
    said = do(lea, "merge", third, over, second, first)
    assert said == [
        "Over could not be merged into I0: one of the two is not open any more.",
        "I1: merged into I0",
        "I2: merged into I0",
    ]
    assert first.tickets.count() == 2
    assert set(Incident.objects.filter(merged_into=first)) == {second, third}


def test_one_alone_is_merged_into_nothing(lea: Client) -> None:
    assert do(lea, "merge", incident()) == ["Tick two incidents or more, of which one is open."]


def test_agents_look_and_decide_nothing() -> None:
    client, found = signed_in(agent()), incident()
    assert listed(client) == [found]
    do(client, "confirm", found)
    found.refresh_from_db()
    assert found.state == "suspected"


def test_who_may_see_no_incident_sees_none() -> None:
    user = agent()
    user.groups.clear()
    client = signed_in(user)
    assert client.get(PAGES).status_code == 403
