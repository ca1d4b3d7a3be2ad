"""Repairs of whole lines: prompts, mail quoting, fences, line numbers and time stamps in front of the text."""

import re
from collections.abc import Callable, Iterator

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import METHODS, TOKEN, VERSION
from triage.engine.reading.mending.embedding import indentation
from triage.engine.reading.mending.mended import Edit, Mended

FENCE = re.compile(
    r"^[ \t]*(?:```+|~~~+)[\w+-]*[ \t]*$|```+(?:bash|sh|shell|json|http|console|text)?"
    r"|^[ \t]*(?:\{(?:code|noformat)(?::[^}\n]{0,60})?\}|\[/?code(?:=\w+)?\])|\{noformat\}"
    r"|^[ \t]*</?(?:pre|code)(?: [^>\n]{0,80})?>[ \t]*$",
    re.MULTILINE,
)
CLOSING_FENCE = re.compile(r"\{code\}(?=[ \t]*$)", re.MULTILINE)
# The marks of fences, each behind the one letter that is found fastest.
FENCE_MARKS = (("`", ("```",)), ("~", ("~~~",)), ("{", ("{code", "{noformat")), ("[", ("[code", "[/code")),
               ("<", ("<pre", "</pre", "<code", "</code")))  # fmt: skip
QUOTE_MARK = re.compile(r"^[ \t]*>[ ]?", re.MULTILINE)
NARROW_MARK = re.compile(r"^[ \t]*>", re.MULTILINE)
TIGHT = re.compile(r"^[ \t]*>[^ \n>]", re.MULTILINE)
DOUBLE_MARK = re.compile(r"^[ \t]*>>[ ]?", re.MULTILINE)
SENT_LINE = re.compile(rf"[ \t]*>[ \t]?{TOKEN} \S[^\n]*{VERSION}[ \t]*(?:\n|\Z)")
QUOTED_FORM = re.compile(
    rf"^[ \t]*>[ \t]*(?:>|<[ ]|\*[ ]|\$[ ]|curl\b|{VERSION}|\{{(?!%)|(?:{METHODS}) (?:/|https?:))", re.MULTILINE
)
QUOTED_ANSWER = re.compile(rf"\n[ \t]*>[ \t]*(?:>|<[ ]|\*[ ]|{VERSION}[ ]|curl\b|\{{)")
# A paragraph of its own below a quoted mail. A line right below may be one that a mailer broke off.
BELOW = re.compile(r"[ \t]*\n\s{0,20}(?=[^\s>])")
WIRE = re.compile(r">> \"[^\n]{0,8000}\[\\n\]\"[ \t]*\n")  # what Apache HttpClient sent
CONTINUED = re.compile(r"(?:[\\`^][ \t]*|\bcurl(?:\.exe)?[ \t][^\n]*|<<-?[ \t]*['\"]?\w+['\"]?[^\n]*)\Z")

MORE_PROMPT = re.compile(r"^(?:(?:(?:d|b)?quote|pipe|heredoc|cmdand|cmdor|cmdsubst)> ?|More\? )", re.MULTILINE)
NUMBERED = re.compile(r"(?:^[ \t]*[0-9]{1,5}(?:[.:|)][ \t]?|[ \t]+)[^\n]*(?:\n|\Z)){3,}", re.MULTILINE)
NUMBER = re.compile(r"^[ \t]*([0-9]{1,5})(?:[.:|)][ \t]?|[ \t])", re.MULTILINE)
MOMENT = (
    r"\[?(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?\]?"
)
# In front of four lines in a row they are a viewer's, whatever follows.
ANY_STAMPS = re.compile(rf"(?:^{MOMENT}(?:[ \t][^\n]*)?(?:\n|\Z)){{4,}}", re.MULTILINE)
ANY_STAMP = re.compile(rf"^{MOMENT}[ \t]?", re.MULTILINE)
# klog's header (k8s.io/klog, "Log lines have this form"): severity, date, time, thread, file and line.
KLOG = re.compile(
    r"^[IWEF][0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{1,9}[ ]{1,9}[0-9]{1,9} [\w.-]{1,80}:[0-9]{1,6}\] ?",
    re.MULTILINE,
)
CONTAINERS = re.compile(r"(?:^[\w.-]{1,60}[ ]+\|[ ][^\n]*\n){2,}", re.MULTILINE)
CONTAINER = re.compile(r"^[\w.-]{1,60}[ ]+\|(?:[ ]|$)", re.MULTILINE)
STAMP = re.compile(
    rf"^{MOMENT}"
    rf"[ \t]+(?=[<>*{{}}][ \t]|[<>][ \t]*$|curl\b|HTTP/|(?:{METHODS}) )",
    re.MULTILINE,
)


def mend_lines(mended: Mended) -> Mended:
    """The text with what stands in front of its lines taken off."""
    heads = {line[:1] for line in mended.text.split("\n")}
    mended = _without_fronts(mended, heads)
    depth = 0
    while depth < limits.QUOTE_DEPTH and (">" in heads or mended.steps):
        quoted, continued, ends = _quotes(mended.text)
        if not quoted and not continued:
            break
        mended = mended.cut(ends)
        mended = mended.edited("prompt" if continued else "quoted_mail", continued or quoted)
        depth += 1
    if depth:
        mended = _without_fronts(mended, {line[:1] for line in mended.text.split("\n")})
    return _blank_fences(mended)


def _without_fronts(mended: Mended, heads: set[str]) -> Mended:
    """The text without what the finders find; ``heads`` are the first characters of its lines."""
    for kind, find, begins in FINDERS:
        if not heads.isdisjoint(begins):
            mended = mended.edited(kind, list(find(mended.text)))
    return mended


def _stamps(text: str) -> Iterator[Edit]:
    """Time stamps as ``curl --trace-time`` and log viewers write them, in front of what a reader knows."""
    if ANY_STAMPS.search(text):
        yield from (
            Edit(*each.span()) for run in ANY_STAMPS.finditer(text) for each in ANY_STAMP.finditer(text, *run.span())
        )
    else:
        yield from (Edit(*each.span()) for each in STAMP.finditer(text))


def _klog(text: str) -> Iterator[Edit]:
    """What klog writes in front of each line."""
    return (Edit(*each.span()) for each in KLOG.finditer(text))


def _containers(text: str) -> Iterator[Edit]:
    """The name of the container in front of each line, as ``docker compose`` writes it."""
    return (Edit(*each.span()) for each in CONTAINER.finditer(text)) if CONTAINERS.search(text) else iter(())


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


def _quotes(text: str) -> tuple[list[Edit], list[Edit], list[int]]:
    """Mail quoting to take off, and the shell's own ``> `` of a command that goes on; never what ``curl -v`` sent.

    With both go the offsets where a quoted mail ends.
    """
    ends: list[int] = []
    quoted: list[Edit] = []
    continued: list[Edit] = []
    has_received = "\n< " in text or "\n* " in text or text.startswith(("< ", "* "))
    for start, end in _runs(text):
        is_sent = SENT_LINE.match(text, start) is not None
        if is_sent and has_received and "\n> " in text and QUOTED_ANSWER.search(text, start, end) is None:
            continue
        if not is_sent and CONTINUED.search(text, max(0, start - 400), max(0, start - 1)):
            mark = DOUBLE_MARK if text.startswith(">>", start) else QUOTE_MARK
            continued += (Edit(*each.span()) for each in mark.finditer(text, start, end))
        elif _is_mail(text, start, end, is_sent, has_received):
            mark = NARROW_MARK if TIGHT.search(text, start, end) else QUOTE_MARK
            quoted += (Edit(*each.span()) for each in mark.finditer(text, start, end))
            ends += [end] if BELOW.match(text, end) else []
    return quoted, continued, ends


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where lines in a row begin with ``>``."""
    at = 0 if text.startswith(">") else text.find("\n>") + 1
    while at > 0 or text.startswith(">", at):
        end = at
        while text.startswith(">", end):
            stop = text.find("\n", end)
            end = len(text) if stop < 0 else stop + 1
        yield at, end
        at = text.find("\n>", end - 1) + 1
        if at == 0:
            return


def _is_mail(text: str, start: int, end: int, is_sent: bool, has_received: bool) -> bool:
    if WIRE.match(text, start, end) is not None:
        return False
    if QUOTED_FORM.search(text, start, end) is not None and not (is_sent and has_received):
        return True
    if is_sent:
        return QUOTED_ANSWER.search(text, start, end) is not None
    return text.count("\n", start, end) >= 3 and not has_received


CONTINUES = re.compile(rf"[ \t]*(?:-{{1,2}}[A-Za-z]|{TOKEN}:[ \t])")


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


LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
DIGITS = frozenset("0123456789")
FINDERS: tuple[tuple[str, Callable[[str], Iterator[Edit]], frozenset[str]], ...] = (
    ("doubled_lines", _doubled, frozenset([""])),
    ("timestamps", _stamps, DIGITS | {"["}),
    ("timestamps", _klog, frozenset("IWEF")),
    ("container_names", _containers, LETTERS),
    ("line_numbers", _numbers, DIGITS | {" ", "\t"}),
    ("prompt", _more_prompts, frozenset("qdbphcM")),
    ("indentation", indentation, frozenset(" \t")),
)


def _blank_fences(mended: Mended) -> Mended:
    """Fences of Markdown, Jira and HTML become blanks, so that no offset moves."""
    text = mended.text
    if not any(mark in text for first, marks in FENCE_MARKS if first in text for mark in marks):
        return mended
    spans = [Span(*each.span()) for each in FENCE.finditer(text)]
    if not spans:
        return mended
    mended = mended.translated("fence", FENCE.sub(lambda each: " " * len(each.group()), text), spans)
    # A template may be called {code} too; at a line's end it closes what one at a line's beginning opened.
    closing = [Span(*each.span()) for each in CLOSING_FENCE.finditer(mended.text)] if "{code" in text else []
    text = CLOSING_FENCE.sub(lambda each: " " * len(each.group()), mended.text)
    return mended.translated("fence", text, closing) if closing else mended
