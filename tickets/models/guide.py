"""The vendor's documentation as staff may edit it: a row per documented status or range, and per error code."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from tickets.models.documents import Document

STATUS_OR_RANGE = RegexValidator(r"^[1-9](\d\d|xx)\Z", "Write a status such as 404 or a range such as 4xx.")


class Documented(models.Model):
    """What both kinds of rows have: the steps, the link, whose words they are, and the document they came from."""

    fix = models.TextField(blank=True, help_text="What to do, in Markdown: one step per line, in order.")
    link = models.URLField(max_length=500, blank=True, help_text="Where the vendor documents it.")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    edited = models.BooleanField(
        default=False, editable=False, help_text="By staff; kept when the default guide or a document is loaded."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @property
    def steps(self) -> tuple[str, ...]:
        """The fix as ordered steps."""
        return tuple(line.strip() for line in self.fix.splitlines() if line.strip())


class GuideEntry(Documented):
    """What is documented for a status (``404``) or a range (``4xx``); the more exact one wins."""

    class Audience(models.TextChoices):
        CALLER = "caller", "The caller must act"
        VENDOR = "vendor", "We must act"
        NETWORK = "network", "The network between must be looked at"

    status = models.CharField(
        max_length=3,
        unique=True,
        validators=[STATUS_OR_RANGE],
        help_text="A status such as 404, or a range such as 4xx.",
    )
    title = models.CharField(max_length=100)
    meaning = models.TextField(help_text="What it means, in Markdown.")
    audience = models.CharField(max_length=10, choices=Audience)

    class Meta:
        ordering = ["status"]
        verbose_name_plural = "guide entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__regex=r"^[1-9]([0-9][0-9]|xx)$"), name="a_guide_entry_has_a_status_or_range"
            )
        ]
        indexes = [models.Index(fields=["updated_at"], name="guide_by_change")]  # every submission asks for the last

    def __str__(self) -> str:
        return f"{self.status} {self.title}"


class VendorCode(Documented):
    """What is documented for one of the vendor's own error codes, perhaps only at some status or path."""

    code = models.CharField(max_length=100, help_text="As the API sends it: card_declined, 21211, invalid_grant.")
    status = models.CharField(
        max_length=3,
        blank=True,
        validators=[STATUS_OR_RANGE],
        help_text="Only at this status (404) or range (4xx); empty: at any.",
    )
    path = models.CharField(
        max_length=200, blank=True, help_text="Only at paths that begin like this template; empty: at any."
    )
    text = models.TextField(help_text="What it means, in Markdown.")

    class Meta:
        ordering = ["code", "status", "path"]
        indexes = [models.Index(fields=["updated_at"], name="codes_by_change")]
        constraints = [
            models.UniqueConstraint(fields=["code", "status", "path"], name="a_code_is_documented_once_for_a_place"),
            models.CheckConstraint(condition=~Q(code=""), name="a_vendor_code_has_a_code"),
            models.CheckConstraint(
                condition=Q(status="") | Q(status__regex=r"^[1-9]([0-9][0-9]|xx)$"),
                name="a_vendor_code_has_a_status_a_range_or_none",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.code, self.status, self.path) if part)
