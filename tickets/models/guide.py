"""The vendor's documentation as staff may edit it: one row per documented status or range."""

from django.core.validators import RegexValidator
from django.db import models


class GuideEntry(models.Model):
    """What is documented for a status (``404``) or a range (``4xx``); the more exact one wins."""

    class Audience(models.TextChoices):
        CALLER = "caller", "The caller must act"
        VENDOR = "vendor", "We must act"
        NETWORK = "network", "The network between must be looked at"

    status = models.CharField(
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"^[1-9](\d\d|xx)\Z", "Write a status such as 404 or a range such as 4xx.")],
        help_text="A status such as 404, or a range such as 4xx.",
    )
    title = models.CharField(max_length=100)
    meaning = models.TextField(help_text="What it means, in Markdown.")
    fix = models.TextField(help_text="What to do, in Markdown: one step per line, in order.")
    link = models.URLField(max_length=500, blank=True, help_text="Where the vendor documents it.")
    audience = models.CharField(max_length=10, choices=Audience)
    edited = models.BooleanField(default=False, editable=False, help_text="Kept when the default guide is loaded.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["status"]
        verbose_name_plural = "guide entries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__regex=r"^[1-9]([0-9][0-9]|xx)$"), name="a_guide_entry_has_a_status_or_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.title}"

    @property
    def steps(self) -> tuple[str, ...]:
        """The fix as ordered steps."""
        return tuple(line.strip() for line in self.fix.splitlines() if line.strip())
