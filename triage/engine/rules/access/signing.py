"""Signed calls: what the server signed, line by line, against the call as pasted (AWS Signature Version 4 and 2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from triage.engine.finding import Evidence, Finding, Location, Place
from triage.engine.rules.access.tokens import AWS_SIGNING, speaks_of_a_signature
from triage.engine.rules.asking.citations import manual
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, rule

AUTH = Location(Place.AUTH)
LONGEST = 20_000
MOST_LINES = 60
MOST_SHOWN = 3
CANONICAL = re.compile(
    r"<CanonicalRequest>([^<]{1,8000})</CanonicalRequest>"
    r"|Canonical String for this request should have been\s{1,8}'([^']{1,8000})'"
)
TO_SIGN = re.compile(r"<StringToSign>([^<]{1,4000})</StringToSign>")
SCOPE = re.compile(r"Credential=[^/\s,]{1,400}/(\d{8})/([a-z0-9-]{1,40})/([a-z0-9-]{1,40})/aws4_request")
SIGNED = re.compile(r"SignedHeaders=([A-Za-z0-9;-]{1,1000})")
EXPECTED = re.compile(
    r"region '?([a-z0-9-]{1,40})'? is wrong; expecting '?([a-z0-9-]{1,40})|scoped to a valid region, not '([a-z0-9-]+)'"
)
REGION_OF_HOST = re.compile(r"[.-]([a-z]{2}(?:-[a-z]{2,12}){1,2}-\d)\.amazonaws\.com")
CANONICAL_GUIDE = manual(
    "AWS, create a signed request",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that the server signed otherwise than the call shows."""

    what: str
    server: str
    call: str
    evidence: Evidence


@rule("AUTH-029", "400", "401", "403")
def signed_otherwise(inquiry: Inquiry) -> Iterator[Finding]:
    """The server shows what it signed; a line of it is not what the call shows."""
    if not speaks_of_a_signature(inquiry):
        return
    found = _differences(inquiry)
    if found:
        lines = "; ".join(f"its {each.what} is `{each.server[:100]}`, yours `{each.call[:100]}`" for each in found)
        first = found[0]
        yield likely(
            f"The server signed another call than the one you show: {lines}.",
            at=AUTH,
            see=(first.evidence, inquiry.in_answer(first.server, unescape(first.server)) or inquiry.status_line),
            fix=(
                f"Make the {first.what} that you sign and the one that you send the same, byte for byte.",
                "Encode path and query once, before signing, and send exactly that.",
                "Check that no proxy or HTTP library changes the call after it was signed.",
            ),
            cite=CANONICAL_GUIDE,
        )


def _differences(inquiry: Inquiry) -> list[Difference]:
    text = inquiry.answer.text[:LONGEST].replace("\\n", "\n")
    canonical, to_sign = CANONICAL.search(text), TO_SIGN.search(text)
    found: list[Difference] = []
    if canonical is not None:
        found = list(_of_canonical(inquiry, unescape(canonical[1] or canonical[2]).split("\n")[:MOST_LINES]))
    elif to_sign is not None and not to_sign[1].startswith("AWS4"):
        found = list(_of_version_2(inquiry, unescape(to_sign[1]).split("\n")[:MOST_LINES]))
    return found[:MOST_SHOWN]


def _of_canonical(inquiry: Inquiry, lines: list[str]) -> Iterator[Difference]:
    """Method, path and query, then ``name:value`` up to the empty line."""
    if len(lines) < 4:
        return
    parts = inquiry.call.parts
    if lines[0] != inquiry.call.method:
        yield Difference("method", lines[0], inquiry.call.method, inquiry.request_line)
    if lines[1] not in _paths(inquiry):
        yield Difference("path", lines[1], parts.path or "/", inquiry.in_url(parts.path))
    if _query(lines[2]) != _query(parts.query) and "~masked." not in parts.query:
        yield Difference("query", lines[2] or "(empty)", parts.query or "(empty)", inquiry.request_line)
    for line in lines[3:]:
        name, colon, value = line.partition(":")
        header = inquiry.call.headers.field(name) if colon else None
        if header is not None and "~masked." not in header.value and " ".join(header.value.split()) != value.strip():
            yield Difference(f"header `{header.name}`", value, header.value, inquiry.sent_header(header))


def _paths(inquiry: Inquiry) -> set[str]:
    """The call's path as AWS may write it: with more characters encoded, and twice for all services but S3."""
    path = inquiry.call.parts.path or "/"
    more = path.replace("+", "%2B").replace("'", "%27").replace("!", "%21")
    return {path, more} | (set() if "s3" in inquiry.host else {path.replace("%", "%25"), more.replace("%", "%25")})


def _query(query: str) -> list[str]:
    return sorted(unquote(each).removesuffix("=") for each in query.split("&") if each)


def _of_version_2(inquiry: Inquiry, lines: list[str]) -> Iterator[Difference]:
    """Verb, Content-MD5, Content-Type and Date, in this order (AWS Signature Version 2 for S3)."""
    if len(lines) < 4:
        return
    if lines[0] != inquiry.call.method:
        yield Difference("method", lines[0], inquiry.call.method, inquiry.request_line)
    for value, name in zip(lines[1:4], ("Content-MD5", "Content-Type", "Date"), strict=False):
        header = inquiry.call.headers.field(name)
        if header is not None and header.value.strip() != value.strip():
            yield Difference(f"header `{name}`", value or "(empty)", header.value, inquiry.sent_header(header))


@rule("AUTH-035", "400", "401", "403")
def signed_for_another_scope(inquiry: Inquiry) -> Iterator[Finding]:
    """Region, or date, of the credential scope against the host, ``x-amz-date`` and the server's words."""
    header = inquiry.call.headers.field("Authorization")
    scope = SCOPE.search(header.value) if header is not None else None
    said = EXPECTED.search(inquiry.error.message)
    if header is None or scope is None or not (said or speaks_of_a_signature(inquiry)):
        return
    date, region, _ = scope.groups()
    right = (said[2] or said[3] or "") if said is not None else _region_of(inquiry.host)
    dated = inquiry.call.headers.get("x-amz-date")[:8]
    if right and right != region:
        cause = f"The call is signed for the region `{region}`; it goes to `{right}`."
        step = f"Set the region of your client to `{right}`, and sign again."
    elif dated and dated != date:
        cause = f"The credential scope is of {date}, the call's `x-amz-date` of {dated}."
        step = "Take both from one reading of the clock, in UTC."
    else:
        return
    yield (certain if said is not None else likely)(
        cause,
        at=Location(Place.HEADER, "Authorization"),
        see=(inquiry.sent_header(header), inquiry.in_answer(inquiry.error.message) or inquiry.status_line),
        fix=(step, "The scope is date/region/service/aws4_request, and goes into the signing key too."),
        cite=AWS_SIGNING,
    )


def _region_of(host: str) -> str:
    found = REGION_OF_HOST.search(host)
    return found[1] if found else ""


@rule("AUTH-033", "400", "401", "403")
def signed_header_not_sent(inquiry: Inquiry) -> Iterator[Finding]:
    """``SignedHeaders`` names a header that the call does not carry."""
    header = inquiry.call.headers.field("Authorization")
    names = SIGNED.search(header.value) if header is not None else None
    if header is None or names is None or not speaks_of_a_signature(inquiry):
        return
    # What the client adds by itself may not show in a command.
    shown = inquiry.call.notation in ("http", "curl -v", "har")
    lost = [each for each in names[1].split(";") if each and each not in inquiry.call.headers and each != "host"]
    if lost and shown:
        yield likely(
            f"The signature covers the header `{lost[0]}`, but the call does not carry it.",
            at=Location(Place.HEADER, lost[0]),
            see=inquiry.sent_header(header),
            fix=(f"Send `{lost[0]}` with the value that you sign, or leave it out of `SignedHeaders`.",),
            cite=CANONICAL_GUIDE,
        )
