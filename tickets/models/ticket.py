"""A ticket: a stored, masked exchange with its diagnosis."""

import re
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models.incidents import Incident
from tickets.models.people import Customer, User
from tickets.models.queues import Queue
from tickets.models.statuspages import StatusVerdict

NUMBER = re.compile(r"(?i)^#?([0-9A-HJKMNP-TV-Z]{4})-?([0-9A-HJKMNP-TV-Z]{4})$")


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Tickets, as sentences."""

    def open(self) -> Self:
        """Those that somebody still has to do something about."""
        return self.filter(state__in=Ticket.OPEN_STATES)

    def visible_to(self, user: User) -> Self:
        """Those of the customer who is this user: every customer-facing lookup starts here."""
        return self.filter(customer__user=user)

    def search(self, term: str) -> Self:
        """By number, e-mail address, URL or path, and request id; each by an index, never by ``icontains``."""
        term = term.strip()
        if number := NUMBER.match(term):
            return self.filter(number=f"{number[1]}-{number[2]}".upper())
        if "://" in term:
            return self.filter(url__startswith=term)
        if term.startswith("/"):
            return self.filter(path__startswith=term)
        if "@" in term:
            return self.filter(customer__in=Customer.objects.of_address(term))
        return self.filter(request_id=term)


class Ticket(models.Model):
    """A stored, masked exchange with its diagnosis, conversation and history; has a short public number.

    ``text`` is the masked paste; where call and response came in two boxes, ``response_at`` is where the
    second begins. What is denormalised beside it (method, url, status …) is for lists and search.
    ``claimed_at`` is since when someone has it without having answered; empty once they have. ``incident_origin`` is
    the incident it would belong to had that not been merged into another. ``follow_up_of`` is the ticket that ended too
    long ago to open again. What is ``by_hand`` a person has set, and routing leaves it alone.

    Its clock for response targets: business time counts since ``clock_from``, ``clock_spent`` of it counted before, and
    none while it is paused. ``due_at`` is the next due time in force, ``tend_at`` when the beat looks at it next; both
    are empty where nothing is in force. A target is about to break from ``…_near_at`` on; the marks say when staff were
    warned of that, and when it was found broken.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        ANSWERED = "answered", "Answered"
        QUEUED = "queued", "In the support queue"
        CLAIMED = "claimed", "With a person"
        WAITING = "waiting", "Waiting on the customer"
        SOLVED = "solved", "Solved"
        CLOSED = "closed", "Closed"

    class Verdict(models.TextChoices):
        SUCCESS = "success", "The call succeeded"
        REDIRECTED = "redirected", "The call was redirected"
        CLIENT_ERROR = "client_error", "Something in the call is wrong"
        SERVER_ERROR = "server_error", "The API failed"
        NEVER_REACHED = "never_reached", "The call never reached the API"
        INCOMPLETE = "incomplete", "Something is missing"
        UNREADABLE = "unreadable", "Nothing was recognised"

    class Outcome(models.TextChoices):
        FIXED = "fixed", "This fixed it"
        STILL_BROKEN = "still_broken", "Still broken"

    class Priority(models.TextChoices):
        P1 = "P1", "P1"
        P2 = "P2", "P2"
        P3 = "P3", "P3"
        P4 = "P4", "P4"

    OPEN_STATES = (State.RECEIVED, State.QUEUED, State.CLAIMED, State.WAITING)

    number = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=10, choices=State)
    verdict = models.CharField(max_length=15, choices=Verdict)
    outcome = models.CharField("customer's word", max_length=15, choices=Outcome, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="tickets")
    sender = models.CharField(max_length=64, editable=False)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    response_at = models.PositiveIntegerField(null=True, blank=True)
    notation = models.CharField(max_length=20, blank=True)
    method = models.CharField(max_length=20, blank=True)
    url = models.CharField("URL", max_length=500, blank=True, db_index=True)
    path = models.CharField(max_length=500, blank=True, db_index=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    vendor_code = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=500, blank=True)
    reference = models.CharField("diagnosed with", max_length=200, blank=True, default="", db_default="")
    queue = models.ForeignKey(Queue, models.PROTECT, null=True, blank=True, related_name="tickets")
    priority = models.CharField(max_length=2, choices=Priority, default=Priority.P3, db_default=Priority.P3)
    priority_by_hand = models.BooleanField(default=False, db_default=False, editable=False)
    tags_by_hand = models.BooleanField(default=False, db_default=False, editable=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned_tickets"
    )
    incident = models.ForeignKey(Incident, models.SET_NULL, null=True, blank=True, related_name="tickets")
    incident_origin = models.ForeignKey(
        Incident, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    status_page_verdict = models.CharField(
        max_length=15, choices=StatusVerdict, blank=True, default="", db_default="", editable=False
    )
    status_page_text = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)
    status_page_link = models.CharField(max_length=500, blank=True, default="", db_default="", editable=False)
    status_page_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    follow_up_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="follow_ups", db_index=False
    )
    link_revision = models.PositiveSmallIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    received_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    clock_from = models.DateTimeField(null=True, blank=True, editable=False)
    clock_spent = models.DurationField(default=timedelta, db_default=timedelta(), editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    responded_at = models.DateTimeField(null=True, blank=True, editable=False)
    response_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    response_near_at = models.DateTimeField(null=True, blank=True, editable=False)
    response_warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    response_broken_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolution_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolution_near_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolution_warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolution_broken_at = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    tend_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [("work_ticket", "Can claim, answer and solve tickets")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["queued", "claimed"]) | Q(queue__isnull=False),
                name="a_queued_or_claimed_ticket_has_a_queue",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(assignee__isnull=False), name="a_claimed_ticket_has_an_assignee"
            ),
            models.CheckConstraint(
                condition=Q(status__isnull=True) | Q(status__gte=100, status__lte=999), name="a_status_has_three_digits"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=["P1", "P2", "P3", "P4"]), name="a_ticket_has_a_known_priority"
            ),
            models.UniqueConstraint(
                fields=["follow_up_of"], condition=Q(follow_up_of__isnull=False), name="a_ticket_has_one_follow_up"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="ticket_by_state"),
            models.Index(fields=["status", "-id"], name="ticket_by_status"),
            models.Index(fields=["customer", "-id"], name="ticket_by_customer"),
            models.Index(fields=["queue", "state", "-id"], name="ticket_by_queue", condition=Q(queue__isnull=False)),
            models.Index(fields=["assignee", "-id"], name="ticket_by_assignee", condition=Q(assignee__isnull=False)),
            models.Index(fields=["incident", "-id"], name="ticket_by_incident", condition=Q(incident__isnull=False)),
            models.Index(fields=["fingerprint", "received_at"], name="ticket_by_fault", condition=~Q(fingerprint="")),
            models.Index(fields=["request_id"], name="ticket_by_request_id", condition=~Q(request_id="")),
            models.Index(fields=["received_at"], name="ticket_by_age"),
            models.Index(fields=["verdict", "-id"], name="ticket_by_verdict"),
            models.Index(fields=["assignee", "claimed_at"], name="ticket_by_claim", condition=Q(state="claimed")),
            models.Index(fields=["priority", "-id"], name="ticket_by_priority"),
            models.Index(fields=["received_at"], name="ticket_by_answer", condition=Q(state="answered")),
            models.Index(fields=["solved_at"], name="ticket_by_solution", condition=Q(state="solved")),
            models.Index(fields=["due_at", "id"], name="ticket_by_due_time", condition=Q(due_at__isnull=False)),
            models.Index(fields=["tend_at"], name="ticket_to_tend", condition=Q(tend_at__isnull=False)),
            models.Index(fields=["-id"], name="ticket_of_the_demo", condition=Q(is_demo=True)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in self.OPEN_STATES

    @property
    def masks(self) -> "MaskQuerySet":
        """The masks of its text. Those of notes and messages have another name, so that nobody shows them by habit."""
        return Mask.objects.filter(ticket=self).of_text()


class MaskQuerySet(models.QuerySet["Mask"]):
    """Masks, as sentences."""

    def of_text(self) -> Self:
        """Those of the call and response, in order: what findings, transcripts and the API speak of."""
        return self.filter(place=Mask.Place.TEXT)

    def for_customers(self) -> Self:
        """Those of everything that the customer may see: all but the ones of internal notes."""
        return self.exclude(place=Mask.Place.NOTE)

    def with_keyprint(self) -> Self:
        """Those that are known again elsewhere, in the very words of their index."""
        return self.exclude(keyprint="")


class Mask(models.Model):
    """One masked credential of a ticket; ``start`` and ``end`` are where its marker stands in the text of ``place``.

    Of a message, a note or an attachment the row says which one. The indexes of these three are partial, so that the
    many masks of pastes do not fill them.
    """

    class Place(models.TextChoices):
        TEXT = "text", "the call and response"
        SUBJECT = "subject", "the subject"
        MESSAGE = "message", "a message"
        NOTE = "note", "an internal note"
        ATTACHMENT = "attachment", "a file"
        ATTACHMENT_NAME = "attachment_name", "the name of a file"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="all_masks")
    place = models.CharField(max_length=20, choices=Place, default=Place.TEXT, db_default=Place.TEXT)
    message = models.ForeignKey(
        "tickets.Message", models.CASCADE, null=True, blank=True, related_name="masks", db_index=False
    )
    note = models.ForeignKey(
        "tickets.Note", models.CASCADE, null=True, blank=True, related_name="masks", db_index=False
    )
    attachment = models.ForeignKey(
        "tickets.Attachment", models.CASCADE, null=True, blank=True, related_name="masks", db_index=False
    )
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    detector = models.CharField(max_length=60)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    keyprint = models.CharField(max_length=32, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    public_prefix = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)

    objects = MaskQuerySet.as_manager()

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "place", "start"],
                condition=Q(place__in=["text", "subject"]),
                name="masks_of_a_ticket_do_not_overlap",
            ),
            models.UniqueConstraint(
                fields=["message", "start"],
                condition=Q(message__isnull=False),
                name="masks_of_a_message_do_not_overlap",
            ),
            models.UniqueConstraint(
                fields=["note", "start"], condition=Q(note__isnull=False), name="masks_of_a_note_do_not_overlap"
            ),
            models.UniqueConstraint(
                fields=["attachment", "place", "start"],
                condition=Q(attachment__isnull=False),
                name="masks_of_an_attachment_do_not_overlap",
            ),
            models.CheckConstraint(
                condition=Q(
                    place__in=["text", "subject"], message__isnull=True, note__isnull=True, attachment__isnull=True
                )
                | Q(place="message", message__isnull=False, note__isnull=True, attachment__isnull=True)
                | Q(place="note", message__isnull=True, note__isnull=False, attachment__isnull=True)
                | Q(
                    place__in=["attachment", "attachment_name"],
                    message__isnull=True,
                    note__isnull=True,
                    attachment__isnull=False,
                ),
                name="a_mask_stands_in_one_place",
            ),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="a_mask_hides_something"),
        ]
        indexes = [models.Index(fields=["keyprint"], name="mask_by_keyprint", condition=~Q(keyprint=""))]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class Finding(models.Model):
    """What a rule said about a ticket's exchange; in the order of ``position``."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="findings")
    position = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=40)
    cause = models.TextField()
    confidence = models.CharField(max_length=10)
    actor = models.CharField(max_length=10)
    place = models.CharField(max_length=10)
    name = models.CharField(max_length=200, blank=True)
    pointer = models.CharField(max_length=500, blank=True)
    evidence = models.JSONField(default=list)
    fix = models.JSONField(default=list)
    corrected = models.TextField(blank=True)
    citation_source = models.CharField(max_length=20)
    citation_ref = models.CharField(max_length=300)
    citation_url = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["ticket", "position"], name="findings_of_a_ticket_are_ordered")]

    def __str__(self) -> str:
        return self.rule
