"""JSON documents that tools write of calls: their values, and where these stand in the text."""

import json
import re

from triage.engine.exchange import Span
from triage.engine.reading import limits

DECODER = json.JSONDecoder()
Json = dict[str, object]
PIECE = re.compile(r"[^\"{}\[\],]+|\"[^\"\\]*(?:\\.[^\"\\]*)*\"|[{}\[\],]", re.DOTALL)
CLOSING = {"{": "}", "[": "]"}


def child(value: Json, key: str) -> Json:
    """The object under this key; an empty one where there is none."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def children(value: Json, key: str) -> list[Json]:
    """The objects of the list under this key."""
    found = value.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text_of(value: Json, key: str) -> str:
    """The text or number under this key; empty where there is none."""
    found = value.get(key)
    return found if isinstance(found, str) else str(found) if isinstance(found, int | float) else ""


class Places:
    """Where the values of one object stand in the text, found one after the other from ``key`` on."""

    __slots__ = ("at", "end", "start", "text")

    def __init__(self, text: str, span: Span, key: str = "") -> None:
        self.text, self.start, self.end = text, span.start, span.end
        found = text.find(f'"{key}"', span.start, span.end) if key else -1
        self.at = found if found >= 0 else span.start

    def of(self, value: str) -> Span:
        """The next place of a value; the whole object where it is written in an unusual way."""
        written = json.dumps(value, ensure_ascii=False)[1:-1]
        found = self.text.find(f'"{written}"', self.at, self.end)
        if found < 0:
            return Span(self.start, self.end)
        return Span(found + 1, found + 1 + len(written))


def object_at(text: str, at: int) -> tuple[Json | None, int]:
    """The JSON object that begins here, and where it ends; None where there is none, and how far it could be read."""
    try:
        value, end = DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        return None, error.pos
    except (ValueError, RecursionError):
        return None, len(text)
    return value if isinstance(value, dict) else None, end


def cut_object(text: str, start: int) -> Json | None:
    """The object that begins here and is cut off by the text's end: its members that are complete; or None."""
    opened: list[str] = []
    at = start
    kept: tuple[int, str] = (start, "")
    while (piece := PIECE.match(text, at)) is not None and len(opened) < limits.NESTING:
        mark, at = piece.group(), piece.end()
        if mark in CLOSING:
            opened.append(mark)
        elif mark in ("}", "]") and opened:
            opened.pop()
            kept = (at, "".join(CLOSING[each] for each in reversed(opened)))
        elif mark == ",":
            kept = (piece.start(), "".join(CLOSING[each] for each in reversed(opened)))
    end, closing = kept
    value, _ = object_at(text[start:end] + closing, 0) if closing else (None, 0)
    return value
