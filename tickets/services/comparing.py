"""What a version of a document would change: in the rows of the guide, and against the version that counts now.

A page's entries and codes meet the rows that are there, whoever wrote them. What staff edited stays unless they choose
otherwise. A status for which the page names no steps keeps those that are there, else takes those of its range. Gone is
only what the document itself brought and does not name any more; the entry that ships with the project takes the place
of such a status where there is one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tickets.models import Document, DocumentBody, DocumentVersion, GuideEntry, VendorCode
from tickets.services import guiding
from triage import engine

State = DocumentVersion.State
Row = GuideEntry | VendorCode
Reading = Mapping[str, Any]
COLUMNS = {GuideEntry: ("title", "meaning", "fix", "link", "audience"), VendorCode: ("text", "fix", "link")}
LONGEST_LINK = 500
OF_AN_OPERATION = ("summary", "deprecated")


@dataclass(frozen=True, slots=True)
class Planned:
    """One row as it is and as it would be; ``before`` is None where it is new, ``after`` where nothing is left.

    ``columns`` are those that differ.
    """

    before: Row | None
    after: Row | None
    columns: tuple[str, ...]

    @property
    def is_edited(self) -> bool:
        """Whether these are staff's own words."""
        return self.before is not None and self.before.edited

    @property
    def is_change(self) -> bool:
        """Whether anything differs."""
        return self.before is None or self.after is None or bool(self.columns)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: a column or a part, as it is and as it would be; either may be empty."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """An entry, code or operation that is added, changed or gone; ``is_edited`` where it is in staff's own words."""

    name: str
    title: str
    differences: tuple[Difference, ...] = ()
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What would change among ``what`` (entries, codes, operations); ``same`` counts what would not."""

    what: str
    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    gone: tuple[Change, ...]
    same: int

    @property
    def any(self) -> bool:
        """Whether anything would change."""
        return bool(self.added or self.changed or self.gone)


def changes(version: DocumentVersion) -> tuple[Changes, ...]:
    """What accepting the version would change now. At most five queries, however much it is."""
    reading: Reading = version.body.reading
    if version.document.kind == Document.Kind.OPENAPI:
        counts = DocumentBody.objects.filter(version__document=version.document_id, version__state=State.ACCEPTED)
        return (_operations(counts.values_list("reading", flat=True).first() or {}, reading),)
    entries, codes = planned(version.document, reading)
    return _rows("status entries", entries), _rows("error codes", codes)


def planned(document: Document, reading: Reading) -> tuple[tuple[Planned, ...], tuple[Planned, ...]]:
    """The rows that the page would write and those that would go: of statuses, and of error codes."""
    return _planned_entries(document, reading.get("entries", ())), _planned_codes(document, reading.get("codes", ()))


def _planned_entries(document: Document, read: Iterable[Reading]) -> tuple[Planned, ...]:
    rows = {row.status: row for row in GuideEntry.objects.all()}
    named = {str(each["status"]): each for each in reversed(list(read))}
    new = [_entry(each, rows, document) for status, each in sorted(named.items())]
    shipped = {entry.status: guiding.row_of(entry) for entry in engine.default_reference().entries}
    gone = [row for status, row in rows.items() if row.document_id == document.pk and status not in named]
    return (
        *(_planned(rows.get(row.status), row) for row in new),
        *(_planned(row, shipped.get(row.status)) for row in gone),
    )


def _planned_codes(document: Document, read: Iterable[Reading]) -> tuple[Planned, ...]:
    rows = {(row.code, row.status, row.path): row for row in VendorCode.objects.all()}
    named = {(row.code, row.status, row.path): row for row in (_code(each, document) for each in reversed(list(read)))}
    found = [_planned(rows.get(place), row) for place, row in sorted(named.items())]
    gone = [row for place, row in rows.items() if row.document_id == document.pk and place not in named]
    return (*found, *(_planned(row, None) for row in gone))


def _entry(read: Reading, rows: Mapping[str, GuideEntry], document: Document) -> GuideEntry:
    """The row of an entry; where the page gives no steps those of its status stay, else those of its range are taken.

    The engine's ``overlay`` does the same for who works without a database.
    """
    before = rows.get(read["status"]) or rows.get(f"{read['status'][:1]}xx")
    return GuideEntry(
        status=read["status"],
        title=read["title"][:100],
        meaning=read["meaning"],
        fix="\n".join(read["fix"]) or (before.fix if before else ""),
        link=_link(read["link"]),
        audience=read["audience"],
        document=document,
    )


def _code(read: Reading, document: Document) -> VendorCode:
    return VendorCode(
        code=read["code"][:100],
        status=read["status"],
        path=read["path"][:200],
        text=read["text"],
        fix="\n".join(read["fix"]),
        link=_link(read["link"]),
        document=document,
    )


def _link(url: str) -> str:
    """An address that a page may link to, else none."""
    return url if url.startswith(("https://", "http://")) and len(url) <= LONGEST_LINK else ""


def _planned(before: Row | None, after: Row | None) -> Planned:
    if before is None or after is None:
        return Planned(before, after, ())
    return Planned(before, after, tuple(n for n in COLUMNS[type(after)] if getattr(before, n) != getattr(after, n)))


def _rows(what: str, plan: Sequence[Planned]) -> Changes:
    return Changes(
        what=what,
        added=tuple(_change(each) for each in plan if each.before is None),
        changed=tuple(_change(each) for each in plan if each.before and each.after and each.columns),
        gone=tuple(_change(each) for each in plan if each.after is None),
        same=sum(not each.is_change for each in plan),
    )


def _change(plan: Planned) -> Change:
    row = plan.after or plan.before
    columns = plan.columns or COLUMNS[type(row)]  # type: ignore[index]
    differences = (Difference(name, _value(plan.before, name), _value(plan.after, name)) for name in columns)
    title = getattr(row, "title", "")
    return Change(str(row), title, tuple(each for each in differences if each.before or each.after), plan.is_edited)


def _value(row: Row | None, column: str) -> str:
    return "" if row is None else str(getattr(row, column))


def _operations(before: Reading, after: Reading) -> Changes:
    old, new = (_by_name(each) for each in (before, after))
    both = [name for name in new if name in old]
    changed = [(name, found) for name in both if (found := tuple(_differences(old[name], new[name])))]
    return Changes(
        what="operations",
        added=tuple(Change(name, new[name]["summary"]) for name in new if name not in old),
        changed=tuple(Change(name, new[name]["summary"], found) for name, found in changed),
        gone=tuple(Change(name, old[name]["summary"]) for name in old if name not in new),
        same=len(both) - len(changed),
    )


def _by_name(reading: Reading) -> dict[str, Reading]:
    return {f"{each['method']} {each['path']}": each for each in reading.get("operations", ())}


def _differences(before: Reading, after: Reading) -> Iterable[Difference]:
    for name in OF_AN_OPERATION:
        if before[name] != after[name]:
            yield Difference(name, str(before[name]), str(after[name]))
    old, new = before["parts"], after["parts"]
    yield from (Difference(part, "documented", "gone") for part in sorted(set(old) - set(new)))
    yield from (Difference(part, "", "documented") for part in sorted(set(new) - set(old)))
