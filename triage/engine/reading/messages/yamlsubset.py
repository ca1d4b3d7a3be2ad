"""The part of YAML that tools write in their exports: block mappings and lists, scalars, literal blocks.

Source: YAML 1.2.2, chapters 7 and 8. Every scalar is a text; anchors, tags and flow collections stay texts too. What is
no such line is passed over: this reads what a person may have pasted a part of.
"""

import re
from dataclasses import dataclass

from triage.engine.reading import limits
from triage.engine.reading.messages.documents import Json

LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +)*)(?P<rest>[^\n]*)")
PAIR = re.compile(
    r"(?P<key>\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|[^\s:#'\"\[{][^:\n]{0,200}?):(?:[ \t]+(?P<value>[^\n]*))?\Z"
)
BLOCK = re.compile(r"(?P<kind>[|>])(?P<keep>[+-]?)[0-9]?[+-]?[ \t]*\Z")
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))")
NAMED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "_": "\xa0"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: how far it is indented, what stands there, and whether it begins an item of a list."""

    indent: int
    text: str
    is_item: bool = False


def parsed(text: str) -> Json:
    """The mapping at the text's top; empty where there is none."""
    value, _ = _mapping(_lines(text), 0, 0, 0)
    return value


def _lines(text: str) -> list[_Line]:
    """The lines; ``- key: value`` becomes a line for the dash and one for the pair behind it."""
    lines: list[_Line] = []
    for raw in text.split("\n"):
        match = LINE.match(raw)
        indent, dashes, rest = (
            (len(match["indent"]), match["dashes"], match["rest"]) if match is not None else (0, "", "")
        )
        for _ in range(dashes.count("-")):
            lines.append(_Line(indent, "", is_item=True))
            indent += 2
        lines.append(_Line(indent, rest.rstrip()))
    return lines


def _value(lines: list[_Line], at: int, indent: int, depth: int) -> tuple[object, int]:
    """The mapping or list that stands below a key."""
    while at < len(lines) and not lines[at].is_item and not lines[at].text:
        at += 1
    if at >= len(lines) or depth > limits.NESTING or lines[at].indent < indent:
        return "", at
    if lines[at].is_item:
        return _list(lines, at, lines[at].indent, depth + 1)
    return _mapping(lines, at, lines[at].indent, depth + 1)


def _list(lines: list[_Line], at: int, indent: int, depth: int) -> tuple[list[object], int]:
    values: list[object] = []
    while at < len(lines) and lines[at].indent == indent and lines[at].is_item:
        at += 1
        if (
            at < len(lines)
            and not lines[at].is_item
            and PAIR.match(lines[at].text) is None
            and lines[at].indent > indent
        ):
            values.append(_scalar(lines[at].text))
            at += 1
            continue
        value, at = _value(lines, at, indent + 1, depth)
        values.append(value)
        while at < len(lines) and not lines[at].is_item and not lines[at].text:
            at += 1
    return values, at


def _mapping(lines: list[_Line], at: int, indent: int, depth: int) -> tuple[Json, int]:
    value: Json = {}
    while at < len(lines):
        line = lines[at]
        if not line.is_item and not line.text:
            at += 1
            continue
        if line.indent < indent or line.is_item:
            break
        pair = PAIR.match(line.text) if line.indent == indent else None
        at += 1
        if pair is None:
            continue
        key = str(_scalar(pair["key"]))
        written = pair["value"] or ""
        block = BLOCK.match(written)
        if block is not None:
            value[key], at = _block(lines, at, indent, block)
        elif written:
            value[key] = _scalar(written)
        else:
            value[key], at = _value(lines, at, indent, depth) if _is_below(lines, at, indent) else ("", at)
    return value, at


def _is_below(lines: list[_Line], at: int, indent: int) -> bool:
    """Whether a value stands below; a list may stand as far left as its key."""
    while at < len(lines) and not lines[at].is_item and not lines[at].text:
        at += 1
    return at < len(lines) and (lines[at].indent > indent or (lines[at].is_item and lines[at].indent == indent))


def _block(lines: list[_Line], at: int, indent: int, block: re.Match[str]) -> tuple[str, int]:
    """A literal or folded block; a dash within it is text again."""
    taken: list[str] = []
    base = -1
    dashes, place = "", 0
    while at < len(lines) and (lines[at].indent > indent or (not lines[at].text and not lines[at].is_item)):
        line = lines[at]
        at += 1
        if line.is_item:
            place = place if dashes else line.indent
            dashes += "- "
            continue
        column = place if dashes else line.indent
        base = column if base < 0 and line.text else base
        taken.append(" " * max(column - max(base, 0), 0) + dashes + line.text if line.text or dashes else "")
        dashes = ""
    while taken and not taken[-1]:
        taken.pop()
    text = ("\n" if block["kind"] == "|" else " ").join(taken)
    return text + ("" if block["keep"] == "-" or not text else "\n"), at


def _scalar(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return ESCAPE.sub(_unescaped, text[1:-1])
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text.partition(" #")[0].strip()


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code:
        number = int(code, 16)
        return chr(number) if not 0xD800 <= number < 0xE000 else "\ufffd"
    return NAMED.get(escape[3], escape[3])
