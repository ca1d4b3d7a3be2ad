"""What the API's own JSON parser says of a body that the paste does not show, or shows otherwise than it was sent."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import likely, possible, rule
from triage.engine.rules.content.payload import has_body


class Reading(NamedTuple):
    """Words of a parser, what they mean, and the step that mends it."""

    words: re.Pattern[str]
    meaning: str
    fix: str


# As V8, Python, Go, Jackson, Gson, .NET, PHP and Ruby word it.
READINGS = (
    Reading(
        re.compile(r"\ufeff|\\ufeff|byte order mark|\bBOM\b|ï»¿|0xEF is an invalid|code 65279", re.IGNORECASE),
        "it begins with a byte order mark",
        "Save the file as UTF-8 without BOM; PowerShell and Notepad write one unless told not to.",
    ),
    Reading(
        re.compile(r"token '{1,3} in JSON at position 0|code 39\)|character '\\?'' looking|token ''', ", re.IGNORECASE),
        "it begins with a single quote",
        'The Windows command line sends single quotes along: use double ones outside and `\\"` inside.',
    ),
    Reading(
        re.compile(
            r"property name enclosed in double quotes|token '?[A-Za-z_']'? in JSON at position 1\b|"
            r"was expecting double-quote|Expected property name|looking for beginning of object key",
            re.IGNORECASE,
        ),
        "its names are not in double quotes",
        'Put names and texts in double quotes; the Windows command line takes them away unless written `\\"`.',
    ),
    Reading(
        re.compile(r"token '?<'?(?: in JSON|,)|character '<' looking for beginning", re.IGNORECASE),
        "it begins with `<`, as XML and web pages do",
        "Send JSON: look what your program really puts into the body.",
    ),
    Reading(
        re.compile(r"\[object Object\]|\"\[object Obj", re.IGNORECASE),
        "it is the text `[object Object]`",
        "Convert the object before sending: `JSON.stringify(data)`.",
    ),
    Reading(
        re.compile(
            r"unexpected end of (?:JSON|input|stream|file)|\bEOF\b|end-of-input|"
            r"Expecting value: line 1 column 1|No content to map",
            re.IGNORECASE,
        ),
        "it is empty, or ends too early",
        "Look whether the body is there at all (`curl -v`, `--trace-ascii -`), and whether all of it was sent.",
    ),
    Reading(
        re.compile(
            r"token '?[a-z%]'? in JSON at position 0|character '[a-z]' looking for beginning of value", re.IGNORECASE
        ),
        "it is a form or plain text",
        "Convert the fields to JSON, and say so: `Content-Type: application/json`.",
    ),
)


@rule("BODY-011", "400", "415", "422")
def parser_says(inquiry: Inquiry) -> Iterator[Finding]:
    """The body cannot be seen, but the parser's words tell what it looked like."""
    if inquiry.call.method in ("GET", "HEAD") or inquiry.sent.fault is not None or inquiry.sent.is_json:
        return
    words = inquiry.error.message or inquiry.error.code
    said = ((each, found) for each in READINGS if (found := each.words.search(words)))
    for reading, found in said:
        # A form that the paste shows explains the parser's words better than these explain it.
        yield (possible if has_body(inquiry) else likely)(
            f"The API could not read the body as JSON: {reading.meaning}, by the words of its parser.",
            at=Location(Place.BODY),
            see=(inquiry.request_line, inquiry.in_answer(inquiry.error.message, found[0]) or inquiry.status_line),
            fix=(reading.fix, "Let a library write the JSON instead of putting it together by hand."),
            cite=rfc(8259, "2"),
        )
        return
