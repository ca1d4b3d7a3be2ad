"""Targets and business hours in the console: forms that say what is wrong, and what hours come to."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tickets.models import BusinessHours, Queue, Target
from tickets.models.hours import WEEKDAYS
from tickets.tests.staffed import agent, signed_in, submitted, superuser
from tickets.tests.targets.samples import office, works

pytestmark = pytest.mark.django_db
TARGETS, HOURS = "/admin/tickets/target/", "/admin/tickets/businesshours/"
MONDAY = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)  # four o'clock in Berlin


@pytest.fixture
def root() -> Client:
    return signed_in(superuser())


@pytest.fixture
def _monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def general(priority: str = "P3") -> Target:
    return Target.objects.get(queue=None, priority=priority)


def errors(answer: object) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)  # type: ignore[attr-defined]


def written(**fields: str) -> dict[str, str]:
    usual = {**dict.fromkeys(WEEKDAYS, ""), "name": "Berlin", "time_zone": "Europe/Berlin", "monday": "09:00-17:00"}
    return {**usual, "country": "", "subdivision": "", "days_off": "", "days_worked": "", **fields}


# Targets


def test_the_list_says_for_whom_and_within_how_much_time(root: Client) -> None:
    Target.objects.create(queue=Queue.objects.create(name="Payments"), priority="P1", first_response=30)
    page = root.get(TARGETS).content.decode()
    for word in ("Every queue without its own", "Payments", "30 min", "8 h", "72 h", "—"):
        assert word in page


def test_a_target_is_written_in_hours_and_minutes(root: Client) -> None:
    queue = Queue.objects.create(name="Payments")
    given = {"queue": queue.pk, "priority": "P1", "first_response": "1 h 30 min", "resolution": "8h"}
    root.post(f"{TARGETS}add/", given)
    target = Target.objects.get(queue=queue)
    assert (target.first_response, target.resolution) == (90, 480)
    page = root.get(f"{TARGETS}{target.pk}/change/").content.decode()
    assert 'value="1 h 30 min"' in page


def test_a_target_may_promise_nothing(root: Client) -> None:
    root.post(f"{TARGETS}{general().pk}/change/", {"first_response": "30 min", "resolution": ""})
    assert (general().first_response, general().resolution) == (30, None)


@pytest.mark.parametrize(
    ("first", "last", "field", "complaint"),
    [
        ("soon", "", "first_response", "Write hours and minutes, such as 8 h or 1 h 30 min."),
        ("2 d", "", "first_response", "Write hours and minutes, such as 8 h or 1 h 30 min."),
        ("0 min", "", "first_response", "Write a minute or more, and no more than 8784 h."),
        ("1 h", "9999 h", "resolution", "Write a minute or more, and no more than 8784 h."),
        ("2 h", "1 h", "__all__", "A ticket is answered before it is solved."),
    ],
)
def test_what_is_no_target_is_told_why(root: Client, first: str, last: str, field: str, complaint: str) -> None:
    answer = root.post(f"{TARGETS}{general().pk}/change/", {"first_response": first, "resolution": last})
    assert errors(answer)[field] == [complaint]
    assert general().first_response == 480


@pytest.mark.parametrize("queue", [True, False])
def test_a_second_target_for_the_same_is_refused(root: Client, queue: bool) -> None:
    payments = Queue.objects.create(name="Payments")
    Target.objects.create(queue=payments, priority="P1", first_response=30)
    given = {"queue": payments.pk if queue else "", "priority": "P1", "first_response": "1 h", "resolution": ""}
    assert "already" in str(errors(root.post(f"{TARGETS}add/", given))["__all__"])


def test_the_general_targets_cannot_be_deleted_and_a_queues_own_can(root: Client) -> None:
    own = Target.objects.create(queue=Queue.objects.create(name="Payments"), priority="P1", first_response=30)
    for target, status in ((general(), 403), (own, 302)):
        assert root.post(f"{TARGETS}{target.pk}/delete/", {"post": "yes"}).status_code == status
    assert set(Target.objects.values_list("queue", flat=True)) == {None}


def test_agents_look_and_change_nothing(client: Client) -> None:
    hours = office()
    for path in (f"{TARGETS}{general().pk}/change/", f"{HOURS}{hours.pk}/change/"):
        assert client.get(path).status_code == 200
        assert client.post(path, {"first_response": "1 h"}).status_code == 403
    assert client.get(f"{HOURS}add/").status_code == 403


# Business hours


def test_new_hours_begin_with_a_usual_week(root: Client) -> None:
    page = root.get(f"{HOURS}add/").content.decode()
    assert page.count('value="09:00-17:00"') == 5


def test_hours_are_written_as_text(root: Client) -> None:
    given = written(friday="09:00-12:00, 13:00-15:00", country="DE", subdivision="BE", days_off="12-24 Christmas Eve")
    root.post(f"{HOURS}add/", given)
    hours = BusinessHours.objects.get()
    assert (hours.friday, hours.country, hours.subdivision) == ("09:00-12:00, 13:00-15:00", "DE", "BE")
    assert ">13 h<" in root.get(HOURS).content.decode()


@pytest.mark.parametrize(
    ("given", "field", "complaint"),
    [
        ({"monday": "22:00-02:00"}, "monday", "Across midnight"),
        ({"monday": ""}, "monday", "Write the hours of one day at least"),
        ({"time_zone": "Mars/Base"}, "time_zone", "Select a valid choice"),
        ({"country": "XX"}, "country", "Select a valid choice"),
        ({"country": "DE", "subdivision": "Berlin"}, "subdivision", "Choose one of BB, BE"),
        ({"country": "FI", "subdivision": "X"}, "subdivision", "Choose one of"),
        ({"subdivision": "BE"}, "subdivision", "Choose the country too"),
        ({"days_off": "12-24\nsoon"}, "days_off", "Line 2 is no day"),
        ({"days_worked": "2026-02-30"}, "days_worked", "no such day"),
    ],
)
def test_what_are_no_hours_is_told_why(root: Client, given: dict[str, str], field: str, complaint: str) -> None:
    assert complaint in str(errors(root.post(f"{HOURS}add/", written(**given)))[field])
    assert not BusinessHours.objects.exists()


@pytest.mark.usefixtures("_monday")
def test_the_page_shows_what_the_hours_come_to(root: Client) -> None:
    hours = office(country="DE", subdivision="BE", days_off="12-24 <b>Christmas</b> Eve")
    works(Queue.objects.fallback(), hours)
    page = root.get(f"{HOURS}{hours.pk}/change/").content.decode()
    for word in (
        "Monday, 30 November 2026, 16:00: support works until 17:00",
        "with 4 h is due on Tuesday, 1 December, 12:00",
        "Thu 24 Dec 2026 &lt;b&gt;Christmas&lt;/b&gt; Eve",
        "Fri 25 Dec 2026 Christmas Day",
        "Fri 1 Jan 2027",
        ">Support</dd>",
    ):
        assert word in page
    assert "26 Dec" not in page  # a Saturday is no day off


@pytest.mark.usefixtures("_monday")
def test_closed_hours_say_when_they_open(root: Client) -> None:
    hours = office(monday="09:00-12:00")
    page = root.get(f"{HOURS}{hours.pk}/change/").content.decode()
    assert "support is closed until Tuesday, 1 December, 09:00" in page


def test_hours_that_cannot_be_read_any_more_say_so(root: Client) -> None:
    hours = office(time_zone="Mars/Base", monday="whenever")
    assert "count around the clock until they are mended" in root.get(f"{HOURS}{hours.pk}/change/").content.decode()
    assert "cannot be read" in root.get(HOURS).content.decode()


def test_hours_that_a_queue_works_by_cannot_be_deleted(root: Client) -> None:
    used, free = office(), office("Free")
    works(Queue.objects.fallback(), used)
    for hours, status in ((used, 403), (free, 302)):
        assert root.post(f"{HOURS}{hours.pk}/delete/", {"post": "yes"}).status_code == status
    assert list(BusinessHours.objects.all()) == [used]


def test_a_queue_gets_its_hours(root: Client) -> None:
    queue, hours = Queue.objects.fallback(), office()
    given = {"name": queue.name, "assignment": "manual", "hours": hours.pk}
    root.post(f"/admin/tickets/queue/{queue.pk}/change/", given)
    queue.refresh_from_db()
    assert queue.hours == hours
    assert submitted(now=MONDAY).response_due_at == datetime(2026, 12, 1, 15, 0, tzinfo=UTC)


def test_who_may_not_see_targets_sees_none() -> None:
    ada = agent()
    ada.groups.clear()
    assert signed_in(ada).get(TARGETS).status_code == 403
