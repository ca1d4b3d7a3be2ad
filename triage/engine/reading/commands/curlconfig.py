"""The lines of a curl config file, as ``-K`` takes them, turned into the words that a command line would hold.

Source: curl's manual, "-K, --config": one option a line, dashes optional for long names, its value after a blank,
without dashes also after ``=`` or ``:``, in double quotes with ``\\\\ \\" \\t \\n \\r \\v`` where needed; ``#`` begins
a comment.
"""

import re
from collections.abc import Iterator

from triage.engine.reading import limits
from triage.engine.reading.shells.words import Word

LINE = re.compile(
    r"^[ \t]*(?:(?P<dashes>-{1,2})(?P<dashed>[^\s#\"-]\S*)[ \t]*|(?P<bare>[^\s=:#\"-][^\s=:]*)[ \t]*[=:]?[ \t]*)"
    r"(?:\"(?P<quoted>[^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"?|(?P<plain>[^\n]*?))[ \t\r]*$",
    re.MULTILINE,
)
ESCAPE = re.compile(r"\\(.)")
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "v": "\v"}


def words(config: Word) -> Iterator[Word]:
    """The options of a config text in order, each followed by its value where the line holds one."""
    for count, line in enumerate(LINE.finditer(config.value)):
        if count >= limits.WORDS:
            return
        yield from _words(config, line)


def _words(config: Word, line: re.Match[str]) -> Iterator[Word]:
    group = "dashed" if line["dashes"] else "bare"
    yield _word(config, *line.span(group), f"{line['dashes'] or '--'}{line[group]}")
    if line["quoted"] is not None:
        value = ESCAPE.sub(lambda each: ESCAPES.get(each[1], each[1]), line["quoted"])
        yield _word(config, *line.span("quoted"), value)
    elif line["plain"]:
        yield _word(config, *line.span("plain"), line["plain"])


def _word(config: Word, start: int, end: int, value: str) -> Word:
    """A word of the config text, at its place in the paste."""
    begin = config.at(start)
    return Word(value, begin, max(config.at(max(end - 1, start)) + 1, begin), ((0, begin),), quoted=value[:1] != "-")
