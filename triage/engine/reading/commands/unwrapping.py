"""Words of a curl command that a mailer broke at its line's width, made whole where they cannot hold a line break.

A body can: there the break may be what was sent, and the fault.
"""

import re
from dataclasses import replace

from triage.engine.exchange import Repair, Span
from triage.engine.reading.commands.curloptions import Given, Option, options
from triage.engine.reading.grammar import TOKEN
from triage.engine.reading.shells.words import Command, Word

ONE_LINE = ("header", "user-agent", "referer", "cookie", "user", "oauth2-bearer", "request")
# One long token, after a scheme perhaps: what broke it was the terminal's edge and no blank.
TOKEN_BROKEN = re.compile(
    rf"[ \t]*{TOKEN}:[ \t]*(?:[A-Za-z]{{1,20}}(?P<gap>[ \n]))?[^\s,;]{{16,}}(?:\n[^\s,;]+)+[ \t]*"
)
FIELD = re.compile(rf"[ \t]*{TOKEN}:")


def unwrapped(command: Command, given: Given, text: str) -> tuple[Command, Given]:
    """The command with its broken URLs and header values on one line again, each as a repair."""
    if "\n" not in text[command.span.start : command.span.end]:
        return command, given
    whole: dict[int, Word] = {}
    for option in given:
        word = option.value
        if word is not None and "\n" in word.value and "\n" in text[word.start : word.end]:
            mended = _mended(option, word)
            if mended is not None:
                whole[word.start] = mended
    if not whole:
        return command, given
    words = tuple(whole.get(each.start, each) for each in command.words)
    repairs = tuple(Repair("hard_wrap", Span(each.start, each.end), may_be_the_fault=True) for each in whole.values())
    return replace(command, words=words, repairs=command.repairs + repairs), tuple(options(words[1:]))


def _mended(option: Option, word: Word) -> Word | None:
    if option.name in ("", "url"):
        return _without_breaks(word)
    # What follows the break and looks like a field is one: curl sends the break as it is.
    if option.name not in ONE_LINE or FIELD.match(word.value.partition("\n")[2]):
        return None
    token = TOKEN_BROKEN.fullmatch(word.value) if option.name == "header" else None
    if token is not None:
        gap = token.start("gap")
        # Between scheme and token a blank belongs; within the token none does.
        value = word.value if gap < 0 else f"{word.value[:gap]} {word.value[gap + 1 :]}"
        return _without_breaks(word._replace(value=value))
    return word._replace(value=word.value.replace("\n", " "))


def _without_breaks(word: Word) -> Word:
    """The word without line breaks, each of its pieces at its own place."""
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    length = 0
    for piece in re.finditer(r"[^\n]+", word.value.rstrip()):
        part = piece.group().strip(" \t") if pieces else piece.group()
        marks.append((length, word.at(piece.start())))
        pieces.append(part)
        length += len(part)
    return word._replace(value="".join(pieces), marks=tuple(marks) or word.marks)
