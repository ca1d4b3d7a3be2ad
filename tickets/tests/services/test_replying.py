"""What is said about a ticket reaches the right people, masked, and moves the ticket where it then belongs."""

from datetime import timedelta

import pytest

from tickets.models import Customer, Incident, Message, Note, Ticket, User
from tickets.services import incidents, moving, replying, routing
from tickets.services.pasting import UploadedText
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit

Outcome = Ticket.Outcome
SECRET = "correct" + "horsebattery"


def state(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).state


@pytest.fixture
def claimed(submit: Submit, agent: User, customer: Customer) -> Ticket:
    ticket = submit(customer=customer)
    routing.route_ticket(ticket, now=NOW)
    moving.claim(ticket=ticket, by=agent, now=NOW)
    return ticket


def test_a_reply_waits_on_the_customer_and_owes_a_mail(claimed: Ticket, agent: User) -> None:
    message = replying.reply(ticket=claimed, by=agent, text="Try again now.", now=NOW)
    assert state(claimed) == "waiting"
    assert claimed.owed.get(kind="mail_reply").subject == message.pk


def test_a_reply_to_a_queued_ticket_takes_it(submit: Submit, agent: User) -> None:
    ticket = submit()
    routing.route_ticket(ticket, now=NOW)
    replying.reply(ticket=ticket, by=agent, text="We are on it.", now=NOW)
    assert Ticket.objects.get(pk=ticket.pk).assignee == agent
    assert not ticket.owed.filter(kind="mail_reply").exists()


def test_the_customers_answer_goes_back_to_who_asked(claimed: Ticket, agent: User) -> None:
    replying.reply(ticket=claimed, by=agent, text="Which region?", now=NOW)
    replying.customer_wrote(ticket=claimed, text="Europe.", now=NOW)
    stored = Ticket.objects.get(pk=claimed.pk)
    assert (stored.state, stored.assignee) == ("claimed", agent)


def test_a_message_on_an_answered_ticket_reaches_a_person(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    replying.customer_wrote(ticket=ticket, text="I do not understand.", now=NOW)
    assert state(ticket) == "received"
    assert ticket.owed.get(kind="route").state == "due"


def test_a_message_on_a_solved_ticket_reopens_it(claimed: Ticket, agent: User) -> None:
    claimed.owed.update(state="done", done_at=NOW)
    moving.solve(ticket=claimed, by=agent, now=NOW)
    replying.customer_wrote(ticket=claimed, text="It is back.", now=NOW)
    assert state(claimed) == "received"


def test_messages_and_notes_are_masked_before_they_are_stored(claimed: Ticket, agent: User) -> None:
    text = f"use this: Authorization: Bearer {SECRET}"
    replying.reply(ticket=claimed, by=agent, text=text, now=NOW)
    replying.customer_wrote(ticket=claimed, text=text, now=NOW)
    replying.note(ticket=claimed, by=agent, text=text, now=NOW)
    said = [*Message.objects.values_list("text", flat=True), *Note.objects.values_list("text", flat=True)]
    assert len(said) == 3
    assert not any(SECRET in each for each in said)


def test_a_note_changes_nothing_for_the_customer(claimed: Ticket, agent: User) -> None:
    replying.note(ticket=claimed, by=agent, text="He shouts.", now=NOW)
    assert (state(claimed), claimed.messages.count()) == ("claimed", 0)
    assert not claimed.owed.filter(kind="mail_reply").exists()


def test_fixed_solves_an_answered_ticket(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    replying.say_outcome(ticket=ticket, outcome=Outcome.FIXED, now=NOW)
    assert (state(ticket), Ticket.objects.get(pk=ticket.pk).outcome) == ("solved", "fixed")


def test_still_broken_queues_it_with_everything_attached(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    replying.say_outcome(ticket=ticket, outcome=Outcome.STILL_BROKEN, now=NOW)
    routing.route_ticket(Ticket.objects.get(pk=ticket.pk), now=NOW)
    assert state(ticket) == "queued"
    assert ticket.events.get(kind="queued").reason == "no rule: the customer says it is still broken → Support, P3"


def test_still_broken_on_a_reply_wakes_who_wrote_it(waiting: Ticket, agent: User) -> None:
    replying.say_outcome(ticket=waiting, outcome=Ticket.Outcome.STILL_BROKEN, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.assignee, waiting.outcome) == ("claimed", agent, "still_broken")
    assert waiting.paused_at is None


def test_still_broken_on_a_ticket_of_an_incident_is_looked_at_with_the_incident(waiting: Ticket) -> None:
    over = Incident.objects.create(
        title="503", state="resolved", opened_at=NOW, last_seen_at=NOW, closed_at=NOW - timedelta(minutes=5)
    )
    Ticket.objects.filter(pk=waiting.pk).update(incident=over)
    waiting.refresh_from_db()
    replying.say_outcome(ticket=waiting, outcome=Ticket.Outcome.STILL_BROKEN, now=NOW)
    incidents.group_answered(waiting, now=NOW)
    over.refresh_from_db()
    assert waiting.owed.get(kind="group").state == "due"
    assert over.is_open


def test_what_was_said_of_the_last_solution_is_not_said_of_the_next(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.FIXED, now=NOW)
    replying.customer_wrote(ticket=ticket, text="It fails again.", now=NOW)
    assert (ticket.outcome, Ticket.objects.get(pk=ticket.pk).outcome) == ("", "")


def test_saying_it_twice_does_nothing_twice(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    for _ in range(2):
        replying.say_outcome(ticket=ticket, outcome=Outcome.STILL_BROKEN, now=NOW)
        replying.say_outcome(ticket=ticket, outcome=Outcome.STILL_BROKEN, now=NOW)
    assert ticket.owed.filter(kind="route").count() == 1
    assert ticket.events.filter(kind="reopened").count() == 1


def test_a_customer_who_changes_their_mind_is_believed(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    replying.say_outcome(ticket=ticket, outcome=Outcome.FIXED, now=NOW)
    replying.say_outcome(ticket=ticket, outcome=Outcome.STILL_BROKEN, now=NOW)
    assert state(ticket) == "received"


@pytest.fixture
def waiting(claimed: Ticket, agent: User) -> Ticket:
    replying.reply(ticket=claimed, by=agent, text="Try again now.", now=NOW)
    return claimed


def test_a_thank_you_leaves_what_is_done_or_waits_as_it_is(submit: Submit, waiting: Ticket, agent: User) -> None:
    """Of one that waits on the customer, nothing was asked, and what support asked is still open."""
    answered = submit(NOT_FOUND)
    for ticket, before in ((answered, "answered"), (waiting, "waiting")):
        replying.customer_wrote(ticket=ticket, text="Thanks, Ada!" if ticket == waiting else "Thanks!", now=NOW)
        assert (state(ticket), Ticket.objects.get(pk=ticket.pk).outcome) == (before, "")
        assert ticket.events.latest("id").reason == "only a thank-you"
    moving.solve(ticket=waiting, by=agent, now=NOW)
    replying.customer_wrote(ticket=waiting, text="Thank you very much!", now=NOW)
    assert state(waiting) == "solved"
    assert waiting.messages.count() == 3


def test_who_writes_that_it_works_has_said_so(submit: Submit, waiting: Ticket) -> None:
    answered = submit(NOT_FOUND)
    for ticket in (answered, waiting):
        replying.customer_wrote(ticket=ticket, text="Works now, thank you!", now=NOW)
        assert (state(ticket), Ticket.objects.get(pk=ticket.pk).outcome) == ("solved", "fixed")


def test_a_thank_you_with_a_file_is_a_message_like_any_other(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    file = UploadedText("trace.log", b"HTTP/1.1 502 Bad Gateway")
    replying.customer_wrote(ticket=ticket, text="Thanks!", file=file, now=NOW)
    assert state(ticket) == "received"


def test_a_thank_you_to_a_person_who_works_on_it_moves_nothing(claimed: Ticket) -> None:
    replying.customer_wrote(ticket=claimed, text="It works now, thanks", now=NOW)
    assert (state(claimed), Ticket.objects.get(pk=claimed.pk).outcome) == ("claimed", "")


def test_a_name_that_nobody_at_support_has_makes_it_a_message(waiting: Ticket) -> None:
    replying.customer_wrote(ticket=waiting, text="Thanks, Bob!", now=NOW)
    assert state(waiting) == "claimed"
