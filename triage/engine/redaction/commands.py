"""Programs whose short options take a password, and key formats whose members are secret by definition."""

import re

from triage.engine.redaction.find import Find
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_placeholder
from triage.engine.redaction.strings import string_at

_WORD = re.compile(r"[^\s\"'`;|&]++")


def _option(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"[^\n|;]{{0,200}}?[ \t]{pattern}", re.IGNORECASE)


_COMMANDS = {
    "sshpass": _option(r"-p[ \t]?"),
    "mysql": _option(r"(?-i:-p)(?=[^\s])"),
    "mariadb": _option(r"(?-i:-p)(?=[^\s])"),
    "redis-cli": _option(r"-a[ \t]+"),
    "docker login": _option(r"(?-i:-p)[ \t]+"),
    "podman login": _option(r"(?-i:-p)[ \t]+"),
    "ldapsearch": _option(r"-w[ \t]+"),
    "az login": _option(r"(?-i:-p)[ \t]+"),
    "snowsql": _option(r"(?-i:-p)[ \t]+"),
    "http-basic.": re.compile(r"[\w.-]{1,80}[ \t]+[^\s-]\S{0,80}[ \t]+"),
    "mosquitto_": _option(r"(?-i:-P)[ \t]+"),
    "openssl": _option(r"(?:-k[ \t]+|-pass(?:in|out)?[ \t]+pass:)"),
    "convertto-securestring": re.compile(r"(?:[ \t]+-String)?[ \t]+(?=[\"'])", re.IGNORECASE),
    "identified by": re.compile(r"[ \t]+(?=[\"'])"),
    ":5432:": re.compile(r"[^:\s/]{1,64}:[^:\s/]{1,64}:"),  # a line of ~/.pgpass
    "jdbc:oracle:thin:": re.compile(r"[\w$#]{1,64}/(?P<value>[^\s@\"']{1,128})(?=@)"),
    "userpwd": re.compile(r"[ \t]*+,[ \t]*+[\"'][^:\"'\s]{0,80}:(?=[^\"'])"),
}
COMMAND_LITERALS = tuple(_COMMANDS)
# RFC 7518 sections 6.2.2, 6.3.2 and 6.4: the private members of a JSON Web Key.
_PRIVATE_MEMBER = re.compile(
    r"""\\*"(?P<name>d|p|q|dp|dq|qi|k)\\*"\s{0,8}:\s{0,8}\\*"(?P<value>[A-Za-z0-9_=+/-]{8,})(?=\\*")"""
)
_LONGEST_KEY = 8192


def command(paste: Paste, start: int, literal: str) -> list[Find]:
    """The password that the program named at ``start`` is given."""
    match = _COMMANDS[literal].match(paste.text, start + len(literal))
    if match is None:
        return []
    if "value" in match.groupdict():
        return [Find(*match.span("value"), "password", "", f"command:{literal}")]
    string = string_at(paste, match.end())
    word = None if string else _WORD.match(paste.text, match.end())
    begin, end = (string.start, string.end) if string else word.span() if word else (0, 0)
    if is_placeholder(paste.text[begin:end]):
        return []
    return [Find(begin, end, "password", "", f"command:{literal}")]


def web_key(paste: Paste, start: int) -> list[Find]:
    """The private members of the JSON Web Key that holds the ``"kty"`` at ``start``."""
    known = paste.runs.get(_PRIVATE_MEMBER, (0, 0))
    if start < known[1]:
        return []  # this object was looked through already
    opened = max(paste.text.rfind("{", max(start - _LONGEST_KEY, 0), start), 0)
    closed = paste.text.find("}", start, start + _LONGEST_KEY)
    end = closed if closed >= 0 else min(start + _LONGEST_KEY, len(paste.text))
    paste.runs[_PRIVATE_MEMBER] = (opened, end)
    return [
        Find(match.start("value"), match.end("value"), "private-key", match.group("name"), "web-key")
        for match in _PRIVATE_MEMBER.finditer(paste.text, opened, end)
    ]
