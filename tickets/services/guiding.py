"""The vendor's documentation: the rows that staff edit, as the engine's Reference."""

from functools import lru_cache

from django.db import connection, transaction

from tickets.models import GuideEntry
from triage import engine


def current_reference() -> engine.Reference:
    """What the vendor documents now. One small query finds out whether the guide changed since the last call."""
    with connection.cursor() as cursor:  # every submission asks this: building the ORM's query took a tenth of its time
        cursor.execute("SELECT MAX(updated_at), COUNT(*) FROM tickets_guideentry")
        changed, entries = cursor.fetchone()
    return _read(str(changed), entries)


@lru_cache(maxsize=1)
def _read(changed: str, entries: int) -> engine.Reference:
    """The rows as one value, kept until ``changed`` or the number of entries differs."""
    return engine.Reference(
        entries=tuple(
            engine.GuideEntry(
                status=row.status,
                title=row.title,
                meaning=row.meaning,
                fix=row.steps,
                link=row.link,
                audience=engine.Actor(row.audience),
            )
            for row in GuideEntry.objects.all()
        ),
        name="guide",
        version=changed[:19],
    )


@transaction.atomic
def load_default() -> int:
    """Stores the guide that the project ships; entries that staff edited stay. Returns how many were written."""
    edited = set(GuideEntry.objects.filter(edited=True).values_list("status", flat=True))
    rows = [
        GuideEntry(
            status=entry.status,
            title=entry.title,
            meaning=entry.meaning,
            fix="\n".join(entry.fix),
            link=entry.link,
            audience=entry.audience,
        )
        for entry in engine.default_reference().entries
        if entry.status not in edited
    ]
    known = {row.status: row for row in GuideEntry.objects.all()}
    changed = [row for row in rows if not _same(row, known.get(row.status))]
    GuideEntry.objects.filter(status__in=[row.status for row in changed]).delete()
    GuideEntry.objects.bulk_create(changed)
    return len(changed)


def _same(row: GuideEntry, stored: GuideEntry | None) -> bool:
    fields = ("title", "meaning", "fix", "link", "audience")
    return stored is not None and all(getattr(row, name) == getattr(stored, name) for name in fields)
