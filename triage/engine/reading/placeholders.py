"""Placeholders: text that stands for a value, left by the customer on purpose or sent literally by mistake."""

import re
from collections.abc import Iterable, Iterator

from triage.engine.exchange import Header, Placeholder, Span
from triage.engine.reading import limits
from triage.engine.reading.words import Word

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
    found = {each.span: each for each in variables}
    for each in IN_URL.finditer(url.value):
        _keep(found, Placeholder(each.group(), url.part(*each.span())))
    for each_header in headers:
        for place in in_header(each_header):
            _keep(found, place)
    if body is not None and body_span is not None and body_span.end - body_span.start == len(body):
        for place in in_body(body, body_span.start):
            _keep(found, place)
    return tuple(found[span] for span in sorted(found)[: limits.PLACEHOLDERS])


def _keep(found: dict[Span, Placeholder], new: Placeholder) -> None:
    if not any(old.start <= new.span.start < old.end for old in found):
        found[new.span] = new


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
