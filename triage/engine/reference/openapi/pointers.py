"""Following ``$ref`` within one document (RFC 6901 in a fragment, RFC 3986 section 3.5); nothing is ever fetched."""

from typing import Any
from urllib.parse import unquote

from triage.engine.errors import BadReference

LONGEST_CHAIN = 32


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
                value = value[name] if name in value else value[int(name)]
            elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
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
        try:
            self.at(pointer)
        except (KeyError, ValueError):
            self.warn(f"{seen_at}: `$ref` to {reference[:100]!r} leads nowhere")
            return None
        return pointer

    def follow(self, value: Any, pointer: str) -> tuple[Any, str]:
        """The value behind a chain of references, and its pointer; an empty object where the chain breaks.

        Raises BadReference where the chain runs in a circle.
        """
        for _ in range(LONGEST_CHAIN):
            if not isinstance(value, dict) or "$ref" not in value:
                return value, pointer
            aim = self.target(value["$ref"], seen_at=pointer)
            if aim is None:
                return {}, pointer
            value, pointer = self.at(aim), aim
        raise BadReference("the `$ref` leads in a circle", place=pointer)

    def warn(self, text: str) -> None:
        """Keeps a warning; the first hundred are enough."""
        if len(self.warnings) < 100 and text not in self.warnings:
            self.warnings.append(text)
