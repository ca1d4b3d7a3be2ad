"""An incident's page in the console: what it tells, and each step with its form."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tickets.models import Incident, IncidentFingerprint, IncidentUpdate, Owed, Ticket, ToldUpdate
from tickets.services import incidents
from tickets.tests.incidents.pages import FAULT, PAGES, a_leads_browser, ago, incident, lead, met_by
from tickets.tests.staffed import KEY, LIST, agent, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea() -> Client:
    return a_leads_browser()


def words(client: Client, found: Incident) -> str:
    return " ".join(client.get(f"{PAGES}{found.pk}/change/").content.decode().split())


def do(client: Client, found: Incident, step: str, **given: object) -> str:
    """The last thing that is said after a step."""
    answer = client.post(f"{PAGES}{found.pk}/do/{step}/", given)
    assert answer.status_code in (302, 409)
    return [str(each) for each in get_messages(answer.wsgi_request)][-1]


def state_of(found: Incident) -> str:
    return Incident.objects.get(pk=found.pk).state


# What it tells


def test_it_says_why_its_tickets_are_together(lea: Client) -> None:
    page = words(lea, incident())
    assert "3 customers met the same 503 on POST /v1/charges within 30 minutes; 3 make an incident." in page
    assert "<code>POST /v1/charges</code> answered" in page
    assert ">503</span> with the code <code>overloaded</code> in live" in page


def test_of_the_demo_it_says_the_same(lea: Client) -> None:
    page = words(lea, incident(fingerprint=f"demo {FAULT}"))
    assert "<code>POST /v1/charges</code> answered" in page


def test_it_says_what_was_merged_split_off_and_met_before(lea: Client) -> None:
    first = incident("The first", state="resolved", closed_at=ago(days=9), fingerprint="")
    found = incident("Slow cards", previous=first)
    other = incident("No cards", fingerprint="v1 GET - /a 500 -")
    incidents.merge(incidents=[other], into=found, by=lead(), now=timezone.now())
    page = words(lea, found)
    assert f'Merged into it: <a href="{PAGES}{other.pk}/change/">No cards</a>' in page
    assert f'met before: <a href="{PAGES}{first.pk}/change/">The first</a>, resolved' in page
    assert f'<a href="{PAGES}{found.pk}/change/">Slow cards</a>, which has its tickets now' in words(lea, other)
    assert "picked by hand" in words(lea, first)


def test_it_tells_customers_times_and_answers(lea: Client) -> None:
    found = incident()
    met_by(found, 2, each=2, status_page_verdict="operational")
    met_by(found, 1, status=None, verdict="never_reached", status_page_verdict="operational")
    page = words(lea, found)
    assert "3 customers, 5 tickets" in page
    assert "503 in 4, The call never reached the API in 1" in page
    assert "The status page says fine; 3 customers say otherwise." in page


def test_it_tells_what_the_status_page_said_last(lea: Client) -> None:
    found = incident()
    met_by(found, 1, status_page_verdict="operational")
    met_by(found, 1, status_page_verdict="outage", status_page_text="Cards <fail>", status_page_read_at=ago(minutes=2))
    page = words(lea, found)
    assert "<dt>Status page</dt><dd>Outage<small>Cards &lt;fail&gt;</small><small>read" in page


def test_it_lists_its_tickets_and_links_to_all(lea: Client) -> None:
    found = incident()
    tickets = met_by(found, 3)
    page = words(lea, found)
    assert all(ticket.number in page for ticket in tickets)
    assert f"?incident__id__exact={found.pk}&amp;state=all" in page


def test_titles_and_updates_are_escaped(lea: Client) -> None:
    found = incident("<script>alert(1)</script>")
    incidents.tell(incident=found, text="<img src=x onerror=alert(1)>", by=lead(), now=timezone.now())
    page = words(lea, found)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_more_of_everything_costs_no_more_queries(lea: Client) -> None:
    found, counts = incident(), []
    for turn in range(2):
        met_by(found, 3 + 60 * turn)
        for number in range(1 + 5 * turn):
            incident(fingerprint=f"v1 GET - /{turn}.{number} 500 -")
            update = incidents.tell(incident=found, text="We look.", by=lead(), now=timezone.now())
            ToldUpdate.objects.bulk_create(
                ToldUpdate(update=update, ticket=each, at=timezone.now()) for each in found.tickets.all()
            )
        with CaptureQueriesContext(connection) as asked:
            assert lea.get(f"{PAGES}{found.pk}/change/").status_code == 200
        assert not [each["sql"] for each in asked if '"tickets_ticket"."text"' in each["sql"]]
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Who may decide


def test_agents_see_no_form_and_are_refused_each_step() -> None:
    ada, found = signed_in(agent()), incident()
    met_by(found, 1)
    page = words(ada, found)
    assert "<form" not in page.partition('class="ticket-page')[2]
    for step in ("confirm", "dismiss", "mute", "tell", "resolve", "rename", "merge", "unmerge", "split", "unmute"):
        assert ada.post(f"{PAGES}{found.pk}/do/{step}/", {"text": "x"}).status_code == 403
        assert ada.post(f"{PAGES}{found.pk}/look/{step}/", {"text": "x"}).status_code == 403
    assert state_of(found) == "suspected"
    assert not IncidentUpdate.objects.exists()


def test_steps_are_posted_and_known(lea: Client) -> None:
    found = incident()
    assert lea.get(f"{PAGES}{found.pk}/do/confirm/").status_code == 405
    assert do(lea, found, "explode") == "There is no step called explode."
    assert lea.post(f"{PAGES}4711/do/confirm/").status_code == 404


# The steps


def test_confirming_twice_is_harmless(lea: Client) -> None:
    found = incident("Cards")
    assert do(lea, found, "confirm") == "Cards: confirmed"
    assert do(lea, found, "confirm") == "Cards is not merely suspected any more."
    assert state_of(found) == "confirmed"


def test_dismissing_tells_nobody(lea: Client) -> None:
    found = incident("Cards")
    met_by(found, 1)
    do(lea, found, "dismiss", reason=f"a test with {KEY}")
    assert state_of(found) == "dismissed"
    assert KEY not in words(lea, found)
    assert not Owed.objects.exists()


def test_muting_and_unmuting(lea: Client) -> None:
    found = incident("Cards")
    met_by(found, 2)
    assert do(lea, found, "mute", until="2").startswith("Cards has 2 customers already")
    assert do(lea, found, "mute", until="none") == "Enter a whole number."
    assert do(lea, found, "mute", until="20") == "Cards: muted until 20 customers met it"
    assert "muted until 20 customers" in words(lea, found)
    assert do(lea, found, "unmute") == "Cards: not muted any more"
    assert do(lea, found, "unmute") == "Cards is not muted."


def test_renaming_masks_what_is_typed(lea: Client) -> None:
    found = incident("Cards")
    assert do(lea, found, "rename", title=f"Cards fail with {KEY}").startswith("Cards: renamed")
    assert KEY not in Incident.objects.get().title
    assert do(lea, found, "rename", title=" ") == "This field is required."


def test_merging_offers_the_most_alike_first_and_can_be_undone(lea: Client) -> None:
    found = incident("503 on POST /v1/charges")
    far = incident("401 on GET /v2/reports", fingerprint="v1 GET live /v2/reports 401 -")
    near = incident("500 on POST /v1/charges", fingerprint="v1 POST live /v1/charges 500 -")
    incident("503 on POST /v1/charges", fingerprint="", state="resolved", closed_at=ago(days=1))
    met_by(found, 2)
    page = lea.get(f"{PAGES}{found.pk}/change/").context["page"]
    assert list(page.near) == [near, far]
    assert do(lea, found, "merge", into=near.pk) == f"{found.title}: merged into {near.title}"
    assert near.tickets.count() == 2
    assert do(lea, found, "unmerge") == f"{found.title}: taken out again, with what was its own"
    assert (found.tickets.count(), state_of(found)) == (2, "suspected")
    assert do(lea, found, "unmerge") == f"{found.title} is not merged into another."


def test_nothing_is_merged_into_itself_or_into_what_is_over(lea: Client) -> None:
    found, over = incident("Cards"), incident("Over", fingerprint="", state="resolved", closed_at=ago(days=1))
    assert do(lea, found, "merge", into=found.pk) == "Cards cannot be merged into itself."
    assert "Select a valid choice" in do(lea, found, "merge", into=over.pk)


def test_the_ticked_tickets_are_split_off(lea: Client) -> None:
    found = incident("Cards")
    stay, go = met_by(found, 2)
    assert do(lea, found, "split", title="Refunds") == "Tick the tickets that belong to another fault."
    assert do(lea, found, "split", title="Refunds", tickets=["x"]) == "That is no ticket."
    assert do(lea, found, "split", title="Refunds", tickets=[go.pk]) == "Cards: split: Refunds has 1 of its tickets now"
    made = Incident.objects.get(title="Refunds")
    assert list(made.tickets.all()) == [go]
    assert list(found.tickets.all()) == [stay]
    assert do(lea, found, "split", title="Again", tickets=[go.pk]) == "Cards holds none of these tickets any more."
    assert not IncidentFingerprint.objects.filter(incident=made).exists()


# Telling


def look(client: Client, found: Incident, step: str, text: str) -> str:
    answer = client.post(f"{PAGES}{found.pk}/look/{step}/", {"text": text})
    return " ".join(answer.content.decode().split())


def test_before_it_is_sent_it_reads_masked_with_how_many_it_reaches(lea: Client) -> None:
    found = incident()
    met_by(found, 2)
    met_by(found, 1, address=False)
    met_by(found, 1, is_demo=True)
    page = look(lea, found, "tell", f"Send no {KEY} again.")
    assert "the pages of 4 tickets, 2 of them by mail too" in page
    assert KEY not in page
    assert "Send no" in page
    assert not IncidentUpdate.objects.exists()
    assert not Owed.objects.exists()


def test_an_update_is_sent_once_though_the_button_is_pressed_twice(lea: Client) -> None:
    found = incident("Cards")
    met_by(found, 1)
    given = {"text": f"We look into it.\r\n{KEY}", "after": 0}
    assert do(lea, found, "tell", **given) == "Cards: a worker tells everyone affected"
    assert do(lea, found, "tell", **given).startswith("Nothing was sent:")
    assert lea.post(f"{PAGES}{found.pk}/do/tell/", given).status_code == 302  # there is nothing left to send
    update = IncidentUpdate.objects.get()
    assert KEY not in update.text
    assert Owed.objects.get().kind == "tell_update"
    assert do(lea, found, "tell", text="More.", after=update.pk) == "Cards: a worker tells everyone affected"


def test_words_that_a_colleague_overtook_are_kept_with_theirs(lea: Client) -> None:
    found = incident("Cards")
    first = incidents.tell(incident=found, text="We know by now.", by=lead(), now=timezone.now())
    given = {"text": f"We do not know. {KEY}", "after": 0}
    answer = lea.post(f"{PAGES}{found.pk}/do/tell/", given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was sent" in page
    assert "We know by now." in page
    assert page.count("We do not know.") == 2
    assert KEY not in page
    assert f'name="after" value="{first.pk}"' in page
    assert IncidentUpdate.objects.count() == 1


def test_words_that_are_too_long_are_kept(lea: Client) -> None:
    found = incident()
    answer = lea.post(f"{PAGES}{found.pk}/look/tell/", {"text": "word " * 2000})
    assert answer.status_code == 422
    assert "at most 5000 characters" in answer.content.decode()
    assert answer.content.decode().count("word " * 100) > 1


def test_an_update_says_who_wrote_it_and_how_many_were_told(lea: Client) -> None:
    found = incident()
    tickets = met_by(found, 3)
    update = incidents.tell(incident=found, text="We look.", by=lead(), now=timezone.now())
    for each in tickets[:2]:
        ToldUpdate.objects.create(update=update, ticket=each, at=timezone.now())
    page = words(lea, found)
    assert "<b>Lea</b>" in page
    assert f'told in <a href="{LIST}?told={update.pk}&amp;state=all">2 tickets</a>' in page
    told = lea.get(f"{LIST}?told={update.pk}&state=all").context["cl"].result_list
    assert set(told) == set(tickets[:2])
    assert lea.get(f"{LIST}?told=9{'9' * 30}&state=all").status_code == 200


def test_resolving_says_what_it_does_before_it_does_it(lea: Client) -> None:
    found = incident("Cards")
    met_by(found, 2)
    page = look(lea, found, "resolve", "")
    assert "become solved" in page
    assert "asked whether it works again" in page
    assert state_of(found) == "suspected"
    assert do(lea, found, "resolve", text="").startswith("Cards: resolved")
    assert do(lea, found, "resolve", text="") == "Cards is over already."
    assert IncidentUpdate.objects.get().resolves


def test_nothing_but_words_can_be_looked_at(lea: Client) -> None:
    found = incident()
    assert lea.post(f"{PAGES}{found.pk}/look/confirm/").status_code == 302
    assert lea.post(f"{PAGES}{found.pk}/look/tell/", {"text": ""}).status_code == 422
    assert state_of(found) == "suspected"


def test_a_closed_one_offers_no_step_but_its_name(lea: Client) -> None:
    found = incident(state="resolved", closed_at=ago(hours=1))
    steps = lea.get(f"{PAGES}{found.pk}/change/").context["page"].steps
    assert set(steps) == {"rename"}
    assert Ticket.objects.count() == 0
