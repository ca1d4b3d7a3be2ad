"""Placeholders: text that stands for a value, left by the customer on purpose or sent literally by mistake."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from triage.engine.exchange import Header, Placeholder, Span
from triage.engine.reading import limits
from triage.engine.reading.shells.words import Word

ANYWHERE = (
    r"\{\{[^{}\n]{1,60}\}\}|<[A-Za-z][\w .:-]{0,60}>|\$\{[A-Za-z_][\w.]{0,60}\}|\$[A-Z][A-Z0-9_]{2,60}|\*{3,40}"
    r"|\[(?:REDACTED|redacted|HIDDEN|hidden|MASKED|FILTERED|removed|REMOVED)\]|\b(?i:your|my|the|insert|enter|replace)[-_](?i:[a-z]{1,20}[-_]){0,4}"
    r"(?i:key|token|secret|id|password|username|user|domain|account|host|url|name|email|bearer|jwt)\b|\b[Xx]{6,40}\b|%[A-Z][A-Z0-9_]{2,40}%"
)
IN_URL = re.compile(rf"{ANYWHERE}|\{{[A-Za-z_][\w.-]{{0,60}}\}}|(?<=/):[A-Za-z_]\w{{0,40}}")
IN_HEADER = re.compile(rf"{ANYWHERE}|\{{[A-Za-z_][\w.-]{{0,60}}\}}")
# In a body a value must be nothing but the placeholder, or a template's braces: XML is full of angle brackets.
IN_BODY = re.compile(rf"(?<=\")(?:{ANYWHERE})(?=\")|\{{\{{[^{{}}\n]{{1,60}}\}}\}}|(?<==)(?:{ANYWHERE})(?=&|\Z)")
HINT = re.compile(r"[{<$*\[%]|[xX]{6}|[-_](?i:key|token|secret|id|pass|user|dom|acc|host|url|name|em|bea|jwt)|/:")


def placeholders(
    variables: Iterable[Placeholder], url: Word, headers: Iterable[Header], body: str | None, body_span: Span | None
) -> tuple[Placeholder, ...]:
    """All placeholders of a command, in the order of the text, each once."""
    places = list(islice(variables, limits.PLACEHOLDERS))
    for each in islice(IN_URL.finditer(url.value), limits.PLACEHOLDERS):
        places.append(Placeholder(each.group(), url.part(*each.span())))
    for header in headers:
        places += in_header(header)
        if len(places) > 4 * limits.PLACEHOLDERS:
            break
    if body is not None and body_span is not None and body_span.end - body_span.start == len(body):
        places += in_body(body, body_span.start)
    return _in_order(places)


def _in_order(places: list[Placeholder]) -> tuple[Placeholder, ...]:
    """Each place once; of those that begin within another the first stays."""
    kept: list[Placeholder] = []
    for each in sorted(places, key=lambda place: place.span):
        if not kept or each.span.start >= kept[-1].span.end:
            kept.append(each)
    return tuple(kept[: limits.PLACEHOLDERS])


def in_url(url: str, start: int) -> Iterator[Placeholder]:
    """Those of a URL that stands in the text as it is."""
    return _found(IN_URL, url, start)


def in_header(header: Header) -> Iterator[Placeholder]:
    """Those of a header's value."""
    return _found(IN_HEADER, header.value, header.value_span.start)


def in_body(body: str, start: int) -> Iterator[Placeholder]:
    """Those of a body that stands in the text as it is."""
    return _found(IN_BODY, body, start)


def _found(pattern: re.Pattern[str], text: str, start: int) -> Iterator[Placeholder]:
    if HINT.search(text) is None:
        return
    for count, each in enumerate(pattern.finditer(text)):
        if count >= limits.PLACEHOLDERS:
            return
        yield Placeholder(each.group(), Span(start + each.start(), start + each.end()))
