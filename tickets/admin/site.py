"""The admin site of the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from tickets.admin.numbers import numbers_for
from tickets.admin.reports import Reports
from tickets.models import User
from tickets.services import liveness


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
        """The reports, and the stock pages."""
        return [*Reports(self).urls(), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: the numbers, then where everything is."""
        if isinstance(request.user, User) and request.user.has_perm("tickets.view_ticket"):
            extra_context = {**(extra_context or {}), "numbers": numbers_for(request.user)}
        return super().index(request, extra_context)
