"""The status guide that ships with the project: TOML files beside this module, in the project's own words."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from triage.engine.errors import BadReference
from triage.engine.finding import Actor
from triage.engine.reference.guide import GuideEntry
from triage.engine.reference.reference import Reference

NAME = "default guide"
VERSION = "1"


@cache
def default_reference() -> Reference:
    """The shipped guide, read once; raises BadReference naming the file where one is broken."""
    folder = files("triage.engine.reference") / "guide"
    documents = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    entries = tuple(entry for each in documents for entry in read_guide(each.read_text("utf-8"), source=each.name))
    return Reference(entries=entries, name=NAME, version=VERSION)


def read_guide(text: str, *, source: str) -> tuple[GuideEntry, ...]:
    """The entries of one TOML document; raises BadReference with ``source`` and the entry's number."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadReference(str(error), place=source) from error
    return tuple(_entries(document.get("entry", []), source))


def _entries(rows: list[dict[str, object]], source: str) -> Iterator[GuideEntry]:
    for number, row in enumerate(rows, start=1):
        try:
            yield _entry(row)
        except (KeyError, ValueError, TypeError) as error:
            raise BadReference(f"missing or wrong: {error}", place=f"{source}, entry {number}") from error


def _entry(row: dict[str, object]) -> GuideEntry:
    steps = row["fix"]
    if not isinstance(steps, list) or not steps:
        raise ValueError("fix must be a list of steps")
    return GuideEntry(
        status=str(row["status"]),
        title=str(row["title"]),
        meaning=str(row["meaning"]),
        fix=tuple(str(step) for step in steps),
        link=str(row["link"]),
        audience=Actor(str(row["audience"])),
    )
