"""The values a diagnosis is made of: what a rule says, where it points and what it cites."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of the call, from the status code and everything else in sight."""

    SUCCESS = "success"
    REDIRECTED = "redirected"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    NEVER_REACHED = "never_reached"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"


class Confidence(StrEnum):
    """How sure a finding is; a caller may be blamed only by the first two."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Actor(StrEnum):
    """Who must act."""

    CALLER = "caller"
    VENDOR = "vendor"
    NETWORK = "network"


class Place(StrEnum):
    """The part of the exchange that a finding is about."""

    BODY = "body"
    QUERY = "query"
    PATH = "path"
    HEADER = "header"
    COOKIE = "cookie"
    METHOD = "method"
    URL = "url"
    AUTH = "auth"
    RESPONSE = "response"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the call or response; ``pointer`` is a JSON pointer (RFC 6901) into a body."""

    place: Place
    name: str = ""
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands in the customer's text; ``part`` is ``call`` or ``response``."""

    part: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where it is documented; ``source`` is guide, vendor_code, openapi, rfc, registry or tool."""

    source: str
    ref: str
    url: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, with its evidence, its fix in imperative steps, and its source.

    ``corrected`` is a copyable fragment of the customer's own call, empty where none can be made.
    """

    rule: str
    cause: str
    confidence: Confidence
    actor: Actor
    location: Location
    evidence: tuple[Evidence, ...]
    fix: tuple[str, ...]
    citation: Citation
    corrected: str = ""
