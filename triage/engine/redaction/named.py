"""Credentials by name: a stem was seen, the name around it is read, its value is found and judged."""

import re
from dataclasses import replace

from triage.engine.redaction.authorization import after_scheme
from triage.engine.redaction.find import COLUMN, SURE, Find, Slot
from triage.engine.redaction.judging import judge
from triage.engine.redaction.lexicon import MODIFIERS, Sense, words
from triage.engine.redaction.pairs import pair_slots
from triage.engine.redaction.paste import LONG_RUN, Paste
from triage.engine.redaction.shape import ends_in_identifier, has_key_prefix, is_identifier, is_random
from triage.engine.redaction.slots import slots
from triage.engine.redaction.strings import string_at
from triage.engine.redaction.tables import column

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
_QUIET = re.compile(r"[ \t](?!is |was |are |now )[^0-9\n\t\"'`=:|<>{}]{64}")
_NO_VALUE = re.compile(
    r"[ \t](?:ids?|types?|names?|prefix|ending|ends|counts?|versions?|rotation|url)\b(?![=:])", re.IGNORECASE
)
_SPACES = frozenset(" \t")
_BLANKS = frozenset(("", " ", "\t", "\n"))
_SAYS = r"(?:is|was|are|being|value|of|equals|set|now|for|to|on)\b"
_GIVEN = r"(?:provided|supplied|received|used|sent|given|specified|entered|found|here|below|follows)\b"
# Too short for a key or a word of letters alone, and no word that says what the value is.
_SHORT_WORD = re.compile(
    rf"(?:[ \t]|\n(?=\w))(?!{_SAYS}|{_GIVEN}|\d{{3}})(?:[A-Za-z0-9]{{1,5}}|[a-z]{{6,15}}[,.]?)"
    rf"(?=[\t\n]|[ ](?!{_SAYS}|{_GIVEN}))"
)
_OF_CHECKSUMS = ("checksum/", "checksum.")  # checksum/secret: what a chart notes of a secret
_URN_SIGNS = frozenset(":Aa")
_URN = re.compile(r"\b(?:urn|arn)(?::|%3[aA])[^\s\"'&<>]+(?::|%3[aA])$")
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OF_DIGITS = frozenset(("otp", "pin", "code", "mfa", "cvc", "cvv"))
_DIGITS_NEAR = re.compile(r"[^0-9\n]{1,48}[0-9]{4,8}\b")
_JSON_PAIR = re.compile(r'" ?: ?"(?P<value>[^"\\\r\n]{1,4096})"[,}\]\s]')
_BEFORE, _AFTER = 64, 240  # characters that are compared around a name among many
_MOST_CROWDS = 256
_QUALIFIERS = frozenset(("access", "api", "auth", "bearer", "refresh", "session", "secret", "client", "private"))
_OF_A_DIGEST = re.compile(r"(?i)(?:h1|sha-?(?:1|224|256|384|512)|md5)[:=-]$")  # h1: is go.sum's
_PLAIN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_AHEAD = re.compile(r"(?<![A-Za-z0-9_.=+-])[A-Za-z0-9_\-+]{20,200}={0,2}(?![A-Za-z0-9_/+-])")
_BETWEEN = re.compile(r"""[\w \t:,.'"`*(>/#-]*(?:\r?\n){0,2}[\w \t:,.'"`*(>/#-]*""")
_FIELD = re.compile(r"""["']\s*[:,]|[=&]|-----|:(?!["'`*\s]*\Z)""")  # another field's name and value begin here
_CONTEXT = 30  # characters between a denied word and a key that stands near it
_OBJECT_ITEM = re.compile(r"""[{,]\s*(?P<key>\\*["'][^"'\\]{1,80}\\*["']|[\w.-]{1,80})\s*(?::|=>|=)\s*(?=\\*["'])""")
_LIST_ITEM = re.compile(r"""[^\]]{0,600}?\\*["'](?P<key>value)\\*["']\s{0,8}:\s{0,8}(?=\\*["'])""")
_OPENS_OBJECT = re.compile(r"""\\*["']?\]?\s{0,8}(?::|=>|=)\s{0,8}(?=\{|\[\s{0,8}\{)""")
_OF_SCHEMAS = frozenset(("type", "$ref", "description", "title", "format", "anyOf", "oneOf"))
_TELLS_AN_ID = re.compile(r"\b(?:ids?|kid|named?|fingerprint|hash|digest|version|request|trace)\W*$")
_IS_A_FILE = re.compile(
    r"\.(?:pdf|py|m?js|tsx?|jsx|java|kt|rb|go|rs|php|cs|json|ya?ml|txt|md|html?|png|csv|zip|tgz|gz|log|lock|so|jar|sql)$"
)
_HOST = re.compile(r"[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,6}(?::\d{1,5})?")
_IN_PATH = re.compile(r"/[\w.-]{1,60}$")  # "node_modules/cookie": {…}
_SPACE = re.compile(r"\s*+")
_OF_STRINGS = frozenset(("cookie", "set-cookie", "password", "secret"))


def named(paste: Paste, start: int, end: int) -> tuple[list[Find], int]:
    """The finds at the stem ``start:end``, and where the examined name ends."""
    left, right = paste.name_around(start, end)
    # Where names crowd, as in no paste of a call, what read the same before and had no value is not read again.
    crowded = _BEFORE <= left < paste.barren_until + _BEFORE
    around = (right - left, paste.text[left - _BEFORE : right + _AFTER]) if crowded else None
    if around in paste.crowd:
        found = []
    else:
        found = _found(paste, left, right)
        if around is not None and not found and len(paste.crowd) < _MOST_CROWDS:
            paste.crowd.add(around)
    if not found:
        paste.barren_until = right
    return found, right


def _found(paste: Paste, left: int, right: int) -> list[Find]:
    name = paste.text[left:right]
    if name.lower() in ("bearer", "basic"):
        found = after_scheme(paste, left)
        if found:
            return found
    if _idle(paste, left, right):
        return []
    if _in_urn(paste.text, left) or paste.lower.startswith(_OF_CHECKSUMS, left - 9):
        return []
    sense = None if "." in name and _IS_A_FILE.search(name) else _sense(paste, name, left)
    if sense is None:
        return []
    if left < paste.passed[0] and not sense.firm:
        return []  # inside a long run that was judged already
    if _QUIET.match(paste.text, right) and paste.text[left - 1 : left] != "-":
        return []  # a word in prose
    pair = _JSON_PAIR.match(paste.text, right) if paste.text[left - 1 : left] == '"' else None
    if pair is not None:  # the plain case of most pastes, without asking what else it may be
        slot = Slot(*pair.span("value"), quoted=True, json_type="string", trust=SURE)
        return judge(paste, name, sense, slot)
    if cells := column(paste, left, right):
        return [find._replace(detector=COLUMN) for slot in cells for find in judge(paste, name, sense, slot)]
    places = pair_slots(paste, left, right) or slots(paste, left, right)
    found = [find for slot in places for find in judge(paste, name, sense, slot)]
    if not found and ("{" in (ahead := paste.text[right : right + 20]) or "[" in ahead):
        found = _object(paste, sense, right)
    if not found and not any(slot.trust == SURE for slot in places):
        found = _nearby(paste, name, sense, right)
    return found


def _in_urn(text: str, left: int) -> bool:
    """Whether the name is a part of ``urn:ietf:params:oauth:…`` or ``arn:aws:secretsmanager:…:secret:…``."""
    if text[left - 1 : left] not in _URN_SIGNS:
        return False
    return _URN.search(text, max(left - 100, 0), left) is not None


def _idle(paste: Paste, left: int, right: int) -> bool:
    """Whether a word among words is followed by so short a word that neither it nor what is near can be a key."""
    text = paste.text
    return (
        text[right : right + 1] in _BLANKS
        and text[left - 1 : left] in _BLANKS
        and (left < 2 or text[left - 2] in _BLANKS or text[left - 2].isalnum())
        and _SHORT_WORD.match(text, right) is not None
        and paste.next_match(LONG_RUN, right) - right > _CONTEXT
        and not (text[left:right].lower() in _OF_DIGITS and _DIGITS_NEAR.match(text, right))
    )


def _sense(paste: Paste, name: str, left: int) -> Sense | None:
    """The sense of the name; of a plain word, that of the two words ("API key", "page token") where it says more."""
    sense = paste.sense(name)
    if not _PLAIN.fullmatch(name):
        return sense
    text, right = paste.text, left + len(name)
    if text[right : right + 1] in _SPACES and _NO_VALUE.match(text, right):
        return None
    if text[left - 1 : left] not in _SPACES:
        return sense
    lead = text[max(left - 22, 0) : left - 1].rstrip(" \t")
    before = lead[len(lead.rstrip(_LETTERS)) :]
    last = before if before[1:].islower() else words(before).rpartition(" ")[2]  # CrashReporter Key
    if last.rpartition("-")[2].lower() not in MODIFIERS:
        return sense
    both = paste.sense(f"{before} {name}")
    if both is None or sense is None:
        return both
    if both.firm and (both != sense or before.lower() in _QUALIFIERS):
        return replace(both, full=True)
    return sense


def _nearby(paste: Paste, name: str, sense: Sense, right: int) -> list[Find]:
    """A random key within 30 characters after a denied word; never an id, a digest or a time."""
    if paste.next_match(LONG_RUN, right) - right > _CONTEXT:
        return []
    match = _AHEAD.search(paste.text, right, right + _CONTEXT + 220)
    if match is None or match.start() - right > _CONTEXT:
        return []
    value = match.group()
    between = paste.text[right : match.start()]
    if between == "/" and name.endswith("s"):
        return []  # /keys/x: one of a collection
    if not _BETWEEN.fullmatch(between) or _TELLS_AN_ID.search(between) or _FIELD.search(between):
        return []
    if (
        is_identifier(value)
        or _OF_A_DIGEST.search(paste.text, match.start() - 8, match.start())
        or ends_in_identifier(value)
        or not (has_key_prefix(value) or (is_random(value, 20) and _mixed(value)))
    ):
        return []
    # base64 has slashes too, but not where they part the segments of a path.
    before = "" if between.startswith("/") else between[len(between.rstrip(_BASE64)) :]
    start = match.start() - (len(before) if before.endswith("/") and _mixed(before) else 0)
    return [Find(start, match.end(), sense.kind, name, "context")]


def _mixed(value: str) -> bool:
    """Whether digits and both cases appear: a name in a path rarely has all three."""
    return any(c.isdigit() for c in value) and any(c.isupper() for c in value) and any(c.islower() for c in value)


def _object(paste: Paste, sense: Sense, right: int) -> list[Find]:
    """``"cookies": {"sid": "…"}`` or ``[{"name": …, "value": "…"}]``: each string of it; at most 50."""
    if paste.text[right - 1 : right].isalpha() and _IN_PATH.search(paste.text, max(right - 80, 0), right):
        return []
    opened = _OPENS_OBJECT.match(paste.text, right, right + 40)
    if opened is None:
        return []
    by_host = sense.kind not in _OF_STRINGS  # "gitlab-token": {"gitlab.acme.test": "…"}
    kind = Sense("token" if sense.kind == "set-cookie" else sense.kind)
    listed = paste.text[opened.end()] == "["
    found: list[Find] = []
    at = opened.end()
    for _ in range(50):
        item = _LIST_ITEM.match(paste.text, at) if listed else _OBJECT_ITEM.match(paste.text, at)
        string = string_at(paste, item.end()) if item else None
        if item is None or string is None:
            break
        slot = Slot(string.start, string.end, quoted=True, json_type="string", trust=SURE)
        key = item.group("key").strip("\\\"'")
        if not found and key in _OF_SCHEMAS:
            break
        if by_host and not _HOST.fullmatch(key):
            break
        found += judge(paste, key, kind, slot, plain=True)
        gap = _SPACE.match(paste.text, string.after)
        at = gap.end() if gap else string.after
    return found
