"""What customers are told: that a person looks at it, what becomes of an incident, and that it is thought solved."""

from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from tickets.models import Customer, Event, Incident, Owed, Ticket, User
from tickets.services import history, links, moving, notifying, owed, replying
from tickets.tests.services.samples import NOW, UNAVAILABLE, Submit
from tickets.tests.telling.inbox import Inbox, all_of, html_of, text_of
from tickets.tests.telling.stories import Kind, deliver, every_mail, incident_of, route, still_broken, told

LATER = NOW + timedelta(minutes=5)


def owes(ticket: Ticket, kind: Owed.Kind) -> int:
    return ticket.owed.filter(kind=kind).count()


def note_of(row: Owed) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.error


# Queued


def test_still_broken_is_answered_with_the_place_in_the_queue(inbox: Inbox, ticket: Ticket) -> None:
    still_broken(ticket)
    assert deliver(ticket.owed.get(kind=Kind.MAIL_QUEUED)) is True
    (mail,) = inbox.mails
    assert mail["To"] == "dev@shop.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    for part in (text_of(mail), html_of(mail)):
        assert "is in the support queue" in part
        assert "Yours is the next one." in part
        assert links.url_of(ticket) in part
        assert "incident" not in part
        assert "status page" not in part


def test_whom_the_confirmation_told_that_a_person_looks_at_it_gets_no_second_mail(
    submit: Submit, customer: Customer
) -> None:
    ticket = route(submit(UNAVAILABLE, customer=customer))
    assert ticket.state == "queued"
    assert owes(ticket, Kind.MAIL_QUEUED) == 0


def test_a_confirmation_that_leaves_after_still_broken_says_it_already(inbox: Inbox, ticket: Ticket) -> None:
    still_broken(ticket)
    deliver(ticket.owed.get(kind=Kind.MAIL_RECEIVED), now=LATER)
    queued = ticket.owed.get(kind=Kind.MAIL_QUEUED)
    assert deliver(queued, now=LATER) is False
    assert note_of(queued) == ("done", "Not mailed: the confirmation went out later and says the same")
    assert "A person at support looks at it." in text_of(inbox.mails[0])
    assert len(inbox.mails) == 1


def test_each_arrival_in_a_queue_is_told_once(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    still_broken(ticket)
    moving.solve(ticket=ticket, by=agent, now=NOW)
    replying.customer_wrote(ticket=ticket, text="It fails again.", now=NOW)
    route(ticket)
    route(ticket)
    rows = list(ticket.owed.filter(kind=Kind.MAIL_QUEUED).order_by("pk"))
    arrivals = ticket.events.filter(kind=Event.Kind.QUEUED).values_list("pk", flat=True)
    assert [row.subject for row in rows] == list(arrivals)
    assert len(rows) == 2


def test_a_ticket_that_was_answered_meanwhile_is_not_told_of_a_queue(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    still_broken(ticket)
    replying.reply(ticket=ticket, by=agent, text="Use the id of the customer.", now=NOW)
    row = ticket.owed.get(kind=Kind.MAIL_QUEUED)
    assert deliver(row) is False
    assert note_of(row) == ("done", "Not mailed: the ticket is waiting on the customer by now")
    assert inbox.mails == []


def test_the_incident_and_the_status_page_are_told_with_the_place(
    inbox: Inbox, ticket: Ticket, agent: User, submit: Submit
) -> None:
    route(submit(UNAVAILABLE, sender="addr:2"))
    still_broken(ticket, now=LATER)
    incident = incident_of(ticket, "503 on GET /v1/customers/jane@other.example")
    told(ticket, agent, "We restart <it> & tell you.")
    Ticket.objects.filter(pk=ticket.pk).update(
        status_page_verdict="operational", status_page_read_at=NOW, status_page_link="https://status.acme.example"
    )
    deliver(ticket.owed.get(kind=Kind.MAIL_QUEUED))
    text, html = text_of(inbox.mails[0]), html_of(inbox.mails[0])
    assert "1 ticket is before yours." in text
    assert "an incident is suspected: 503 on GET /v1/customers/••••" in text
    assert "jane@other.example" not in all_of(inbox.mails[0])
    assert "We restart <it> & tell you." in text
    assert "We restart &lt;it&gt; &amp; tell you." in html
    assert "The status page says fine; 1 customer says otherwise. (read 23 Nov 2026, 02:00 UTC)" in text
    assert '<a href="https://status.acme.example">' in html
    Incident.objects.filter(pk=incident.pk).update(state="dismissed", closed_at=NOW)
    again = history.record(ticket, Event.Kind.QUEUED, now=NOW)
    row = owed.book(Kind.MAIL_QUEUED, ticket, subject=again.pk, recipient="dev@shop.example", now=NOW)
    deliver(row)
    assert "incident" not in text_of(inbox.mails[1])


# Updates of an incident


def test_an_update_is_mailed_in_supports_own_words(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    still_broken(ticket)
    incident_of(ticket)
    row = told(ticket, agent, "Write to ops@acme.example.\n\nWe work on <it>.")
    assert deliver(row) is True
    (mail,) = inbox.mails
    assert "503 on GET /v1/customers\n\nWrite to ops@acme.example.\n\nWe work on <it>." in text_of(mail)
    assert "We work on &lt;it&gt;." in html_of(mail)
    assert "working again" not in all_of(mail)
    assert mail["References"] == mail["In-Reply-To"] != mail["Message-ID"]


def test_the_update_that_resolves_asks_whether_it_works(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    still_broken(ticket)
    incident = incident_of(ticket)
    row = told(ticket, agent, "It is mended.", resolves=True)
    Incident.objects.filter(pk=incident.pk).update(state="resolved", closed_at=NOW)
    deliver(row)
    assert "Is it working again for you?" in text_of(inbox.mails[0])
    assert "Say whether it works" in html_of(inbox.mails[0])


def test_an_update_that_a_ticket_was_not_to_be_told_is_not_mailed_about_it(
    inbox: Inbox, ticket: Ticket, agent: User, submit: Submit
) -> None:
    still_broken(ticket)
    incident_of(ticket)
    row, other = told(ticket, agent), submit(sender="addr:2", email="else@shop.example")
    wrong = owed.book(Kind.MAIL_UPDATE, other, subject=row.subject, recipient="else@shop.example", now=NOW)
    with pytest.raises(Exception, match="does not exist"):
        deliver(wrong)
    assert inbox.mails == []


def test_what_turned_out_to_be_no_incident_is_not_mailed_any_more(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    still_broken(ticket)
    incident = incident_of(ticket)
    row = told(ticket, agent)
    Incident.objects.filter(pk=incident.pk).update(state="dismissed", closed_at=NOW)
    assert deliver(row) is False
    assert note_of(row) == ("done", "Not mailed: the incident was dismissed")
    assert inbox.mails == []


def test_muting_and_merging_keep_no_customer_in_the_dark(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    still_broken(ticket)
    incident = incident_of(ticket)
    rows = [told(ticket, agent, text) for text in ("One.", "Two.")]
    Incident.objects.filter(pk=incident.pk).update(muted_until=50)
    assert deliver(rows[0]) is True
    into = incident_of(ticket, "the other")
    Incident.objects.filter(pk=incident.pk).update(state="merged", merged_into=into, closed_at=NOW)
    assert deliver(rows[1]) is True


# Solved


def test_staff_who_solve_ask_whether_it_works(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    still_broken(ticket)
    moving.solve(ticket=ticket, by=agent, now=NOW, reason="A reason for the history.")
    assert deliver(ticket.owed.get(kind=Kind.MAIL_SOLVED)) is True
    mail = inbox.mails[0]
    for part in (text_of(mail), html_of(mail)):
        assert "Is it working again for you?" in part
        assert "opens it again" in part
        assert links.url_of(ticket) in part
        assert "A reason" not in part


def test_a_customer_who_says_that_it_works_is_not_asked(ticket: Ticket) -> None:
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.FIXED, now=NOW)
    assert owes(ticket, Kind.MAIL_SOLVED) == 0


def test_a_customer_who_says_so_before_the_mail_leaves_is_not_asked(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    moving.solve(ticket=ticket, by=agent, now=NOW)
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.FIXED, now=NOW)
    row = ticket.owed.get(kind=Kind.MAIL_SOLVED)
    assert deliver(row) is False
    assert note_of(row) == ("done", "Not mailed: the customer said that it works")


def test_a_ticket_that_is_open_again_is_not_called_solved(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    moving.solve(ticket=ticket, by=agent, now=NOW)
    moving.reopen(ticket=ticket, by=agent, now=NOW)
    row = ticket.owed.get(kind=Kind.MAIL_SOLVED)
    assert deliver(row) is False
    assert note_of(row) == ("done", "Not mailed: the ticket is received again")
    assert inbox.mails == []


def test_it_may_be_solved_twice_while_the_mail_server_is_away_and_is_asked_about_once(
    inbox: Inbox, ticket: Ticket, agent: User
) -> None:
    moving.solve(ticket=ticket, by=agent, now=NOW)
    moving.reopen(ticket=ticket, by=agent, now=NOW)
    moving.solve(ticket=route(ticket), by=agent, now=NOW)
    old, new = ticket.owed.filter(kind=Kind.MAIL_SOLVED).order_by("pk")
    assert [deliver(old), deliver(new)] == [False, True]
    assert note_of(old) == ("done", "Not mailed: the ticket was solved again since")
    assert len(inbox.mails) == 1


def test_it_may_be_queued_twice_while_the_mail_server_is_away_and_is_told_once(
    inbox: Inbox, ticket: Ticket, agent: User
) -> None:
    for _ in range(2):
        moving.solve(ticket=ticket, by=agent, now=NOW)
        moving.reopen(ticket=ticket, by=agent, now=NOW)
        route(ticket)
    old, new = ticket.owed.filter(kind=Kind.MAIL_QUEUED).order_by("pk")
    assert [deliver(old), deliver(new)] == [False, True]
    assert note_of(old) == ("done", "Not mailed: the ticket was put in a queue again since")
    assert len(inbox.mails) == 1


def test_what_was_mailed_before_it_came_again_is_mailed_again(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    for number in (1, 2):
        moving.solve(ticket=ticket, by=agent, now=NOW)
        assert deliver(ticket.owed.filter(kind=Kind.MAIL_SOLVED).latest("pk")) is True
        moving.reopen(ticket=ticket, by=agent, now=NOW)
        route(ticket)
        assert deliver(ticket.owed.filter(kind=Kind.MAIL_QUEUED).latest("pk")) is True
        assert len(inbox.mails) == 2 * number


# All of them


def test_tickets_of_the_demo_and_those_without_an_address_owe_no_mail(submit: Submit, agent: User) -> None:
    for ticket in (submit(email="dev@shop.example", is_demo=True), submit(sender="addr:2")):
        still_broken(ticket)
        replying.reply(ticket=ticket, by=agent, text="Hello.", now=NOW)
        moving.solve(ticket=ticket, by=agent, now=NOW)
        assert not ticket.owed.filter(kind__startswith="mail_").exists()


def test_all_mail_of_a_ticket_is_one_thread_under_one_subject(inbox: Inbox, ticket: Ticket, agent: User) -> None:
    assert [deliver(row) for row in every_mail(ticket, agent)] == [True] * 5
    first, *others = inbox.mails
    assert {mail["References"] for mail in others} == {mail["In-Reply-To"] for mail in others} == {first["Message-ID"]}
    assert len({mail["Message-ID"] for mail in inbox.mails}) == 5
    assert {mail["Subject"] for mail in inbox.mails} == {f"[{ticket.number}] 404 on GET /v1/customers/cus_9"}
    assert {mail["Auto-Submitted"] for mail in inbox.mails} == {"auto-generated"}


def test_what_was_not_sent_takes_no_room_from_what_is(
    inbox: Inbox, ticket: Ticket, agent: User, settings: Settings
) -> None:
    settings.MAILS_PER_TICKET_HOUR = 1
    moving.solve(ticket=ticket, by=agent, now=NOW)
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.FIXED, now=NOW)
    deliver(ticket.owed.get(kind=Kind.MAIL_SOLVED))
    assert deliver(ticket.owed.get(kind=Kind.MAIL_RECEIVED)) is True


class Died(BaseException):
    """What no handler of ours catches, as a killed process is caught by none."""


@pytest.mark.parametrize("kind", Owed.MAILS)
def test_a_death_between_the_servers_acceptance_and_our_commit_repeats_any_mail_once_with_its_id(
    inbox: Inbox, ticket: Ticket, agent: User, kind: Owed.Kind
) -> None:
    for row in every_mail(ticket, agent):
        if row.kind == kind:
            _die_after_sending(row)
            assert deliver(row) is False  # the claim of the dead still holds
            assert deliver(row, now=NOW + owed.LEASE + timedelta(seconds=1)) is True
            assert deliver(row, now=NOW + timedelta(days=1)) is False
            break
    assert len(inbox.mails) == 2
    assert {mail["Message-ID"] for mail in inbox.mails} == {f"<owed-{row.pk}@acme.example>"}
    assert {mail["To"] for mail in inbox.mails} == {"dev@shop.example"}


def _die_after_sending(row: Owed) -> None:
    def send_and_die(due: Owed) -> None:
        with transaction.atomic():
            getattr(notifying, due.kind)(due)
            raise Died

    with pytest.raises(Died):
        owed.settle_outside(row.pk, send_and_die, now=NOW)
