"""``manage.py import_reference FILE``: imports one of the vendor's documents, with its preview and a question."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from tickets.models import DocumentVersion
from tickets.services import comparing, importing, owed, rediagnosing
from tickets.services.comparing import Change, Changes

STEPS = 3  # storing, reading, checking against the specification
SHOWN = 20  # changes of one kind, and warnings
LONGEST = 160  # characters of a value in a difference
STYLES = {"added": "green", "changed": "yellow", "gone": "red"}


class Command(BaseCommand):
    """Reads, checks and compares as the admin's worker does, here and now; a bad document changes nothing."""

    help = "Import a status page or an OpenAPI document: preview, difference, question. Nothing is fetched."

    def add_arguments(self, parser: CommandParser) -> None:
        """The document, what it is called, and how much is asked."""
        parser.add_argument("file", help="the document, or - for standard input")
        parser.add_argument("--url", default="", help="where the vendor publishes it; citations link there")
        parser.add_argument("--name", default="", help="what staff call it; otherwise the file's name")
        parser.add_argument("--yes", action="store_true", help="accept it without a question")
        parser.add_argument("--diagnose", action="store_true", help="then have workers diagnose open tickets again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exits with 1 and the precise problem where the document cannot be used."""
        self.console = Console(file=cast(TextIO, self.stdout), highlight=False)
        file_name = "" if options["file"] == "-" else Path(options["file"]).name
        try:
            version = self._checked(_content(options["file"]), options["name"], options["url"], file_name)
            if version.state == DocumentVersion.State.REFUSED:
                raise CommandError(f"{version} cannot be used, and nothing was changed.\n{version.problem}")
            self._show(version)
            self._decide(version, sure=options["yes"], can_ask=options["file"] != "-")
        except importing.CannotImport as error:
            raise CommandError(str(error)) from error
        if options["diagnose"] and version.state == DocumentVersion.State.ACCEPTED:
            rediagnosing.open_tickets(now=timezone.now())
            self.stdout.write("Workers diagnose the open tickets again.")

    def _checked(self, content: bytes, name: str, url: str, file_name: str) -> DocumentVersion:
        """The stored version, read; with a bar that shows what is being done."""
        columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("storing", total=STEPS)
            with owed.settled_by_caller():
                version = importing.upload(
                    content=content, name=name, url=url, file_name=file_name, by=None, now=timezone.now()
                )
            importing.check_now(
                version=version,
                now=timezone.now(),
                tell=lambda step: progress.update(task, advance=1, description=f"{step} ({len(content):,} bytes)"),
            )
        return version

    def _show(self, version: DocumentVersion) -> None:
        called = f"{version.title} {version.edition}".strip()
        self.console.print(_plain(f"{version}{f': {called}' if called else ''}"), style="bold")
        for each in comparing.changes(version):
            self.console.print(_table(each))
        for warning in version.warnings[:SHOWN]:
            self.console.print(_plain(f"warning: {warning}"), style="yellow")
        if len(version.warnings) > SHOWN:
            self.console.print(f"and {len(version.warnings) - SHOWN} more warnings")

    def _decide(self, version: DocumentVersion, *, sure: bool, can_ask: bool) -> None:
        if version.state != DocumentVersion.State.PREVIEW:
            self.stdout.write(f"{version} is {version.get_state_display().lower()} already.")
        elif sure or (can_ask and _says_yes(f"Accept {version}? [y/N] ")):
            importing.accept(version=version, by=None, now=timezone.now())
            self.stdout.write(f"{version}: accepted.")
        else:
            self.stdout.write(f"{version} waits in the admin to be accepted or discarded.")


def _content(file: str) -> bytes:
    """The document's bytes, and one more than the limit where there are more."""
    most = settings.REFERENCE_MAX_BYTES + 1
    if file == "-":
        return sys.stdin.buffer.read(most)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(most)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def _says_yes(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _table(changes: Changes) -> Table:
    """What would change among entries, codes or operations, a line each."""
    table = Table(title=f"{changes.what}: {changes.same} the same", title_justify="left", show_header=False)
    for kind, found in (("added", changes.added), ("changed", changes.changed), ("gone", changes.gone)):
        for change in found[:SHOWN]:
            table.add_row(Text(kind, STYLES[kind]), *_cells(change, with_differences=kind == "changed"))
        if len(found) > SHOWN:
            table.add_row(Text(kind, STYLES[kind]), f"and {len(found) - SHOWN} more", "")
    return table


def _cells(change: Change, *, with_differences: bool) -> tuple[Text, Text]:
    differences = _lines(change) if with_differences else iter([_words(change)])
    kept = ["staff edited it: it stays"] if change.is_edited else []
    return _plain(change.name), Text("\n").join(_plain(each) for each in (*kept, *differences))


def _words(change: Change) -> str:
    """What an entry, code or operation is about, in a line."""
    return change.title or _short(next((each.after or each.before for each in change.differences), ""))


def _lines(change: Change) -> Iterator[str]:
    for each in change.differences:
        yield f"{each.name}: {_short(each.before)} -> {_short(each.after)}"


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _plain(value: str) -> Text:
    """Text without what a terminal would obey: a document's words are no commands, and no markup of rich's."""
    return Text("".join(char if char.isprintable() else "\ufffd" for char in value))
