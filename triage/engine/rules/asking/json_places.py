"""Where a member of a JSON text stands, and how a place in it is written (RFC 6901)."""

import json
import re
from collections.abc import Iterable, Sequence

from triage.engine.exchange import Span

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def pointer_of(path: Iterable[str]) -> str:
    """The JSON pointer of a path, its segments escaped (RFC 6901 section 3)."""
    return "".join("/" + segment.replace("~", "~0").replace("/", "~1") for segment in path)


def place_of(text: str, path: Sequence[str]) -> Span | None:
    """Where the name (in an object) or the whole item (in an array) at that path stands in a valid JSON text.

    One pass over the text, without recursion of its own.
    """
    found = _start_of(text, path)
    if found is None or text[found.start] not in "{[":
        return found
    try:
        return Span(found.start, json.JSONDecoder().raw_decode(text, found.start)[1])
    except (ValueError, RecursionError):
        return found


def _start_of(text: str, path: Sequence[str]) -> Span | None:
    wanted, labels, objects, at_name = list(path), list[str](), list[bool](), False
    for token in TOKEN.finditer(text):
        mark = token[0][0]
        if mark == '"' and at_name:
            labels[-1] = json.loads(token[0]) if "\\" in token[0] else token[0][1:-1]
            if len(labels) == len(wanted) and labels == wanted:
                return Span(*token.span())
        elif mark in "}]":
            del labels[-1:], objects[-1:]
            at_name = False
        elif mark == ",":
            at_name = bool(objects) and objects[-1]
            if objects and not objects[-1]:
                labels[-1] = str(int(labels[-1]) + 1)
        elif mark == ":":
            at_name = False
        else:
            if objects and not objects[-1] and len(labels) == len(wanted) and labels == wanted:
                return Span(*token.span())
            if mark in "{[":
                labels.append("" if mark == "{" else "0")
                objects.append(mark == "{")
                at_name = mark == "{"
    return None
