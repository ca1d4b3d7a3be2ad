"""What PowerShell prints when ``Invoke-RestMethod`` fails: 5.1 and 7, in any language, wrapped at the console's width.

Source: learn.microsoft.com, "about_Error_Handling", ErrorRecord and the views NormalView and ConciseView. The status
stands in parentheses whatever the language; where the message is the body itself, the status was not printed.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice

from triage.engine.exchange import Missing, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.source import Found, LinePattern, Source

RECORD = LinePattern(r"(?P<cmdlet>Invoke-RestMethod|Invoke-WebRequest|irm|iwr)[ ]?:(?=[ \n])", re.IGNORECASE)
# 5.1: "At line:1 char:1", "In Zeile:1 Zeichen:1", "Au caractère Ligne:1 : 1", "At C:\x.ps1:3 char:1"; 7: "Line |".
POSITION = re.compile(
    r"[ \t]*(?:\+ |[^\W\d_][\w .]{1,30}(?::?[\\/][^\n:]{1,300})?:[0-9]+ ?(?:[^\W\d_][\w]{1,20} ?)?: ?[0-9]+[ \t]*$"
    r"|Line \|[ \t]*$)"
)
PROMPT = re.compile(r"[ \t]*PS [^>\n]{0,200}>")
REST = re.compile(r"[ \t]*(?:\+|[0-9]+ \||\|)(?P<text>[^\n]*)")
STATUS = re.compile(r"\((?P<status>[1-5][0-9][0-9])\)|: (?P<number>[1-5][0-9][0-9])(?= ?\()")
REASON = re.compile(r"\s{0,4}(?:\((?P<inner>[^()\n]{1,60})\)|(?P<said>[^\s.(][^.\n]{0,60}(?:\n[^.\n]{0,40})?))")
WIDTH = 79
HIDDEN = Missing(
    "response_body", "PowerShell hid the body: run `$Error[0].ErrorDetails.Message` and add what it prints."
)


@dataclass(frozen=True, slots=True)
class _Record:
    """A record: its message, the command it repeats, and where each stands."""

    message: Span
    body: str
    command: str
    span: Span


def read(source: Source) -> Found | None:
    """The responses that error records tell of, or None; a failure to connect is told elsewhere."""
    if not source.has("nvoke-", "NVOKE-"):
        return None
    found = Found()
    for match in islice(source.matches(RECORD), limits.EXCHANGES):
        record = _record(source.text, match, source.end_of(match.start("line")))
        response = _response(source.text, record)
        if response is None:
            # A failure to connect: its record repeats the command all the same.
            again = () if _left(source.text, record) else (Span(record.message.end, record.span.end),)
            found = found.plus(Found(claims=again))
            continue
        hidden = (HIDDEN,) if response.body is None else ()
        claims = (Span(response.span.end, record.span.end),)
        left = _left(source.text, record)
        if left is not None:
            response = replace(response, span=Span(record.span.start, left.start))
            claims = (Span(left.end, record.span.end),)
        found = found.plus(Found((response,), claims=claims, missing=hidden))
    return Found(found.parts, found.claims, missing=found.missing[-1:]) if found.parts or found.claims else None


def _record(text: str, match: re.Match[str], end: int) -> _Record:
    """The record up to an empty line, or to a line that is no part of it."""
    at = match.end()
    message_end = at
    beneath: list[str] = []
    command = ""
    in_message = True
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        if (not line.strip() and at > match.end()) or PROMPT.match(line):
            break
        rest = REST.match(line)
        if in_message and (POSITION.match(line) or (rest is not None and at > match.end())):
            in_message = False
        if in_message:
            message_end = stop
        elif rest is not None:
            said = rest["text"].strip()
            if line.lstrip()[:1] == "|" and said.strip("~ "):
                beneath.append(rest["text"].removeprefix(" "))
            elif not command and said.strip("~ "):
                command = said
        elif not POSITION.match(line) and not line.startswith(" "):
            break
        at = stop + 1
    own = text[match.end() : message_end].strip()
    body = _unwrapped(own) if own[:1] in ("{", "[", "<") else "".join(beneath).strip()
    return _Record(Span(match.end(), message_end), body, command, Span(match.start("line"), min(at, end)))


def _unwrapped(message: str) -> str:
    """The message without the line ends that the console's width made."""
    lines = message.split("\n")
    return "".join(line if len(line) >= WIDTH else line + "\n" for line in lines).strip()


def _response(text: str, record: _Record) -> Response | None:
    status = STATUS.search(text, record.message.start, record.span.end)
    is_body = record.body[:1] in ("{", "[", "<")
    if status is None and not is_body:
        return None
    name = "status" if status is not None and status["status"] else "number"
    reason = REASON.match(text, status.end(), record.span.end) if status is not None and not is_body else None
    told = (reason["inner"] or reason["said"] or "") if reason is not None else ""
    is_told = status is not None and not is_body
    return Response(
        span=record.span,
        status=int(status[name]) if status is not None and is_told else None,
        reason=" ".join(told.split()),
        body=record.body if is_body else None,
        status_span=Span(*status.span(name)) if status is not None and is_told else None,
        body_span=record.span if is_body else None,
    )


def _left(text: str, record: _Record) -> Span | None:
    """The command that the record repeats, where it stands nowhere else: it is left to be read as the call."""
    at = text.find(record.command[:60], record.message.end, record.span.end) if record.command else -1
    if at < 0 or text.find(record.command[:60], 0, record.span.start) >= 0:
        return None
    return Span(at, at + len(record.command))
