"""System checks of setting pairs that are each fine and wrong together; ``manage.py check --deploy`` runs them."""

import re
import zoneinfo
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from tickets.services import filetypes

TOKEN_SHORTEST = 20  # characters
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


@register(deploy=True)
def tasks_run_in_workers(**kwargs: Any) -> list[CheckMessage]:
    """E001: eager tasks make the customer wait for mail servers."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        return []
    return [
        Error("Celery runs its tasks inside web requests.", hint="Unset CELERY_TASK_ALWAYS_EAGER.", id="tickets.E001")
    ]


@register(deploy=True)
def the_public_address_is_secure(**kwargs: Any) -> list[CheckMessage]:
    """E002: links in mails open tickets, so they must not travel in the clear."""
    public = urlsplit(settings.BASE_URL)
    if public.scheme == "https" or f"{public.hostname}" in settings.LOOPBACK:
        return []
    return [
        Error(
            "BASE_URL is not https: links to tickets would travel in the clear.",
            hint="Put a proxy with a certificate in front and set BASE_URL=https://… and TRUSTED_PROXIES=1.",
            id="tickets.E002",
        )
    ]


@register(deploy=True)
def throttles_are_shared(**kwargs: Any) -> list[CheckMessage]:
    """W001: a cache inside each process throttles each process apart."""
    local = settings.CACHES["default"]["BACKEND"].endswith("LocMemCache")
    if settings.EMBEDDED or not local:
        return []
    return [
        Warning(
            "CACHE_URL is not set: each web process throttles on its own.",
            hint="Set CACHE_URL, for instance redis://redis:6379/1.",
            id="tickets.W001",
        )
    ]


@register(deploy=True)
def hosts_are_named(**kwargs: Any) -> list[CheckMessage]:
    """E003: with any host allowed, a forged Host header chooses what the desk calls itself."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [Error("ALLOWED_HOSTS allows any host.", hint="Name the hosts of BASE_URL.", id="tickets.E003")]


@register
def files_are_known_by_their_first_bytes(**kwargs: Any) -> list[CheckMessage]:
    """E004: what cannot be told by its first bytes would be kept by its name, which anyone can choose."""
    unknown = sorted(set(settings.ATTACHMENT_TYPES) - filetypes.KNOWN)
    if not unknown:
        return []
    hint = f"Choose from: {', '.join(sorted(filetypes.KNOWN))}. Text needs no mention."
    return [
        Error(f"ATTACHMENT_TYPES names what the desk cannot tell: {', '.join(unknown)}.", hint=hint, id="tickets.E004")
    ]


@register()
def mail_can_be_sent_and_answered(**kwargs: Any) -> list[CheckMessage]:
    """E006 and E007: a limit below one would hold every mail back for ever, and a reply must reach an address."""
    found: list[CheckMessage] = []
    if settings.MAILS_PER_TICKET_HOUR < 1:
        found.append(Error("MAILS_PER_TICKET_HOUR lets no mail leave.", hint="Set it to 1 or more.", id="tickets.E006"))
    if settings.STAFF_MAILS_HOUR < 1:
        found.append(Error("STAFF_MAILS_HOUR lets no mail leave.", hint="Set it to 1 or more.", id="tickets.E006"))
    if settings.MAIL_REPLY_TO and not ADDRESS.fullmatch(parseaddr(settings.MAIL_REPLY_TO)[1]):
        hint = "Write support@example.com or Support <support@example.com>, one address."
        found.append(Error("MAIL_REPLY_TO is no address.", hint=hint, id="tickets.E007"))
    return found


@register()
def the_staff_webhook_is_secure(**kwargs: Any) -> list[CheckMessage]:
    """E014: what staff are told, and the webhook's secret address, would travel in the clear. Never quotes it."""
    if not settings.STAFF_WEBHOOK_URL:
        return []
    try:
        hook = urlsplit(settings.STAFF_WEBHOOK_URL)
        host = hook.hostname or ""
    except ValueError:
        hook, host = None, ""
    near = settings.DEBUG or host in ("127.0.0.1", "localhost", "::1")
    if hook and host and (hook.scheme == "https" or (hook.scheme == "http" and near)):
        return []
    hint = "Copy the whole address of the incoming webhook: https://…"
    return [Error("STAFF_WEBHOOK_URL is no https address.", hint=hint, id="tickets.E014")]


@register()
def the_metrics_token_is_no_guess(**kwargs: Any) -> list[CheckMessage]:
    """E015: whoever guesses it reads how the desk is doing."""
    if not settings.METRICS_TOKEN or len(settings.METRICS_TOKEN) >= TOKEN_SHORTEST:
        return []
    hint = "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
    return [Error(f"METRICS_TOKEN is shorter than {TOKEN_SHORTEST} characters.", hint=hint, id="tickets.E015")]


@register()
def silence_is_longer_than_a_heartbeat(**kwargs: Any) -> list[CheckMessage]:
    """E008: with a limit below two heartbeats the desk would cry out between any two of them."""
    limit, every = settings.SILENCE_SECONDS, settings.HEARTBEAT_SECONDS
    if every > 0 and (limit == 0 or limit >= 2 * every):
        return []
    hint = "Set SILENCE_SECONDS to 0 or to twice HEARTBEAT_SECONDS and more, and that to more than 0."
    return [Error("SILENCE_SECONDS leaves no time for a heartbeat.", hint=hint, id="tickets.E008")]


@register()
def what_a_status_page_said_outlives_its_reading(**kwargs: Any) -> list[CheckMessage]:
    """E009: read each minute at the most, what a page said would be too old before it is read again."""
    if settings.STATUS_PAGE_FRESH_MINUTES > 1:
        return []
    return [
        Error(
            f"STATUS_PAGE_FRESH_MINUTES is {settings.STATUS_PAGE_FRESH_MINUTES}: every status page would be unknown.",
            hint="Set it to two or more, and above the minutes between the readings of each page.",
            id="tickets.E009",
        )
    ]


@register()
def the_policy_on_contacts_is_one(**kwargs: Any) -> list[CheckMessage]:
    """E005: a word that is none would mask less than whoever wrote it meant. Refused everywhere, not on deploy only."""
    if settings.MASK_CONTACTS in settings.CONTACT_POLICIES:
        return []
    return [
        Error(
            f"MASK_CONTACTS is {settings.MASK_CONTACTS!r}.",
            hint=f"Set it to one of {', '.join(settings.CONTACT_POLICIES)}.",
            id="tickets.E005",
        )
    ]


@register()
def claims_have_time(**kwargs: Any) -> list[CheckMessage]:
    """E010: with less than no time, every ticket would leave its person at once."""
    if settings.CLAIM_MINUTES >= 0:
        return []
    hint = "Set it to minutes, or to 0 so that a claim never returns."
    return [Error(f"CLAIM_MINUTES is {settings.CLAIM_MINUTES}.", hint=hint, id="tickets.E010")]


@register()
def incidents_have_thresholds(**kwargs: Any) -> list[CheckMessage]:
    """E011: with a threshold or a window of nothing, each ticket would be an incident or none ever."""
    names = (
        "INCIDENT_CUSTOMERS",
        "INCIDENT_WINDOW_MINUTES",
        "INCIDENT_CLIENT_CUSTOMERS",
        "INCIDENT_CLIENT_WINDOW_MINUTES",
    )
    limits = {**dict.fromkeys(names, 1), "INCIDENT_REOPEN_HOURS": 0}
    wrong = [name for name, least in limits.items() if getattr(settings, name) < least]
    return [
        Error(f"{name} is {getattr(settings, name)}.", hint=f"Set it to {limits[name]} or more.", id="tickets.E011")
        for name in wrong
    ]


@register()
def tickets_end_in_order(**kwargs: Any) -> list[CheckMessage]:
    """E016: time before a ticket closes is never negative, and a solved one opens again until it is closed."""
    days = {name: getattr(settings, name) for name in ("ANSWERED_DAYS", "WAITING_DAYS", "SOLVED_DAYS")}
    found: list[CheckMessage] = [
        Error(f"{name} is {value}.", hint="Set it to days, or to 0 for never.", id="tickets.E016")
        for name, value in days.items()
        if value < 0
    ]
    if max(1, settings.SOLVED_DAYS) > settings.REOPEN_DAYS:
        hint = (
            "Set REOPEN_DAYS to SOLVED_DAYS or more, and to at least 1: a page that says solved offers to open again."
        )
        found.append(Error(f"REOPEN_DAYS is {settings.REOPEN_DAYS}.", hint=hint, id="tickets.E016"))
    return found


@register()
def a_warning_comes_before_the_breach(**kwargs: Any) -> list[CheckMessage]:
    """E012: with all of the time left, every ticket would be about to break from the start."""
    if 0 <= settings.TARGET_WARN_PERCENT < 100:
        return []
    hint = "Set it to the part of the time that is left when staff are warned, 1 to 99, or to 0 for no warning."
    return [Error(f"TARGET_WARN_PERCENT is {settings.TARGET_WARN_PERCENT}.", hint=hint, id="tickets.E012")]


@register(deploy=True)
def time_zones_are_known(**kwargs: Any) -> list[CheckMessage]:
    """E013: without the database of time zones every queue would work around the clock."""
    if zoneinfo.available_timezones():
        return []
    hint = "Install the package tzdata, of the system or of Python."
    return [Error("This machine knows no time zones.", hint=hint, id="tickets.E013")]
