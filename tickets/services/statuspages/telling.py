"""What the status page says about one ticket's part of the API: copied onto it when it is routed, told with its age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from tickets.models import Incident, Ticket
from tickets.models.statuspages import StatusComponent, StatusPage, StatusVerdict
from tickets.services import incidents
from tickets.services.statuspages import values
from tickets.services.statuspages.values import UNKNOWN

COUNTED = 100  # customers: a larger number says no more
LOOKED_AT = 1_000  # tickets of an incident
MAPPED = 500  # components that are looked at for one ticket


@dataclass(frozen=True, slots=True)
class Said:
    """What is copied onto a ticket."""

    verdict: StatusVerdict
    text: str
    read_at: datetime | None
    link: str


def note(ticket: Ticket, *, now: datetime) -> bool:
    """Copies the latest reading that fits the ticket's host and path onto it; asks no status page. False if none fits.

    A reading older than ``STATUS_PAGE_FRESH_MINUTES`` is told as unknown; what staff set by hand holds until they
    set it anew.
    """
    said = _said(ticket, now=now)
    if said is None:
        return False
    ticket.status_page_verdict, ticket.status_page_text = said.verdict, said.text
    ticket.status_page_read_at, ticket.status_page_link = said.read_at, said.link
    fields = ["status_page_verdict", "status_page_text", "status_page_read_at", "status_page_link"]
    ticket.save(update_fields=fields)
    return True


def against(ticket: Ticket) -> int:
    """How many customers of an open incident say otherwise where the status page says that all is well, else 0.

    Counted up to ``COUNTED`` among the incident's newest tickets: in an outage of a hundred thousand tickets each of
    their pages asks this. One query, and only where there is a contradiction.
    """
    incident = ticket.incident
    if ticket.status_page_verdict != StatusVerdict.OPERATIONAL or incident is None:
        return 0
    if incident.state not in Incident.OPEN_STATES:
        return 0
    newest = Ticket.objects.filter(incident=incident).order_by("-id").values_list("customer_id", "sender")[:LOOKED_AT]
    return min(len({incidents.who(*each) for each in newest}), COUNTED)


def _said(ticket: Ticket, *, now: datetime) -> Said | None:
    pages = {page.pk: page for page in StatusPage.objects.filter(enabled=True)}
    if not pages:
        return None
    mapped = StatusComponent.objects.filter(page__in=pages).exclude(hosts="", prefixes="").order_by("pk")[:MAPPED]
    rows = list(mapped)
    best = _best(rows, _host(ticket.url), ticket.path)
    if best is not None:
        page = pages[best.page_id]
        return _told(page, StatusVerdict(best.verdict), f"{best.name}: {_words(best, page)}", now=now)
    whole = [page for page in pages.values() if page.pk not in {row.page_id for row in rows}]
    if not whole:
        return None
    verdicts = [_fresh(each, StatusVerdict(each.verdict), now=now) for each in whole]
    verdict = values.worst(verdicts)
    page = whole[verdicts.index(verdict)]
    return _told(page, StatusVerdict(page.verdict), page.reason, now=now)


def _words(component: StatusComponent, page: StatusPage) -> str:
    """The component's verdict in words, and the page's own where it speaks of the same trouble."""
    label = StatusVerdict(component.verdict).label.lower()
    return f"{label} ({page.reason})" if page.reason and component.verdict == page.verdict else label


def _told(page: StatusPage, verdict: StatusVerdict, text: str, *, now: datetime) -> Said:
    fresh = _fresh(page, verdict, now=now)
    words = text if fresh == verdict else "It could not be read lately."
    link = page.shown or settings.STATUS_PAGE_URL
    return Said(fresh, values.cleaned(words, values.TEXT_LENGTH), page.read_at, link[:500])


def _fresh(page: StatusPage, verdict: StatusVerdict, *, now: datetime) -> StatusVerdict:
    """The verdict, or unknown where it is too old to repeat."""
    if page.kind == StatusPage.Kind.MANUAL:
        return verdict
    oldest = now - timedelta(minutes=settings.STATUS_PAGE_FRESH_MINUTES)
    return verdict if page.read_at is not None and page.read_at >= oldest else UNKNOWN


def _best(rows: Sequence[StatusComponent], host: str, path: str) -> StatusComponent | None:
    """The component whose host and path fit closest; of equals, the one that is worst off."""
    fits = [(fit, row) for row in rows if (fit := _fit(row, host, path)) is not None]
    if not fits:
        return None
    closest = max(fit for fit, _ in fits)
    equal = [row for fit, row in fits if fit == closest]
    return min(equal, key=lambda row: values.FROM_WORST.index(StatusVerdict(row.verdict)))


def _fit(row: StatusComponent, host: str, path: str) -> tuple[int, int] | None:
    """How closely a component fits: by the longest path, then by the longest host. None where it does not."""
    hosts, prefixes = row.hosts.lower().split(), row.prefixes.split()
    host_fit = max((len(each) for each in hosts if _is_host(host, each)), default=-1)
    path_fit = max((len(each) for each in prefixes if _is_below(path, each)), default=-1)
    if (hosts and host_fit < 0) or (prefixes and path_fit < 0):
        return None
    return path_fit, host_fit


def _is_host(host: str, named: str) -> bool:
    """Whether the host is the one that is named; ``*.`` stands for one label or more."""
    return host.endswith(named[1:]) and host != named[1:] if named.startswith("*.") else host == named


def _is_below(path: str, prefix: str) -> bool:
    """Whether the path is the prefix or goes on below it: /v1/pay is no part of /v1/payments."""
    stem = prefix.rstrip("/")
    return path == stem or path.startswith(f"{stem}/")


def _host(url: str) -> str:
    """The host of a customer's URL; empty where it has none, as a path alone has."""
    try:
        return urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
