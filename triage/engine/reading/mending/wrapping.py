"""Repairs of lines that something broke at a fixed width: a terminal at its edge, a mail server at column 76."""

import json
import re
from collections.abc import Iterator

from triage.engine.reading import limits
from triage.engine.reading.mending.mended import Edit

NARROWEST, WIDEST = 60, 300
LONGEST = 20_000
# What can be as wide as the terminal and go on below: JSON, or a command whose line no backslash continues.
BEGINS = re.compile(r"[ \t]*(?:[{\[]|(?:[$>%#❯➜][ \t]+)?curl[ \t]|Invoke-(?:RestMethod|WebRequest)[ ]?:)")

MARKS = ("\n{", "\n[", "curl ", "Invoke-")

# Quoted-printable (RFC 2045 section 6.7): an equals sign before the line break, and =3D for itself.
SOFT_BREAK = re.compile(r"=\n")
ENCODED = re.compile(r"((?:=[0-9A-F]{2})+)")


def edge_breaks(text: str) -> Iterator[Edit]:
    """The breaks of lines that are all exactly as wide as the terminal was."""
    done = 0
    for start in _beginnings(text) if len(text) <= limits.LINE * 16 else ():
        if start < done:
            continue
        lines = list(_as_wide(text, start))
        if len(lines) > 1 and _is_broken(lines):
            at = start
            for line in lines[:-1]:
                at += len(line)
                yield Edit(at, at + 1)
                at += 1
            done = at


def _beginnings(text: str) -> list[int]:
    """Where lines begin that can be as wide as the terminal and go on below, in order."""
    found = {0} if BEGINS.match(text) else set()
    for mark in MARKS:
        at = text.find(mark)
        while at >= 0:
            line = text.rfind("\n", 0, at + 1) + 1
            if BEGINS.match(text, line):
                found.add(line)
            stop = text.find("\n", line)
            at = text.find(mark, max(stop, at + 1)) if stop >= 0 else -1
    return sorted(found)


def _as_wide(text: str, start: int) -> Iterator[str]:
    """The line that begins here and those below it of the same width, with the shorter one that ends them."""
    width = -1
    while start < len(text):
        stop = text.find("\n", start)
        line = text[start : len(text) if stop < 0 else stop]
        width = len(line) if width < 0 else width
        if not NARROWEST <= width <= WIDEST or len(line) > width:
            return
        yield line
        if len(line) < width or stop < 0:
            return
        start = stop + 1


def _is_broken(lines: list[str]) -> bool:
    """Whether these lines are one: JSON that is none as it stands, or a command broken within a word."""
    whole = "".join(lines)
    if len(whole) > LONGEST or not lines[-1]:
        return False
    if whole.lstrip()[:1] in ("{", "["):
        return _is_json(whole) and not _is_json("\n".join(lines))
    # One wide line alone proves no terminal's width.
    return len(lines) > 2 and not any(line.rstrip().endswith(("\\", "`", "^")) for line in lines[:-1])


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def quoted_printable(text: str) -> Iterator[Edit]:
    """What a mail that nobody decoded has in it: soft line breaks and bytes as ``=XX``."""
    if "=3D" not in text or SOFT_BREAK.search(text) is None:
        return
    found = [*SOFT_BREAK.finditer(text), *ENCODED.finditer(text)]
    for each in sorted(found, key=lambda match: match.start()):
        yield Edit(*each.span(), "" if each.re is SOFT_BREAK else _decoded(each.group()))


def _decoded(encoded: str) -> str:
    return bytes.fromhex(encoded.replace("=", "")).decode("utf-8", "replace")
