"""Arguments of calls and items of lists: ``Set("X-Api-Key", "v")``, ``bearer_token("x")``, ``["a", "b"]``."""

import re
from collections.abc import Iterator

from triage.engine.redaction.find import FAINT, LIKELY, SURE, Slot
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.strings import opener_before, slot_of, string_at

_GAP = re.compile(r"\s*+(?:%20\s*+)*")
_CALL = re.compile(r"\(\s*(?:ConvertTo-SecureString\s+(?:-String\s+)?)?")
_GIVES = re.compile(r"(?i)^(?:set|with|use|add|basic|bearer)|auth$|[_.](?:set|with)_?")  # getToken("x") asks for one
_KEY_OF_MAPPING = re.compile(r"\s{0,8}(?:=>|:)")  # ["users" => …]
_NEXT_ARGUMENT = re.compile(r"\s{0,40},\s{0,40}(?=[\"'])")
_TYPES_IN = re.compile(
    r"[\"']\][\"']\s{0,8},\s{0,8}(?=[\"'])|"
    r"[\"']\]?\s{0,8}\){1,2}\s{0,40}\.(?:send_?keys|fill(?:_in)?|type|set(?:_v|V)alue|value|press_?[sS]equentially|"
    r"input|clear_and_type|enter(?:_t|T)ext|val|attr)\(\s{0,8}(?=[\"'])",
    re.IGNORECASE,
)


def after_comma(paste: Paste, start: int, at: int, closed: re.Match[str]) -> list[Slot]:
    """The second argument of a call (``Set("X-Api-Key", "v")``), or the next item of a flat list of headers."""
    start -= 2 if paste.text[max(start - 2, 0) : start] == "--" else 0  # "--api-key", "x"
    opener = opener_before(paste, start)
    lead = paste.text[max(start - len(opener) - 40, 0) : start - len(opener)].rstrip()
    if closed.group("close") or not (
        (closed.group("quote") and (lead[-1:] in ("(", "[", ",", "{") or lead[-1:].isalnum()))
        or (not opener and _constant_name(paste, start))
    ):
        return []
    gap = _GAP.match(paste.text, at)
    string = string_at(paste, gap.end() if gap else at)
    if string is None:
        return []
    return [slot_of(string, trust=SURE if lead.endswith("(") else LIKELY)]


def _constant_name(paste: Paste, start: int) -> bool:
    """``HttpHeaders.AUTHORIZATION, "…"``: a constant as the first argument."""
    return paste.text[start : start + 1].isalpha() and paste.text[max(start - 30, 0) : start].rstrip().endswith("(")


def called(paste: Paste, start: int, end: int, at: int) -> list[Slot]:
    """``bearer_token("x")``, ``Credential("user", "x")``: each of the first arguments, if it looks like a key."""
    name = paste.text[start:end]
    trust = LIKELY if _GIVES.search(name) else FAINT
    call = _CALL.match(paste.text, at)
    string = string_at(paste, call.end()) if call else None
    found: list[Slot] = []
    while call is not None and string is not None and len(found) < 4:
        found.append(slot_of(string, trust=SURE if call.end() - at > 2 else trust))
        comma = _NEXT_ARGUMENT.match(paste.text, string.after)
        string = string_at(paste, comma.end()) if comma else None
    return found


def typed_in(paste: Paste, end: int) -> list[Slot]:
    """``find_element(By.ID, "password").send_keys("x")``: what a test of a page types into the field of that name."""
    typed = _TYPES_IN.match(paste.text, end)
    string = string_at(paste, typed.end()) if typed else None
    return [] if string is None else [slot_of(string)]


def listed(paste: Paste, at: int) -> Iterator[Slot]:
    """The strings of ``["a", "b"]``, or the text of Go's ``[Bearer x]``; at most 50."""
    gap = _GAP.match(paste.text, at)
    at = gap.end() if gap else at
    if string_at(paste, at) is None:
        end = paste.text.find("]", at, at + 4096)
        if end >= 0 and paste.text[at : at + 1] not in "{[":
            yield Slot(at, end)
        return
    for _ in range(50):
        string = string_at(paste, at)
        if string is None:
            return
        if _KEY_OF_MAPPING.match(paste.text, string.after):
            return
        yield slot_of(string, "string" if string.quote.endswith('"') else "")
        gap = _GAP.match(paste.text, string.after)
        at = gap.end() if gap else string.after
        if paste.text[at : at + 1] != ",":
            return
        gap = _GAP.match(paste.text, at + 1)
        at = gap.end() if gap else at + 1
