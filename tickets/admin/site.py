"""The admin site of the desk."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tickets.admin.numbers import numbers_for
from tickets.admin.reports import Reports
from tickets.models import User
from tickets.services import liveness, staffing


class Console(admin.AdminSite):
    """The triage console: the stock admin, themed."""

    site_header = "Support desk"
    site_title = "Support desk"
    index_title = "Triage"
    enable_nav_sidebar = False
    empty_value_display = "—"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The desk's own things before Django's."""
        return sorted(super().get_app_list(request, app_label), key=lambda app: app["app_label"] != "tickets")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the console gets; for staff, what is late."""
        late = liveness.current(now=timezone.now()).late if self.has_permission(request) else ()
        return {**super().each_context(request), "late": late}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The reports, the switch of who is on duty, and the stock pages."""
        duty = path("duty/", self.admin_view(require_POST(self.duty_view)), name="duty")
        return [*Reports(self).urls(), duty, *super().get_urls()]

    def duty_view(self, request: HttpRequest) -> HttpResponseRedirect:
        """Goes on duty or off, and back to where the switch was pressed."""
        if not isinstance(request.user, User) or not request.user.has_perm("tickets.work_ticket"):
            raise PermissionDenied
        staffing.set_duty(user=request.user, on=request.POST.get("on") == "1")
        back = request.POST.get("back", "")
        is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return HttpResponseRedirect(back if is_ours else reverse("admin:index"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: the numbers, then where everything is."""
        if isinstance(request.user, User) and request.user.has_perm("tickets.view_ticket"):
            extra_context = {**(extra_context or {}), "numbers": numbers_for(request.user, now=timezone.now())}
        return super().index(request, extra_context)
