"""What stands in front of a command and bears on it: variables that the paste sets, and what a pipe feeds it."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from triage.engine.exchange import Missing, Repair, Span
from triage.engine.reading import limits
from triage.engine.reading.shells import bash, heredocs
from triage.engine.reading.shells.words import Command, Heredoc, Word

ASSIGNMENT = re.compile(
    r"(?:^|[;&])[ \t]*(?:[$>%#][ \t]+)?(?P<builtin>(?:export|local|readonly|declare|typeset)[ \t]+(?:-\w+[ \t]+)?)?"
    r"(?P<name>[A-Za-z_]\w{0,60})(?P<more>\+?)=(?=\S|[ \t]*$)",
    re.MULTILINE,
)
READ = re.compile(
    rf"^[ \t]*(?:[$>%#][ \t]+)?(?:IFS=\S*[ \t]+)?read\b[^\n<]{{0,80}}?(?P<name>[A-Za-z_]\w{{0,60}})[ \t]*"
    rf"{heredocs.OPENING}[^\n]*\n",
    re.MULTILINE,
)
# A word behind an assignment on its line: then it is set for that one command alone, and not when its line is read.
PREFIXED = re.compile(r"[ \t]+[^\s;&|#]")
LONGEST_VALUE = 4_000
LINE_BACK = 2_000
PROMPT = re.compile(
    r"^[ \t]*(?:PS(?: [A-Z]:[^>\n]{0,200})?>+|[A-Z]:\\[^>\n]{0,200}>|\[[^\]\n]{1,120}\][#$%]"
    r"|(?:\([\w.-]{1,40}\)[ ]?)?[\w.-]{1,60}@[\w.-]{1,80}[^\n$#%>]{0,160}[$#%>]"
    r"|(?:\([\w.-]{1,40}\)[ ]*)?[❯➜λ»](?:[ ]+[\w./~-]{1,80})?(?:[ ]+git:\([^)\n]{1,80}\))?(?:[ ]*[✗✔×✘])?"
    r"|[$#%>](?:[ ]+[~/][^\s]{0,80}[ ]*[$#%])?)[ \t]*",
    re.MULTILINE,
)
PIPE = re.compile(r"\|[ \t]*\Z")
FEEDER = re.compile(r"(?:^|[;&|(][ \t]*|[$#%>❯➜][ \t]+)(?P<tool>echo|printf|cat)\b", re.MULTILINE)
HEREDOC = re.compile(heredocs.OPENING)
ESCAPE = re.compile(r"\\(?:0?(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9A-Fa-f]{1,2})|(?P<name>[abefnrtv\\\"]))")
FORMAT = re.compile(r"%(?:(?P<percent>%)|[-0-9]{0,3}(?P<kind>[sdi]))")


Assignments = tuple[tuple[int, str, str], ...]


def assignments(text: str) -> Assignments:
    """The variables that plain assignments set, each with the offset behind it; what is computed stays unknown."""
    found: list[tuple[int, str, str]] = []
    known: dict[str, str] = {}
    done = 0
    if "=" not in text and "<<" not in text:
        return ()
    for each in READ.finditer(text) if "<<" in text else ():
        fed = heredocs.lines(text, each.end(), len(text), Heredoc.of(each), known)
        if not fed.variables:
            found.append((fed.end, each["name"], fed.word.value.rstrip("\n")))
    for each in ASSIGNMENT.finditer(text):
        if each.start() < done:
            continue
        end = min(len(text), each.end() + LONGEST_VALUE)
        value, done = _assigned(text, each.end(), end, known)
        if value is None or (not each["builtin"] and PREFIXED.match(text, done)):
            continue
        known[each["name"]] = known.get(each["name"], "") + value if each["more"] else value
        found.append((done, each["name"], known[each["name"]]))
        if len(found) >= limits.ASSIGNMENTS:
            break
    return tuple(sorted(found))


# $name = "value" and $name = 'value' at PowerShell's prompt; set NAME=value at cmd.exe's.
ON_WINDOWS = re.compile(
    r"^[ \t]*(?:(?:PS[^>\n]{0,200}>|>>)[ \t]*)?\$(?P<name>\w{1,60})[ \t]*=[ \t]*"
    r"(?:\"(?P<double>[^\"`$\n]{0,4000})\"|'(?P<single>[^'\n]{0,4000})')[ \t;]*$"
    r"|^[ \t]*(?:[A-Z]:\\[^>\n]{0,200}>[ \t]*)?@?set[ \t]+\"?(?P<set>\w{1,60})=(?P<plain>[^\n\"]{0,4000}?)\"?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)


def on_windows(text: str, end: int) -> Mapping[str, str]:
    """The variables that lines above set in PowerShell or cmd.exe, their names in small letters."""
    if "$" not in text and "set " not in text.lower():
        return {}
    return {
        (each["name"] or each["set"]).lower(): each["double"] or each["single"] or each["plain"] or ""
        for each in islice(ON_WINDOWS.finditer(text, 0, end), limits.ASSIGNMENTS)
    }


def variables(set_before: Assignments, offset: int) -> Mapping[str, str]:
    """What the variables hold at this offset."""
    return {name: value for place, name, value in set_before if place <= offset}


def _assigned(text: str, start: int, end: int, known: Mapping[str, str]) -> tuple[str | None, int]:
    """The value that begins here, None where it is computed, and where it ends."""
    if text[start : start + 1] in ("", "\n", " ", "\t"):
        return "", start
    read = bash.command(text, start, end, known, most=1)
    is_known = bool(read.words) and not read.variables and read.unclosed is None
    return (read.words[0].value if is_known else None), read.span.end


def fed(text: str, start: int, end: int, env: Mapping[str, str]) -> Heredoc | Word | None:
    """What the pipe in front of a command feeds it: what an echo or printf prints, or cat's heredoc."""
    pipe = PIPE.search(text, max(start, end - 200), end)
    if pipe is None:
        return None
    for feeder in reversed(list(FEEDER.finditer(text, max(0, end - LINE_BACK), pipe.start()))[-3:]):
        place = feeder.start("tool")
        heredoc = HEREDOC.search(text, place, pipe.start())
        if feeder["tool"] == "cat":
            return Heredoc.of(heredoc) if heredoc else None
        read = bash.command(text, place, pipe.start(), env)
        if not text[read.span.end : pipe.start()].strip():
            return _printed(feeder["tool"], read.words[1:])
    return None


def _printed(tool: str, words: Sequence[Word]) -> Word | None:
    """What echo or printf prints; None where that is more than its words."""
    flags = ""
    while words and tool == "echo" and words[0].value in ("-n", "-e", "-E", "-ne", "-en"):
        flags, words = flags + words[0].value, words[1:]
    if not words:
        return None
    if tool == "printf":
        return _formatted(words[0], words[1:])
    text = " ".join(word.value for word in words)
    text = _unescaped(text) if "e" in flags else text
    last = words[-1]
    marks = words[0].marks if len(words) == 1 and "e" not in flags else ((0, words[0].span.start),)
    return Word(text if "n" in flags else f"{text}\n", words[0].start, last.end, marks, quoted=True)


def _formatted(form: Word, rest: Sequence[Word]) -> Word | None:
    """What printf makes of its format and as many words as that names; None for other conversions than s, d, i."""
    kinds = [each["kind"] for each in FORMAT.finditer(form.value) if each["kind"]]
    if form.value.count("%") != len(kinds) + 2 * form.value.count("%%") or len(kinds) != len(rest):
        return None
    values = iter(rest)
    text = FORMAT.sub(lambda each: "%" if each["percent"] else next(values).value, _unescaped(form.value))
    if text == form.value:
        return form
    places = rest[0] if form.value in ("%s", "%s\\n") else form
    return Word(text, form.start, (rest[-1] if rest else form).end, ((0, places.span.start),), quoted=True)


def _unescaped(text: str) -> str:
    """The text with the escapes undone that printf and ``echo -e`` know (POSIX.1-2024, "printf")."""
    return ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    if escape["name"]:
        return bash.ANSI_NAMES.get(escape["name"], escape["name"])
    return chr(int(escape["octal"], 8) & 0xFF if escape["octal"] else int(escape["hex"], 16))


def line_start(text: str, at: int) -> int:
    """Where the line of an offset begins; of a very long line only what is near counts."""
    near = max(0, at - LINE_BACK)
    return text.rfind("\n", near, at) + 1 or near


def prompt(text: str, start: int) -> list[Repair]:
    """The shell's prompt between the line's beginning and the command, as a repair; nothing where there is none."""
    line = line_start(text, start)
    found = PROMPT.match(text, line, start)
    return [Repair("prompt", Span(*found.span()))] if found is not None and found.group().strip() else []


def unknown(command: Command) -> list[Missing]:
    """What must be said of variables that the paste does not set."""
    return [Missing("variable", f"The paste does not say what {each.text} held.") for each in command.variables[:5]]
