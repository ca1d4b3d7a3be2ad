"""What the desk works with beside tickets: the guide, queues, owed work."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from tickets.admin.base import DeskAdmin, ReadOnlyAdmin, moment
from tickets.models import GuideEntry, Owed, Queue, User
from tickets.models.owed import OwedQuerySet
from tickets.services import owed


class GuideEntryAdmin(DeskAdmin):
    """What is documented for each status; an edited entry stays when the default guide or a document is loaded."""

    list_display = ("status", "title", "audience", "document", "edited", "updated_at")
    list_select_related = ("document",)
    list_filter = ("audience", "edited")
    search_fields = ("status", "title")
    list_per_page = 200
    fields = ("status", "title", "meaning", "fix", "link", "audience", "document", "edited", "updated_at")
    readonly_fields = ("document", "edited", "updated_at")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request: HttpRequest, obj: GuideEntry, form: "ModelForm[GuideEntry]", change: bool) -> None:
        """Keeps it, as someone's own words."""
        obj.edited = True
        super().save_model(request, obj, form, change)


class QueueAdmin(DeskAdmin):
    """Where tickets wait, and who looks after them."""

    list_display = ("name", "is_fallback", "assignment", "hours")
    list_select_related = ("hours",)
    fields = ("name", "is_fallback", "assignment", "hours", "members")
    readonly_fields = ("is_fallback",)
    filter_horizontal = ("members",)
    search_fields = ("name",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting in bulk: each queue is looked at before it goes."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request: HttpRequest, obj: Queue | None = None) -> bool:
        """Only an empty queue can go, and never the one that takes what no other does."""
        if obj is not None and (obj.is_fallback or obj.tickets.exists()):
            return False
        return super().has_delete_permission(request, obj)


class OwedFilter(admin.SimpleListFilter):
    """What is not done, unless all of it is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Parked work, and what is done."""
        return [("parked", "Parked"), ("due", "Due"), ("done", "Done")]

    def choices(self, changelist: Any) -> Any:
        """The first choice, without a word, is what is not done."""
        stock = list(super().choices(changelist))
        return [{**stock[0], "display": "Due or parked"}, *stock[1:]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Owed]) -> QuerySet[Owed]:
        """The rows of that state."""
        if self.value() in (Owed.State.DONE, Owed.State.PARKED):
            return queryset.filter(state=self.value())
        not_done = cast(OwedQuerySet, queryset).not_done()
        return not_done.filter(state=self.value()) if self.value() else not_done


class OwedAdmin(ReadOnlyAdmin):
    """What must still happen; what failed too often is parked here until someone looks."""

    list_display = ("kind", "about", "standing", "due", "booked", "done")
    list_select_related = ("ticket",)
    list_filter = (OwedFilter, "kind")
    list_display_links = None
    sortable_by = ()
    actions = ("run_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Owed]:
        """The rows, without their tickets' bodies."""
        return super().get_queryset(request).defer("ticket__text")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting from the list."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """For superusers, since a ticket that they delete takes along what is owed to it."""
        return isinstance(request.user, User) and request.user.is_superuser

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Who works tickets may have their owed work tried again."""
        return request.user.has_perm("tickets.work_ticket")

    @admin.display(description="about")
    def about(self, row: Owed) -> str:
        """The ticket, or what else the work is about; and whom it goes to."""
        return render_to_string("admin/tickets/owed/about.html", {"row": row})

    @admin.display(description="state")
    def standing(self, row: Owed) -> str:
        """Where it stands, after how many attempts, and why."""
        return render_to_string("admin/tickets/owed/standing.html", {"row": row})

    @admin.display(description="due")
    def due(self, row: Owed) -> str:
        """When the sweeper looks at it next; nothing of what is done."""
        return moment(None if row.state == Owed.State.DONE else row.due_at)

    @admin.display(description="booked")
    def booked(self, row: Owed) -> str:
        """When what causes it happened."""
        return moment(row.booked_at)

    @admin.display(description="done")
    def done(self, row: Owed) -> str:
        """When it was done, or found needless."""
        return moment(row.done_at)

    @admin.action(description="Run again", permissions=["retry"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Owed]) -> None:
        """Takes parked work up again, and tells the result of each."""
        for row in queryset.select_related("ticket"):
            done = owed.run_again(row=row, now=timezone.now())
            kind = row.get_kind_display().lower()
            what = f"{row.ticket.number}, {kind}" if row.ticket else kind
            _tell(request, what, done, "on its way to a worker", "is not parked, or the broker is away")


def _tell(request: HttpRequest, what: object, done: bool, result: str, otherwise: str) -> None:
    if done:
        messages.success(request, f"{what}: {result}")
    else:
        messages.warning(request, f"{what} {otherwise}")
