"""Where tickets wait: queues of support staff."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models.hours import BusinessHours


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
    hours = models.ForeignKey(
        BusinessHours,
        models.PROTECT,
        verbose_name="business hours",
        null=True,
        blank=True,
        related_name="queues",
        help_text="When the time of response targets counts here; around the clock where none are chosen.",
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
