"""The vendor's documentation as the engine's Reference: the rows that staff edit, and the documents that count."""

from collections.abc import Sequence
from functools import lru_cache

import structlog
from django.db import connection, transaction
from django.db.models import Q

from tickets.models import Document, DocumentVersion, GuideEntry, VendorCode
from triage import engine

# Every submission asks this: building the ORM's query took a tenth of its time. An index alone answers each part.
EDITION = """
SELECT (SELECT MAX(updated_at) FROM tickets_guideentry), (SELECT COUNT(*) FROM tickets_guideentry),
       (SELECT MAX(updated_at) FROM tickets_vendorcode), (SELECT COUNT(*) FROM tickets_vendorcode),
       (SELECT MAX(decided_at) FROM tickets_documentversion WHERE state = 'accepted'),
       (SELECT COUNT(*) FROM tickets_documentversion WHERE state = 'accepted')
"""
MINUTE = 16  # characters of a time that tell its minute
NAME_WIDTH = 200

logger = structlog.get_logger(__name__)


def current_reference() -> engine.Reference:
    """What the vendor documents now. One small query finds out whether any of it changed since the last call.

    Its name says which edition it is: when the guide last changed, and which version of which document counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(EDITION)
        return _read(tuple("" if each is None else str(each) for each in cursor.fetchone()))


@lru_cache(maxsize=1)
def _read(edition: tuple[str, ...]) -> engine.Reference:
    """All of it as one value, kept until something of the ``edition`` differs."""
    counting = list(
        DocumentVersion.objects.accepted()
        .select_related("document", "body")
        .defer("body__content", "body__reading")
        .order_by("document_id")
    )
    changed = max(edition[0], edition[2])[:MINUTE]
    return engine.Reference(
        entries=tuple(_entry(row) for row in GuideEntry.objects.all()),
        codes=tuple(_code(row) for row in VendorCode.objects.all()),
        documents=tuple(index for row in counting if (index := _index(row)) is not None),
        name=_name(f"guide {changed}".strip(), [row for row in counting if row.document.kind == Document.Kind.OPENAPI]),
        version=" ".join(edition),
    )


def _index(row: DocumentVersion) -> engine.OpenApi | None:
    """The index of an OpenAPI document; None of a page, and of one that a newer desk has still to read anew."""
    if row.document.kind != Document.Kind.OPENAPI:
        return None
    try:
        return engine.unpack_openapi(bytes(row.body.index))
    except engine.BadReference as error:
        logger.error("document_index_unusable", version=row.pk, error=str(error))
        return None


def _name(guide: str, documents: Sequence[DocumentVersion]) -> str:
    """The guide and the documents by their names, as many as fit a ticket's column."""
    parts = [guide, *(row.called for row in documents)]
    shown = len(parts)
    while len(name := _joined(parts, shown)) > NAME_WIDTH and shown > 1:
        shown -= 1
    return name[:NAME_WIDTH]


def _joined(parts: Sequence[str], shown: int) -> str:
    more = len(parts) - shown
    return " · ".join([*parts[:shown], *([f"{more} more"] if more else [])])


def _entry(row: GuideEntry) -> engine.GuideEntry:
    return engine.GuideEntry(
        status=row.status,
        title=row.title,
        meaning=row.meaning,
        fix=row.steps,
        link=row.link,
        audience=engine.Actor(row.audience),
    )


def _code(row: VendorCode) -> engine.VendorCode:
    return engine.VendorCode(
        code=row.code, text=row.text, status=row.status, path=row.path, fix=row.steps, link=row.link
    )


@transaction.atomic
def load_default() -> int:
    """Stores the guide that the project ships; what staff or a document of the vendor's say of a status stays.

    Returns how many entries were written.
    """
    others = GuideEntry.objects.filter(Q(edited=True) | Q(document__isnull=False))
    theirs = set(others.values_list("status", flat=True))
    rows = [row_of(entry) for entry in engine.default_reference().entries if entry.status not in theirs]
    known = {row.status: row for row in GuideEntry.objects.all()}
    changed = [row for row in rows if not _same(row, known.get(row.status))]
    GuideEntry.objects.filter(status__in=[row.status for row in changed]).delete()
    GuideEntry.objects.bulk_create(changed)
    return len(changed)


def row_of(entry: engine.GuideEntry) -> GuideEntry:
    """An entry as a row that is not stored yet."""
    return GuideEntry(
        status=entry.status,
        title=entry.title,
        meaning=entry.meaning,
        fix="\n".join(entry.fix),
        link=entry.link,
        audience=entry.audience,
    )


def _same(row: GuideEntry, stored: GuideEntry | None) -> bool:
    fields = ("title", "meaning", "fix", "link", "audience")
    return stored is not None and all(getattr(row, name) == getattr(stored, name) for name in fields)
