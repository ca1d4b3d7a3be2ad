"""The status that curl printed because of ``-w '%{http_code}'``, found by the form that the command itself gives.

Source: curl's manual, "-w, --write-out".
"""

import re

from triage.engine.exchange import Span
from triage.engine.reading.shells.words import Word
from triage.engine.reading.source import Found, Mention

VARIABLE = re.compile(r"%\{(?P<name>[a-z_.]{1,40})\}|%%|\\(?P<escape>[nrt])")
CODES = ("http_code", "response_code")
NEAR = 20_000
RANK = 5
"""A status line outranks nothing of this, and this outranks all that is told."""


def written_out(form: Word, text: str, start: int, end: int) -> Found | None:
    """The status behind the command that ends at ``start``, and its stretch as claimed; None where there is none."""
    pattern = _pattern(form.value.strip())
    found = list(pattern.finditer(text, start, min(end, start + NEAR))) if pattern else []
    if not found:
        return None
    last = found[-1]
    place = Span(*last.span("status"))
    return Found(claims=(Span(*last.span()),), mentions=(Mention(int(last["status"]), "", place, RANK),))


def _pattern(form: str) -> re.Pattern[str] | None:
    """What the form prints, as a pattern; None where it prints no status."""
    pieces: list[str] = []
    done, has_status = 0, False
    for each in VARIABLE.finditer(form[:400]):
        pieces.append(re.escape(form[done : each.start()]))
        done = each.end()
        if each["name"] in CODES and not has_status:
            pieces.append("(?P<status>[1-5][0-9][0-9])")
            has_status = True
        elif each["escape"]:
            pieces.append(r"\s{0,9}")
        else:
            pieces.append(r"[^\s]{0,200}" if each["name"] else "%")
    pieces.append(re.escape(form[done:400]))
    body = "".join(pieces).removeprefix(r"\s{0,9}").removesuffix(r"\s{0,9}")
    return re.compile(rf"(?<![0-9]){body}(?=[ \t]*(?:[$#%❯➜][ \t]*)?(?:\n|\Z))") if has_status else None
