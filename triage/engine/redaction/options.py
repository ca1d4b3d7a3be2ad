"""Options and calls that take a user and a password: ``curl -u``, ``basic_auth 'u', 'p'``, ``auth=("u", "p")``."""

import re

from triage.engine.redaction.cookies import cookies
from triage.engine.redaction.find import Find, Slot
from triage.engine.redaction.paste import TOOLS, Paste
from triage.engine.redaction.placeholders import is_placeholder
from triage.engine.redaction.shape import has_key_prefix, is_hintful, is_identifier, is_random
from triage.engine.redaction.strings import string_at

_SETTINGS = ("user =", "user=", "user:", "proxy-user =")
OPTION_LITERALS = (
    " -u",
    " -su",
    " -ku",
    " -vu",
    " -iu",
    " -ssu",
    " -sku",
    " -isu",
    " -siu",
    " -svu",
    " -lu",
    "--user",
    "--proxy-user",
    " -a",
    "--auth",
    " -b",
    "--cookie",
    "--cert",
    *_SETTINGS,
)
CALL_LITERALS = (
    "basicauth",
    "basic_auth",
    "authorization_basic",
    "auth=",
    "auth(",
    "'auth'",
    '"auth"',
    ".basic(",
    ".login(",
    "withcredentials(",
    "networkcredential",
    "passwordcredentials",
    "passwordauthentication",
)
ENCODER_LITERALS = (
    "btoa(",
    "b64encode(",
    "base64_encode(",
    "getbytes(",
    "encodetostring(",
    "buffer.from(",
    "encode64(",
)
_ARGUMENTS = re.compile(r"[\s(]{0,8}(?=[\"'bf@])")
_AND = re.compile(r"\s{0,8}[+.&]\s{0,8}(?=[\"'])")
_AFTER_OPTION = re.compile(r"(?:[ \t]*=[ \t]*|[ \t]+(?:\\\r?\n[ \t]*)?\^?|(?=[\"'\w]))")
_QUOTED = re.compile(r"[ \t]*(?=\"[^\s:\"]{1,200}:)")  # of curl's configuration file: user = "jane:password"
_ARGUMENT = re.compile(r"[^\s\"'`“”‘’]+")
_TWO = re.compile(
    r"(?:entials|entication|\w{0,12})?(?:\]::new)?\s*+(?:=>|"
    r"[=:])?\s*+(?:new\s++)?(?:[\w.]{1,40})?\s*+[\[({]?\s*+(?:\d\s*+=>\s*+|to\s++)?(?=\\*[\"'bf])"
)
_BRACKET = re.compile(r"[\[({]")
_COMMA = re.compile(r"\s*,\s*(?:Some\(|\d\s*=>\s*)?")


def option(paste: Paste, start: int, literal: str) -> list[Find]:
    """The credential that the option at ``start`` takes."""
    end = start + len(literal)
    if not any(map(paste.mentions, TOOLS)):
        return []
    gap = (_AFTER_OPTION if literal[0] in " -" else _QUOTED).match(paste.text, end)
    if gap is None or (gap.end() == end and literal not in (" -u", *_SETTINGS)):
        return []
    string = string_at(paste, gap.end())
    if string is not None:
        first, last = string.start, string.end
    else:
        word = _ARGUMENT.match(paste.text, gap.end())
        first, last = word.span() if word else (gap.end(), gap.end())
    if gap.end() == end and ":" not in paste.text[first:last]:
        return []
    if literal in (" -b", "--cookie"):
        return cookies(paste, "cookie", Slot(first, last)) if "=" in paste.text[first:last] else []
    return _pair(paste, first, last, "option:" + literal.strip())


def _pair(paste: Paste, start: int, end: int, detector: str) -> list[Find]:
    """``user:password``: the password; the user if it is a key or the password is empty."""
    text = paste.text
    colon = text.find(":", start, end)
    user = text[start : colon if colon >= 0 else end]
    password = text[colon + 1 : end] if colon >= 0 else ""
    if (user.isdigit() and password.isdigit()) or ("/" in user and not detector.endswith("cert")):
        return []
    found = []
    if (
        user
        and not is_placeholder(user)
        and (_is_key(user) or (not password and (colon >= 0 or is_random(user)) and len(user) >= 8))
    ):
        found.append(Find(start, start + len(user), "token", "", detector))
    if password and not is_placeholder(password) and not password.startswith("//"):
        kind = "token" if is_random(password, 20) else "password"
        found.append(Find(colon + 1, end, kind, "", detector))
    return found


def _is_key(user: str) -> bool:
    """Whether a user's name is a key; an account's id beside its password is none."""
    return (is_random(user) or bool(has_key_prefix(user))) and not is_identifier(user)


def call(paste: Paste, start: int, literal: str) -> list[Find]:
    """The password of two quoted arguments, the user if the password is empty."""
    opened = _TWO.match(paste.text, start + len(literal.rstrip("=('\"")) + literal.startswith(("'", '"')), start + 120)
    if opened is not None and literal.strip("='\"") == "auth" and not _BRACKET.search(opened.group()):
        return []  # auth="…" is one value
    user = string_at(paste, opened.end()) if opened else None
    comma = _COMMA.match(paste.text, user.after) if user else None
    password = string_at(paste, comma.end()) if comma else None
    if user is None or password is None:
        return []
    found = []
    for string, wanted in ((user, password.end - password.start <= 1), (password, True)):
        value = paste.text[string.start : string.end]
        if len(value) > 1 and not is_placeholder(value) and (wanted or _is_key(value)):
            kind = "token" if is_random(value, 20) else "password"
            found.append(Find(string.start, string.end, kind, "", "call"))
    return found


def encoded(paste: Paste, start: int, literal: str) -> list[Find]:
    """The password of ``btoa("user:password")`` or ``getBytes("user:" + "password")`` where a call is authorized."""
    opened = _ARGUMENTS.match(paste.text, start + len(literal))
    pair = string_at(paste, opened.end()) if opened else None
    if pair is None:
        return []
    colon = paste.text.find(":", pair.start, pair.end)
    if not (paste.mentions("auth") or is_hintful(paste.text[colon + 1 : pair.end])):
        return []
    if colon < 0 or colon + 1 < pair.end:
        return _pair(paste, pair.start, pair.end, "call") if colon >= 0 else []
    join = _AND.match(paste.text, pair.after)
    password = string_at(paste, join.end()) if join else None
    if password is None or is_placeholder(paste.text[password.start : password.end]):
        return []
    return [Find(password.start, password.end, "password", "", "call")]
