"""Where the value of a name stands: one grammar for the separators of all notations.

``slots(paste, start, end)`` looks at what follows the name at ``start:end`` and returns the slots of its values,
none if no value follows. It looks at no character twice and at nothing beyond the value.
"""

import re
from collections.abc import Iterator

from triage.engine.redaction.arguments import after_comma, called, listed, typed_in
from triage.engine.redaction.find import FAINT, LIKELY, SURE, Slot
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.shape import is_random
from triage.engine.redaction.strings import QUOTE, Quoted, opener_before, slot_of, string_at, string_end

_CLOSE = re.compile(
    rf"(?P<quote>{QUOTE})?(?P<close>\]{{1,2}}\)?|\)|\*{{1,2}}|%(?:25)*5[dD])?(?P<gap>[ \t]*+(?:%20[ \t]*+)*)"
)
_SEPARATOR = re.compile(r"=>|\\=|:=|->|→|={1,3}|:(?!:)|%(?:25)*3[aAdD]|,|\||(?=\()|(?:\\u003[dD])|&#(?:61|x3d);")
_GAP = re.compile(r"[ \t]*+(?:(?:\\[ \t]|%20)[ \t]*+)*")
_WIDE_GAP = re.compile(r"\s*+(?:%20\s*+)*")
_SET = re.compile(r"\{\"[^\"\\\n]{1,4096}\"[},]")  # Go's {"x"}
_TEMPLATE = re.compile(r"\{{1,2}(?P<name>[\w.()-]{1,60}|[^{}\n]{1,80}\})\}")
_APART = frozenset(("", " ", "\t", "`", "*"))  # what stands beside the bar of a table
_NO_CELLS = frozenset("\"'$")
_TYPED = re.compile(
    r"(?:&(?:'static )?str|[A-Z]\w{0,30}(?:<[\w, ?]{1,40}>)?[?!]?)[ \t]{1,4}=[ \t]{1,4}"
)  # token: String? = …
_ESCAPED_NEWLINE = re.compile(r"\\+[rn]")
_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?=\s*(?:[,}\]\\]|$))")
# A value without quotes ends at blanks, quotes, brackets and what parts the fields of forms, logs and data sources.
_WORD = re.compile(
    r"""[^\s"'`“”‘’<>&;,|\\)\]}]*+(?:(?:\\(?![nrtu"'`\\\s])|&(?!amp;|[\w%.\[\]-]{1,64}=|\#?\w{1,6};|\s|&)|;(?!\s|$|"""
    r"""[\w .%-]{1,40}=)|,(?!\s|$|["']|[\w.-]{1,40}[=:])|\|(?!\s|$|[\w.-]{1,40}[=:]))[^\s"'`“”‘’<>&;,|\\)\]}]*+)*"""
)
_QUERY = re.compile(r"""[^\s"'`“”‘’<>&;\#\\)\]}]*+(?:\\/[^\s"'`“”‘’<>&;\#\\)\]}]*+)*""")
_ENCODED = re.compile(
    r"""[^\s"'`“”‘’<>&%\\)\]}]*+(?:%(?!(?:25)*(?:26|22|27|3[bB]|7[dD]|5[dD]|2[cC]|0[aAdD]|23))[^\s"'`“”‘’<>&%\\)\]}]*+)*"""
)
_LINE = re.compile(r"[^\r\n]*+")
_ARGUMENT = re.compile(r"[^\s\"'`“”‘’]++")
_CELL = re.compile(r"[^|\t\r\n]*+")
_COLUMN = re.compile(r"[^\s|]++(?: [^\s|]++){0,11}")
_ELEMENT = re.compile(r"(?:[ \t\r\n][^<>]{0,300})?(?<!/)>\s*+(?:<!\[CDATA\[)?")
_ESCAPED_ELEMENT = re.compile(r"(?:\s[^<>&]{0,200})?(?:&gt;|\\u003[eE])\s*+")
_ELEMENT_LEAD = re.compile(r"(?P<open><|&lt;|\\u003[cC])(?:[\w.-]{1,40}:)?$")
_ELEMENT_SIGNS = tuple("<:;cC>")
_LABEL = re.compile(r">[A-Za-z ]{1,36}$")
_NEXT_ELEMENT = re.compile(r"\s*+</[\w:.-]{1,40}>(?:\s*+<[\w:.-]{1,40}(?:\s[^<>]{0,200})?>){1,2}\s*+")
_TEXT_NODE = re.compile(r"[^<&\]]*+(?:(?:&(?!lt;)|\](?!\]>))[^<&\]]*+)*")
_SAID = re.compile(
    r"(?:[ \t]{1,4}(?:for|of|to|on|in|at|from|we|you|I|they)(?:[ \t]{1,4}[\w.'-]{1,20}){1,4}?(?=:[ \t]|[ \t]))?"
    r"(?:[ \t]{1,4}+|(?=:[ \t]))"
    r"(?::|\([A-Za-z0-9 .-]{1,20}\)[ \t]{0,4}[:=]|(?:is|was|are|being|value|of|equals|set to|now)[ \t]{0,4}"
    r"(?::|=|-)?|(?:\w{1,12}[ \t]{1,4}+)?"
    r"(?:provided|supplied|received|used|sent|given|specified|entered|found|here|below|follows)[ \t]{0,4}+(?::|=|-))"
    r"[ \t]{1,8}+",
    re.IGNORECASE,
)
_SAID_DIGITS = re.compile(r"[ \t](?:[\w'’]{1,12}[ \t]{1,2}){0,6}(?:is|was|:)[ \t]{1,4}(?=[0-9]{4,8}\b)")  # of a code
_WRAPPED = re.compile(r"\s?[(\[{]\s?(?:value|token|key|secret)\s?[=:]\s?(?=[\w\"'])")
_EMPHASIS = re.compile(r"(?:(?:\*\*|__|\*)|(?:</[a-z]{1,8}>[ \t]*+(?:<[a-z]{1,8}>)?)+)[ \t]*+(?=[^\s*])")
_LITERAL = re.compile(r"(?:true|false|null)\b(?=[ \t\r\n]*[,}\]])")
_DUMPED = re.compile(r"\s*+string\(\d{1,6}\) ")
_NEXT_LINE = re.compile(r"[ \t]*+:?[ \t]*+\r?\n[ \t]*+(?![\w-]{1,40}+[ \t]{0,4}+:(?:[ \t]|\r?\n))")
_NO_PASSWORD = re.compile(r":(?:[\"'](?=\s|$)|(?=[ \t]+-))")  # -u "$API_KEY:", the key as user without a password
_NO_DEFAULT = re.compile(r":?[?+]")  # ${NAME:?said when it is not set}
_WRAPPER = re.compile(r"(?:(?:Optional|Some|Just|String|SecretString|Secret|Redacted)\(\s{0,40}|chr[ \t]+)(?=[\"'])")
_FALLBACK = re.compile(
    r"(?:[\w.$?]{1,60}(?:\[[^\]\n]{1,60}\])?|\w[\w.]{0,40}\([^()\n]{0,80}\))[ \t]*(?:\|\||\?\?|\bor\b)[ \t]*"
    r"(?=[\"'`])|(?:[\w.]{0,30}(?:getenv|environ\.get|env|ENV\.fetch|config|get))\([ \t]*[\"'][^\"'\n]{1,60}[\"'][ \t]*"
    r",[ \t]*(?=[\"'])"
)
_NUMBERED = re.compile(r"\r?\n[ \t]*\d{1,3}\)[ \t]*(?=\")")  # redis-cli: 1) "name", 2) "value"
_LAST_WORD = re.compile(r"[^\s]{4,200}[ \t]*(?:\r?\n|$)")
_ARROW = re.compile(r"[ \t]{1,4}(?:->|→|=>)[ \t]{1,4}(?=[\"'])")
_REFERENCE = re.compile(
    r"\$\{\{?[^{}\n]{1,80}\}\}?|\$\([^()\n]{1,80}\)|%[A-Z_]\w{1,40}%|%\(\w{1,40}\)[sd]|\$\w{1,40}(?:->|::|\[|\{)"
)
_FIELD = re.compile(r"[A-Za-z][\w.]{1,40}=[^=\s]")  # the next field of a log
_BLOCK = re.compile(r"[|>][+-]?[ \t]*\r?\n[ \t]+")
# Commands that take a name and a value without a sign between them.
_SETS = re.compile(
    r"(?:^|[\s;&|>])(?:setx|setenv|set[ \t]+-[a-zA-Z]{1,4}|(?:user-)?secrets?[ \t]+set|config[ \t]+set|env[ \t]+set|"
    r"secrets?[ \t]+put|env[ \t]+add|vars?[ \t]+set)[ \t]+[\"']?$",
    re.IGNORECASE,
)
_LABEL_LEAD = re.compile(r"[ \t>*#-]*(?:[A-Z][A-Za-z]{1,11}[ \t])(?:[A-Za-z]{1,11}[ \t]){0,2}")
_PLAIN_NAME = re.compile(r"[A-Z]?[a-zñ]+")


def slots(paste: Paste, start: int, end: int) -> list[Slot]:
    """The slots of the value or values of the name at ``start:end``."""
    text = paste.text
    if text[start - 2 : start] == "${" and _NO_DEFAULT.match(text, end):
        return []
    if text[start - 1 : start] == "$" and _NO_PASSWORD.match(text, end):
        return []
    element = _element(paste, start, end)
    if element is not None:
        return [element]
    wrapped = _WRAPPED.match(text, end)
    if wrapped is not None:
        return _one(paste, wrapped.end(), LIKELY)
    closed = _CLOSE.match(text, end)
    if closed is None:
        return []
    separator = _SEPARATOR.match(text, closed.end())
    if separator is None and closed.group("quote"):
        # JSON may break the line before its colon.
        wide = _WIDE_GAP.match(text, closed.end(), closed.end() + 200)
        separator = _SEPARATOR.match(text, wide.end()) if wide and text[wide.end() : wide.end() + 1] == ":" else None
    if separator is None:
        return _without_separator(paste, start, end, closed)
    sign = separator.group()
    if sign == "":
        said = _SAID.match(text, end) if closed.group("gap") else None
        return _one(paste, said.end(), LIKELY) if said else called(paste, start, end, separator.end())
    if sign == ",":
        return after_comma(paste, start, separator.end(), closed)
    if sign == "|":
        apart = text[separator.end() : separator.end() + 1] in _APART or text[separator.start() - 1] in _APART
        apart = (apart and "{{" not in text[max(start - 60, 0) : start]) or _begins_row(text, start)
        return [] if text[start - 1 : start] in _NO_CELLS or not apart else _cell(paste, separator.end())
    assigned = _assigned(paste, start, separator.end(), sign, closed)
    found = [slot for slot in assigned if slot.end > slot.start or slot.quoted]
    return found if found or sign != ":" else _next_line(paste, start, end)


def _assigned(paste: Paste, start: int, at: int, sign: str, closed: re.Match[str]) -> list[Slot]:
    """After ``:``, ``=`` and their kin."""
    text = paste.text
    quote = closed.group("quote") or ""
    gap = (_WIDE_GAP if quote else _GAP).match(text, at)
    value = gap.end() if gap else at
    if sign == "=>" and (dumped := _DUMPED.match(text, at)):
        value = dumped.end()  # PHP's var_dump
    first = text[value : value + 1]
    # What stands around a value: **API key:** x, <b>API key:</b> x, Some("x")
    around = (_EMPHASIS if first in "*_<" else _WRAPPER if first in "OSJRc" else None) if first else None
    if around is not None and (match := around.match(text, value)) is not None:
        value = match.end()
        first = text[value : value + 1]
    if first == "/" and sign == ":" and text.startswith("//", value):
        return []
    if first == "[":
        return list(listed(paste, value + 1))
    if quote and first == "{":
        return list(listed(paste, value + 1)) if _SET.match(text, value) else []
    json_type = "string" if quote.endswith('"') and sign == ":" else ""
    number = _NUMBER.match(text, value) if json_type or (quote and sign == ":") else None
    string = string_at(paste, value) or _fallback(paste, value)
    if string is not None:
        if not quote and text.startswith(opener_before(paste, start) or "\0", value):
            return []
        return [slot_of(string, json_type), *_changed(paste, string.after)]
    if number is not None:
        return [Slot(value, number.end(), json_type="number", quote=quote)]
    if quote and first in "tfn" and (literal := _LITERAL.match(text, value)) is not None:
        return [Slot(value, literal.end())]
    return _bare(paste, start, at, value, sign)


def _begins_row(text: str, start: int) -> bool:
    """Whether the name stands in the first cell of a row: ``|X-Api-Key|x|``."""
    return text[start - 1 : start] == "|" and text[max(start - 2, 0) : start - 1] in ("", "\n", "|", " ")


def _fallback(paste: Paste, value: int) -> Quoted | None:
    """``process.env.TOKEN || "x"``, ``getenv("TOKEN", "x")``: the literal that counts where nothing is set."""
    line = paste.text[value : value + 160].partition("\n")[0]
    if not ("|" in line or "??" in line or " or " in line or "(" in line):
        return None
    match = _FALLBACK.match(paste.text, value)
    return string_at(paste, match.end()) if match else None


def _changed(paste: Paste, at: int) -> Iterator[Slot]:
    """``"old" -> "new"``, as plans of changes write it."""
    arrow = _ARROW.match(paste.text, at)
    string = string_at(paste, arrow.end()) if arrow else None
    if string is not None:
        yield slot_of(string)


def _bare(paste: Paste, start: int, at: int, value: int, sign: str) -> list[Slot]:
    """A value without quotes: what encloses the name says where it ends."""
    text, before = paste.text, paste.text[start - 1 : start]
    if text[value : value + 1] in "$%" and (reference := _REFERENCE.match(text, value)) and ":-" not in reference[0]:
        return []
    template = _TEMPLATE.match(text, value) if text[value : value + 1] == "{" else None
    if template is not None and not is_random(template.group("name")):
        return []
    if sign[0] in "%&\\":
        return [Slot(value, paste.run(_ENCODED, value))]
    if sign == ":":
        opener = opener_before(paste, start)
        if opener:
            trust = SURE if value > at or opener != '"' else LIKELY  # "token:read" is a scope
            return [Slot(value, string_end(paste, value, opener)[0], trust=trust)]
        if before == "[":
            end = text.find("]", value, value + 4096)
            return [Slot(value, end)] if end >= 0 else []
        if paste.opens_line(start):
            return [_line_slot(paste, value)]
    if before in "?&" and before:
        return [Slot(value, paste.run(_QUERY, value))]
    end = paste.run(_WORD, value)
    if before == ":" and sign == ":" and value == at:
        return [Slot(value, end, trust=FAINT)]  # cache:session:count, a path of words
    if before == "=" and sign == ":" and value == at:
        return [Slot(value, end, trust=LIKELY)]  # bucket=apikey:per_minute
    if sign == ":" and _in_prose(paste, start, at, value, before):
        return [Slot(value, end, trust=LIKELY)]
    if sign[0] == "=" and value > at and not paste.opens_line(start):
        return [Slot(value, end, trust=LIKELY)]
    return [Slot(value, end)]


def _in_prose(paste: Paste, start: int, at: int, value: int, before: str) -> bool:
    """Whether ``key: value`` in the middle of a line may be a sentence: a plain word, a blank before and after."""
    name = paste.text[start : at - 1].rstrip()
    return value > at and before in " \t(" and _PLAIN_NAME.fullmatch(name) is not None


def _line_slot(paste: Paste, value: int) -> Slot:
    """The rest of the line; inside a string with escaped line ends, the rest of that line."""
    text = paste.text
    lead = _BLOCK.match(text, value) or _TYPED.match(text, value)
    if lead is not None:
        value = lead.end()
    end = paste.run(_LINE, value)
    escaped = _ESCAPED_NEWLINE.search(text, value, end)
    if escaped is not None:
        end = escaped.start()
    return Slot(value, _without_tail(text, value, end), line=True)


def _without_tail(text: str, start: int, end: int) -> int:
    """The end without a comment, a shell's continuation sign, or the quote or comma that closes what is around."""
    comment = text.find(" #", start, end)
    if comment >= 0:
        end = comment
    line = text[start:end].rstrip()
    if line.endswith(" \\"):
        line = line[:-2].rstrip()
    bare = line.rstrip(",;")
    if bare and bare[-1] in "\"'`" and bare.count(bare[-1]) % 2:
        line = bare[:-1].rstrip("\\")
    elif bare != line and " " not in bare:
        line = bare
    return start + len(line)


def _cell(paste: Paste, at: int) -> list[Slot]:
    """The next cell of a table."""
    gap = _GAP.match(paste.text, at)
    value = gap.end() if gap else at
    string = string_at(paste, value)
    if string is not None:
        return [slot_of(string)]
    return [Slot(value, value + len(paste.text[value : paste.run(_CELL, value)].rstrip()), trust=LIKELY)]


def _element(paste: Paste, start: int, end: int) -> Slot | None:
    """``<wsse:Password Type="…">value</``; also written with entities, also ``<name>X</name><value>v``."""
    text = paste.text
    if text[start - 1 : start] not in _ELEMENT_SIGNS:
        labelled = text.startswith("</", end) and _LABEL.search(text, max(start - 40, 0), start)
        following = _NEXT_ELEMENT.match(text, end) if labelled else None
        return Slot(following.end(), paste.run(_TEXT_NODE, following.end()), trust=LIKELY) if following else None
    lead = _ELEMENT_LEAD.search(text, max(start - 48, 0), start)
    if lead is None:
        following = _NEXT_ELEMENT.match(text, end) if text[start - 1 : start] == ">" else None
        if following is None:
            return None
        return Slot(following.end(), paste.run(_TEXT_NODE, following.end()), trust=LIKELY)
    opened = (_ELEMENT if lead.group("open") == "<" else _ESCAPED_ELEMENT).match(text, end)
    if opened is None:
        return None
    close = paste.run(_TEXT_NODE, opened.end())
    if text[start:end] == "auth-user-pass":  # OpenVPN: the user's name on the first line, the password on the second
        begin = text.find("\n", opened.end(), close) + 1 or opened.end()
        return Slot(begin, begin + len(text[begin:close].rstrip()))
    if not text.startswith(("</", "&lt;", "\\u003", "]]>"), close) and any(map(str.isspace, text[end + 1 : close])):
        return None  # ``<token>`` was a placeholder, not an element
    return Slot(opened.end(), opened.end() + len(text[opened.end() : close].rstrip()))


def _without_separator(paste: Paste, start: int, end: int, closed: re.Match[str]) -> list[Slot]:
    """Options, tables of blanks, ``name`` on one line and value on the next, ``the password is x``."""
    text = paste.text
    said = _SAID.match(text, end) or _SAID_DIGITS.match(text, end)
    if said is not None:
        return _one(paste, said.end(), LIKELY)
    gap = closed.group("gap")
    if closed.group("quote") or closed.group("close"):
        numbered = _NUMBERED.match(text, closed.end())
        return _one(paste, numbered.end(), SURE) if numbered else typed_in(paste, end)
    if not gap:
        return _next_line(paste, start, end)
    value = closed.end()
    if text.startswith("HTTP/", value):
        return []  # the name ends the path of a request line
    if text[value : value + 1] in "-\r\n":
        return _next_line(paste, start, end) if text[value : value + 1] in "\r\n" else []
    lead = paste.lower[max(start - 24, 0) : start]
    if ("set" in lead or "put" in lead or "add" in lead) and _SETS.search(text, max(start - 48, 0), start):
        return _one(paste, value, SURE)
    if text[start - 1 : start] == "-" and text[max(start - 2, 0) : start - 1] in (
        "",
        " ",
        "-",
        "\t",
        "\n",
        "'",
        '"',
        "(",
    ):
        return _one(paste, value, SURE)
    if "\t" in gap or len(gap) > 1:
        column = _COLUMN.match(text, value)
        return [Slot(value, column.end(), trust=LIKELY, line=True)] if column else []
    alone = paste.opens_line(start) and _LAST_WORD.match(text, value) and not _FIELD.match(text, value)
    return _one(paste, value, LIKELY if alone else FAINT)  # a line of ~/.netrc


def _one(paste: Paste, value: int, trust: int) -> list[Slot]:
    string = string_at(paste, value)
    if string is not None:
        return [slot_of(string, trust=trust)]
    if trust == FAINT and _FIELD.match(paste.text, value):
        return []
    end = paste.run(_ARGUMENT if trust == SURE else _WORD, value)
    return [Slot(value, end, trust=trust)] if end > value else []


def _labels(paste: Paste, start: int) -> bool:
    """Whether the name ends a label of a few words that begins its line: ``Access token``, ``Your API key``."""
    lead = paste.text[max(start - 40, 0) : start]
    return _LABEL_LEAD.fullmatch(lead[max(lead.rfind("\n"), lead.rfind("\r")) + 1 :]) is not None


def _next_line(paste: Paste, start: int, end: int) -> list[Slot]:
    """A name alone on its line, as browsers copy headers; its value is the next line."""
    following = _NEXT_LINE.match(paste.text, end)
    if following is None or not (paste.opens_line(start) or _labels(paste, start)):
        return []
    value = following.end()
    return [Slot(value, value + len(paste.text[value : paste.run(_LINE, value)].rstrip()), trust=LIKELY, line=True)]
