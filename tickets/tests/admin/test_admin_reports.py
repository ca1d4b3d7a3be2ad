"""The reports in the console."""

import csv

import pytest
from django.test import Client
from django.utils import timezone

from tickets.models import Ticket, User
from tickets.services import judging
from tickets.tests.staffed import FORBIDDEN, NOW, many, signed_in, submitted

pytestmark = pytest.mark.django_db
TEAPOT = FORBIDDEN.replace("403", "418")


def told(client: Client, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    return list(csv.reader(answer.content.decode().splitlines()))


@pytest.fixture
def ticket() -> Ticket:
    return submitted(TEAPOT, now=timezone.now())


def test_the_first_page_leads_to_every_report(client: Client) -> None:
    html = client.get("/admin/").content.decode()
    for path in ("/admin/reports/rules/", "/admin/reports/gaps/", "/admin/reports/targets/"):
        assert f'href="{path}"' in html
        assert client.get(path).status_code == 200


def test_the_report_on_rules_shows_every_rule_that_was_shown(client: Client, ada: User, ticket: Ticket) -> None:
    judging.mark_wrong(ticket=ticket, position=0, true_rule="OTHER", by=ada, now=NOW)
    html = client.get("/admin/reports/rules/").content.decode()
    for finding in ticket.findings.all():
        assert f"<code>{finding.rule}</code>" in html
    assert "A cause that no rule knows" in html


def test_the_report_on_gaps_leads_to_the_newest_ticket_and_to_writing_what_is_missing(
    client: Client, ticket: Ticket
) -> None:
    html = client.get("/admin/reports/gaps/").content.decode()
    assert ticket.number in html
    assert "/admin/tickets/guideentry/add/?status=418" in html


def test_a_hostile_code_stays_text(client: Client) -> None:
    many(1, status=402, vendor_code='"><script>alert(1)</script>')
    html = client.get("/admin/reports/gaps/").content.decode()
    assert "<script>alert" not in html
    assert "code=%22%3E%3Cscript%3E" in html


def test_both_come_as_csv_without_formulas(client: Client, ticket: Ticket) -> None:
    rules = told(client, "/admin/reports/rules/?format=csv")
    assert rules[0][:3] == ["rule", "name", "shown"]
    assert {row[0] for row in rules[1:]} == set(ticket.findings.values_list("rule", flat=True))
    many(1, status=402, vendor_code="=cmd|' /C calc'!A1")
    gaps = told(client, "/admin/reports/gaps/?format=csv")
    assert [row[:2] for row in gaps[1:]] == [["418", ""], ["402", "'=cmd|' /C calc'!A1"], ["418", "forbidden"]]


def test_a_period_that_is_none_is_the_usual_one(client: Client) -> None:
    for days in ("7", "30", "90", "365", "0", "-1", "x", "99999999999999999999"):
        answer = client.get(f"/admin/reports/gaps/?days={days}")
        assert answer.status_code == 200
        assert answer.context["days"] == (int(days) if days in ("7", "90", "365") else 30)


def test_who_may_not_see_tickets_gets_no_reports() -> None:
    nobody = signed_in(User.objects.create_user("temp@desk.example", is_staff=True))
    for path in ("/admin/reports/rules/", "/admin/reports/gaps/?format=csv"):
        assert nobody.get(path).status_code == 403
    assert Client().get("/admin/reports/rules/").status_code == 302


def test_the_report_on_targets_counts_what_was_kept(client: Client, ticket: Ticket) -> None:
    html = client.get("/admin/reports/targets/").content.decode()
    assert "No ticket was received" in html  # a 4xx is in no queue
    queued = submitted(now=timezone.now())
    Ticket.objects.filter(pk=queued.pk).update(response_broken_at=timezone.now())
    assert ">Support</th>" in client.get("/admin/reports/targets/").content.decode()
    assert told(client, "/admin/reports/targets/?format=csv")[1] == ["Support", "P3", "1", "0", "1", "0", "0"]
