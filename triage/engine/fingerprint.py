"""The key of a fault: equal for the same fault of many customers, free of any value of theirs."""

import re
from dataclasses import dataclass

from triage.engine.exchange import Call, Exchange
from triage.engine.reference import Reference
from triage.engine.reference.openapi.matching import Match, Slip
from triage.engine.rules.asking.documents import read_document
from triage.engine.rules.asking.hosts import environment, host_of
from triage.engine.rules.asking.inquiry import locate_call
from triage.engine.rules.asking.paths import path_template
from triage.engine.rules.asking.vendor_errors import read_vendor_error

VERSION = 1
LONGEST_TEMPLATE = 300
METHOD = re.compile(r"[A-Z]{1,20}")
# A code is a name or a short number; what holds a long run of digits may be a value.
CODE = re.compile(r"(?!.*\d{7})(?:[A-Za-z][\w.:-]{0,79}|-?\d{1,6})")


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


def fingerprint(exchange: Exchange, reference: Reference) -> Fingerprint | None:
    """The key of the fault that the exchange shows; None where the paste holds no call.

    A documented path names itself by its template; of others the segments that may be values are left out.
    """
    response, call = exchange.response, exchange.call
    answer = read_document(response.body if response is not None else None)
    match = locate_call(reference, call) if call is not None else None
    return fingerprint_with_code(exchange, read_vendor_error(answer).code, match)


def fingerprint_with_code(exchange: Exchange, vendor_code: str, match: Match | None) -> Fingerprint | None:
    """The same where the vendor's error has been read and the operation located; a code counts for errors only."""
    call, status = exchange.call, exchange.status
    if call is None:
        return None
    failed = status is not None and status >= 400
    return Fingerprint(
        method=call.method if METHOD.fullmatch(call.method) else "",
        path_template=_template(call, match),
        status=_outcome(exchange),
        vendor_code=vendor_code if failed and CODE.fullmatch(vendor_code) else "",
        environment=environment(host_of(call)),
    )


def _template(call: Call, match: Match | None) -> str:
    if match is not None and match.route is not None and match.slip is Slip.NONE:
        return f"{match.base}{match.route.template}"[:LONGEST_TEMPLATE]
    return path_template(call.parts.path)


def _outcome(exchange: Exchange) -> str:
    if exchange.status is not None:
        return str(exchange.status)
    failure = exchange.failure
    return f"{failure.tool}:{failure.code}" if failure is not None else ""
