"""What one row, item or section of a page documents, before equal statuses are joined."""

from dataclasses import dataclass

from triage.engine.reference.pages.words import Trail


@dataclass(frozen=True, slots=True)
class Found:
    """Statuses or the vendor's codes with what is said of them; of a code, ``statuses`` are those it comes with.

    ``advice`` adds to what is said of the status elsewhere on the page, so that it is no second entry.
    """

    statuses: tuple[str, ...]
    line: int
    codes: tuple[str, ...] = ()
    title: str = ""
    text: str = ""
    fix: tuple[str, ...] = ()
    link: str = ""
    path: str = ""
    advice: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the page something stands: the headings above, what they limit it to, and the nearest id."""

    trail: Trail = ()
    statuses: tuple[str, ...] = ()
    anchor: str = ""
    about: bool | None = None
    advice: bool = False
