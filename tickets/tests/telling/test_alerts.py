"""What staff are told by mail: readable on a locked phone, to who is to know it, and not more than anybody reads."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from tickets.models import Alert, Incident, Owed, Queue, RoutingRule, Ticket, User
from tickets.services import alerting, briefing, moving, owed, replying, staffing
from tickets.tests.services.samples import NOW, UNAVAILABLE, Submit
from tickets.tests.telling.inbox import Inbox, all_of, html_of, text_of
from tickets.tests.telling.stories import Kind, deliver, incident_of, route

URGENT, INCIDENT = Alert.Kind.URGENT, Alert.Kind.INCIDENT
PAYMENTS = UNAVAILABLE.replace("/v1/customers/cus_9", "-X POST https://api.acme.example/v1/payments").replace(
    "https://api.acme.example-X", "-X"
)


def raised(ticket: Ticket, kind: Alert.Kind = URGENT, **fields: object) -> list[Owed]:
    """The mails that a new alert owes."""
    alert = alerting.raise_alert(kind, ticket=ticket, now=NOW, **fields)  # type: ignore[arg-type]
    assert alert is not None
    return list(Owed.objects.filter(kind=Kind.MAIL_ALERT, subject=alert.pk).order_by("pk"))


def note_of(row: Owed) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.error


@pytest.fixture
def broken(submit: Submit, agent: User) -> Ticket:
    """A 503 in its queue, of someone with an address."""
    return route(submit(PAYMENTS, email="dev@shop.example", subject="payments are down"))


# Who is told


def test_a_p1_alarms_who_looks_after_its_queue(submit: Submit, agent: User, lead: User) -> None:
    urgent = Queue.objects.create(name="Payments")
    urgent.members.add(agent)
    RoutingRule.objects.create(position=1, status="503", queue=urgent, priority="P1")
    ticket = route(submit(UNAVAILABLE))
    assert ticket.priority == "P1"
    assert [row.recipient for row in ticket.owed.filter(kind=Kind.MAIL_ALERT)] == ["ada@desk.example"]
    assert ticket.alerts.get().kind == "urgent"


def test_other_priorities_and_the_demo_alarm_nobody(submit: Submit, agent: User) -> None:
    route(submit(UNAVAILABLE))
    RoutingRule.objects.create(position=1, status="503", priority="P1")
    route(submit(UNAVAILABLE, sender="addr:2", is_demo=True))
    assert not Alert.objects.exists()


def test_urgent_tickets_of_an_open_incident_alarm_nobody_by_themselves(
    submit: Submit, agent: User, settings: Settings
) -> None:
    RoutingRule.objects.create(position=1, status="503", priority="P1")
    settings.INCIDENT_CUSTOMERS = 2
    for number in range(5):
        route(submit(UNAVAILABLE, sender=f"addr:{number}", email=f"dev{number}@shop.example"))
    assert Ticket.objects.filter(incident__isnull=False).count() == 5
    alert = Alert.objects.get(kind="urgent")
    assert alert.reason == "rule 1, its queue is gone: 503 on /v1/customers/cus_9 → Support, P1"


def test_an_incident_is_told_to_leads_and_without_one_to_whoever_works(broken: Ticket, agent: User) -> None:
    incident = incident_of(broken)
    assert [row.recipient for row in raised(broken, INCIDENT, incident=incident)] == ["ada@desk.example"]
    staffing.enlist(email="lea@desk.example", password="a long enough word", lead=True)
    assert [row.recipient for row in raised(broken, INCIDENT, incident=incident)] == ["lea@desk.example"]


def test_a_target_is_told_to_the_tickets_person_unless_they_left(broken: Ticket, agent: User, lead: User) -> None:
    moving.claim(ticket=broken, by=lead, now=NOW)
    assert [row.recipient for row in raised(broken, Alert.Kind.TARGET_NEAR)] == ["lea@desk.example"]
    User.objects.filter(pk=lead.pk).update(is_active=False)
    broken = Ticket.objects.get(pk=broken.pk)
    assert [row.recipient for row in raised(broken, Alert.Kind.TARGET_NEAR)] == ["ada@desk.example"]


def test_leads_may_decide_and_agents_may_not(agent: User, lead: User) -> None:
    may = [(each.has_perm("tickets.change_incident"), each.has_perm("tickets.work_ticket")) for each in (agent, lead)]
    assert may == [(False, True), (True, True)]
    assert lead.has_perm("tickets.change_routingrule")
    assert lead.has_perm("tickets.add_queue")
    assert not lead.has_perm("tickets.add_user")


# What it says


def test_an_urgent_ticket_is_told_in_a_line_that_a_locked_phone_shows(inbox: Inbox, broken: Ticket) -> None:
    (row,) = raised(broken, reason="rule 1: payments are P1")
    assert deliver(row) is True
    (mail,) = inbox.mails
    assert mail["Subject"] == f"[P3] 503 on POST /v1/payments: new ticket {broken.number}"
    assert mail["To"] == "ada@desk.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    for part in (text_of(mail), html_of(mail)):
        assert f"http://127.0.0.1:8000/admin/tickets/ticket/{broken.pk}/change/" in part
        assert "rule 1: payments are P1" in part
        assert "payments are down" in part
        assert "23 Nov 2026, 02:00 UTC" in part
        assert broken.queue is not None
        assert broken.queue.name in part


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Alert.Kind.TARGET_NEAR, "[P3, due soon] 503 on POST /v1/payments: ticket {}"),
        (Alert.Kind.TARGET_BROKEN, "[P3, late] 503 on POST /v1/payments: ticket {}"),
    ],
)
def test_a_target_is_told_in_one_line(inbox: Inbox, broken: Ticket, kind: Alert.Kind, said: str) -> None:
    deliver(raised(broken, kind)[0])
    assert inbox.mails[0]["Subject"] == said.format(broken.number)


def test_an_incident_is_told_with_its_customers_and_what_the_status_page_says(
    inbox: Inbox, broken: Ticket, submit: Submit
) -> None:
    incident = incident_of(broken, "503 on POST /v1/payments")
    other = route(submit(PAYMENTS, sender="addr:2"))
    Ticket.objects.filter(pk=other.pk).update(incident=incident)
    Ticket.objects.filter(pk=broken.pk).update(status_page_verdict="operational", status_page_read_at=NOW)
    for kind, word in ((INCIDENT, "Incident?"), (Alert.Kind.REGRESSED, "Back again")):
        deliver(raised(broken, kind, incident=incident, reason="2 customers in 30 minutes")[0])
        mail = inbox.mails[-1]
        assert mail["Subject"] == f"[{word}] 503 on POST /v1/payments: 2 customers"
        for part in (text_of(mail), html_of(mail)):
            assert "2 customers in 30 minutes" in part
            assert f"/admin/tickets/incident/{incident.pk}/change/" in part
            assert "2 customers say otherwise" in part


def test_it_tells_nothing_of_the_paste_of_other_people_or_of_what_was_written(
    inbox: Inbox, submit: Submit, agent: User
) -> None:
    paste = PAYMENTS.replace("/v1/payments", "/v1/invites/jane@other.example").replace("{}", '{"body": "of the paste"}')
    ticket = route(submit(paste, email="dev@shop.example", subject="<b>jane@other.example</b>"))
    replying.note(ticket=ticket, by=agent, text="an internal note", now=NOW)
    replying.customer_wrote(ticket=ticket, text="a message of theirs", now=NOW)
    deliver(raised(ticket)[0])
    said = all_of(inbox.mails[0])
    assert "••••" in inbox.mails[0]["Subject"]
    for hidden in ("jane@other", "dev@shop", "of the paste", "internal note", "message of theirs", "<b>••••"):
        assert hidden not in html_of(inbox.mails[0]).replace("<b>A new", "")
        assert hidden == "<b>••••" or hidden not in said


def test_what_was_opened_again_is_not_called_new(inbox: Inbox, broken: Ticket, agent: User) -> None:
    moving.solve(ticket=broken, by=agent, now=NOW)
    moving.reopen(ticket=broken, by=agent, now=NOW)
    deliver(raised(route(broken))[0])
    assert inbox.mails[0]["Subject"].endswith(f": ticket {broken.number} again")


def test_staffs_mail_is_a_thread_of_its_own_and_no_part_of_the_customers(
    inbox: Inbox, broken: Ticket, settings: Settings
) -> None:
    settings.MAIL_REPLY_TO = "answers@acme.example"
    settings.MAILS_PER_TICKET_HOUR = 1
    for row in (*raised(broken), *raised(broken, Alert.Kind.TARGET_NEAR), broken.owed.get(kind=Kind.MAIL_RECEIVED)):
        assert deliver(row) is True
    first, second, customers = inbox.mails
    assert first["References"] == second["References"] == f"<alerts-ticket-{broken.pk}@acme.example>"
    assert first["Message-ID"] != second["Message-ID"]
    assert customers["References"] is None
    assert (first["Reply-To"], customers["Reply-To"]) == (None, "answers@acme.example")


# Whom it does not reach any more, and what is no news any more


def test_who_left_before_it_was_sent_gets_nothing(inbox: Inbox, broken: Ticket, agent: User) -> None:
    (row,) = raised(broken)
    User.objects.filter(pk=agent.pk).update(is_staff=False)
    assert deliver(row) is False
    assert note_of(row) == ("done", "Not mailed: they are not staff any more")
    assert inbox.mails == []


def test_an_address_that_changed_hands_gets_nothing(inbox: Inbox, broken: Ticket, agent: User) -> None:
    (row,) = raised(broken)
    User.objects.filter(pk=agent.pk).update(email="ada@new.example")
    assert deliver(row) is False
    assert inbox.mails == []


def test_what_is_over_before_the_mail_leaves_alarms_nobody(inbox: Inbox, broken: Ticket, agent: User) -> None:
    incident = incident_of(broken)
    (of_ticket,), (of_incident,) = raised(broken), raised(broken, INCIDENT, incident=incident)
    moving.solve(ticket=broken, by=agent, now=NOW)
    Incident.objects.filter(pk=incident.pk).update(state="resolved", closed_at=NOW)
    assert [deliver(of_ticket), deliver(of_incident)] == [False, False]
    assert note_of(of_ticket)[1] == "Not told: the ticket is solved by now"
    assert note_of(of_incident)[1] == "Not told: the incident is resolved by now"


@pytest.mark.parametrize("kind", [Alert.Kind.TARGET_NEAR, Alert.Kind.TARGET_BROKEN])
def test_many_late_tickets_are_told_though_the_first_of_them_is_finished(
    inbox: Inbox, broken: Ticket, agent: User, kind: Alert.Kind
) -> None:
    on_time, late = (raised(broken, kind, reason="17 tickets in Payments, first of all: this one")[0] for _ in range(2))
    moving.solve(ticket=broken, by=agent, now=NOW)
    assert deliver(on_time) is True
    assert "17 tickets in Payments" in text_of(inbox.mails[0])
    assert deliver(late, now=NOW + timedelta(days=1, minutes=1)) is False
    assert note_of(late)[1] == "Not told: it is more than a day old"


def test_what_waited_for_a_day_alarms_nobody(inbox: Inbox, broken: Ticket) -> None:
    (row,) = raised(broken)
    assert deliver(row, now=NOW + timedelta(days=1, minutes=1)) is False
    assert note_of(row)[1] == "Not told: it is more than a day old"


class Died(BaseException):
    """What no handler of ours catches, as a killed process is caught by none."""


def test_a_death_after_the_servers_acceptance_repeats_an_alert_once_with_its_id(inbox: Inbox, broken: Ticket) -> None:
    (row,) = raised(broken)

    def send_and_die(due: Owed) -> None:
        briefing.mail_alert(due, now=NOW)
        raise Died

    with pytest.raises(Died):
        owed.settle_outside(row.pk, send_and_die, now=NOW)
    assert deliver(row) is False  # the claim of the dead still holds
    assert deliver(row, now=NOW + owed.LEASE + timedelta(seconds=1)) is True
    assert [mail["Message-ID"] for mail in inbox.mails] == [f"<owed-{row.pk}@acme.example>"] * 2


# A flood


def flood(submit: Submit, count: int, paste: str = PAYMENTS) -> list[Owed]:
    """The mails of so many urgent tickets of one fault."""
    tickets = [route(submit(paste, sender=f"addr:{number}")) for number in range(count)]
    return [row for ticket in tickets for row in raised(ticket)]


def test_the_last_mail_of_a_full_hour_says_that_more_follows_unmailed(
    inbox: Inbox, submit: Submit, agent: User, settings: Settings
) -> None:
    settings.STAFF_MAILS_HOUR, settings.INCIDENT_CUSTOMERS = 3, 1000
    rows = flood(submit, 5)
    assert [deliver(row) for row in rows] == [True, True, True, False, False]
    said = ["Many alerts came within this hour." in text_of(mail) for mail in inbox.mails]
    assert said == [False, False, True]
    assert "/admin/tickets/alert/" in html_of(inbox.mails[2])
    assert note_of(rows[3]) == ("done", "Not mailed: 3 alerts in an hour are enough, and the last of them said so")
    (after,) = flood(submit, 1, PAYMENTS.replace("payments", "refunds"))
    assert deliver(after, now=NOW + timedelta(hours=1)) is True


def test_a_flood_of_one_fault_does_not_bury_another(
    inbox: Inbox, submit: Submit, agent: User, settings: Settings
) -> None:
    settings.STAFF_MAILS_HOUR, settings.INCIDENT_CUSTOMERS = 2, 1000
    rows = flood(submit, 4)
    assert [deliver(row) for row in rows] == [True, True, False, False]
    incident = incident_of(rows[0].its_ticket)
    (suspected,) = raised(rows[0].its_ticket, INCIDENT, incident=incident)
    (other,) = flood(submit, 1, PAYMENTS.replace("payments", "refunds"))
    (third,) = flood(submit, 1, PAYMENTS.replace("payments", "payouts"))
    assert [deliver(row) for row in (suspected, other, third)] == [True, True, False]  # twice as many, and no more


def test_one_persons_flood_holds_back_nobody_elses(
    inbox: Inbox, submit: Submit, agent: User, lead: User, settings: Settings
) -> None:
    settings.STAFF_MAILS_HOUR, settings.INCIDENT_CUSTOMERS = 1, 1000
    rows = flood(submit, 2)
    assert sorted((row.recipient, deliver(row)) for row in rows) == [
        ("ada@desk.example", False),
        ("ada@desk.example", True),
        ("lea@desk.example", False),
        ("lea@desk.example", True),
    ]


def test_of_two_workers_at_the_limit_one_sends_the_last(
    inbox: Inbox, submit: Submit, agent: User, settings: Settings
) -> None:
    settings.STAFF_MAILS_HOUR, settings.INCIDENT_CUSTOMERS = 1, 1000
    first, second = flood(submit, 2)

    def meanwhile(_: Owed) -> None:
        assert deliver(second) is False

    assert owed.settle_outside(first.pk, meanwhile, now=NOW) is True


def test_a_limit_below_one_is_an_error(settings: Settings) -> None:
    settings.STAFF_MAILS_HOUR = 0
    assert [each.id for each in run_checks() if "STAFF_MAILS_HOUR" in each.msg] == ["tickets.E006"]
