"""Incidents: one fault behind many tickets; which fingerprints they hold, what happened to them, what was told.

A ticket belongs to an incident by ``Ticket.incident``. Which incident a new ticket joins is decided by the *active*
fingerprints, of which the database allows one incident each; merging moves them, closing ends them.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents, as sentences."""

    def open(self) -> Self:
        """Those that still hold: suspected or confirmed."""
        return self.filter(state__in=Incident.OPEN_STATES)


class Incident(models.Model):
    """One fault behind many tickets.

    ``reason`` is why it was opened, in words. ``muted_until`` is the number of distinct customers below which nobody is
    alarmed; empty where it is not muted. ``previous`` is the one that was resolved too long ago to open again,
    ``merged_into`` the one that took over. ``closed_at`` is when it was resolved, dismissed or merged, ``regressed_at``
    when it last opened again.
    """

    class State(models.TextChoices):
        SUSPECTED = "suspected", "Suspected"
        CONFIRMED = "confirmed", "Confirmed"
        RESOLVED = "resolved", "Resolved"
        DISMISSED = "dismissed", "Dismissed"
        MERGED = "merged", "Merged"

    OPEN_STATES = (State.SUSPECTED, State.CONFIRMED)

    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=State, default=State.SUSPECTED)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    muted_until = models.PositiveIntegerField(null=True, blank=True)
    previous = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    regressed_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["suspected", "confirmed"], closed_at__isnull=True)
                | (~Q(state__in=["suspected", "confirmed"]) & Q(closed_at__isnull=False)),
                name="a_closed_incident_says_when",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state="merged"), name="only_a_merged_incident_has_a_successor"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="incident_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it still holds."""
        return self.state in self.OPEN_STATES


class IncidentFingerprint(models.Model):
    """A fault that an incident holds; ``active`` while new tickets of it join. An incident split off by hand has none.

    The fingerprint's own version is its first word. ``origin`` is the incident it was opened for, wherever it was
    merged to since.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="fingerprints")
    origin = models.ForeignKey(Incident, models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=500)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(active=True), name="one_open_incident_per_fingerprint"
            ),
            models.UniqueConstraint(fields=["origin", "fingerprint"], name="an_incident_has_a_fingerprint_once"),
            models.CheckConstraint(condition=~Q(fingerprint=""), name="a_fingerprint_says_something"),
        ]
        indexes = [models.Index(fields=["fingerprint", "-id"], name="fingerprint_by_age")]

    def __str__(self) -> str:
        return self.fingerprint


class IncidentEvent(models.Model):
    """One line of an incident's append-only history. ``by`` is empty where the desk acted."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Opened"
        CONFIRMED = "confirmed", "Confirmed"
        MUTED = "muted", "Muted"
        UNMUTED = "unmuted", "Unmuted"
        UPDATED = "updated", "Customers told"
        MERGED = "merged", "Merged"
        UNMERGED = "unmerged", "Taken apart again"
        SPLIT = "split", "Split"
        RESOLVED = "resolved", "Resolved"
        DISMISSED = "dismissed", "Dismissed"
        REGRESSED = "regressed", "Opened again"
        RENAMED = "renamed", "Renamed"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}" if self.reason else self.get_kind_display()


class IncidentUpdate(models.Model):
    """What staff tell everyone affected, masked; public. ``resolves`` marks the one that says the fault is mended."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="updates")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    text = models.TextField()
    resolves = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_update_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class ToldUpdate(models.Model):
    """That an update was booked for a ticket: once, whatever is delivered twice. Late joiners only see it."""

    update = models.ForeignKey(IncidentUpdate, models.CASCADE, related_name="told")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["update", "ticket"], name="a_ticket_is_told_an_update_once")]

    def __str__(self) -> str:
        return f"update {self.update_id} to ticket {self.ticket_id}"
