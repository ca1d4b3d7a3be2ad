"""All that the vendor documents, as one immutable value: the status guide, error codes and OpenAPI documents."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from triage.engine.errors import BadReference
from triage.engine.reference.codes import VendorCode
from triage.engine.reference.guide import STATUS, GuideEntry
from triage.engine.reference.openapi import OpenApi


@dataclass(frozen=True, slots=True)
class Reference:
    """What the vendor documents, as one immutable value; ``name`` and ``version`` say which edition.

    Raises BadReference where a status is neither a code nor a range, or has two entries.
    """

    entries: tuple[GuideEntry, ...] = ()
    name: str = ""
    version: str = ""
    codes: tuple[VendorCode, ...] = ()
    documents: tuple[OpenApi, ...] = ()
    _by_status: dict[str, GuideEntry] = field(init=False, repr=False, compare=False)
    _by_code: dict[str, tuple[VendorCode, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, value in {
            "entries": tuple(self.entries),
            "codes": tuple(self.codes),
            "documents": tuple(self.documents),
            "_by_status": _by_status(self.entries),
            "_by_code": _by_code(self.codes),
        }.items():
            object.__setattr__(self, name, value)

    def entry(self, status: int | str | None) -> GuideEntry | None:
        """The entry for that status, else for its range, else None."""
        if status is None:
            return None
        wanted = str(status)
        return self._by_status.get(wanted) or self._by_status.get(f"{wanted[:1]}xx")

    def code(self, code: str, *, status: int, path: str) -> VendorCode | None:
        """What is documented for that code at that status and path template; the most limited entry wins."""
        holding = [each for each in self._by_code.get(code.lower(), ()) if each.holds(status, path)]
        return max(holding, key=lambda each: (len(each.path), len(each.status)), default=None)


def _by_status(entries: Iterable[GuideEntry]) -> dict[str, GuideEntry]:
    found: dict[str, GuideEntry] = {}
    for entry in entries:
        if not STATUS.fullmatch(entry.status):
            raise BadReference("a status is three digits, or one digit and xx", place=f"status {entry.status!r}")
        if entry.status in found:
            raise BadReference("the status has two entries", place=f"status {entry.status}")
        found[entry.status] = entry
    return found


def _by_code(codes: Iterable[VendorCode]) -> dict[str, tuple[VendorCode, ...]]:
    found: dict[str, tuple[VendorCode, ...]] = {}
    for each in codes:
        found[each.code.lower()] = (*found.get(each.code.lower(), ()), each)
    return found
