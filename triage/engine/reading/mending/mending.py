"""Repairs of single characters: what terminals, word processors and web pages do to a paste on its way.

``mend`` takes the damage off so that readers need not know it, and reports every repair. What a value itself may
rightly hold (smart quotes inside a body) is left alone: it may be what was sent, and then it is the fault.
"""

import re
from html import unescape

from triage.engine.exchange import Span
from triage.engine.reading.grammar import METHODS
from triage.engine.reading.mending.embedding import commands, links, string_escapes
from triage.engine.reading.mending.layout import mend_lines
from triage.engine.reading.mending.mended import Edit, Mended
from triage.engine.reading.mending.wrapping import edge_breaks, quoted_printable

# ECMA-48 section 5.4 (control sequences) and 8.3.89 (operating system commands); ``^[[1m`` is how pagers show it.
ANSI = re.compile(
    r"(?:\x1b|\^\[|␛)\[[0-?]{0,32}[ -/]{0,4}[@-~]|\x1b\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\)|\x1b[@-Z\\-_=>]"
)
# Zero width, and marks of direction; the joiners of scripts and emoji only where no such thing is joined.
# How ``cat -A`` and ``cat -v`` show the carriage return that stands before a line break.
CARET_M = re.compile(r"\^M\$?(?=\n|\Z)(?=[\s\S]{0,4000}\^M|(?:\n|\Z))")
# The sequences of a terminal whose escape character was lost; the one that ends a colour tells them.
COLOUR_END = re.compile(r"\[(?:0|39|22)?m")
LOST_ESCAPE = re.compile(r"\[(?:[0-9]{1,2}(?:;[0-9]{1,3}){0,5})m[^\n]{0,2000}?\[(?:0|39|22)?m")
LOST_ESCAPES = re.compile(r"\[(?:[0-9]{1,2}(?:;[0-9]{1,3}){0,5})?m")
# Of two backslashes that a wiki made of one the second still joins the lines.
DOUBLED = re.compile(r"(?<=[ \t])\\(?=\\\n[ \t]*-)")
# What a PDF sets two or three letters in one glyph for; no address and no JSON name holds one.
LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
LIGATURE = re.compile("[\ufb00-\ufb04]")
INVISIBLE = re.compile(
    "[\ufeff\u200b\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069]+|(?<=[!-~])[\u200c\u200d\u00ad]+(?=[!-~])"
)
BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Deleting all other bytes tells in one pass of C whether there are any: UTF-8 writes no control character otherwise.
NO_CONTROLS = bytes((0x09, 0x0A, *range(0x20, 0x7F), *range(0x80, 0x100)))
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]+")
QUOTED_OPTION = re.compile(r"\s--?\w[\w-]{0,30}[ =]&(?:#39|#x27|apos);")
ENTITY = re.compile(r"&(?:quot|apos|amp|lt|gt|nbsp|#39|#34|#38|#60|#62|#x27|#x22|#x2F|#x2f|#x60|#96);")

# A typographic quote where a shell would expect a quote: after an option, or after the command's name.
OPENED_SMART = re.compile(
    r"(?:[ \t\n](?:-{1,2}|[‐-―−])[A-Za-z][\w-]{0,40}[ \t=]*|^\S{1,20}[ \t]+)[“”„‟″«‘’‚‛′]", re.MULTILINE
)
# Where a command has no other quotes at all, a pair around a word is enough.
CLOSED_SMART = re.compile(r"[ \t=$]([“„‘]).{1,4000}?[”’](?=[ \t\n]|\Z)", re.DOTALL)
SMART = str.maketrans("“”„‟″«»‘’‚‛′", '"""""""' + "'''''")
# What stands behind a request line and an empty line is its body, and behind an open command in the next line.
ASKS = re.compile(rf"^[ \t]*(?:{METHODS}) \S", re.MULTILINE)
TYPES = re.compile(rf"^[ \t]*(?:{METHODS}) \S|\bcurl\b|-d\b|--data", re.MULTILINE)
ANSWERS = re.compile(r"^[ \t]*(?:<[ ])?HTTP/[0-9]", re.MULTILINE)
SMART_JSON = re.compile(r"^[ \t]*[{\[]\s*(?:\{\s*)?[“”„](?:[^\n]|\n(?!\n)){0,20000}", re.MULTILINE)
DOUBLE_SMART = re.compile(r"[“”„‟″]")
SMART_DOUBLE = str.maketrans("“”„‟″", '"""""')
SMART_QUOTE = re.compile(r"[“”„‟″«»‘’‚‛′]")

# curl's progress meter ends without a line break, so that the next line of -v stands on it.
GLUED = re.compile(r"--:--[-: 0-9kMG.]{0,60}[0-9](?=[*<>] )")


def mend(text: str, response_at: int | None = None) -> tuple[Mended, int | None]:
    """The mended text, and where the second box begins in it."""
    mended = _mend_characters(Mended(text))
    if "--:--" in mended.text:
        edits = [Edit(each.end(), each.end(), "\n") for each in GLUED.finditer(mended.text)]
        mended = mended.edited("progress_meter", edits)
    mended = mend_lines(mended)
    if "\n" in mended.text:
        mended = mended.edited("hard_wrap", list(edge_breaks(mended.text)))
    if "url" in mended.text:
        mended = mended.edited("string_escapes", list(string_escapes(mended.text)))
        if not mended.text.isascii():
            mended = _mend_smart_quotes(mended)
    if "://" in mended.text or "mailto:" in mended.text:
        mended = mended.edited("link", list(links(mended.text)))
    return mended, None if response_at is None else mended.moved(response_at)


def _mend_characters(mended: Mended) -> Mended:
    text = mended.text
    controls = text.encode("utf-8", "surrogatepass").translate(None, NO_CONTROLS)
    if b"\r" in controls:
        mended = _mend_line_ends(mended)
    if b"\x1b" in controls or ("^" in text and "^[[" in text) or "␛" in text:
        mended = mended.edited("ansi", [Edit(*each.span()) for each in ANSI.finditer(mended.text)])
    if "^" in text and "^M" in text:
        mended = mended.edited("crlf", [Edit(*each.span()) for each in CARET_M.finditer(mended.text)])
    if COLOUR_END.search(text) and LOST_ESCAPE.search(mended.text):
        mended = mended.edited("ansi", [Edit(*each.span()) for each in LOST_ESCAPES.finditer(mended.text)])
    if "\\" in text and "\\\\\n" in mended.text:
        mended = mended.edited("doubled_backslash", [Edit(*each.span()) for each in DOUBLED.finditer(mended.text)])
    if controls.strip(b"\r\x1b"):
        mended = _blanked(mended, "control", CONTROLS)
    if not text.isascii():
        mended = mended.edited(
            "invisible", [Edit(*each.span()) for each in INVISIBLE.finditer(mended.text)], may_be_the_fault=True
        )
        mended = _blanked(mended, "nbsp", BLANKS)
        mended = mended.edited(
            "ligature", [Edit(*each.span(), LIGATURES[each[0]]) for each in LIGATURE.finditer(mended.text)]
        )
        if "{" in text or "[" in text:
            mended = _mend_smart_json(mended)
    if "&" in text and ";" in text:
        mended = _mend_entities(mended)
    if "=\n" in mended.text:
        mended = mended.edited("quoted_printable", list(quoted_printable(mended.text)))
    return mended


def _mend_line_ends(mended: Mended) -> Mended:
    """CRLF (a terminal makes CRCRLF of it) and lone CR become LF; one repair stands for all."""
    text = mended.text
    edits = [Edit(*each.span()) for each in re.finditer(r"(?<!\r)\r++(?=\n)", text)]
    first = text.index("\r")
    repairs = mended.noted("crlf", [Span(first, first + 1)], may_be_the_fault=False).repairs
    kept = mended.edited("crlf", edits)
    return Mended(kept.text.replace("\r", "\n"), repairs, kept.steps, kept.cuts)


def _blanked(mended: Mended, kind: str, pattern: re.Pattern[str]) -> Mended:
    spans = [Span(*each.span()) for each in pattern.finditer(mended.text)]
    if not spans:
        return mended
    text = pattern.sub(lambda each: " " * len(each.group()), mended.text)
    return mended.translated(kind, text, spans, may_be_the_fault=True)


def _mend_entities(mended: Mended) -> Mended:
    """Undo HTML escaping where the whole text was escaped: no quote, or no bare ``&`` and ``<``, is left in it."""
    text = mended.text
    found = [each for each in ENTITY.finditer(text) if each.group() != "&nbsp;"]
    kinds = {each.group() for each in found}
    if not found or not _is_escaped(text, kinds, len(found)):
        # The command was escaped on its way, and the answer beside it was not.
        found = [each for span in commands(text) for each in _escaped(text, span)]
        kinds = set()
    edits = [Edit(*each.span(), unescape(each.group())) for each in found]
    return mended.edited("html_entities", edits, may_be_the_fault=kinds == {"&amp;"})


def _escaped(text: str, span: Span) -> list[re.Match[str]]:
    """The entities of a command all of whose quotes are entities."""
    found = [each for each in ENTITY.finditer(text, *span) if each.group() != "&nbsp;"]
    kinds = {each.group() for each in found}
    is_quoted = bool(kinds & {"&quot;", "&#34;", "&#x22;", "&#39;", "&#x27;"})
    return found if is_quoted and _is_escaped(text[slice(*span)], kinds, len(found)) else []


def _is_escaped(text: str, kinds: set[str], count: int) -> bool:
    if kinds & {"&quot;", "&#34;", "&#x22;"}:
        return '"' not in text
    if kinds & {"&#39;", "&#x27;", "&apos;"} and "'" not in text:
        # What escapes one kind of quote escapes the other; where bare ones are left, the entity may be the caller's.
        return '"' not in text or QUOTED_OPTION.search(text) is not None
    if "<" in text:
        return False
    return text.count("&") == count and ("curl" in text or "HTTP/" in text)


def _mend_smart_json(mended: Mended) -> Mended:
    """An answer of JSON whose names stand in typographic quotes: no server writes that. A customer may have sent it."""
    text = mended.text
    for block in SMART_JSON.finditer(text):
        start, end = block.span()
        before = text[max(0, start - 4_000) : start]
        above = before.rstrip("\n").rpartition("\n\n")[2]
        asks = (ASKS if before.endswith("\n\n") else TYPES).search(above)
        if '"' in text[start:end] or (asks and not ANSWERS.search(above)):
            continue
        spans = [Span(*each.span()) for each in DOUBLE_SMART.finditer(text, start, end)]
        text = text[:start] + text[start:end].translate(SMART_DOUBLE) + text[end:]
        mended = mended.translated("smart_quotes", text, spans)
    return mended


def _mend_smart_quotes(mended: Mended) -> Mended:
    """In a command whose own quotes are typographic, all of them become straight ones."""
    text = mended.text
    for start, end in commands(text):
        has_plain = "'" in text[start:end] or '"' in text[start:end]
        if OPENED_SMART.search(text, start, end) is None and (
            has_plain or CLOSED_SMART.search(text, start, end) is None
        ):
            continue
        spans = [Span(*each.span()) for each in SMART_QUOTE.finditer(text, start, end)]
        text = text[:start] + text[start:end].translate(SMART) + text[end:]
        mended = mended.translated("smart_quotes", text, spans, may_be_the_fault=True)
    return mended
