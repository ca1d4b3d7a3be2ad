"""The reports count tickets, customers and words as they are, and cost the same however many there are."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tickets.models import GuideEntry, Ticket, User, VendorCode
from tickets.services import guiding, judging, moving, replying, reporting, routing
from tickets.services.reporting import Gap, RuleRow, TargetRow
from tickets.tests.services.samples import NOT_FOUND, NOW, UNAVAILABLE, Submit

LATER = NOW + timedelta(hours=1)
TEAPOT = NOT_FOUND.replace("404 Not Found", "418 I'm a teapot")
DECLINED = NOT_FOUND.replace("404 Not Found", "402 Payment Required").replace(
    "{}", '{"error": {"code": "card_declined", "message": "Declined."}}'
)


def rows(days: int = 30) -> dict[str, RuleRow]:
    return {row.rule: row for row in reporting.rules(days=days, now=LATER)}


def gaps(days: int = 30) -> reporting.Gaps:
    return reporting.gaps(days=days, now=LATER)


# Rules


def test_a_rule_is_counted_once_for_each_ticket_it_was_shown_in(submit: Submit) -> None:
    first, second = submit(NOT_FOUND), submit(NOT_FOUND)
    first.findings.create(rule="STATE-001", position=90, cause="again", citation_ref="x")
    assert (rows()["STATE-001"].shown, rows()["STATE-001"].first) == (2, 2)
    assert (rows()["GUIDE-404"].shown, rows()["GUIDE-404"].first) == (2, 0)
    assert second.findings.count() == 2


def test_the_customers_word_counts_for_the_rule_that_stood_first(submit: Submit) -> None:
    for outcome in ("fixed", "fixed", "still_broken"):
        replying.say_outcome(ticket=submit(NOT_FOUND), outcome=Ticket.Outcome(outcome), now=NOW)
    submit(NOT_FOUND)
    row = rows()["STATE-001"]
    assert (row.shown, row.fixed, row.broken) == (4, 2, 1)
    assert (rows()["GUIDE-404"].fixed, rows()["GUIDE-404"].broken) == (0, 0)


def test_what_staff_marked_wrong_counts_for_both_rules(submit: Submit, agent: User) -> None:
    for _ in range(2):
        judging.mark_wrong(ticket=submit(NOT_FOUND), position=0, true_rule="URL-010", by=agent, now=NOW)
    judging.mark_wrong(ticket=submit(NOT_FOUND), position=0, true_rule="", by=agent, now=NOW)
    assert rows()["STATE-001"].wrong == 3
    assert rows()["URL-010"] == RuleRow(rule="URL-010", called="no such route", true=2)


def test_rules_are_counted_in_their_period_only(submit: Submit) -> None:
    submit(NOT_FOUND, now=NOW - timedelta(days=10))
    assert "STATE-001" not in rows(days=7)
    assert rows(days=30)["STATE-001"].shown == 1


def test_the_report_on_rules_costs_four_queries(
    submit: Submit, agent: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for paste in (NOT_FOUND, UNAVAILABLE, TEAPOT):
        judging.mark_wrong(ticket=submit(paste), position=0, true_rule="", by=agent, now=NOW)
    with django_assert_num_queries(4):
        rows()


# Gaps


def test_a_status_without_an_entry_of_its_own_is_a_gap(submit: Submit) -> None:
    for sender in ("addr:1", "addr:1", "addr:2"):
        newest = submit(TEAPOT, sender=sender)
    submit(NOT_FOUND)
    assert gaps().statuses == (Gap(418, "", "4xx", tickets=3, customers=2, newest=newest),)


def test_a_status_that_not_even_a_range_serves_says_so(submit: Submit) -> None:
    GuideEntry.objects.filter(status="4xx").delete()
    submit(TEAPOT)
    assert gaps().statuses[0].range == ""


def test_an_error_code_that_nothing_explains_is_a_gap_until_somebody_writes_it(submit: Submit) -> None:
    submit(DECLINED)
    (gap,) = gaps().codes
    assert (gap.code, gap.status, gap.tickets) == ("card_declined", 402, 1)
    VendorCode.objects.create(code="Card_Declined", status="4xx", path="/v1/payments", text="No.")
    assert gaps().codes == ()


def test_a_code_that_is_explained_at_another_status_is_none(submit: Submit) -> None:
    submit(DECLINED)
    VendorCode.objects.create(code="card_declined", status="409", text="No.")
    assert [gap.code for gap in gaps().codes] == ["card_declined"]


def test_a_customer_with_an_address_is_one_customer_whatever_the_network(submit: Submit) -> None:
    submit(TEAPOT, sender="addr:1", email="dev@shop.example")
    submit(TEAPOT, sender="addr:2", email="dev@shop.example")
    assert (gaps().statuses[0].tickets, gaps().statuses[0].customers) == (2, 1)


def test_what_succeeded_is_no_gap(submit: Submit) -> None:
    GuideEntry.objects.all().delete()
    submit(NOT_FOUND.replace("404 Not Found", "200 OK"))
    assert gaps() == reporting.Gaps((), ())


def test_gaps_are_counted_in_their_period_only(submit: Submit) -> None:
    submit(TEAPOT, now=NOW - timedelta(days=10))
    assert gaps(days=7).statuses == ()


def test_many_gaps_cost_the_queries_of_one(submit: Submit, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(20):
        submit(DECLINED.replace("card_declined", f"code_{number}").replace("402", str(430 + number)))
    guiding.current_reference()
    with django_assert_num_queries(5):
        assert len(gaps().codes) == 20


@pytest.mark.parametrize("most", [1, 2])
def test_only_the_newest_tickets_are_looked_at(submit: Submit, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(reporting, "MOST_TICKETS", most)
    for _ in range(3):
        submit(NOT_FOUND)
        submit(TEAPOT)
    assert sum(each.first for each in rows().values()) == most


# Response targets


def test_targets_are_counted_by_queue_and_priority_as_they_were_kept(
    submit: Submit, agent: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def queued() -> Ticket:
        ticket = submit(now=NOW)
        routing.route_ticket(ticket, now=NOW)
        return ticket

    in_time, late, solved, _ = (queued() for _ in range(4))
    replying.reply(ticket=in_time, by=agent, text="Look here.", now=NOW + timedelta(hours=1))
    replying.reply(ticket=late, by=agent, text="Look here.", now=NOW + timedelta(hours=9))
    moving.solve(ticket=late, by=agent, now=NOW + timedelta(hours=10))
    moving.solve(ticket=solved, by=agent, now=NOW + timedelta(hours=80))
    submit(NOT_FOUND)
    with django_assert_num_queries(2):
        counted = reporting.targets(days=7, now=NOW + timedelta(days=4))
    assert counted == (TargetRow("Support", "P3", tickets=4, answered=1, answered_late=2, solved=1, solved_late=1),)
    assert reporting.targets(days=7, now=NOW + timedelta(days=8)) == ()
