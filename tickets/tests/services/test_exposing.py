"""Which keys came in with a ticket, each once, with where it stood and which of them must be replaced."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tickets.models import Mask, Ticket, User
from tickets.services import exposing, intake, replying
from tickets.services.exposing import COUNTED, Standing
from tickets.services.intake import Origin
from tickets.services.pasting import Paste
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit

LIVE = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
WITH_KEY = NOT_FOUND.replace("cus_9", f"cus_9 -H 'Authorization: Bearer {LIVE}' -H 'X-Api-Key: {LIVE}'", 1)


def row(ticket: Ticket, at: int, **facts: object) -> Mask:
    columns = {"kind": "token", "detector": "d", "keyprint": f"1{at}", "start": at * 2, "end": at * 2 + 1}
    return Mask(ticket=ticket, **{**columns, **facts})


def test_a_key_is_told_once_with_all_its_names_and_places(submit: Submit, agent: User) -> None:
    ticket = submit(WITH_KEY)
    replying.customer_wrote(ticket=ticket, text=f"with {LIVE}", now=NOW)
    (key,) = exposing.exposed(ticket.all_masks.all())
    assert (key.prefix, key.last4, key.mode) == ("sk_live_", "p7dc", "live")
    assert key.names == ("Authorization", "X-Api-Key")
    assert key.standings == (Standing("the call and response", 2), Standing("a message", 1))
    assert (key.times, key.words, key.must_rotate) == (3, "bearer token", True)


def test_without_a_keyprint_the_name_tells_two_apart(submit: Submit) -> None:
    ticket = submit(f"{NOT_FOUND}\nDB_PASSWORD=hunter2x\nFTP_PASSWORD=hunter3y\nDB_PASSWORD=hunter2x\n")
    assert [(key.names, key.times) for key in exposing.exposed(ticket.masks)] == [
        (("DB_PASSWORD",), 2),
        (("FTP_PASSWORD",), 1),
    ]


@pytest.mark.parametrize("kind", ["email", "phone", "card", "personal", "otp", "signature"])
def test_what_cannot_be_replaced_need_not_be(submit: Submit, kind: str) -> None:
    (key,) = exposing.exposed([row(submit(), 1, kind=kind)])
    assert not key.must_rotate


def test_a_placeholder_is_no_key(submit: Submit) -> None:
    ticket = submit()
    same = [row(ticket, at, keyprint="1x", facts={"placeholder": True}) for at in (1, 2)]
    assert not exposing.exposed(same)[0].must_rotate
    assert exposing.exposed([*same, row(ticket, 3, keyprint="1x")])[0].must_rotate


def test_other_tickets_are_counted_once_each_however_often_they_hold_the_key(submit: Submit, agent: User) -> None:
    ticket, other, third = submit(WITH_KEY), submit(WITH_KEY), submit()
    replying.note(ticket=third, by=agent, text=f"token={LIVE}", now=NOW)
    assert other.masks.count() == 2
    keyprint = ticket.masks.all()[0].keyprint
    assert exposing.others_with_keys_of(ticket) == {keyprint: 2}
    (key,) = exposing.exposed(ticket.masks, exposing.others_with_keys_of(ticket))
    assert (key.others, key.is_in_many) == (2, False)


def test_the_count_ends_at_its_limit(submit: Submit) -> None:
    first = submit(WITH_KEY)
    keyprint = first.masks.all()[0].keyprint
    template = Ticket.objects.get(pk=first.pk)
    fields = {"state": "answered", "verdict": "success", "sender": "a", "text": "x", "received_at": NOW}
    others = Ticket.objects.bulk_create(Ticket(number=intake.new_number(), **fields) for _ in range(COUNTED + 5))
    Mask.objects.bulk_create(row(each, 1, keyprint=keyprint) for each in others)
    assert exposing.others_with_keys_of(template) == {keyprint: COUNTED}


def test_counting_asks_one_query_for_all_keys(
    submit: Submit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = submit()
    Mask.objects.bulk_create(row(ticket, at + 500) for at in range(40))
    with django_assert_num_queries(1):
        assert len(exposing.others_with_keys_of(ticket)) == 40


def test_a_ticket_without_keys_has_none(submit: Submit) -> None:
    ticket = intake.submit(Paste(NOT_FOUND), Origin("addr:1"), now=NOW).ticket
    assert exposing.exposed(ticket.masks) == ()
    assert exposing.others_with_keys_of(ticket) == {}


def test_a_cookie_that_holds_a_setting_need_not_be_replaced(submit: Submit) -> None:
    ticket = submit(NOT_FOUND.replace("cus_9", f"cus_9 -H 'Cookie: theme=dark; sid={LIVE[8:]}'", 1))
    assert {key.names[0]: key.must_rotate for key in exposing.exposed(ticket.masks)} == {"theme": False, "sid": True}
