"""Calls of several parts: which of them failed (207), and which failed only because another did (424)."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from triage.engine.finding import Actor, Finding, Location, Place
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.documents import Document, Json, child, text_of
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import likely, possible, rule
from triage.engine.rules.asking.vendor_errors import read_vendor_error

MOST_PARTS = 500
LONGEST = 100_000
STATUS_KEYS = ("status", "statusCode", "status_code", "httpStatus", "code")
DEPENDENT = 424
IN_XML = re.compile(r"<(?:\w{1,10}:)?status>\s{0,8}HTTP/[\d.]{1,5} ([1-5]\d\d)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer with a status of its own, and what it says."""

    status: int
    message: str


def parts_of(value: Json) -> list[Part]:
    """The objects with a status between 100 and 599, in the order of the body, at most 500."""
    found, waiting = list[Part](), deque[Json]([value])
    for _ in range(MOST_PARTS):
        if not waiting:
            break
        inner = waiting.popleft()
        if isinstance(inner, list):
            waiting.extendleft(reversed(inner[:MOST_PARTS]))
        elif isinstance(inner, dict):
            status = next((number for key in STATUS_KEYS if (number := _status(inner.get(key)))), 0)
            if status:
                found.append(Part(status, read_vendor_error(Document(value=inner, is_json=True)).message))
            else:
                waiting.extendleft(islice((each for each in inner.values() if isinstance(each, dict | list)), 50))
    return found


def _in_xml(text: str) -> list[Part]:
    """WebDAV's status elements (RFC 4918 section 14.28)."""
    return [Part(int(each[1]), "") for each in islice(IN_XML.finditer(text[:LONGEST]), MOST_PARTS)]


def _status(value: Json) -> int:
    text = text_of(value).partition(" ")[0]
    return int(text) if text.isdecimal() and len(text) == 3 and 100 <= int(text) <= 599 else 0


@rule("STATE-012", "424", needs_call=False)
def failed_with_another(inquiry: Inquiry) -> Iterator[Finding]:
    """424: this part was not done because one that it needs failed (RFC 4918 section 11.4)."""
    first = next((each for each in parts_of(inquiry.answer.value) if 400 <= each.status != DEPENDENT), None)
    said = (first.message if first else "") or inquiry.error.message
    yield possible(
        "This was not done because another step that it depends on failed" + (f": {said[:240]}" if said else "."),
        at=Location(Place.RESPONSE),
        see=inquiry.in_answer(said, f"{first.status}" if first else "") or inquiry.status_line,
        fix=("Look for the first step that failed, and repair that one.", "Then repeat all steps that depend on it."),
        cite=rfc(4918, "11.4"),
    )


@rule("OK-007", "207", "200", needs_call=False)
def part_failed(inquiry: Inquiry) -> Iterator[Finding]:
    """207 (RFC 4918 section 13), or a 200 with ``errors: true``: a part has a status of its own that is an error."""
    if inquiry.status == 200 and child(inquiry.answer.value, "errors") is not True:
        return
    parts = parts_of(inquiry.answer.value) if inquiry.answer.is_json else _in_xml(inquiry.answer.text)
    failed = [each for each in parts if each.status >= 400]
    if not failed:
        return
    first = next((each for each in failed if each.status != DEPENDENT), failed[0])
    said = f": {first.message[:200]}" if first.message else "."
    # What a right call may meet as well is no accusation.
    yield (likely if first.status in (400, 405, 415, 422) else possible)(
        f"{len(failed)} of {len(parts)} parts of the call failed; the first with status {first.status}{said}",
        at=Location(Place.RESPONSE),
        see=inquiry.in_answer(first.message, f"{first.status}") or inquiry.status_line,
        fix=("Read the status of every part.", "Repair and repeat only those that failed."),
        cite=rfc(4918, "13"),
        actor=Actor.VENDOR if first.status >= 500 else Actor.CALLER,
    )
