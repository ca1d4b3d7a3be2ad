"""Users, customers, organisations and API keys."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from tickets.admin.base import DeskAdmin
from tickets.admin.forms import KeyForm, NewUserForm, UserForm
from tickets.models import ApiKey, Customer, User
from tickets.services import keys


class UserAdmin(DeskAdmin, StockUserAdmin):  # type: ignore[type-arg]
    """Users are named by their e-mail address."""

    form = UserForm
    add_form = NewUserForm
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("first_name", "last_name")}),
        ("Work", {"fields": ("on_duty",)}),
        ("Permissions", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)
    list_display = ("email", "first_name", "last_name", "is_staff", "is_active", "on_duty", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "on_duty", "groups")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")


class CustomerAdmin(DeskAdmin):
    """Whom tickets belong to."""

    list_display = ("email", "name", "organisation", "user", "created_at")
    list_select_related = ("organisation", "user")
    sortable_by = ()
    ordering = ("-id",)
    fields = ("email", "name", "organisation", "language", "user", "tickets", "created_at")
    readonly_fields = ("tickets", "created_at")
    raw_id_fields = ("user",)
    autocomplete_fields = ("organisation",)
    search_fields = ("email",)
    search_help_text = "The whole e-mail address"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Customer], search_term: str
    ) -> tuple[QuerySet[Customer], bool]:
        """By the whole address, as the index knows it."""
        address = search_term.strip()
        return (queryset & Customer.objects.of_address(address) if address else queryset), False

    @admin.display(description="tickets")
    def tickets(self, customer: Customer) -> str:
        """The way to their tickets."""
        return render_to_string("admin/tickets/customer/tickets.html", {"customer": customer})


class OrganisationAdmin(DeskAdmin):
    """Companies whose developers call the API."""

    list_display = ("name", "created_at")
    search_fields = ("name",)


class ApiKeyAdmin(DeskAdmin):
    """Keys are made here, seen once, and revoked by deleting them; nothing about one is edited."""

    list_display = ("name", "starts_with", "user", "may", "created", "last_used_at", "expiry")
    list_select_related = ("user",)
    search_fields = ("name", "user__email", "token_key")
    sortable_by = ()
    fields = ("name", "starts_with", "user", "may", "created", "last_used_at", "expiry")
    readonly_fields = fields

    @admin.display(description="starts with")
    def starts_with(self, key: ApiKey) -> str:
        """What tells one key from another."""
        return f"{key.token_key}…"

    @admin.display(description="may")
    def may(self, key: ApiKey) -> str:
        """The scopes in words."""
        return ", ".join(ApiKey.Scope(scope).label for scope in key.scopes)

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """Never: a key with other rights is another key."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Makes a key. It stands in this one answer and nowhere else: no message, no session, no log."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = KeyForm(request.POST if request.method == "POST" else None)
        context = {**self.admin_site.each_context(request), "title": "New API key", "opts": self.opts, "form": form}
        if not form.is_valid():
            return TemplateResponse(request, "admin/tickets/apikey/add.html", context)
        key = keys.make(user=_user(form), name=form.cleaned_data["name"], scopes=form.cleaned_data["scopes"])
        return TemplateResponse(request, "admin/tickets/apikey/made.html", {**context, "key": key, "holder": form.user})


def _user(form: KeyForm) -> User:
    assert form.user is not None  # noqa: S101  (the form is valid)
    return form.user
