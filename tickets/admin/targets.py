"""Response targets and business hours in the console."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tickets.admin.base import DeskAdmin
from tickets.models import BusinessHours, Target
from tickets.models.hours import DAY, WEEKDAYS, spans_of
from tickets.models.targets import LONGEST
from tickets.services.targets import calendars, publicdays, wording

EXAMPLE = timedelta(hours=4)  # of the preview
DAYS_OFF_SHOWN = 12
USUAL = "09:00-17:00"  # of a new week's working days
GENERAL = "Every queue without its own"
SPAN_HELP = "Such as 30 min, 8 h or 1 h 30 min of the queue's business hours; nothing where it is not promised."
LATER = "It counts for tickets that come, move or go on from now; the others keep the due times they were given."


class SpanField(forms.CharField):
    """Minutes, written and shown as hours and minutes."""

    def prepare_value(self, value: Any) -> Any:
        """Minutes as words; what was typed stays as it is."""
        return wording.hours_and_minutes(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Minutes, or None for nothing."""
        text = super().to_python(value)
        if not text:
            return None
        minutes = wording.minutes_of(text)
        if minutes is None:
            raise ValidationError("Write hours and minutes, such as 8 h or 1 h 30 min.")
        if not 1 <= minutes <= LONGEST:
            raise ValidationError(f"Write a minute or more, and no more than {LONGEST // 60} h.")
        return minutes

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it means another number of minutes: 60 min is 1 h."""
        return bool(initial != wording.minutes_of(data or "") if data else initial is not None)


class TargetForm(forms.ModelForm):  # type: ignore[type-arg]
    """A target, its spans in words."""

    first_response = SpanField(label="First response within", required=False, help_text=SPAN_HELP)
    resolution = SpanField(label="Solved within", required=False, help_text="In the same form.")

    class Meta:
        model = Target
        fields = ("queue", "priority", "first_response", "resolution")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "queue" in self.fields:
            self.fields["queue"].empty_label = GENERAL  # type: ignore[attr-defined]


class TargetAdmin(DeskAdmin):
    """Within how much time tickets are answered and solved, by queue and priority."""

    form = TargetForm
    list_title = "Response targets"
    list_display = ("applies_to", "priority", "answered_within", "solved_within")
    list_display_links = ("applies_to", "priority")
    list_select_related = ("queue",)
    list_per_page = 200
    ordering = (F("queue__name").asc(nulls_first=True), "priority")  # type: ignore[assignment]
    sortable_by = ()
    fieldsets = ((None, {"fields": TargetForm.Meta.fields, "description": LATER}),)

    @admin.display(description="queue")
    def applies_to(self, target: Target) -> str:
        """The queue, or all that have none of their own."""
        return str(target.queue or GENERAL)

    @admin.display(description="first response within")
    def answered_within(self, target: Target) -> str | None:
        """In hours and minutes."""
        return _words(target.first_response)

    @admin.display(description="solved within")
    def solved_within(self, target: Target) -> str | None:
        """In hours and minutes."""
        return _words(target.resolution)

    def get_readonly_fields(self, request: HttpRequest, obj: Target | None = None) -> tuple[str, ...]:
        """What a target is for stays; another is another target."""
        return ("queue", "priority") if obj else ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting in bulk: the general ones stay."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request: HttpRequest, obj: Target | None = None) -> bool:
        """Never the general ones: every ticket is promised something, if only that nothing is."""
        return (obj is None or obj.queue_id is not None) and super().has_delete_permission(request, obj)


class BusinessHoursForm(forms.ModelForm):  # type: ignore[type-arg]
    """Business hours: a line for each day of the week, a zone and a country to choose, further days as text."""

    time_zone = forms.ChoiceField(choices=calendars.zones)
    country = forms.ChoiceField(label="Public holidays of", required=False)

    class Meta:
        model = BusinessHours
        fields = ("name", "time_zone", *WEEKDAYS, "country", "subdivision", "days_off", "days_worked")
        widgets = {name: AdminTextareaWidget(attrs={"rows": 4}) for name in ("days_off", "days_worked")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" in self.fields:
            self.fields["country"].choices = [("", "no country"), *publicdays.countries()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A week that opens at some time, and a region that the country has."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(day, "…") for day in WEEKDAYS):
            self.add_error(
                "monday", "Write the hours of one day at least. A queue without hours works around the clock."
            )
        region, country = cleaned.get("subdivision", ""), cleaned.get("country", "")
        known = publicdays.subdivisions(country) if country else ()
        if region and region not in known:
            choice = f"Choose one of {', '.join(known)}." if known else "Regions of this country are not told apart."
            self.add_error("subdivision", choice if country else "Choose the country too.")
        return cleaned


class BusinessHoursAdmin(DeskAdmin):
    """When the time of targets counts: hours of the week, time zone, holidays."""

    form = BusinessHoursForm
    list_title = "Business hours"
    list_display = ("name", "time_zone", "hours_a_week", "country", "subdivision")
    sortable_by = ()
    search_fields = ("name",)
    change_form_template = "admin/tickets/businesshours/page.html"
    fieldsets = (
        (None, {"fields": ("name", "time_zone"), "description": LATER}),
        (
            "Week",
            {
                "fields": WEEKDAYS,
                "classes": ("week",),
                "description": "09:00-17:30, or 09:00-12:00, 13:00-17:30 with a break; 00:00-24:00 for all day; "
                "nothing where support is closed.",
            },
        ),
        ("Days off", {"fields": ("country", "subdivision", "days_off", "days_worked")}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A usual week to begin with."""
        return {**dict.fromkeys(WEEKDAYS[:5], USUAL), **super().get_changeform_initial_data(request)}

    @admin.display(description="a week")
    def hours_a_week(self, hours: BusinessHours) -> str:
        """How long support works in a week without holidays."""
        try:
            minutes = sum(closes - opens for day in hours.week for opens, closes in spans_of(day))
        except ValidationError:
            return "cannot be read"
        return "around the clock" if minutes == 7 * DAY else wording.hours_and_minutes(minutes)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting in bulk."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request: HttpRequest, obj: BusinessHours | None = None) -> bool:
        """Only what no queue works by."""
        if obj is not None and obj.queues.exists():
            return False
        return super().has_delete_permission(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, with what the hours as stored come to."""
        written: BusinessHours | None = kwargs.get("obj")
        hours = calendars.hours_of(written) if written else None
        if written and hours:
            context["preview"] = calendars.preview(hours, example=EXAMPLE, shown=DAYS_OFF_SHOWN, now=timezone.now())
            context["example"] = wording.span(EXAMPLE)
            context["queues"] = list(written.queues.all())
        context["unreadable"] = written is not None and hours is None
        return super().render_change_form(request, context, *args, **kwargs)


def _words(minutes: int | None) -> str | None:
    return None if minutes is None else wording.hours_and_minutes(minutes)
