"""A vendor's errors page, in whatever layout it has: its statuses, ranges and error codes with text, steps and links.

Each layout has one reader of the contract ``reader(text, …) -> Iterator[Block]``; what the blocks document is found in
one way for all of them. Nothing is fetched, and nothing of the page is run.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from triage.engine.errors import BadReference
from triage.engine.reference.codes import VendorCode
from triage.engine.reference.guide import GuideEntry
from triage.engine.reference.pages.blocks import Block, Heading, Items, Table
from triage.engine.reference.pages.cleaning import cleaned
from triage.engine.reference.pages.copied import plain_blocks
from triage.engine.reference.pages.delimited import delimited_blocks, separator_of
from triage.engine.reference.pages.gathering import gathered
from triage.engine.reference.pages.hypertext import html_blocks
from triage.engine.reference.pages.layout import DELIMITED, HTML, MARKDOWN, RST, layouts
from triage.engine.reference.pages.marked import markdown_blocks
from triage.engine.reference.pages.reading import findings
from triage.engine.reference.pages.rst import rst_blocks
from triage.engine.reference.pages.words import is_about_errors

__all__ = ["Page", "read_page"]


@dataclass(frozen=True, slots=True)
class Page:
    """What an import would read; an entry's ``fix`` is empty where the page gives no steps.

    ``warnings`` are sentences with the line they are about, at most a hundred.
    """

    entries: tuple[GuideEntry, ...] = ()
    codes: tuple[VendorCode, ...] = ()
    warnings: tuple[str, ...] = ()


def read_page(text: str, *, name: str = "", url: str = "") -> Page:
    """The page's entries and codes; ``name`` is the file's, ``url`` where the vendor publishes it (links join it).

    Raises TooLarge above two megabytes, BadReference where nothing is documented or the page nests too deep.
    """
    text = cleaned(text)
    if not text.strip():
        raise BadReference("the page is empty", place="line 1")
    seen: list[str] = []
    for layout in layouts(text, name):
        blocks = list(_blocks(layout, text, url))
        found = gathered(findings(blocks, base=_about(name, url)), url=url)
        if found.entries or found.codes:
            return Page(tuple(found.entries.values()), tuple(found.codes.values()), tuple(found.warnings))
        seen.append(f"{layout} ({_counted(blocks)})")
    raise BadReference(
        f"no status, range or error code is described here; it was read as {' and as '.join(seen)}",
        place=f"lines 1 to {text.rstrip().count(chr(10)) + 1}",
    )


def _blocks(layout: str, text: str, url: str) -> Iterable[Block]:
    if layout == HTML:
        return html_blocks(text, url=url)
    if layout == MARKDOWN:
        return markdown_blocks(text, url=url)
    if layout == RST:
        return rst_blocks(text)
    if layout == DELIMITED:
        return delimited_blocks(text, separator=separator_of(text) or ",")
    return plain_blocks(text)


def _about(name: str, url: str) -> bool | None:
    """Whether the page's file or address says that it is about errors."""
    return True if is_about_errors((name.replace("_", " "), url.partition("//")[2])) else None


def _counted(blocks: list[Block]) -> str:
    tables = sum(isinstance(each, Table) for each in blocks)
    headings = sum(isinstance(each, Heading) for each in blocks)
    lists = sum(isinstance(each, Items) for each in blocks)
    return f"{headings} headings, {tables} tables, {lists} lists"
