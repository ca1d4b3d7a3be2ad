"""Bodies of curl: what ``-d`` and its sisters send, and the fields of ``-F``."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from triage.engine.exchange import FormField, Span
from triage.engine.reading.shells.words import Command, Word


class Data(NamedTuple):
    """What one data option adds to the body; ``file`` names the file that holds it."""

    text: str
    span: Span
    is_json: bool = False
    file: str = ""


def encoded(name: str, word: Word, command: Command) -> Data:
    """The text that one data option sends."""
    value, is_json = word.value, name == "json"
    if name == "data-urlencode":
        return _urlencoded(word, command)
    if name == "data-raw" or not value.startswith("@"):
        return Data(value, word.span, is_json)
    if value == "@-" and command.stdin is not None:
        fed = command.stdin
        text = fed.value if name == "data-binary" else re.sub(r"[\r\n]", "", fed.value) if name != "json" else fed.value
        return Data(text, fed.span, is_json)
    return Data("", word.span, is_json, file=value[1:] or "?")


def _urlencoded(word: Word, command: Command) -> Data:
    """``content``, ``=content``, ``name=content``, ``@file`` or ``name@file``; the name is not encoded."""
    value = word.value
    at = re.search(r"[=@]", value)
    if at is None:
        return Data(escaped(value), word.span)
    name, content = value[: at.start()], value[at.end() :]
    label = f"{name}=" if name else ""
    if at.group() == "=":
        return Data(label + escaped(content), word.span)
    if content == "-" and command.stdin is not None:
        return Data(label + escaped(command.stdin.value), command.stdin.span)
    return Data(label, word.span, file=content or "?")


def escaped(text: str) -> str:
    """Percent-encoded but for unreserved characters (RFC 3986 section 2.3), a blank as ``+``."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="-._~").replace("%20", "+")


# curl's manual, -F: name=content, name=@file, name=<file, with ;type= ;filename= ;headers= ;encoder=, quoted if needed.
PARAMETER = re.compile(r";[ \t]*(type|filename|headers|encoder)=(\"(?:[^\"\\]|\\.)*\"|[^;]*)")
CONTENT = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|([^;]*)")


def nested(fields: Iterable[FormField]) -> Iterator[FormField]:
    """The fields with those between ``name=(`` and ``=)`` under that name: a multipart body of their own."""
    outer: list[str] = []
    for each in fields:
        if each.value == "(":
            outer.append(each.name)
        elif each.value == ")" and not each.name and outer:
            outer.pop()
        else:
            yield FormField(outer[-1], each.value, each.filename) if outer and not each.name else each


def form_field(text: str, *, literal: bool) -> list[FormField]:
    """The field or fields of one ``-F`` or ``--form-string``."""
    name, mark, content = text.partition("=")
    if not mark:
        return []
    if literal:
        return [FormField(name, content)]
    if content[:1] in ("@", "<"):
        return [_file(name, each, content[0]) for each in content[1:].split(",")]
    content = content.lstrip(" \t")
    found = CONTENT.match(content)
    value = content if found is None else _unquoted(found)
    given = _parameters(content)
    return [FormField(name, value, given.get("filename"))]


def _file(name: str, text: str, mark: str) -> FormField:
    found = CONTENT.match(text)
    path = text if found is None else _unquoted(found)
    filename = _parameters(text).get("filename") or re.split(r"[/\\]", path)[-1]
    return FormField(name, None, filename if mark == "@" else None)


def _parameters(text: str) -> dict[str, str]:
    """What follows the content: ``;type=…;filename=…``, each in quotes or up to the next semicolon."""
    return {
        key: re.sub(r"\\(.)", r"\1", value[1:-1]) if value[:1] == '"' else value.strip()
        for key, value in PARAMETER.findall(text)
    }


def _unquoted(content: re.Match[str]) -> str:
    quoted, plain = content.groups()
    return re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain.rstrip(" \t")
