"""The vendor's documents in the console: upload, preview, accept; and its error codes, row by row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tickets.admin.base import DeskAdmin
from tickets.admin.forms import UploadForm
from tickets.models import Document, DocumentVersion, Owed, User, VendorCode
from tickets.services import comparing, importing, rediagnosing
from tickets.services.comparing import Change, Changes

SHOWN = 100  # changes of one kind on a page; the numbers tell of all
State = DocumentVersion.State
Decide = Callable[[DocumentVersion, User, bool, datetime], None]


class OfTheGuide(DeskAdmin):
    """What belongs to the vendor's documentation: who may change the guide may change it."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Who may look at the guide."""
        return request.user.has_perm("tickets.view_guideentry") or request.user.has_perm("tickets.change_guideentry")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who may add to the guide."""
        return request.user.has_perm("tickets.add_guideentry")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Who may change the guide."""
        return request.user.has_perm("tickets.change_guideentry")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Who may delete from the guide."""
        return request.user.has_perm("tickets.delete_guideentry")


class VendorCodeAdmin(OfTheGuide):
    """What is documented for the vendor's own error codes; an edited one stays when a document is imported."""

    list_display = ("code", "status", "path", "text", "document", "edited", "updated_at")
    list_select_related = ("document",)
    list_filter = ("edited",)
    search_fields = ("code", "text")
    fields = ("code", "status", "path", "text", "fix", "link", "document", "edited", "updated_at")
    readonly_fields = ("document", "edited", "updated_at")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request: HttpRequest, obj: VendorCode, form: "ModelForm[VendorCode]", change: bool) -> None:
        """Keeps it, as someone's own words."""
        obj.edited = True
        super().save_model(request, obj, form, change)


@dataclass(frozen=True, slots=True)
class ShownChanges:
    """What a version would change among entries, codes or operations: how much, and the first of each kind."""

    changes: Changes
    kinds: tuple[tuple[str, int, tuple[Change, ...], int], ...]

    @classmethod
    def of(cls, changes: Changes) -> "ShownChanges":
        """The changes by kind: its name, how many, those that are shown, and how many are not."""
        kinds = (("Added", changes.added), ("Changed", changes.changed), ("Gone", changes.gone))
        return cls(changes, tuple((name, len(all_), all_[:SHOWN], len(all_[SHOWN:])) for name, all_ in kinds if all_))


class DocumentAdmin(OfTheGuide):
    """What the desk knows of the vendor's own documents; every change is a version with its preview."""

    list_display = ("name", "kind", "url", "counting", "newest")
    list_filter = ("kind",)
    search_fields = ("name", "url")
    sortable_by = ()
    fields = ("name",)
    change_form_template = "admin/tickets/document/page.html"

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never by fields: each change is a version."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never: tickets name the versions they were diagnosed with."""
        return False

    def may_decide(self, request: HttpRequest) -> bool:
        """Who may change the guide decides what counts as documented."""
        return request.user.has_perm("tickets.change_guideentry")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """The documents with their versions, which are light."""
        return cast("QuerySet[Document]", super().get_queryset(request)).prefetch_related("versions")

    @admin.display(description="counts now")
    def counting(self, document: Document) -> str | None:
        """The accepted version."""
        return next((each.called for each in _versions(document) if each.state == State.ACCEPTED), None)

    @admin.display(description="newest")
    def newest(self, document: Document) -> str:
        """The newest version and where it stands."""
        return next((f"{each.number}: {each.get_state_display().lower()}" for each in _versions(document)), "")

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, a version's, and the one that decides."""
        view = self.admin_site.admin_view
        one = "<int:pk>/versions/<int:number>/"
        return [
            path(one, view(require_safe(self.version_view)), name="tickets_document_version"),
            path(f"{one}do/<slug:name>/", view(require_POST(self.decide_view)), name="tickets_document_decide"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Uploads a document: form, service, redirect."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, initial=_known(request.GET.get("again", "")))
        if request.method == "POST" and form.is_valid() and (version := _upload(request, form)):
            return redirect("admin:tickets_document_version", version.document_id, version.number)
        context = {**self.admin_site.each_context(request), "title": "Import a document", "opts": self.opts}
        return TemplateResponse(request, "admin/tickets/document/upload.html", {**context, "form": form})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The document with its versions."""
        document = kwargs["obj"]
        versions = document.versions.select_related("uploaded_by", "decided_by")
        context |= {"versions": versions, "may_add": self.has_add_permission(request), "subtitle": None}
        context["title"] = document.name
        return super().render_change_form(request, context, *args, **kwargs)

    def version_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """A version: what was read, what is wrong, what would change, and what can be decided."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = _version(pk, number)
        compared = comparing.changes(version) if version.state in importing.ACCEPTABLE else ()
        shown = tuple(ShownChanges.of(each) for each in compared)
        context = {
            **self.admin_site.each_context(request),
            "title": str(version),
            "opts": self.opts,
            "version": version,
            "changes": shown,
            "read": {what: len(read) for what, read in version.body.reading.items()},
            "is_kept": any(change.is_edited for each in compared for change in (*each.changed, *each.gone)),
            "may_decide": self.may_decide(request),
            "owed": Owed.objects.filter(kind=Owed.Kind.CHECK_DOCUMENT, subject=version.pk, ticket=None).first(),
        }
        return TemplateResponse(request, "admin/tickets/document/version.html", context)

    def decide_view(self, request: HttpRequest, pk: int, number: int, name: str) -> HttpResponseRedirect:
        """Accepts, discards or withdraws a version, or has the open tickets diagnosed again."""
        if not self.may_decide(request):
            raise PermissionDenied
        version = _version(pk, number)
        if name == "diagnose":
            _diagnose_open(request)
        elif name in DECISIONS:
            _decide(request, version, DECISIONS[name])
        return redirect("admin:tickets_document_version", pk, number)


def _accept(version: DocumentVersion, by: User, replace_edited: bool, now: datetime) -> None:
    importing.accept(version=version, by=by, now=now, replace_edited=replace_edited)


def _discard(version: DocumentVersion, by: User, replace_edited: bool, now: datetime) -> None:
    importing.discard(version=version, by=by, now=now)


def _withdraw(version: DocumentVersion, by: User, replace_edited: bool, now: datetime) -> None:
    importing.withdraw(version=version, by=by, now=now)


DECISIONS: dict[str, Decide] = {"accept": _accept, "discard": _discard, "withdraw": _withdraw}


def _decide(request: HttpRequest, version: DocumentVersion, decide: Decide) -> None:
    by = request.user
    assert isinstance(by, User)  # noqa: S101  (admin_view lets nobody else in)
    try:
        decide(version, by, request.POST.get("replace_edited") == "on", timezone.now())
    except importing.CannotImport as error:
        messages.warning(request, str(error))
    else:
        state = version.get_state_display().lower()
        messages.success(request, f"Version {version.number} of {version.document}: {state}")


def _diagnose_open(request: HttpRequest) -> None:
    if rediagnosing.open_tickets(now=timezone.now()):
        messages.success(request, "Workers diagnose the open tickets again, the newest first.")
    else:
        messages.warning(request, "The open tickets are about to be diagnosed again already.")


def _upload(request: HttpRequest, form: UploadForm) -> DocumentVersion | None:
    """The version, or None with what is wrong told by the form."""
    by, given = request.user, form.cleaned_data
    assert isinstance(by, User)  # noqa: S101  (admin_view lets nobody else in)
    try:
        named = {name: given[name] for name in ("name", "url", "file_name")}
        return importing.upload(content=given["content"], **named, by=by, now=timezone.now())
    except importing.CannotImport as error:
        form.add_error("file", str(error))
        return None


def _known(again: str) -> dict[str, str]:
    """What the form begins with where a known document is uploaded again."""
    document = Document.objects.filter(pk=again).first() if again.isdecimal() else None
    return {"name": document.name, "url": document.url} if document else {}


def _version(pk: int, number: int) -> DocumentVersion:
    versions = DocumentVersion.objects.select_related("document", "body", "uploaded_by", "decided_by")
    return get_object_or_404(versions.defer("body__content", "body__index"), document=pk, number=number)


def _versions(document: Document) -> list[DocumentVersion]:
    """The versions, the newest first, each knowing its document without asking."""
    versions = list(document.versions.all())
    for each in versions:
        each.document = document
    return versions
