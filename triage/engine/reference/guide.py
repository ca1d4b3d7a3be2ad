"""The status guide: what is documented for each status, and the Reference that holds it."""

import re
from dataclasses import dataclass, field

from triage.engine.errors import BadReference
from triage.engine.finding import Actor

# status-code = 3DIGIT (RFC 9110 section 15); a range is written with two x.
STATUS = re.compile(r"[1-9](?:[0-9]{2}|xx)")


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """One documented status (``404``) or range (``4xx``); ``meaning`` and ``fix`` are Markdown.

    ``fix`` is in the order to try; ``audience`` says who can act on it.
    """

    status: str
    title: str
    meaning: str
    fix: tuple[str, ...]
    link: str
    audience: Actor = Actor.CALLER


@dataclass(frozen=True, slots=True)
class Reference:
    """What the vendor documents, as one immutable value.

    Raises BadReference where a status is neither a code nor a range, or has two entries.
    """

    entries: tuple[GuideEntry, ...] = ()
    name: str = ""
    version: str = ""
    _by_status: dict[str, GuideEntry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple(self.entries))
        object.__setattr__(self, "_by_status", _index(self.entries))

    def entry(self, status: int | str | None) -> GuideEntry | None:
        """The entry for that status, else for its range, else None."""
        if status is None:
            return None
        wanted = str(status)
        return self._by_status.get(wanted) or self._by_status.get(f"{wanted[:1]}xx")


def _index(entries: tuple[GuideEntry, ...]) -> dict[str, GuideEntry]:
    by_status: dict[str, GuideEntry] = {}
    for entry in entries:
        if not STATUS.fullmatch(entry.status):
            raise BadReference("a status is three digits, or one digit and xx", place=f"status {entry.status!r}")
        if entry.status in by_status:
            raise BadReference("the status has two entries", place=f"status {entry.status}")
        by_status[entry.status] = entry
    return by_status
