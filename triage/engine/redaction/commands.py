"""Programs whose short options take a password, and key formats whose members are secret by definition."""

import re

from triage.engine.redaction.find import KEEP, Find
from triage.engine.redaction.marker import MARKER_START
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
    "lftp": re.compile(r"[^\n]{0,200}?-u[ \t]+[^\s,]{1,80},(?=[^\s\"'])"),
    "net use": re.compile(
        r"[^\n]{0,200}?(?:/user:\S{1,80}[ \t]+(?P<value>[^\s/]\S{0,80})|"
        r"\\\\\S{1,120}[ \t]+(?P<first>[^\s/*]\S{0,80})(?=[ \t]+/user:))"
    ),
    "at+cwjap=": re.compile(r"\"[^\"\n]{0,64}\",(?=\")"),
    "334 ugfzc3dvcmq6": re.compile(r"[^\n]{0,20}\n[>< \t]{0,8}(?:C:[ ]?)?"),  # base64 of "Password:" (AUTH LOGIN)
    # IMAP: a1 LOGIN user password
    " login ": re.compile(r"(?<=[0-9] (?i:login) )[^\s\"]{1,80}[ ](?P<value>[^\s]{1,200})(?=[ \t]*(?:\r?\n|$))"),
    # redis-cli's prompt; of SMTP a mechanism follows
    "> auth ": re.compile(
        r"PLAIN[ ]+(?P<plain>[A-Za-z0-9+/]{8,2000}={0,2})(?=[ \t]*(?:\r?\n|$))|"
        r"(?!LOGIN|PLAIN|XOAUTH2|OAUTHBEARER|NTLM|GSSAPI|EXTERNAL|TLS|CRAM-|SCRAM-|DIGEST-)"
        r"(?:[^\s]{1,80}[ ]+)?(?P<value>[^\s]{1,200})(?=[ \t]*(?:\r?\n|$))"
    ),
    ":5432:": re.compile(r"[^:\s/]{1,64}:[^:\s/]{1,64}:"),  # a line of ~/.pgpass
    "jdbc:oracle:thin:": re.compile(r"[\w$#]{1,64}/(?P<value>[^\s@\"']{1,128})(?=@)"),
    "userpwd": re.compile(r"[ \t]*+,[ \t]*+[\"'][^:\"'\s]{0,80}:(?=[^\"'])"),
}
# Those that take several: the authentication and the privacy passphrase of SNMP version 3.
# Azure calls the two keys of an account so, of which elsewhere an id is the primary one: 32 or 64 bytes of base64.
_AZURE = ("primarykey", "secondarykey")
_BYTES = re.compile(
    r"""\\*["']?\s{0,4}[:=]\s{0,4}\\*["']?(?P<value>[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)(?![A-Za-z0-9+/=])"""
)
_COMMANDS |= dict.fromkeys(_AZURE, _BYTES)
_SEVERAL = dict.fromkeys(("snmpwalk", "snmpget", "snmpset", "snmpbulk"), re.compile(r"[ \t]-[AX][ \t]+(?=\S)"))
COMMAND_LITERALS = (*_COMMANDS, *_SEVERAL)
# RFC 7518 sections 6.2.2, 6.3.2 and 6.4: the private members of a JSON Web Key.
_PRIVATE_MEMBER = re.compile(
    r"""\\*"(?P<name>d|p|q|dp|dq|qi|k)\\*"\s{0,8}:\s{0,8}\\*"(?P<value>[A-Za-z0-9_=+/-]{8,})(?=\\*")"""
)
_LONGEST_LINE = 600
_LONGEST_KEY = 8192


def command(paste: Paste, start: int, literal: str) -> list[Find]:
    """The password that the program named at ``start`` is given."""
    if literal in _SEVERAL:
        line = paste.text.find("\n", start, start + _LONGEST_LINE)
        end = line if line >= 0 else start + _LONGEST_LINE
        return [
            find
            for each in _SEVERAL[literal].finditer(paste.text, start, end)
            for find in _at(paste, each.end(), literal)
        ]
    match = _COMMANDS[literal].match(paste.text, start + len(literal))
    if match is None:
        return []
    if literal in _AZURE:
        return [Find(*match.span("value"), "api-key", literal, f"command:{literal}")]
    told = match.lastgroup
    return _given(paste, *match.span(told), literal) if told else _at(paste, match.end(), literal)


def _at(paste: Paste, at: int, literal: str) -> list[Find]:
    """The string or the word at ``at``."""
    string = string_at(paste, at)
    word = None if string else _WORD.match(paste.text, at)
    begin, end = (string.start, string.end) if string else word.span() if word else (0, 0)
    return _given(paste, begin, end, literal)


def _given(paste: Paste, begin: int, end: int, literal: str) -> list[Find]:
    if MARKER_START in paste.lower[begin:end]:
        return [Find(begin, end, KEEP, "", "marker")]  # masked already: nobody takes the word before it instead
    if is_placeholder(paste.text[begin:end]):
        return []
    return [Find(begin, end, "password", "", f"command:{literal.strip(' >:')}")]


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
