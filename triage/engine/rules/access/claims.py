"""What a JWT says of itself against what the API wants: audience, algorithm, signing key and kind.

Of a masked token the header's alg, kid and typ and the claim aud are facts of its mask (RFC 7515 section 4.1, RFC 7519
section 4.1.3); nothing else of it is known here.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from triage.engine.finding import Evidence, Finding
from triage.engine.redaction.mask import Facts
from triage.engine.rules.access.credentials_sent import Credential, challenge_parameter, credentials
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.hosts import same_site
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule

MOST_NAMED = 3
AUDIENCE = re.compile(r"\baud(?:ience)?s?\b|IDX10214|invalid_audience|InvalidAudience", re.IGNORECASE)
ALGORITHM = re.compile(r"\balg(?:orithms?)?\b|IDX10511|IDX10696", re.IGNORECASE)
SIGNING_KEY = re.compile(
    r"\bkid\b|\bjwks?\b|\bkey id\b|signing ?key|signature key was not found|IDX10501|IDX10503|public key",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"'`‘“]([^\"'`‘’“”\s]{2,200})[\"'`’”]|(?:expected|expects|requires?|must be):? (\S{2,200})")
OF_A_TOKEN = re.compile(r"token|jwt|jws|claim|bearer", re.IGNORECASE)
# Types of tokens that no API takes as an access token (RFC 9068 section 2.1 has at+jwt, OpenID's ID tokens have JWT).
OTHER_KIND = re.compile(r"refresh.*|rt\+jwt|.*dpop\+jwt|logout\+jwt|secevent\+jwt|oauth-authz-req\+jwt", re.IGNORECASE)


def _tokens(inquiry: Inquiry) -> list[tuple[Credential, Facts]]:
    """The credentials of the call that are JWTs, with their facts."""
    sent = ((each, each.mask.facts) for each in credentials(inquiry) if each.mask is not None)
    return [(each, facts) for each, facts in sent if facts.alg]


def _said(inquiry: Inquiry) -> str:
    return f"{inquiry.error.message} {inquiry.error.code} {challenge_parameter(inquiry, 'error_description')}"


def _speaks_of(inquiry: Inquiry, pattern: re.Pattern[str], words: str) -> bool:
    """After a 401 the words are about the token; a 400 or 403 may be about a field of that name."""
    return pattern.search(words) is not None and (inquiry.status == 401 or OF_A_TOKEN.search(words) is not None)


def _where_said(inquiry: Inquiry) -> Evidence:
    """The message, or the challenge that describes the error."""
    described = challenge_parameter(inquiry, "error_description")
    header = inquiry.response.headers.field("WWW-Authenticate") if described else None
    return inquiry.in_answer(inquiry.error.message) or inquiry.got_header(header)


def _expected(words: str, but: tuple[str, ...]) -> str:
    """What the API names beside what the token has; empty where it names nothing."""
    named = (found[1] or found[2] for found in QUOTED.finditer(words[:1000]))
    bare = (each.strip(".,;:\"'`") for each in named)
    return next((each for each in bare if each and each not in but), "")


@rule("AUTH-025", "400", "401", "403")
def audience_of_another(inquiry: Inquiry) -> Iterator[Finding]:
    """The token was issued for another API (RFC 7519 section 4.1.3)."""
    tokens = _tokens(inquiry)
    words = _said(inquiry) if tokens else ""
    told = bool(tokens) and _speaks_of(inquiry, AUDIENCE, words)
    for each, facts in tokens:
        elsewhere = inquiry.status == 401 and bool(facts.aud) and all(_is_elsewhere(inquiry, aud) for aud in facts.aud)
        if not told and not elsewhere:
            continue
        wanted = _expected(words, facts.aud) if told else ""
        has = ", ".join(f"`{aud[:100]}`" for aud in facts.aud[:MOST_NAMED])
        cause = f"The token was issued for {has}" if has else "The token names no audience (`aud`)"
        ending = f"; the API wants `{wanted}`." if wanted else "; the API wants another one."
        yield (likely if told else possible)(
            cause + (ending if told else ", and this API may want another."),
            at=each.location,
            see=(each.evidence, _where_said(inquiry)) if told else each.evidence,
            fix=(
                f"Ask for a token with {f'`{wanted}`' if wanted else 'this API'} as `audience`, `resource` or `scope`.",
                "An ID token is for your own program; send the access token.",
            ),
            cite=rfc(7519, "4.1.3"),
        )


def _is_elsewhere(inquiry: Inquiry, audience: str) -> bool:
    """An address at another site than the call goes to; names and ids that are no address say nothing."""
    host = urlsplit(audience).hostname if audience.startswith(("http://", "https://")) else None
    return host is not None and bool(inquiry.host) and not same_site(host, inquiry.host)


@rule("AUTH-026", "400", "401", "403")
def algorithm_not_taken(inquiry: Inquiry) -> Iterator[Finding]:
    """The API verifies with another algorithm, or the token is not signed at all (RFC 8725 section 3.1)."""
    tokens = _tokens(inquiry)
    words = _said(inquiry) if tokens else ""
    for each, facts in tokens:
        unsigned, told = facts.alg.lower() == "none", _speaks_of(inquiry, ALGORITHM, words)
        if not unsigned and not told:
            continue
        wanted = _expected(words, (facts.alg,)) if told else ""
        taken = f"`{wanted}`" if wanted else "another algorithm"
        yield (certain if unsigned and inquiry.status == 401 else likely)(
            "The token is not signed (`alg` is `none`); no API can trust it."
            if unsigned
            else f"The token is signed with `{facts.alg[:20]}`; the API takes {taken}.",
            at=each.location,
            see=(each.evidence, _where_said(inquiry)),
            fix=(
                f"Sign with {f'`{wanted}`' if wanted else 'the algorithm that the reference names'}.",
                "If you do not sign tokens yourself, this one is another issuer's: get it where the reference says.",
            ),
            cite=rfc(8725, "3.1"),
        )


@rule("AUTH-027", "400", "401", "403")
def signing_key_unknown(inquiry: Inquiry) -> Iterator[Finding]:
    """The API knows no key under the token's ``kid`` (RFC 7515 section 4.1.4)."""
    tokens = _tokens(inquiry)
    if not tokens or not _speaks_of(inquiry, SIGNING_KEY, _said(inquiry)):
        return
    for each, facts in tokens:
        yield likely(
            f"The API knows no key with the id `{facts.kid[:100]}`, which the token names as its own (`kid`)."
            if facts.kid
            else "The token names no key id (`kid`), so the API cannot choose the key to verify it with.",
            at=each.location,
            see=(each.evidence, _where_said(inquiry)),
            fix=(
                "Get a new token: keys are exchanged from time to time, and old tokens then fail.",
                "Check that issuer and API are of the same environment and tenant.",
                "If you sign tokens yourself, publish the key under this id, or upload it to your account.",
            ),
            cite=rfc(7515, "4.1.4"),
        )


@rule("AUTH-028", "400", "401", "403")
def token_of_another_kind(inquiry: Inquiry) -> Iterator[Finding]:
    """A refresh token, a proof or a log-out token where an access token is due."""
    for each, facts in _tokens(inquiry):
        if OTHER_KIND.fullmatch(facts.typ) and each.name.lower() == "authorization":
            yield likely(
                f"The token is of the type `{facts.typ[:40]}`; an access token is due here.",
                at=each.location,
                see=each.evidence,
                fix=("Send the `access_token` of the token endpoint's answer.",),
                cite=rfc(9068, "2.1"),
            )
