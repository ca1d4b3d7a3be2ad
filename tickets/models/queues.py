"""Where tickets wait: queues of support staff, and incidents that hold many tickets of one fault."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class QueueQuerySet(models.QuerySet["Queue"]):
    """Queues, as sentences."""

    def fallback(self) -> "Queue":
        """The queue that takes what no other does; made anew should someone have removed it behind our back."""
        return self.get_or_create(is_fallback=True, defaults={"name": "Support"})[0]


class Queue(models.Model):
    """Where staff find tickets. Exactly one queue takes what no other does; it cannot be deleted."""

    class Assignment(models.TextChoices):
        MANUAL = "manual", "Taken by hand"
        ROUND_ROBIN = "round_robin", "Round robin"
        LEAST_LOADED = "least_loaded", "Least loaded"

    name = models.CharField(max_length=100, unique=True)
    is_fallback = models.BooleanField(default=False, help_text="Takes every ticket that no other queue takes.")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="queues")
    assignment = models.CharField(
        max_length=12,
        choices=Assignment,
        default=Assignment.MANUAL,
        db_default=Assignment.MANUAL,
        help_text="How a ticket finds its person among the members who are on duty.",
    )
    last_assigned = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = QueueQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_fallback"], condition=Q(is_fallback=True), name="there_is_one_fallback_queue"
            ),
            models.CheckConstraint(
                condition=Q(assignment__in=["manual", "round_robin", "least_loaded"]),
                name="a_queue_has_a_known_assignment",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents, as sentences."""

    def open(self) -> "IncidentQuerySet":
        """Those that still hold: suspected or confirmed."""
        return self.filter(state__in=Incident.OPEN_STATES)


class Incident(models.Model):
    """One fault behind many tickets; at most one open incident per fingerprint."""

    class State(models.TextChoices):
        SUSPECTED = "suspected", "Suspected"
        CONFIRMED = "confirmed", "Confirmed"
        RESOLVED = "resolved", "Resolved"

    OPEN_STATES = (State.SUSPECTED, State.CONFIRMED)

    title = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=500)
    state = models.CharField(max_length=20, choices=State, default=State.SUSPECTED)
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(state__in=["suspected", "confirmed"]),
                name="one_open_incident_per_fingerprint",
            ),
            models.CheckConstraint(
                condition=Q(state="resolved", resolved_at__isnull=False)
                | (~Q(state="resolved") & Q(resolved_at__isnull=True)),
                name="a_resolved_incident_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title
