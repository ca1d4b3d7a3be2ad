"""Words of a command typed at PowerShell (learn.microsoft.com: about_Quoting_Rules, about_Special_Characters)."""

import re
from collections.abc import Mapping

from triage.engine.exchange import Repair, Span
from triage.engine.reading import limits
from triage.engine.reading.shells.words import Command, Draft

VARIABLE = r"\$(?:env:\w+|\w+(?:\.\w+)*|\{[^}\n]{0,200}\}|\([^)\n]{0,400}\))"
PIECE = re.compile(
    rf"""
    (?P<bare>[^\s'"`$|;&<>()@]+|@(?!['"]))
  | (?P<blank>[ \t]+)
  | (?P<here>@'[ \t]*\n(?P<literal>[\s\S]*?)\n'@|@"[ \t]*\n(?P<expanding>[\s\S]*?)\n"@)
  | (?P<single>'[^']*(?:''[^']*)*')
  | (?P<double>"[^"`\\]*(?:(?:`[\s\S]|""|\\"|\\)[^"`\\]*)*")
  | (?P<joined>`[ \t]*(?:\n|\Z))
  | (?P<escaped>`[\s\S])
  | (?P<variable>{VARIABLE})
  | (?P<stop>[|;&<>()]|\n)
  | (?P<odd>[\s\S])
    """,
    re.VERBOSE,
)
# ``\\"`` is what a program's own argument rules need up to version 7.2; PowerShell itself gives it no meaning.
IN_SINGLE = re.compile(r"(?P<quote>'')|(?P<inner>\\\")")
IN_DOUBLE = re.compile(rf'`(?P<escaped>[\s\S])|(?P<quote>"")|(?P<inner>\\")|(?P<variable>{VARIABLE})')
NAMES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
LOST_OPTION = re.compile(r"\n[ \t]*(?=-{1,2}[A-Za-z])")


def command(text: str, start: int, end: int, env: Mapping[str, str]) -> Command:
    """The command whose first word begins at ``start``; a grave accent at a line's end joins the next line."""
    draft = Draft(text, start, end, env)
    for piece in PIECE.finditer(text, start, end):
        if not _step(draft, piece.lastgroup or "", piece) or len(draft.words) >= limits.WORDS:
            break
    read = draft.command()
    inner = [word for word in read.words if word.quoted and '"' in word.value]
    if not inner:
        return read
    # Up to version 7.2 PowerShell strips such quotes on the way to a native program (about_Parsing).
    repair = Repair("powershell_quoting", Span(inner[0].start, inner[0].end), may_be_the_fault=True)
    return Command(read.words, read.span, read.stdin, read.variables, (*read.repairs, repair), read.unclosed)


def _step(draft: Draft, kind: str, piece: re.Match[str]) -> bool:
    start, found = piece.start(), piece.group()
    if kind == "bare":
        draft.add(found, start)
    elif kind == "blank":
        draft.close(start)
    elif kind == "single":
        _add_parts(draft, IN_SINGLE, start + 1, piece.end() - 1)
    elif kind == "double":
        _add_parts(draft, IN_DOUBLE, start + 1, piece.end() - 1)
    elif kind == "here":
        group = "literal" if piece.group("literal") is not None else "expanding"
        draft.add(piece.group(group), piece.start(group), quoted=True)
    elif kind == "escaped":
        draft.add(NAMES.get(found[1], found[1]), start + 1)
    elif kind == "variable":
        draft.add_variable(found, start, draft.env.get(found.strip("${}").lower()))
    elif kind == "joined":
        draft.close(start)
    elif kind == "stop":
        return _goes_on(draft, piece)
    elif found in "'\"":
        draft.unclose(start)
        return False
    else:
        draft.add(found, start)
    return True


def _goes_on(draft: Draft, piece: re.Match[str]) -> bool:
    lost = LOST_OPTION.match(draft.text, piece.start(), draft.end)
    if lost is None:
        draft.stop(piece.start())
        return False
    draft.close(piece.start())
    draft.repairs.append(Repair("lost_backslash", Span(*lost.span())))
    return True


def _add_parts(draft: Draft, pattern: re.Pattern[str], start: int, end: int) -> None:
    text, done = draft.text, start
    draft.add("", start, quoted=True)
    for each in pattern.finditer(text, start, end):
        draft.add(text[done : each.start()], done, quoted=True)
        done = each.end()
        groups = each.groupdict()
        if groups.get("variable"):
            draft.add_variable(each.group(), each.start(), draft.env.get(each.group().strip("${}").lower()))
        elif groups.get("escaped"):
            draft.add(NAMES.get(groups["escaped"], groups["escaped"]), each.start() + 1, quoted=True)
        else:
            draft.add(each.group()[-1], each.end() - 1, quoted=True)
    draft.add(text[done:end], done, quoted=True)
