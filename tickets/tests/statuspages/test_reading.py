"""A worker reads the pages that are due; what failed is left alone for longer each time, and nothing is forgotten."""

from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from tickets import tasks
from tickets.models import StatusComponent, StatusPage
from tickets.services.statuspages import fetching, reading
from tickets.tests.statuspages import pages
from tickets.tests.statuspages.pages import NOW
from tickets.tests.statuspages.server import Answer, Page
from triage.celery import app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_developing")]
Kind = StatusPage.Kind
SUMMARY = "/api/v2/summary.json"


def made(page: Page, kind: Kind = Kind.ATLASSIAN, **given: object) -> StatusPage:
    return StatusPage.objects.create(name=f"Acme {kind}", kind=kind, url=page.url, **given)


def read(row: StatusPage, *, now: datetime = NOW) -> StatusPage:
    """The page after it was read, whether it was due or not."""
    StatusPage.objects.filter(pk=row.pk).update(due_at=None)
    assert reading.read_due(now=now) >= 1
    return StatusPage.objects.get(pk=row.pk)


def verdicts(row: StatusPage) -> dict[str, str]:
    return dict(row.components.values_list("name", "verdict"))


def test_a_page_is_read_and_kept_with_its_components(page: Page) -> None:
    page.answers[SUMMARY] = Answer(pages.atlassian("major_outage", "major"))
    row = read(made(page))
    assert (row.verdict, row.reason, row.read_at, row.failures, row.problem) == ("outage", "Payments", NOW, 0, "")
    assert row.due_at == NOW + timedelta(minutes=2)
    assert verdicts(row) == {"Payments": "outage", "Customers": "operational"}


def at(*paths: str, bodies: tuple[bytes, ...]) -> dict[str, Answer]:
    return dict(zip(paths, map(Answer, bodies), strict=True))


PLAYED = {
    Kind.INSTATUS: (at("/summary.json", "/v2/components.json", bodies=pages.instatus()), "operational"),
    Kind.CACHET: (at("/api/v1/components", "/api/v1/incidents", bodies=pages.cachet(3)), "outage"),
    Kind.CACHET_3: (at("/api/components", "/api/incidents", bodies=pages.cachet_3(2)), "degraded"),
    Kind.INCIDENT_IO: (at("/api/v1/summary", bodies=(pages.incident_io(pages.outage_io()),)), "outage"),
    Kind.FEED: (at("/", bodies=(pages.rss(("Cards", "Resolved - well", pages.TODAY)),)), "operational"),
}


@pytest.mark.parametrize("kind", PLAYED)
def test_every_kind_of_page_is_read_over_http(page: Page, kind: Kind) -> None:
    answers, verdict = PLAYED[kind]
    page.answers |= answers
    assert read(made(page, kind)).verdict == verdict


def test_a_page_is_read_when_it_is_due_and_no_sooner(page: Page) -> None:
    page.answers[SUMMARY] = Answer(pages.atlassian())
    row = made(page, interval=5)
    assert [reading.read_due(now=NOW + timedelta(minutes=minutes)) for minutes in (0, 1, 4, 5, 6)] == [1, 0, 0, 1, 0]
    assert len(page.asked) == 2
    assert StatusPage.objects.get(pk=row.pk).read_at == NOW + timedelta(minutes=5)


def test_a_page_that_is_off_or_set_by_hand_is_read_by_nobody(page: Page) -> None:
    made(page, enabled=False)
    made(page, Kind.MANUAL)
    assert reading.read_due(now=NOW) == 0
    assert page.asked == []


def test_two_workers_read_a_page_once(page: Page) -> None:
    page.answers[SUMMARY] = Answer(pages.atlassian())
    row = made(page)
    assert [reading._read(row, now=NOW), reading._read(row, now=NOW)] == [True, False]
    assert len(page.asked) == 1


@pytest.mark.parametrize("answer", [Answer(pages.atlassian("major_outage", "major")), Answer(status=503)])
def test_what_comes_from_where_a_page_was_before_staff_moved_it_counts_for_nothing(
    page: Page, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.answers[SUMMARY] = answer
    row, fetch = made(page), fetching.fetch

    def moved_meanwhile(*given: Any, **named: Any) -> Any:
        StatusPage.objects.update(url="https://status.other.example")
        reading.ask(page=row, now=NOW, forget=True)
        return fetch(*given, **named)

    monkeypatch.setattr(fetching, "fetch", moved_meanwhile)
    row = read(row)
    assert (row.verdict, row.read_at, row.due_at, row.problem) == ("unknown", None, NOW, "")
    assert not row.components.exists()


def test_a_page_that_did_not_change_is_fresh_again(page: Page) -> None:
    page.answers[SUMMARY] = Answer(pages.atlassian("major_outage", "major"), headers=(("ETag", '"v1"'),))
    later = NOW + timedelta(minutes=9)
    row = read(read(made(page)), now=later)
    assert page.asked[-1][1]["If-None-Match"] == '"v1"'
    assert (row.verdict, row.read_at, verdicts(row)["Payments"]) == ("outage", later, "outage")


def test_what_could_not_be_understood_is_not_asked_for_by_its_etag(page: Page) -> None:
    page.answers[SUMMARY] = Answer(b"<html>", headers=(("ETag", '"v1"'),))
    row = read(made(page))
    assert (row.verdict, row.reason, row.etag) == ("unknown", "The answer is not JSON.", "")


def test_a_page_that_fails_keeps_what_it_said_until_that_is_too_old(page: Page) -> None:
    page.answers[SUMMARY] = Answer(pages.atlassian("major_outage", "major"))
    row = read(made(page))
    page.answers[SUMMARY] = Answer(status=503)
    row = read(row, now=NOW + timedelta(minutes=2))
    assert (row.verdict, row.read_at, row.problem) == ("outage", NOW, "It answered with status 503.")


def test_a_page_that_goes_on_failing_is_left_alone_for_longer_each_time(page: Page) -> None:
    row, now, rests = made(page, interval=2), NOW, []
    for _ in range(8):
        row = read(row, now=now)
        assert row.due_at is not None
        rests.append((row.due_at - now) // timedelta(minutes=1))
        now = row.due_at
    assert rests == [4, 8, 16, 32, 60, 60, 60, 60]
    assert row.failures == 8
    page.answers[SUMMARY] = Answer(pages.atlassian())
    row = read(row, now=now)
    assert (row.failures, row.problem, row.due_at) == (0, "", now + timedelta(minutes=2))


def test_a_page_that_is_seldom_read_is_not_read_more_often_because_it_fails(page: Page) -> None:
    row = read(made(page, interval=1440))
    assert row.due_at == NOW + timedelta(minutes=1440)


def test_pages_that_hang_do_not_outlast_the_task(page: Page, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    tries: list[object] = []

    def hangs(*given: object, **_: object) -> None:
        tries.append(given)
        raise fetching.Unfetched("It did not answer within 3 seconds.")

    monkeypatch.setattr(fetching, "fetch", hangs)
    StatusPage.objects.bulk_create(
        StatusPage(name=f"{number}", kind=Kind.FEED, url="https://x.example") for number in range(15)
    )
    assert [reading.read_due(now=NOW), reading.read_due(now=NOW), reading.read_due(now=NOW)] == [10, 5, 0]
    assert reading.AT_ONCE * fetching.PATIENCE < settings.CELERY_TASK_TIME_LIMIT / 1.5  # type: ignore[attr-defined]


def test_what_staff_mapped_stays_through_every_reading(page: Page) -> None:
    page.answers[SUMMARY] = Answer(pages.atlassian())
    row = read(made(page))
    row.components.filter(name="Payments").update(prefixes="/v1/payments")
    renamed = [{"id": "c1", "name": "Cards", "status": "major_outage"}]
    page.answers[SUMMARY] = Answer(pages.atlassian(components=renamed, status={"indicator": "major"}))
    read(row)
    kept = StatusComponent.objects.get()
    assert (kept.name, kept.prefixes, kept.verdict) == ("Cards", "/v1/payments", "outage")


def test_a_mapped_component_that_the_page_names_no_more_is_unknown(page: Page) -> None:
    page.answers[SUMMARY] = Answer(pages.atlassian())
    row = read(made(page))
    row.components.update(hosts="api.acme.example")
    page.answers[SUMMARY] = Answer(pages.atlassian(components=[]))
    read(row)
    assert set(verdicts(row).values()) == {"unknown"}


def test_a_row_that_staff_wrote_first_is_found_by_its_name(page: Page) -> None:
    page.answers["/api/v1/summary"] = Answer(pages.incident_io(pages.outage_io()))
    row = made(page, Kind.INCIDENT_IO)
    StatusComponent.objects.create(page=row, name="Payments", prefixes="/v1/payments")
    StatusComponent.objects.create(page=row, name="Customers", prefixes="/v1/customers")
    read(row)
    assert verdicts(row) == {"Payments": "outage", "Customers": "operational"}
    assert row.components.get(name="Payments").key == "x1"
    page.answers["/api/v1/summary"] = Answer(pages.incident_io())
    read(row)
    assert verdicts(row) == {"Payments": "operational", "Customers": "operational"}


def test_a_feed_speaks_for_each_row_that_staff_wrote(page: Page) -> None:
    page.answers["/"] = Answer(pages.rss(("Outage of cards", "Investigating - now", pages.TODAY)))
    row = made(page, Kind.FEED)
    StatusComponent.objects.create(page=row, name="Payments", prefixes="/v1/payments")
    read(row)
    assert verdicts(row) == {"Payments": "outage"}


def test_an_answer_that_lies_leaves_no_component_well(page: Page) -> None:
    page.answers[SUMMARY] = Answer(pages.atlassian())
    row = read(made(page))
    page.answers[SUMMARY] = Answer(pages.atlassian("major_outage", "none"))
    assert "contradicts itself" in read(row).reason
    assert set(verdicts(row).values()) == {"unknown"}


def test_a_page_of_many_components_is_kept_in_few_queries(
    page: Page, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    listed = [{"id": f"c{number}", "name": f"Part {number}", "status": "operational"} for number in range(400)]
    page.answers[SUMMARY] = Answer(pages.atlassian(components=listed))
    row = made(page)
    for _ in range(2):
        StatusPage.objects.update(due_at=None)
        with django_assert_max_num_queries(14):
            reading.read_due(now=NOW)
    assert row.components.count() == 400


def test_read_now_makes_it_due_and_wakes_a_worker_on_commit(
    page: Page, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    row = made(page, failures=7, due_at=NOW + timedelta(hours=1), etag='"v1"')
    with mock.patch.object(app, "send_task") as sent, django_capture_on_commit_callbacks(execute=True):
        assert reading.ask(page=row, now=NOW) is True
    assert sent.call_args.args == (reading.TASK,)
    row.refresh_from_db()
    assert (row.due_at, row.failures, row.etag) == (NOW, 0, "")
    assert page.asked == []


def test_a_page_set_by_hand_cannot_be_read_now(page: Page) -> None:
    assert reading.ask(page=made(page, Kind.MANUAL), now=NOW) is False


def test_the_task_of_beat_reads_what_is_due(page: Page, settings: object) -> None:
    page.answers[SUMMARY] = Answer(pages.atlassian(page={}))
    row = made(page)
    tasks.read_status_pages()
    row.refresh_from_db()
    assert row.verdict == "operational"
    planned = settings.CELERY_BEAT_SCHEDULE["read-status-pages"]  # type: ignore[attr-defined]
    assert planned["task"] == tasks.read_status_pages.name == reading.TASK
    assert planned["options"]["expires"] < planned["schedule"]


def test_no_log_names_where_a_page_is_read(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    page.answers["/secret-path/api/v2/summary.json"] = Answer(pages.atlassian())
    row = made(page)
    row.url += "/secret-path"
    row.save()
    read(row)
    page.answers.clear()
    read(row)
    assert "secret-path" not in caplog.text


def test_nothing_is_read_in_a_request(client: Client, monkeypatch: pytest.MonkeyPatch, page: Page) -> None:
    monkeypatch.setattr(fetching, "fetch", mock.Mock(side_effect=AssertionError("read in a request")))
    made(page)
    client.get("/")
    paste = "curl https://api.acme.example/v1/x\n\nHTTP/1.1 503 Service Unavailable"
    assert client.post("/api/v1/tickets", data=paste, content_type="text/plain").status_code == 201
    assert page.asked == []
    assert StatusPage.objects.get().due_at is None
