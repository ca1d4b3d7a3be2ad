"""Importing the vendor's documents: uploaded, checked by a worker, shown as a preview, then accepted or discarded.

    checking -> preview | refused;  preview -> accepted | discarded;  accepted -> superseded -> accepted again

Only accepted versions count, one of each document. A bad document changes nothing but its own version, which says
precisely what is wrong. The check is owed work like any other, stored with the upload: whichever process dies, the
sweeper has it done.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tickets.models import Document, DocumentBody, DocumentVersion, GuideEntry, Owed, User, VendorCode
from tickets.services import comparing, owed, pasting, validity
from tickets.services.comparing import Planned, Row
from triage import engine

State = DocumentVersion.State
UNDECIDED = (State.CHECKING, State.PREVIEW)
ACCEPTABLE = (State.PREVIEW, State.SUPERSEDED)
MOST_WARNINGS = 200
LONGEST_WARNING = 500  # characters
CHUNK = 500  # rows written in one statement

Tell = Callable[[str], None]


class CannotImport(Exception):
    """The document cannot be taken, or is not where the step starts from; the text says so, for people."""


@transaction.atomic
def upload(
    *, content: bytes, name: str = "", url: str = "", file_name: str = "", by: User | None, now: datetime
) -> DocumentVersion:
    """Stores a new version of the document and owes its check; nothing of it counts before it is accepted.

    The document is known by ``url``, where the vendor publishes it, else by its ``name``, which is that of the file
    where nobody gave it one. The same bytes again are the same version until that is decided. Raises ``CannotImport``.
    """
    _check_size(content)
    document = _document(content, name.strip() or file_name, url.strip())
    digest = hashlib.sha256(content).hexdigest()
    undecided = document.versions.filter(digest=digest, state__in=UNDECIDED).first()
    if undecided is not None:
        return undecided
    newest = document.versions.order_by("-number").first()
    version = DocumentVersion.objects.create(
        document=document,
        number=newest.number + 1 if newest else 1,
        file_name=file_name[-255:],
        digest=digest,
        size=len(content),
        uploaded_by=by,
        uploaded_at=now,
    )
    DocumentBody.objects.create(version=version, content=zlib.compress(content))
    owed.book(Owed.Kind.CHECK_DOCUMENT, None, subject=version.pk, now=now)
    return version


def _check_size(content: bytes) -> None:
    if not content.strip():
        raise CannotImport("The document is empty.")
    if len(content) > settings.REFERENCE_MAX_BYTES:
        raise CannotImport(f"The document has {len(content):,} bytes; the limit is {settings.REFERENCE_MAX_BYTES:,}.")


def _document(content: bytes, name: str, url: str) -> Document:
    """The document, locked until the transaction ends, so that its versions are numbered and decided in turn."""
    kind = Document.Kind.OPENAPI if engine.is_openapi(content) else Document.Kind.PAGE
    name = (name or url or f"Pasted {Document.Kind(kind).label}")[:200]
    known = {"kind": kind, "url": url} if url else {"kind": kind, "url": "", "name": name}
    document, _ = Document.objects.get_or_create(**known, defaults={"name": name})
    return Document.objects.select_for_update().get(pk=document.pk)


def check(version_id: int, *, now: datetime, tell: Tell = lambda step: None) -> None:
    """Reads an uploaded version: afterwards it is a preview, or refused with the precise problem.

    ``tell`` hears what is being done. Takes as long as the document needs, bounded by the engine's limits and the
    validator's patience: never called in a request. Doing it twice changes nothing.
    """
    version = DocumentVersion.objects.select_related("document", "body").get(pk=version_id)
    if version.state != State.CHECKING:
        return
    content = zlib.decompress(version.body.content)
    try:
        tell("reading")
        read = _read_openapi if version.document.kind == Document.Kind.OPENAPI else _read_page
        warnings = read(version, content, tell)
    except (engine.BadReference, engine.TooLarge) as error:
        version.state, version.problem = State.REFUSED, str(error)
    else:
        version.state = State.PREVIEW
        version.warnings = [each[:LONGEST_WARNING] for each in warnings[:MOST_WARNINGS]]
    version.checked_at = now
    _store_checked(version)


def check_owed(row: Owed) -> None:
    """The check that is owed to an upload."""
    check(row.subject, now=timezone.now())


def check_now(*, version: DocumentVersion, now: datetime, tell: Tell) -> None:
    """The same without waiting for a worker, for who can wait. Raises ``CannotImport`` while a worker is at it."""
    due = Owed.objects.filter(kind=Owed.Kind.CHECK_DOCUMENT, subject=version.pk, state=Owed.State.DUE).first()
    if due is not None:
        owed.settle_outside(due.pk, lambda row: check(row.subject, now=now, tell=tell), now=now)
    version.refresh_from_db()
    if version.state == State.CHECKING:
        raise CannotImport(f"{_named(version)} is being read by a worker just now; decide on it in the admin.")


@transaction.atomic
def _store_checked(version: DocumentVersion) -> None:
    """Unless another worker was faster, or somebody discarded it meanwhile."""
    names = ("state", "problem", "warnings", "title", "edition", "checked_at")
    found = {name: getattr(version, name) for name in names}
    if DocumentVersion.objects.filter(pk=version.pk, state=State.CHECKING).update(**found):
        version.body.save(update_fields=["index", "reading"])


def _read_openapi(version: DocumentVersion, content: bytes, tell: Tell) -> list[str]:
    api = engine.read_openapi(content, name=version.document.name, url=version.document.url)
    if not api.operations:
        raise engine.BadReference("the document describes no operation", place="/paths")
    if any("\0" in text for text in _texts(api)):
        raise engine.BadReference("a name or text holds the character U+0000", place="the document")
    version.title, version.edition = api.title[:200], api.version[:60]
    version.body.index = engine.pack_openapi(api)
    version.body.reading = {"operations": [_operation(each) for each in api.operations]}
    tell("validating")
    return [*api.warnings, *validity.problems(content)]


def _texts(api: engine.OpenApi) -> Iterator[str]:
    """Every text of the index, its schemas' too: findings may quote any of them, and not every database takes all."""
    yield from _strings(asdict(replace(api, definitions=())))
    for definition in api.definitions:
        yield from _strings(json.loads(definition.text))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        yield from chain.from_iterable(map(_strings, value.values()))
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(map(_strings, value))


def _read_page(version: DocumentVersion, content: bytes, tell: Tell) -> list[str]:
    try:
        text = pasting.clean(pasting.decoded(content))
    except pasting.Refused as refused:
        raise engine.BadReference(str(refused), place="the file") from refused
    page = engine.read_page(text, name=version.file_name, url=version.document.url)
    version.body.reading = {
        "entries": [asdict(each) for each in page.entries],
        "codes": [asdict(each) for each in page.codes],
    }
    return list(page.warnings)


def _operation(operation: Any) -> dict[str, Any]:
    """What a comparison tells of an operation."""
    parts = [
        *(f"{each.place} parameter {each.name}{', required' * each.required}" for each in operation.parameters),
        *(f"body as {each.type}" for each in operation.media),
        *(["a body is required"] if operation.body_required else []),
        *(f"answer {status}" for status, _ in operation.responses),
        *(f"needs {' and '.join(need.scheme for need in each) or 'no credentials'}" for each in operation.security),
    ]
    return {
        "method": operation.method,
        "path": operation.path,
        "summary": operation.summary,
        "deprecated": operation.deprecated,
        "parts": parts,
    }


def read_anew(*, now: datetime) -> int:
    """Indexes the documents that count anew where the engine's index has another form by now; how many they were."""
    counting = DocumentVersion.objects.accepted().filter(document__kind=Document.Kind.OPENAPI)
    stale = [version for version in counting.select_related("document", "body") if not _is_readable(version.body)]
    for version in stale:
        content = zlib.decompress(version.body.content)
        api = engine.read_openapi(content, name=version.document.name, url=version.document.url)
        version.body.index = engine.pack_openapi(api)
        version.body.save(update_fields=["index"])
        DocumentVersion.objects.filter(pk=version.pk).update(decided_at=now)  # so that every process reads it
    return len(stale)


def _is_readable(body: DocumentBody) -> bool:
    try:
        engine.unpack_openapi(bytes(body.index))
    except engine.BadReference:
        return False
    return True


def accept(*, version: DocumentVersion, by: User | None, now: datetime, replace_edited: bool = False) -> None:
    """Makes the version the one that counts, in one transaction: the guide's rows with it, the earlier one superseded.

    What staff edited stays unless ``replace_edited``. Raises ``CannotImport`` where the version is not to be decided.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=version.document_id)
        DocumentVersion.objects.accepted().filter(document=document).exclude(pk=version.pk).update(
            state=State.SUPERSEDED
        )
        mine = DocumentVersion.objects.filter(pk=version.pk, state__in=ACCEPTABLE)
        if not mine.update(state=State.ACCEPTED, decided_by=by, decided_at=now):
            raise CannotImport(f"{_named(version)} cannot be accepted: {_where(version)}.")
        if document.kind == Document.Kind.PAGE:
            _apply(document, DocumentBody.objects.get(version=version).reading, replace_edited, now=now)
    version.refresh_from_db()


def discard(*, version: DocumentVersion, by: User, now: datetime) -> None:
    """Says that the version will not be used. Raises ``CannotImport`` where it was decided already."""
    mine = DocumentVersion.objects.filter(pk=version.pk, state__in=UNDECIDED)
    if not mine.update(state=State.DISCARDED, decided_by=by, decided_at=now):
        raise CannotImport(f"{_named(version)} cannot be discarded: {_where(version)}.")
    version.refresh_from_db()


def withdraw(*, version: DocumentVersion, by: User, now: datetime) -> None:
    """Says that the document does not count any more: what it brought goes, but for what staff edited."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=version.document_id)
        mine = DocumentVersion.objects.accepted().filter(pk=version.pk)
        if not mine.update(state=State.SUPERSEDED, decided_by=by, decided_at=now):
            raise CannotImport(f"{_named(version)} cannot be withdrawn: {_where(version)}.")
        _apply(document, {}, False, now=now)
    version.refresh_from_db()


def _named(version: DocumentVersion) -> str:
    return f"Version {version.number} of {version.document}"


def _where(version: DocumentVersion) -> str:
    return f"it is {DocumentVersion.objects.get(pk=version.pk).get_state_display().lower()}"


def _apply(document: Document, reading: comparing.Reading, replace_edited: bool, *, now: datetime) -> None:
    for model, plan in zip((GuideEntry, VendorCode), comparing.planned(document, reading), strict=True):
        _write(model, [each for each in plan if replace_edited or not each.is_edited], now=now)


def _write(model: type[Any], plan: Iterable[Planned], *, now: datetime) -> None:
    new, kept, gone = list[Row](), list[Row](), list[int]()
    for each in plan:
        before, after = each.before, each.after
        if after is not None:
            after.updated_at = now
        if before is None and after is not None:
            new.append(after)
        elif before is not None and after is None:
            gone.append(before.pk)
        elif before is not None and after is not None:
            after.pk = before.pk
            kept.append(after)
    model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create(new, CHUNK)
    model.objects.bulk_update(kept, [*comparing.COLUMNS[model], "document", "edited", "updated_at"], CHUNK)
