"""What was found on a page as entries and codes: one for each status, in the page's order."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from triage.engine.finding import Actor
from triage.engine.reference.codes import VendorCode
from triage.engine.reference.default import default_reference
from triage.engine.reference.guide import GuideEntry
from triage.engine.reference.pages.found import Found
from triage.engine.reference.pages.grammar import default_title
from triage.engine.reference.pages.inline import address

LONGEST_TEXT = 4000  # characters of an entry; further descriptions of its status are left out
MOST_WARNINGS = 100
MOST_CODES = 20_000

Key = tuple[str, str, str]


@dataclass(slots=True)
class Gathered:
    """Entries by status and codes by name, status and path, as they grow."""

    url: str
    entries: dict[str, GuideEntry] = field(default_factory=dict)
    codes: dict[Key, VendorCode] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def warn(self, message: str) -> None:
        """Note what a reader should look at; the hundred first are kept."""
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(message)


def gathered(found: Iterable[Found], *, url: str) -> Gathered:
    """All that was found, joined; equal codes and statuses are joined with a warning."""
    result = Gathered(url)
    for each in found:
        if each.codes:
            _add_codes(result, each)
        else:
            _add_entries(result, each)
    for status, entry in result.entries.items():
        if not entry.meaning:  # only steps were given
            result.entries[status] = replace(entry, meaning=entry.title)
    return result


def _link(anchor: str, url: str) -> str:
    """The address of what was found: its own, or the page's with its anchor."""
    if not anchor:
        return url
    if "/" in anchor or ("." in anchor and ":" in anchor):
        return address(anchor, url)
    fragment = anchor if anchor.startswith("#") else f"#{anchor}"
    return urljoin(url, fragment) if url else fragment


def _add_entries(result: Gathered, found: Found) -> None:
    for status in found.statuses:
        title = found.title or default_title(status)
        text = found.text or ("" if found.advice else title)
        entry = GuideEntry(status, title, text, found.fix, _link(found.link, result.url), audience(status))
        known = result.entries.get(status)
        if known is None:
            result.entries[status] = entry
            result.lines[status] = found.line
        else:
            result.entries[status] = _joined(result, known, entry, found)


def audience(status: str) -> Actor:
    """Who acts on a status: as the default guide says, else the vendor from 500 on."""
    entry = default_reference().entry(status)
    return entry.audience if entry else Actor.VENDOR if status.startswith("5") else Actor.CALLER


def _joined(result: Gathered, known: GuideEntry, entry: GuideEntry, found: Found) -> GuideEntry:
    fix = tuple(dict.fromkeys((*known.fix, *entry.fix)))[:30]
    more = entry.meaning
    if entry.title not in (known.title, default_title(entry.status)) and more != entry.title and not found.advice:
        more = f"**{entry.title}**: {more}"
    same = entry.meaning in known.meaning or entry.meaning == entry.title
    if not found.advice:
        done = "repeated" if same else "described again; the descriptions are joined"
        result.warn(f"line {found.line}: {entry.status} is {done} (first on line {result.lines[entry.status]})")
    if same or len(known.meaning) + len(more) > LONGEST_TEXT:
        return replace(known, fix=fix)
    meaning = f"{known.meaning}\n\n{more}" if known.meaning else more
    return replace(known, meaning=meaning, fix=fix)


def _add_codes(result: Gathered, found: Found) -> None:
    text = _titled(found.title, found.text)
    for code in found.codes:
        for status in found.statuses or ("",):
            key = (code, status, found.path)
            entry = VendorCode(code, text, status, found.path, found.fix, _link(found.link, result.url))
            known = result.codes.get(key)
            if known is None:
                if len(result.codes) < MOST_CODES:
                    result.codes[key] = entry
                continue
            result.warn(f"line {found.line}: the code {code} is described again; the first description is kept")
            if not known.text:
                result.codes[key] = entry


def _titled(title: str, text: str) -> str:
    if not title or not text or text.startswith(title):
        return text or title
    return f"{title} {text}" if title.endswith((".", "!", "?")) else f"{title}: {text}"
