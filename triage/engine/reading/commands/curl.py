"""curl commands, read as curl reads them: what it would have sent, with what it adds by itself.

Left out is only what every request of curl carries and nobody wrote: Host, User-Agent, ``Accept: */*`` and
Content-Length. The boundary of a multipart body is curl's secret; ``form`` holds its fields.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from triage.engine.exchange import Call, Missing, Repair, Span
from triage.engine.reading import limits
from triage.engine.reading.commands import curlcall, curlconfig
from triage.engine.reading.commands.curloptions import CURL, DASHES, Given, Option, options
from triage.engine.reading.commands.unwrapping import unwrapped
from triage.engine.reading.commands.writeout import written_out
from triage.engine.reading.shells import bash, cmdexe, powershell, setup
from triage.engine.reading.shells.words import Command, Word
from triage.engine.reading.source import Found, Refusal, Source

NOTATION = "curl"

# The name of the tool where a command can begin, followed by something that only a command goes on with.
START = re.compile(
    r"(?P<name>curl|Curl|CURL)(?:\.exe|\.EXE)?(?P<quote>['\"]?)(?![ \t]+[0-9.]+(?:[ \t,;)\n]|\Z))"
    r"(?=[ \t]+(?:[-–—−'\"$<{\\^`“”‘’]|https?:|[\w~-]+(?:\.[\w~-]+)*[.:/][^\s,;!?]|localhost)|[ \t]*[\\^`][ \t]*\n"
    r"|[ \t]*\n[ \t]*(?:-{1,2}[A-Za-z]|['\"]?https?://))"
)
SCRIPTED = re.compile(r"^#!|^[ \t]*curl[ \t]", re.MULTILINE)
# What may stand right in front of the name: nothing of a word, but a path.
BEFORE = re.compile(r"(?:\A|[^\w.~@/\\:-])(?:[\w.~:/\\ -]{0,200}[/\\])?\Z")


def read(source: Source) -> Found | None:
    """Every curl command of the text, or None."""
    found = Found()
    done = -1
    values: setup.Assignments | None = None
    for match in source.matches(START):
        if match.start() < done or not _can_begin(source.text, match.start()):
            continue
        values = setup.assignments(source.text) if values is None else values
        command, repairs = _command(source, match, values)
        done = command.span.end
        given = tuple(options(command.words[1:]))
        command, given = unwrapped(*_without_prose(command, given), source.text)
        if not given:
            continue
        calls = _calls(command, given)
        begin = repairs[0].span.start if repairs else match.start()
        claims = (Span(begin, command.span.end),)
        found = found.plus(calls).plus(Found(claims=claims, repairs=(*repairs, *command.repairs, *_dashes(command))))
        form = _write_out(given)
        told = written_out(form, source.text, done, source.end_of(done - 1)) if form else None
        found = found.plus(told) if told else found
        if max(len(found.parts), len(found.refusals)) >= limits.EXCHANGES:
            break
    return found if found.parts or found.refusals else None


def _can_begin(text: str, at: int) -> bool:
    """Whether a command can begin here: not within a word or a body, nor in a comment of a script that has others."""
    if BEFORE.search(text, max(0, at - 200), at) is None:
        return False
    before = text[setup.line_start(text, at) : at].lstrip()
    if before[:1] in ("{", "[", "<") and '"' in before:
        return False
    return before.rstrip() != "#" or SCRIPTED.search(text) is None


def _dashes(command: Command) -> list[Repair]:
    """The dashes of a word processor in front of options, as repairs."""
    return [
        Repair("smart_dashes", Span(word.start, word.start + 1), may_be_the_fault=True)
        for word in command.words
        if word.value[:1] in DASHES and word.value and not word.quoted
    ]


def _write_out(given: Iterable[Option]) -> Word | None:
    """The form of ``-w``, where it has any variables."""
    forms = [each.value for each in given if each.name == "write-out" and each.value is not None]
    return forms[-1] if forms and "%{" in forms[-1].value else None


def _command(source: Source, match: re.Match[str], values: setup.Assignments) -> tuple[Command, list[Repair]]:
    """The command in its shell's words, with the prompt before it and what a pipe feeds it."""
    text, start = source.text, match.start("name")
    line = setup.line_start(text, match.start())
    answer = ANSWERED.search(text, start, source.end_of(start))
    end = answer.start() if answer else source.end_of(start)
    repairs = setup.prompt(text, match.start())
    before = text[line : match.start()]
    if before.endswith("`") and "`" in text[start:end].split("\n", 1)[0]:
        end = text.index("`", start)
    shell = _shell(text, start, end, before)
    if shell == "cmd":
        return cmdexe.command(text, start, end, setup.on_windows(text, start)), repairs
    if shell == "powershell":
        return powershell.command(text, start, end, setup.on_windows(text, start)), repairs
    if before.lstrip()[1:3] == ":\\":
        repairs.append(Repair("cmd_quoting", Span(start, start + 4), may_be_the_fault=True))
    env = setup.variables(values, start)
    fed = setup.fed(text, line, match.start(), env)
    return bash.command(text, start, end, env, fed, tool=CURL), repairs


# Behind a status line nothing belongs to the command, however many of its quotes are open.
ANSWERED = re.compile(r"\n[ \t]*(?:<[ ])?HTTP/[0-9.]{1,3} [1-5][0-9][0-9]\b")
# A caret before a line break, or before a quote, is cmd.exe's; a grave accent before a line break is PowerShell's.
SHELL_WINDOW = 4_000
CARET = re.compile(r"\^[ \t]*\n|[ \t]\^\"[^\n]*\^\"|\"[ \t]+\^(?!\")")
BATCH = re.compile(r"^(?:@echo (?:off|on)\b|set \w{1,60}=)", re.MULTILINE | re.IGNORECASE)
# Single quotes around a word, which mean nothing to cmd.exe: whoever writes them thinks of another shell.
SINGLE = re.compile(r"[ \t]'")
GRAVE = re.compile(r"[ \t]`[ \t]*\n|\$env:\w|@['\"][ \t]*\n")


def _shell(text: str, start: int, end: int, before: str) -> str:
    stop = text.find("\n\n", start, end)
    stop = min(end if stop < 0 else stop, start + SHELL_WINDOW)
    has_caret = text.find("^", start, stop) >= 0 and CARET.search(text, start, stop) is not None
    is_batch = BATCH.search(text, 0, start) is not None
    if (has_caret or is_batch or before.lstrip()[1:3] == ":\\") and SINGLE.search(text, start, stop) is None:
        return "cmd"
    has_mark = any(text.find(mark, start, stop) >= 0 for mark in ("`", "$env:", "@"))
    if (has_mark and GRAVE.search(text, start, stop)) or (
        before.lstrip().startswith("PS") and "\\\n" not in text[start:stop]
    ):
        return "powershell"
    return "bash"


def _without_prose(command: Command, given: Given) -> tuple[Command, Given]:
    """The command up to where it goes on as a sentence: "curl https://… returns a 404"."""
    if command.unclosed is not None:
        return command, given
    has_url = False
    for index, option in enumerate(given):
        if option.name:
            has_url = has_url or option.name == "url"
            continue
        if has_url and curlcall.FURTHER_URL.match(option.word.value) is None:
            kept = tuple(word for word in command.words if word.start < option.word.start)
            return replace(command, words=kept, span=Span(command.span.start, kept[-1].end)), given[:index]
        has_url = True
    return command, given


def _calls(command: Command, given: Given) -> Found:
    """The calls of one command, one for each URL, and why curl would refuse."""
    calls: list[Call] = []
    missing: list[Missing] = []
    problems: list[tuple[str, Word]] = []
    repairs: list[Repair] = []
    for chosen in _operations(command, given):
        draft = curlcall.CallDraft(command)
        for option in chosen:
            if option.problem:
                problems.append((option.problem, option.word))
            draft.take(option)
        problems += draft.problems()
        calls += draft.calls()
        missing += draft.missing
    problems = problems if command.unclosed is None else []
    refusals = [Refusal(message, word.start, NOTATION) for message, word in problems]
    repairs += (Repair("refused_by_curl", Span(word.start, word.end), may_be_the_fault=True) for _, word in problems)
    if command.unclosed is not None:
        del calls[1:]
        refusals.append(Refusal("a quote opens here and is never closed", command.unclosed, NOTATION))
        repairs.append(Repair("unclosed_quote", Span(command.unclosed, command.span.end), may_be_the_fault=True))
    if not calls and not refusals and not any(each.what == "call" for each in missing):
        refusals.append(Refusal("the curl command names no URL", command.span.start, NOTATION))
    missing += setup.unknown(command)
    return Found(tuple(calls), (), tuple(repairs), tuple(missing), tuple(refusals))


def _options(command: Command, given: Given) -> Iterator[Option]:
    """The options of a command, with those of a config that is fed to it in their place (curl's manual, -K)."""
    for option in given:
        is_fed = option.name == "config" and option.value is not None and option.value.value == "-"
        if is_fed and command.stdin is not None:
            yield from (each for each in options(tuple(curlconfig.words(command.stdin))) if each.name != "config")
        else:
            yield option


def _operations(command: Command, given: Given) -> Iterator[list[Option]]:
    """The options between one ``--next`` and another."""
    chosen: list[Option] = []
    for option in _options(command, given):
        if option.name == "next":
            yield chosen
            chosen = []
        else:
            chosen.append(option)
    yield chosen
