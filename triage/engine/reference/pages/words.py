"""The words by which vendors' pages say what a column, a heading or a label holds."""

import re
from enum import StrEnum

_I = re.IGNORECASE


class Role(StrEnum):
    """What a column or a labelled part holds."""

    STATUS = "status"
    CODE = "code"
    TITLE = "title"
    TEXT = "text"
    FIX = "fix"
    LINK = "link"
    PATH = "path"
    OTHER = "other"


# The first that matches is taken; a column's values have the last word on STATUS and CODE.
_HEADERS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        Role.FIX,
        re.compile(
            r"\b(?:solutions?|fix(?:es)?|resol(?:ve|ution|utions|ving)|remed(?:y|ies)|recommend\w*|suggest\w*"
            r"|what to do|do this"
            r"|what (?:you )?(?:can|should) (?:i|you|we)|what now|actions?|how to|next steps?|troubleshoot\w*"
            r"|mitigations?"
            r"|workarounds?|your move|try|advice|handling|steps|repair|cure|to do)\b",
            _I,
        ),
    ),
    (Role.LINK, re.compile(r"^(?:links?|urls?|docs?|documentation|more|more info\w*|see also|learn more|anchor)$", _I)),
    (Role.PATH, re.compile(r"\b(?:endpoints?|paths?|routes?|applies to)\b", _I)),
    (
        Role.OTHER,
        re.compile(
            r"\b(?:internal notes?|examples?|samples?|payload|retr(?:y|iable|yable)|since|soap|grpc|count)\b", _I
        ),
    ),
    (
        Role.STATUS,
        re.compile(
            r"\bhttp\b|status(?! *(?:text|message|name|description))|\b(?:response|return|resp\.?|ret\.?) *code\b"
            r"|^http",
            _I,
        ),
    ),
    (
        Role.CODE,
        re.compile(
            r"\bcodes?\b|\b(?:error|exception|fault|decline|problem|rpc|reason) *(?:type|name|id|key|enum|slug"
            r"|identifier)s?\b"
            r"|^(?:errors?|exceptions?|types?|slug|key|identifier|error ?code|err\w*|no\.?|#|number|id|value"
            r"|enum)$|error *#|errno",
            _I,
        ),
    ),
    (Role.TITLE, re.compile(r"\b(?:name|title|reason|phrase|short|summary|label|status text|status name)\b", _I)),
    (
        Role.TEXT,
        re.compile(
            r"\b(?:desc\w*|mean\w*|explan\w*|explain\w*|details?|text|what happened|what went|what it|definition"
            r"|notes?|info\w*"
            r"|comments?|when|why|causes?|scenario|overview|message|messages|situation|happens|problem|context"
            r"|error)\b",
            _I,
        ),
    ),
)
# A column, or a section, about something else than errors, whatever its numbers look like.
_OTHER_MATTER = re.compile(
    r"\b(?:ports?|prices?|pricing|cost|fees?|plans?|tiers?|years?|dates?|releases?|versions?|changelog"
    r"|history|quota|limits?"
    r"|limit(?:s|ing)|rates?|per (?:second|minute|hour|day|month)|requests|amounts?|quantity|sizes?"
    r"|widths?|heights?|phones?"
    r"|telephone|seconds|milliseconds|ms|bytes|kb|mb|gb|parameters?|params?|attributes?|fields?|propert(?:y"
    r"|ies)|arguments?"
    r"|headers?|events?|event types?|scopes?|permissions?|regions?|countr(?:y|ies)|currenc(?:y|ies)"
    r"|languages?|options?|settings?"
    r"|environment variables?|variables?|methods?|pagination|customers?|employees|addresses|latency|zip|area codes?)\b",
    _I,
)
_ERRORS = re.compile(
    r"\b(?:errors?|status(?:es)?|http|response codes?|return codes?|result codes?|reason codes?|fail\w*"
    r"|faults?|exceptions?|declines?"
    r"|problems?|troubleshoot\w*|[1-5]xx|responses)\b|error|\bcodes\b",
    _I,
)
_ADVICE = re.compile(
    r"\b(?:respond(?:ing)? to|handl(?:e|ing)|how to (?:fix|resolve|solve|handle|respond|deal|react|troubleshoot)"
    r"|fix(?:es|ing)?|resolv(?:e|ing)"
    r"|resolutions?|solutions?|solving|troubleshoot\w*|what (?:to|you can|can you|can i|should i|should you) do"
    r"|remed(?:y|ies)"
    r"|next steps?|recommend\w+|suggested|dealing with|recovering|workarounds?|(?:possible|corrective) actions?"
    r"|try (?:this|the following)"
    r"|steps to|mitigations?)\b",
    _I,
)
_CAUSES = re.compile(
    r"\b(?:causes?|reasons?|why|because|means?|happens?|occurs?|includ(?:es?|ing)|such as|following|when|if)\b", _I
)
_SAMPLE = re.compile(
    r"^(?:(?:sample|example|error)[ \w]{0,20}(?:request|response|payload|body|object|output)s?|examples?"
    r"|sample|request|response|output)$",
    _I,
)

Trail = tuple[str, ...]


def header_role(header: str) -> Role:
    """What a column's header, or a label before a colon, says it holds; OTHER where it says nothing we know."""
    spaced = (
        re.sub(r"[_\s]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)).strip(" :*`#?.")
        if header.strip() != "#"
        else "#"
    )
    return next((role for role, pattern in _HEADERS if pattern.search(spaced)), Role.OTHER)


def is_known_header(header: str) -> bool:
    """Whether a column's header is one that errors pages have."""
    return len(header) <= 60 and header_role(header) is not Role.OTHER


def is_other_matter(header: str) -> bool:
    """Whether a column is about something else: ports, prices, fields of a body."""
    return _OTHER_MATTER.search(header) is not None and not _ERRORS.search(header)


def is_about_errors(trail: Trail) -> bool | None:
    """Whether the headings above say that errors are documented here; None where they leave it open."""
    for heading in reversed(trail):
        if _ERRORS.search(heading):
            return True
        if _OTHER_MATTER.search(heading):
            return False
    return None


def is_advice(heading: str) -> bool:
    """Whether what follows a heading or a label says what to do."""
    return len(heading) <= 120 and _ADVICE.search(heading) is not None


def is_about_causes(label: str) -> bool:
    """Whether a line before a list announces causes or cases instead of steps."""
    return _CAUSES.search(label) is not None


def is_sample(heading: str) -> bool:
    """Whether a heading announces an example."""
    return _SAMPLE.search(heading.strip(" :*`")) is not None
