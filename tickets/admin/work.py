"""What staff can do with a ticket: one form and one service each, from the ticket's page and, some of it, in bulk.

An act says in words what it did, and raises ``CannotMove`` where the ticket is not where it starts from, or
``NothingDone`` where there was nothing to do.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_variables

from tickets.admin.forms import (
    AssignForm,
    HideForm,
    MoveForm,
    PickForm,
    PriorityForm,
    ReasonForm,
    ReplyForm,
    RightForm,
    TagsForm,
    TextForm,
    WrongForm,
)
from tickets.models import Ticket, User
from tickets.services import diagnosing, following, hiding, incidents, judging, links, moving, replying, tagging
from tickets.services.incidents import picking


class NothingDone(Exception):
    """The act found nothing to do; the text says so, for people."""


Given = Mapping[str, Any]
Act = Callable[[Ticket, User, Given, datetime], str]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: the form it needs, the states it can be done in (none named: any), and the act."""

    act: Act
    form: type[forms.Form] = forms.Form
    states: tuple[Ticket.State, ...] = ()

    def fits(self, ticket: Ticket) -> bool:
        """Whether it can be done now, as far as the ticket in hand tells; the service decides."""
        return not self.states or ticket.state in self.states


def _claim(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    moving.claim(ticket=ticket, by=by, now=now)
    return "claimed"


def _release(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    moving.release(ticket=ticket, by=by, now=now)
    return f"released to {ticket.queue}"


def _assign(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    moving.assign(ticket=ticket, to=given["to"], by=by, now=now)
    return f"assigned to {given['to']}"


def _move(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    moving.move(ticket=ticket, queue=given["queue"], by=by, now=now)
    return f"moved to {given['queue']}"


def _reply(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    replying.reply(ticket=ticket, by=by, text=given["text"], file=given["file"], now=now)
    return (
        "replied" if ticket.customer else "replied; there is no address to mail, so it stands on the ticket's page only"
    )


def _note(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    replying.note(ticket=ticket, by=by, text=given["text"], now=now)
    return "internal note kept"


def _solve(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    moving.solve(ticket=ticket, by=by, now=now, reason=given.get("reason", ""))
    return "solved"


def _reopen(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    goes_on = following.take_up(ticket=ticket, by=by, now=now, reason=given.get("reason", ""))
    if goes_on.pk != ticket.pk:
        return render_to_string("admin/tickets/ticket/parts/followed.html", {"ticket": goes_on})
    return "reopened; a worker puts it into its queue"


def _priority(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    to = Ticket.Priority(given["priority"])
    if not moving.set_priority(ticket=ticket, priority=to, by=by, now=now, reason=given.get("reason", "")):
        raise NothingDone(f"{ticket.number} has {to} already, set by hand.")
    return f"priority {to}, which routing leaves alone from now on"


def _tags(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    if not tagging.set_tags(ticket=ticket, tags=given["tags"], by=by, now=now):
        raise NothingDone(f"{ticket.number} has these tags already.")
    return "tagged by hand, which routing leaves alone from now on"


def _diagnose(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    examined = diagnosing.again(ticket=ticket, by=by, now=now)
    return f"diagnosed again: {Ticket.Verdict(examined.diagnosis.verdict).label.lower()}"


def _revoke(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    links.revoke(ticket=ticket)
    return "every link given out so far is useless now"


@sensitive_variables()
def _hide(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    hidden = hiding.hide(ticket=ticket, secret=given["secret"], kind=given["kind"], by=by, now=now)
    if not hidden.places:
        raise NothingDone(f"{ticket.number} holds these characters nowhere. Nothing was changed.")
    return render_to_string("admin/tickets/ticket/parts/hidden.html", {"hidden": hidden})


def _wrong(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    position, truth = given["position"], given["true_rule"]
    said = judging.mark_wrong(ticket=ticket, position=position, true_rule=truth, by=by, now=now)
    if said is None:
        raise NothingDone(f"{ticket.number} was diagnosed again meanwhile, and that finding is gone.")
    return f"{said.rule} was not it" + (f"; it was {truth}" if truth else "")


def _right(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    rule = judging.take_back(ticket=ticket, wrong=given["wrong"], by=by, now=now)
    if not rule:
        raise NothingDone(f"{ticket.number}: that was taken back already.")
    return f"taken back: {rule} may have been it"


def _pick(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    incident = given["incident"]
    if not picking.pick(ticket=ticket, incident=incident, by=by, now=now):
        raise NothingDone(f"{ticket.number} is in {incident} already.")
    return f"put into {incident}"


def _drop(ticket: Ticket, by: User, given: Given, now: datetime) -> str:
    incident = ticket.incident
    if not picking.drop(ticket=ticket, by=by, now=now):
        raise NothingDone(f"{ticket.number} is in no incident any more.")
    return f"taken out of {incident}"


WRITTEN = ("reply", "note")  # whose words are kept in their box when they are refused
STEPS: dict[str, Step] = {
    "claim": Step(_claim, states=moving.CLAIMABLE),
    "release": Step(_release, states=moving.RELEASABLE),
    "assign": Step(_assign, AssignForm, moving.ASSIGNABLE),
    "move": Step(_move, MoveForm, moving.WORKABLE),
    "reply": Step(_reply, ReplyForm),
    "note": Step(_note, TextForm),
    "solve": Step(_solve, ReasonForm, moving.SOLVABLE),
    "reopen": Step(_reopen, ReasonForm, moving.REOPENABLE),
    "priority": Step(_priority, PriorityForm),
    "tags": Step(_tags, TagsForm),
    "diagnose": Step(_diagnose),
    "revoke": Step(_revoke),
    "hide": Step(_hide, HideForm),
    "wrong": Step(_wrong, WrongForm),
    "right": Step(_right, RightForm),
    "pick": Step(_pick, PickForm),
    "drop": Step(_drop),
}


@sensitive_variables()
def do(request: HttpRequest, name: str, tickets: Iterable[Ticket], given: Given) -> None:
    """Does one thing to each ticket and tells the result of each; one that cannot be done stops no other."""
    by, act = request.user, STEPS[name].act
    assert isinstance(by, User)  # noqa: S101  (admin_view lets nobody else in)
    for ticket in tickets:
        try:
            said = act(ticket, by, given, timezone.now())
        except (moving.CannotMove, incidents.CannotDecide, NothingDone) as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, format_html("{}: {}", ticket.number, said))
