"""A body as a document: its text, and its JSON value where it is JSON (RFC 8259) within bounds."""

import json
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

# Longer bodies are shown but not parsed: what is worth saying stands at the front of them.
PARSE_LIMIT = 262_144


class Fault(NamedTuple):
    """Where a body stops being JSON: ``offset`` into it, ``line`` and ``column`` from 1, the parser's words."""

    offset: int
    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """``value`` counts only where ``is_json``; ``fault`` is set where the text sets out as JSON but is not."""

    text: str = ""
    value: Json = None
    is_json: bool = False
    fault: Fault | None = None

    @property
    def looks_like_json(self) -> bool:
        """It begins as a JSON object or array does, well formed or not."""
        return self.text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


NOTHING = Document()


def read_document(text: str | None) -> Document:
    """The document of a body; deep nesting and giant numbers count as not JSON."""
    if not text or len(text) > PARSE_LIMIT:
        return Document(text or "")
    plain = Document(text)
    if not plain.looks_like_json and text.lstrip()[:1] != '"':
        return plain
    try:
        return Document(text, json.loads(text), is_json=True)
    except json.JSONDecodeError as error:
        return Document(text, fault=Fault(error.pos, error.lineno, error.colno, error.msg))
    except (ValueError, RecursionError):
        return plain


def child(value: Json, key: str) -> Json:
    """The member of an object or the item of an array under one pointer segment; None where there is none."""
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and key.isdecimal() and len(key) < 9 and int(key) < len(value):
        return value[int(key)]
    return None


def text_of(value: Json) -> str:
    """A string or number as text; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
