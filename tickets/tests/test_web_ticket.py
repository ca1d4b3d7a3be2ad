"""The customer's page of a ticket."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Incident, Message, Queue, Ticket, User
from tickets.services import guiding, intake, links, moving, replying, routing
from tickets.services.intake import Origin
from tickets.services.pasting import Paste
from tickets.tests.web_pastes import PROSE, UNRESOLVED, Sample, bad_json, not_found, succeeded, unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guide() -> None:
    guiding.load_default()


def submitted(text: str, *, response: str = "", sender: str = "addr:one", anyway: bool = False) -> Ticket:
    paste = Paste(text=text, response=response)
    return intake.submit(paste, Origin(sender=sender), now=timezone.now(), anyway=anyway).ticket


def routed(text: str, *, sender: str = "addr:one") -> Ticket:
    ticket = submitted(text, sender=sender)
    routing.route_ticket(ticket, now=timezone.now())
    return ticket


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(links.path_of(ticket)).content.decode()


def agent() -> User:
    return User.objects.create_user("agent@example.com", first_name="Ada", last_name="Byron", is_staff=True)


def words_of(page: str) -> str:
    """What a reader sees: the page without its markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_page_shows_the_documented_fix_with_its_source(client: Client) -> None:
    page = page_of(client, submitted(not_found().text))
    assert "Documented for every 404" in page
    assert "Compare the path with the reference" in page
    assert 'href="https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.5"' in page
    assert page.count("<h1") == 1


def test_an_entry_without_a_link_cites_our_own_guide(client: Client) -> None:
    ticket = submitted(not_found().text)
    ticket.findings.filter(rule="GUIDE-404").update(citation_url="")
    assert 'href="/guide/404"' in page_of(client, ticket)


def test_the_verdict_says_who_acts(client: Client) -> None:
    assert "Who acts You" in words_of(page_of(client, submitted(not_found().text)))
    assert "Who acts We do" in words_of(page_of(client, submitted(unavailable().text)))


def test_evidence_is_highlighted_where_it_stands(client: Client) -> None:
    page = page_of(client, submitted(not_found().text))
    marked = re.findall(r'<mark class="evidence"[^>]*>(.*?)</mark>', page)
    assert any("HTTP/2 404" in html.unescape(each) for each in marked)
    for target in re.findall(r'href="#(seen-\d+)"', page):
        assert f'id="{target}"' in page


def test_each_place_leads_back_to_its_finding_even_where_two_share_it(client: Client) -> None:
    ticket = submitted(not_found().text)
    first = ticket.findings.get(position=0)
    ticket.findings.create(rule="X-001", position=90, cause="The same.", citation_ref="x", evidence=first.evidence)
    page = page_of(client, ticket)
    numbers = range(1, ticket.findings.count() + 1)
    assert all(page.count(f'id="seen-{number}" href="#finding-{number}"') == 1 for number in numbers)
    assert all(page.count(f'id="finding-{number}"') == 1 for number in numbers)


def test_the_page_names_the_edition_of_the_documentation(client: Client) -> None:
    ticket = submitted(not_found().text)
    assert f"Diagnosed with {ticket.reference}" in page_of(client, ticket)
    assert ticket.reference


def test_the_transcript_is_the_stored_text_to_the_character(client: Client) -> None:
    ticket = submitted(not_found().text)
    page = page_of(client, ticket)
    shown = page.partition('aria-label="The exchange"><code>')[2].partition("</code></pre>")[0]
    shown = re.sub(r'<span class="mask".*?••••\w*</span>', "\0", shown)
    expected = ticket.text
    for mask in reversed(ticket.masks.all()):
        expected = expected[: mask.start] + "\0" + expected[mask.end :]
    assert html.unescape(re.sub(r"<[^>]+>", "", shown)) == expected


def test_a_masked_credential_shows_its_last_four_and_no_more(client: Client) -> None:
    sample = not_found()
    page = page_of(client, submitted(sample.text))
    assert f"••••{sample.secret[-4:]}" in page
    assert sample.secret not in page
    assert "~masked." not in page
    assert "2 times" in page


def test_a_certain_finding_comes_first_and_says_so(client: Client) -> None:
    page = words_of(page_of(client, submitted(bad_json().text)))
    assert "What to change" in page
    assert page.index("Certain") < page.index("Documented for every 400")


def test_two_boxes_are_shown_as_two(client: Client) -> None:
    call, _, response = unavailable().text.partition("\n\n")
    page = words_of(page_of(client, submitted(call, response=response)))
    assert page.index("The call curl -i") < page.index("The response HTTP/1.1 503")


def test_the_page_is_private_and_unlisted(client: Client) -> None:
    answer = client.get(links.path_of(submitted(not_found().text)))
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_wrong_number_and_a_wrong_token_look_the_same(client: Client) -> None:
    ticket = submitted(not_found().text)
    path = links.path_of(ticket)
    paths = [path[:-1] + ("A" if path[-1] != "A" else "B"), path.replace(ticket.number, "0000-0000"), "/t/nothing/here"]
    answers = [client.get(each) for each in paths]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert "There is nothing here" in answers[0].content.decode()


def test_a_revoked_link_opens_nothing(client: Client) -> None:
    ticket = submitted(not_found().text)
    path = links.path_of(ticket)
    links.revoke(ticket=ticket)
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/messages", {"text": "hello"}).status_code == 404
    assert client.post(f"{path}/outcome", {"outcome": "fixed"}).status_code == 404


@pytest.mark.parametrize("sample", [not_found(), bad_json(), succeeded()], ids=["404", "400", "200"])
def test_the_page_of_an_answered_ticket_asks_five_queries(
    client: Client, sample: Sample, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = links.path_of(submitted(sample.text))
    with django_assert_num_queries(5):  # ticket, findings, masks, files, messages
        client.get(path)


def test_the_page_of_a_queued_ticket_with_an_incident_asks_three_more(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.INCIDENT_CUSTOMERS = 2
    tickets = [routed(unavailable().text, sender=f"addr:{number}") for number in range(3)]
    replying.customer_wrote(ticket=tickets[-1], text="still down", now=timezone.now())
    path = links.path_of(tickets[-1])
    with django_assert_num_queries(8):
        client.get(path)


def test_a_queued_ticket_tells_its_place_honestly(client: Client) -> None:
    tickets = [routed(unavailable().text) for _ in range(3)]
    assert "Yours is the next one." in page_of(client, tickets[0])
    assert "1 ticket is before yours." in page_of(client, tickets[1])
    assert "2 tickets are before yours." in page_of(client, tickets[2])


def test_a_suspected_incident_tells_how_many_others_met_it(client: Client, settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS = 2
    tickets = [routed(unavailable().text, sender=f"addr:{number}") for number in range(3)]
    page = words_of(page_of(client, Ticket.objects.get(pk=tickets[0].pk)))
    assert Incident.objects.count() == 1
    assert "It may not be only you" in page
    assert "2 other tickets tell of the same fault" in page


def test_a_5xx_points_at_the_status_page_where_there_is_one(client: Client, settings: Settings) -> None:
    ticket = submitted(unavailable().text)
    settings.STATUS_PAGE_URL = "https://status.example.com/"
    assert "See the status page" in page_of(client, ticket)
    settings.STATUS_PAGE_URL = ""
    assert "status page</a>" not in page_of(client, ticket)


def test_a_call_that_never_arrived_says_where_to_look(client: Client) -> None:
    page = page_of(client, submitted(UNRESOLVED))
    assert "It never reached the API" in page
    assert "nslookup" in page


def test_an_unreadable_paste_that_was_sent_all_the_same_has_a_page(client: Client) -> None:
    page = page_of(client, submitted(PROSE, anyway=True))
    assert "A person reads it." in page
    assert PROSE in page


def test_saying_that_it_is_fixed_solves_the_ticket(client: Client) -> None:
    ticket = submitted(not_found().text)
    answer = client.post(f"{links.path_of(ticket)}/outcome", {"outcome": "fixed"})
    ticket.refresh_from_db()
    assert answer["Location"] == f"{links.path_of(ticket)}#state"
    assert ticket.state == Ticket.State.SOLVED
    assert "You said that it works" in page_of(client, ticket)


def test_still_broken_reaches_a_person(client: Client) -> None:
    ticket = submitted(not_found().text)
    client.post(f"{links.path_of(ticket)}/outcome", {"outcome": "still_broken"})
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.RECEIVED
    assert ticket.owed.filter(kind="route").exists()
    assert "get me a person" not in page_of(client, ticket)


def test_saying_it_twice_says_it_once(client: Client) -> None:
    ticket = submitted(not_found().text)
    for _ in range(2):
        assert client.post(f"{links.path_of(ticket)}/outcome", {"outcome": "fixed"}).status_code == 302
    assert ticket.events.filter(kind="solved").count() == 1


def test_an_unknown_outcome_changes_nothing(client: Client) -> None:
    ticket = submitted(not_found().text)
    client.post(f"{links.path_of(ticket)}/outcome", {"outcome": "closed"})
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.ANSWERED


def test_a_message_is_masked_shown_and_reaches_a_person(client: Client) -> None:
    ticket, secret = submitted(not_found().text), not_found().secret
    answer = client.post(f"{links.path_of(ticket)}/messages", {"text": f"I use Authorization: Bearer {secret}"})
    ticket.refresh_from_db()
    assert answer["Location"] == f"{links.path_of(ticket)}#conversation"
    assert ticket.state == Ticket.State.RECEIVED
    assert secret not in Message.objects.get().text
    page = page_of(client, ticket)
    assert "I use Authorization: Bearer" in page
    assert secret not in page


def test_an_empty_message_is_refused_beside_its_box(client: Client) -> None:
    ticket = submitted(not_found().text)
    answer = client.post(f"{links.path_of(ticket)}/messages", {"text": " \n"})
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.content.decode()
    assert not Message.objects.exists()


def test_a_message_that_is_too_long_is_kept_in_its_box(client: Client) -> None:
    ticket = submitted(not_found().text)
    answer = client.post(f"{links.path_of(ticket)}/messages", {"text": "x" * 20_001})
    assert answer.status_code == 422
    assert "x" * 20_001 in answer.content.decode()


def test_the_conversation_names_who_wrote_and_never_shows_a_note(client: Client) -> None:
    ticket, ada = routed(unavailable().text), agent()
    moving.claim(ticket=ticket, by=ada, now=timezone.now())
    replying.note(ticket=ticket, by=ada, text="between us", now=timezone.now())
    replying.reply(ticket=ticket, by=ada, text="We see it too.", now=timezone.now())
    page = page_of(client, ticket)
    assert "Ada Byron" in page
    assert "We see it too." in page
    assert "between us" not in page
    assert "agent@example.com" not in page
    assert "Support has answered" in page


def test_what_was_masked_in_a_note_is_nowhere_on_the_page(client: Client) -> None:
    ticket = routed(unavailable().text)
    replying.note(ticket=ticket, by=agent(), text="X-Staff-Key: 8f14e45fceea167a5a36WXYZ", now=timezone.now())
    assert ticket.all_masks.filter(last4="WXYZ", name="X-Staff-Key").exists()
    page = page_of(client, ticket)
    assert "X-Staff-Key" not in page
    assert "WXYZ" not in page


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (Ticket.State.RECEIVED, "On its way to support"),
        (Ticket.State.ANSWERED, "Answered at once"),
        (Ticket.State.QUEUED, "In the support queue"),
        (Ticket.State.CLAIMED, "With a person"),
        (Ticket.State.WAITING, "Support has answered"),
        (Ticket.State.SOLVED, "Support marked it solved"),
        (Ticket.State.CLOSED, "It opens again with one click or a message"),
    ],
)
def test_every_state_has_its_words(client: Client, state: Ticket.State, says: str) -> None:
    ticket = submitted(unavailable().text)
    queue = Queue.objects.get(is_fallback=True)
    Ticket.objects.update(state=state, queue=queue, assignee=agent(), queued_at=timezone.now())
    assert says in page_of(client, ticket)


def test_messages_and_words_are_counted_by_address(client: Client, settings: Settings) -> None:
    settings.THROTTLE_ADDRESS = "1/day"
    path = links.path_of(submitted(not_found().text))
    assert client.post(f"{path}/messages", {"text": "one"}).status_code == 302
    assert client.post(f"{path}/messages", {"text": "two"}).status_code == 429
    assert client.post(f"{path}/outcome", {"outcome": "fixed"}).status_code == 429


def test_what_changes_a_ticket_is_posted(client: Client) -> None:
    path = links.path_of(submitted(not_found().text))
    assert client.get(f"{path}/outcome").status_code == 405
    assert client.get(f"{path}/messages").status_code == 405
    assert client.post(path).status_code == 405
