"""What staff are told of an alert, in words: what, why, since when, how many customers, and where to look.

Its mail goes to who was to know it when it was raised, and only while they are staff. No paste, no message and no note
is in it. Each person gets ``STAFF_MAILS_HOUR`` of them an hour; the last of these says that more follows unmailed, and
after it comes only what they were not told about yet in that hour, up to twice as many: a flood of one fault does not
bury another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from tickets.models import Alert, Event, Incident, Owed, Ticket, User
from tickets.services import contacts, incidents, mailing, moving, owed
from tickets.services.statuspages import telling

HOUR, OLD = timedelta(hours=1), timedelta(days=1)
COUNTED, LOOKED_AT = 100, 1_000  # customers; the incident's newest tickets
TIME = "%d %b %Y, %H:%M UTC"


@dataclass(frozen=True, slots=True)
class Brief:
    """An alert in words. ``customers`` of its incident, counted to ``COUNTED``; what is empty is not told.

    ``again`` where the ticket was opened again before; ``against`` customers contradict the status page.
    """

    kind: str
    label: str
    number: str
    priority: str
    called: str
    subject: str
    reason: str
    since: str
    queue: str
    holder: str
    again: bool
    incident: str
    incident_state: str
    customers: int
    status_page: str
    status_page_text: str
    against: int
    ticket_url: str
    incident_url: str
    alerts_url: str


def mail_alert(row: Owed, *, now: datetime) -> None:
    """Mails one person an alert. Needless where they are no staff any more, it is old news, or the hour is full."""
    if not User.objects.filter(email__iexact=row.recipient, is_staff=True, is_active=True).exists():
        raise owed.Needless("Not mailed: they are not staff any more")
    alert = standing(row, now=now)
    words = {
        "brief": brief_of(alert),
        "vendor": settings.VENDOR_NAME,
        "more": _says_that_more_follows(row, alert, now=now),
    }
    about = f"incident-{alert.incident_id}" if alert.incident_id else f"ticket-{alert.ticket_id}"
    thread = mailing.message_id(f"alerts-{about}")  # sent by nobody: whoever joins late has the thread all the same
    mailing.send(row, "alert", words, subject="alert_subject", thread=thread)


def standing(row: Owed, *, now: datetime) -> Alert:
    """The alert that a row is to tell. Raises ``owed.Needless`` where it holds no more, or nobody needs it so late.

    One about targets holds though its ticket is finished: it may be about many, and only names the first.
    """
    alert = Alert.objects.select_related("ticket__customer", "ticket__incident", "incident").get(
        pk=row.subject, ticket=row.its_ticket
    )
    if alert.kind in Alert.ABOUT_INCIDENTS:
        if alert.incident is not None and not alert.incident.is_open:
            raise owed.Needless(f"Not told: the incident is {alert.incident.get_state_display().lower()} by now")
    elif alert.kind == Alert.Kind.URGENT and alert.ticket.state in moving.FINISHED:
        raise owed.Needless(f"Not told: the ticket is {alert.ticket.get_state_display().lower()} by now")
    if now - alert.raised_at > OLD:
        raise owed.Needless("Not told: it is more than a day old")
    return alert


def brief_of(alert: Alert) -> Brief:
    """The alert in words. What it quotes of a paste is without other people's contacts: it leaves the desk."""
    ticket, quote = alert.ticket, contacts.leaving(alert.ticket)
    incident = alert.incident or ticket.incident
    read = f" ({ticket.status_page_read_at:{TIME}})" if ticket.status_page_read_at else ""
    return Brief(
        kind=alert.kind,
        label=alert.get_kind_display(),
        number=ticket.number,
        priority=ticket.priority,
        called=quote(_called(ticket)),
        subject=quote(ticket.subject),
        reason=quote(alert.reason),
        since=f"{_since(alert):{TIME}}",
        queue=ticket.queue.name if ticket.queue else "",
        holder=str(ticket.assignee or ""),
        again=ticket.events.filter(kind=Event.Kind.REOPENED).exists(),
        incident=quote(incident.title) if incident else "",
        incident_state=incident.get_state_display().lower() if incident else "",
        customers=_customers(incident) if incident else 0,
        status_page=f"{ticket.get_status_page_verdict_display()}{read}" if ticket.status_page_verdict else "",
        status_page_text=ticket.status_page_text,
        against=telling.against(ticket),
        ticket_url=_url("ticket_change", ticket.pk),
        incident_url=_url("incident_change", incident.pk) if incident else "",
        alerts_url=_url("alert_changelist"),
    )


def _says_that_more_follows(row: Owed, alert: Alert, *, now: datetime) -> bool:
    """Whether this mail is to say that more follows unmailed. Raises ``owed.Needless`` where it is one of those.

    Of mails underway those booked earlier count as sent, so that of two workers one sends the last.
    """
    limit = settings.STAFF_MAILS_HOUR
    theirs = Owed.objects.filter(kind=Owed.Kind.MAIL_ALERT, recipient=row.recipient).exclude(pk=row.pk)
    sent = theirs.filter(done_at__gt=now - HOUR, done_at__lte=now, error="")
    underway = theirs.filter(state=Owed.State.DUE, claimed_until__gt=now, pk__lt=row.pk)
    told = [*sent.order_by("-done_at").values_list("subject", flat=True)[: 2 * limit]]
    told += underway.values_list("subject", flat=True)[: 2 * limit]
    if len(told) < limit:
        return bool(len(told) == limit - 1)  # the last
    faults = Alert.objects.filter(pk__in=told).values_list("kind", "ticket__fingerprint", "ticket__number")
    known = {(kind, fingerprint or number) for kind, fingerprint, number in faults}
    if len(told) >= 2 * limit or (alert.kind, alert.ticket.fingerprint or alert.ticket.number) in known:
        raise owed.Needless(f"Not mailed: {limit} alerts in an hour are enough, and the last of them said so")
    return True


def _called(ticket: Ticket) -> str:
    """What went wrong with which call, in a few words."""
    what = str(ticket.status) if ticket.status else ticket.get_verdict_display()
    call = f"{ticket.method} {ticket.path}".strip()
    return f"{what} on {call}" if call else what


def _since(alert: Alert) -> datetime:
    if alert.incident is not None and alert.kind in Alert.ABOUT_INCIDENTS:
        return alert.incident.regressed_at or alert.incident.opened_at
    return alert.ticket.received_at


def _customers(incident: Incident) -> int:
    newest = Ticket.objects.filter(incident=incident).order_by("-id").values_list("customer_id", "sender")[:LOOKED_AT]
    return min(len({incidents.who(*each) for each in newest}), COUNTED)


def _url(name: str, *args: int) -> str:
    return f"{settings.BASE_URL}{reverse(f'admin:tickets_{name}', args=args)}"
