"""What the tests of the incidents' pages share: incidents with tickets of many customers, and who looks at them."""

from datetime import datetime, timedelta

from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from tickets.models import Customer, Incident, IncidentFingerprint, Ticket, User
from tickets.tests.staffed import agent, many, signed_in

FAULT = "v1 POST live /v1/charges 503 overloaded"
PAGES = "/admin/tickets/incident/"


def incident(title: str = "503 on POST /v1/charges", *, fingerprint: str = FAULT, **fields: object) -> Incident:
    """An incident without tickets; closed ones hold no fault any more."""
    now = timezone.now()
    facts: dict[str, object] = {
        "reason": "3 customers met the same 503 on POST /v1/charges within 30 minutes; 3 make an incident",
        "opened_at": now - timedelta(hours=2),
        "last_seen_at": now - timedelta(minutes=5),
        **fields,
    }
    made = Incident.objects.create(title=title, **facts)
    if fingerprint:
        IncidentFingerprint.objects.create(incident=made, origin=made, fingerprint=fingerprint, active=made.is_open)
    return made


def met_by(found: Incident, count: int, *, each: int = 1, address: bool = True, **fields: object) -> list[Ticket]:
    """Tickets of so many customers, as many of each, with or without addresses."""
    tickets = []
    for number in range(count):
        name = f"dev{Customer.objects.count()}@shop.example"
        customer = Customer.objects.create(email=name, created_at=timezone.now()) if address else None
        sender = f"addr:{found.pk}.{number}"
        tickets += many(each, incident=found, customer=customer, sender=sender, **fields)
    return tickets


def lead(email: str = "lea@desk.example") -> User:
    """An agent who may decide on incidents; the same one each time."""
    if known := User.objects.filter(email=email).first():
        return known
    user = agent(email, "Lea")
    user.user_permissions.add(Permission.objects.get(codename="change_incident", content_type__app_label="tickets"))
    return User.objects.get(pk=user.pk)


def a_leads_browser() -> Client:
    """Lea's browser."""
    return signed_in(lead())


def ago(**time: float) -> datetime:
    """A moment so long ago."""
    return timezone.now() - timedelta(**time)
