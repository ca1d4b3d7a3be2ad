"""The demo: tickets of every kind, made by the services that make real ones, at times that lie behind us.

Every ticket of it says ``is_demo``, owes no mail, and goes again with ``clear``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError, Q

from tickets.demo.stories import Step, Story, stories
from tickets.models import Customer, Incident, IncidentUpdate, Organisation, Owed, Ticket, User
from tickets.services import incidents, intake, keys, moving, owed, replying, routing, senders, staffing
from tickets.services.pasting import Paste

STAFF, COLLEAGUE = "staff@demo.example", "mira@demo.example"
WORKER_TAKES = timedelta(seconds=0.2)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens in a story; without a step it begins."""

    at: datetime
    story: Story
    step: Step | None = None


@transaction.atomic
def make(*, password: str, now: datetime) -> int:
    """The demo's tickets and the staff who work on them, all or nothing; returns how many tickets were made.

    0 where any of them is there already. Idempotency keys would not tell: they are forgotten after two days.
    The staff come first, so that of two makers at once the database lets the second see what the first made.
    """
    team = {"staff": _staff(password), "mira": _colleague()}
    if Ticket.objects.filter(is_demo=True).exists():
        return 0
    with owed.settled_by_caller():
        return len(_tell(stories(), team, now=now))


def _tell(told: tuple[Story, ...], team: dict[str, User], *, now: datetime) -> dict[str, Ticket]:
    """The tickets of the stories, by the stories' names."""
    made: dict[str, Ticket] = {}
    for moment in timeline(told, now=now):
        name, step = moment.story.name, moment.step
        if step is None:
            made[name] = _submit(moment.story, now=moment.at)
        elif step.who == "customer":
            _customer_acts(step, made[name], now=moment.at)
        else:
            _staff_act(step, made[name], team[step.who], now=moment.at)
        _work_off(made[name], now=moment.at + WORKER_TAKES)
    return made


def timeline(told: tuple[Story, ...], *, now: datetime) -> list[Moment]:
    """Everything that happens, in the order of time: incidents and ticket ids follow from what came before."""
    begun = [Moment(now - story.ago, story) for story in told]
    steps = [Moment(start.at + step.after, start.story, step) for start in begun for step in start.story.steps]
    return sorted([*begun, *steps], key=lambda moment: moment.at)


def _submit(story: Story, *, now: datetime) -> Ticket:
    call, response = story.paste(at=now)
    customer = _customer(story) if story.email else None
    origin = intake.Origin(
        sender=senders.of_address(story.email or story.name), customer=customer, subject=story.subject, is_demo=True
    )
    return intake.submit(Paste(text=call, response=response), origin, now=now, anyway=story.anyway).ticket


def _customer(story: Story) -> Customer:
    customer = keys.find_or_make(story.email, name=story.person)
    if story.organisation and customer.organisation is None:
        customer.organisation = Organisation.objects.get_or_create(name=story.organisation)[0]
        customer.save(update_fields=["organisation"])
    return customer


def _customer_acts(step: Step, ticket: Ticket, *, now: datetime) -> None:
    match step.verb:
        case "writes":
            replying.customer_wrote(ticket=ticket, text=step.words, now=now)
        case "fixed":
            replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.FIXED, now=now)
        case "broken":
            replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.STILL_BROKEN, now=now)
        case _:
            raise ValueError(f"a customer never {step.verb}")


def _staff_act(step: Step, ticket: Ticket, by: User, *, now: datetime) -> None:
    match step.verb:
        case "claims":
            moving.claim(ticket=ticket, by=by, now=now)
        case "notes":
            replying.note(ticket=ticket, by=by, text=step.words, now=now)
        case "replies":
            replying.reply(ticket=ticket, by=by, text=step.words, now=now)
        case "confirms":
            incidents.confirm(incident=_incident_of(ticket), by=by, now=now)
        case "tells":
            incidents.tell(incident=_incident_of(ticket), text=step.words, by=by, now=now)
        case "solves":
            moving.solve(ticket=ticket, by=by, now=now, reason=step.words)
        case _:
            raise ValueError(f"staff never {step.verb}")


def _incident_of(ticket: Ticket) -> Incident:
    ticket.refresh_from_db(fields=["incident"])
    if ticket.incident is None:
        raise ValueError(f"{ticket.subject} belongs to no incident")
    return ticket.incident


def _work_off(ticket: Ticket, *, now: datetime) -> None:
    """Does what a worker would."""

    def route(due: Ticket, _: int) -> None:
        routing.route_ticket(due, now=now)

    def group(due: Ticket, _: int) -> None:
        incidents.group_answered(due, now=now)

    for kind, effect in ((Owed.Kind.ROUTE, route), (Owed.Kind.GROUP, group)):
        for row in ticket.owed.filter(kind=kind, state=Owed.State.DUE):
            owed.settle(row.pk, effect, now=now)
    updates = IncidentUpdate.objects.filter(incident__tickets=ticket)
    for row in Owed.objects.filter(kind=Owed.Kind.TELL_UPDATE, state=Owed.State.DUE, subject__in=updates.values("pk")):
        owed.settle_row(row.pk, lambda row: incidents.tell_some(row, now=now), now=now)


def _staff(password: str) -> User:
    rights = {"is_staff": True, "is_superuser": True, "is_active": True}
    made_with = {**rights, "first_name": "Sam", "last_name": "Rivera"}
    staff, made = User.objects.update_or_create(email=STAFF, defaults=rights, create_defaults=made_with)
    if made or not staff.check_password(password):
        staff.set_password(password)
        staff.save(update_fields=["password"])
    return staff


def _colleague() -> User:
    """Somebody else who works on tickets; nobody can sign in as her."""
    if found := User.objects.filter(email=COLLEAGUE).first():
        return found
    made = User.objects.create_user(COLLEAGUE, is_staff=True, first_name="Mira", last_name="Lindqvist")
    made.groups.add(staffing.support_group())
    return made


@transaction.atomic
def clear() -> int:
    """Removes the demo's tickets, its people and its incidents where nothing else hangs on them; how many tickets."""
    tickets = Ticket.objects.filter(is_demo=True)
    addresses = {story.email for story in stories()} - {""}
    people = list(Customer.objects.filter(Q(tickets__in=tickets) | Q(email__in=addresses)).values_list("pk", flat=True))
    held = list(Incident.objects.filter(tickets__in=tickets).values_list("pk", flat=True))
    removed = tickets.count()
    tickets.delete()
    ended = Incident.objects.filter(pk__in=held, tickets=None)
    told = list(IncidentUpdate.objects.filter(incident__in=ended).values_list("pk", flat=True))
    Owed.objects.filter(kind=Owed.Kind.TELL_UPDATE, subject__in=told).delete()
    ended.delete()
    _forget(people)
    for staff in User.objects.filter(email__in=(STAFF, COLLEAGUE)):
        _dismiss(staff)
    return removed


def _forget(people: list[int]) -> None:
    alone = Customer.objects.filter(pk__in=people, tickets=None, user=None)
    organisations = list(alone.exclude(organisation=None).values_list("organisation", flat=True))
    alone.delete()
    Organisation.objects.filter(pk__in=organisations, customer=None).delete()


def _dismiss(staff: User) -> None:
    """Removes the login; where its notes stand at real tickets it stays as their author and opens nothing."""
    try:
        staff.delete()
    except ProtectedError:
        staff.is_active = staff.is_staff = staff.is_superuser = False
        staff.set_unusable_password()
        staff.save()
