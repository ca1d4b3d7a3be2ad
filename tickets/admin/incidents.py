"""Incidents in the console: found by the desk, confirmed, told of and resolved by staff."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from tickets.admin import incident_steps as work
from tickets.admin.base import ReadOnlyAdmin
from tickets.admin.incident_page import page_of
from tickets.admin.plot import plot_of
from tickets.models import Incident
from tickets.services import incidents, masking, pasting
from tickets.services.incidents import listing, spreading, updating

BULK = 50  # incidents in one bulk action
SVG = "image/svg+xml"
OK, CONFLICT, UNPROCESSABLE = 200, 409, 422


class StateFilter(admin.SimpleListFilter):
    """Open incidents unless another state, or all, is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Open, all, and each state."""
        return [("open", "Open"), ("all", "All"), *Incident.State.choices]

    def value(self) -> str:
        """What is asked for; without a word, what is open."""
        return super().value() or "open"

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """The states; there is no "All" of Django's beside ours."""
        for value, label in self.lookup_choices:
            link = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": link, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        """The incidents of that state."""
        state = self.value()
        if state == "all":
            return queryset
        return queryset.filter(state__in=Incident.OPEN_STATES) if state == "open" else queryset.filter(state=state)


class IncidentList(ChangeList):
    """The incidents, each with its numbers."""

    def get_results(self, request: HttpRequest) -> None:
        """The page's incidents; one query counts for all of them."""
        super().get_results(request)
        numbers = listing.summaries(self.result_list)
        for incident in self.result_list:
            incident.summary = numbers.get(incident.pk)


def bulk(name: str, description: str) -> Any:
    """A bulk action that does one step to every ticked incident and tells the result of each."""

    @admin.action(description=description, permissions=["decide"])
    def action(model_admin: "IncidentAdmin", request: HttpRequest, queryset: QuerySet[Incident]) -> None:
        work.do(request, name, model_admin.ticked(request), {})

    action.__name__ = name
    return action


class IncidentAdmin(ReadOnlyAdmin):
    """Faults behind many tickets. Nothing of one is edited: every change is a step with its service."""

    list_display = ("incident", "state_chip", "met_by", "opened", "last_seen")
    list_filter = (StateFilter,)
    sortable_by = ()
    actions = (bulk("confirm", "Confirm"), bulk("dismiss", "Dismiss"), "merge")
    fields = ("title",)
    change_form_template = "admin/tickets/incident/page.html"

    # What a list shows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list with its numbers."""
        return IncidentList

    @admin.display(description="incident")
    def incident(self, incident: Incident) -> str:
        """Its title, and what is odd about it."""
        return _cell("incident", incident)

    @admin.display(description="state")
    def state_chip(self, incident: Incident) -> str:
        """How far it is."""
        return _cell("state", incident)

    @admin.display(description="met by")
    def met_by(self, incident: Incident) -> str:
        """How many customers and tickets."""
        return _cell("met_by", incident)

    @admin.display(description="opened")
    def opened(self, incident: Incident) -> str:
        """How long ago it was opened."""
        return _cell("since", incident, at=incident.opened_at, now=timezone.now())

    @admin.display(description="last seen")
    def last_seen(self, incident: Incident) -> str:
        """How long ago a customer met it."""
        return _cell("since", incident, at=incident.last_seen_at, now=timezone.now())

    # Who may do what

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether they may confirm and resolve incidents, and tell customers of them."""
        return request.user.has_perm("tickets.change_incident")

    def ticked(self, request: HttpRequest) -> QuerySet[Incident]:
        """The ticked incidents, the oldest first; by id, so that what just left the filter gets its result told."""
        chosen = [each for each in request.POST.getlist(ACTION_CHECKBOX_NAME) if each.isdecimal()]
        return Incident.objects.filter(pk__in=chosen[:BULK]).order_by("pk")

    @admin.action(description="Merge into the oldest ticked", permissions=["decide"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Incident]) -> None:
        """Makes one of those that are ticked: the oldest open one."""
        chosen = list(self.ticked(request))
        into = next((each for each in chosen if each.is_open), None)
        if into is None or len(chosen) < 2:
            messages.error(request, "Tick two incidents or more, of which one is open.")
            return
        work.do(request, "merge", [each for each in chosen if each.pk != into.pk], {"into": into})

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, the ones that decide, and the plot."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/do/<slug:name>/", view(require_POST(self.step_view)), name="tickets_incident_step"),
            path("<int:pk>/look/<slug:name>/", view(require_POST(self.look_view)), name="tickets_incident_look"),
            path("<int:pk>/rate.svg", view(require_safe(self.rate_view)), name="tickets_incident_rate"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The incident's page."""
        may_decide = self.has_decide_permission(request)
        context["page"] = page_of(kwargs["obj"], may_decide=may_decide, now=timezone.now())
        context |= {"title": kwargs["obj"].title, "subtitle": None}
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(sensitive_post_parameters())
    @sensitive_variables("form")
    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Does one step: form, service, redirect. Words that could not be sent are shown again."""
        incident = self._decided(request, pk)
        form = _form(request, name)
        done = form is not None and form.is_valid() and work.do(request, name, [incident], form.cleaned_data)
        if form is not None and not done and name in work.WRITTEN and not updating.was_told(incident, _text_of(form)):
            return self._look(request, incident, name, form, status=CONFLICT)
        return redirect("admin:tickets_incident_change", pk)

    @method_decorator(sensitive_post_parameters())
    @sensitive_variables("form")
    def look_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """What customers would read, masked, and how many of them, before anything is sent."""
        incident = self._decided(request, pk)
        form = _form(request, name) if name in work.WRITTEN else None
        if form is None or not work.STEPS[name].fits(incident):
            return redirect("admin:tickets_incident_change", pk)
        return self._look(request, incident, name, form, status=OK if form.is_valid() else UNPROCESSABLE)

    @sensitive_variables("form")
    def _look(
        self, request: HttpRequest, incident: Incident, name: str, form: forms.Form, *, status: int
    ) -> HttpResponse:
        latest = updating.latest_of(incident)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Before it is sent",
            "incident": incident,
            "reach": listing.reach(incident),
            "name": name,
            "text": _text_of(form),
            "latest": latest,
            "longest": spreading.LONGEST,
            "now": timezone.now(),
        }
        return TemplateResponse(request, "admin/tickets/incident/look.html", context, status=status)

    def rate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The plot of its rate, as a picture that may style itself and nothing else."""
        incident = get_object_or_404(Incident, pk=pk)
        if not self.has_view_permission(request, incident):
            raise PermissionDenied
        rate = incidents.rate(incident, now=timezone.now())
        plot = plot_of([(bucket.start, bucket.tickets) for bucket in rate])
        response = HttpResponse(plot.svg, content_type=SVG)
        response._csp_replace = {"style-src": [plot.style_source]}  # type: ignore[attr-defined]
        return response

    def _decided(self, request: HttpRequest, pk: int) -> Incident:
        """The incident, for someone who may decide on it."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        return get_object_or_404(Incident, pk=pk)


@sensitive_variables("form")
def _form(request: HttpRequest, name: str) -> forms.Form | None:
    """The step's form as it was sent, with what is wrong told; None where there is no such step."""
    if name not in work.STEPS:
        messages.error(request, f"There is no step called {name}.")
        return None
    form = work.STEPS[name].form(request.POST)
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    return form


@sensitive_variables("form")
def _text_of(form: forms.Form) -> str:
    """What was written, masked, whether or not it could be taken."""
    return masking.masked(pasting.clean(str(form.data.get("text", ""))).strip()).text


def _cell(name: str, incident: Incident, **extra: object) -> str:
    """One cell of the list; its HTML is a template."""
    return render_to_string(f"admin/tickets/incident/cells/{name}.html", {"incident": incident, **extra})
