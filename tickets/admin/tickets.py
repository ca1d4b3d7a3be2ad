"""The triage queue and the page of a ticket."""

from datetime import datetime, timedelta
from typing import Any, Literal

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Expression, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.timesince import timesince
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from tickets.admin import filters, forms, work
from tickets.admin.base import DeskAdmin
from tickets.admin.page import page_of
from tickets.downloads import download_of
from tickets.models import Queue, Ticket, User
from tickets.services import intake, links, senders, targets
from tickets.services.intake import Accepted, Origin
from tickets.services.pasting import Refused

BULK = 200  # tickets in one bulk action: more would keep the browser waiting
NEEDED = {  # by bulk actions that need more than tickets; and what is said without it
    "move": ("queue", "Choose the queue that the tickets go to."),
    "priority": ("priority", "Choose the priority that the tickets get."),
}
WAITS_LONG = timedelta(hours=4)  # after which the list points out that nobody has taken a ticket


class TicketList(ChangeList):
    """The rows of the queue with their tags, without the pastes."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Ticket]:
        """The filtered tickets; a list of bodies would be megabytes."""
        return super().get_queryset(request, exclude_parameters).defer("text").prefetch_related("tags")

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> list[Expression | str]:
        """The soonest first where it is asked what is due, by the index of due times."""
        return ["due_at", "id"] if self._soonest_first() else super().get_ordering(request, queryset)

    def get_ordering_field_columns(self) -> dict[int, Literal["desc", "asc"]]:
        """The column with the arrow: none where the filter decides the order."""
        return {} if self._soonest_first() else super().get_ordering_field_columns()

    def _soonest_first(self) -> bool:
        due = self.params.get(filters.DueFilter.parameter_name)
        return due in filters.DueFilter.SOONEST_FIRST and ORDER_VAR not in self.params


def bulk(name: str, description: str) -> Any:
    """A bulk action that does one step to every ticked ticket and tells the result of each."""

    @admin.action(description=description, permissions=["work"])
    def action(model_admin: "TicketAdmin", request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
        queue, priority = request.POST.get("queue", ""), request.POST.get("priority", "")
        given = {
            "queue": Queue.objects.filter(pk=queue).first() if queue.isdecimal() else None,
            "priority": priority if priority in Ticket.Priority.values else None,
        }
        if name in NEEDED and given[NEEDED[name][0]] is None:
            messages.error(request, NEEDED[name][1])
            return
        # By id: a ticket that a colleague just moved out of the filter still gets its result told.
        ticked = [each for each in request.POST.getlist(ACTION_CHECKBOX_NAME) if each.isdecimal()]
        work.do(request, name, model_admin.get_queryset(request).filter(pk__in=ticked[:BULK]), given)

    action.__name__ = name
    return action


class TicketAdmin(DeskAdmin):
    """Open tickets first; nothing of a ticket is edited: every change is a step with its service."""

    list_title = "Queue"
    list_display = ("ticket", "state_chip", "call", "said", "customer", "holder", "age", "due")
    list_select_related = ("customer", "queue", "assignee", "incident")
    list_filter = (
        filters.StateFilter,
        "priority",
        filters.DueFilter,
        filters.AssigneeFilter,
        ("queue", admin.RelatedFieldListFilter),
        filters.StatusClassFilter,
        filters.StatusCodeFilter,
        "verdict",
        filters.AgeFilter,
        filters.DemoFilter,
        filters.KeyprintFilter,
        filters.ToldFilter,
        filters.TagFilter,
    )
    ordering = ("-id",)
    sortable_by = ("age",)
    search_fields = ("number",)
    search_help_text = "Ticket number, e-mail address, URL or /path (from its start), or request id"
    actions = (
        bulk("claim", "Claim"),
        bulk("release", "Release"),
        bulk("solve", "Solve"),
        bulk("reopen", "Reopen"),
        bulk("move", "Move to queue …"),
        bulk("priority", "Set priority …"),
        bulk("diagnose", "Diagnose again"),
    )
    action_form = forms.BulkForm
    fields = ("number",)
    readonly_fields = ("number",)
    change_form_template = "admin/tickets/ticket/page.html"

    # What a list shows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list without bodies."""
        return TicketList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        """Tickets with the people and places that every page of them names."""
        return super().get_queryset(request).select_related("customer__organisation", "queue", "assignee", "incident")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Ticket], search_term: str
    ) -> tuple[QuerySet[Ticket], bool]:
        """What an index finds; see ``Ticket.objects.search``."""
        if not search_term.strip():
            return queryset, False
        return queryset & Ticket.objects.search(search_term), False

    @admin.display(description="ticket")
    def ticket(self, ticket: Ticket) -> str:
        """Number, subject and tags."""
        return _cell("ticket", ticket)

    @admin.display(description="state")
    def state_chip(self, ticket: Ticket) -> str:
        """The state and the priority, and the customer's word where it counts."""
        return _cell("state", ticket)

    @admin.display(description="call")
    def call(self, ticket: Ticket) -> str:
        """Method and path."""
        return _cell("call", ticket)

    @admin.display(description="answer")
    def said(self, ticket: Ticket) -> str:
        """Status and verdict."""
        return _cell("said", ticket)

    @admin.display(description="with")
    def holder(self, ticket: Ticket) -> str:
        """Who has it, in which queue."""
        return _cell("holder", ticket)

    @admin.display(description="age", ordering="id")
    def age(self, ticket: Ticket) -> str:
        """How long ago it was received, and whether it has waited for long."""
        now = timezone.now()
        since = ticket.queued_at if ticket.state == Ticket.State.QUEUED else None
        waiting = timesince(since, now, depth=1) if since and now - since > WAITS_LONG else ""
        return _cell("age", ticket, age=timesince(ticket.received_at, now, depth=1), waiting=waiting)

    @admin.display(description="due")
    def due(self, ticket: Ticket) -> str:
        """What is due next and when, or that its clock stands still."""
        return _cell("due", ticket, standing=targets.next_due(ticket, now=timezone.now()))

    # Who may do what

    def has_work_permission(self, request: HttpRequest) -> bool:
        """Whether they may claim, answer and solve tickets."""
        return request.user.has_perm("tickets.work_ticket")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who works tickets may write one down for a customer."""
        return self.has_work_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Ticket | None = None) -> bool:
        """Never by fields: each change is a step."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Ticket | None = None) -> bool:
        """Only superusers, on whom the whole desk depends anyway."""
        user = request.user
        return user.is_active and isinstance(user, User) and user.is_superuser

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, the one that does a step, and files."""
        step = self.admin_site.admin_view(require_POST(self.step_view))
        file = self.admin_site.admin_view(require_safe(self.file_view))
        return [
            path("<int:pk>/do/<slug:name>/", step, name="tickets_ticket_step"),
            path("<int:pk>/files/<int:file>/", file, name="tickets_ticket_file"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The ticket's page."""
        ticket, now = kwargs["obj"], timezone.now()
        context["page"] = page_of(
            ticket,
            may_work=self.has_work_permission(request),
            asks=request.GET.get("ask") == "rotate",
            refused=context.get("refused", {}),
            now=now,
        )
        context["customers_page"] = links.path_of(ticket)
        context["title"] = f"{ticket.number} · {_what(ticket)}"
        context["subtitle"] = None
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(sensitive_post_parameters())
    @sensitive_variables("form")
    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Does one step: form, service, redirect."""
        if not self.has_work_permission(request):
            raise PermissionDenied
        ticket = get_object_or_404(self.get_queryset(request), pk=pk)
        if name not in work.STEPS:
            messages.error(request, f"There is no step called {name}.")
            return redirect("admin:tickets_ticket_change", pk)
        form = work.STEPS[name].form(request.POST, request.FILES)
        if form.is_valid():
            work.do(request, name, [ticket], form.cleaned_data)
        for field, errors in form.errors.items():
            messages.error(request, f"{field}: {' '.join(map(str, errors))}")
        if form.errors and name in work.WRITTEN:
            return self._again(request, pk, {name: form})
        return redirect("admin:tickets_ticket_change", pk)

    def _again(self, request: HttpRequest, pk: int, refused: dict[str, Form]) -> HttpResponse:
        """The ticket's page with what was written still in its box: it may have taken an hour."""
        request.method = "GET"  # the stock page would take a POST for its own form
        response = self.changeform_view(request, str(pk), extra_context={"refused": refused})
        response.status_code = 422
        return response

    def file_view(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        """A file of the ticket, as a download."""
        ticket = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, ticket):
            raise PermissionDenied
        return download_of(get_object_or_404(ticket.attachments, pk=file))

    @method_decorator(sensitive_post_parameters("paste", "response"))
    @sensitive_variables("form")
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Writes a ticket down for a customer: form, service, redirect."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = forms.SubmitForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and (accepted := _submit(request, form, now=timezone.now())):
            messages.success(request, f"{accepted.ticket.number}: created for {form.cleaned_data['email']}")
            return redirect("admin:tickets_ticket_change", accepted.ticket.pk)
        context = {**self.admin_site.each_context(request), "title": "New ticket for a customer", "opts": self.opts}
        return TemplateResponse(request, "admin/tickets/ticket/add.html", {**context, "form": form})


@sensitive_variables("form")
def _submit(request: HttpRequest, form: forms.SubmitForm, *, now: datetime) -> Accepted | None:
    """The ticket, or None with what is wrong told by the form."""
    assert isinstance(request.user, User)  # noqa: S101  (admin_view lets nobody else in)
    given, paste = form.cleaned_data, form.pasted()
    origin = Origin(
        sender=senders.of_user(request.user),
        email=given["email"],
        subject=given["subject"],
        key=f"console:{given['key']}:{intake.digest_of(paste)}",  # going back to send another makes another ticket
    )
    try:
        return intake.submit(paste, origin, now=now, anyway=given["anyway"])
    except Refused as refused:
        form.add_error("paste", f"{refused} {refused.hint}")
        return None


def _cell(name: str, ticket: Ticket, **extra: object) -> str:
    """One cell of the list; its HTML is a template."""
    return render_to_string(f"admin/tickets/ticket/cells/{name}.html", {"ticket": ticket, **extra})


def _what(ticket: Ticket) -> str:
    """A ticket in half a line, as the browser's tab shows it."""
    return ticket.subject or f"{ticket.status or ticket.get_verdict_display()} {ticket.method} {ticket.path}".strip()
