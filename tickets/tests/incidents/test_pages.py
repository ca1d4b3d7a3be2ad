"""What a customer is told of the incident behind their ticket: on its page, in a terminal and over REST."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator
from pytest_django import DjangoAssertNumQueries as CountQueries

from tickets.api.views.documents import schema_document
from tickets.models import Event, Incident, IncidentUpdate, Ticket
from tickets.services import incidents, links, moving
from tickets.tests.incidents.pages import ago, incident, lead, met_by
from tickets.tests.staffed import KEY

pytestmark = pytest.mark.django_db
QUESTION = "It should work again: does it?"


def page_of(client: Client, ticket: Ticket) -> str:
    answer = client.get(links.path_of(Ticket.objects.get(pk=ticket.pk)))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def tell(found: Incident, text: str, minutes_ago: int = 0) -> IncidentUpdate:
    return incidents.tell(incident=found, text=text, by=lead(), now=ago(minutes=minutes_ago))


def read(client: Client, ticket: Ticket, accept: str = "application/json") -> str:
    headers = {"Ticket-Token": links.token_of(ticket), "Accept": accept}
    return client.get(f"/api/v1/tickets/{ticket.number}", headers=headers).content.decode()


def incident_in(client: Client, ticket: Ticket) -> dict[str, object] | None:
    headers = {"Ticket-Token": links.token_of(ticket)}
    said: dict[str, object] | None = client.get(f"/api/v1/tickets/{ticket.number}", headers=headers).json()["incident"]
    return said


# On the page


def test_a_suspected_one_says_that_it_may_not_be_only_them(client: Client) -> None:
    ticket = met_by(incident(), 3)[0]
    page = page_of(client, ticket)
    assert "It may not be only you" in page
    assert "2 other tickets tell of the same fault" in page


def test_a_confirmed_one_says_that_support_knows(client: Client) -> None:
    page = page_of(client, met_by(incident("503 on POST /v1/charges", state="confirmed"), 1)[0])
    assert "It is not only you" in page
    assert "We know of “503 on POST /v1/charges”" in page
    assert "No other ticket tells of the same fault" in page


def test_nobody_reads_who_else_met_it(client: Client) -> None:
    mine, theirs = met_by(incident(), 2)
    page = page_of(client, mine) + read(client, mine) + read(client, mine, "text/plain")
    assert theirs.customer is not None
    assert theirs.customer.email not in page
    assert theirs.number not in page


def test_others_are_counted_to_a_hundred(client: Client) -> None:
    ticket = met_by(incident(), 1, each=103)[0]
    assert "A hundred other tickets or more tell of the same fault" in page_of(client, ticket)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "dismissed", "closed_at": ago(hours=1)},
        {"state": "suspected", "muted_until": 40},
    ],
)
def test_of_a_dismissed_or_a_muted_suspicion_nothing_is_told(client: Client, fields: dict[str, Any]) -> None:
    found = incident("The title", **fields)
    ticket = met_by(found, 2, status_page_verdict="operational")[0]
    page = page_of(client, ticket) + read(client, ticket, "text/plain")
    assert "The title" not in page
    assert "otherwise" not in page
    assert incident_in(client, ticket) is None


def test_a_confirmed_one_that_is_muted_is_told_all_the_same(client: Client) -> None:
    assert "It is not only you" in page_of(client, met_by(incident(state="confirmed", muted_until=40), 1)[0])


def test_a_muted_suspicion_that_staff_told_of_is_told_on_the_page_too(client: Client) -> None:
    found = incident(muted_until=40)
    ticket = met_by(found, 1)[0]
    tell(found, "We look into it.")
    assert "We look into it." in page_of(client, ticket)


def test_the_last_update_comes_first_and_older_ones_are_folded(client: Client) -> None:
    found = incident(state="confirmed")
    ticket = met_by(found, 1)[0]
    for at, text in ((90, "We look."), (60, "It is the cache."), (30, "Half is mended.")):
        tell(found, text, at)
    page = page_of(client, ticket)
    order = [page.index(each) for each in ("Half is mended.", "2 earlier updates", "It is the cache.", "We look.")]
    assert order == sorted(order)


def test_who_joins_late_reads_it_on_their_first_page(client: Client) -> None:
    found = incident(state="confirmed")
    tell(found, "It is the cache.", 30)
    assert "It is the cache." in page_of(client, met_by(found, 1)[0])


def test_words_of_staff_are_masked_and_escaped(client: Client) -> None:
    found = incident()
    ticket = met_by(found, 1)[0]
    tell(found, f"<b>Bold</b> and {KEY}")
    page = page_of(client, ticket) + read(client, ticket)
    assert KEY not in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page


def test_the_page_asks_two_queries_more_for_an_incident_however_many_updates(
    client: Client, django_assert_num_queries: CountQueries
) -> None:
    found = incident()
    none = incident(fingerprint="", state="dismissed", closed_at=ago(hours=1))
    alone, ticket = met_by(none, 1)[0], met_by(found, 9)[0]
    for number in range(5):
        tell(found, f"Update {number}.")
    with django_assert_num_queries(6):
        client.get(links.path_of(alone))
    with django_assert_num_queries(8):
        client.get(links.path_of(ticket))


# When it is over


def resolved(found: Incident, *tickets: Ticket) -> None:
    """As a worker leaves it after staff resolved it."""
    assert incidents.resolve(incident=found, by=lead(), now=timezone.now(), text="A bad deploy. It is taken back.")
    moving.solve_many(tickets, now=timezone.now(), reason="incident resolved")


def test_it_asks_whether_it_works_again(client: Client) -> None:
    found = incident(state="confirmed")
    ticket = met_by(found, 1)[0]
    resolved(found, ticket)
    page = page_of(client, ticket)
    assert "It should work again" in page
    assert "A bad deploy. It is taken back." in page
    assert "The fault behind it is mended." in page
    assert QUESTION in page
    assert 'value="fixed">It works again' in page
    assert 'value="still_broken">Still broken: get me a person' in page


def say(client: Client, ticket: Ticket, outcome: str) -> Ticket:
    client.post(outcome_path(ticket), {"outcome": outcome})
    return Ticket.objects.get(pk=ticket.pk)


def outcome_path(ticket: Ticket) -> str:
    return f"{links.path_of(ticket).rstrip('/')}/outcome"


def test_who_says_that_it_works_is_asked_no_more(client: Client) -> None:
    found = incident(state="confirmed")
    ticket = met_by(found, 1)[0]
    resolved(found, ticket)
    said = say(client, ticket, "fixed")
    assert (said.state, said.outcome) == ("solved", "fixed")
    assert QUESTION not in page_of(client, ticket)


def test_who_says_that_it_does_not_gets_a_person_and_is_asked_no_more(client: Client) -> None:
    found = incident(state="confirmed")
    ticket = met_by(found, 1)[0]
    resolved(found, ticket)
    said = say(client, ticket, "still_broken")
    assert said.state == "received"
    assert Event.Kind.REOPENED in {each.kind for each in ticket.events.all()}
    assert QUESTION not in page_of(client, ticket)


def test_who_said_still_broken_before_the_end_is_asked_again(client: Client) -> None:
    found = incident(state="confirmed")
    ticket = met_by(found, 1, outcome="still_broken")[0]
    assert QUESTION not in page_of(client, ticket)
    resolved(found, ticket)
    assert QUESTION in page_of(client, ticket)


# Over REST and in a terminal


def test_rest_tells_it_with_the_latest_update_first(client: Client) -> None:
    found = incident("503 on POST /v1/charges", state="confirmed")
    ticket = met_by(found, 3)[0]
    tell(found, "We look.", 60)
    last = tell(found, "It is the cache.", 30)
    said = incident_in(client, ticket)
    assert said is not None
    assert (said["state"], said["title"], said["others"]) == ("confirmed", "503 on POST /v1/charges", 2)
    assert said["resolved_at"] is None
    assert isinstance(said["updates"], list)
    assert [each["text"] for each in said["updates"]] == ["It is the cache.", "We look."]
    assert said["updates"][0]["resolves"] is False
    assert str(said["updates"][0]["written_at"]).startswith(f"{last.written_at:%Y-%m-%dT%H:%M}")


def test_a_ticket_without_one_says_null(client: Client) -> None:
    ticket = met_by(incident(), 1)[0]
    Ticket.objects.filter(pk=ticket.pk).update(incident=None)
    assert incident_in(client, ticket) is None


def test_a_terminal_shows_it_below_the_verdict_with_the_last_update(client: Client) -> None:
    found = incident("503 on POST /v1/charges", state="confirmed")
    ticket = met_by(found, 3)[0]
    tell(found, "We look.", 60)
    tell(found, "It is\nthe cache.", 30)
    lines = " ".join(read(client, ticket, "text/plain").split())
    assert "Incident: Support knows of: 503 on POST /v1/charges, known since" in lines
    assert "2 other tickets tell of the same fault." in lines
    assert "UTC) It is the cache." in lines
    assert "We look." not in lines


def test_a_terminal_says_that_it_is_over(client: Client) -> None:
    found = incident("Cards", state="confirmed")
    ticket = met_by(found, 1)[0]
    resolved(found, ticket)
    assert "It should work again. Support mended: Cards" in " ".join(read(client, ticket, "text/plain").split())


def test_it_answers_what_its_document_promises(client: Client) -> None:
    found = incident(state="confirmed")
    ticket = met_by(found, 2)[0]
    tell(found, "We look.")
    document = json.loads(schema_document())
    answer = client.get(f"/api/v1/tickets/{ticket.number}", headers={"Ticket-Token": links.token_of(ticket)}).json()
    schema = {"$ref": "#/components/schemas/Ticket", "components": document["components"]}
    Draft202012Validator(schema).validate(answer)
    shapes = document["components"]["schemas"]
    assert answer["incident"].keys() == shapes["Incident"]["properties"].keys()
    assert answer["incident"]["updates"][0].keys() == shapes["Update"]["properties"].keys()
