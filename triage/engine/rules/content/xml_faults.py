"""Where an XML body stops being well formed, by its tags alone: no entity is read and no document type followed."""

import re
from typing import NamedTuple

from triage.engine.exchange import Span

LONGEST = 100_000
DEEPEST = 500
TAG = re.compile(r"<(?P<close>/)?(?P<name>[A-Za-z_][\w.:-]*)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>")
PASSED_OVER = (("<!--", "-->"), ("<![CDATA[", "]]>"))


class XmlFault(NamedTuple):
    """What is wrong there; ``line`` and ``column`` from 1."""

    what: str
    span: Span
    line: int
    column: int


def fault_of_xml(text: str) -> XmlFault | None:
    """The first tag that does not fit; None where all do, or the text is too long or too deep to judge."""
    tags = _without(text) if len(text) <= LONGEST else None
    if tags is None:
        return None
    opened: list[re.Match[str]] = []
    for tag in TAG.finditer(tags):
        name = tag["name"]
        if tag[0].endswith("/>"):
            continue
        if not tag["close"]:
            opened.append(tag)
            if len(opened) > DEEPEST:
                return None
        elif not opened:
            return _fault(text, tag, f"`</{name}>` closes what was never opened")
        elif opened[-1]["name"] != name:
            return _fault(text, tag, f"`</{name[:60]}>` stands where `</{opened[-1]['name'][:60]}>` is due")
        else:
            opened.pop()
    return _fault(text, opened[-1], f"`<{opened[-1]['name'][:60]}>` is never closed") if opened else None


def _without(text: str) -> str | None:
    """The text with blanks in place of comments and CDATA, every other character where it was; None if one is open."""
    for begin, end in PASSED_OVER:
        pieces, at = list[str](), 0
        while (start := text.find(begin, at)) >= 0:
            stop = text.find(end, start)
            if stop < 0:
                return None
            pieces += [text[at:start], " " * (stop + len(end) - start)]
            at = stop + len(end)
        text = "".join(pieces) + text[at:]
    return text


def _fault(text: str, tag: re.Match[str], what: str) -> XmlFault:
    start = tag.start()
    return XmlFault(what, Span(*tag.span()), text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
