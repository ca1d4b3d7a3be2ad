"""Checks an OpenAPI document against the specification, as a process of its own that can reach nothing.

Reads the document from standard input and writes a JSON list of what is not valid, a sentence each. It is run by path
(``tickets.services.validity``), so that no other process loads the validator, and its caller can end it at any time.

The validator's library opens whatever a ``$ref`` names, by urllib, for any scheme. Here nothing that leads out of the
document is opened: every scheme is refused, and an audit hook (PEP 578) ends the check if a library tries all the same.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NoReturn, cast

import yaml
from jsonschema_path import SchemaPath
from jsonschema_path.loaders import JsonschemaSafeLoader
from openapi_spec_validator.shortcuts import get_validator_cls

MOST = 50  # problems: a document with more is wrong from the ground up
LONGEST = 300  # characters of each: some quote the part of the document that is wrong
NEWLINE = "\n"  # behind it one of the backends quotes the document
MEMORY = 2 * 1024**3
SMALLEST = {
    "info": {"title": "", "version": ""},
    "paths": {},
    "components": {"schemas": {"Any": {"type": "string", "default": ""}}},
}
GOING_OUT = ("socket.", "urllib.", "ftplib.", "http.client.", "subprocess.", "os.system", "os.exec", "os.fork")


class NotFollowed(Exception):
    """A reference leads out of the document."""


class _Refusing(Mapping[str, Callable[[str], Any]]):
    """Handlers for every scheme there is: what has none in this library is opened by urllib."""

    def __getitem__(self, scheme: str) -> Callable[[str], Any]:
        return _refuse

    def __contains__(self, scheme: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _refuse(uri: str) -> NoReturn:
    raise NotFollowed(f"a reference leads out of the document and is not followed: {uri}")


def _stay_inside(event: str, arguments: object) -> None:
    if event.startswith(GOING_OUT):
        raise NotFollowed(f"the check tried to leave the document ({event})")


def problems(document: Any) -> Iterator[str]:
    """What is not valid, each with its JSON pointer; ends where a reference leads out of the document."""
    validator = get_validator_cls(document)(SchemaPath.from_dict(document, handlers=_Refusing()))
    try:
        for error in validator.iter_errors():
            yield _told(error)
    except Exception as error:  # the libraries wrap what a handler raises, each in its own way
        yield f"The check ended here: {_cause(error)}"


def _cause(error: BaseException) -> BaseException:
    """What went wrong first: a reference that was not followed rather than that it was not resolved."""
    while not isinstance(error, NotFollowed) and (deeper := error.__cause__ or error.__context__):
        error = deeper
    return error


def _loaded(content: bytes) -> Any:
    """As a JSON value: a YAML document's statuses are numbers, and JSON has no such names."""
    try:
        return json.loads(content)
    except ValueError:
        return json.loads(json.dumps(yaml.load(content, cast(type[yaml.CSafeLoader], JsonschemaSafeLoader))))  # noqa: S506


def _told(error: Any) -> str:
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error.absolute_path)
    return f"{pointer or '/'}: {error.message.partition(NEWLINE)[0]}"


def main() -> None:
    """Checks what stands on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    document = _loaded(sys.stdin.buffer.read())
    list(problems({**SMALLEST, "openapi": document["openapi"]}))  # it reads its own schemas by urllib, when first used
    sys.addaudithook(_stay_inside)
    found = [each[:LONGEST] for each in islice(problems(document), MOST)]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
