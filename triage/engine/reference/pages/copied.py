"""An errors page copied from a browser, or plain text: no markup, so that its lines are judged by their looks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from triage.engine.reference.pages.blocks import Block, Heading, Item, Items, Text
from triage.engine.reference.pages.flow import as_list
from triage.engine.reference.pages.glued import glued_table
from triage.engine.reference.pages.grammar import phrase_of
from triage.engine.reference.pages.prose import label_role
from triage.engine.reference.pages.rstlines import Line, indent_of
from triage.engine.reference.pages.spaced import barred_table, gapped_table, stacked_table, tabbed_table
from triage.engine.reference.pages.subjects import code_subject, status_subject
from triage.engine.reference.pages.words import is_about_errors, is_advice

_BULLET = re.compile(r"[ \t]*(?P<mark>[•◦▪●○■‣⁃∙·*+–-]|\(?\d{1,2}[.)])[ \t]+(?=\S)")
# Lines of samples: JSON, a message of HTTP, a command, an element.
_SAMPLE = re.compile(
    r"\s*(?:[{}\[\]]|\"[^\"\n]{1,80}\"\s*:|HTTP/\d|curl |\$ |(?:GET|POST|PUT|PATCH|DELETE|HEAD) /|</?[a-z]|//|#!|"
    r"(?:Content-Type|Date|Server|Authorization|Accept|Host|Retry-After|X-[\w-]+): )"
)
# Headings of what stands below the last code.
_CLOSING = re.compile(
    r"(?:contact|support|help|need|still|more|further|related|see also|next|previous|feedback|questions?)\b.{0,40}",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.:;,!]$")
_TABLES = (glued_table, tabbed_table, barred_table, gapped_table, stacked_table)
_LONGEST_HEADING, _MOST_WORDS, _WRAPPED_FROM = 80, 10, 60


@dataclass(slots=True)
class _State:
    """Whether a line that is nothing but a status or code was read since the last heading."""

    inside: bool = False


def plain_blocks(text: str) -> Iterator[Block]:
    """The blocks of a text without markup."""
    text = text.replace("\xa0", " ")
    lines = [Line(number, each.rstrip()) for number, each in enumerate(text.split("\n"), start=1)]
    state = _State()
    at = 0
    while at < len(lines):
        if not lines[at].text.strip() or _SAMPLE.match(lines[at].text):
            at += 1
            continue
        at, block = _next(lines, at, state)
        yield block


def _next(lines: Sequence[Line], at: int, state: _State) -> tuple[int, Block]:
    for reader in _TABLES:
        if found := reader(lines, at):
            return found
    if _BULLET.match(lines[at].text):
        return _items(lines, at)
    if _is_heading(lines, at, state):
        state.inside = False
        return at + 1, Heading(lines[at].text.strip(), 2 if at else 1, lines[at].number)
    return _paragraph(lines, at, state)


def _items(lines: Sequence[Line], at: int) -> tuple[int, Items]:
    """A list; items may be parted by a blank line, and what is indented below one belongs to it."""
    margin = indent_of(lines[at].text)
    items: list[tuple[int, list[str]]] = []
    end = at
    while end < len(lines):
        text = lines[end].text
        mark = _BULLET.match(text)
        if mark and indent_of(text) <= margin + 1:
            items.append((lines[end].number, [text[mark.end() :].strip()]))
        elif text.strip() and (indent_of(text) > margin or _goes_on(lines, end)):
            items[-1][1].append(text)
        elif text.strip() or not _is_followed(lines, end, margin):
            break
        end += 1
    ordered = lines[at].text.strip()[:1].isdigit()
    return end, Items(tuple(Item(_item_text(each), number) for number, each in items), ordered, lines[at].number)


def _goes_on(lines: Sequence[Line], at: int) -> bool:
    """Whether a line without indent is the rest of a wrapped item."""
    before, text = lines[at - 1].text, lines[at].text
    return len(before) >= _WRAPPED_FROM and not _ENDS.search(before) and text[:1].islower()


def _is_followed(lines: Sequence[Line], at: int, margin: int) -> bool:
    """Whether a further item, or more of the last one, follows a blank line."""
    for each in lines[at + 1 : at + 3]:
        if each.text.strip():
            mark = _BULLET.match(each.text)
            return (mark is not None and indent_of(each.text) >= margin) or indent_of(each.text) > margin + 1
    return False


def _item_text(lines: Sequence[str]) -> str:
    """An item's first line, its further lines, and its inner list as Markdown."""
    text = [lines[0]]
    inner: list[str] = []
    for each in lines[1:]:
        if mark := _BULLET.match(each):
            inner.append(each[mark.end() :].strip())
        elif inner:
            inner[-1] += f" {each.strip()}"
        else:
            text.append(each.strip())
    joined = _joined(text)
    return f"{joined}\n\n{as_list(inner, ordered=False)}" if inner else joined


def _joined(lines: Sequence[str]) -> str:
    """Lines as paragraphs: one that was wrapped goes on with the line above."""
    kept: list[str] = []
    for each in lines:
        if kept and _wraps(kept[-1].rpartition("\n")[2], each):
            kept[-1] += f" {each}"
        else:
            kept.append(each)
    return "\n".join(kept)


def _wraps(before: str, line: str) -> bool:
    return line[:1].islower() or (
        len(before) >= _WRAPPED_FROM and not _ENDS.search(before) and not before.endswith("?")
    )


def _is_heading(lines: Sequence[Line], at: int, state: _State) -> bool:
    text = lines[at].text.strip()
    if len(text) > _LONGEST_HEADING or len(text.split()) > _MOST_WORDS or _ENDS.search(text) or not text[:1].isalpha():
        return False
    if at and lines[at - 1].text.strip():
        return False
    if phrase_of(text) == text or _subject(text):
        return False
    known = is_about_errors((text,)) or is_advice(text) or _CLOSING.fullmatch(text)
    if state.inside:
        return bool(known) and text[:1].isupper() and not _is_label(text)
    return text[:1].isupper()


def _is_label(text: str) -> bool:
    """Whether a line alone labels what follows: ``Solution``, ``How to fix it``."""
    if text[-1] in ".!;," or text.count(" ") > 4 or not text[:1].isupper():
        return False
    return label_role(text) is not None and not is_about_errors((text,))


def _subject(text: str) -> bool:
    found = status_subject(text) or code_subject(text)
    return found is not None


def _paragraph(lines: Sequence[Line], at: int, state: _State) -> tuple[int, Text]:
    text = lines[at].text.strip()
    if state.inside and _is_label(text):
        return at + 1, Text(f"{text.rstrip(':')}:", lines[at].number)
    end = at + 1
    kept = [text]
    bare = _subject(text) and len(text) <= _LONGEST_HEADING and not _ENDS.search(text)
    state.inside = state.inside or bare
    while not bare and end < len(lines) and (line := lines[end].text.strip()):
        if _BULLET.match(lines[end].text) or _subject(line) or _SAMPLE.match(line) or not _wraps(kept[-1], line):
            break
        kept.append(line)
        end += 1
    return end, Text(" ".join(kept), lines[at].number)
