"""The reports in the console, each as a page and as CSV."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets.services import reporting
from tickets.services.reporting import Gap, RuleRow, TargetRow

DEFAULT_PERIOD = 30
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets calculate when a cell begins with it (OWASP)


@dataclass(frozen=True, slots=True)
class Reports:
    """The report pages of a console."""

    site: AdminSite

    def urls(self) -> list[URLPattern]:
        """Where they are found."""
        return [
            path("reports/rules/", self.site.admin_view(require_safe(self.rules)), name="reports_rules"),
            path("reports/gaps/", self.site.admin_view(require_safe(self.gaps)), name="reports_gaps"),
            path("reports/targets/", self.site.admin_view(require_safe(self.targets)), name="reports_targets"),
        ]

    def rules(self, request: HttpRequest) -> HttpResponse:
        """What became of each rule's findings."""
        rows = reporting.rules(days=_days(request), now=timezone.now())
        if _wants_csv(request):
            return _csv("rules", RULE_HEAD, map(_rule_cells, rows))
        return self._page(request, "rules", "What became of each rule's findings", rows=rows)

    def gaps(self, request: HttpRequest) -> HttpResponse:
        """What customers hit that is not documented."""
        found = reporting.gaps(days=_days(request), now=timezone.now())
        if _wants_csv(request):
            return _csv("documentation-gaps", GAP_HEAD, map(_gap_cells, (*found.statuses, *found.codes)))
        return self._page(request, "gaps", "Documentation gaps", gaps=found)

    def targets(self, request: HttpRequest) -> HttpResponse:
        """Which response targets were kept."""
        rows = reporting.targets(days=_days(request), now=timezone.now())
        if _wants_csv(request):
            return _csv("response-targets", TARGET_HEAD, map(_target_cells, rows))
        return self._page(request, "targets", "Response targets kept", rows=rows)

    def _page(self, request: HttpRequest, name: str, title: str, **context: object) -> HttpResponse:
        shared = {"title": title, "is_report": True, "report": name, "days": _days(request)}
        periods = tuple(reporting.PERIODS.items())
        whole = {**self.site.each_context(request), **shared, "periods": periods, **context}
        return TemplateResponse(request, f"admin/reports/{name}.html", whole)


RULE_HEAD = ("rule", "name", "shown", "first", "fixed", "still broken", "marked wrong", "the true one")
GAP_HEAD = ("status", "code", "explained by", "tickets", "customers", "newest ticket")

TARGET_HEAD = ("queue", "priority", "tickets", "answered in time", "answered late", "solved in time", "solved late")


def _rule_cells(row: RuleRow) -> Sequence[object]:
    return (row.rule, row.called, row.shown, row.first, row.fixed, row.broken, row.wrong, row.true)


def _gap_cells(gap: Gap) -> Sequence[object]:
    return (gap.status, gap.code, gap.range, gap.tickets, gap.customers, gap.newest.number)


def _target_cells(row: TargetRow) -> Sequence[object]:
    return astuple(row)


def _days(request: HttpRequest) -> int:
    """The period that is asked for; raises PermissionDenied for who may not see tickets, of whom reports tell."""
    if not request.user.has_perm("tickets.view_ticket"):
        raise PermissionDenied
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and len(asked) < 4 else DEFAULT_PERIOD
    return days if days in reporting.PERIODS else DEFAULT_PERIOD


def _wants_csv(request: HttpRequest) -> bool:
    return request.GET.get("format") == "csv"


def _csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as a download (RFC 4180); customers' words in it are never formulas."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(answer)
    writer.writerow(head)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return answer


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
