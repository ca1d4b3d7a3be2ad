"""Bodies with fields: JSON and multipart. A raw paste is read by ``tickets.api.submissions``."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.parsers import MultiPartParser as StockMultiPartParser

from tickets.api.problems import Trouble
from tickets.services import pasting

# A call and a response, each at its limit and each character written as \u00xx, and some fields beside them.
LONGEST_ESCAPE = 6
SPARE_BYTES = 64 * 1024


class JSONParser(BaseParser):
    """One JSON object with each name once. Raises Trouble with the line where it is broken.

    The standard library's parser: orjson takes the last of two equal names without a word, and a second pass to
    find them would cost more than this one (4 KB: 14 against 3 + 14 microseconds).
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value. ``from None`` everywhere: the errors of a parser carry the whole text."""
        limit = settings.PASTE_MAX_BYTES * 2 * LONGEST_ESCAPE + SPARE_BYTES
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise pasting.too_large(len(body), limit)
        try:
            return _DECODER.decode(body.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise _malformed(f"The byte at offset {error.start} is not UTF-8 (RFC 8259 section 8.1).") from None
        except json.JSONDecodeError as error:
            raise _malformed(f"line {error.lineno}, column {error.colno}: {error.msg}.") from None
        except RecursionError:
            raise _malformed("The JSON is nested too deeply.") from None
        except ValueError as error:
            raise _malformed(str(error)) from None


class MultiPartParser(StockMultiPartParser):
    """A multipart form; its files stay in memory (FILE_UPLOAD_HANDLERS)."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Fields and files. Raises Trouble where the form is broken."""
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError:
            raise Trouble(
                "malformed_body",
                "The multipart body is broken, or its Content-Type names no boundary.",
                hint="Let the client write the Content-Type: curl does so with `-F file=@NAME`.",
            ) from None


def _malformed(detail: str) -> Trouble:
    return Trouble("malformed_body", detail, hint="Send one JSON object, encoded as UTF-8.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; which of two equal names counts is for nobody to guess (RFC 8259 section 4)."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("A name stands twice in one JSON object.")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON (RFC 8259 section 6).")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
