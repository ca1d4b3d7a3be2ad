"""Repairs of whole lines: what stands in front of them, mail quoting, and the fences around a block."""

import re
from collections.abc import Iterator

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import METHODS, TOKEN, VERSION
from triage.engine.reading.mending.fronts import FINDERS
from triage.engine.reading.mending.mended import Edit, Mended

FENCE = re.compile(
    r"^[ \t]*(?:```+|~~~+)[\w+-]*[ \t]*$|```+(?:bash|sh|shell|json|http|console|text)?"
    r"|^[ \t]*(?:\{(?:code|noformat)(?::[^}\n]{0,60})?\}|\[/?code(?:=\w+)?\])|\{noformat\}"
    r"|^[ \t]*</?(?:pre|code)(?: [^>\n]{0,80})?>[ \t]*$",
    re.MULTILINE,
)
CLOSING_FENCE = re.compile(r"\{code\}(?=[ \t]*$)", re.MULTILINE)
# What every pair of fences has at its end; without any of them no pattern need look.
FENCE_ENDS = ("noformat}", "code}", "code]", "code>", "pre>")
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


def _blank_fences(mended: Mended) -> Mended:
    """Fences of Markdown, Jira and HTML become blanks, so that no offset moves."""
    text = mended.text
    ticked = ("`" in text and "```" in text) or ("~" in text and "~~~" in text)
    if not ticked and not any(end in text for end in FENCE_ENDS):
        return mended
    spans = [Span(*each.span()) for each in FENCE.finditer(text)]
    if not spans:
        return mended
    mended = mended.translated("fence", FENCE.sub(lambda each: " " * len(each.group()), text), spans)
    # A template may be called {code} too; at a line's end it closes what one at a line's beginning opened.
    closing = [Span(*each.span()) for each in CLOSING_FENCE.finditer(mended.text)] if "{code" in text else []
    text = CLOSING_FENCE.sub(lambda each: " " * len(each.group()), mended.text)
    return mended.translated("fence", text, closing) if closing else mended
