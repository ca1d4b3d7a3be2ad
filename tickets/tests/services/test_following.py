"""A finished ticket opens again for a while; later a linked follow-up takes over, once, however often it is asked."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, models
from pytest_django import Settings

from tickets.models import Customer, Event, Finding, Mask, Message, Ticket, User
from tickets.services import diagnosing, following, hiding, links, moving, notifying, replying, routing
from tickets.services.pasting import UploadedText
from tickets.tests.services.samples import NOT_FOUND, NOW, UNAVAILABLE, Submit

KEY = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
WITH_KEY = UNAVAILABLE.replace("curl -i", f"curl -i -H 'Authorization: Bearer {KEY}'")
SOON, LATE = NOW + timedelta(days=29), NOW + timedelta(days=31)
Outcome = Ticket.Outcome


@pytest.fixture(autouse=True)
def _window(settings: Settings) -> None:
    settings.REOPEN_DAYS = 30


@pytest.fixture
def solved(submit: Submit, agent: User, customer: Customer) -> Ticket:
    ticket = submit(WITH_KEY, customer=customer, subject="Checkout is down")
    routing.route_ticket(ticket, now=NOW)
    ticket.owed.update(state="done", done_at=NOW)
    moving.claim(ticket=ticket, by=agent, now=NOW)
    moving.solve(ticket=ticket, by=agent, now=NOW)
    return ticket


def write(
    ticket: Ticket, text: str = "It is back.", *, now: datetime = LATE, file: UploadedText | None = None
) -> Message:
    return replying.customer_wrote(ticket=ticket, text=text, now=now, file=file)


def state(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).state


def rows(found: "models.QuerySet[Mask] | models.QuerySet[Finding]") -> list[dict[str, object]]:
    """What is stored of each, but for its id and whose it is."""
    return [{name: value for name, value in row.items() if name not in ("id", "ticket_id")} for row in found.values()]


def test_within_the_window_the_ticket_itself_opens_again(solved: Ticket) -> None:
    assert write(solved, now=SOON).ticket == solved
    stored = Ticket.objects.get()
    assert (stored.state, stored.solved_at, stored.closed_at) == ("received", None, None)


def test_after_the_window_another_ticket_follows_it_up_with_the_same_exchange(solved: Ticket) -> None:
    message = write(solved)
    new = message.ticket
    assert (state(solved), state(new), new.follow_up_of) == ("solved", "received", solved)
    assert (new.number, links.token_of(new)) != (solved.number, links.token_of(solved))
    same = [(getattr(new, name), getattr(solved, name)) for name in following.SAME]
    assert all(one == other for one, other in same)
    assert rows(new.all_masks.exclude(place=Mask.Place.MESSAGE)) == rows(solved.all_masks.all()) != []
    assert rows(new.findings.all()) == rows(solved.findings.all()) != []
    assert [each.text for each in new.messages.all()] == ["It is back."]
    assert not solved.messages.exists()


def test_both_histories_tell_of_the_other_and_the_customer_is_told_the_new_number(solved: Ticket) -> None:
    new = write(solved).ticket
    assert solved.events.get(kind=Event.Kind.FOLLOWED).reason == f"by {new.number}: the customer wrote"
    assert [each.kind for each in new.events.all()] == ["received", "customer_wrote"]
    assert new.events.earliest("id").reason == f"follows up {solved.number}: the customer wrote"
    assert {row.kind for row in new.owed.all()} == {"route", "mail_received"}
    routing.route_ticket(new, now=LATE)
    assert state(new) == "queued"


def test_the_first_mail_of_a_follow_up_names_the_old_ticket(solved: Ticket, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    new = write(solved).ticket
    notifying.mail_received(new.owed.get(kind="mail_received"))
    assert f"as ticket {new.number}. It follows up {solved.number}, which ended" in str(mail.outbox[0].body)


def test_the_window_counts_from_the_solution_though_the_ticket_was_closed_later(solved: Ticket) -> None:
    Ticket.objects.update(state="closed", closed_at=NOW + timedelta(days=14))
    solved.refresh_from_db()
    assert following.opens_until(solved) == NOW + timedelta(days=30)
    assert write(solved, now=LATE).ticket != solved


def test_an_answered_ticket_that_was_closed_opens_again_counted_from_its_closing(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    Ticket.objects.update(state="closed", closed_at=NOW + timedelta(days=7))
    ticket.refresh_from_db()
    assert write(ticket, now=NOW + timedelta(days=36)).ticket == ticket
    assert state(ticket) == "received"


def test_an_open_ticket_is_never_over_however_old_it_is(submit: Submit) -> None:
    ticket = submit(UNAVAILABLE)
    assert following.opens_until(ticket) is None
    assert write(ticket, now=NOW + timedelta(days=900)).ticket == ticket


def test_the_same_form_sent_twice_says_it_once(solved: Ticket) -> None:
    file = UploadedText("trace.log", b"GET / HTTP/1.1")
    first = write(solved, file=file)
    assert write(Ticket.objects.get(pk=solved.pk), file=file) == first
    assert (Ticket.objects.count(), Message.objects.count()) == (2, 1)
    assert write(solved, "More of it.").ticket == first.ticket
    assert Message.objects.count() == 2


def test_the_same_words_a_week_later_are_said_again(solved: Ticket, agent: User) -> None:
    new = write(solved).ticket
    routing.route_ticket(new, now=LATE)
    replying.reply(ticket=new, by=agent, text="We look into it.", now=LATE)
    write(solved, now=LATE + timedelta(days=7))
    assert new.messages.filter(from_customer=True).count() == 2
    assert state(new) == "claimed"


def test_still_broken_after_the_window_makes_a_follow_up_that_says_so(solved: Ticket) -> None:
    new = replying.say_outcome(ticket=solved, outcome=Outcome.STILL_BROKEN, now=LATE)
    assert replying.say_outcome(ticket=solved, outcome=Outcome.STILL_BROKEN, now=LATE) == new
    assert (state(solved), state(new), new.outcome) == ("solved", "received", "still_broken")
    assert Ticket.objects.get(pk=solved.pk).outcome == ""
    assert new.owed.filter(kind="route").count() == 1


def test_follow_ups_of_follow_ups_make_a_chain_and_what_is_said_goes_to_its_last(solved: Ticket, agent: User) -> None:
    second = write(solved).ticket
    routing.route_ticket(second, now=LATE)
    moving.solve(ticket=second, by=agent, now=LATE)
    third = write(solved, "Once more.", now=LATE + timedelta(days=31)).ticket
    assert [each.number for each in following.chain_of(second)] == [solved.number, second.number, third.number]
    assert third.follow_up_of == second


def test_what_is_said_goes_to_the_follow_up_which_opens_again_itself(solved: Ticket, agent: User) -> None:
    second = write(solved).ticket
    second.owed.update(state="done", done_at=LATE)
    routing.route_ticket(second, now=LATE)
    moving.solve(ticket=second, by=agent, now=LATE)
    assert write(solved, "Again.", now=LATE + timedelta(days=3)).ticket == second
    assert state(second) == "received"


def test_a_thank_you_after_the_window_makes_no_ticket(solved: Ticket) -> None:
    assert write(solved, "Thank you!").ticket == solved
    assert Ticket.objects.count() == 1


def test_staff_take_up_what_ended_long_ago_in_a_follow_up_too(solved: Ticket, agent: User) -> None:
    new = following.take_up(ticket=solved, by=agent, now=LATE, reason="they called")
    assert new.follow_up_of == solved
    assert solved.events.get(kind="followed").by == agent
    with pytest.raises(moving.CannotMove, match=f"{new.number} follows {solved.number} up and is open"):
        following.take_up(ticket=solved, by=agent, now=LATE)


def test_staff_reopen_within_the_window_as_ever(solved: Ticket, agent: User) -> None:
    assert following.take_up(ticket=solved, by=agent, now=SOON) == solved
    assert solved.state == "received"


def test_a_key_of_the_old_ticket_is_known_again_in_the_first_message_of_the_new(solved: Ticket) -> None:
    message = write(solved, f"I used {KEY} all the time")
    assert KEY not in message.text
    assert message.masks.get().keyprint == solved.masks.get().keyprint


def test_what_is_masked_by_hand_is_masked_in_what_holds_the_same_exchange(solved: Ticket, agent: User) -> None:
    new = write(solved).ticket
    for ticket, where in ((solved, "cus_9"), (new, "api.acme.example")):
        assert hiding.hide(ticket=ticket, secret=where, kind="personal", by=agent, now=LATE).places
        assert not Ticket.objects.filter(text__contains=where).exists()
        assert not Ticket.objects.filter(url__contains=where).exists()
    assert {each.kind for each in new.events.all()} >= {"masked"}


def test_a_revoked_link_revokes_those_that_its_page_shows(solved: Ticket) -> None:
    new = write(solved).ticket
    before = links.token_of(new)
    links.revoke(ticket=solved)
    assert not links.opens(Ticket.objects.get(pk=new.pk), before)


def test_a_follow_up_is_diagnosed_again_by_the_time_of_the_call(
    solved: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, times = write(solved).ticket, []
    real = diagnosing._examine

    def examine(*given: object, now: datetime) -> diagnosing.Examined:
        times.append(now)
        return real(*given, now=now)  # type: ignore[arg-type]

    monkeypatch.setattr(diagnosing, "_examine", examine)
    diagnosing.again(ticket=new, now=LATE)
    assert times == [NOW]


def test_the_removal_of_the_first_leaves_the_follow_up(solved: Ticket) -> None:
    new = write(solved).ticket
    solved.delete()
    assert Ticket.objects.get().follow_up_of is None
    assert state(new) == "received"


def racing(work: Callable[[int], object], *, times: int = 6) -> None:
    start, failed = threading.Barrier(times), list[BaseException]()

    def race(number: int) -> None:
        start.wait()
        try:
            work(number)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(number,)) for number in range(times)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []


@pytest.mark.django_db(transaction=True)
def test_messages_and_words_that_race_make_one_follow_up(solved: Ticket) -> None:
    def said(number: int) -> None:
        mine = Ticket.objects.get(pk=solved.pk)
        if number % 2:
            write(mine, f"message {number}")
        else:
            replying.say_outcome(ticket=mine, outcome=Outcome.STILL_BROKEN, now=LATE)

    racing(said)
    new = Ticket.objects.get(follow_up_of=solved)
    assert Ticket.objects.count() == 2
    assert {each.text for each in new.messages.all()} == {"message 1", "message 3", "message 5"}
    assert solved.events.filter(kind="followed").count() == 1
    assert new.owed.filter(kind="route").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_at_the_same_time_says_it_once(solved: Ticket) -> None:
    racing(lambda _: write(Ticket.objects.get(pk=solved.pk)))
    assert (Ticket.objects.count(), Message.objects.count()) == (2, 1)
