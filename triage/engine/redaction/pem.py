"""Private keys in PEM armour (RFC 7468): the armour lines stay, the key between them goes; public keys survive."""

import re

from triage.engine.redaction.find import KEEP, Find
from triage.engine.redaction.marker import MARKER_START
from triage.engine.redaction.paste import Paste

_PUBLIC = re.compile(r"-----BEGIN [A-Z0-9 ]{1,60}-----[^-]{0,32768}(?:-----END [A-Z0-9 ]{1,60}-----)?", re.IGNORECASE)
_BEGIN = re.compile(r"-----BEGIN (?P<label>[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----", re.IGNORECASE)
# What may stand between the parts: line ends (escaped as well), indents, the signs of string joins and of quoted mail.
_JOINT = r"""(?:[\s>|"'`+,.;\\&]|\\[nrt]|%0[AaDd]|%20)"""
_LEAD = re.compile(rf"(?:(?:\\+[nrt])|{_JOINT})*")
# Without an END line: base64 lines and the header fields of RFC 1421, as far as they go.
_CUT = re.compile(
    rf"(?:(?:\\+[nrt])|{_JOINT}|[A-Za-z0-9+/=]{{16,}}+|(?:Proc-Type|DEK-Info|Version|Comment|"
    rf"Hash):[^\n\\]{{0,120}})*(?:[A-Za-z0-9+/=]+)?"
)
_PUTTY = re.compile(
    r"Private-Lines:[ \t]*[0-9]{1,4}\s{1,4}(?P<body>[A-Za-z0-9+/=]{16,}+(?:\s{1,4}[A-Za-z0-9+/=]{4,}+(?![\w:-]))*)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"""(?:\\++[nrt]?|[\s>|"'`+,.;&])+$""")
_LONGEST = 32768


def private_key(paste: Paste, start: int) -> list[Find]:
    """The body of the private key whose BEGIN line is at ``start``; it may be cut short."""
    text = paste.text
    begin = _BEGIN.match(text, start)
    if begin is None:
        public = _PUBLIC.match(text, start)
        return [Find(start, public.end(), KEEP, "", "pem")] if public else []
    lead = _LEAD.match(text, begin.end())
    body = lead.end() if lead else begin.end()
    dashes = text.find("-----", body, body + _LONGEST)
    if dashes >= 0 and paste.lower.startswith("-----end", dashes):
        end = dashes
    else:
        cut = _CUT.match(text, body, dashes if dashes >= 0 else body + _LONGEST)
        end = cut.end() if cut else body
    end = _without_joint(text, body, end)
    if end - body < 8 or MARKER_START in text[body:end] or text[body:end].strip(".…*x") == "":
        return []
    return [Find(body, end, "private-key", begin.group("label").upper(), "pem")]


def _without_joint(text: str, start: int, end: int) -> int:
    """The end without line ends, written or escaped, so that the armour stays on its own line."""
    tail = _TAIL.search(text, max(start, end - 64), end)
    return tail.start() if tail else end


def putty_key(paste: Paste, start: int) -> list[Find]:
    """The lines of a PuTTY key behind the ``Private-Lines:`` at ``start``."""
    match = _PUTTY.match(paste.text, start)
    return [Find(match.start("body"), match.end("body"), "private-key", "Private-Lines", "pem")] if match else []
