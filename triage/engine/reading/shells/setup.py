"""What stands in front of a command and bears on it: variables that the paste sets, and what a pipe feeds it."""

import re
from collections.abc import Mapping

from triage.engine.exchange import Missing, Repair, Span
from triage.engine.reading import limits
from triage.engine.reading.shells import bash
from triage.engine.reading.shells.words import Command, Word

ASSIGNMENT = re.compile(
    r"(?:^|[;&])[ \t]*(?:[$>%#][ \t]+)?(?:export[ \t]+|local[ \t]+)?(?P<name>[A-Za-z_]\w{0,60})=(?=\S)", re.MULTILINE
)
LONGEST_VALUE = 4_000
LINE_BACK = 2_000
PROMPT = re.compile(
    r"^[ \t]*(?:PS(?: [A-Z]:[^>\n]{0,200})?>+|[A-Z]:\\[^>\n]{0,200}>|\[[^\]\n]{1,120}\][#$%]"
    r"|(?:\([\w.-]{1,40}\)[ ]?)?[\w.-]{1,60}@[\w.-]{1,80}[^\n$#%>]{0,160}[$#%>]"
    r"|[$#%>❯➜λ»](?:[ ]+[~/][^\s]{0,80}[ ]*[$#%])?)[ \t]*",
    re.MULTILINE,
)
PIPED = re.compile(r"\b(?P<tool>echo|printf|cat)\b(?P<rest>[^\n]*)\|[ \t]*\Z")
HEREDOC = re.compile(r"<<-?[ \t]*['\"\\]?(\w+)")


Assignments = tuple[tuple[int, str, str], ...]


def assignments(text: str) -> Assignments:
    """The variables that plain assignments set, each with the offset behind it; what is computed stays unknown."""
    found: list[tuple[int, str, str]] = []
    known: dict[str, str] = {}
    done = 0
    if "=" not in text:
        return ()
    for each in ASSIGNMENT.finditer(text):
        if each.start() < done:
            continue
        end = min(len(text), each.end() + LONGEST_VALUE)
        read = bash.command(text, each.end(), end, known, most=1)
        done = read.span.end
        if read.words and not read.variables and read.unclosed is None:
            known[each["name"]] = read.words[0].value
            found.append((done, each["name"], read.words[0].value))
        if len(found) >= limits.ASSIGNMENTS:
            break
    return tuple(found)


def variables(set_before: Assignments, offset: int) -> Mapping[str, str]:
    """What the variables hold at this offset."""
    return {name: value for place, name, value in set_before if place <= offset}


def fed(text: str, start: int, end: int) -> str | Word | None:
    """What the pipe in front of a command feeds it: the words of an echo, or the tag of cat's heredoc."""
    piped = PIPED.search(text, start, end)
    if piped is None:
        return None
    heredoc = HEREDOC.search(piped["rest"])
    if piped["tool"] == "cat":
        return heredoc.group(1) if heredoc else None
    words = [each for each in bash.command(text, piped.start(), end).words[1:] if each.value not in ("-n", "-e", "-E")]
    if len(words) != 1 or (piped["tool"] == "printf" and "%" in words[0].value):
        return None
    bare = piped["tool"] == "printf" or "-n" in piped["rest"].split()[:2]
    return words[0] if bare else words[0]._replace(value=f"{words[0].value}\n")


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
