"""The address and the method against the documented paths."""

from collections.abc import Iterator
from types import MappingProxyType

from triage.engine.finding import Finding, Location, Place
from triage.engine.reference.openapi.hosts import Relation
from triage.engine.reference.openapi.matching import Match, Slip, servers_of
from triage.engine.reference.openapi.nearest import nearest_routes
from triage.engine.rules.asking.corrected import with_method, with_url
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import Say, certain, likely, possible, rule
from triage.engine.rules.documented.sources import openapi

MOST_METHODS = 8
MOST_PATHS = 3
# From here on the nearest path is the one that was meant, in all likelihood.
ALIKE = 0.75
SLIPS = MappingProxyType(
    {
        Slip.BASE_MISSING: "The path lacks `{base}`, with which every path of this API begins.",
        Slip.BASE_TWICE: "`{base}` stands twice in the path.",
        Slip.OTHER_VERSION: "The documented paths begin with `{base}`; this one begins otherwise.",
        Slip.EXTRA_PREFIX: "The path has a part too much in front of the documented one.",
        Slip.SLASH: "The documented path has its slashes otherwise.",
        Slip.CASE: "The documented path is written in another case, and paths are case-sensitive.",
    }
)


def _match(inquiry: Inquiry) -> Match | None:
    """The match where the call goes to the documented API and the paste shows its path."""
    match = inquiry.match
    return match if match is not None and match.host is not Relation.FOREIGN else None


def _for_paths(inquiry: Inquiry) -> Say:
    return likely if inquiry.status in (404, 405) else possible


@rule("PATH-001", "301", "302", "307", "308", "400", "403", "404", "405", "410", "501")
def path_not_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """No documented path fits; the nearest ones are named."""
    match = _match(inquiry)
    if match is None or match.route is not None:
        return
    near = nearest_routes(match, method=inquiry.call.method, most=MOST_PATHS)
    first = near[0] if near else None
    nearly = first is not None and first.likeness >= ALIKE
    paths = ", ".join(f"`{match.base}{each.route.template}`" for each in near)
    url = inquiry.call.url.replace(inquiry.call.parts.path, match.base + first.filled, 1) if first and nearly else ""
    yield (_for_paths(inquiry) if near else possible)(
        f"`{inquiry.call.parts.path[:120]}` is not a documented path"
        + (f"; the nearest {'is' if len(near) == 1 else 'are'} {paths}." if near else "."),
        at=Location(Place.PATH, _differing(match.rest, first.filled) if first else ""),
        see=inquiry.in_url(_differing(match.rest, first.filled)) if first else inquiry.request_line,
        fix=(
            f"Use `{match.base}{first.route.template}`, if that is what you mean."
            if first
            else "Look the path up in the reference, with its version and its plural.",
            "Check that nothing is missing or doubled between the base URL and the path.",
        ),
        cite=openapi(match, first.route.operations[0].pointer.rpartition("/")[0] if first else "/paths"),
        corrected=with_url(inquiry, url) if url else "",
    )


def _differing(sent: str, meant: str) -> str:
    """The first segment of the path that the documented one does not have there."""
    theirs = set(meant.split("/"))
    return next((part for part in sent.split("/") if part and part not in theirs), "")


@rule("PATH-002", "301", "302", "307", "308", "400", "401", "403", "404", "405", "410", "501")
def path_slipped(inquiry: Inquiry) -> Iterator[Finding]:
    """The path is a documented one but for its prefix, its slashes or its case."""
    match = _match(inquiry)
    if match is None or match.slip is Slip.NONE:
        return
    loose = match.slip in (Slip.SLASH, Slip.CASE) and inquiry.status not in (404, 405)
    yield (possible if loose else _for_paths(inquiry))(
        SLIPS[match.slip].format(base=match.base),
        at=Location(Place.PATH),
        see=inquiry.in_url(inquiry.call.parts.path),
        fix=(
            f"Call `{match.right}`.",
            "Look at the base URL that your client is set up with: the prefix belongs there or in the path, once.",
        ),
        cite=openapi(match, match.route.operations[0].pointer.rpartition("/")[0] if match.route else "/servers"),
        corrected=with_url(inquiry, inquiry.call.url.replace(inquiry.call.parts.path, match.right, 1)),
    )


@rule("METHOD-005", "400", "403", "404", "405", "501")
def method_not_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """The path is documented, but not with this method."""
    match = _match(inquiry)
    if match is None or match.route is None or match.operation is not None or not inquiry.call.method:
        return
    methods = match.route.methods
    writes = bool(inquiry.call.body or inquiry.call.form)
    useful = sorted(methods, key=lambda each: (each in ("GET", "DELETE", "HEAD")) == writes)
    say = certain if inquiry.status == 405 else likely if inquiry.status in (404, 501) else possible
    yield say(
        f"{inquiry.call.method} is not documented for `{match.route.template}`; documented: "
        f"{', '.join(methods[:MOST_METHODS])}.",
        at=Location(Place.METHOD, inquiry.call.method),
        see=inquiry.request_line,
        fix=(
            f"Use {' or '.join(useful[:4])}, whichever does what you want.",
            "If the method is right, the path is not: look for a missing or extra id at its end.",
        ),
        cite=openapi(match, match.route.operations[0].pointer.rpartition("/")[0]),
        corrected=with_method(inquiry, useful[0]) if inquiry.call.method != "DELETE" else "",
    )


@rule("HOST-001", "failure", "4xx", "5xx")
def host_nearly_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """The host differs from the documented one by a letter or two."""
    match = inquiry.match
    if match is None or match.host is not Relation.NEAR:
        return
    right = next((server for server, _ in servers_of(match.api) if server), "")
    yield likely(
        f"The call goes to `{inquiry.host}`; the documented host is `{right}`.",
        at=Location(Place.URL, inquiry.host),
        see=inquiry.in_url(inquiry.host),
        fix=(f"Write `{right}`.", "Then replace the key if it went to a host that is not the vendor's."),
        cite=openapi(match, "/servers"),
        corrected=with_url(inquiry, inquiry.call.url.replace(inquiry.host, right, 1)),
    )
