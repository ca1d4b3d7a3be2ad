"""Names and values in two fields: ``{"name": …, "value": …}``, Kubernetes, XML attributes, multipart."""

import re

from triage.engine.redaction.find import SURE, Slot
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.strings import string_at

_NAME_KEY = re.compile(
    r"""\b(?:name|key|header|headerName|header_name|field|param|variable|property|id|k|Name|Key|"""
    r"""n)(?P<close>\\*["'])?(?:\s*(?:=>|:|=)\s*|[ \t]{2,})(?P<open>\\*["'])?(?:[\w.-]{1,30}(?:::?|/|__))?$"""
)
_VALUE_NAME = re.compile(r"[vVcsd](?:alue|al|ontent|ecretValue|urrentValue|tringValue|efaultValue)?(?=[\\\"'\s:=])")
_VALUE_KEY = (
    r"""\b(?:value|val|v|content|Value|secretValue|currentValue|stringValue|defaultValue)(?:\\*["'])?\s*(?:=>|:|=)\s*"""
)
_FORWARD = re.compile(rf"""\\*["']?(?P<between>[^{{}}<]{{0,300}}?[\s,;"'])?{_VALUE_KEY}""")
_BACKWARD = re.compile(rf"""{_VALUE_KEY}(?=(?P<open>\\*["']))""")
_MULTIPART = re.compile(
    r"""\\*["'](?:;[^\r\n\\]{0,200})?(?P<lines>(?:(?:\r?\n|"""
    r"""(?:\\+r)?\\+n)[\w-]{1,40}:[^\r\n\\]{0,200}){0,4})(?:\r?\n|(?:\\+r)?\\+n){2}"""
)
_ELEMENT = re.compile(r"""\\*["'](?:[ \t][^<>\r\n]{0,200})?(?<!/)>(?=[^<>\r\n]{1,4096}</)""")
_PART_END = re.compile(r"(?:\\+r)?\\+n--|\r?\n--|(?:\\+r)?\\+n|\r?\n|$|\"|'")
_BARE = re.compile(r"[^\s,}<\"']*+")
_LOOK_BACK = 4096
_VALUE_LINE = re.compile(r"[ \t]*\r?\n[ \t]*Value[ \t]{2,}(?=\S)")  # what a picture of a form says, read by a machine
_ASSIGNS = frozenset((":", "=", ">", ""))
_VALUE_LEADS = frozenset("\"'=:>/_ \t\r\n")
_IS_A_KEY = re.compile(r"\\*[\"']?[ \t]*(?::(?!:)|=)")  # what has a value of its own is no other name's value


def pair_slots(paste: Paste, start: int, end: int) -> list[Slot]:
    """The slot of the value that goes with a name which itself is a value; none if the name is none."""
    text = paste.text
    if text[start - 1 : start] not in _VALUE_LEADS or _IS_A_KEY.match(text, end):
        return []
    lead = _NAME_KEY.search(text, max(start - 64, 0), start) if _may_be_value(text, start) else None
    if lead is None:
        return _declared(paste, start, end) if text[start - 1 : start] == '"' else []
    if text.startswith("::", end):
        return _value(paste, end + 2)  # ::set-output name=token::x
    if (titled := _VALUE_LINE.match(text, end)) is not None:
        return _value(paste, titled.end())
    multipart = _MULTIPART.match(text, end)
    if multipart is not None:
        stop = _PART_END.search(text, multipart.end())
        return [Slot(multipart.end(), stop.start() if stop else len(text))]
    element = _ELEMENT.match(text, end, end + 240)
    if element is not None:
        close = text.find("<", element.end())
        return [Slot(element.end(), close)] if close >= 0 else []
    near = paste.next_match(_VALUE_NAME, end) - end <= 340
    forward = _FORWARD.match(text, end, end + 400) if near else None
    if forward is not None and not _names_again(forward.group("between") or ""):
        return _value(paste, forward.end())
    return _backward(paste, lead.start())


def _may_be_value(text: str, start: int) -> bool:
    """Whether a sign of assignment stands before the name and its quote; or a prefix, which is looked at in full."""
    if text[start - 1] in ":/_":
        return True
    lead = text[max(start - 12, 0) : start]
    return lead.endswith("  ") or lead.rstrip(" \t\r\n\"'\\")[-1:] in _ASSIGNS


# Postman's {"key":"key","value":"X-Api-Key"} names the header; {"key":"value","value":"x"} beside it has the key.
_NAMES_THE_KEY = re.compile(r"\"key\"\s{0,8}:\s{0,8}\"key\"\s{0,8},\s{0,40}\"value\"\s{0,8}:\s{0,8}\"$")
_HAS_THE_KEY = re.compile(r"\"key\"\s{0,8}:\s{0,8}\"value\"\s{0,8},\s{0,40}\"value\"\s{0,8}:\s{0,8}(?=\")")
_PAIR_ROOM = 300


_DECLARES = re.compile(r"variable[ \t]{1,8}\"$")
_DEFAULT = re.compile(r"\"\s{0,8}\{[^{}]{0,400}?\bdefault[ \t]{0,16}=[ \t]{0,16}(?=\")")
_FIELD_ARGUMENT = re.compile(r"\"\s{0,40},?\s{0,40}forHTTPHeaderField:\s{0,8}@?\"$")


def _declared(paste: Paste, start: int, end: int) -> list[Slot]:
    """What Terraform, Postman and Swift keep elsewhere: as a default, in the pair beside, an argument before."""
    text = paste.text
    if _DECLARES.search(text, max(start - 18, 0), start):
        default = _DEFAULT.match(text, end, end + 480)
        return _value(paste, default.end()) if default else []
    if text[start - 2 : start - 1] in ": " and _NAMES_THE_KEY.search(text, max(start - 80, 0), start):
        has = _HAS_THE_KEY.search(text, max(start - _PAIR_ROOM, 0), end + _PAIR_ROOM)
        return _value(paste, has.end()) if has else []
    if not paste.mentions("forhttpheaderfield"):
        return []
    close = _FIELD_ARGUMENT.search(text, max(start - 120, 0), start)
    opened = text.rfind('"', max(start - _LOOK_BACK, 0), close.start()) if close else -1
    return [Slot(opened + 1, close.start(), quoted=True, json_type="string")] if close and opened >= 0 else []


_ANOTHER_NAME = re.compile(r"""(?:["'\s,]|^)(?:name|key)\\*["']?\s*[:=]""")


def _names_again(between: str) -> bool:
    """Whether another name stands between, so that the value is that one's."""
    return _ANOTHER_NAME.search(between) is not None


def _value(paste: Paste, at: int) -> list[Slot]:
    string = string_at(paste, at)
    if string is not None:
        return [Slot(string.start, string.end, quoted=True, json_type="string", trust=SURE)]
    line = _BARE.match(paste.text, at)
    return [Slot(at, line.end())] if line and line.end() > at else []


def _backward(paste: Paste, end: int) -> list[Slot]:
    """``{"value": "x", "name": "Authorization"}``: the value came first."""
    opened = paste.text.rfind("{", max(end - _LOOK_BACK, 0), end)
    if opened < 0:
        opened = paste.text.rfind("<", max(end - _LOOK_BACK, 0), end)
    match = _BACKWARD.search(paste.text, opened, end) if opened >= 0 else None
    string = string_at(paste, match.end()) if match else None
    if string is None or string.after > end:
        return []
    return [Slot(string.start, string.end, quoted=True, json_type="string", trust=SURE)]
