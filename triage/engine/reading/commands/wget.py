"""wget's commands. Source: GNU Wget's manual, "HTTP Options"."""

import re
from collections.abc import Iterator

from triage.engine.exchange import Call, Header, Headers, Missing, Span
from triage.engine.reading import limits
from triage.engine.reading.commands import urls
from triage.engine.reading.messages.fields import basic
from triage.engine.reading.placeholders import placeholders
from triage.engine.reading.shells import bash, setup
from triage.engine.reading.shells.words import Command, Word
from triage.engine.reading.source import Found, Source

NOTATION = "wget"
START = re.compile(r"(?<![\w./-])wget(?:\.exe)?(?=[ \t]+(?:-|['\"]?https?:|['\"]?[\w-]+(?:\.[\w-]+)+/))")
# Of the short options only those with a value matter here.
SHORT_WITH_VALUE = set("oaietOTwQPUlARDIXB")
LONG_WITH_VALUE = {
    "method", "header", "body-data", "body-file", "post-data", "post-file", "user", "password", "http-user",
    "http-password", "user-agent", "referer", "output-document", "output-file", "timeout", "tries",
    "load-cookies", "save-cookies", "directory-prefix", "ca-certificate", "certificate", "private-key",
    "proxy-user", "proxy-password", "limit-rate", "wait",
}  # fmt: skip


def read(source: Source) -> Found | None:
    """Every wget command of the text, or None."""
    if not source.has("wget"):
        return None
    every = Found()
    done = -1
    values: setup.Assignments | None = None
    for match in source.matches(START):
        if match.start() < done:
            continue
        text, start = source.text, match.start()
        values = setup.assignments(text) if values is None else values
        command = bash.command(text, start, source.end_of(start), setup.variables(values, start))
        done = command.span.end
        found = _found(command)
        if found is None:
            continue
        repairs = setup.prompt(text, start)
        claims = (Span(repairs[0].span.start if repairs else start, command.span.end),)
        every = every.plus(found).plus(Found(claims=claims, repairs=(*repairs, *command.repairs)))
        if len(every.parts) >= limits.EXCHANGES:
            break
    return every if every.parts else None


def _found(command: Command) -> Found | None:
    given: dict[str, Word | None] = {}
    headers: list[Header] = []
    url: Word | None = None
    words = iter(command.words[1:])
    for word in words:
        name, value = _option(word, words)
        if name == "":
            url = url or word
        elif name == "header" and value is not None:
            key, _, content = value.value.partition(":")
            blanks = len(content) - len(content.lstrip())
            place = value.part(len(key) + 1 + blanks, len(value.value))
            headers.append(Header(key.strip(), content.strip(), value.span, place))
        else:
            given[name] = value
    if url is None:
        return None
    missing = setup.unknown(command)
    return Found((_call(command, url, given, headers, missing),), missing=tuple(missing))


def _option(word: Word, words: Iterator[Word]) -> tuple[str, Word | None]:
    """The option's full name (``""`` for a URL) and its value."""
    text = word.value
    if not text.startswith("-") or text == "-":
        return "", word
    if text.startswith("--"):
        name, mark, value = text[2:].partition("=")
        if mark:
            place = word.at(len(name) + 3)
            return name, Word(value, place, word.end, ((0, place),))
        return name, next(words, None) if name in LONG_WITH_VALUE else None
    for index, letter in enumerate(text[1:], start=1):
        if letter in SHORT_WITH_VALUE:
            return ("user-agent" if letter == "U" else letter), None if text[index + 1 :] else next(words, None)
    return text, None


def _call(
    command: Command, url: Word, given: dict[str, Word | None], headers: list[Header], missing: list[Missing]
) -> Call:
    sent = urls.sent(url.value)
    body = given.get("body-data") or given.get("post-data")
    file = given.get("body-file") or given.get("post-file")
    if file is not None:
        missing.append(Missing("body", f"The body is in the file {file.value!r}; paste what it holds."))
    method = given.get("method")
    every = (*headers, *_added(given, headers, body))
    return Call(
        method=method.value.upper() if method else "POST" if body or file else "GET",
        url=sent.url,
        span=command.span,
        notation=NOTATION,
        headers=Headers(every),
        body=body.value if body else None,
        placeholders=placeholders(command.variables, url, every, None, None),
        method_span=method.span if method else None,
        url_span=url.span,
        body_span=body.span if body else None,
    )


def _added(given: dict[str, Word | None], headers: list[Header], body: Word | None) -> list[Header]:
    """What wget adds; user and password wait for the server's challenge unless told otherwise."""
    written = {each.name.lower() for each in headers}
    added: list[Header] = []
    user = given.get("user") or given.get("http-user")
    password = given.get("password") or given.get("http-password")
    if user is not None and "auth-no-challenge" in given and "authorization" not in written:
        place = Span(user.span.start, password.span.end if password else user.span.end)
        pair = f"{user.value}:{password.value if password else ''}"
        added.append(Header("Authorization", basic(pair), place, place))
    for name, option in (("User-Agent", "user-agent"), ("Referer", "referer")):
        word = given.get(option)
        if word is not None:
            added.append(Header(name, word.value, word.span, word.span))
    if body is not None and "content-type" not in written:
        added.append(Header("Content-Type", "application/x-www-form-urlencoded", body.span, body.span))
    return added
