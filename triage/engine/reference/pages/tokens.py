"""What a vendor's own code looks like: ``card_declined``, ``21211``, ``AccessDenied``, ``ERR_FOO``, ``E-1042``."""

import re
from dataclasses import dataclass

_PART = r"[A-Za-z][A-Za-z0-9]{0,40}"
_COMPOUND = re.compile(rf"{_PART}(?:[_.:/-][A-Za-z0-9]{{1,40}}){{1,12}}")
_HUMPS = re.compile(r"[A-Z][a-z0-9]{1,30}(?:[A-Z][a-z0-9]{0,30}){1,8}")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]{3,40}")
_NUMBER = re.compile(r"-?[0-9]{4,9}")
_NUMBERED_WORD = re.compile(r"[A-Z]{1,6}-?[0-9]{2,6}")
_LETTERED = re.compile(r"[A-Za-z]{1,12}[ -]?[0-9]{1,6}")
_WORD = re.compile(r"[A-Za-z0-9][\w.:/#-]{0,79}|-?[0-9]{1,9}")
_CODE_SPAN = re.compile(r"(`+)[ ]?([^`\n]{1,80}?)[ ]?\1")
_SPLIT = re.compile(r"[ ]?(?:,|\n|[ ]/[ ]|[ ]or[ ])[ ]?")
# The type that documentation writes behind the name of a field; such a name is no code.
_TYPED = re.compile(
    r"\s*[*_`(\[]*(?:nullable |optional |required )?(?:string|enum|integer|int|number|boolean|bool|object"
    r"|array|hash|list|map|timestamp)\b",
    re.I,
)
_NAMES = frozenset(
    (
        "GitHub", "GitLab", "JavaScript", "TypeScript", "PowerShell", "YouTube", "LinkedIn", "PayPal",
        "HubSpot", "WhatsApp", "FastApi", "WordPress", "WooCommerce", "BigCommerce", "HTTP", "HTTPS",
        "JSON", "YAML", "OAUTH", "NOTE", "TIPS",
    )
)  # fmt: skip
_NOTHING = frozenset(("n/a", "na", "none", "-", "any", "all", "various", "yes", "no", "true", "false", "null"))
_PREFIXED = re.compile(
    r"(?:(?:error|err|code|status)(?: code)?s?[ ]?[:#]?[ ])(?=[A-Za-z]{0,3}-?\d|[A-Z]+_)", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LINKED = re.compile(r"^\[([^\[\]]*)\]\([^()]*\)$")
_CLOSED = re.compile(r"^([^\s*\]]{2,80})(?:\*\*|\*|\]\([^()\s]{0,300}\)(?:\*\*)?)")
_CLOSERS = re.compile(r"^(?:\*\*|\*|__|\]\([^()\s]{0,600}\))+")
_JOINT = re.compile(r"[ ]?(?:,|/|or|and)[ ]?")
_SEPARATOR = re.compile(r"^\s*(?:[:–—=→]|-{1,3}>?(?=\s))\s*")
_HEAD = re.compile(r"(?P<code>[^\s:`*]{2,80})(?P<between>\s*(?:[:–—=]|-{1,3}>?)\s+|\s*$|\s+(?=\())")
_NUMBERED = re.compile(r"(?P<code>-?[0-9]{4,9}|[A-Z]{1,6}-?[0-9]{2,6})(?=\s*[:–—-]\s*\S|\s+[\"'A-Z(`])")


def is_code(text: str) -> bool:
    """Whether a word looks like a code by its form alone."""
    if text in _NAMES:
        return False
    forms = (_COMPOUND, _HUMPS, _CAPITALS, _NUMBER, _NUMBERED_WORD)
    return any(each.fullmatch(text) for each in forms)


@dataclass(frozen=True, slots=True)
class CodeLead:
    """Codes at the beginning of a text; ``rest`` follows them without the separator between.

    ``parted`` says that there is a separator or nothing more, ``told`` that code marks or a prefix show a code.
    """

    codes: tuple[str, ...]
    rest: str
    parted: bool
    told: bool


def codes_of(cell: str) -> tuple[str, ...]:
    """The codes that a cell of a column of codes holds: one word each, or each in code marks; () where it is prose."""
    spans = [found[2].strip() for found in _CODE_SPAN.finditer(cell[:2000])]
    if spans:
        return tuple(dict.fromkeys(each for each in spans if _WORD.fullmatch(each) or _LETTERED.fullmatch(each)))
    words = [_LINKED.sub(r"\1", each.strip()).strip(" *'\"\\") for each in _SPLIT.split(cell[:2000])]
    found = [_PREFIXED.sub("", each.replace("\\_", "_")) for each in words if each]
    if not all(_WORD.fullmatch(each) or _LETTERED.fullmatch(each) for each in found):
        return ()
    return tuple(dict.fromkeys(each for each in found if each.lower() not in _NOTHING))


def code_lead(markdown: str) -> CodeLead | None:
    """The codes that a heading, item or term begins with; None where it begins with anything else."""
    text = markdown.strip()
    bare = text.lstrip("*[_# ")
    if span := _CODE_SPAN.match(bare):
        return _spanned(bare, span)
    prefix = _PREFIXED.match(bare)
    rest = bare[prefix.end() :] if prefix else bare
    if len(bare) < len(text) and (closed := _CLOSED.match(rest)) and is_code(closed[1]):
        return CodeLead((closed[1],), without_separator(rest[closed.end() :]), True, bool(prefix))
    found = _NUMBERED.match(rest) or _HEAD.match(rest)
    if found is None or (_YEAR.fullmatch(found["code"]) and not prefix):
        return None
    if not is_code(found["code"]) and not (prefix and _WORD.fullmatch(found["code"])):
        return None
    return CodeLead((found["code"],), without_separator(rest[found.end("code") :]), True, bool(prefix))


def _spanned(bare: str, span: re.Match[str]) -> CodeLead | None:
    codes = [span[2].strip()]
    at = span.end()
    while (joint := _JOINT.match(bare, at)) and (more := _CODE_SPAN.match(bare, joint.end())):
        codes.append(more[2].strip())
        at = more.end()
    rest = _CLOSERS.sub("", bare[at:])
    if _TYPED.match(rest) or not all(_WORD.fullmatch(each) and len(each) > 1 for each in codes):
        return None
    parted = not rest.strip() or _SEPARATOR.match(rest) is not None or rest.lstrip()[:1] in "(\n"
    return CodeLead(tuple(dict.fromkeys(codes)), without_separator(rest), parted, True)


def without_separator(text: str) -> str:
    """The text behind a colon, a dash or an arrow."""
    return _SEPARATOR.sub("", text).lstrip()
