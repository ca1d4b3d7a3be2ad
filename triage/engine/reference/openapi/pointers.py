"""Following ``$ref`` within one document (RFC 6901 in a fragment, RFC 3986 section 3.5); nothing is ever fetched."""

import re
from typing import Any
from urllib.parse import unquote

from triage.engine.errors import BadReference

LONGEST_CHAIN = 32
INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


def token(name: object) -> str:
    """A name as a segment of a JSON pointer (RFC 6901 section 3)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def under(pointer: str, *names: object) -> str:
    """The pointer of a member below another."""
    return pointer + "".join(f"/{token(each)}" for each in names)


class Pointers:
    """One document, and what its local references point to."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.warnings: list[str] = []

    def at(self, pointer: str) -> Any:
        """The value at a pointer; raises KeyError where there is none."""
        value = self.document
        for segment in pointer.split("/")[1:]:
            name = segment.replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict):
                value = value[name]
            elif isinstance(value, list) and INDEX.fullmatch(name) and int(name) < len(value):
                value = value[int(name)]
            else:
                raise KeyError(pointer)
        return value

    def target(self, reference: object, *, seen_at: str) -> str | None:
        """The pointer that a ``$ref`` means; None, with a warning, where it leads out of the document or nowhere."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            self.warn(f"{seen_at}: `$ref` to {str(reference)[:100]!r} leads out of the document and is not followed")
            return None
        pointer = unquote(reference[1:])
        if not self._is_there(pointer):
            self.warn(f"{seen_at}: `$ref` to {reference[:100]!r} leads nowhere")
            return None
        return pointer

    def _is_there(self, pointer: str) -> bool:
        """Whether something stands there; the name of an ``$anchor`` is no pointer."""
        try:
            self.at(pointer)
        except KeyError:
            return False
        return not pointer or pointer.startswith("/")

    def behind(self, value: Any) -> Any:
        """The value behind a chain of references, without a word where it breaks: an empty object."""
        for _ in range(LONGEST_CHAIN):
            if not isinstance(value, dict) or "$ref" not in value:
                return value
            aim = value["$ref"]
            pointer = unquote(aim[1:]) if isinstance(aim, str) and aim.startswith("#") else None
            value = self.at(pointer) if pointer is not None and self._is_there(pointer) else {}
        return {}

    def follow(self, value: Any, pointer: str) -> tuple[Any, str]:
        """The value behind a chain of references, and its pointer; an empty object where the chain breaks.

        Raises BadReference where the chain runs in a circle.
        """
        start = pointer
        for _ in range(LONGEST_CHAIN):
            if not isinstance(value, dict) or "$ref" not in value:
                return value, pointer
            aim = self.target(value["$ref"], seen_at=pointer)
            if aim is None:
                return {}, pointer
            value, pointer = self.at(aim), aim
        raise BadReference(f"the `$ref` leads in a circle, or over more than {LONGEST_CHAIN} others", place=start)

    def warn(self, text: str) -> None:
        """Keeps a warning; the first hundred are enough."""
        if len(self.warnings) < 100 and text not in self.warnings:
            self.warnings.append(text)
