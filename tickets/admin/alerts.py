"""What staff were alerted of: when, why, and whom it reached."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from tickets.admin.base import ReadOnlyAdmin, moment
from tickets.models import Alert, Owed, User


class AlertList(ChangeList):
    """The alerts of a page with the work that tells them: one query more, however many there are."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Alert]:
        """The filtered alerts, without the pastes of their tickets."""
        told = Owed.objects.filter(kind__in=Owed.ALERTS).order_by("pk")
        found = super().get_queryset(request, exclude_parameters).defer("ticket__text")
        return found.prefetch_related(Prefetch("ticket__owed", queryset=told, to_attr="alerting"))


class AlertAdmin(ReadOnlyAdmin):
    """The desk raises alerts; staff read them, and see which mail or post did not get through."""

    list_display = ("raised", "kind", "of_ticket", "of_incident", "reason", "told")
    list_select_related = ("ticket", "incident")
    list_filter = ("kind",)
    list_display_links = None
    sortable_by = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list with whom each alert reached."""
        return AlertList

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """For superusers, since a ticket that they delete takes its alerts along."""
        return isinstance(request.user, User) and request.user.is_superuser

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None: no deleting from the list."""
        return {}

    @admin.display(description="raised")
    def raised(self, alert: Alert) -> str:
        """When."""
        return moment(alert.raised_at)

    @admin.display(description="ticket")
    def of_ticket(self, alert: Alert) -> str:
        """The way to the ticket."""
        return render_to_string("admin/tickets/alert/ticket.html", {"ticket": alert.ticket})

    @admin.display(description="incident")
    def of_incident(self, alert: Alert) -> str:
        """The way to the incident; nothing where there is none."""
        return render_to_string("admin/tickets/alert/incident.html", {"incident": alert.incident})

    @admin.display(description="told to")
    def told(self, alert: Alert) -> str:
        """Whom it was to reach, and whether it did."""
        owed: list[Owed] = alert.ticket.alerting  # type: ignore[attr-defined]
        rows = [row for row in owed if row.subject == alert.pk]
        return render_to_string("admin/tickets/alert/told.html", {"rows": rows})
