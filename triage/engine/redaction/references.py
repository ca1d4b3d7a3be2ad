"""What stands where a credential would and is none: a label, a reference, code, a mapping, the name of its place."""

import re

from triage.engine.redaction.authorization import KNOWN_SCHEMES
from triage.engine.redaction.find import SURE, Slot
from triage.engine.redaction.lexicon import Sense
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_code, is_placeholder
from triage.engine.redaction.shape import UUID, is_random

_PATH = re.compile(r"(?:[A-Za-z_$]\w{0,20}\.){1,4}(?=[A-Za-z_]{1,40}(?:[;,)]|$))")  # var.db_password
_TALLY = re.compile(r"[0-9]{1,5}(?:[\s,;%/]|$)")  # "pass: 12, fail: 3"
_MAPPING = re.compile(r"\{\s*[\w\"'$@-]{1,40}\s*:\s")  # { type: string, minLength: 12 }
_METAVARIABLE = re.compile(r"[A-Z][A-Z_]{1,30}")  # --token TOKEN
_SAYS = re.compile(r"[^\W\d_]+(?:[ ’'/,;()–—-]{1,3}[^\W\d_]+)*[ ]?[.?!:…)]{0,2}")
_KEY_WORDS = re.compile(
    r"(?i)geheim|acces|acess|schluessel|zugang|zugriff|jeton|chave|chiave|sleutel|segredo|segreto|secreto"
)
_LETTERS = re.compile(r"[A-Za-z]+")
_LOGPROB = re.compile(r"\\*\"\s{0,40},\s{0,40}\\*\"(?:logprob|bytes)")  # the token of a language model
_OPTION_WORDS = "via with is and or in on from for to flag option instead when the a"
_SAID_OF_OPTIONS = frozenset(_OPTION_WORDS.split(" "))
_NAMES = frozenset(
    ("password", "passwort", "secret", "token", "apikey", "api_key", "api-key", "pwd", "key")
)  # of nothing
_ADDRESS = re.compile(r"address|city|state|postal|street|country|district|india|zip")  # where a PIN code is a place
_REFERENCE = re.compile(
    r"(?:op|vault|ssm|awssm|azurekv|gcpsm|keyring|env|file|secret|ref|doppler|bws)://|(?:arn|urn):|S-1-\d|@Microsoft\.KeyVault"
)
_HEAD = re.compile(r"[,;}\]]")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20})+")


def stands_in(paste: Paste, slot: Slot, value: str) -> bool:
    """Whether the value stands for a credential that is elsewhere: a placeholder, a reference, a command's output."""
    return (
        is_placeholder(value)
        or (not slot.quoted and value[-1] in "}])" and is_placeholder(value.rstrip("}]),;")))
        or _REFERENCE.match(value) is not None
        or _substituted(paste, slot, value)
        or (slot.trust < SURE and _is_word(value))
    )


def is_structure(paste: Paste, name: str, sense: Sense, value: str) -> bool:
    """Whether what follows the name is a mapping, a tally or another name: ``password: { type: string }``."""
    if _MAPPING.match(value) or (name.lower() == "pass" and _TALLY.match(value)):
        return True
    return not sense.firm and _CONSTANT.fullmatch(value) is not None and paste.sense(value) is not None


def is_said(paste: Paste, name: str, sense: Sense, slot: Slot, value: str) -> bool:
    """Whether the value says something of the credential: a label, code that reads it, a place in the post."""
    if value.lower() in _NAMES or _is_label(paste, value):
        return True
    if name.lower() in ("clienttoken", "client-token") and UUID.fullmatch(value):
        return True  # what AWS calls an idempotency key
    if name.lower() == "token" and _LOGPROB.match(paste.text, slot.end):
        return True
    if not slot.quoted and slot.json_type != "number" and _refers(paste, value):
        return True
    in_post = sense.kind == "pin" and name.lower().endswith("code")
    return in_post and _ADDRESS.search(paste.lower, max(slot.start - 200, 0), slot.end + 200) is not None


def _substituted(paste: Paste, slot: Slot, value: str) -> bool:
    """Whether a shell puts another command's output here: ``TOKEN=`cat token.txt```."""
    return slot.quoted and " " in value and paste.text[slot.start - 2 : slot.start] == "=`"


def _is_word(value: str) -> bool:
    """Whether a value that may also be a word is one, and none that names a scheme."""
    word = value.removesuffix(":")
    return len(word) < 16 and word.isalpha() and word.lower() not in KNOWN_SCHEMES


def _is_label(paste: Paste, value: str) -> bool:
    """Whether a value only says what it is, as texts of forms do: ``"password": "Password"``."""
    if len(value) > 120 or not _SAYS.fullmatch(value) or (value.isascii() and value[0].islower() and " " not in value):
        return False
    return (
        not value.isascii()
        or _KEY_WORDS.search(value) is not None
        or any(paste.sense(word) is not None for word in (value, *_LETTERS.findall(value)))
    )


def _refers(paste: Paste, value: str) -> bool:
    """Whether an unquoted value is code, or the name of a variable that holds the credential."""
    if len(value) == 1 or (value.endswith(":") and value[:-1].isalpha()):
        return True  # {password:o}, and the selector of Objective-C
    value = value.rstrip(" ;,)}]")
    if is_code(value) or is_code(_HEAD.split(value, 1)[0]):
        return not is_random(value.split("(")[0], 24)
    if value in _SAID_OF_OPTIONS or not value.strip("-?+={}"):
        return True  # what is left of ${NAME:-}
    if _METAVARIABLE.fullmatch(value) and paste.sense(value.lower()) is not None:
        return True
    name = value.rpartition(".")[2]
    if name != value and not _PATH.match(value):
        return False
    return (
        len(name) <= 40 and name.replace("_", "").isalpha() and (name.isidentifier() and paste.sense(name) is not None)
    )
