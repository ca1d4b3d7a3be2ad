"""A status page's RSS or Atom feed: one entry per incident, whose newest word says whether it is over.

The standard library's parser reads it: a feed that is no well-formed XML is "unknown" rather than guessed at, and a
document type, the only place where XML can declare entities that grow, is refused before it is parsed.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

from tickets.services.statuspages import values
from tickets.services.statuspages.values import DEGRADED, GOOD, MAINTENANCE, OUTAGE, Event, Speaks, Unusable

RECENT = timedelta(days=1)
SCANNED = 4_000  # characters of an entry: the newest word stands first
ATOM = "{http://www.w3.org/2005/Atom}"
RSS_1 = "{http://purl.org/rss/1.0/}"
ENTRIES = ("item", f"{ATOM}entry", f"{RSS_1}item")
TITLES = ("title", f"{ATOM}title", f"{RSS_1}title")
BODIES = ("description", f"{ATOM}content", f"{ATOM}summary", f"{RSS_1}description")
DATES = ("pubDate", f"{ATOM}updated", f"{ATOM}published", "{http://purl.org/dc/elements/1.1/}date")
ROOTS = ("rss", f"{ATOM}feed", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF")
WORD = re.compile(
    r"(?i)\b(?P<over>resolved|completed|fixed|restored|operating normally|postmortem)\b"
    r"|\b(?P<open>investigating|identified|monitoring|ongoing|degraded|outage|disruption)\b"
    r"|\b(?P<kept>in progress|verifying|under maintenance)\b"
    r"|\b(?P<later>scheduled|planned)\b"
)
DOWN = re.compile(r"(?i)\b(?:outage|down|unavailable)\b")


def read(bodies: Sequence[bytes], now: datetime) -> values.Reading:
    """The feed; an entry without any word of a status page, and not a day old, leaves it unknown. Raises Unusable."""
    entries = list(_entries(bodies[0]))
    if len(entries) > values.MAX_EVENTS:
        raise Unusable(f"The feed has more than {values.MAX_EVENTS:,} entries.")
    incidents, maintenances = [], []
    for entry in entries:
        title, words, at = _text(entry, TITLES), _text(entry, BODIES), _date(entry)
        if at is not None and at > now + values.CLOCKS_DIFFER:
            continue  # feeds date a maintenance when it will be
        found = WORD.search(words) or WORD.search(title)
        if found is None and at is not None and now - at < RECENT:
            raise Unusable(f"It does not say whether this is over: “{title}”.")
        if found is not None and found["open"]:
            incidents.append(Event(title, OUTAGE if DOWN.search(title) else DEGRADED))
        elif found is not None and found["kept"]:
            maintenances.append(Event(title, MAINTENANCE))
    return values.reading([], incidents, maintenances, whole=GOOD, speaks=Speaks.OF_NONE)


def _entries(body: bytes) -> Iterator[ElementTree.Element]:
    if b"<!DOCTYPE" in body or b"\0" in body:
        raise Unusable("The feed declares a document type, or is not written in UTF-8.")
    try:
        # Its own word on its encoding does not count: a document type could hide in another.
        root = ElementTree.fromstring(body, ElementTree.XMLParser(encoding="utf-8"))  # noqa: S314  (no entities)
    except ElementTree.ParseError:
        raise Unusable("The answer is no well-formed feed.") from None
    if root.tag not in ROOTS:
        raise Unusable("The answer is XML but no feed.")
    return (each for each in root.iter() if each.tag in ENTRIES)


def _text(entry: ElementTree.Element, names: Sequence[str]) -> str:
    """The first of the named children that says anything, as one line of plain words."""
    for child in entry:
        if child.tag in names and (said := "".join(child.itertext()).strip()):
            return values.cleaned(_plain(said[:SCANNED]), SCANNED if names is BODIES else values.NAME_LENGTH)
    return ""


def _plain(html: str) -> str:
    """The words between the tags."""
    return " ".join(piece.rpartition(">")[2] for piece in html.split("<"))


def _date(entry: ElementTree.Element) -> datetime | None:
    """When the entry was dated, by RFC 822 as RSS has it or RFC 3339 as Atom has it."""
    said = _text(entry, DATES)
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = parse(said)
        except (ValueError, TypeError, OverflowError):
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None
