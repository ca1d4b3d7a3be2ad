"""What a value looks like by itself: a token, an identifier, prose. No names, no context."""

import re

TOKEN_CHARACTERS = re.compile(r"[A-Za-z0-9_\-.~+/=]+")

_BLANK = re.compile(r"\s")
_DIGIT = re.compile(r"[0-9]")
_LETTER = re.compile(r"[A-Za-z]")
UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")  # https://github.com/ulid/spec
_DIGEST_PREFIX = re.compile(r"(?:sha(?:1|224|256|384|512)|md5|SHA256)[-:=]", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_WORDS = re.compile(r"[A-Za-z]+(?:[-_./ ][A-Za-z]+)*")
_ID_PREFIX = re.compile(
    r"(?:AC|PN|SM|MM|CA|RE|VA|MG|IS)[0-9a-f]{32}|"
    r"(?:acct|addr|ba|batch|card|cart|ch|chk|cmpl|chatcmpl|cs|cus|cust|customer|dp|dest|doc|env|evt|event|fee|"
    r"file|fp|id|"
    r"ii|il|in|inv|invoice|item|job|ledger|li|link|log|member|mem|msg|obj|op|or|ord|order|org|pay|payment|pi|"
    r"plan|pm|po|"
    r"prod|product|price|promo|proj|project|py|qt|rcpt|re|ref|refund|req|request|rsp|run|seti|session|shp|si|src|"
    r"step|sub|"
    r"task|team|thread|ticket|tr|trace|trx|txn|txr|user|usr|we|wf|wh|ws)_[A-Za-z0-9_]+"
)
_ENDS_IN_ID = re.compile(
    r"(?:(?<=:)|(?<=[A-Za-z]-))(?:[0-9a-fA-F]{32,128}|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})$|"
    r":[0-9a-fA-F]+$"
)
# Short, or followed by a mode; of one case: what else stands before a sign may be a part of the key.
_KEY_PREFIX = re.compile(
    r"(?:[a-z]{1,6}|[A-Z]{1,6})[0-9]?[_-](?:(?:live|test|prod|production|sandbox|sbox|dev|stg)[_-])?|"
    r"[A-Za-z][A-Za-z0-9]{0,15}[_-](?:live|test|prod|production|sandbox|sbox|dev|stg)[_-]"
)
_SENTENCE_WORDS = """
    a an and any are at be been before blank but by can cannot characters could did do does doesn't empty exceeded
    expired failed field for from given had has have if in incorrect invalid is isn't it least length long match may
    minimum missing more must no not of on one only or please provide provided required short should than that the
    this to too unauthorized use valid value was we were when where which will with without wrong you your
"""
_FUNCTION_WORDS = frozenset(_SENTENCE_WORDS.split())
_STATE_WORDS = re.compile(
    r"(?:required|optional|missing|invalid|expired|revoked|incorrect|wrong|malformed|unknown|unauthorized|"
    r"forbidden|denied|"
    r"blank|empty|valid|present|absent|not[_-]?set|unset|set|none|disabled|enabled|active|inactive|ok|failed|string|"
    r"include|same-origin|omit|true|false|yes|no|on|off|nil|null|undefined|bearer|basic|digest|oauth2?|jwt|header|"
    r"read|write|admin|readonly|read-write|query|cookie|body|integer|number|boolean|object|array|text|hidden|anonymous|default|auto)[.,;!?]?",
    re.IGNORECASE,
)


def is_random(value: str, minimum: int = 16) -> bool:
    """Whether ``value`` looks made by a machine: token characters, and letters, digits and cases well mixed.

    Looks at the first 200 characters at most, so that long values cost no more.
    """
    sample = value[:200]
    if len(value) < minimum or not TOKEN_CHARACTERS.fullmatch(sample):
        return False
    if not sample.isalnum() and _WORD_OR_RUN.search(sample):
        made = [part for part in _PARTS.split(sample) if not _WORD_OR_RUN.fullmatch(part)]
        if sum(map(len, made)) < minimum // 2:
            return False  # integration-3o1re: a word and a few signs
    if _CAMEL.fullmatch(sample):
        return False  # ReadSecretsByTag
    classes = sample.translate(_CLASSES)
    if len(classes) < minimum - 4:
        return False
    changes = sum(map(str.__ne__, classes, classes[1:]))
    return changes * 5 >= len(sample) and ("0" in classes or changes * 4 >= len(sample))


_CAMEL = re.compile(r"[A-Z]?[a-z]{2,}(?:[A-Z][a-z]+)+")
_LOWER_WORD = re.compile(r"(?<![A-Za-z0-9])[a-z]{3,}(?![A-Za-z0-9])")
_PARTS = re.compile(r"[-_.]")
_WORD_OR_RUN = re.compile(r"(?<![A-Za-z0-9])(?:[a-z]{4,}|[A-Z][a-z]{3,}|[0-9]{1,3})(?![A-Za-z0-9])")
_CLASSES = {ord(c): "0" for c in "0123456789"} | {ord(c): "a" for c in "abcdefghijklmnopqrstuvwxyz"}
_CLASSES |= {ord(c): "A" for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | {ord(c): "" for c in "_-.~+/="}


def is_tokenish(value: str, minimum: int = 16) -> bool:
    """Whether ``value`` may be a key where a name suggests one: long, without blanks, letters and digits, no date."""
    sample = value[:200]
    if len(value) < minimum or _DATE.fullmatch(value) or _ID_PREFIX.fullmatch(value):
        return False
    if len(_LOWER_WORD.findall(sample)) > 2:
        return False  # 0041_rename_api_key_to_key_hash_11ce71
    if _BLANK.search(sample) or _WORDS.fullmatch(sample):
        return is_random(value, minimum)
    return _DIGIT.search(sample) is not None and _LETTER.search(sample) is not None


def is_identifier(value: str) -> bool:
    """Whether ``value`` has the shape of an id that support needs: UUID, hex digest, ULID, known id prefix …"""
    if _DIGEST_PREFIX.match(value) or _DATE.fullmatch(value) or _ID_PREFIX.fullmatch(value):
        return True
    return bool(UUID.fullmatch(value) or _HEX.fullmatch(value) or _ULID.fullmatch(value))


def ends_in_identifier(value: str) -> bool:
    """Whether ``value`` is words and an identifier behind them (``order:5f0c…``), as caches name their entries."""
    return _ENDS_IN_ID.search(value, max(len(value) - 130, 0)) is not None


def has_key_prefix(value: str) -> str:
    """The public prefix of a key such as ``acme_live_``, or the empty string."""
    match = _KEY_PREFIX.match(value)
    if match is None or _ID_PREFIX.fullmatch(value) or not is_random(value[match.end() :]):
        return ""
    if max(map(len, re.split("[_.-]", value[match.end() :]))) < 12:
        return ""
    return match.group()


def is_hintful(value: str) -> bool:
    """Whether a word in prose may be a password: six or more characters with a digit and a letter, no identifier."""
    if len(value) < 6 or not _DIGIT.search(value):
        return False
    return _LETTER.search(value) is not None and not is_identifier(value)


def is_prose(value: str) -> bool:
    """Whether ``value`` is a sentence about a credential ("must be at least 12 characters") or a state of one."""
    if _STATE_WORDS.fullmatch(value):
        return True
    words = value[:800].lower().split(None, 40)
    if len(words) < 2:
        return False
    known = len([word for word in words if word.strip(".,;:!?'\"()") in _FUNCTION_WORDS])
    return known * 4 >= len(words) and (len(words) > 2 or known == 2)
