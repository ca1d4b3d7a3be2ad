"""The key of a fault: equal for the same fault of many customers, free of any value of theirs."""

import re
from dataclasses import dataclass

from triage.engine.exchange import Call, Exchange
from triage.engine.reference import Reference
from triage.engine.rules.documents import read_document
from triage.engine.rules.vendor_errors import read_vendor_error

VERSION = 1
MOST_SEGMENTS = 12

# Labels of host names that say which environment answers; everything else is live.
ENVIRONMENTS = {
    "sandbox": "sandbox", "sbx": "sandbox", "test": "test", "testing": "test", "tst": "test", "staging": "staging",
    "stage": "staging", "stg": "staging", "dev": "dev", "development": "dev", "qa": "qa", "uat": "uat",
    "preprod": "staging", "demo": "demo", "mock": "mock", "preview": "preview", "localhost": "local",
}  # fmt: skip
LOCAL = re.compile(r"127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$")
VERSION_SEGMENT = re.compile(r"v\d{1,3}(?:\.\d{1,3}){0,2}(?:(?:alpha|beta|p)\d{0,3}){0,2}", re.IGNORECASE)
# What is kept: a word of the vendor's, perhaps with one or two digits (oauth2, s3), an action (docs:commit) or .json.
WORD = re.compile(r"[A-Za-z][A-Za-z]*(?:[-_.:][A-Za-z]+)*\d{0,2}(?:\.[A-Za-z]+)?")
# What looks like a word but is an id: cus_NffrFeUfNVHib, or capitals in the middle of small letters at random.
PREFIXED = re.compile(r"[A-Za-z]{1,10}_(?=[A-Za-z]*[A-Z])[A-Za-z]{6,}\d{0,2}")
JUMBLED = re.compile(r"(?=(?:.*[a-z][A-Z]){4})[A-Za-z]{10,}\d{0,2}")
HEXADECIMAL = re.compile(r"(?=.*\d)[0-9a-f]{3,}|[a-f]{8,}", re.IGNORECASE)
WORD_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Method, path template, status, vendor error code and environment; never a value, never a query."""

    method: str
    path_template: str
    status: str
    vendor_code: str
    environment: str
    version: int = VERSION

    def __str__(self) -> str:
        parts = (self.method, self.environment, self.path_template, self.status, self.vendor_code)
        return f"v{self.version} " + " ".join(part or "-" for part in parts)


def fingerprint(exchange: Exchange, reference: Reference) -> Fingerprint | None:  # noqa: ARG001
    """The key of the fault that the exchange shows; None where the paste holds no call.

    The status guide alone documents no paths; a reference that does will name the path template.
    """
    response = exchange.response
    answer = read_document(response.body if response is not None else None)
    return fingerprint_with_code(exchange, read_vendor_error(answer).code)


def fingerprint_with_code(exchange: Exchange, vendor_code: str) -> Fingerprint | None:
    """The same where the vendor's error has been read already; its code counts for errors only."""
    call, status = exchange.call, exchange.status
    if call is None:
        return None
    return Fingerprint(
        method=call.method if re.fullmatch("[A-Z]{1,20}", call.method) else "",
        path_template=path_template(call.parts.path),
        status=_outcome(exchange),
        vendor_code=vendor_code if status is not None and status >= 400 else "",
        environment=environment(host_of(call)),
    )


def path_template(path: str) -> str:
    """The path with every segment that may be a value replaced by ``{id}``; ``/`` where there is none."""
    segments = [segment for segment in path.split("/") if segment]
    kept = [segment if _is_word(segment) else "{id}" for segment in segments[:MOST_SEGMENTS]]
    return "/" + "/".join([*kept, "…"] if len(segments) > MOST_SEGMENTS else kept)


def environment(host: str) -> str:
    """Which environment a host name names: sandbox, test, staging …, ``local``, else ``live``; empty for no host."""
    if not host:
        return ""
    if LOCAL.match(host):
        return "local"
    labels = re.split(r"[.-]", host.lower())
    return next((ENVIRONMENTS[label] for label in labels if label in ENVIRONMENTS), "live")


def host_of(call: Call) -> str:
    """The host the call goes to, from its URL or its Host header, without port and in small letters."""
    host = call.parts.netloc.rpartition("@")[2] or call.headers.get("Host")
    return re.sub(r":\d*$", "", host).strip("[]").lower()


def _is_word(segment: str) -> bool:
    if VERSION_SEGMENT.fullmatch(segment):
        return True
    if len(segment) > WORD_LENGTH or not WORD.fullmatch(segment):
        return False
    return not any(shape.fullmatch(segment) for shape in (PREFIXED, JUMBLED, HEXADECIMAL))


def _outcome(exchange: Exchange) -> str:
    if exchange.status is not None:
        return str(exchange.status)
    failure = exchange.failure
    return f"{failure.tool}:{failure.code}" if failure is not None else ""
