"""The credentials that a call carries, and what the server's challenge asks for; values stay masked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_plus

from triage.engine.exchange import Header, Span
from triage.engine.finding import Evidence, Location, Place
from triage.engine.redaction.mask import Mask
from triage.engine.rules.asking.inquiry import Inquiry

KEY_OF = r"(?:api|app|access|auth|client|secret|subscription|account|developer|master|server)[_-]?key"
HEADER_NAME = re.compile(rf"(?:.*-)?(?:authorization|auth|token|secret|signature|{KEY_OF})|(?:x-)?key", re.IGNORECASE)
NOT_A_CREDENTIAL = re.compile(
    r"idempotency|sec-websocket|page|next|cursor|sort|cache|continuation|proxy|sync|csrf|xsrf|device|push|resume",
    re.IGNORECASE,
)
QUERY_NAME = re.compile(
    rf"(?:.*[_.-])?(?:{KEY_OF}|token|secret|sig|signature|x-amz-credential)|key|hapikey|appid|auth", re.IGNORECASE
)
QUERY_PAIR = re.compile(r"[?&]([^=&#]{1,60})=([^&#]*)")
KEY_IN_BODY = re.compile(r"(?:client_?)?secret|api_?key|access_?token|password", re.IGNORECASE)
SCHEMES = {
    "basic", "bearer", "digest", "dpop", "negotiate", "ntlm", "token", "apikey", "api-key", "key", "hmac", "oauth",
    "aws4-hmac-sha256", "signature", "sso-key", "zoho-oauthtoken", "genielocalkey", "geniekey", "jwt",
    "klaviyo-api-key",
}  # fmt: skip
SCHEME_AND_VALUE = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,30})(?:[ \t]+(.*))?", re.DOTALL)
CONTACTS = {"email", "phone", "card"}
CHALLENGE = re.compile(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9-]{1,30})(?=\s+[A-Za-z0-9_-]{1,40}\s*=|\s*(?:,|$))")
PARAMETER = re.compile(r"([A-Za-z_]{1,40})\s*=\s*(?:\"([^\"]{0,400})\"|([^\s,\"]{1,200}))")


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential of the call: ``scheme`` as written (empty without one), ``value`` masked or a placeholder."""

    name: str
    scheme: str
    value: str
    location: Location
    evidence: Evidence
    span: Span
    mask: Mask | None = None


@lru_cache(maxsize=4)
def credentials(inquiry: Inquiry) -> tuple[Credential, ...]:
    """The credentials in headers and query, in the order sent; cookies and bodies are not looked into."""
    return (*_in_headers(inquiry), *_in_query(inquiry))


@lru_cache(maxsize=8)
def carries_any(inquiry: Inquiry, *, in_body: bool = True) -> bool:
    """Whether the call carries anything that may authenticate it: also a cookie, user info or a client certificate.

    What is masked counts too; ``in_body`` false counts of a body only what is named as a key to the API is.
    """
    call = inquiry.call
    if credentials(inquiry) or "Cookie" in call.headers or "@" in call.parts.netloc:
        return True
    body = call.body_span if not in_body else None
    masked = (
        mask
        for mask in inquiry.masks
        if mask.kind not in CONTACTS
        and (body is None or not body.start <= mask.span.start < body.end or KEY_IN_BODY.fullmatch(mask.name))
    )
    if any(call.span.start <= mask.span.start < call.span.end for mask in masked):
        return True
    return (
        re.search(r"(?:^|\s)(?:-E|--cert|--netrc|-n|--negotiate|-u)\s", inquiry.exchange.text[slice(*call.span)])
        is not None
    )


@lru_cache(maxsize=4)
def challenges(inquiry: Inquiry) -> tuple[str, ...]:
    """The schemes that WWW-Authenticate names, in small letters (RFC 9110 section 11.6.1)."""
    fields = (each.value for each in inquiry.response.headers if each.name.lower() == "www-authenticate")
    return tuple(scheme.lower() for value in fields for scheme in CHALLENGE.findall(value[:2000]))


def challenge_parameter(inquiry: Inquiry, name: str) -> str:
    """A parameter of WWW-Authenticate, such as ``error`` (RFC 6750 section 3); empty where it is absent."""
    value = inquiry.response.headers.get("WWW-Authenticate")[:2000]
    for found in PARAMETER.finditer(value):
        if found[1].lower() == name:
            return found[2] or found[3] or ""
    return ""


def _in_headers(inquiry: Inquiry) -> Iterator[Credential]:
    for header in inquiry.call.headers:
        if _names_a_key(inquiry, HEADER_NAME, header.name):
            yield _from_header(inquiry, header)


def _names_a_key(inquiry: Inquiry, names: re.Pattern[str], name: str) -> bool:
    """Whether a credential goes under that name; what the operation documents as a parameter of its own is none."""
    if not names.fullmatch(name) or NOT_A_CREDENTIAL.search(name):
        return False
    match = inquiry.match
    if match is None or match.operation is None or not match.operation.security:
        return True
    known = {each.name.lower() for each in match.operation.parameters}
    return name.lower() not in known or any(each.name.lower() == name.lower() for each in match.api.schemes)


def _from_header(inquiry: Inquiry, header: Header) -> Credential:
    mask = _mask_in(inquiry, header.span)
    scheme, value = ("", header.value)
    if header.name.lower() == "authorization":
        scheme, value = _split(header.value)
        if mask is not None and not scheme and mask.facts.scheme.lower() in SCHEMES:
            scheme = mask.facts.scheme
    place = Location(Place.HEADER, header.name)
    return Credential(header.name, scheme, value, place, inquiry.sent_header(header), header.span, mask)


def _split(value: str) -> tuple[str, str]:
    """Scheme and the rest; a lone word is a scheme only where it is a known one."""
    found = SCHEME_AND_VALUE.fullmatch(value.strip())
    if found is None or (found[2] is None and found[1].lower() not in SCHEMES):
        return "", value
    return found[1], found[2] or ""


def _in_query(inquiry: Inquiry) -> Iterator[Credential]:
    call = inquiry.call
    for found in QUERY_PAIR.finditer(call.url[:8000]):
        name = unquote_plus(found[1])
        if not _names_a_key(inquiry, QUERY_NAME, name):
            continue
        span = _query_span(inquiry, found[1] + "=" + found[2])
        mask = _mask_in(inquiry, span)
        yield Credential(name, "", found[2], Location(Place.QUERY, name), inquiry.in_call(span), span, mask)


def _query_span(inquiry: Inquiry, pair: str) -> Span:
    url = inquiry.call.url_span
    at = inquiry.exchange.text.find(pair, url.start, url.end) if url else -1
    return Span(at, at + len(pair)) if at >= 0 else url or Span(0, 0)


def _mask_in(inquiry: Inquiry, span: Span) -> Mask | None:
    return next((mask for mask in inquiry.masks if span.start <= mask.span.start < span.end), None)
