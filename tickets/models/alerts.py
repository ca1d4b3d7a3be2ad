"""What staff are told without looking: that a ticket is urgent or late, that an incident is suspected."""

from django.db import models
from django.db.models import Q

from tickets.models.incidents import Incident
from tickets.models.ticket import Ticket


class Alert(models.Model):
    """One thing that staff are told, by mail and by the webhook; ``ticket`` is the one that gave the reason.

    ``reason`` says what is the matter in words, for staff alone.
    """

    class Kind(models.TextChoices):
        URGENT = "urgent", "A new P1"
        TARGET_NEAR = "target_near", "A target is about to break"
        TARGET_BROKEN = "target_broken", "A target is broken"
        INCIDENT = "incident", "An incident is suspected"
        REGRESSED = "regressed", "A fault is back"

    ABOUT_INCIDENTS = (Kind.INCIDENT, Kind.REGRESSED)

    kind = models.CharField(max_length=20, choices=Kind)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="alerts")
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, blank=True, related_name="alerts")
    reason = models.CharField(max_length=300, blank=True)
    raised_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["incident", "regressed"]) | Q(incident__isnull=False),
                name="an_alert_about_an_incident_names_it",
            )
        ]
        indexes = [
            models.Index(fields=["kind", "-id"], name="alert_by_kind"),
            models.Index(fields=["raised_at"], name="alert_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}" if self.reason else self.get_kind_display()
