"""What a customer handed in, as one clean text: decoded, bounded, and refused in plain words where it is no text.

The raw text lives in memory only; nothing here stores or logs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from tickets.services import filetypes
from tickets.services.filetypes import FileType
from triage import engine

UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}  # what PowerShell's `>` writes
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 27), *range(28, 32), 127], "\ufffd")
LONGEST_NAME = 255
MOST_CONTROL = 0.05  # a terminal's log holds a few control characters; text of which more are none is binary


class Refused(Exception):
    """The submission cannot be taken as it is. ``code`` is stable; ``hint`` says what to send instead."""

    def __init__(self, code: str, message: str, *, hint: str, missing: tuple[engine.Missing, ...] = ()) -> None:
        super().__init__(message)
        self.code, self.hint, self.missing = code, hint, missing


@dataclass(frozen=True, slots=True)
class UploadedText:
    """A file as it came, in memory."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came beside a paste or a message; ``size`` is of what was uploaded, in bytes.

    Its clean text, or of a type that is kept unmasked its bytes.
    """

    name: str
    size: int
    text: str = field(default="", repr=False)
    file_type: FileType | None = None
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Paste:
    """A call and its response in one text, in two, or in a file (a HAR, a log); a file beside a text is attached.

    ``entries`` are those of a HAR to keep, counted from 0; none means the failing one.
    """

    text: str = field(default="", repr=False)
    response: str = field(default="", repr=False)
    file: UploadedText | None = None
    entries: tuple[int, ...] = ()

    def joined(self) -> tuple[str, int | None]:
        """One clean text and where the response's own box begins in it. Raises ``Refused``."""
        text = clean(self.text)
        if self.file and not text.strip():
            text = _cut(self.file, self.entries)
        response = clean(self.response)
        if not text.strip() and not response.strip():
            raise Refused(
                "empty", "There is nothing to read.", hint="Paste the call you made and the response you got."
            )
        for each in (text, response):
            _check_size(each)
        if not response.strip():
            return text, None
        return engine.join(text, response)

    def attached(self) -> Attached | None:
        """The file, where it is not the paste itself. Raises ``Refused``."""
        if self.file is None or not self.text.strip():
            return None
        return attached(self.file, self.entries)


def attached(file: UploadedText, entries: tuple[int, ...] = ()) -> Attached:
    """A file beside what was written: cut, cleaned, or of a type that the operator allows. Raises ``Refused``."""
    name, size = clean(_written(file.name)), len(file.content)
    file_type = filetypes.type_of(file.content)
    if file_type is None:
        text = _cut(file, entries)
        _check_size(text)
        return Attached(name, size, text)
    if not filetypes.is_kept(file_type):
        hint = "Only text is kept here, since nothing else can be masked: copy what it shows into your message."
        raise Refused("binary", f"This is {file_type.called}, not text.", hint=hint)
    if size > settings.FILE_MAX_BYTES:
        raise too_large(size, settings.FILE_MAX_BYTES)
    return Attached(name, size, file_type=file_type, content=file.content)


def _written(name: str) -> str:
    """A file's name as it is on the customer's disk, where it may hold quotes that tell what is in them.

    Browsers escape three characters of a name and no others (WHATWG HTML section 4.10.22.8). No disk has a name of more
    than 255 bytes: such a one was cut by Django, which puts what stood behind its last dot to what is left of it.
    """
    if len(name) >= LONGEST_NAME:
        name, _, _ = name.rpartition(".")
    for escaped, char in (("%22", '"'), ("%0D", "\r"), ("%0A", "\n")):
        name = name.replace(escaped, char)
    return name


def decoded(content: bytes) -> str:
    """Bytes as text: UTF-8 with replacement, or UTF-16 where a byte-order mark says so. Raises ``Refused``."""
    if file_type := filetypes.type_of(content):
        what = f"This is {file_type.called}, not text."
        raise Refused("binary", what, hint="Copy the call and the response as text.")
    encoding = next((name for mark, name in UTF16_MARKS.items() if content.startswith(mark)), "utf-8")
    return content.decode(encoding, errors="replace").removeprefix("\ufeff")


def clean(text: str) -> str:
    """The text with control characters and lone surrogates replaced one for one. Raises ``Refused`` on binary."""
    cleaned = text.encode("utf-8", errors="replace").decode() if _has_surrogates(text) else text
    cleaned = cleaned.removeprefix("\ufeff").translate(CONTROL)
    damaged = cleaned.count("\ufffd")
    if damaged > 16 and damaged > len(cleaned) * MOST_CONTROL:
        raise Refused("binary", "This is not text.", hint="Copy the call and the response as text.")
    return cleaned


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _cut(file: UploadedText, entries: tuple[int, ...]) -> str:
    """A file's text; a HAR is cut to the exchanges in question before anything else sees it."""
    if len(file.content) > settings.FILE_MAX_BYTES:
        raise too_large(len(file.content), settings.FILE_MAX_BYTES)
    if not engine.is_har(file.content):
        return clean(decoded(file.content))
    try:
        return clean(engine.cut_har(file.content, entries))
    except engine.EngineError as error:
        raise Refused(
            error.code, str(error), hint="Export the HAR again, or paste the one call and its response."
        ) from error


def _check_size(text: str) -> None:
    size = len(text) if text.isascii() else len(text.encode())
    if size > settings.PASTE_MAX_BYTES:
        raise too_large(size, settings.PASTE_MAX_BYTES)


def too_large(size: int, limit: int) -> Refused:
    """The refusal of what is over a limit; both in bytes."""
    return Refused(
        "too_large",
        f"This is {size:,} bytes; the limit is {limit:,} bytes.",
        hint="Send the failing call and its response only; cut long bodies, and say in the message that you did.",
    )


def check_length(meta: Mapping[str, Any], *, limit: int | None = None) -> None:
    """Refuses, from ``request.META``, a body over ``REQUEST_MAX_BYTES`` before a byte of it is read. Raises Refused.

    ``limit`` is another limit, in bytes, for a file that is no paste. A chunked body tells no length and could not be
    bounded (411, RFC 9110 section 15.5.12).
    """
    if "chunked" in str(meta.get("HTTP_TRANSFER_ENCODING", "")).lower():
        hint = "Send the body with a Content-Length: curl does so with --data-binary @-."
        raise Refused("length_required", "The body's length is not told.", hint=hint)
    if told_length(meta) > (limit or settings.REQUEST_MAX_BYTES):
        raise too_large(told_length(meta), limit or settings.FILE_MAX_BYTES)


def told_length(meta: Mapping[str, Any]) -> int:
    """The body's length as its header tells it, in bytes; 0 where it tells none, as Django reads it too."""
    length = str(meta.get("CONTENT_LENGTH") or "")
    return int(length) if length.isdecimal() else 0
