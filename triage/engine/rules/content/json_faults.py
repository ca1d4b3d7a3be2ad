"""What a broken JSON body looks like, said in words a person can act on."""

import json
import re
from typing import NamedTuple

from triage.engine.rules.asking.documents import Fault

SMART = "“”„‟‘’‚‛«»"
BARE_WORD = re.compile(r"[A-Za-z_$][\w$-]*")
PYTHON_WORDS = {"True", "False", "None"}
PYTHON_WORD = re.compile(r"[:\[,]\s*(?:True|False|None)\s*[,}\]]")
# A text in double, single or typographic quotes, a word, a comma before a closing bracket, or any one character.
PIECE = re.compile(
    r"(?P<text>\"(?:[^\"\\]|\\.)*\")|'(?P<single>(?:[^'\\\n]|\\.)*)'|[“”„](?P<smart>[^“”„\"\n]*)[“”]"
    r"|(?P<word>[A-Za-z_$][\w$-]*)|(?P<comma>,)(?=\s*[}\]])|[\s\S]"
)
WORDS = {"True": "true", "False": "false", "None": "null", "true": "true", "false": "false", "null": "null"}
LONGEST_MENDED = 10_000
TEMPLATE = re.compile(r"\{\{[^{}]{1,60}\}\}|\$\{?[A-Za-z_]\w{0,60}\}?|<[\w .-]{1,60}>")


class Looks(NamedTuple):
    """What it looks like, in half a sentence, and the step that mends it."""

    like: str
    fix: str


def looks_like(text: str, fault: Fault) -> Looks:
    """What stands at the fault, by the character there and the parser's words."""
    at = min(fault.offset, max(0, len(text) - 1))
    here = text[at : at + 80]
    before = text[:at].rstrip()[-1:]
    return (
        _by_character(text, here, before)
        or _by_word(text, here, fault)
        or _by_message(text, fault)
        or Looks("is not JSON from there on", "Check that place: a missing comma, quote or bracket.")
    )


def _by_character(text: str, here: str, before: str) -> Looks | None:
    first = here[:1]
    if first == "\ufeff" or text[:1] == "\ufeff":
        return Looks("begins with a byte order mark", "Save the file as UTF-8 without BOM.")
    if first == "'" and PYTHON_WORD.search(text):
        return Looks("is a Python value printed as text", "Send it with `json=…`, or through `json.dumps`.")
    if first == "'":
        return Looks("uses single quotes", "Use double quotes around names and texts; JSON knows no others.")
    if first and first in SMART:
        return Looks("has typographic quotes", "Type straight quotes in their place; a word processor put these in.")
    if (first and first in "}]" and before == ",") or (first == "," and re.match(r",\s*[}\]]", here)):
        return Looks("has a comma before the closing bracket", "Take the last comma out.")
    if here.startswith(("//", "/*", "#")):
        return Looks("holds a comment", "Take it out; JSON has no comments.")
    return None


def is_unfilled(text: str, fault: Fault) -> bool:
    """A template's placeholder stands there; of ``{{x}}`` the parser takes the first brace for JSON's own."""
    return any(TEMPLATE.match(text, max(0, fault.offset - back)) for back in (0, 1))


def _by_word(text: str, here: str, fault: Fault) -> Looks | None:
    if is_unfilled(text, fault):
        return Looks(
            "holds a placeholder that was not filled in", "Put the real value there; texts need double quotes."
        )
    word = BARE_WORD.match(here)
    if word is None or "Expecting ',' delimiter" in fault.message:
        return None
    if word[0] in PYTHON_WORDS:
        return Looks("is a Python value printed as text", "Send it with `json=…`, or through `json.dumps`.")
    if '"' not in text:
        return Looks(
            "has lost its double quotes, as on the Windows command line",
            'In cmd.exe write `"{\\"name\\": …}"`; simpler: put the body in a file and send `-d @body.json`.',
        )
    return Looks("has a name or text without quotes", "Put double quotes around it.")


def _by_message(text: str, fault: Fault) -> Looks | None:
    if fault.offset >= len(text.rstrip()) or "Unterminated string" in fault.message:
        return Looks("ends too early", "Send all of it: a bracket or quote at the end is missing, or it was cut off.")
    if "Invalid control character" in fault.message:
        return Looks("has a line break or tab inside a text", "Write it as `\\n` or `\\t`.")
    if "Invalid \\escape" in fault.message or "Invalid \\\\escape" in fault.message:
        return Looks("has a backslash that escapes nothing", "Write a backslash as `\\\\`.")
    if "Expecting ',' delimiter" in fault.message:
        return Looks(
            "lacks a comma there, or has a quote too many", 'Put the comma in; write a quote inside a text `\\"`.'
        )
    if "Extra data" in fault.message:
        return Looks("goes on after its end", "Send one value: wrap several objects in `[…]`.")
    return None


def mended_json(text: str) -> str:
    """The text with its quotes, words and last commas put right; empty where that alone does not make it JSON."""
    if len(text) > LONGEST_MENDED:
        return ""
    mended = PIECE.sub(_mended_piece, text)
    try:
        json.loads(mended)
    except (ValueError, RecursionError):
        return ""
    return mended


def _mended_piece(piece: re.Match[str]) -> str:
    kind = piece.lastgroup
    if kind == "comma":
        return ""
    if kind == "word":
        return WORDS.get(piece[0], piece[0])
    if kind in ("single", "smart"):
        inner = piece[kind].replace("\\'", "'").replace('\\"', '"')
        return '"' + inner.replace('"', '\\"') + '"'
    return piece[0]
