"""Routing rules: data that sends a ticket to a queue, with a priority and tags; and the tags that tickets got."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from tickets.models.guide import STATUS_OR_RANGE
from tickets.models.people import LANGUAGE, Customer, Organisation
from tickets.models.queues import Queue
from tickets.models.ticket import Ticket

MOST_TAGS = 10
TAG = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")


def words_of(tags: str) -> tuple[str, ...]:
    """The tags of a line, each once, in their order; commas and blanks part them."""
    return tuple(dict.fromkeys(tags.replace(",", " ").lower().split()))


def check_tags(tags: str) -> None:
    """Raises ValidationError for what is no list of tags."""
    words = words_of(tags)
    if len(words) > MOST_TAGS or not all(TAG.fullmatch(word) for word in words):
        raise ValidationError(
            f"Write at most {MOST_TAGS} tags of letters, digits, dots, hyphens and underscores, such as: payments, eu"
        )


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    """Routing rules, as sentences."""

    def in_order(self) -> "RoutingRuleQuerySet":
        """As they are asked: by position, and at the same position the older first; with whom and what they name."""
        return self.order_by("position", "id").select_related("queue", "customer", "organisation")


class RoutingRule(models.Model):
    """All conditions that are given must hold; the first enabled rule that fits a ticket decides.

    A rule whose queue was removed still gives priority and tags, and sends to the queue that takes what no other does.
    """

    class Environment(models.TextChoices):
        """As the name of the called host tells it."""

        LIVE = "live", "live"
        SANDBOX = "sandbox", "sandbox"
        TEST = "test", "test"
        STAGING = "staging", "staging"
        DEV = "dev", "dev"
        QA = "qa", "qa"
        UAT = "uat", "uat"
        DEMO = "demo", "demo"
        MOCK = "mock", "mock"
        PREVIEW = "preview", "preview"
        LOCAL = "local", "local"

    position = models.PositiveIntegerField(help_text="The first rule that fits decides; 1 is asked first.")
    enabled = models.BooleanField(default=True)
    status = models.CharField(
        max_length=3,
        blank=True,
        validators=[STATUS_OR_RANGE],
        help_text="A status such as 503 or a range such as 5xx.",
    )
    verdict = models.CharField(max_length=15, choices=Ticket.Verdict, blank=True)
    vendor_code = models.CharField("error code", max_length=100, blank=True, help_text="As the API sends it.")
    method = models.CharField(
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[A-Za-z]+\Z", "Write a method such as POST.")],
    )
    path = models.CharField(
        max_length=200,
        blank=True,
        validators=[RegexValidator(r"^/\S*\Z", "Write a path that begins with a slash and has no blanks.")],
        help_text="Paths that begin like this; {…} stands for any one segment: /v1/customers/{id}/cards",
    )
    host = models.CharField(
        max_length=200,
        blank=True,
        validators=[RegexValidator(r"^(\*\.)?[\w.-]+\Z", "Write a host such as api.example.com or *.example.com.")],
        help_text="api.example.com, or *.example.com for every host below it.",
    )
    environment = models.CharField(max_length=10, choices=Environment, blank=True)
    # Protected: a rule without its customer would fit everybody's tickets.
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(
        max_length=20,
        blank=True,
        validators=[LANGUAGE],
        help_text="The customer's, as set on their page: pt fits pt-BR too.",
    )
    queue = models.ForeignKey(Queue, models.SET_NULL, null=True, related_name="rules")
    priority = models.CharField(max_length=2, choices=Ticket.Priority, default=Ticket.Priority.P3)
    tags = models.CharField(
        max_length=200, blank=True, validators=[check_tags], help_text="What the ticket is tagged with: payments, eu"
    )
    note = models.CharField(max_length=300, blank=True, help_text="Why there is this rule; for staff alone.")

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="") | Q(status__regex=r"^[1-9]([0-9][0-9]|xx)$"),
                name="a_routing_rule_has_a_status_a_range_or_none",
            ),
            models.CheckConstraint(
                condition=Q(path="") | Q(path__startswith="/"), name="a_path_of_a_routing_rule_begins_with_a_slash"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=["P1", "P2", "P3", "P4"]), name="a_routing_rule_has_a_known_priority"
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.position}"


class Tag(models.Model):
    """One tag of a ticket, given by the rule that routed it or by a person."""

    NAME_WIDTH = 40

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=NAME_WIDTH)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "name"], name="a_ticket_has_a_tag_once"),
            models.CheckConstraint(condition=~Q(name=""), name="a_tag_has_a_name"),
        ]
        indexes = [models.Index(fields=["name", "-ticket"], name="ticket_by_tag")]

    def __str__(self) -> str:
        return self.name
