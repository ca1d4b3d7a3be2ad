"""Routing rules in the console: in the order they are asked, each as a sentence with what is odd about it."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from tickets.admin.base import DeskAdmin
from tickets.models import RoutingRule
from tickets.models.routing import words_of
from tickets.services import ruling

CONDITIONS = (
    "status",
    "verdict",
    "vendor_code",
    "method",
    "path",
    "host",
    "environment",
    "customer",
    "organisation",
    "language",
)


class RuleList(ChangeList):
    """The rules, each with what is odd about it."""

    def get_results(self, request: HttpRequest) -> None:
        """The page's rules; what is odd about one is told by all of them."""
        super().get_results(request)
        odd = ruling.warnings(list(RoutingRule.objects.in_order()[: ruling.MOST_COMPARED]))
        may_move = self.model_admin.has_change_permission(request)
        for rule in self.result_list:
            rule.odd, rule.may_move = odd.get(rule.pk, ()), may_move


class RoutingRuleAdmin(DeskAdmin):
    """Which tickets go where; the first enabled rule that fits decides."""

    list_title = "Routing rules"
    list_display = ("place", "asks", "gives", "enabled", "note")
    list_display_links = ("asks",)
    list_per_page = 200
    sortable_by = ()
    actions = ()
    fieldsets = (
        (None, {"fields": ("position", "enabled", "note")}),
        (
            "When all of this holds",
            {
                "fields": CONDITIONS,
                "description": "What is left empty is not asked.",
            },
        ),
        ("The ticket gets", {"fields": ("queue", "priority", "tags")}),
    )
    raw_id_fields = ("customer",)
    autocomplete_fields = ("organisation",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list with what is odd."""
        return RuleList

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoutingRule]:
        """The rules as they are asked, with whom and what they name."""
        return cast("QuerySet[RoutingRule]", RoutingRule.objects.in_order())

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new rule is asked last unless it is told otherwise."""
        return {"position": ruling.next_position(), **super().get_changeform_initial_data(request)}

    @admin.display(description="position")
    def place(self, rule: RoutingRule) -> str:
        """Its number, and the buttons that move it."""
        return _cell("place", rule)

    @admin.display(description="when")
    def asks(self, rule: RoutingRule) -> str:
        """What it asks."""
        return ruling.sentence(rule)

    @admin.display(description="then")
    def gives(self, rule: RoutingRule) -> str:
        """Queue, priority and tags, and what is odd about the rule."""
        return _cell("gives", rule, tags=words_of(rule.tags))

    def save_model(self, request: HttpRequest, obj: RoutingRule, form: "ModelForm[RoutingRule]", change: bool) -> None:
        """Keeps it, and tells what is odd about it now."""
        super().save_model(request, obj, form, change)
        odd = ruling.warnings(list(RoutingRule.objects.in_order()[: ruling.MOST_COMPARED]))
        for warning in odd.get(obj.pk, ()):
            messages.warning(request, f"Rule {obj.position}: {warning}.")

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and the one that moves a rule."""
        move = self.admin_site.admin_view(require_POST(self.move_view))
        return [path("<int:pk>/move/<slug:way>/", move, name="tickets_routingrule_move"), *super().get_urls()]

    def move_view(self, request: HttpRequest, pk: int, way: str) -> HttpResponseRedirect:
        """Moves a rule up or down by one."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rule = get_object_or_404(RoutingRule, pk=pk)
        if way not in ("up", "down") or not ruling.move(rule=rule, up=way == "up"):
            messages.warning(request, f"{str(rule).capitalize()} cannot be moved further {way}.")
        return redirect("admin:tickets_routingrule_changelist")


def _cell(name: str, rule: RoutingRule, **extra: object) -> str:
    """One cell of the list; its HTML is a template."""
    return render_to_string(f"admin/tickets/routingrule/cells/{name}.html", {"rule": rule, **extra})
