"""What the vendor's status pages said last, and which part of the API each of their components stands for."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

ONE_HOST = RegexValidator(
    r"\A\s*(?:(?:\*\.)?[A-Za-z0-9.:_-]{1,253}(?:\s+|\Z))*\Z",
    "Write one host per line: api.example.com or *.example.com.",
)
ONE_PREFIX = RegexValidator(
    r"\A\s*(?:/\S{0,499}(?:\s+|\Z))*\Z", "Write one path per line, each from its slash: /v1/payments."
)


class StatusVerdict(models.TextChoices):
    """What a status page says, in five words for all of them."""

    OPERATIONAL = "operational", "Operational"
    DEGRADED = "degraded", "Degraded"
    OUTAGE = "outage", "Outage"
    MAINTENANCE = "maintenance", "Under maintenance"
    UNKNOWN = "unknown", "Unknown"


class StatusPageQuerySet(models.QuerySet["StatusPage"]):
    """Status pages, as sentences."""

    def read_by_the_desk(self) -> Self:
        """Those that a worker reads: switched on, and not set by hand."""
        return self.filter(enabled=True).exclude(kind=StatusPage.Kind.MANUAL)


class StatusPage(models.Model):
    """A status page, how often it is read, and what it said last.

    ``verdict``, ``reason`` and ``read_at`` are the last answer that came; a failed attempt changes none of them but
    is told by ``problem`` and counted in ``failures``, which put ``due_at`` off. A page set by hand was "read" when
    somebody set it.
    """

    class Kind(models.TextChoices):
        ATLASSIAN = "atlassian", "Atlassian Statuspage"
        INSTATUS = "instatus", "Instatus"
        CACHET = "cachet", "Cachet 2"
        CACHET_3 = "cachet_3", "Cachet 3"
        INCIDENT_IO = "incident_io", "incident.io"
        FEED = "feed", "RSS or Atom feed"
        MANUAL = "manual", "Set by hand"

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    url = models.CharField(
        "URL",
        max_length=500,
        blank=True,
        help_text="Of the page itself, such as https://status.example.com; of a feed, the feed's.",
    )
    link = models.CharField(
        max_length=500, blank=True, help_text="What customers are shown, where it is another address than the URL."
    )
    enabled = models.BooleanField(default=True, help_text="Off: not read, and no ticket is told of it.")
    interval = models.PositiveSmallIntegerField(
        "minutes between readings", default=2, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    verdict = models.CharField(max_length=15, choices=StatusVerdict, default=StatusVerdict.UNKNOWN)
    reason = models.CharField("in its words", max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField("failures in a row", default=0, editable=False)
    problem = models.CharField("last problem", max_length=200, blank=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)

    objects = StatusPageQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="manual") | ~Q(url=""), name="a_status_page_that_is_read_has_a_url")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """The address that people are sent to; empty where there is none."""
        return self.link or ("" if self.kind == self.Kind.FEED else self.url)

    def clean(self) -> None:
        """A page that is read needs an address."""
        if self.kind != self.Kind.MANUAL and not self.url:
            raise ValidationError({"url": "Write where it is read."})


class StatusComponent(models.Model):
    """A part that a status page speaks of; staff say which hosts and paths of the API it stands for.

    ``key`` is its id at the page. It is empty where staff wrote the row before the page named the component: then the
    name finds it.
    """

    page = models.ForeignKey(StatusPage, models.CASCADE, related_name="components")
    key = models.CharField(max_length=100, blank=True, editable=False)
    name = models.CharField(max_length=200)
    verdict = models.CharField(max_length=15, choices=StatusVerdict, default=StatusVerdict.UNKNOWN)
    hosts = models.TextField(
        blank=True, validators=[ONE_HOST], help_text="One per line: api.example.com or *.example.com. Empty: any."
    )
    prefixes = models.TextField(
        "paths", blank=True, validators=[ONE_PREFIX], help_text="One per line: /v1/payments and all below. Empty: any."
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "key"], condition=~Q(key=""), name="a_status_page_names_a_component_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_mapped(self) -> bool:
        """Whether staff said what it stands for."""
        return bool(self.hosts.strip() or self.prefixes.strip())
