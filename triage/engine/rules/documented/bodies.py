"""The body that was sent, as the value that its documented schema is about: JSON, a form or multipart."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from triage.engine.exchange import Span
from triage.engine.finding import Evidence, Location, Place
from triage.engine.reference.openapi.checking import Fault, Hidden, Unseen, check
from triage.engine.reference.openapi.coercing import as_typed, nested
from triage.engine.reference.openapi.matching import Match
from triage.engine.reference.openapi.shapes import Undocumented, below, parts, read_only, undocumented
from triage.engine.reference.openapi.values import Media, OpenApi, Operation, Schema
from triage.engine.rules.asking.documents import child
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.json_places import pointer_of
from triage.engine.rules.asking.standing import member_evidence, pairs_of
from triage.engine.rules.documented.unseen import unseen_in

# What stands behind a name: a short string, a number, true, false or null (RFC 8259 section 3).
SCALAR = re.compile(r'\s{0,8}:\s{0,8}(?:"(?:[^"\\\n]|\\.){0,120}"|-?\d[\d.eE+-]{0,40}|true|false|null)')
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
# A form of more fields is not judged.
MOST_PAIRS = 1000


@dataclass(frozen=True, slots=True)
class SentBody:
    """The value sent, and its documented media; ``names`` are the form's own names of its paths, empty for JSON."""

    media: Media
    value: Any
    hidden: Hidden
    names: Mapping[tuple[str, ...], str]
    api: OpenApi

    @property
    def is_form(self) -> bool:
        """Whether the fields came as pairs."""
        return self.media.type in (FORM, MULTIPART)

    def faults(self, api: OpenApi) -> tuple[Fault, ...]:
        """What the schema says of it."""
        return check(api, self.media.schema, self.value, hidden=self.hidden)

    def undocumented(self, api: OpenApi) -> Iterator[Undocumented]:
        """The fields that no part of the schema knows."""
        return undocumented(api, self.media.schema, self.value)

    def read_only(self, api: OpenApi) -> Iterator[tuple[str, ...]]:
        """The fields that only answers have."""
        return read_only(api, self.media.schema, self.value)

    def names_at(self, path: tuple[str, ...]) -> set[str]:
        """The names of the fields sent in the object there."""
        here = self.value_at(path)
        return set(here) if isinstance(here, dict) else set()

    def value_at(self, path: tuple[str, ...]) -> Any:
        """The value sent at that path; None where there is none."""
        here = self.value
        for key in path:
            here = child(here, key)
        return here

    def example(self, path: tuple[str, ...]) -> str:
        """A documented value for that path as JSON; empty where the document shows none."""
        schemas = [self.api.schema(self.media.schema)]
        for key in path:
            schemas = below(self.api, schemas, key)
        found = [*parts(self.api, schemas)]
        shown = next((str(each["example"]) for each in found if "example" in each), "")
        choices = next((each["enum"] for each in found if each.get("enum")), ())
        made = shown or (json.dumps(choices[0], ensure_ascii=False) if choices else _stand_in(found))
        return "" if self.is_form and made in ("[]", "{}") else made

    def location(self, path: tuple[str, ...]) -> Location:
        """The place in the call, by the field's name and its JSON pointer."""
        named = next((each for each in reversed(path) if not each.isdecimal()), "")
        return Location(Place.BODY, self._form_name(path) if self.is_form else named, pointer_of(path))

    def _form_name(self, path: tuple[str, ...]) -> str:
        """The name as the form has it, else as it would: ``retry[times]``."""
        plain = tuple(each for each in path if not each.isdecimal())
        bracketed = "".join([*plain[:1], *(f"[{each}]" for each in plain[1:])])
        return self.names.get(path) or self.names.get(plain) or bracketed

    def evidence(self, inquiry: Inquiry, path: tuple[str, ...]) -> Evidence:
        """Where the field stands in the paste, else the object around it, else the body."""
        whole = inquiry.in_call(inquiry.call.body_span)
        if not path:
            return whole
        if not self.is_form:
            return _with_scalar(inquiry, member_evidence(inquiry, path))
        name = self._form_name(path)
        value = self.value_at(path)
        pair = f"{name}={value}" if isinstance(value, str | int) else ""
        return inquiry.in_sent_body(pair, f"{name}=", f'"{name}"', f"'{name}'", name) or whole


# Asked by several rules of the same inquiry, one after the other.
@lru_cache(maxsize=4)
def sent_body(inquiry: Inquiry) -> SentBody | None:
    """The body beside the schema it is to be checked by; None where there is none of either, or it cannot be read."""
    match = inquiry.match
    operation = match.operation if match is not None else None
    if match is None or operation is None:
        return None
    if inquiry.sent.is_json:
        named = inquiry.call.headers.get("Content-Type").partition(";")[0].strip().lower()
        media = next((each for each in operation.media if each.type == named), None)
        media = media or media_for(operation, "application/json")
        value: Any = inquiry.sent.value
        if media is None or media.schema < 0:
            return None
        return SentBody(media, value, unseen_in(inquiry, value), {}, match.api)
    return _of_pairs(inquiry, match, operation)


def _of_pairs(inquiry: Inquiry, match: Match, operation: Operation) -> SentBody | None:
    """A form or multipart body as the object that its names spell."""
    media = media_for(operation, FORM) or media_for(operation, MULTIPART)
    if inquiry.call.form:
        media = media_for(operation, MULTIPART) or media
        pairs = [(each.name, each.value if each.filename is None else "") for each in inquiry.call.form]
    else:
        pairs = [*pairs_of(inquiry.call.body or "")]
    if media is None or media.schema < 0 or not 0 < len(pairs) <= MOST_PAIRS:
        return None
    given = [(name, value or "") for name, value in pairs]
    schemas = [match.api.schema(media.schema)]
    value = as_typed(match.api, schemas, nested(given), takes_json=media.type == MULTIPART)
    hidden = {**unseen_in(inquiry, value, encoded=True)}
    if inquiry.call.form:
        # What a file holds is not in the paste.
        hidden |= {(each.name,): Unseen() for each in inquiry.call.form if each.filename is not None}
    names = {tuple(part for part in name.replace("]", "").split("[") if part): name for name, _ in given}
    return SentBody(media, value, hidden, names, match.api)


def media_for(operation: Operation, kind: str) -> Media | None:
    """The documented media that a type falls under: itself, its family (``+json``) or a range such as ``*/*``."""
    suffix = "+" + kind.rpartition("/")[2]
    exact = next((each for each in operation.media if each.type == kind), None)
    family = next((each for each in operation.media if each.type.endswith(suffix)), None)
    ranges = (f"{kind.partition('/')[0]}/*", "*/*")
    return exact or family or next((each for each in operation.media if each.type in ranges), None)


def _stand_in(schemas: Sequence[Schema]) -> str:
    """A value of the documented type, as JSON, where the document shows none."""
    kind = next((each["type"] for each in schemas if each.get("type")), "string")
    least = next((each["minimum"] for each in schemas if "minimum" in each), 1)
    first = kind if isinstance(kind, str) else kind[0]
    return {"integer": str(least), "number": str(least), "boolean": "true", "array": "[]", "object": "{}"}.get(
        first, ""
    )


def _with_scalar(inquiry: Inquiry, name: Evidence) -> Evidence:
    """The name together with the plain value behind it."""
    found = SCALAR.match(inquiry.exchange.text, name.end) if name.text[:1] == '"' else None
    return inquiry.in_call(Span(name.start, found.end())) if found is not None else name
