"""What stands in front of the lines of a paste and is nobody's text: numbers, time stamps, names, bullets, prompts."""

import re
from collections.abc import Callable, Iterator

from triage.engine.reading.grammar import METHODS, TOKEN
from triage.engine.reading.mending.embedding import indentation
from triage.engine.reading.mending.mended import Edit

MORE_PROMPT = re.compile(r"^(?:(?:(?:d|b)?quote|pipe|heredoc|cmdand|cmdor|cmdsubst)> ?|More\? )", re.MULTILINE)
BEHIND = r"(?:(?:[.:|)]|[ ]{0,3}[|│┃])[ \t]?|[ \t]|$)"
NUMBERED = re.compile(rf"(?:^[ \t]*[0-9]{{1,5}}{BEHIND}[^\n]*(?:\n|\Z)){{3,}}", re.MULTILINE)
NUMBER = re.compile(rf"^[ \t]*([0-9]{{1,5}}){BEHIND}", re.MULTILINE)
MOMENT = (
    r"\[?(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?\]?"
)
# In front of four lines in a row they are a viewer's, whatever follows.
ANY_STAMPS = re.compile(rf"(?:^{MOMENT}(?:[ \t][^\n]*)?(?:\n|\Z)){{4,}}", re.MULTILINE)
ANY_STAMP = re.compile(rf"^{MOMENT}[ \t]?", re.MULTILINE)
STAMP = re.compile(
    rf"^{MOMENT}[ \t]+(?=[<>*{{}}][ \t]|[<>][ \t]*$|curl\b|HTTP/|(?:{METHODS}) )",
    re.MULTILINE,
)
# klog's header (k8s.io/klog, "Log lines have this form"): severity, date, time, thread, file and line.
KLOG = re.compile(
    r"^[IWEF][0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{1,9}[ ]{1,9}[0-9]{1,9} [\w.-]{1,80}:[0-9]{1,6}\] ?",
    re.MULTILINE,
)
CONTAINERS = re.compile(r"(?:^[\w.-]{1,60}[ ]+\|[ ][^\n]*\n){2,}", re.MULTILINE)
CONTAINER = re.compile(r"^[\w.-]{1,60}[ ]+\|(?:[ ]|$)", re.MULTILINE)
# [09:13] erika: …, as chats are copied; two in a row, so that no field of that form is one.
SPEAKER = r"^\[[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AP]M)?\][ ][\w.@ -]{1,40}:(?:[ ]|$)"
SPEAKERS = re.compile(rf"(?:{SPEAKER}[^\n]*(?:\n|\Z)){{2,}}", re.MULTILINE)
SPOKEN = re.compile(SPEAKER, re.MULTILINE)
CONTINUES = re.compile(rf"[ \t]*(?:-{{1,2}}[A-Za-z]|{TOKEN}:[ \t])")
BULLET = re.compile(r"^[ \t]*[•‣◦▪]([ \t]|$)", re.MULTILINE)


def _doubled(text: str) -> Iterator[Edit]:
    """The second of two line breaks, where every other line is empty: some mailers double all of them."""
    lines = text.split("\n")
    if len(lines) < 6 or any(line.strip() for line in lines[1::2]) or not any(map(CONTINUES.match, lines[2::2])):
        return
    at = 0
    for line, empty in zip(lines[0::2], lines[1::2], strict=False):
        at += len(line)
        yield Edit(at, at + 1 + len(empty))
        at += len(empty) + 2


def _stamps(text: str) -> Iterator[Edit]:
    """Time stamps as ``curl --trace-time`` and log viewers write them, in front of what a reader knows."""
    if ANY_STAMPS.search(text):
        runs = [each.span() for each in ANY_STAMPS.finditer(text)]
        yield from (Edit(*each.span()) for run in runs for each in ANY_STAMP.finditer(text, *run))
    else:
        yield from (Edit(*each.span()) for each in STAMP.finditer(text))


def _klog(text: str) -> Iterator[Edit]:
    """What klog writes in front of each line."""
    return (Edit(*each.span()) for each in KLOG.finditer(text))


def _speakers(text: str) -> Iterator[Edit]:
    """Time and name in front of what somebody said in a chat."""
    runs = [each.span() for each in SPEAKERS.finditer(text)] if "[" in text else []
    return (Edit(*each.span()) for run in runs for each in SPOKEN.finditer(text, *run))


def _bullets(text: str) -> Iterator[Edit]:
    """Bullets of a list that no tool prints."""
    return (Edit(*each.span()) for each in BULLET.finditer(text)) if not text.isascii() else iter(())


def _containers(text: str) -> Iterator[Edit]:
    """The name of the container in front of each line, as ``docker compose`` writes it."""
    if "|" not in text or CONTAINERS.search(text) is None:
        return iter(())
    return (Edit(*each.span()) for each in CONTAINER.finditer(text))


def _more_prompts(text: str) -> Iterator[Edit]:
    """Prompts of a command that goes on: zsh's ``quote> `` and ``pipe> ``, cmd.exe's ``More? ``."""
    return (Edit(*each.span()) for each in MORE_PROMPT.finditer(text))


def _numbers(text: str) -> Iterator[Edit]:
    """Line numbers, where at least three lines in a row count up by one."""
    for run in NUMBERED.finditer(text):
        marks = list(NUMBER.finditer(text, *run.span()))
        counts = [int(mark.group(1)) for mark in marks]
        if counts == list(range(counts[0], counts[0] + len(counts))):
            # Listings set numbers apart with more than one blank: what all lines have of it is the listing's.
            blanks = [(len(rest) - len(rest.lstrip(" ")), bool(rest.strip())) for rest in _rests(text, marks)]
            gap = min((count for count, is_full in blanks if is_full), default=0)
            for mark, (count, _) in zip(marks, blanks, strict=True):
                yield Edit(mark.start(), mark.end() + min(gap, count))


def _rests(text: str, marks: list[re.Match[str]]) -> Iterator[str]:
    """What stands behind each number on its line."""
    for mark in marks:
        stop = text.find("\n", mark.end())
        yield text[mark.end() : len(text) if stop < 0 else stop]


LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
DIGITS = frozenset("0123456789")
BLANKS = frozenset(" \t")
FINDERS: tuple[tuple[str, Callable[[str], Iterator[Edit]], frozenset[str]], ...] = (
    ("doubled_lines", _doubled, frozenset([""])),
    ("timestamps", _stamps, DIGITS | {"["}),
    ("timestamps", _klog, frozenset("IWEF")),
    ("timestamps", _speakers, frozenset("[")),
    ("bullets", _bullets, frozenset("•‣◦▪") | BLANKS),
    ("container_names", _containers, LETTERS),
    ("line_numbers", _numbers, DIGITS | BLANKS),
    ("prompt", _more_prompts, frozenset("qdbphcM")),
    ("indentation", indentation, BLANKS),
)
"""What is looked for, and the first characters of the lines that it can stand in front of."""
