"""Tokens that carry their own dates, token endpoints and signatures."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote_plus

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.access.credentials_sent import credentials
from triage.engine.rules.asking.citations import manual, rfc
from triage.engine.rules.asking.corrected import with_body
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, rule
from triage.engine.rules.asking.times import clock, from_epoch, http_date, spoken

# Clocks differ; RFC 7519 section 4.1.4 allows for a few minutes.
LEEWAY = 60
SKEW = 300
OAUTH_ERRORS = {
    "invalid_grant": (
        "The code, refresh token or assertion is not valid any more: used, expired, or for another redirect URI.",
        "A code works once and for a few minutes: start the sign-in again and exchange the new code at once.",
        "`redirect_uri` must be letter for letter the one of the first step.",
    ),
    "invalid_client": (
        "The token endpoint does not know this client, or the client authenticated in the wrong way.",
        "Check client id and secret, and that they belong to this environment.",
        "Send them as the reference says: as Basic credentials, or as fields of the body, not both.",
    ),
    "unauthorized_client": (
        "This client may not use this kind of grant.",
        "Switch the grant on in the client's settings, or use the one that is.",
        "Check that you use the right client id.",
    ),
    "unsupported_grant_type": (
        "The token endpoint does not read the `grant_type` that was sent.",
        "Send the body as a form (`grant_type=…&code=…`), not as JSON.",
        "Check the spelling: `authorization_code`, `refresh_token`, `client_credentials`.",
    ),
    "invalid_scope": (
        "A scope is unknown, misspelt, or more than was granted.",
        "Compare the scopes with the reference; they are separated by blanks.",
        "Ask only for scopes that the client is allowed to have.",
    ),
}
# What a token endpoint says that did not read the body at all.
OAUTH_OF_BODY = {"unsupported_grant_type", "invalid_request"}
SIGNATURES = {
    "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException",
    "signature_mismatch", "invalid_signature", "InvalidSignature",
}  # fmt: skip
SKEWED = {"RequestTimeTooSkewed", "RequestExpired", "timestamp_out_of_range", "invalid_timestamp"}
SIGNATURE_WORDS = re.compile(
    r"signature (?:we calculated )?(?:does not|doesn't|did not) match|signature mismatch|"
    r"formed correctly including the signature",
    re.IGNORECASE,
)
SKEWED_WORDS = re.compile(
    r"request time and the (?:current|server) time is too large|clock skew|timestamp .{0,40}too (?:old|far)|"
    r"timestamp .{0,40}(?:outside|not within) .{0,30}(?:window|tolerance|skew|range of)|"
    r"timestamp .{0,40}(?:ahead of|behind) the server",
    re.IGNORECASE,
)
SIGNED_AT = re.compile(r"\b\d{8}T\d{6}Z\b")
AWS_SIGNING = manual(
    "AWS, troubleshooting request signatures",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html",
)


def _called_at(inquiry: Inquiry) -> datetime | None:
    """When the server answered, by its own clock."""
    return http_date(inquiry.response.headers.get("Date"))


@rule("AUTH-020", "401", "403")
def token_expired(inquiry: Inquiry) -> Iterator[Finding]:
    """The JWT's ``exp`` is over."""
    called_at = _called_at(inquiry)
    at = called_at or inquiry.now
    for each in credentials(inquiry):
        expiry = from_epoch(each.mask.facts.exp) if each.mask is not None and each.mask.facts.exp is not None else None
        if expiry is None or (at - expiry).total_seconds() <= LEEWAY:
            continue
        # Without the server's Date it may have expired only after the call.
        say = certain if called_at is not None else likely
        yield say(
            f"The token expired {spoken((at - expiry).total_seconds())} {'before the call' if called_at else 'ago'}, "
            f"at {clock(expiry)}.",
            at=each.location,
            see=each.evidence,
            fix=("Get a new token, then repeat the call.", "Renew it in your program a minute before `exp`."),
            cite=rfc(7519, "4.1.4"),
        )


@rule("AUTH-021", "401", "403")
def token_not_yet_valid(inquiry: Inquiry) -> Iterator[Finding]:
    """The JWT's ``nbf`` or ``iat`` lies in the future: a clock is wrong."""
    at = _called_at(inquiry) or inquiry.now
    for each in credentials(inquiry):
        facts = each.mask.facts if each.mask is not None else None
        starts = [(facts.nbf, "nbf", LEEWAY), (facts.iat, "iat", SKEW)] if facts is not None else []
        for seconds, name, leeway in starts:
            moment = from_epoch(seconds) if seconds is not None else None
            if moment is None or (moment - at).total_seconds() <= leeway:
                continue
            yield certain(
                f"The token is valid only from {clock(moment)} (`{name}`), {spoken((moment - at).total_seconds())} "
                "after the call.",
                at=each.location,
                see=each.evidence,
                fix=("Set the clock of the machine that issues the tokens (NTP).", "Then get a new token."),
                cite=rfc(7519, "4.1.5"),
            )
            break


@rule("AUTH-034", "400", "401", "415")
def json_at_the_token_endpoint(inquiry: Inquiry) -> Iterator[Finding]:
    """A token endpoint reads forms (RFC 6749 section 4.4.2); of JSON it sees no ``grant_type`` at all."""
    value = inquiry.sent.value
    if inquiry.error.code in OAUTH_OF_BODY and isinstance(value, dict) and "grant_type" in value:
        form = "&".join(f"{quote_plus(name)}=…" for name in list(value)[:8])
        header = inquiry.call.headers.field("Content-Type")
        yield likely(
            "The call sends JSON; token endpoints read forms, so the server saw no `grant_type`.",
            at=Location(Place.HEADER, "Content-Type"),
            see=(inquiry.in_call(inquiry.call.body_span), inquiry.sent_header(header)),
            fix=("Send the same fields as a form, with `Content-Type: application/x-www-form-urlencoded`.",),
            cite=rfc(6749, "4.4.2"),
            corrected=with_body(inquiry, form),
        )


@rule("AUTH-022", "400", "401", needs_call=False)
def oauth_error(inquiry: Inquiry) -> Iterator[Finding]:
    """The token endpoint names the error (RFC 6749 section 5.2)."""
    known = OAUTH_ERRORS.get(inquiry.error.code)
    if known is not None:
        cause, *fix = known
        yield certain(
            cause,
            at=Location(Place.BODY, "grant_type"),
            see=inquiry.in_answer(inquiry.error.code) or inquiry.status_line,
            fix=fix,
            cite=rfc(6749, "5.2"),
        )


def speaks_of_a_signature(inquiry: Inquiry) -> bool:
    """The answer says that the call's signature is not the one that the server computed."""
    return inquiry.error.code in SIGNATURES or SIGNATURE_WORDS.search(inquiry.error.message) is not None


@rule("AUTH-023", "400", "401", "403", needs_call=False)
def signature_mismatch(inquiry: Inquiry) -> Iterator[Finding]:
    """The server computed another signature over the same call."""
    if speaks_of_a_signature(inquiry):
        yield certain(
            "The signature does not fit the call as it arrived.",
            at=Location(Place.AUTH),
            see=inquiry.in_answer(inquiry.error.code, inquiry.error.message) or inquiry.status_line,
            fix=(
                "Compare the server's string to sign (if the answer shows it) with yours, line by line.",
                "Sign exactly what is sent: same host, path, sorted and encoded query, same headers, same body bytes.",
                "Check that no proxy changes the call, and that the secret has no blank or line break at its end.",
            ),
            cite=AWS_SIGNING,
        )


def _apart(inquiry: Inquiry) -> str:
    """How far the call's own time is from the server's; empty where either is not shown."""
    signed = SIGNED_AT.search(inquiry.call.headers.get("x-amz-date") or inquiry.answer.text[:5_000])
    server = _called_at(inquiry)
    if signed is None or server is None:
        return ""
    try:
        moment = datetime.strptime(signed[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return ""
    seconds = (server - moment).total_seconds()
    return f"{spoken(abs(seconds))} {'behind' if seconds > 0 else 'ahead'}"


@rule("AUTH-024", "400", "401", "403", needs_call=False)
def clock_skew(inquiry: Inquiry) -> Iterator[Finding]:
    """The call's own time is too far from the server's."""
    if inquiry.error.code in SKEWED or SKEWED_WORDS.search(inquiry.error.message):
        apart = _apart(inquiry)
        yield certain(
            f"The time in the signed call is too far from the server's time{f': {apart}' if apart else ''}.",
            at=Location(Place.AUTH),
            see=inquiry.in_answer(inquiry.error.code, inquiry.error.message) or inquiry.status_line,
            fix=("Set your machine's clock (NTP).", "Sign the call right before sending it; do not reuse signatures."),
            cite=AWS_SIGNING,
        )
