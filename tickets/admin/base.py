"""What every list of the console shares: a bounded count, no facets, and no way to ask for everything at once."""

from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

COUNTED = 1000  # rows: past these a list says "1,000+", and a filter finds more than another page would


def moment(at: datetime | None) -> str:
    """A time in a list, as short as it can be; the whole of it when pointed at."""
    return render_to_string("admin/time.html", {"at": at})


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than ``COUNTED`` rows: COUNT(*) and a deep OFFSET read the whole of a big table."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most ``COUNTED``."""
        return min(self._seen, COUNTED)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than were counted."""
        return self._seen > COUNTED

    @cached_property
    def _seen(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[: COUNTED + 1].count()


class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The stock ModelAdmin, made for tables that may be large."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    list_title = ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, under the name of what it lists."""
        title = self.list_title or str(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title[:1].upper() + title[1:], **(extra_context or {})})


class ReadOnlyAdmin(DeskAdmin):
    """Rows that the desk writes and staff only read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: the services make these rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never: the services change these rows."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never: what happened stays known."""
        return False
