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

# Quoted-printable (RFC 2045 section 6.7): an equals sign before the line break, and =3D for itself.
SOFT_BREAK = re.compile(r"=\n")
ENCODED = re.compile(r"((?:=[0-9A-F]{2})+)")


def edge_breaks(text: str) -> Iterator[Edit]:
    """The breaks of lines that are all exactly as wide as the terminal was."""
    if len(text) > limits.LINE * 16:
        return
    lines = text.split("\n")
    at, number = 0, 0
    while number < len(lines):
        width, last = len(lines[number]), number
        if NARROWEST <= width <= WIDEST and BEGINS.match(lines[number]):
            while last + 1 < len(lines) and len(lines[last]) == width and len(lines[last + 1]) <= width:
                last += 1
                if len(lines[last]) < width:
                    break
        if last > number and _is_broken(lines[number : last + 1]):
            for line in lines[number:last]:
                at += len(line)
                yield Edit(at, at + 1)
                at += 1
            number = last
        at += len(lines[number]) + 1
        number += 1


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
