"""Reads, masks and diagnoses a failed API call. Pure Python: no Django, no network, no clock.

This is the one door: what the rest of the project may use is listed here.
"""

from triage.engine.diagnosis import Diagnosis, diagnose, unreadable
from triage.engine.errors import BadReference, EngineError, MalformedCall, TooLarge, UnreadableCall
from triage.engine.exchange import (
    Call,
    Conflict,
    Exchange,
    Failure,
    Header,
    Headers,
    Missing,
    Placeholder,
    Repair,
    Response,
    Span,
)
from triage.engine.finding import Actor, Citation, Confidence, Evidence, Finding, Location, Place, Verdict
from triage.engine.fingerprint import Fingerprint
from triage.engine.reading import HarEntry, cut_har, har_entries, join, read, read_file
from triage.engine.reading.messages.har import is_har
from triage.engine.redaction import PUBLIC_KEY, Facts, Key, Mask, Redacted, Secret, parse_marker, redact
from triage.engine.reference import (
    GuideEntry,
    OpenApi,
    Page,
    Reference,
    VendorCode,
    default_reference,
    is_openapi,
    overlay,
    pack_openapi,
    read_openapi,
    read_page,
    unpack_openapi,
)
from triage.engine.rules import RULE_NAMES

__all__ = [
    "PUBLIC_KEY",
    "RULE_NAMES",
    "Actor",
    "BadReference",
    "Call",
    "Citation",
    "Confidence",
    "Conflict",
    "Diagnosis",
    "EngineError",
    "Evidence",
    "Exchange",
    "Facts",
    "Failure",
    "Finding",
    "Fingerprint",
    "GuideEntry",
    "HarEntry",
    "Header",
    "Headers",
    "Key",
    "Location",
    "MalformedCall",
    "Mask",
    "Missing",
    "OpenApi",
    "Page",
    "Place",
    "Placeholder",
    "Redacted",
    "Reference",
    "Repair",
    "Response",
    "Secret",
    "Span",
    "TooLarge",
    "UnreadableCall",
    "VendorCode",
    "Verdict",
    "cut_har",
    "default_reference",
    "diagnose",
    "har_entries",
    "is_har",
    "is_openapi",
    "join",
    "overlay",
    "pack_openapi",
    "parse_marker",
    "read",
    "read_file",
    "read_openapi",
    "read_page",
    "redact",
    "unpack_openapi",
    "unreadable",
]
