"""Is the caller allowed to do that? What a 403 says beyond itself."""

import re
from collections.abc import Iterator

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.access.credentials_sent import challenge_parameter
from triage.engine.rules.asking.citations import manual, rfc
from triage.engine.rules.asking.corrected import with_header
from triage.engine.rules.asking.documents import child, text_of
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule

AUTH = Location(Place.AUTH)
GITHUB_SCOPES = manual(
    "GitHub, scopes for OAuth apps",
    "https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps",
)
# Not the word alone: pages of web sites carry CSRF tokens by the dozen.
CSRF = re.compile(
    r"csrf (?:verification |check |validation )?failed|csrf[ -]token (?:is )?(?:missing|mismatch|invalid|from)|"
    r"(?:invalid|missing|bad|no) csrf|InvalidAuthenticityToken|page has expired due to inactivity",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\bip(?: address)?\b[^\"<]{0,80}\b(?:not (?:allowed|authorized|permitted)|allow-?list|blocked)"
                     r"|(?:allow|white)-?list[^.\"<]{0,40}\bip\b", re.IGNORECASE)  # fmt: skip
AGENT = re.compile(
    r"user-agent[^.\"<]{0,60}(?:header|required|missing|set)|(?:missing|set a|valid) user-agent", re.IGNORECASE
)


LACKING_SCOPE = re.compile(
    r"(?:missing|insufficient|lacks?|invalid)[_-]?scopes?|(?:access_?token_)?scope_?insufficient|"
    r"insufficient_?(?:oauth_?)?scopes?|ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    re.IGNORECASE,
)


def _scopes(text: str) -> list[str]:
    return [each for each in re.split(r"[,\s]+", text[:500]) if each]


@rule("PERM-001", "401", "403", needs_call=False)
def insufficient_scope(inquiry: Inquiry) -> Iterator[Finding]:
    """The challenge names the scope that the token lacks (RFC 6750 section 3.1)."""
    if challenge_parameter(inquiry, "error") == "insufficient_scope":
        wanted = challenge_parameter(inquiry, "scope")
        yield certain(
            f"The token lacks the scope `{wanted[:100]}`." if wanted else "The token lacks a scope for this call.",
            at=AUTH,
            see=inquiry.got_header(inquiry.response.headers.field("WWW-Authenticate")),
            fix=("Add the scope to the client or key.", "Get a new token: old ones keep their old scopes."),
            cite=rfc(6750, "3.1"),
        )


@rule("PERM-006", "2xx", "401", "403", needs_call=False)
def scope_named_in_the_body(inquiry: Inquiry) -> Iterator[Finding]:
    """The error's code says that a scope is lacking; some bodies name what is needed and what is there."""
    if not LACKING_SCOPE.fullmatch(inquiry.error.code):
        return
    value = inquiry.answer.value
    needed, has = (text_of(child(value, key)) for key in ("needed", "provided"))
    yield likely(
        f"The token lacks the scope `{needed[:100]}`" + (f"; it has `{has[:100]}`." if has else ".")
        if needed
        else f"The token lacks a scope for this call: {inquiry.error.message[:200] or inquiry.error.code}",
        at=AUTH,
        see=inquiry.in_answer(inquiry.error.code) or inquiry.status_line,
        fix=("Add the scope to the client or key.", "Get a new token: old ones keep their old scopes."),
        cite=rfc(6750, "3.1"),
    )


@rule("PERM-002", "403", "404", needs_call=False)
def scopes_granted_and_accepted(inquiry: Inquiry) -> Iterator[Finding]:
    """GitHub and its kin list the scopes that would do beside those the token has."""
    has, wants = (inquiry.response.headers.field(each) for each in ("X-OAuth-Scopes", "X-Accepted-OAuth-Scopes"))
    if has is None or wants is None or not _scopes(wants.value) or set(_scopes(has.value)) & set(_scopes(wants.value)):
        return
    # A 404 may still be about the resource.
    say = likely if inquiry.status == 403 else possible
    yield say(
        f"The token has the scopes `{has.value[:100] or 'none'}`; this call needs one of `{wants.value[:100]}`.",
        at=AUTH,
        see=(inquiry.got_header(has), inquiry.got_header(wants)),
        fix=("Make a token with one of those scopes.", "Then repeat the call with it."),
        cite=GITHUB_SCOPES,
    )


@rule("PERM-003", "401", "403", "419", "422", needs_call=False)
def csrf_check(inquiry: Inquiry) -> Iterator[Finding]:
    """A CSRF check guards pages for browsers; the call came in as one."""
    found = CSRF.search(inquiry.answer.text[:20_000])
    # Laravel's own status for it says enough.
    if found is not None or inquiry.status == 419:
        yield likely(
            "The API treats the call as a browser's: it asks for a CSRF token.",
            at=AUTH,
            see=inquiry.in_answer(found[0] if found is not None else "") or inquiry.status_line,
            fix=(
                "Send the API key in its header and no session cookie.",
                "Check that the path is the API's, not the web site's.",
            ),
            cite=rfc(9110, "15.5.4"),
        )


@rule("PERM-004", "401", "403", needs_call=False)
def address_not_allowed(inquiry: Inquiry) -> Iterator[Finding]:
    """The account allows calls from certain network addresses only."""
    found = ADDRESS.search(inquiry.error.message)
    if found is not None:
        yield possible(
            "The account lets calls in from certain network addresses only, and this was another.",
            at=Location(Place.NETWORK),
            see=inquiry.in_answer(found[0]) or inquiry.status_line,
            fix=(
                "Find the public address that your server calls from; whoever runs its network knows it.",
                "Add it to the allowed addresses in the account's settings.",
            ),
            cite=rfc(9110, "15.5.4"),
        )


@rule("PERM-005", "400", "403")
def user_agent_wanted(inquiry: Inquiry) -> Iterator[Finding]:
    """Some APIs refuse calls that do not say which program makes them."""
    found = AGENT.search(inquiry.answer.text[:5_000])
    if found is not None and not inquiry.call.headers.get("User-Agent").strip():
        yield (likely if inquiry.shows_headers else possible)(
            "The API wants a `User-Agent` header that names your program.",
            at=Location(Place.HEADER, "User-Agent"),
            see=(inquiry.request_line, inquiry.in_answer(found[0]) or inquiry.status_line),
            fix=("Send one with your program's name and a way to reach you.",),
            cite=rfc(9110, "10.1.5"),
            corrected=with_header(inquiry, "User-Agent", "my-program/1.0 (me@example.com)"),
        )
