"""Log records without credentials: the second line of defence behind logs that name routes and ids only.

Whatever a library, an exception or a hurried line of ours puts into a record is masked like a paste, contacts
included, before any handler writes it. Cheap where there is nothing to mask: some ten microseconds a record.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any, cast

from triage.engine import redact

LONGEST_VALUE = 8_000  # characters of a message or a value; masking is linear, so this bounds its time too
LONGEST_TRACEBACK = 32_000
BEYOND = 1_000  # characters read behind the cut, so that it makes no credential too short to be known
MOST_VALUES = 100  # of a list or a mapping
DEEPEST = 4
CUT = " [cut]"
UNMASKABLE = "a record that could not be masked was dropped"

_WRITTEN_BY_US = ("timestamp", "level", "logger")  # by the processors of triage.logs, over whatever was said

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class SecretsFilter(logging.Filter):
    """Masks what a record says: its message, structlog's values, its traceback.

    A handler's filter changes the record before the handler formats it. It never raises: a record that cannot be
    masked says that and nothing else.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the record is kept, what it may hide is not."""
        try:
            _mask(record)
        except Exception:  # a logging call must not fail, and what failed here must not be written
            record.msg = _dropped(record)
            record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
        return True


def guard_handlers() -> None:
    """Gives the filter to every handler there is, also to those that libraries hung on loggers of their own."""
    for name in ("", *logging.root.manager.loggerDict):
        for handler in logging.getLogger(name).handlers:
            if not any(isinstance(each, SecretsFilter) for each in handler.filters):
                handler.addFilter(SecretsFilter())


def masked(text: str, *, longest: int = LONGEST_VALUE, name: str = "") -> str:
    """The text without credentials, e-mail addresses and phone numbers; cut behind ``longest`` characters.

    ``name`` is what the value is called, which may be all that tells a password from a word.
    """
    lead = f"{name}: " if name else ""
    given = f"{lead}{text[: longest + BEYOND]}"
    redacted = redact(given, contacts=True)
    start = min(redacted.masked(len(lead)), len(redacted.text))
    if len(text) <= longest:
        return redacted.text[start:]
    return redacted.text[start : redacted.masked(len(lead) + longest)] + CUT


def masked_value(value: object, *, name: str = "", depth: int = 0) -> object:
    """A value of a structured record: numbers as they are, text masked, what is made of values with each masked.

    Of anything else its ``repr``, masked: a renderer would write that.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return masked(value, name=name)
    if depth < DEEPEST and isinstance(value, Mapping):
        return {
            masked(str(key)): masked_value(each, name=str(key), depth=depth + 1)
            for key, each in list(value.items())[:MOST_VALUES]
        }
    if depth < DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [masked_value(each, name=name, depth=depth + 1) for each in list(value)[:MOST_VALUES]]
    return masked(repr(value), name=name)


def _mask(record: logging.LogRecord) -> None:
    found = _is_structlogs(record)
    if found:
        record.msg = _masked_event(cast(dict[str, Any], record.msg))
    else:
        record.msg, record.args = masked(record.getMessage()), ()
    if isinstance(record.exc_info, tuple) and record.exc_info[0] is not None:
        record.exc_text = _traceback(record.exc_info)
    elif record.exc_text:
        record.exc_text = masked(record.exc_text, longest=LONGEST_TRACEBACK)
    record.exc_info = None
    if record.stack_info:
        record.stack_info = masked(record.stack_info, longest=LONGEST_TRACEBACK)


def _dropped(record: logging.LogRecord) -> str | dict[str, Any]:
    """The message of a record that could not be masked: when, how bad, whose, and nothing of what it said."""
    if not _is_structlogs(record):
        return UNMASKABLE
    event = cast(dict[str, Any], record.msg)
    return {"event": UNMASKABLE, **{name: event[name] for name in _WRITTEN_BY_US if name in event}}


def _is_structlogs(record: logging.LogRecord) -> bool:
    """Whether structlog made it: its message is then the dictionary of the event."""
    return isinstance(record.msg, dict) and hasattr(record, "_logger")


def _masked_event(event: dict[str, Any]) -> dict[str, Any]:
    said = {
        name: value if name in _WRITTEN_BY_US else masked_value(value, name=_told(name))
        for name, value in event.items()
        if name != "exc_info"
    }
    if information := _information(event.get("exc_info")):
        said["exception"] = _traceback(information)
    return said


def _told(name: str) -> str:
    """The name for the masker; ``event`` is what structlog calls the message, and says nothing of it."""
    return "" if name == "event" else name


def _information(given: object) -> ExcInfo | None:
    """What ``exc_info`` stands for: an exception, what ``sys.exc_info`` answers, or True for the current one."""
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    found = given if isinstance(given, tuple) else sys.exc_info() if given else (None, None, None)
    return None if found[0] is None else cast(ExcInfo, found)


def _traceback(information: Any) -> str:
    return masked("".join(traceback.format_exception(*information)).rstrip("\n"), longest=LONGEST_TRACEBACK)
