"""Agents go on duty and off by a switch on every page of the console."""

import pytest
from django.test import Client

from tickets.models import Queue, User
from tickets.tests.staffed import LIST, signed_in, superuser

pytestmark = pytest.mark.django_db
DUTY = "/admin/duty/"


def on_duty(user: User) -> bool:
    return User.objects.get(pk=user.pk).on_duty


def test_the_switch_stands_on_every_page_and_turns_both_ways(client: Client, ada: User) -> None:
    assert "Start duty" in client.get(LIST).content.decode()
    assert client.post(DUTY, {"on": "1", "back": f"{LIST}?state=all"})["Location"] == f"{LIST}?state=all"
    assert on_duty(ada)
    assert "End duty" in client.get(LIST).content.decode()
    client.post(DUTY, {"on": "0"})
    assert not on_duty(ada)


def test_pressing_twice_is_pressing_once(client: Client, ada: User) -> None:
    for _ in range(2):
        assert client.post(DUTY, {"on": "1"}).status_code == 302
    assert on_duty(ada)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", ""])
def test_it_leads_nowhere_else(client: Client, back: str) -> None:
    assert client.post(DUTY, {"on": "1", "back": back})["Location"] == "/admin/"


def test_it_is_a_post_of_agents_alone(client: Client) -> None:
    assert client.get(DUTY).status_code == 405
    nobody = User.objects.create_user("temp@desk.example", is_staff=True)
    browser = signed_in(nobody)
    assert browser.post(DUTY, {"on": "1"}).status_code == 403
    assert "duty" not in browser.get("/admin/").content.decode()
    assert Client().post(DUTY, {"on": "1"})["Location"].startswith("/admin/login/")
    assert not on_duty(nobody)


def test_a_queue_says_how_its_tickets_find_their_person(ada: User) -> None:
    queue = Queue.objects.create(name="Payments")
    given = {"name": "Payments", "assignment": "round_robin", "members": [ada.pk]}
    assert signed_in(superuser()).post(f"/admin/tickets/queue/{queue.pk}/change/", given).status_code == 302
    queue.refresh_from_db()
    assert queue.assignment == "round_robin"
