"""What staff say of findings: this was not it, and what it was."""

from django.conf import settings
from django.db import models

from tickets.models.ticket import Ticket


class WrongFinding(models.Model):
    """Staff found that a finding was not the cause; ``cause`` is what it said then.

    It names the rule and the place, not a row: findings are replaced when a ticket is diagnosed again, and the same
    rule at the same place is the same mistake. ``true_rule`` is what it was: a rule's id, one of ``Instead``, or
    empty where nobody knows yet.
    """

    class Instead(models.TextChoices):
        OTHER = "OTHER", "A cause that no rule knows"
        VENDOR = "VENDOR", "A fault on our side"
        DOCUMENTATION = "DOCUMENTATION", "Our documentation is wrong"
        ACCOUNT = "ACCOUNT", "A setting of the account"
        NOTHING = "NOTHING", "Nothing: the call was right"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="wrong_findings")
    rule = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    pointer = models.CharField(max_length=500, blank=True)
    cause = models.TextField()
    true_rule = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "rule", "name", "pointer"], name="a_finding_of_a_ticket_is_marked_wrong_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} was not it"
