"""Response targets: within how much time tickets of a queue and priority are answered and solved."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from tickets.models.queues import Queue
from tickets.models.ticket import Ticket

LONGEST = 366 * 24 * 60  # minutes: a year around the clock


def _minutes(name: str) -> "models.PositiveIntegerField[int | None, int | None]":
    limits = [MinValueValidator(1), MaxValueValidator(LONGEST)]
    return models.PositiveIntegerField(name, null=True, blank=True, validators=limits)


class Target(models.Model):
    """Two spans of business time in minutes, each empty where none is promised.

    Without a queue it is for every queue that has none of its own for that priority.
    """

    queue = models.ForeignKey(Queue, models.CASCADE, null=True, blank=True, related_name="targets")
    priority = models.CharField(max_length=2, choices=Ticket.Priority)
    first_response = _minutes("first response within")
    resolution = _minutes("solved within")

    class Meta:
        verbose_name = "response target"
        ordering = ["queue", "priority"]
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "priority"],
                name="a_queue_has_one_target_for_a_priority",
                violation_error_message="There is a target for this queue and priority already.",
            ),
            models.UniqueConstraint(
                fields=["priority"],
                condition=Q(queue__isnull=True),
                name="there_is_one_general_target_for_a_priority",
                violation_error_message="There is a general target for this priority already.",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=["P1", "P2", "P3", "P4"]), name="a_target_is_for_a_priority"
            ),
            models.CheckConstraint(
                condition=(Q(first_response__isnull=True) | Q(first_response__gt=0))
                & (Q(resolution__isnull=True) | Q(resolution__gt=0)),
                name="a_target_leaves_some_time",
            ),
            models.CheckConstraint(
                condition=Q(first_response__isnull=True)
                | Q(resolution__isnull=True)
                | Q(resolution__gte=F("first_response")),
                name="a_ticket_is_answered_before_it_is_solved",
                violation_error_message="A ticket is answered before it is solved.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.priority} in {self.queue or 'every other queue'}"
