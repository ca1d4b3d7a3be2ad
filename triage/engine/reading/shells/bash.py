"""Words of a command as bash makes them (POSIX.1-2024, Shell Command Language, section 2.2 Quoting, and bash's manual,
section 3.1.2.4 ANSI-C Quoting). Nothing is executed: ``$(…)`` and a ``$VAR`` that the paste does not set stay as they
stand, as placeholders.

One pattern with a named group per quoting form, one match per piece: a character loop takes ten times as long.
"""

import re
from collections.abc import Mapping

from triage.engine.exchange import Repair, Span
from triage.engine.reading import limits
from triage.engine.reading.shells import heredocs
from triage.engine.reading.shells.expansions import expanded
from triage.engine.reading.shells.heredocs import VARIABLE
from triage.engine.reading.shells.words import ANY_TOOL, Command, Draft, Heredoc, Tool, Word

PIECE = re.compile(
    rf"""
    (?P<joined>[\\^][ \t]*(?:\n(?:[ \t]*\n(?=[ \t]*-))?|\Z))
  | (?P<bare>[^\s'"\\$`|&;<>()]+)
  | (?P<blank>[ \t]+)
  | (?P<single>'[^']*')
  | (?P<double>"[^"\\$`]*")
  | (?P<catted>"?\$\(cat[ \t]*{heredocs.OPENING}[ \t]*\n)
  | (?P<rich>"[^"\\$]*(?:(?:\\[\s\S]|\$\((?:[^()\n]|\([^()\n]{{0,200}}\)){{0,400}}\)|\$)[^"\\$]*)*")
  | (?P<ansi>\$'[^'\\]*(?:\\[\s\S][^'\\]*)*')
  | (?P<collapsed>\\[ \t]+(?:>{{1,3}}[ \t]+)?(?=(?:-{{1,2}}|[‐-―−])[A-Za-z]|['"]|https?:))
  | (?P<escaped>\\[\s\S])
  | (?P<variable>{VARIABLE})
  | (?P<newline>\n)
  | (?P<herestring><<<[ \t]*)
  | (?P<heredoc><<-?[ \t]*['"\\]?\w+['"]?)
  | (?P<angle><[A-Za-z_](?:[\w.:-]|[ ](?=\w)){{0,60}}>)
  | (?P<redirect>(?:&>>?|[<>]&[0-9-]?|>>|>\||[<>])[ \t]*)
  | (?P<operator>[|&;()`]+)
  | (?P<odd>[\s\S])
    """,
    re.VERBOSE,
)

OPENING = re.compile(heredocs.OPENING)

# In double quotes a backslash quotes only these (POSIX section 2.2.3); before a newline both vanish.
IN_DOUBLE = re.compile(rf'\\(?P<quoted>[$`"\\\n])|(?P<variable>{VARIABLE}|`[^`\n]{{1,400}}`)')

# Bash manual, section 3.1.2.4.
IN_ANSI = re.compile(
    r"(?P<bytes>(?:\\x[89A-Fa-f][0-9A-Fa-f]){2,40})|\\c(?P<control>[@-_a-z])|\\(?:(?P<name>[abeEfnrtv\\'\"?])|x(?P<hex>[0-9A-Fa-f]{1,2})|u(?P<u4>[0-9A-Fa-f]{1,4})"
    r"|U(?P<u8>[0-9A-Fa-f]{1,8})|(?P<octal>[0-7]{1,3}))"
)
ANSI_NAMES = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

# A line that goes on with an option though no backslash says so: mailers and forums eat them.
GLUED_OPTION = re.compile(r"\n[ \t]*(?=-[A-Za-z][^\s-])")
LOST_OPTION = re.compile(r"\n[ \t]*(?=(?:--[a-z]|-[A-Za-z](?:[ \t'\"\n]|[A-Z]{2,8}\b)|[‐-―−][A-Za-z-]))")
LOST_VALUE = re.compile(r"\n[ \t]*(?=['\"])")
LOST_WORD = re.compile(r"\n[ \t]*(?=[^\s#$>])")
LOST_URL = re.compile(r"\n[ \t]*(?=['\"]?https?://)")


def command(
    text: str,
    start: int,
    end: int,
    env: Mapping[str, str] | None = None,
    fed: Heredoc | Word | None = None,
    most: int = limits.WORDS,
    tool: Tool = ANY_TOOL,
) -> Command:
    """The command whose first word begins at ``start``; it ends at an operator or a line that does not go on.

    ``fed`` is what a pipe feeds it: a word, or a heredoc that begins on the next line. No more than ``most``
    words are read.
    """
    draft = Draft(text, start, end, env or {}, tool)
    if isinstance(fed, Heredoc):
        draft.heredoc = fed
    else:
        draft.stdin = fed
    at = start
    while at < end and (piece := PIECE.match(text, at, end)):
        kind, at = piece.lastgroup or "", piece.end()
        if kind == "bare":
            if draft.parts is None and piece.group().startswith("#"):
                draft.stop(piece.start())
                break
            draft.add(piece.group(), piece.start())
        elif kind == "blank":
            draft.close(piece.start())
        elif kind in ("single", "double"):
            draft.add(piece.group()[1:-1], piece.start() + 1, quoted=True)
        elif kind == "catted":
            at = _add_catted(draft, piece)
        elif not _step(draft, kind, piece):
            break
        if len(draft.words) >= most:
            draft.stop(piece.end())
            break
    return draft.command()


def _step(draft: Draft, kind: str, piece: re.Match[str]) -> bool:
    """Take one of the rarer pieces; False where the command ends."""
    start = piece.start()
    if kind == "rich":
        _add_double(draft, start + 1, piece.end() - 1)
    elif kind == "ansi":
        _add_ansi(draft, start + 2, piece.end() - 1)
    elif kind == "variable":
        _add_variable(draft, piece.group(), start)
    elif kind == "angle":
        draft.add(piece.group(), start)
    elif kind == "escaped":
        draft.add(piece.group()[1], start + 1)
    elif kind in ("joined", "collapsed"):
        _join(draft, kind, piece)
    elif kind in ("redirect", "herestring"):
        draft.redirect(start, feeds=kind == "herestring")
    elif kind == "heredoc":
        draft.close(start)
        opening = OPENING.match(piece.group())
        draft.heredoc = Heredoc.of(opening) if opening else None
    elif kind == "newline":
        return _goes_on(draft, piece)
    elif kind == "operator":
        draft.stop(start)
        return False
    elif piece.group() in "'\"":
        draft.unclose(start)
        return False
    elif not draft.text.startswith('$"', start):
        draft.add(piece.group(), start)
    return True


def _join(draft: Draft, kind: str, piece: re.Match[str]) -> None:
    """A backslash that joins lines, or did before the line break or the order of both was lost."""
    found = piece.group()
    if found[0] == "^":
        draft.repairs.append(Repair("cmd_quoting", Span(*piece.span()), may_be_the_fault=True))
        draft.close(piece.start())
        return
    if kind == "collapsed" and draft.parts is not None:
        draft.add(found[1], piece.start() + 1)
        draft.close(piece.start() + 2)
        return
    if kind == "collapsed" or found[1:2] in (" ", "\t") or found.count("\n") > 1:
        what = "lost_newline" if kind == "collapsed" else "trailing_blank" if found[1] in " \t" else "blank_line"
        draft.repairs.append(Repair(what, Span(*piece.span()), may_be_the_fault=what != "lost_newline"))
        draft.close(piece.start())


def _goes_on(draft: Draft, piece: re.Match[str]) -> bool:
    """Whether the command goes on after this line break; a heredoc is read here, as it begins on the next line."""
    start = piece.start()
    draft.close(start)
    if draft.heredoc is not None:
        fed = heredocs.lines(draft.text, start + 1, draft.end, draft.heredoc, draft.env)
        draft.stdin, draft.stopped = fed.word, fed.end
        draft.variables += fed.variables
        return False
    last = draft.words[-1].value if draft.words else ""
    lost = LOST_OPTION.match(draft.text, start, draft.end)
    if lost is None and draft.tool.takes_value(last):
        lost = (LOST_VALUE if draft.tool is ANY_TOOL else LOST_WORD).match(draft.text, start, draft.end)
    if lost is None and not draft.tool.is_complete(draft.words):
        lost = LOST_URL.match(draft.text, start, draft.end) or GLUED_OPTION.match(draft.text, start, draft.end)
    if lost is None:
        draft.stop(start)
        return False
    draft.repairs.append(Repair("lost_backslash", Span(*lost.span())))
    return True


def _add_catted(draft: Draft, piece: re.Match[str]) -> int:
    """A heredoc in a substitution, ``$(cat <<EOF … EOF )``: its lines as text; where the word goes on after it."""
    text, opened = draft.text, piece.group().startswith('"')
    fed = heredocs.lines(text, piece.end(), draft.end, Heredoc.of(piece), draft.env)
    closing = text.find(")", fed.end, draft.end)
    if closing < 0 or text[fed.end : closing].strip():
        draft.unclose(piece.start())
        return draft.end
    draft.variables += fed.variables
    draft.add(fed.word.value.rstrip("\n"), fed.word.at(0), quoted=True)
    return closing + 2 if opened and text.startswith('"', closing + 1) else closing + 1


def _add_double(draft: Draft, start: int, end: int) -> None:
    text, done = draft.text, start
    draft.add("", start, quoted=True)
    for each in IN_DOUBLE.finditer(text, start, end):
        draft.add(text[done : each.start()], done, quoted=True)
        done = each.end()
        if each.group("variable"):
            _add_variable(draft, each.group(), each.start(), quoted=True)
        elif each.group("quoted") != "\n":
            draft.add(each.group("quoted"), each.start() + 1, quoted=True)
    draft.add(text[done:end], done, quoted=True)


def _add_ansi(draft: Draft, start: int, end: int) -> None:
    text, done = draft.text, start
    draft.add("", start, quoted=True)
    for each in IN_ANSI.finditer(text, start, end):
        draft.add(text[done : each.start()], done, quoted=True)
        draft.add(_ansi_character(each), each.start(), quoted=True)
        done = each.end()
    draft.add(text[done:end], done, quoted=True)


def _add_variable(draft: Draft, text: str, place: int, *, quoted: bool = False) -> None:
    """Put in what the paste itself sets; outside of quotes its blanks part words (POSIX section 2.6.5)."""
    value = expanded(text, draft.env)
    if value is None or quoted or not any(each in value for each in " \t\n"):
        draft.add_variable(text, place, value)
        return
    for index, piece in enumerate(value.split()):
        if index or value[0].isspace():
            draft.close(place)
        draft.add(piece, place)
    if value[-1].isspace():
        draft.close(place)


def _ansi_character(escape: re.Match[str]) -> str:
    if escape.group("bytes"):
        written = bytes.fromhex(escape.group("bytes").replace("\\x", ""))
        try:
            return written.decode("utf-8")
        except UnicodeDecodeError:
            return written.decode("latin-1")
    if escape.group("control"):
        return chr(ord(escape.group("control").upper()) & 0x1F)
    name = escape.group("name")
    if name is not None:
        return ANSI_NAMES.get(name, name)
    octal = escape.group("octal")
    code = int(octal, 8) & 0xFF if octal else int(escape.group("hex") or escape.group("u4") or escape.group("u8"), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
