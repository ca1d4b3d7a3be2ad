"""The first page, the guide, queues and owed work in the console."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tickets.models import GuideEntry, Incident, Owed, Queue, Ticket, User
from tickets.services import guiding
from tickets.tests.staffed import many, signed_in, submitted, superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Client:
    return signed_in(superuser())


def parked(ticket: Ticket) -> Owed:
    now = timezone.now()
    return Owed.objects.create(
        kind="mail_reply",
        ticket=ticket,
        recipient="dev@shop.example",
        state="parked",
        due_at=now,
        booked_at=now,
        attempts=8,
        error="TimeoutError",
    )


def incident() -> Incident:
    now = timezone.now()
    return Incident.objects.create(title="503 on POST /v1/charges", opened_at=now, last_seen_at=now)


# The first page


def test_the_first_page_says_what_waits_where(client: Client, ada: User) -> None:
    many(3)
    many(2, state="claimed", assignee=ada)
    many(1, state="waiting", assignee=ada)
    parked(many(1)[0])
    incident()
    numbers = client.get("/admin/").context["numbers"]
    assert [(str(each.queue), each.waiting.number, each.claimed.number) for each in numbers.queues] == [
        ("Support", 4, 2)
    ]
    assert (numbers.mine.number, numbers.waiting_on_customers.number) == (2, 1)
    assert (numbers.parked.number, numbers.incidents.number, numbers.suspected.number) == (1, 1, 1)


def test_the_first_page_says_which_incidents_wait_for_a_word(client: Client) -> None:
    assert "to be confirmed" not in client.get("/admin/").content.decode()
    incident()
    Incident.objects.filter(pk=incident().pk).update(state="confirmed")
    page = client.get("/admin/").content.decode()
    assert "<b>2</b><span>open incidents<small" in page
    assert "1 to be confirmed" in page


def test_its_numbers_stop_at_a_thousand(client: Client) -> None:
    many(1001)
    assert "<b>1,000+</b>" in client.get("/admin/").content.decode()


def test_more_queues_and_tickets_cost_no_more_queries(client: Client) -> None:
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/")
        counts.append(len(asked))
        for place in range(5):
            many(20, queue=Queue.objects.create(name=f"Queue {turn}.{place}"))
    assert counts == [10, 10]


def test_who_may_not_see_tickets_gets_no_numbers() -> None:
    nobody = signed_in(User.objects.create_user("temp@desk.example", is_staff=True))
    answer = nobody.get("/admin/")
    assert answer.status_code == 200
    assert "numbers" not in answer.context


# The guide


def test_an_edited_entry_stays_when_the_guide_is_loaded_again(client: Client) -> None:
    guiding.load_default()
    entry = GuideEntry.objects.get(status="404")
    given = {
        "status": "404",
        "title": "Not here",
        "meaning": "m",
        "fix": "Look again.\nThen ask.",
        "link": "",
        "audience": "caller",
    }
    assert client.post(f"/admin/tickets/guideentry/{entry.pk}/change/", given).status_code == 302
    guiding.load_default()
    entry.refresh_from_db()
    assert (entry.title, entry.edited, entry.steps) == ("Not here", True, ("Look again.", "Then ask."))
    found = next(each for each in guiding.current_reference().entries if each.status == "404")
    assert found.title == "Not here"


def test_a_status_that_is_none_is_refused(client: Client) -> None:
    given = {"status": "40", "title": "t", "meaning": "m", "fix": "f", "audience": "caller"}
    page = client.post("/admin/tickets/guideentry/add/", given).content.decode()
    assert "Write a status such as 404 or a range such as 4xx." in page


def test_agents_cannot_delete_an_entry(client: Client) -> None:
    guiding.load_default()
    entry = GuideEntry.objects.get(status="404")
    assert client.post(f"/admin/tickets/guideentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403


# Queues


def test_a_queue_has_members(root: Client, ada: User) -> None:
    given = {"name": "Payments", "assignment": "manual", "members": [ada.pk]}
    assert root.post("/admin/tickets/queue/add/", given).status_code == 302
    assert list(Queue.objects.get(name="Payments").members.all()) == [ada]


def test_the_fallback_queue_cannot_be_deleted(root: Client) -> None:
    queue = Queue.objects.get(is_fallback=True)
    assert root.post(f"/admin/tickets/queue/{queue.pk}/delete/", {"post": "yes"}).status_code == 403
    ticked = {"action": "delete_selected", "_selected_action": [queue.pk], "index": 0, "post": "yes"}
    root.post("/admin/tickets/queue/", ticked)
    assert Queue.objects.filter(pk=queue.pk).exists()


def test_a_queue_with_tickets_cannot_be_deleted_and_an_empty_one_can(root: Client) -> None:
    full, empty = Queue.objects.create(name="Full"), Queue.objects.create(name="Empty")
    many(1, queue=full, state="solved")
    answers = [
        root.post(f"/admin/tickets/queue/{each.pk}/delete/", {"post": "yes"}).status_code for each in (full, empty)
    ]
    assert answers == [403, 302]
    assert set(Queue.objects.values_list("name", flat=True)) == {"Support", "Full"}


def test_agents_look_at_queues_and_change_none(client: Client) -> None:
    queue = Queue.objects.get(is_fallback=True)
    assert client.get(f"/admin/tickets/queue/{queue.pk}/change/").status_code == 200
    assert client.post(f"/admin/tickets/queue/{queue.pk}/change/", {"name": "Mine"}).status_code == 403


# Owed work


def test_owed_work_shows_what_is_not_done(client: Client) -> None:
    row = parked(submitted())
    page = client.get("/admin/tickets/owed/")
    assert {each.state for each in page.context["cl"].result_list} == {"parked", "due"}
    assert "TimeoutError" in page.content.decode()
    assert list(client.get("/admin/tickets/owed/?state=parked").context["cl"].result_list) == [row]
    done = client.get("/admin/tickets/owed/?state=done").context["cl"].result_list
    assert {each.kind for each in done} == {"route"}


def test_parked_work_is_taken_up_again(client: Client) -> None:
    row = parked(many(1)[0])
    row_id = row.pk
    ticked = {"action": "run_again", "_selected_action": [row_id], "index": 0}
    client.post("/admin/tickets/owed/", ticked)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (Owed.State.DUE, 0)
    page = client.post("/admin/tickets/owed/", ticked, follow=True).content.decode()
    assert "is not parked" in page


def test_owed_work_is_never_edited(client: Client, root: Client) -> None:
    row = parked(many(1)[0])
    for browser in (client, root):
        assert browser.post(f"/admin/tickets/owed/{row.pk}/change/", {"state": "done"}).status_code == 403
        assert browser.get("/admin/tickets/owed/add/").status_code == 403


def test_owed_work_costs_the_same_however_much_there_is(client: Client) -> None:
    counts = []
    for rows in (3, 60):
        for ticket in many(rows):
            parked(ticket)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/tickets/owed/").status_code == 200
        assert not [each["sql"] for each in asked if '"tickets_ticket"."text"' in each["sql"]]
        counts.append(len(asked))
    assert counts == [6, 6]
