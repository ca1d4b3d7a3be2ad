"""One piece of owed work of every kind, and what is left behind when it was done once.

A new kind of owed work gets a row here; the tests of faults then kill, repeat and shuffle it like the others. What is
owed by a case is known by its sender, so that another process can look at what was left of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tickets import tasks
from tickets.models import Alert, DocumentVersion, Event, Incident, IncidentUpdate, Owed, Ticket, ToldUpdate, User
from tickets.services import importing, incidents, intake, moving, owed, replying
from tickets.services.intake import Origin
from tickets.services.pasting import Paste

NOT_FOUND = """curl -i https://api.acme.example/v1/customers/cus_9

HTTP/1.1 404 Not Found
Content-Type: application/json

{}
"""
UNAVAILABLE = NOT_FOUND.replace("404 Not Found", "503 Service Unavailable")
API = b"""{"openapi": "3.1.0", "info": {"title": "Pay API", "version": "7"},
"paths": {"/v1/payments": {"get": {"responses": {"200": {"description": "Fine"}}}}}}"""
Kind = Owed.Kind


@dataclass(frozen=True, slots=True)
class Case:
    """What ``owe`` books, and what ``left`` tells of it afterwards: ``once`` where it was done exactly once.

    Of mails the mail server tells more; here it is that the row is done.
    """

    owe: Callable[[datetime], Owed]
    left: Callable[[], object]
    once: object


def kinds() -> set[str]:
    """The kinds that workers know a task for."""
    return {kind for kind in Kind.values if hasattr(tasks, kind)}


def owe_all(now: datetime) -> dict[str, Owed]:
    """One row of each kind, and whatever else comes with it."""
    return {kind: case.owe(now) for kind, case in CASES.items()}


def left() -> dict[str, object]:
    """What is left of each."""
    return {kind: case.left() for kind, case in CASES.items()}


def _submit(kind: str, paste: str, now: datetime, *, email: str = "") -> Ticket:
    origin = Origin(sender=f"owing:{kind}", email=email)
    return intake.submit(Paste(paste), origin, now=now, anyway=True).ticket


def _ticket(kind: str) -> Ticket:
    return Ticket.objects.get(sender=f"owing:{kind}")


def _events(kind: str, event: Event.Kind) -> int:
    return _ticket(kind).events.filter(kind=event).count()


def _route(now: datetime) -> Owed:
    return _submit(Kind.ROUTE, UNAVAILABLE, now).owed.get(kind=Kind.ROUTE)


def _mail_received(now: datetime) -> Owed:
    ticket = _submit(Kind.MAIL_RECEIVED, NOT_FOUND, now, email="received@shop.example")
    return ticket.owed.get(kind=Kind.MAIL_RECEIVED)


def _mail_queued(now: datetime) -> Owed:
    ticket = _submit(Kind.MAIL_QUEUED, NOT_FOUND, now, email="queued@shop.example")
    ticket.owed.filter(kind=Kind.MAIL_RECEIVED).delete()  # sent later it would say the same, and this be needless
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.STILL_BROKEN, now=now)
    tasks.route(ticket.owed.get(kind=Kind.ROUTE).pk)
    return ticket.owed.get(kind=Kind.MAIL_QUEUED)


def _mail_reply(now: datetime) -> Owed:
    ticket = _submit(Kind.MAIL_REPLY, NOT_FOUND, now, email="reply@shop.example")
    replying.reply(ticket=ticket, by=_agent(), text="Try again.", now=now)
    return ticket.owed.get(kind=Kind.MAIL_REPLY)


def _mail_solved(now: datetime) -> Owed:
    ticket = _submit(Kind.MAIL_SOLVED, NOT_FOUND, now, email="solved@shop.example")
    moving.solve(ticket=ticket, by=_agent(), now=now)
    return ticket.owed.get(kind=Kind.MAIL_SOLVED)


def _mail_update(now: datetime) -> Owed:
    ticket, update = _update(Kind.MAIL_UPDATE, now)
    tasks.tell_update(Owed.objects.get(kind=Kind.TELL_UPDATE, subject=update.pk).pk)
    return ticket.owed.get(kind=Kind.MAIL_UPDATE)


def _tell_update(now: datetime) -> Owed:
    update = _update(Kind.TELL_UPDATE, now)[1]
    return Owed.objects.get(kind=Kind.TELL_UPDATE, subject=update.pk)


def _update(kind: str, now: datetime) -> tuple[Ticket, IncidentUpdate]:
    """A ticket of an incident, and an update that nobody was told yet."""
    ticket = _submit(kind, UNAVAILABLE, now, email=f"{kind}@shop.example")
    incident = Incident.objects.create(title=kind, opened_at=now, last_seen_at=now)
    Ticket.objects.filter(pk=ticket.pk).update(incident=incident)
    return ticket, incidents.tell(incident=incident, text="We are on it.", by=_agent(), now=now)


def _mail_alert(now: datetime) -> Owed:
    return _alert(Kind.MAIL_ALERT, now, recipient=_agent().email)


def _hook_alert(now: datetime) -> Owed:
    return _alert(Kind.HOOK_ALERT, now)


def _alert(kind: Owed.Kind, now: datetime, recipient: str = "") -> Owed:
    ticket = _submit(kind, UNAVAILABLE, now)
    alert = Alert.objects.create(kind=Alert.Kind.URGENT, ticket=ticket, reason="P1", raised_at=now)
    return owed.book(kind, ticket, subject=alert.pk, recipient=recipient, now=now)


def _group(now: datetime) -> Owed:
    """The one that makes a crowd of customers with the same 404."""
    paste = NOT_FOUND.replace("/customers/", "/cards/")
    rest = [_submit(f"{Kind.GROUP}:{number}", paste, now) for number in range(settings.INCIDENT_CLIENT_CUSTOMERS - 1)]
    Owed.objects.filter(ticket__in=rest).delete()
    return _submit(Kind.GROUP, paste, now).owed.get(kind=Kind.GROUP)


def _agent() -> User:
    found = User.objects.filter(email="ada@desk.example").first()
    return found or User.objects.create_user("ada@desk.example", is_staff=True)


def _diagnose(now: datetime) -> Owed:
    return owed.book(Kind.DIAGNOSE, _submit(Kind.DIAGNOSE, NOT_FOUND, now), now=now)


def _diagnose_open(now: datetime) -> Owed:
    _submit(Kind.DIAGNOSE_OPEN, UNAVAILABLE, now)
    return owed.book(Kind.DIAGNOSE_OPEN, None, now=now)


def _check_document(now: datetime) -> Owed:
    importing.upload(content=API, name="Owing", by=None, now=now)
    return Owed.objects.get(kind=Kind.CHECK_DOCUMENT)


def _states(kind: str) -> list[str]:
    """The states of the rows of a kind."""
    return list(Owed.objects.filter(kind=kind, ticket__sender=f"owing:{kind}").values_list("state", flat=True))


CASES: Mapping[str, Case] = {
    Kind.ROUTE: Case(_route, lambda: [_ticket("route").state, _events("route", Event.Kind.QUEUED)], ["queued", 1]),
    Kind.MAIL_RECEIVED: Case(_mail_received, lambda: _states("mail_received"), ["done"]),
    Kind.MAIL_QUEUED: Case(_mail_queued, lambda: _states("mail_queued"), ["done"]),
    Kind.MAIL_UPDATE: Case(_mail_update, lambda: _states("mail_update"), ["done"]),
    Kind.MAIL_SOLVED: Case(_mail_solved, lambda: _states("mail_solved"), ["done"]),
    Kind.MAIL_ALERT: Case(_mail_alert, lambda: _states("mail_alert"), ["done"]),
    # No webhook is set in these tests; those of tickets/tests/telling post to one.
    Kind.HOOK_ALERT: Case(_hook_alert, lambda: _states("hook_alert"), ["done"]),
    Kind.TELL_UPDATE: Case(
        _tell_update, lambda: ToldUpdate.objects.filter(ticket__sender="owing:tell_update").count(), 1
    ),
    Kind.GROUP: Case(
        _group,
        lambda: [
            Incident.objects.filter(title__contains="/cards/").count(),
            Ticket.objects.filter(incident__title__contains="/cards/").count(),
        ],
        [1, 8],
    ),
    Kind.MAIL_REPLY: Case(_mail_reply, lambda: _states("mail_reply"), ["done"]),
    Kind.DIAGNOSE: Case(_diagnose, lambda: _events("diagnose", Event.Kind.DIAGNOSED), 1),
    Kind.DIAGNOSE_OPEN: Case(
        _diagnose_open, lambda: _ticket("diagnose_open").owed.filter(kind=Kind.DIAGNOSE).count(), 1
    ),
    Kind.CHECK_DOCUMENT: Case(
        _check_document, lambda: list(DocumentVersion.objects.values_list("state", flat=True)), ["preview"]
    ),
}
