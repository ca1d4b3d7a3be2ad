"""The filters of the ticket list. Each asks an index and none reads the big table to find out what it may offer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from tickets.models import Mask, Tag, Ticket, ToldUpdate

Tickets = QuerySet[Ticket]
LONGEST_ID = 18  # digits: what a database takes for an id


class StateFilter(admin.SimpleListFilter):
    """Open tickets unless another state, or all, is asked for; a search looks through all."""

    title = "state"
    parameter_name = "state"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        # What is due is open in any case; asked for by state too, the index of due times would not be used.
        self.searching = bool(request.GET.get(SEARCH_VAR) or request.GET.get(DueFilter.parameter_name))

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Open, all, and each state."""
        return [("open", "Open"), ("all", "All"), *Ticket.State.choices]

    def value(self) -> str:
        """What is asked for; without a word, what one means."""
        return super().value() or ("all" if self.searching else "open")

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """The states; there is no "All" of Django's beside ours."""
        for value, label in self.lookup_choices:
            link = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": link, "display": label}

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets of that state."""
        state = self.value()
        if state == "all":
            return queryset
        return queryset.filter(state__in=Ticket.OPEN_STATES) if state == "open" else queryset.filter(state=state)


class StatusClassFilter(admin.SimpleListFilter):
    """By the first digit of the status."""

    title = "status class"
    parameter_name = "class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The classes that tickets come in, and none."""
        return [*((digit, f"{digit}xx") for digit in "2345"), ("none", "no status")]

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets of that class."""
        wanted = self.value()
        if wanted == "none":
            return queryset.filter(status=None)
        if wanted in ("2", "3", "4", "5"):
            return queryset.filter(status__gte=int(wanted) * 100, status__lt=int(wanted) * 100 + 100)
        return queryset


class StatusCodeFilter(admin.SimpleListFilter):
    """By one status, typed: which codes there are is never asked of the big table."""

    title = "status code"
    parameter_name = "code"
    template = "admin/tickets/ticket/code_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One, since without any Django leaves the filter out."""
        return [("", "")]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """What the small form needs: its value and the other filters that it keeps."""
        kept = {name: value for name, value in changelist.params.items() if name != self.parameter_name}
        yield {"value": self.value() or "", "kept": kept, "name": self.parameter_name}

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets of that status; nothing else than three digits is a status."""
        code = (self.value() or "").strip()
        if not code:
            return queryset
        return (
            queryset.filter(status=int(code))
            if code.isascii() and code.isdigit() and len(code) == 3
            else queryset.none()
        )


class AssigneeFilter(admin.SimpleListFilter):
    """Mine, nobody's, others'."""

    title = "assignee"
    parameter_name = "assignee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Whose, as seen from the one who asks."""
        return [("me", "Me"), ("nobody", "Nobody"), ("others", "Others")]

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets of these people."""
        theirs = {
            "me": Q(assignee=request.user.pk),
            "nobody": Q(assignee=None),
            "others": Q(assignee__isnull=False) & ~Q(assignee=request.user.pk),
        }
        wanted = theirs.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


class AgeFilter(admin.SimpleListFilter):
    """By when the ticket was received."""

    title = "age"
    parameter_name = "age"
    YOUNGER = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Three ages and what is older."""
        return [("hour", "Last hour"), ("day", "Last day"), ("week", "Last week"), ("older", "Older")]

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets of that age."""
        now, wanted = timezone.now(), self.value() or ""
        if wanted == "older":
            return queryset.filter(received_at__lt=now - self.YOUNGER["week"])
        return queryset.filter(received_at__gte=now - self.YOUNGER[wanted]) if wanted in self.YOUNGER else queryset


class DueFilter(admin.SimpleListFilter):
    """By when a target is due, the soonest first."""

    title = "due"
    parameter_name = "due"
    SOONEST_FIRST = ("broken", "hour", "all")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What is late, what is soon, all that is due, and what waits on its customer."""
        return [("broken", "Broken"), ("hour", "Within 1 h"), ("all", "Soonest first"), ("paused", "Paused")]

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets with such a due time."""
        now = timezone.now()
        wanted = {
            "broken": Q(due_at__lt=now),
            "hour": Q(due_at__gte=now, due_at__lte=now + timedelta(hours=1)),
            "all": Q(due_at__isnull=False),
            "paused": Q(state=Ticket.State.WAITING, paused_at__isnull=False),
        }.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


class DemoFilter(admin.SimpleListFilter):
    """With or without the tickets that the demo made."""

    title = "demo"
    parameter_name = "demo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Without, or nothing else."""
        return [("no", "Without"), ("only", "Only")]

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets that are real, or those that are not."""
        if self.value() in ("no", "only"):
            return queryset.filter(is_demo=self.value() == "only")
        return queryset


class KeyprintFilter(admin.SimpleListFilter):
    """Tickets in which the same credential was masked; reached from a ticket's page, so it stands there only in use."""

    title = "masked key"
    parameter_name = "keyprint"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The one keyprint in use."""
        used = request.GET.get(self.parameter_name, "")
        return [(used, f"{used[:12]}…")] if used else []

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets with that keyprint."""
        keyprint = self.value()
        if not keyprint:
            return queryset
        # The index leaves out empty keyprints, so the query must rule them out in words too.
        same = Mask.objects.exclude(keyprint="").filter(keyprint=keyprint)
        return queryset.filter(pk__in=same.values("ticket_id"))


class ToldFilter(admin.SimpleListFilter):
    """Tickets that were told an update of an incident; reached from the incident, so it stands there only in use."""

    title = "told"
    parameter_name = "told"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The one update in use."""
        used = request.GET.get(self.parameter_name, "")
        return [(used, "This update")] if used else []

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets that were told it."""
        update = self.value() or ""
        if not update.isdecimal() or len(update) > LONGEST_ID:
            return queryset
        return queryset.filter(pk__in=ToldUpdate.objects.filter(update=int(update)).values("ticket_id"))


class TagFilter(admin.SimpleListFilter):
    """Tickets with a tag; reached from the tag itself, so it stands there only in use."""

    title = "tag"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The one tag in use."""
        used = request.GET.get(self.parameter_name, "")
        return [(used, used[:40])] if used else []

    def queryset(self, request: HttpRequest, queryset: Tickets) -> Tickets:
        """The tickets with that tag."""
        tag = self.value()
        return queryset.filter(pk__in=Tag.objects.filter(name=tag).values("ticket_id")) if tag else queryset
