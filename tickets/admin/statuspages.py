"""Status pages in the console: where each is read, what it said last, and what its components stand for."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from tickets.admin.documents import OfTheGuide
from tickets.models import StatusComponent, StatusPage, StatusVerdict
from tickets.services.statuspages import fetching, reading

BY_HAND = StatusPage.Kind.MANUAL
SAID = ("verdict", "reason")
READ = ("read_at", "due_at", "failures", "problem")
NOT_HTTPS = "Write an address that begins with https:// and names nobody's password."


class StatusPageForm(forms.ModelForm):  # type: ignore[type-arg]
    """A status page; what it says is typed in only where it is set by hand."""

    class Meta:
        model = StatusPage
        fields = ("name", "kind", "url", "link", "enabled", "interval", *SAID)

    def clean_url(self) -> str:
        """An address that the desk reads, or none."""
        return _https(self.cleaned_data["url"])

    def clean_link(self) -> str:
        """An address that people can be sent to, or none."""
        return _https(self.cleaned_data["link"])

    def clean(self) -> dict[str, Any]:
        """What a page said must not be too old before it is read again."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind") or self.instance.kind
        if kind != BY_HAND and cleaned.get("interval", 0) >= settings.STATUS_PAGE_FRESH_MINUTES:
            limit = settings.STATUS_PAGE_FRESH_MINUTES
            self.add_error("interval", f"Write less than {limit}: after {limit} minutes what was read is unknown.")
        if kind != BY_HAND and self.instance.pk is None:
            cleaned |= {"verdict": StatusVerdict.UNKNOWN, "reason": ""}
        return cleaned


class StatusPageAdmin(OfTheGuide):
    """The vendor's status pages. Nothing is read here: "read now" tells a worker."""

    form = StatusPageForm
    list_display = ("name", "kind", "verdict", "reason", "read_at", "failures", "problem", "enabled")
    list_filter = ("enabled", "kind")
    sortable_by = ()
    actions = ("read_now",)
    change_form_template = "admin/tickets/statuspage/page.html"

    def get_fields(self, request: HttpRequest, obj: StatusPage | None = None) -> tuple[str, ...]:
        """What staff write, then what the page said and when."""
        return ("name", "kind", "url", "link", "enabled", "interval", *SAID, *(READ if obj else ()))

    def get_readonly_fields(self, request: HttpRequest, obj: StatusPage | None = None) -> tuple[str, ...]:
        """Another kind is another page; what a page says is written by staff only where it is set by hand."""
        if obj is None:
            return ()
        return ("kind", *READ) if obj.kind == BY_HAND else ("kind", *SAID, *READ)

    def save_model(self, request: HttpRequest, obj: StatusPage, form: "ModelForm[StatusPage]", change: bool) -> None:
        """Keeps it, and has it read anew from wherever it is now."""
        super().save_model(request, obj, form, change)
        if obj.kind == BY_HAND:
            reading.set_by_hand(page=obj, now=timezone.now())
        else:
            reading.ask(page=obj, now=timezone.now(), forget="url" in form.changed_data)

    @admin.action(description="Read now", permissions=["change"])
    def read_now(self, request: HttpRequest, queryset: QuerySet[StatusPage]) -> None:
        """Has a worker read each, and tells the result of each."""
        for page in queryset:
            if reading.ask(page=page, now=timezone.now()):
                messages.success(request, f"{page}: a worker reads it now")
            else:
                messages.warning(request, f"{page} is set by hand or switched off")

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and the one that has a page read."""
        read = self.admin_site.admin_view(require_POST(self.read_view))
        return [path("<int:pk>/read/", read, name="tickets_statuspage_read"), *super().get_urls()]

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        """Has a worker read one from its own page."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        page = get_object_or_404(StatusPage, pk=pk)
        self.read_now(request, StatusPage.objects.filter(pk=page.pk))
        return redirect("admin:tickets_statuspage_change", pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, with the button where there is something to read."""
        page: StatusPage | None = kwargs.get("obj")
        is_read = page is not None and page.enabled and page.kind != BY_HAND
        context["may_read"] = is_read and self.has_change_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)


class StatusComponentAdmin(OfTheGuide):
    """What each component of a status page stands for: hosts and paths of the API."""

    list_display = ("name", "page", "verdict", "hosts", "prefixes")
    list_select_related = ("page",)
    list_filter = (("page", admin.RelatedFieldListFilter),)
    search_fields = ("name",)
    sortable_by = ()
    fields = ("page", "name", "verdict", "hosts", "prefixes")

    def get_readonly_fields(self, request: HttpRequest, obj: StatusComponent | None = None) -> tuple[str, ...]:
        """A component stays with its page, and says by itself how it is, unless the page is set by hand."""
        if obj is None:
            return ()
        return ("page",) if obj.page.kind == BY_HAND else ("page", "name", "verdict")

    def save_model(
        self, request: HttpRequest, obj: StatusComponent, form: "ModelForm[StatusComponent]", change: bool
    ) -> None:
        """Keeps it. What staff say of a component that is read counts for nothing before the page was read."""
        by_hand = obj.page.kind == BY_HAND
        if not change and not by_hand:
            obj.verdict = StatusVerdict.UNKNOWN
        super().save_model(request, obj, form, change)
        if by_hand:
            reading.set_by_hand(page=obj.page, now=timezone.now())


def _https(address: str) -> str:
    if address and not fetching.may_be_read(address):
        raise forms.ValidationError(NOT_HTTPS)
    return address
