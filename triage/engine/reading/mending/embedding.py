"""Repairs of a command that came inside of something else: a string literal, an indented block, links of a chat."""

import re
from collections.abc import Iterator

from triage.engine.exchange import Span
from triage.engine.reading import grammar
from triage.engine.reading.mending.mended import Edit

NAME = re.compile(r"\b[Cc]url(?:\.exe)?(?=[ \t\\])")

# No shell makes sense of ``-H \"``: whoever has it copied the inside of a string of JSON or source code.
IN_STRING = re.compile(r"(?:[ \t]|\\n)-{1,2}[A-Za-z][\w-]{0,40}(?:[ =]|\\n)\\\"|\\\\\\n[ \t]{0,20}(?:-|\\\")")
ESCAPE = re.compile(r"\\(?:(?P<plain>[\"\\/])|(?P<blank>[nrt])|u(?P<code>[0-9A-Fa-f]{4}))")
BLANKS = {"n": "\n", "r": "", "t": "\t"}
BEFORE_VALUE = re.compile(r"[:=(,\[][ \t]*\Z")
CLOSING = re.compile(r"(?<!\\)(?:\\\\)*\"")

# A block that is indented as a whole begins with a command or a request line.
INDENTED = re.compile(
    r"^(?P<indent>[ \t]{2,40})(?:[$>#][ \t]+)?(?:curl|http|https|wget|GET|POST|PUT|PATCH|DELETE)[ \t]", re.MULTILINE
)

# [https://…](https://…), [https://…|https://…], <https://…> and <https://…|…>
MARKDOWN = re.compile(r"\[(?P<shown>[^\[\]\n]{1,2000})\]\((?:<)?(?P<target>(?:https?://|mailto:)[^\s()<>]{1,2000})>?\)")
PIPED = re.compile(
    r"\[(?P<shown>https?://[^\[\]|\s]{1,2000})\|(?P<target>https?://[^\[\]|\s]{1,2000})(?:\|[a-z-]{1,20})?\]"
)
# Elsewhere (a Link field, Turtle, SPARQL) such brackets are meant: a link stands behind a command's or method's name,
# or alone on its line.
FIELD = re.compile(r"[ \t]*[A-Za-z][\w-]{0,60}:[ \t]*")
PLAIN_URL = re.compile(r"(?:[\s'\"=]|\A)https?://")
BEFORE_LINK = re.compile(r"\b(?:curl|wget|https?|xhs?|GET|POST|PUT|PATCH|DELETE|HEAD|url|URL)\b|^[ \t]*['\"]?\Z")
# Outlook writes an address and then, in angle brackets, where it leads.
EDGES = ("", " ", "\t", "\n", "'", '"', "=")
DOUBLED = re.compile(r"(?P<first>https?://[^\s<>'\"]{1,2000})<(?P=first)/?>")
ANGLE = re.compile(
    r"<(?P<target>(?:https?://|mailto:)[^\s<>|]{1,2000})(?:\|(?P<shown>[^<>\n]{1,2000}))?>(?=[^;,\w]|\Z)"
)


def commands(text: str) -> Iterator[Span]:
    """The stretch of every curl command: from its name to the next blank line."""
    done = -1
    for name in NAME.finditer(text):
        if name.start() < done:
            continue
        gap = grammar.BLANK_LINE.search(text, name.end())
        done = gap.start() if gap else len(text)
        yield Span(name.start(), done)


def string_escapes(text: str) -> Iterator[Edit]:
    """The escapes of a command that stands within a string literal, and the quotes around it."""
    if "\\" not in text and '"curl ' not in text and '"Curl ' not in text:
        return
    for name in NAME.finditer(text):
        line = text.find("\n", name.start())
        end = len(text) if line < 0 else line
        is_quoted = text[name.start() - 1 : name.start()] == '"'
        closing = CLOSING.search(text, name.end(), end) if is_quoted else None
        is_literal = closing is not None and text.find("\\", name.start(), closing.start()) >= 0
        is_literal = is_literal or (closing is not None and BEFORE_VALUE.search(text, 0, name.start() - 1) is not None)
        if not is_literal and IN_STRING.search(text, name.start(), end) is None:
            continue
        if closing is not None:
            yield Edit(name.start() - 1, name.start(), "\n")
            end = closing.end() - 1
        for each in ESCAPE.finditer(text, name.start(), end):
            yield Edit(*each.span(), _character(each))
        if closing is not None:
            yield Edit(end, end + 1, "\n")
        return


def _character(escape: re.Match[str]) -> str:
    if escape["code"]:
        code = int(escape["code"], 16)
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
    return escape["plain"] or BLANKS[escape["blank"]]


def indentation(text: str) -> Iterator[Edit]:
    """What stands in front of every line of an indented block."""
    done = -1
    for first in INDENTED.finditer(text):
        if first.start() < done:
            continue
        indent, at = first["indent"], first.start()
        while at < len(text):
            stop = text.find("\n", at)
            done = len(text) if stop < 0 else stop + 1
            if text.startswith(indent, at):
                yield Edit(at, at + len(indent))
            elif text[at:done].strip():
                break
            at = done


def links(text: str) -> Iterator[Edit]:
    """The marks of links, so that the address alone is left."""
    found: list[re.Match[str]] = []
    edits: list[Edit] = []
    if "](" in text:
        found += MARKDOWN.finditer(text)
    if "|" in text and "|http" in text:
        found += PIPED.finditer(text)
    if "<" in text and ("<http" in text or "<mailto:" in text):
        edits += (Edit(each.end("first"), each.end()) for each in DOUBLED.finditer(text))
        linked = [each for each in commands(text) if not PLAIN_URL.search(text, *each)]
        found += (each for each in ANGLE.finditer(text) if _is_linked(text, each.start(), linked))
    for each in found:
        edits += _unlinked(each)
    done = 0
    for edit in sorted(edits):
        if edit.start >= done:
            yield edit
            done = edit.end


def _is_linked(text: str, at: int, linked: list[Span]) -> bool:
    """Whether angle brackets mark a link: in a command that has all its URLs in them, else by what stands before."""
    before = text[text.rfind("\n", max(0, at - 400), at) + 1 : at]
    if before.lower().endswith(("link: ", "link:")) or before[-1:] not in EDGES:
        return False
    if FIELD.fullmatch(before):
        return True
    return any(start <= at < end for start, end in linked) or BEFORE_LINK.search(before) is not None


def _unlinked(link: re.Match[str]) -> Iterator[Edit]:
    """What is shown where that is an address itself, else the target without ``mailto:``."""
    shown = link["shown"]
    is_address = shown is not None and ("@" in shown or "://" in shown or link["target"].endswith(f"://{shown}"))
    start, end = link.span("shown" if is_address else "target")
    if not is_address and link["target"].startswith("mailto:"):
        start += len("mailto:")
    yield Edit(link.start(), start)
    yield Edit(end, link.end())
