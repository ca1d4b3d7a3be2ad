"""Credentials against the documented security schemes (OpenAPI 3.0.3 section 4.7.27)."""

import re
from collections.abc import Iterator

from triage.engine.finding import Finding, Location, Place
from triage.engine.reference.openapi.values import Operation, SecurityScheme
from triage.engine.rules.access.credentials_sent import Credential, carries_any, credentials
from triage.engine.rules.asking.corrected import with_header
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import Say, certain, likely, possible, rule
from triage.engine.rules.asking.standing import pairs_of
from triage.engine.rules.documented.sources import openapi

BASIC_OPTION = re.compile(r"(?:^|\s)(?:-u|--user|-a|--auth|auth=)")


def documented_schemes(inquiry: Inquiry) -> tuple[tuple[SecurityScheme, ...], ...]:
    """The alternatives of the operation, each the schemes that it needs; none where nothing is documented or needed."""
    match = inquiry.match
    if match is None or match.operation is None or () in match.operation.security:
        return ()
    found = tuple(
        tuple(scheme for each in alternative if (scheme := match.api.scheme(each.scheme)) is not None)
        for alternative in match.operation.security
    )
    return tuple(each for each in found if each)


def line_of(scheme: SecurityScheme) -> str:
    """How the scheme is sent, with a stand-in for the key."""
    if scheme.place == "query":
        return f"?{scheme.name}=<your key>"
    if scheme.place == "cookie":
        return f"Cookie: {scheme.name}=<your key>"
    value = "<base64 of user:password>" if scheme.scheme == "basic" else "<your key>"
    return f"{scheme.name}: {scheme.scheme.capitalize()} {value}" if scheme.scheme else f"{scheme.name}: {value}"


def _is_sent(inquiry: Inquiry, scheme: SecurityScheme) -> bool:
    """Whether the call carries something in that place; a scheme of no place known is taken as sent."""
    call = inquiry.call
    if scheme.place == "query":
        return any(name == scheme.name for name, _ in pairs_of(call.parts.query))
    if scheme.place == "cookie":
        return f"{scheme.name}=" in call.headers.get("Cookie")
    if scheme.place != "header":
        return True
    if scheme.scheme == "basic" and ("@" in call.parts.netloc or BASIC_OPTION.search(_pasted(inquiry))):
        return True
    if not scheme.scheme:
        return scheme.name in call.headers
    sent = (each for each in credentials(inquiry) if each.name.lower() == scheme.name.lower())
    return any(each.scheme.lower() == scheme.scheme for each in sent)


def _pasted(inquiry: Inquiry) -> str:
    return inquiry.exchange.text[slice(*inquiry.call.span)]


def _unsatisfied(inquiry: Inquiry) -> SecurityScheme | None:
    """The first scheme that is not sent, of the first alternative, where no alternative is satisfied."""
    alternatives = documented_schemes(inquiry)
    if any(all(_is_sent(inquiry, scheme) for scheme in each) for each in alternatives):
        return None
    return next((scheme for each in alternatives for scheme in each if not _is_sent(inquiry, scheme)), None)


def _for_credentials(inquiry: Inquiry) -> Say:
    if not inquiry.shows_headers or inquiry.call.notation == "har":
        return possible
    by_status = {401: certain, 403: likely, 400: likely, 404: likely}
    return by_status.get(inquiry.status, possible)


def _fragment(inquiry: Inquiry, scheme: SecurityScheme, value: str = "<your key>") -> str:
    if scheme.place == "query":
        return f"{scheme.name}={value}"
    if scheme.place == "cookie":
        return with_header(inquiry, "Cookie", f"{scheme.name}={value}")
    return with_header(inquiry, scheme.name, f"{scheme.scheme.capitalize()} {value}".strip())


@rule("AUTH-030", "400", "401", "403", "404")
def documented_credentials_missing(inquiry: Inquiry) -> Iterator[Finding]:
    """The operation needs credentials, and the call carries none."""
    scheme = _unsatisfied(inquiry)
    match = inquiry.match
    if scheme is None or match is None or carries_any(inquiry, in_body=False):
        return
    place = {"query": Place.QUERY, "cookie": Place.COOKIE}.get(scheme.place, Place.HEADER)
    yield _for_credentials(inquiry)(
        f"The call carries no credentials; this operation needs `{line_of(scheme)}`.",
        at=Location(place, scheme.name),
        see=inquiry.request_line,
        fix=(
            f"Send `{line_of(scheme)}`.",
            "If your program adds it, print the headers it really sends: a variable may be empty.",
        ),
        cite=openapi(match, scheme.pointer),
        corrected=_fragment(inquiry, scheme),
    )


@rule("AUTH-031", "400", "401", "403", "404")
def credentials_elsewhere(inquiry: Inquiry) -> Iterator[Finding]:
    """The key travels in another place, or under another scheme, than the one that is documented."""
    scheme = _unsatisfied(inquiry)
    match = inquiry.match
    sent = credentials(inquiry)
    if scheme is None or match is None or not sent:
        return
    each = _nearest(sent, scheme)
    if not each.value.strip() and not each.mask:
        return
    here = f"`{each.name}: {each.scheme}`" if each.scheme else f"`{each.name}`"
    if each.location.place is Place.QUERY:
        here = f"the query as `{each.name}`"
    value = each.value.strip() if each.mask is not None and _is_reusable(each, scheme) else "<your key>"
    yield _for_credentials(inquiry)(
        f"The key is sent in {here}; this operation takes it as `{line_of(scheme)}`.",
        at=each.location,
        see=each.evidence,
        fix=(f"Send `{line_of(scheme)}` instead.", *_with_basic(scheme)),
        cite=openapi(match, scheme.pointer),
        corrected=_fragment(inquiry, scheme, value),
    )


def _nearest(sent: tuple[Credential, ...], scheme: SecurityScheme) -> Credential:
    """The credential that stands where the documented one should, else the first."""
    same = (each for each in sent if each.name.lower() == scheme.name.lower())
    return next(same, sent[0])


def _is_reusable(each: Credential, scheme: SecurityScheme) -> bool:
    """The same key in another place; what Basic encodes is another thing than a key."""
    return "basic" not in (each.scheme.lower(), scheme.scheme)


def _with_basic(scheme: SecurityScheme) -> tuple[str, ...]:
    return ("With curl, `-u` makes that header.",) if scheme.scheme == "basic" else ()


@rule("PERM-010", "403")
def scopes_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """The operation needs scopes; whether the token has them cannot be seen."""
    match = inquiry.match
    operation: Operation | None = match.operation if match is not None else None
    if match is None or operation is None or not carries_any(inquiry):
        return
    wanted = [each for alternative in operation.security for each in alternative if each.scopes]
    if wanted:
        scopes = ", ".join(f"`{each}`" for each in wanted[0].scopes[:5])
        yield possible(
            f"This operation needs the scope {scopes}; the token may lack it.",
            at=Location(Place.AUTH),
            see=inquiry.request_line,
            fix=(
                "Look up which scopes the token has, and add the missing one.",
                "Get a new token: old ones keep theirs.",
            ),
            cite=openapi(match, f"{operation.pointer}/security"),
        )
