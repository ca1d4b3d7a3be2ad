"""Words of a command typed at cmd.exe: its carets first, then the argument rules of the C runtime.

Source: Microsoft, "Parsing C command-line arguments" (learn.microsoft.com, C language reference), and ``cmd /?`` for
the caret. Single quotes mean nothing there. ``%VAR%`` stays as it stands.
"""

import re
from collections.abc import Iterator, Mapping

from triage.engine.exchange import Repair, Span
from triage.engine.reading import limits
from triage.engine.reading.shells.words import Command, Word

Character = tuple[str, int]
VARIABLE = re.compile(r"%%|%(?P<name>\w{1,60})%")


def command(text: str, start: int, end: int, env: Mapping[str, str]) -> Command:
    """The command whose first word begins at ``start``; it ends with its line, unless a caret joins the next."""
    characters, stop, carets = _without_carets(text, start, end)
    characters = list(_with_variables(characters, env)) if env else characters
    words = _arguments(characters, stop)
    repairs = tuple(Repair("cmd_quoting", span, may_be_the_fault=True) for span in carets[:1])
    while stop > start and text[stop - 1] in " \t\n":
        stop -= 1
    return Command(words=tuple(words), span=Span(start, stop), repairs=repairs)


def _without_carets(text: str, start: int, end: int) -> tuple[list[Character], int, list[Span]]:
    """The characters that the program is started with, and where the command ends: at a line's end, ``|`` or ``&``."""
    kept: list[Character] = []
    carets: list[Span] = []
    quoted, at = False, start
    while at < end:
        each = text[at]
        if each == "^" and not quoted and at + 1 < end:
            carets.append(Span(at, at + 1))
            at = _after_caret(text, at, end)
            if at < end:
                kept.append((text[at], at))
            at += 1
            continue
        if each == "\n" or (not quoted and each in "|&<>"):
            break
        quoted = quoted != (each == '"')
        kept.append((each, at))
        at += 1
    return kept, at, carets


def _with_variables(characters: list[Character], env: Mapping[str, str]) -> Iterator[Character]:
    """The characters with what ``set`` gave to ``%NAME%`` in its place; of a batch file ``%%`` is one sign."""
    line = "".join(each for each, _ in characters)
    done = 0
    for used in VARIABLE.finditer(line):
        known = "%" if used.group() == "%%" else env.get(used["name"].lower())
        if known is not None:
            place = characters[used.start()][1]
            yield from characters[done : used.start()]
            yield from ((each, place) for each in known)
            done = used.end()
    yield from characters[done:]


def _after_caret(text: str, at: int, end: int) -> int:
    """Where the character stands that a caret quotes; a line break after it, and blanks pasted before that, vanish."""
    after = at + 1
    while after < end and text[after] in " \t":
        after += 1
    return after + 1 if after < end and text[after] == "\n" else at + 1


def _arguments(characters: list[Character], stop: int) -> list[Word]:
    words: list[Word] = []
    at = 0
    while at < len(characters) and len(words) < limits.WORDS:
        if characters[at][0] in " \t\n":
            at += 1
            continue
        word, at = _argument(characters, at, stop)
        words.append(word)
    return words


def _argument(characters: list[Character], at: int, stop: int) -> tuple[Word, int]:
    """One argument: quotes group, ``\\"`` and, within quotes, ``""`` are quotes of the value."""
    begin, quoted, was_quoted = at, False, False
    value: list[Character] = []
    count = len(characters)
    while at < count and (quoted or characters[at][0] not in " \t"):
        each, place = characters[at]
        if each == "\\":
            at = _backslashes(characters, at, value)
            continue
        if each != '"':
            value.append((each, place))
        elif quoted and at + 1 < count and characters[at + 1][0] == '"':
            value.append(('"', place))
            at += 1
        else:
            quoted, was_quoted = not quoted, True
        at += 1
    end = characters[at - 1][1] + 1 if at else stop
    return Word("".join(each for each, _ in value), characters[begin][1], end, _marks(value), was_quoted), at


def _backslashes(characters: list[Character], at: int, value: list[Character]) -> int:
    """A run of backslashes counts half in front of a quote, which an odd one makes part of the value."""
    first = at
    while at < len(characters) and characters[at][0] == "\\":
        at += 1
    run = at - first
    if at == len(characters) or characters[at][0] != '"':
        value += characters[first:at]
        return at
    value += characters[first : first + run // 2]
    if run % 2:
        value.append(('"', characters[at][1]))
        return at + 1
    return at


def _marks(value: list[Character]) -> tuple[tuple[int, int], ...]:
    marks: list[tuple[int, int]] = []
    follows = -1
    for offset, (_, place) in enumerate(value):
        if place != follows:
            marks.append((offset, place))
        follows = place + 1
    return tuple(marks)
