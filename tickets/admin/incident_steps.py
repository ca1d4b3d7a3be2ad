"""What staff can do with an incident: one form and one service each, from its page and, some of it, in bulk.

An act says in words what it did, and raises ``CannotDecide`` or ``NothingDone`` where there was nothing to do: pressing
a button twice does no harm.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_variables

from tickets.admin.incident_forms import (
    DismissForm,
    MergeForm,
    MuteForm,
    RenameForm,
    ResolveForm,
    SplitForm,
    TellForm,
)
from tickets.models import Incident, Ticket, User
from tickets.services import incidents
from tickets.services.incidents import updating
from tickets.services.pasting import Refused

State = Incident.State
OPEN = Incident.OPEN_STATES


class NothingDone(Exception):
    """The act found nothing to do; the text says so, for people."""


Given = Mapping[str, Any]
Act = Callable[[Incident, User, Given, datetime], str]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: the act, the form it needs, and the states it can be done in (none named: any)."""

    act: Act
    form: type[forms.Form] = forms.Form
    states: tuple[Incident.State, ...] = ()

    def fits(self, incident: Incident) -> bool:
        """Whether it can be done now, as far as the incident in hand tells; the service decides."""
        return not self.states or incident.state in self.states


def _confirm(incident: Incident, by: User, given: Given, now: datetime) -> str:
    _done(incidents.confirm(incident=incident, by=by, now=now), incident, "is not merely suspected any more")
    return "confirmed"


def _dismiss(incident: Incident, by: User, given: Given, now: datetime) -> str:
    reason = given.get("reason", "")
    _done(incidents.dismiss(incident=incident, by=by, now=now, reason=reason), incident, "is over already")
    return "dismissed; nobody is told, and its tickets stay as they are"


def _mute(incident: Incident, by: User, given: Given, now: datetime) -> str:
    until = given["until"]
    _done(incidents.mute(incident=incident, until=until, by=by, now=now), incident, "is over already")
    return f"muted until {until} customers met it"


def _unmute(incident: Incident, by: User, given: Given, now: datetime) -> str:
    _done(incidents.unmute(incident=incident, by=by, now=now), incident, "is not muted")
    return "not muted any more"


def _rename(incident: Incident, by: User, given: Given, now: datetime) -> str:
    _done(incidents.rename(incident=incident, title=given["title"], by=by, now=now), incident, "is called so already")
    return "renamed"


def _merge(incident: Incident, by: User, given: Given, now: datetime) -> str:
    into = given["into"]
    _done(into != incident, incident, "cannot be merged into itself")
    merged = incidents.merge(incidents=[incident], into=into, by=by, now=now)
    _done(bool(merged), incident, f"could not be merged into {into}: one of the two is not open any more")
    return f"merged into {into}"


def _unmerge(incident: Incident, by: User, given: Given, now: datetime) -> str:
    _done(incidents.unmerge(incident=incident, by=by, now=now), incident, "is not merged into another")
    return "taken out again, with what was its own"


def _split(incident: Incident, by: User, given: Given, now: datetime) -> str:
    tickets = list(Ticket.objects.filter(incident=incident, pk__in=given["tickets"]).defer("text"))
    _done(bool(tickets), incident, "holds none of these tickets any more")
    made = incidents.split(incident=incident, tickets=tickets, title=given["title"], by=by, now=now)
    return f"split: {made} has {len(tickets)} of its tickets now"


@sensitive_variables()
def _tell(incident: Incident, by: User, given: Given, now: datetime) -> str:
    updating.tell_after(incident=incident, text=given["text"], after=given["after"] or 0, by=by, now=now)
    return "a worker tells everyone affected"


@sensitive_variables()
def _resolve(incident: Incident, by: User, given: Given, now: datetime) -> str:
    text = given.get("text", "")
    _done(incidents.resolve(incident=incident, by=by, now=now, text=text), incident, "is over already")
    return "resolved; a worker solves its tickets and asks everyone whether it works again"


def _done(done: bool, incident: Incident, otherwise: str) -> None:
    if not done:
        raise NothingDone(f"{incident} {otherwise}.")


WRITTEN = ("tell", "resolve")  # whose words are shown as customers will read them before they are sent
STEPS: dict[str, Step] = {
    "confirm": Step(_confirm, states=(State.SUSPECTED,)),
    "dismiss": Step(_dismiss, DismissForm, OPEN),
    "mute": Step(_mute, MuteForm, OPEN),
    "unmute": Step(_unmute, states=OPEN),
    "tell": Step(_tell, TellForm, OPEN),
    "resolve": Step(_resolve, ResolveForm, OPEN),
    "rename": Step(_rename, RenameForm),
    "merge": Step(_merge, MergeForm, OPEN),
    "unmerge": Step(_unmerge, states=(State.MERGED,)),
    "split": Step(_split, SplitForm, OPEN),
}


@sensitive_variables()
def do(request: HttpRequest, name: str, chosen: Iterable[Incident], given: Given) -> int:
    """Does one thing to each incident and tells the result of each; one that cannot be done stops no other.

    Returns to how many it was done.
    """
    done = 0
    by, act = request.user, STEPS[name].act
    assert isinstance(by, User)  # noqa: S101  (admin_view lets nobody else in)
    for incident in chosen:
        try:
            said = act(incident, by, given, timezone.now())
        except (incidents.CannotDecide, NothingDone, Refused) as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, format_html("{}: {}", incident.title, said))
            done += 1
    return done
