"""Credentials that the API read and refuses; by its challenge, or by the words of its answer."""

import re
from collections.abc import Iterator

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.access.credentials_sent import carries_any, challenge_parameter
from triage.engine.rules.access.wanted import says_none_came
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, possible, rule

AUTH = Location(Place.AUTH)
REFUSED_WORDS = re.compile(
    r"\b(?:access[ _]token|api[ _]key|session)\b.{0,60}\b(?:expired|invalid|revoked|not valid)\b|"
    r"\b(?:invalid|expired|revoked)\b.{0,20}\b(?:access[ _]token|api[ _]key)\b",
    re.IGNORECASE,
)
REFUSED = re.compile(
    r"expired|revoked|invalid|incorrect|wrong|bad credentials|not valid|unrecogni[sz]ed|inactive|disabled|"
    r"could ?n[o']t (?:be )?(?:validate|authenticate|verif)|unknown (?:key|token)",
    re.IGNORECASE,
)
REFUSED_CODE = re.compile(
    r"(?:expired|invalid|unknown|revoked|inactive)[_-]?(?:api|access|auth|security)?[_-]?(?:token|key|credentials?)"
    r"(?:[_-]?id)?|(?:token|key)[_-]?(?:expired|invalid|revoked)",
    re.IGNORECASE,
)


@rule("AUTH-014", "400", "401")
def bearer_error(inquiry: Inquiry) -> Iterator[Finding]:
    """The challenge says what is wrong with the token (RFC 6750 section 3.1)."""
    code = challenge_parameter(inquiry, "error")
    if code in ("invalid_token", "invalid_request") and carries_any(inquiry):
        said = challenge_parameter(inquiry, "error_description")[:200]
        meaning = {"invalid_token": "refuses the token", "invalid_request": "cannot read the credentials"}[code]
        yield certain(
            f"The API {meaning}: {said or code}",
            at=AUTH,
            see=inquiry.got_header(inquiry.response.headers.field("WWW-Authenticate")),
            fix=(
                "Get a new token and repeat the call.",
                "Check that it was issued for this API and this environment.",
            ),
            cite=rfc(6750, "3.1"),
        )


@rule("AUTH-015", "400", "401", "403")
def credentials_refused(inquiry: Inquiry) -> Iterator[Finding]:
    """Well formed as far as anybody can see, and refused all the same: only the account shows why."""
    words = f"{inquiry.error.message} {inquiry.error.code.replace('_', ' ')}".strip()
    if not carries_any(inquiry) or not REFUSED.search(words) or says_none_came(inquiry):
        return
    told = REFUSED_CODE.fullmatch(inquiry.error.code) or REFUSED_WORDS.search(inquiry.error.message)
    if inquiry.status != 401 and not told:
        return  # a 400 or 403 may refuse much else
    over = re.search("expired|revoked", words, re.IGNORECASE) is not None
    yield possible(
        f"The API read the credentials of the call and refuses them: {(inquiry.error.message or words)[:200]}",
        at=AUTH,
        see=inquiry.in_answer(inquiry.error.message, inquiry.error.code) or inquiry.status_line,
        fix=(
            "Get a new key or token, then repeat the call."
            if over
            else "Compare the key with the one in your account, letter by letter; copy it again.",
            "Check that it belongs to this account and this environment, and was not revoked.",
            "Check that it goes into the header that the reference names.",
        ),
        cite=rfc(9110, "15.5.2"),
    )
