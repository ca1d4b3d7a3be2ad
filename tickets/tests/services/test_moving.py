"""A ticket moves by conditional UPDATEs: who comes second is told, and every move is in the history."""

import pytest

from tickets.models import Event, Queue, RoutingRule, Ticket, User
from tickets.services import moving, routing, tagging
from tickets.services.moving import CannotMove
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit


@pytest.fixture
def queued(submit: Submit) -> Ticket:
    ticket = submit()
    routing.route_ticket(ticket, now=NOW)
    return ticket


def states(ticket: Ticket) -> tuple[str, User | None]:
    stored = Ticket.objects.get(pk=ticket.pk)
    return stored.state, stored.assignee


def last(ticket: Ticket) -> Event:
    return ticket.events.latest("id")


def test_a_claimed_ticket_is_with_its_claimer(queued: Ticket, agent: User) -> None:
    moving.claim(ticket=queued, by=agent, now=NOW)
    assert states(queued) == ("claimed", agent)
    assert (last(queued).kind, last(queued).by) == ("claimed", agent)


def test_the_second_to_claim_is_told_who_was_first(queued: Ticket, agent: User) -> None:
    second = Ticket.objects.get(pk=queued.pk)
    moving.claim(ticket=queued, by=agent, now=NOW)
    before = queued.events.count()
    with pytest.raises(CannotMove, match="is already claimed by Ada"):
        moving.claim(ticket=second, by=agent, now=NOW)
    assert queued.events.count() == before


def test_a_released_ticket_is_anyones_again(queued: Ticket, agent: User) -> None:
    moving.claim(ticket=queued, by=agent, now=NOW)
    moving.release(ticket=queued, by=agent, now=NOW)
    assert states(queued) == ("queued", None)


def test_a_ticket_is_assigned_over_whoever_had_it(queued: Ticket, agent: User) -> None:
    other = User.objects.create_user("bob@desk.example", is_staff=True)
    moving.claim(ticket=queued, by=agent, now=NOW)
    moving.assign(ticket=queued, to=other, by=agent, now=NOW)
    assert states(queued) == ("claimed", other)
    assert last(queued).reason == "to bob@desk.example"


def test_a_moved_ticket_waits_in_the_other_queue(queued: Ticket, agent: User) -> None:
    payments = Queue.objects.create(name="Payments")
    moving.claim(ticket=queued, by=agent, now=NOW)
    moving.move(ticket=queued, queue=payments, by=agent, now=NOW)
    assert (*states(queued), Ticket.objects.get(pk=queued.pk).queue) == ("queued", None, payments)


def test_a_solved_ticket_says_when_and_is_not_solved_twice(queued: Ticket, agent: User) -> None:
    moving.solve(ticket=queued, by=agent, now=NOW)
    assert Ticket.objects.get(pk=queued.pk).solved_at == NOW
    with pytest.raises(CannotMove):
        moving.solve(ticket=queued, by=agent, now=NOW)


def test_a_reopened_ticket_owes_its_routing_again(queued: Ticket, agent: User) -> None:
    moving.solve(ticket=queued, by=agent, now=NOW)
    queued.owed.update(state="done", done_at=NOW)
    moving.reopen(ticket=queued, by=agent, now=NOW)
    assert states(queued) == ("received", None)
    assert queued.owed.filter(kind="route", state="due").count() == 1
    routing.route_ticket(queued, now=NOW)
    assert states(queued)[0] == "queued"


def test_a_reason_is_masked_like_all_that_people_write(queued: Ticket, agent: User) -> None:
    secret = "hunter2" + "correcthorse"
    moving.solve(ticket=queued, by=agent, now=NOW, reason=f"works with password={secret}")
    moving.reopen(ticket=queued, by=agent, now=NOW, reason=f"{'x' * 260} but not with password={secret}")
    for reason in (last(queued).reason, queued.events.get(kind="solved").reason):
        assert "password=" in reason
        assert secret[:8] not in reason


def test_a_ticket_that_was_answered_at_once_cannot_be_claimed(submit: Submit, agent: User) -> None:
    with pytest.raises(CannotMove, match="is answered"):
        moving.claim(ticket=submit(NOT_FOUND), by=agent, now=NOW)


def routed_again(ticket: Ticket, agent: User) -> Ticket:
    """Solved, opened again and put into a queue by a rule that wants P2 and tags of its own."""
    RoutingRule.objects.create(position=1, queue=Queue.objects.get(), priority="P2", tags="payments")
    moving.solve(ticket=ticket, by=agent, now=NOW)
    moving.reopen(ticket=ticket, by=agent, now=NOW)
    routing.route_ticket(ticket, now=NOW)
    return Ticket.objects.get(pk=ticket.pk)


def tags(ticket: Ticket) -> list[str]:
    return [each.name for each in ticket.tags.all()]


def test_a_priority_set_by_hand_is_in_the_history_with_its_reason_masked(queued: Ticket, agent: User) -> None:
    secret = "hunter2" + "correcthorse"
    assert moving.set_priority(
        ticket=queued, priority=Ticket.Priority.P1, by=agent, now=NOW, reason=f"down, password={secret}"
    )
    assert Ticket.objects.get().priority == queued.priority == "P1"
    assert (last(queued).kind, last(queued).by) == ("prioritised", agent)
    assert last(queued).reason.startswith("P3 → P1: down, password=")
    assert secret[:8] not in last(queued).reason


def test_the_same_priority_twice_is_said_once_but_a_routed_one_can_be_made_to_stay(queued: Ticket, agent: User) -> None:
    set_to = {"ticket": queued, "priority": Ticket.Priority.P3, "by": agent, "now": NOW}
    assert [moving.set_priority(**set_to), moving.set_priority(**set_to)] == [True, False]  # type: ignore[arg-type]


def test_routing_again_leaves_a_priority_set_by_hand_and_says_so(queued: Ticket, agent: User) -> None:
    moving.set_priority(ticket=queued, priority=Ticket.Priority.P1, by=agent, now=NOW)
    assert routed_again(queued, agent).priority == "P1"
    assert "→ Support, P1 (set by hand, instead of P2)" in queued.events.filter(kind="queued").latest("id").reason


def test_routing_again_changes_what_no_person_has_set(queued: Ticket, agent: User) -> None:
    found = routed_again(queued, agent)
    assert (found.priority, tags(found)) == ("P2", ["payments"])


def test_tags_set_by_hand_stay_when_it_is_routed_again(queued: Ticket, agent: User) -> None:
    assert tagging.set_tags(ticket=queued, tags=("eu", "vip"), by=agent, now=NOW)
    assert tagging.set_tags(ticket=queued, tags=("vip", "beta"), by=agent, now=NOW)
    assert (last(queued).kind, last(queued).by, last(queued).reason) == ("tagged", agent, "+beta −eu")
    assert not tagging.set_tags(ticket=queued, tags=("beta", "vip"), by=agent, now=NOW)
    assert tags(routed_again(queued, agent)) == ["vip", "beta"]
    assert "tags set by hand stay" in queued.events.filter(kind="queued").latest("id").reason


def test_a_key_pasted_for_a_tag_is_not_stored(queued: Ticket, agent: User) -> None:
    key = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    tagging.set_tags(ticket=queued, tags=(key.lower(), "eu"), by=agent, now=NOW)
    assert key.lower() not in repr([*tags(queued), last(queued).reason])
