"""The engine's errors.

* EngineError
  x UnreadableCall   no reader recognised the text; carries what to send instead
  x MalformedCall    a reader did, then failed; carries the line, the notation and what was meant in all likelihood
  x TooLarge         the text is over a limit; carries the size and the limit
  x BadReference     a document of the vendor cannot be used; carries the place

Each carries what its catcher needs; ``code`` is stable and part of the API.
"""

from triage.engine.exchange import Exchange


class EngineError(Exception):
    """Base of all errors that the engine raises on purpose."""

    code = "engine_error"


class UnreadableCall(EngineError):
    """No reader recognised the text."""

    code = "unreadable"

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class MalformedCall(EngineError):
    """A reader recognised its notation, then found it broken at ``line`` (1-based).

    ``exchange`` is what was meant in all likelihood; None where nothing could be made of it.
    """

    code = "malformed_call"

    def __init__(self, message: str, *, line: int, notation: str, exchange: Exchange | None = None) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.notation = notation
        self.exchange = exchange


class TooLarge(EngineError):
    """The text is larger than the limit; both in bytes."""

    code = "too_large"

    def __init__(self, *, size: int, limit: int) -> None:
        super().__init__(f"{size:,} bytes; the limit is {limit:,} bytes")
        self.size = size
        self.limit = limit


class BadReference(EngineError):
    """A document of the vendor cannot be used; ``place`` is a line or a JSON pointer."""

    code = "bad_reference"

    def __init__(self, message: str, *, place: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
