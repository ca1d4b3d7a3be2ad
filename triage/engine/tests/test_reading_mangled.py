"""A command that something happened to on its way still reads as curl sent it: forty kinds of damage on each.

The commands are those of the corpus that send one request and hold nothing of a shell before them; what they must read
as is what curl sent. ``LOST`` names what no reader could know again, with the reason.
"""

import random
from contextlib import suppress
from functools import cache
from typing import Any

import pytest

from triage.engine.errors import EngineError
from triage.engine.exchange import Exchange
from triage.engine.reading import read
from triage.engine.tests.mangling import MANGLERS, Mangler
from triage.engine.tests.test_reading_curl import COMMANDS, RECORDED, differences

BROKEN_WORD = {  # a line break within a word or a quote: without its backslash it parts or joins what it did not
    "opt-abbrev-many-long", "quote-backslash-newline-inside-double-quotes", "quote-backslash-newline-everywhere",
    "quote-backslash-newline-inside-single-quotes", "quote-backslash-newline-inside-word",
}  # fmt: skip
OWN_ENTITIES = {  # a body that holds markup of its own: then its entities may be its own too
    "data-urlencode-reserved-and-unreserved", "long-soap-envelope-heredoc", "long-sparql-query", "long-xmlrpc",
}  # fmt: skip
OWN_BREAKS = {  # a body, or what follows a heredoc: a line break in it may be what was sent
    "auth-basic-explicit", "data-xml-inline", "f-a-b-f-c-d-f-e-x-y-f-f-x-type-text-plain-f-g-x-ty",
    "form-nested-multipart", "form-quoted-value-with-semicolon", "form-raw-multipart-by-hand",
    "long-oauth-client-credentials", "long-soap-one-line-double-quotes", "method-odd-propfind",
    "quote-ansi-c-all-escapes", "quote-ansi-c-in-header-and-url", "shell-heredoc-before-options",
}  # fmt: skip
FOR_BASH = {  # escapes that mean another thing to cmd.exe, at whose prompt the command stands
    "d-a-b-nc", "d-a-b", "d-a-quoted-5-back", "data-json-double-quoted-shell", "quote-double-with-escapes",
    "quote-locale-dollar-double", "t-x-hi-2", "t-x-hi", "url-escaped-amp-unquoted", "url-globoff-long",
}  # fmt: skip
LOST: dict[str, set[str]] = {
    "smart_quotes": {"data-binary-eof-a-1-b-2-eof", "form-multiline-value", "quote-locale-dollar-double"},
    "long_dash": {"data-value-that-looks-like-an-option", "opt-no-get-turns-off"},
    "lost_backslashes": BROKEN_WORD,
    "lost_newlines": BROKEN_WORD,
    "joined_lines": BROKEN_WORD,
    "trailing_blanks": BROKEN_WORD,
    "doubled_lines": BROKEN_WORD,
    "some_entities": OWN_ENTITIES,
    "markdown_link": {"agent-long-option-curl-like", "url-ipv6-literal-no-g-default-port"},
    "angle_link": {"form-multiline-value", "long-sparql-query"},
    "hard_wrap": OWN_BREAKS,
    "windows_prompt": FOR_BASH,
}


@cache
def commands() -> dict[str, str]:
    """The commands that damage can be done to, by name."""
    texts = {case.stem: case.read_text("utf-8").strip("\n") for case in COMMANDS}
    return {name: text for name, text in texts.items() if _is_plain(name, text, RECORDED[name])}


def _is_plain(name: str, text: str, recorded: dict[str, Any]) -> bool:
    sends_one = len(recorded["requests"]) == 1 and recorded["exit"] == 0 and text.count("curl ") == 1
    reads_files = "file" in name or any(each in text for each in ("data.txt", "body.json", "cookies.txt"))
    return (
        sends_one
        and text.startswith("curl ")
        and not reads_files
        and "unset" not in name
        and text.replace("\n", "").isprintable()
    )


def test_there_is_enough_to_damage() -> None:
    assert len(commands()) > 400


@pytest.mark.parametrize("mangle", MANGLERS, ids=lambda mangle: mangle.__name__)
def test_a_damaged_command_reads_as_curl_sent_it(mangle: Mangler) -> None:
    lost = LOST.get(mangle.__name__, set())
    wrong = {}
    for name, text in commands().items():
        damaged = mangle(text)
        if damaged is not None and name not in lost and (found := differences(damaged, RECORDED[name])):
            wrong[name] = (damaged, found)
    assert wrong == {}


def test_what_is_lost_is_lost_indeed() -> None:
    by_name = {mangle.__name__: mangle for mangle in MANGLERS}
    for kind, names in LOST.items():
        damaged = {name: by_name[kind](commands()[name]) for name in names & commands().keys()}
        wrong = [name for name, text in damaged.items() if text and differences(text, RECORDED[name])]
        assert wrong, f"nothing is lost by {kind} any more"


def test_damage_on_damage_never_ends_in_a_crash() -> None:
    chance = random.Random(20)
    texts = list(commands().values())
    for _ in range(1_500):
        text: str = chance.choice(texts)
        for mangle in chance.sample(MANGLERS, 3):
            text = mangle(text) or text
        with suppress(EngineError):
            assert isinstance(read(text), Exchange)
