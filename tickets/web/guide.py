"""What is documented for each status: the pages that citations point to."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tickets.models import GuideEntry


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every documented status, by its first digit; the range before the codes in it."""
    entries = sorted(
        GuideEntry.objects.all(), key=lambda entry: (entry.status[0], "x" not in entry.status, entry.status)
    )
    classes = [(digit, list(group)) for digit, group in groupby(entries, key=lambda entry: entry.status[0])]
    return render(request, "web/guide.html", {"classes": classes})


@require_safe
def entry(request: HttpRequest, status: str) -> HttpResponse:
    """One documented status or range."""
    found = get_object_or_404(GuideEntry, status=status)
    return render(request, "web/guide_entry.html", {"entry": found})
