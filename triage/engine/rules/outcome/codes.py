"""What the vendor's own documentation says of the error code in the answer.

A body may hold several codes (a type, a code, a decline code); the most special one that is documented counts.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from triage.engine.finding import Actor, Citation, Evidence, Finding, Location, Place
from triage.engine.reference.codes import VendorCode
from triage.engine.rules.asking.documents import Json, text_of
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.paths import path_template
from triage.engine.rules.asking.rule import possible, rule
from triage.engine.rules.outcome.guide import said_by_vendor
from triage.engine.rules.outcome.success import says_it_failed

MOST_OBJECTS = 40
MOST_MEMBERS = 40
MOST_CODES = 20
LONGEST_CODE = 120
LONGEST_CAUSE = 280
# From the most special to the most general: Stripe's decline code, Facebook's subcode, Azure's suberror, the reason of
# Google's ErrorInfo, then what everybody calls a code, then kinds of errors and names of statuses.
KEYS = (
    "decline_code", "error_subcode", "subcode", "sub_code", "suberror", "innererror", "reason", "error_code",
    "errorCode", "code", "Code", "error", "err", "error_type", "errorType", "__type", "type", "faultcode", "status",
    "name", "title",
)  # fmt: skip
RANKS = {key: rank for rank, key in enumerate(KEYS)}
HEADER = re.compile(r"(?:.*-)?error-?(?:code|type)|grpc-status|cf-error-code", re.IGNORECASE)
# A code in front of a sentence or in brackets: AADSTS50011, ORA-00942, E1102.
IN_WORDS = re.compile(r"\b[A-Z]{1,12}[-_]?\d{3,9}\b")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'(])")
ADVICE = re.compile(
    r"(?:please |to (?:fix|resolve|solve) |you (?:must|should|can|need to) )|"
    r"(?:add|ask|call|change|check|choose|compare|confirm|contact|correct|create|enable|ensure|get|include|increase|"
    r"make sure|pass|provide|reduce|refresh|remove|repeat|replace|request|resend|retry|review|see|send|set|specify|"
    r"switch|try|update|upgrade|use|verify|wait)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A code of the answer, and where it stands."""

    code: str
    evidence: Evidence


@rule("CODE-001", "2xx", "4xx", "5xx", needs_call=False)
def documented_code(inquiry: Inquiry) -> Iterator[Finding]:
    """The most special code of the answer that the vendor documents for this status and path."""
    if not inquiry.reference.codes or (inquiry.status < 300 and not says_it_failed(inquiry)):
        return
    for said in _codes(inquiry):
        entry = _entry(inquiry, said.code)
        if entry is not None:
            cause, advice = told(entry)
            link = entry.link or said_by_vendor(inquiry).url
            yield possible(
                f"`{entry.code}`: {cause}",
                at=Location(Place.RESPONSE),
                see=said.evidence,
                fix=entry.fix or advice,
                cite=Citation("vendor_code", entry.code, link),
                actor=Actor.VENDOR if inquiry.status >= 500 else Actor.CALLER,
            )
            return


def _entry(inquiry: Inquiry, code: str) -> VendorCode | None:
    """What is documented at the path as sent, as a template of the document, or as a template by its look."""
    path = inquiry.call.parts.path
    match = inquiry.match
    known = (match.route.template,) if match is not None and match.route is not None else ()
    for each in dict.fromkeys((*known, path_template(path), path)):
        if (found := inquiry.reference.code(code, status=inquiry.status, path=each)) is not None:
            return found
    return None


def told(entry: VendorCode) -> tuple[str, tuple[str, ...]]:
    """The documented text as a cause and as steps: sentences that tell what to do are steps."""
    sentences = [each.strip() for each in SENTENCE.split(" ".join(entry.text.split())) if each.strip()]
    steps = [each for each in sentences[1:] if ADVICE.match(each)]
    cause = " ".join(each for each in sentences if each not in steps)
    if len(cause) > LONGEST_CAUSE:
        cause = cause[:LONGEST_CAUSE].rpartition(" ")[0] + " …"
    fallback = "Do what the vendor's documentation of this code says, and send the call again."
    return cause or entry.code, tuple(steps[:5]) or (fallback,)


def _codes(inquiry: Inquiry) -> Iterator[Said]:
    """The codes of the answer, the most special first, each once; bounded."""
    body = sorted(islice(_in_json(inquiry.answer.value), MOST_OBJECTS), key=lambda each: each[0])
    words = IN_WORDS.findall(inquiry.error.message)
    in_body = [text for _, text in body] + [inquiry.error.code, *words]
    for code in list(dict.fromkeys(each for each in in_body if each))[:MOST_CODES]:
        yield Said(code, inquiry.in_answer(f'"{code}"', code) or inquiry.status_line)
    for header in inquiry.response.headers:
        if HEADER.fullmatch(header.name) and header.value:
            yield Said(header.value.partition(":")[0].strip(), inquiry.got_header(header))


def _in_json(value: Json) -> Iterator[tuple[int, str]]:
    """What stands under one of ``KEYS``, breadth first, with the key's rank."""
    waiting = deque[Json]([value])
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return
        inner = waiting.popleft()
        if isinstance(inner, dict):
            for key, each in islice(inner.items(), MOST_MEMBERS):
                text = text_of(each)
                if key in RANKS and 0 < len(text) <= LONGEST_CODE:
                    yield RANKS[key], _bare(text)
                elif isinstance(each, dict | list):
                    waiting.append(each)
        elif isinstance(inner, list):
            waiting += inner[:MOST_MEMBERS]


def _bare(text: str) -> str:
    """``com.vendor#Code`` and a problem's URI by their last part (RFC 9457 section 3.1.1)."""
    last = text.rpartition("#")[2]
    return last.rstrip("/").rpartition("/")[2] if "://" in last else last
