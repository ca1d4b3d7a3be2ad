"""Routing rules in the console: in the order they are asked, each as a sentence with what is odd about it."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tickets.admin.base import DeskAdmin
from tickets.models import RoutingRule
from tickets.models.routing import words_of
from tickets.services import matching, ruling, trying
from tickets.services.matching import Rule

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
        """The stock pages, the one that moves a rule, and those that try rules before they count."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/move/<slug:way>/", view(require_POST(self.move_view)), name="tickets_routingrule_move"),
            path("try/", view(require_safe(self.try_view)), name="tickets_routingrule_try"),
            path("add/try/", view(require_POST(self.try_change_view)), name="tickets_routingrule_try_new"),
            path("<int:pk>/try/", view(require_POST(self.try_change_view)), name="tickets_routingrule_try_change"),
            *super().get_urls(),
        ]

    def move_view(self, request: HttpRequest, pk: int, way: str) -> HttpResponseRedirect:
        """Moves a rule up or down by one."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rule = get_object_or_404(RoutingRule, pk=pk)
        if way not in ("up", "down") or not ruling.move(rule=rule, up=way == "up"):
            messages.warning(request, f"{str(rule).capitalize()} cannot be moved further {way}.")
        return redirect("admin:tickets_routingrule_changelist")

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """What the rules as they are would do with a ticket and with the last week."""
        if not (self.has_view_permission(request) and request.user.has_perm("tickets.view_ticket")):
            raise PermissionDenied
        return self._tried(request, request.GET.get("number", ""), matching.stored_rules())

    def try_change_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """What they would do with one rule changed, or added, as its form has it; nothing is saved."""
        rule = get_object_or_404(RoutingRule, pk=pk) if pk else None
        may_change = self.has_change_permission(request, rule) if rule else self.has_add_permission(request)
        if not (may_change and request.user.has_perm("tickets.view_ticket")):
            raise PermissionDenied
        form = self.get_form(request, rule, change=rule is not None)(request.POST, instance=rule)
        save = (
            reverse("admin:tickets_routingrule_change", args=[pk]) if pk else reverse("admin:tickets_routingrule_add")
        )
        if not form.is_valid():  # the stock page shows what is wrong, and saves nothing of it
            return self.changeform_view(request, str(pk) if pk else None, save)
        changed = matching.rule_of(form.save(commit=False))
        rules = trying.changed(matching.stored_rules(), changed)
        return self._tried(request, request.POST.get("number", ""), rules, changed=changed, form=form, save=save)

    def _tried(
        self,
        request: HttpRequest,
        number: str,
        rules: tuple[Rule, ...],
        *,
        changed: Rule | None = None,
        form: "ModelForm[RoutingRule] | None" = None,
        save: str = "",
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Try the rules",
            "number": number[:20],
            "tried": trying.on_ticket(number, rules),
            "trial": trying.on_last_week(rules, now=timezone.now(), marked=changed),
            "form": form,
            "save": save,
        }
        return TemplateResponse(request, "admin/tickets/routingrule/try.html", context)


def _cell(name: str, rule: RoutingRule, **extra: object) -> str:
    """One cell of the list; its HTML is a template."""
    return render_to_string(f"admin/tickets/routingrule/cells/{name}.html", {"rule": rule, **extra})
