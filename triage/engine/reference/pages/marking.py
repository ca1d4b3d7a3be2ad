"""Paragraphs that work as headings: ``404`` on a line of its own, ``**404 Not Found**``, ``404 - Not Found: …``.

Pages copied from a browser have no other headings, and many documentation sites write them so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from triage.engine.reference.pages.blocks import Block, Heading, Text
from triage.engine.reference.pages.grammar import plain
from triage.engine.reference.pages.prose import label_role
from triage.engine.reference.pages.sections import Mark
from triage.engine.reference.pages.subjects import Subject, code_subject, heading_subject, status_subject
from triage.engine.reference.pages.words import Role, is_about_errors

_BOLD = re.compile(r"\*\*([^*\n]{2,80}?)\*\*:?")
_PROSE = re.compile(r"[.!?](?:\s|$)|[.;]$")
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class _Seen:
    """A paragraph with what it is about; ``bare`` where it says no more than that."""

    at: int
    subject: Subject
    bare: bool


def marked(blocks: Sequence[Block], base: bool | None) -> Iterator[Block | Mark]:
    """The blocks, with paragraphs that work as headings made such; ``base`` says what the page is about."""
    trail: tuple[str, ...] = ()
    level = 0
    above: Subject | None = None
    run: list[Block] = []
    for block in (line for each in blocks for line in _lines(each)):
        if isinstance(block, Heading):
            yield from _run(run, level, _about(trail, base), above)
            run = []
            level = block.level
            above = heading_subject(block.text, about=_about(trail, base))
            trail = (*trail[-3:], plain(block.text))
            yield block
        else:
            run.append(block)
    yield from _run(run, level, _about(trail, base), above)


def _about(trail: tuple[str, ...], base: bool | None) -> bool | None:
    said = is_about_errors(trail)
    return base if said is None else said


def _lines(block: Block) -> Iterator[Block]:
    """A paragraph of several lines that each say what they are about, as a paragraph for each."""
    lines = block.text.split("\n") if isinstance(block, Text) else []
    starts = [at for at, line in enumerate(lines) if status_subject(line) or _is_code_line(line)]
    if len(starts) < 2 or not isinstance(block, Text):
        yield block
        return
    for start, end in pairwise([*([] if starts[0] == 0 else [0]), *starts, len(lines)]):
        yield Text("\n".join(lines[start:end]), block.line + start, block.anchor)


def _is_code_line(line: str) -> bool:
    found = code_subject(line)
    return found is not None and found.parted


def _run(run: Sequence[Block], level: int, about: bool | None, above: Subject | None) -> Iterator[Block | Mark]:
    """The blocks between two headings; a paragraph on what the heading names is its text and no heading."""
    seen = {each.at: each for each in _accepted(run, about) if not _belongs(run[each.at], each.subject, above)}
    longest = _longest(run, seen)
    inside: _Seen | None = None
    texts = 0
    for at, block in enumerate(run):
        if each := seen.get(at):
            inside, texts = each, 0
            yield _mark(block, each, level + 1)
            continue
        if isinstance(block, Text) and inside:
            if (label := _BOLD.fullmatch(block.text)) and label_role(label[1]) is not None:
                yield Text(f"{label[1]}:", block.line)
                continue
            texts += 1
            if (not inside.bare and not _is_labelled(block.text)) or texts > longest:
                yield Heading("", level + 1, block.line)  # what follows is no longer about it
                inside = None
        yield block


def _belongs(block: Block, subject: Subject, above: Subject | None) -> bool:
    """Whether a paragraph is about what the heading above names: the same status, or the one that a code comes with."""
    if above is None or not isinstance(block, Text):
        return False
    if above.codes and not subject.codes and _is_labelled(plain(block.text)):
        return True
    return bool(subject.statuses) and {*subject.statuses} <= {*above.statuses}


def _is_labelled(text: str) -> bool:
    label, colon, _ = text.partition(":")
    return bool(colon) and len(label) < 50 and label_role(label.strip("*_ ")) in (Role.FIX, Role.TEXT, Role.STATUS)


def _longest(run: Sequence[Block], seen: dict[int, _Seen]) -> int:
    """How many paragraphs may follow a bare one: the last one of several gets no more than those before it had."""
    counts: list[int] = []
    for at, block in enumerate(run):
        if at in seen:
            counts.append(0)
        elif counts and isinstance(block, Text):
            counts[-1] += 1
    return max(counts[:-1], default=0) or 1 if len(counts) > 1 else len(run)


def _mark(block: Block, seen: _Seen, level: int) -> Mark:
    anchor = block.anchor if isinstance(block, Text) else ""
    return Mark(seen.subject, level, block.line, anchor, "" if seen.bare else seen.subject.rest)


def _accepted(run: Sequence[Block], about: bool | None) -> Iterator[_Seen]:
    found = [seen for at, each in enumerate(run) if isinstance(each, Text) and (seen := _seen(at, each.text, about))]
    several = len([each for each in found if each.subject.registered]) > 1
    for each in found:
        subject = each.subject
        if subject.codes:
            if about and subject.parted:
                yield each
        elif subject.told or (about is not False and subject.registered and (several or about)):
            yield each


def _seen(at: int, text: str, about: bool | None) -> _Seen | None:
    subject = status_subject(text)
    if subject is None:
        return _seen_code(at, text, about)
    words = plain(subject.rest)
    if not words:
        return _Seen(at, subject, bare=True)
    title_only = len(words) <= _LONGEST_TITLE and not _PROSE.search(words) and "\n" not in text
    if not subject.title and title_only and words[:1].isupper() and len(words.split()) <= 7:
        return _Seen(at, Subject(subject.statuses, (), words.rstrip(":"), "", subject.told, True), bare=True)
    return _Seen(at, subject, bare=False) if subject.parted else None


def _seen_code(at: int, text: str, about: bool | None) -> _Seen | None:
    subject = code_subject(text) if about else None
    if subject is None or len(subject.codes[0]) < 3:
        return None
    return _Seen(at, subject, bare=not subject.rest.strip())
