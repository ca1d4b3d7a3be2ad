"""What answers look like: JSON for programs, plain text for a terminal."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer

from tickets.api import terminal


class JSONRenderer(BaseRenderer):
    """JSON by orjson, which also writes dates; one line, ended by a newline."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, media_type: str | None = None, context: Mapping[str, Any] | None = None) -> bytes:
        """The answer's bytes; empty where there is nothing to say."""
        if data is None:
            return b""
        return orjson.dumps(data, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


class TextRenderer(BaseRenderer):
    """The same answer for a person at a terminal; the view names the function that writes it (``write_text``)."""

    media_type = "text/plain"
    format = "txt"
    charset = "utf-8"

    def render(self, data: Any, media_type: str | None = None, context: Mapping[str, Any] | None = None) -> str:
        """The answer's text, lines of 80 columns."""
        if context is None or context["response"].exception:
            return terminal.problem_text(data)
        text: str = context["view"].write_text(data)
        return text
