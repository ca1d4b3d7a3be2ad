"""What is said and done about a ticket: events, public messages, internal notes, attachments.

Message and Note are two models on purpose: a note can never reach a customer by a forgotten flag.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models.ticket import Ticket


class Event(models.Model):
    """One line of a ticket's append-only history. ``by`` is empty where the desk or the customer acted."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Received"
        ANSWERED = "answered", "Answered"
        QUEUED = "queued", "Put in a queue"
        CLAIMED = "claimed", "Claimed"
        RELEASED = "released", "Released"
        ASSIGNED = "assigned", "Assigned"
        MOVED = "moved", "Moved"
        REPLIED = "replied", "Replied"
        CUSTOMER_WROTE = "customer_wrote", "Customer wrote"
        NOTED = "noted", "Noted"
        OUTCOME = "outcome", "Customer's word"
        SOLVED = "solved", "Solved"
        REOPENED = "reopened", "Reopened"
        CLOSED = "closed", "Closed"
        DIAGNOSED = "diagnosed", "Diagnosed again"
        JUDGED = "judged", "Finding judged"
        GROUPED = "grouped", "Joined an incident"
        LEFT = "left", "Taken out of an incident"
        MASKED = "masked", "Masked by hand"
        FOLLOWED = "followed", "Followed up"
        PRIORITISED = "prioritised", "Priority set"
        TAGGED = "tagged", "Tags set"
        TARGET_NEAR = "target_near", "Target near"
        TARGET_BROKEN = "target_broken", "Target broken"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}" if self.reason else self.get_kind_display()


class Message(models.Model):
    """One message of the public conversation; the customer's own where ``author`` is empty."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    from_customer = models.BooleanField()
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_message_says_something"),
            models.CheckConstraint(
                condition=Q(from_customer=False) | Q(author__isnull=True),
                name="a_customers_message_has_no_staff_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{'Customer' if self.from_customer else 'Support'}: {self.text[:60]}"


class Note(models.Model):
    """One internal note; never shown to a customer, never mailed."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Attachments, as sentences."""

    def listed(self) -> Self:
        """Without the bytes of those that are kept as they are: a page of them would be megabytes."""
        return self.defer("content")


class Attachment(models.Model):
    """A file that came with a ticket or a message; ``size`` is of what was uploaded, in bytes.

    Its masked ``text``, or of a type that the operator allows its ``content`` as it is, which has a ``media_type``.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="attachments")
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, blank=True, related_name="attachments", db_index=False
    )
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    media_type = models.CharField(max_length=60, blank=True, default="", db_default="")
    content = models.BinaryField(null=True)
    added_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(media_type="", content__isnull=True)
                | (~Q(media_type="") & Q(text="", content__isnull=False)),
                name="a_file_is_kept_as_text_or_as_it_is",
            )
        ]
        indexes = [models.Index(fields=["message"], name="attachment_by_message", condition=Q(message__isnull=False))]

    def __str__(self) -> str:
        return self.name
