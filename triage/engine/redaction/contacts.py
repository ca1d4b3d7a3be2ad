"""E-mail addresses and phone numbers, masked on request. What only looks like them stays."""

import re
from collections.abc import Iterator

from triage.engine.redaction.find import Find
from triage.engine.redaction.paste import LETTERS, PHONES, SHELLS, Paste

_LOCAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$&*+-/^_{|}"
_DOMAIN = r"(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}(?P<top>[A-Za-z]{2,24}))(?![A-Za-z0-9~-])"
# Each pattern begins with the plain sign that is named beside it: without the sign nobody looks, and with it the
# search jumps from one to the next.
_ADDRESSES = tuple((sign, re.compile(re.escape(sign) + _DOMAIN)) for sign in ("@", "%40", "%2540", "\\u0040", "&#64;"))
_FILE_TYPES = frozenset(
    (
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "css",
        "js",
        "mjs",
        "ts",
        "map",
        "json",
        "ico",
        "avif",
        "pdf",
        "html",
        "woff",
        "woff2",
        "service",
        "socket",
        "timer",
    )
)
_NOT_PEOPLE = re.compile(r"gserviceaccount\.com$|\.iam\.|^(?:git|ssh|openssh|libssh)\.", re.IGNORECASE)
_MESSAGE_ID = re.compile(
    r"(?:message-id|in-reply-to|references|content-id|cid|msgid|message_id)[\"']?\s*[:=][^\n]*$", re.IGNORECASE
)
# E.164 writes a plus sign, a country code and at most 15 digits; people part the digits in their own ways.
# One digit at a time, so that there is one way to read a number.
_ABROAD = r"[1-9](?:(?:%20|[ .()/-]){0,2}[0-9]){7,14}\)?(?![\w~]|[-.:/][0-9~])"
_NUMBERS = (
    ("+", re.compile(r"\+" + _ABROAD)),
    ("%2B", re.compile("%2B" + _ABROAD)),
    ("%2b", re.compile("%2b" + _ABROAD)),
    ("(", re.compile(r"\([2-9][0-9]{2}\) ?[2-9][0-9]{2}[-. ][0-9]{4}(?![\w~]|[-.:/][0-9~])")),
)
# North American: the area code stands before the sign.
_LOCAL_NUMBERS = (
    ("-", re.compile(r"-[2-9][0-9]{2}-[0-9]{4}(?![\w~]|[-.:/][0-9~])")),
    (".", re.compile(r"\.[2-9][0-9]{2}\.[0-9]{4}(?![\w~]|[-.:/][0-9~])")),
)
_AREA = re.compile(r"[2-9][0-9]{2}")
_PHONE_VALUE = re.compile(
    r"""(?ix)[a-z]{0,12}(?:[_ -]?(?:number|no|nr|num|e164|at|on))?(?:\\*+["'])?
    \s*+(?::|=>|=|\bis\b|&gt;|>|%3A|%3D)?\s*+(?:\\*+["'])?
    (?P<number>(?:\+|00|%2B)?\(?[0-9](?:[ ./()-]{0,2}[0-9]){6,14})(?![\w~-])"""
)
_PHONES = frozenset(PHONES)
_DIGITS = re.compile(r"[0-9]")
_SHELL = re.compile(r"(?:^|\s)(?:ssh|scp|sftp|rsync|mosh)[ \t](?:\S+[ \t]+){0,8}$")


def contacts(paste: Paste) -> Iterator[Find]:
    """Every e-mail address and phone number of the text."""
    yield from _emails(paste)
    yield from _phones(paste)


def _emails(paste: Paste) -> Iterator[Find]:
    text = paste.text
    for address in (match for sign, pattern in _ADDRESSES if sign in text for match in pattern.finditer(text)):
        lead = text[max(address.start() - 64, 0) : address.start()]
        start = address.start() - (len(lead) - len(lead.rstrip(_LOCAL)))
        start = _local_start(text, start, address.start())
        if start < address.start() and not (
            _is_no_address(text, start, address)
            or (any(map(paste.mentions, LETTERS)) and _in_message_id(text, start))
            or (any(map(paste.mentions, SHELLS)) and _after_ssh(text, start))
        ):
            yield Find(start, address.end(), "email", "", "email")


_PARTED = re.compile(r".*[/&|{$#!*]")
_ESCAPES = re.compile(r"(?:[nrt]|u[0-9a-f]{4}|x[0-9a-f]{2})(?=[A-Za-z0-9])")
_PERCENT = re.compile(r"(?:25)*[0-9A-Fa-f]{2}")


def _local_start(text: str, start: int, at: int) -> int:
    """Where the local part begins: after an escape, a scheme or a sign that belongs to what stands before."""
    before = text[start - 1 : start]
    if (before == "\\" and (match := _ESCAPES.match(text, start, at))) or (
        before == "%" and (match := _PERCENT.match(text, start, at))
    ):
        start = match.end()
    local = text[start:at]
    parted = _PARTED.match(local)
    start += parted.end() if parted else 0
    local = text[start:at]
    return start + len(local) - len(local.lstrip(".-+"))


def _is_no_address(text: str, start: int, address: re.Match[str]) -> bool:
    local, end = text[start : address.start()], address.end()
    if address.group("top").lower() in _FILE_TYPES or _NOT_PEOPLE.search(address.group("domain")) or local == "git":
        return True
    if text.startswith('realm="', start - 7):
        return True
    if text[max(start - 3, 0) : start] == "://" or text[start - 1 : start] == ":":
        return _in_url(text, start)
    # user@host:path, as scp writes it
    return text[end : end + 1] == ":" and (text[end + 1 : end + 2].isalpha() or text[end + 1 : end + 2] in ("~", "/"))


def _in_message_id(text: str, start: int) -> bool:
    line = text[max(start - 120, 0) : start]
    return _MESSAGE_ID.search(line[line.rfind("\n") + 1 :]) is not None


def _in_url(text: str, start: int) -> bool:
    """Whether the address is the user information and host of a URL."""
    lead = text[max(start - 80, 0) : start]
    at = lead.rfind("://")
    return at >= 0 and not re.search(r"[\s\"'<>/?#]", lead[at + 3 :])


def _after_ssh(text: str, start: int) -> bool:
    return _SHELL.search(text, max(start - 120, 0), start) is not None


def _phones(paste: Paste) -> Iterator[Find]:
    text = paste.text
    for sign, pattern in _NUMBERS:
        for match in pattern.finditer(text) if sign in text else ():
            if _begins(text, match.start()) and 8 <= _digits(match.group().lower().removeprefix("%2b")) <= 15:
                yield Find(match.start(), match.end(), "phone", "", "phone")
    for sign, pattern in _LOCAL_NUMBERS:
        for match in pattern.finditer(text) if sign in text else ():
            start = match.start() - 3
            if start >= 0 and _AREA.match(text, start) and _begins(text, start):
                yield Find(start, match.end(), "phone", "", "phone")
    for name in _PHONES & paste.mentioned():
        yield from _named_phones(paste, name)


def _begins(text: str, start: int) -> bool:
    before = text[max(start - 1, 0) : start]
    escaped = text[max(start - 2, 0) : start] in ("\\n", "\\t")
    return escaped or not (before.isalnum() or (before and before in "._+/~-"))


def _named_phones(paste: Paste, name: str) -> Iterator[Find]:
    at = paste.lower.find(name)
    while at >= 0:
        match = _PHONE_VALUE.match(paste.text, at + len(name))
        if match is not None and 7 <= _digits(match.group("number")) <= 15:
            yield Find(match.start("number"), match.end("number"), "phone", "", "phone")
        at = paste.lower.find(name, at + len(name))


def _digits(text: str) -> int:
    return len(_DIGITS.findall(text))
