"""The fields that an error's sentence names, and what it says of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.engine.finding import Place

LONGEST = 500

PLACES = {
    "body": Place.BODY, "requestBody": Place.BODY, "query": Place.QUERY, "querystring": Place.QUERY,
    "path": Place.PATH, "params": Place.PATH, "header": Place.HEADER, "headers": Place.HEADER,
    "cookie": Place.COOKIE, "cookies": Place.COOKIE, "parameter": Place.QUERY,
}  # fmt: skip
SEGMENT = re.compile(r"[^.\[\]/\"']+")
NAMED = re.compile(r"[\"'`‘“]([A-Za-z_][\w.\[\]-]{0,63})[\"'`’”]")
AFTER_NOUN = re.compile(
    r"\b(?:parameter|field|property|attribute|argument|param|key)s?(?: is| are| was)?(?: missing| required)?"
    r"(?: or the value is empty)?:\s*([A-Za-z_][\w.\[\]-]{0,63})\b|\bproperty ([A-Za-z_][\w.]{0,63}) should not exist",
    re.IGNORECASE,
)
BEFORE_COLON = re.compile(r"^([a-z_][\w.\[\]]{0,63}): (?=[A-Z])")
HEADER_SAID = re.compile(
    r"\b([A-Za-z][A-Za-z0-9]{0,30}(?:-[A-Za-z0-9]{1,30}){1,4})['\"`]? (?:request )?header\b[^.]{0,40}"
    r"\b(?:required|missing|should be defined|must be (?:set|provided|present|specified|defined))|"
    r"\b(?:missing|required|requires?)(?: the| a)?(?: required)? header:? ['\"`]?"
    r"([A-Za-z][A-Za-z0-9]{0,30}(?:-[A-Za-z0-9]{1,30}){1,4})",
    re.IGNORECASE,
)
NO_NAMES = {
    "not", "is", "must", "should", "invalid", "missing", "required", "undefined", "null", "none", "true", "false",
    "string", "integer", "number", "object", "array",
}  # fmt: skip
BEFORE_VERB = re.compile(r"^([a-z][\w.]{0,63}) (?:is (?:a )?required|is missing|must |cannot be |can't be |is invalid)")
# What says that a field was not sent; "a valid number is required" says that it was.
LACKING = re.compile(
    r"(?!.*\bvalid\b).*\b(?:required|missing|"
    r"must (?:be (?:provided|present|specified|set)|not be (?:blank|empty|null))|"
    r"must specify|should be defined|"
    r"can'?t be (?:blank|empty)|cannot be (?:left )?(?:blank|empty|null)|may not be (?:blank|null|empty)|"
    r"should not be empty|not provided|is blank|no value)\b",
    re.IGNORECASE | re.DOTALL,
)
LACKING_CODES = re.compile(
    r"(?:.*[._-])?(?:missing|required|blank|notnull|notblank|notempty|missing_?field)(?:[._-].*)?", re.IGNORECASE
)
# A JSON parser quotes a character of the text, a deserializer perhaps a class; neither is a field.
OF_A_PARSER = re.compile(
    r"unexpected (?:token|character|end)|not valid json|json_invalid|position \d|deserialize (?:value|instance) of|"
    r"invalid character ",
    re.IGNORECASE,
)
CLASS_NAME = re.compile(r"(?:java|javax|kotlin|scala|com|org|net|System|Microsoft)\.[\w.]{1,60}")
IN_PLACE = re.compile(r"^(body|querystring|params|headers)/([\w/]{1,100}) ")
IN_PART = re.compile(r"\b(body|query|path|headers)\.([\w.\[\]-]{1,120}) (?:should|must|is|was) ")
# Jackson's way to the field (User["address"]->Address["zip"]), and Google's for one that it does not know.
CHAIN = re.compile(r"\[\\?\"([\w-]{1,64})\\?\"\]")
GO_FIELD = re.compile(r"Go struct field \w{1,60}\.([\w.]{1,120}) of type")
UNKNOWN_NAME = re.compile(r"Unknown name \\?\"([\w.-]{1,64})\\?\"(?: at '([\w.\[\]]{1,200})')?")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field that the vendor names: as written, as path segments, where it belongs, and what is wrong with it."""

    name: str
    path: tuple[str, ...]
    place: Place = Place.BODY
    message: str = ""
    code: str = ""

    @property
    def is_lacking(self) -> bool:
        """The vendor says that the field is missing or empty, not that its value is wrong."""
        return bool(LACKING.match(self.message)) or bool(self.code and LACKING_CODES.fullmatch(self.code))


def segments(name: str) -> tuple[str, ...]:
    """``a.b[0]``, ``/a/b/0``, ``$.a.b`` and ``a[b]`` as segments; a pointer's escapes undone (RFC 6901 section 4)."""
    if name.startswith(("/", "#/")):
        parts = name.lstrip("#").split("/")[1:]
        return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts if part)
    return tuple(part for part in SEGMENT.findall(name) if part != "$")


def from_words(message: str) -> Iterator[FieldFault]:
    """The field that a sentence names: quoted, after ``parameter:``, or before ``is required``."""
    message = message[:LONGEST]
    if placed := IN_PLACE.match(message):
        yield FieldFault(placed[2], segments("/" + placed[2]), PLACES[placed[1]], message)
        return
    if path := told_path(message):
        yield FieldFault(".".join(path), path, message=message)
        return
    if dotted := IN_PART.search(message):
        yield FieldFault(dotted[2], segments(dotted[2]), PLACES[dotted[1]], message)
        return
    if OF_A_PARSER.search(message):
        return
    if header := HEADER_SAID.search(message):
        name = header[1] or header[2]
        yield FieldFault(name, (name,), Place.HEADER, message)
        return
    # What follows is not a sentence any more, but data.
    words = message.partition('{"')[0]
    patterns = (BEFORE_COLON, NAMED, AFTER_NOUN, BEFORE_VERB)
    found = next((match for pattern in patterns if (match := pattern.search(words))), None)
    name = next((group for group in found.groups() if group), "") if found is not None else ""
    if name and name.lower() not in NO_NAMES and not CLASS_NAME.fullmatch(name):
        yield FieldFault(name, segments(name), message=message)


def told_path(message: str) -> tuple[str, ...]:
    """The segments that Jackson's reference chain, Go's decoder or Google's ``Unknown name`` tells; else empty."""
    _, chained, chain = message.partition("reference chain:")
    if chained:
        return tuple(CHAIN.findall(chain))
    if go := GO_FIELD.search(message):
        return segments(go[1])
    unknown = UNKNOWN_NAME.search(message)
    return (*segments(unknown[2] or ""), unknown[1]) if unknown is not None else ()
