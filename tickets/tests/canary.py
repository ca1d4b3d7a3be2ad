"""Looks for credentials in everything the desk keeps, sends, logs or shows.

A secret counts as found where any eight characters of it stand in a row; twelve of hexadecimal digits and dashes, of
which eight stand in some id or digest by chance. One that is shorter is a coincidence as well: it is looked for with
the characters around it.
"""

import base64
import html
import io
import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import models

from triage.engine.tests.credentials import CREDENTIALS
from triage.logs import RouteFilter, formatter
from triage.masking import SecretsFilter

RUN, HEX_RUN = 8, 12
HEX = re.compile(r"[0-9a-fA-F-]+")
AROUND = 4
TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def runs_of(text: str, secrets: Iterable[str]) -> Iterator[str]:
    """What must be found nowhere of a paste."""
    for secret in secrets:
        for at in range(len(secret) - RUN + 1):
            run = secret[at : at + RUN]
            yield secret[at : at + HEX_RUN] if HEX.fullmatch(run) else run
        if len(secret) < RUN:
            at = text.index(secret)
            yield text[max(at - AROUND, 0) : at + len(secret) + AROUND]


@dataclass(frozen=True)
class Canary:
    """The runs of all credentials, each with a paste that holds it."""

    pastes: dict[str, str]
    automaton: AhoCorasick

    def found_in(self, where: str, text: str) -> list[str]:
        """Which runs stand in a text, and from which paste they are."""
        found = sorted(set(self.automaton.find_matches_as_strings(text, overlapping=True)))
        return [f"{where}: {run!r} of {self.pastes[run]!r}" for run in found]


def canary(credentials: Iterable[tuple[str, Iterable[str]]] = CREDENTIALS) -> Canary:
    """The search for these pastes' secrets."""
    pastes = {run: text for text, secrets in credentials for run in runs_of(text, secrets)}
    return Canary(pastes, AhoCorasick(list(pastes)))


def database() -> Iterator[tuple[str, str]]:
    """Every column of every model that holds text, as one text each."""
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, TEXT):
                values = model._default_manager.values_list(column.attname, flat=True).iterator()
                yield f"{model.__name__}.{column.name}", "\n".join(map(_written, values))


def _written(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


HAS_FOLDER = settings.CELERY_BROKER_URL.startswith("filesystem")
_FOLDER = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("data_folder_out", os.devnull))


def empty_broker() -> None:
    """Forgets what other tests published; does nothing where the broker is a server."""
    for path in _FOLDER.iterdir() if HAS_FOLDER else ():
        path.unlink()


def broker() -> Iterator[tuple[str, str]]:
    """What lies in the folder of the embedded broker, bodies decoded; nothing where the broker is a server."""
    for path in _FOLDER.iterdir() if HAS_FOLDER else ():
        if path.is_file():
            message = json.loads(path.read_bytes())
            yield "broker", f"{json.dumps(message)} {base64.b64decode(message['body']).decode()}"


def mails() -> Iterator[tuple[str, str]]:
    """All that was mailed, text and HTML."""
    for message in mail.outbox:
        assert isinstance(message, EmailMultiAlternatives)
        parts = (str(message.subject), str(message.body), *(str(each[0]) for each in message.alternatives))
        yield "mail", html.unescape("\n".join(parts)) + str(message.message())


@dataclass
class Seen:
    """What was logged, masked and raw, and which files were opened to be written, while somebody looked."""

    masked: io.StringIO = field(default_factory=io.StringIO)
    raw: io.StringIO = field(default_factory=io.StringIO)
    files: list[str] = field(default_factory=list)

    def logs(self) -> Iterator[tuple[str, str]]:
        """The logs as the desk writes them, and as it would without its filter."""
        yield "log", self.masked.getvalue()
        yield "log without its filter", self.raw.getvalue()


@contextmanager
def watching() -> Iterator[Seen]:
    """Records all logs at DEBUG and all files that Python opens for writing."""
    seen = Seen()
    with _everything_logged(seen), _files_noticed(seen):
        yield seen


@contextmanager
def _everything_logged(seen: Seen) -> Iterator[None]:
    raw, masked = logging.StreamHandler(seen.raw), logging.StreamHandler(seen.masked)
    masked.setFormatter(formatter("json"))
    masked.filters = [RouteFilter(), SecretsFilter()]
    loggers = [logging.root, *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    levels = [(logger, logger.level) for logger in loggers]
    before = list(logging.root.handlers)
    logging.root.handlers = [raw, masked]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logging.root.handlers = before
        for logger, level in levels:
            logger.setLevel(level)


_noticing: list[list[str]] = []


def _notice(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook, which stays for the life of the process; quiet while nobody looks."""
    if _noticing and event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        _noticing[-1].append(str(args[0]))


sys.addaudithook(_notice)


@contextmanager
def _files_noticed(seen: Seen) -> Iterator[None]:
    _noticing.append(seen.files)
    try:
        yield
    finally:
        _noticing.pop()
