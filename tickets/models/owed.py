"""What must still happen, and which submissions were already accepted."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tickets.models.ticket import Ticket


class OwedQuerySet(models.QuerySet["Owed"]):
    """Owed work, as sentences."""

    def due(self, *, now: datetime) -> Self:
        """What should have happened by now."""
        return self.filter(state=Owed.State.DUE, due_at__lte=now)

    def mails(self) -> Self:
        """What is mailed to customers, sent or not."""
        return self.filter(kind__in=Owed.MAILS)

    def parked(self) -> Self:
        """What failed too often, in the very words of its index: few rows, however many are due beside them."""
        return self.filter(state=Owed.State.PARKED)

    def not_done(self) -> Self:
        """What is due or parked, in the very words of its index."""
        return self.filter(~Q(state=Owed.State.DONE))


class Owed(models.Model):
    """A row saying what must still happen, mostly to a ticket; stored with its cause, settled with its effect.

    ``subject`` is the id of what the work is about beside the ticket (a message, an update, an alert, the event of its
    being queued or solved), else 0. Work on
    many tickets or on none has no ticket: ``subject`` is the version of a document to check, the ticket to go on
    before, or the update of an incident to tell.
    ``due_at`` is when the sweeper wakes a worker next; ``claimed_until`` guards effects outside the database.
    ``due_since`` is from when on it could have been done: what it waits longer than is its age. ``recipient`` is the
    address that a mail was written to, whatever becomes of the customer's address; empty where nothing is mailed.
    ``error`` of what is done says why it was needless: what was made has none.
    """

    class Kind(models.TextChoices):
        ROUTE = "route", "Route to a queue"
        MAIL_RECEIVED = "mail_received", "Mail that the ticket was received"
        MAIL_QUEUED = "mail_queued", "Mail that a person will look at it"
        MAIL_REPLY = "mail_reply", "Mail a reply"
        MAIL_UPDATE = "mail_update", "Mail an update of an incident"
        MAIL_SOLVED = "mail_solved", "Mail that the ticket is solved"
        MAIL_ALERT = "mail_alert", "Mail an alert to staff"
        HOOK_ALERT = "hook_alert", "Post an alert to the staff webhook"
        GROUP = "group", "Group with its like"
        TELL_UPDATE = "tell_update", "Tell everyone an update of an incident"
        DIAGNOSE = "diagnose", "Diagnose again"
        DIAGNOSE_OPEN = "diagnose_open", "Diagnose open tickets again"
        CHECK_DOCUMENT = "check_document", "Check a document"

    MAILS = (Kind.MAIL_RECEIVED, Kind.MAIL_QUEUED, Kind.MAIL_REPLY, Kind.MAIL_UPDATE, Kind.MAIL_SOLVED)
    ALERTS = (Kind.MAIL_ALERT, Kind.HOOK_ALERT)

    class State(models.TextChoices):
        DUE = "due", "Due"
        DONE = "done", "Done"
        PARKED = "parked", "Parked after too many attempts"

    kind = models.CharField(max_length=20, choices=Kind)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, blank=True, related_name="owed")
    subject = models.PositiveBigIntegerField(default=0)
    recipient = models.EmailField(blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    due_since = models.DateTimeField(db_default=Now())
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
                fields=["kind", "ticket", "subject", "recipient"],
                condition=Q(state="due"),
                name="the_same_work_is_owed_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state="due", ticket__isnull=True),
                name="the_same_work_without_a_ticket_is_owed_once",
            ),
            models.CheckConstraint(
                condition=Q(ticket__isnull=True, kind__in=["diagnose_open", "check_document", "tell_update"])
                | (Q(ticket__isnull=False) & ~Q(kind__in=["diagnose_open", "check_document", "tell_update"])),
                name="only_work_on_one_ticket_has_a_ticket",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="done_work_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(kind__startswith="mail_") | Q(state="done") | ~Q(recipient=""),
                name="a_mail_to_send_says_to_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="owed_by_due_time", condition=Q(state="due")),
            models.Index(fields=["due_since"], name="owed_by_age", condition=Q(state="due")),
            models.Index(fields=["-id"], name="owed_and_not_done", condition=~Q(state="done")),
            models.Index(fields=["kind"], name="owed_and_parked", condition=Q(state="parked")),
            models.Index(fields=["recipient", "-done_at"], name="alerts_mailed_to_one", condition=Q(kind="mail_alert")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.state})"

    @property
    def its_ticket(self) -> Ticket:
        """The ticket, of work that cannot be owed without one."""
        assert self.ticket is not None, f"{self.kind} without a ticket"  # noqa: S101  (a constraint rules it out)
        return self.ticket


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
