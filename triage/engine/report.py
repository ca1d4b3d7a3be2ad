"""A diagnosis as text for a terminal, coloured where that is wanted."""

from collections.abc import Iterator

from triage.engine.diagnosis import Diagnosis
from triage.engine.finding import Finding

# ECMA-48 section 8.3.117 (select graphic rendition).
COLOURS = {
    "success": "\x1b[32m", "redirected": "\x1b[36m", "client_error": "\x1b[33m", "server_error": "\x1b[31m",
    "never_reached": "\x1b[31m", "incomplete": "\x1b[35m", "unreadable": "\x1b[35m",
}  # fmt: skip
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def report(diagnosis: Diagnosis, *, colour: bool) -> str:
    """The diagnosis in lines; nothing of the paste is quoted, so that no control character reaches the terminal."""
    return "\n".join(_lines(diagnosis, colour)) + "\n"


def _lines(diagnosis: Diagnosis, colour: bool) -> Iterator[str]:
    status = f" ({diagnosis.status})" if diagnosis.status is not None else ""
    verdict = diagnosis.verdict.value.replace("_", " ")
    yield _paint(f"{verdict}{status}", COLOURS[diagnosis.verdict.value] + BOLD, colour)
    for finding in diagnosis.findings:
        yield ""
        yield from _finding(finding, colour)
    for missing in diagnosis.missing:
        yield ""
        yield f"missing {missing.what.replace('_', ' ')}: {_safe(missing.how)}"


def _finding(finding: Finding, colour: bool) -> Iterator[str]:
    yield _paint(_safe(finding.cause), BOLD, colour)
    for number, step in enumerate(finding.fix, start=1):
        yield f"  {number}. {_safe(step)}"
    if finding.corrected:
        yield from (f"     {_safe(line)}" for line in finding.corrected.splitlines())
    source = " ".join(part for part in (finding.citation.ref, finding.citation.url) if part)
    yield _paint(f"  {finding.rule}, {finding.confidence.value}; see {_safe(source)}", DIM, colour)


def _paint(text: str, code: str, colour: bool) -> str:
    return f"{code}{text}{PLAIN}" if colour else text


def _safe(text: str) -> str:
    """The text without control characters, which a terminal would obey."""
    return "".join(each if each.isprintable() else " " for each in text)
