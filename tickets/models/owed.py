"""What must still happen, and which submissions were already accepted."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from tickets.models.ticket import Ticket


class OwedQuerySet(models.QuerySet["Owed"]):
    """Owed work, as sentences."""

    def due(self, *, now: datetime) -> Self:
        """What should have happened by now."""
        return self.filter(state=Owed.State.DUE, due_at__lte=now)

    def not_done(self) -> Self:
        """What is due or parked, in the very words of its index."""
        return self.filter(~Q(state=Owed.State.DONE))


class Owed(models.Model):
    """A row saying what must still happen to a ticket; stored with its cause, settled with its effect.

    ``subject`` is the id of what the work is about beside the ticket (a message to mail), else 0.
    ``due_at`` is when the sweeper wakes a worker next; ``claimed_until`` guards effects outside the database.
    """

    class Kind(models.TextChoices):
        ROUTE = "route", "Route to a queue"
        MAIL_RECEIVED = "mail_received", "Mail that the ticket was received"
        MAIL_REPLY = "mail_reply", "Mail a reply"

    class State(models.TextChoices):
        DUE = "due", "Due"
        DONE = "done", "Done"
        PARKED = "parked", "Parked after too many attempts"

    kind = models.CharField(max_length=20, choices=Kind)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="owed")
    subject = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    wakes = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    booked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = OwedQuerySet.as_manager()

    class Meta:
        verbose_name = "owed work"
        verbose_name_plural = "owed work"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "ticket", "subject"], condition=Q(state="due"), name="the_same_work_is_owed_once"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="done_work_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="owed_by_due_time", condition=Q(state="due")),
            models.Index(fields=["-id"], name="owed_and_not_done", condition=~Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.state})"


class IdempotencyKey(models.Model):
    """A submission already accepted: the same sender with the same key gets the same ticket again."""

    sender = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "key"], name="a_sender_uses_a_key_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(sender=""), name="a_key_has_a_sender"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return self.key
