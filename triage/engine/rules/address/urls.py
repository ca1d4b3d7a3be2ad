"""Is the address right, and is the method allowed there?"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from triage.engine.exchange import Span
from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.asking.citations import CURL_DATA, manual, rfc
from triage.engine.rules.asking.corrected import with_method, with_url
from triage.engine.rules.asking.hosts import host_of
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule

PATH = Location(Place.PATH)
# {id}, {{id}}, :id, <id> and their encoded forms, as whole segments of the path.
UNFILLED_PART = re.compile(r"\{[A-Za-z_][\w .-]{0,60}\}|<[A-Za-z_][\w .-]{0,60}>")
TEMPLATE_SEGMENT = re.compile(
    r"\{\{?[\w .-]{1,60}\}?\}|:[A-Za-z_]\w{0,40}|<[\w .-]{1,60}>|\[[\w .-]{1,60}\]|%[A-Z_]{3,40}%"
)
NO_VALUE_SEGMENT = {"undefined", "null", "None", "NaN", "nil", "[object Object]", "[object Object", "(null)"}
VARIABLE_SEGMENT = re.compile(r"\$\{?[A-Za-z_]\w{0,60}\}?")
DOUBLED_PREFIX = re.compile(r"/(?:(?P<name>api|rest)/(?P=name)|v\d{1,2}/(?P<version>v\d{1,2}))(?=/|$)", re.IGNORECASE)
VERSION_PREFIX = re.compile(r"(?:/[\w-]{1,40})?/v\d{1,3}(?:\.\d{1,3})?/")
# An encoded blank, line break, quote or invisible character at the edge of a segment, or a line break anywhere.
STRAY = re.compile(
    r"%0[AaDd9]|%E2%80%8[B-F]|%EF%BB%BF|%C2%A0|(?<=/)(?:%20|%22|%27|\+(?=/|$))|(?:%20|%22|%27|%3C|%3E)(?=/|$|\?)",
    re.IGNORECASE,
)
TWICE_ENCODED = re.compile(r"%25[0-9A-Fa-f]{2}")
# What gateways and frameworks say when they have no route at all; a missing resource reads differently.
NO_ROUTE = re.compile(
    r"Missing Authentication Token|no Route matched with those values|404 page not found|No static resource|"
    r"Cannot (?:GET|POST|PUT|PATCH|DELETE) /|No route matches|"
    r"Unrecognized request URL|No HTTP resource was found that matches|no such API|Unknown path components|"
    r"default backend - 404|no matching route|Route (?:GET|POST|PUT|PATCH|DELETE):|Resource not found for the segment",
    re.IGNORECASE,
)
SUPPORTED = re.compile(
    r"(?:supported|allowed) methods?(?: are| is)?:? *((?:[A-Z]{3,7}[, ]{0,3}(?:and |or )?){1,9})", re.IGNORECASE
)
METHOD_NAME = re.compile(r"\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b")
BODY_WITH_GET = re.compile(
    r"\b(?:GET|HEAD)\b.{0,60}\b(?:body|payload|content)\b|\b(?:body|payload)\b.{0,60}\b(?:GET|HEAD)\b", re.IGNORECASE
)
KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"}
BASH_BACKGROUND = manual(
    "Bash manual, lists of commands", "https://www.gnu.org/software/bash/manual/html_node/Lists.html"
)


def _segments(inquiry: Inquiry) -> list[str]:
    return inquiry.call.parts.path.split("/")[1:50]


@rule("URL-001", "400", "403", "404", "405", "422")
def unfilled_segment(inquiry: Inquiry) -> Iterator[Finding]:
    """The documentation's ``{id}`` was sent as it stands."""
    url = inquiry.call.url_span
    for segment in _segments(inquiry):
        plain = unquote(segment)
        single = url is not None and inquiry.exchange.text[max(0, url.start - 1) : url.start] == "'"
        literal = VARIABLE_SEGMENT.fullmatch(plain) and (single or not inquiry.call.notation.startswith("curl"))
        part = UNFILLED_PART.search(plain)
        if TEMPLATE_SEGMENT.fullmatch(plain) or part is not None or literal:
            if part is not None and part[0] in segment:
                segment = plain = part[0]
            yield likely(
                f"The path still holds the placeholder `{plain}`.",
                at=Location(Place.PATH, plain.strip("{}:<>[]%$")),
                see=inquiry.in_url(segment),
                fix=("Put the real id or name in its place, without brackets or colon.",),
                cite=rfc(6570, "1.1"),
                corrected=with_url(inquiry, inquiry.call.url.replace(segment, "<the id>", 1)),
            )


@rule("URL-002", "400", "403", "404", "405", "422")
def no_value_segment(inquiry: Inquiry) -> Iterator[Finding]:
    """``undefined`` or ``null`` where an id belongs."""
    for segment in _segments(inquiry):
        if unquote(segment) in NO_VALUE_SEGMENT:
            yield certain(
                f"The path holds the word `{unquote(segment)}` where an id belongs.",
                at=PATH,
                see=inquiry.in_url(segment),
                fix=("Your program built the URL before it had the id: look where the variable is set.",),
                cite=rfc(9110, "4.2"),
                corrected=with_url(inquiry, inquiry.call.url.replace(segment, "<the id>", 1)),
            )


@rule("URL-003", "301", "308", "400", "403", "404", "405")
def double_slash(inquiry: Inquiry) -> Iterator[Finding]:
    """An empty segment: a base URL with a slash at its end, and a path with one at its beginning."""
    path = inquiry.call.parts.path
    if "//" in path and "://" not in path and ":/" not in path:
        mended = re.sub(r"/{2,}", "/", path)
        yield likely(
            "The path holds a double slash; to many servers that is another path.",
            at=PATH,
            see=inquiry.in_url(path),
            fix=("Join base URL and path with exactly one slash.", "Check that no variable between them is empty."),
            cite=rfc(3986, "3.3"),
            corrected=with_url(inquiry, inquiry.call.url.replace(path, mended, 1)),
        )


@rule("URL-004", "404", "405")
def doubled_prefix(inquiry: Inquiry) -> Iterator[Finding]:
    """``/v1/v1/``: the prefix is in the base URL and in the path."""
    found = DOUBLED_PREFIX.search(inquiry.call.parts.path)
    if found is not None:
        yield likely(
            f"The prefix stands twice in the path: `{found[0]}`.",
            at=PATH,
            see=inquiry.in_url(found[0]),
            fix=("Take it out of the path, or out of the base URL your client is set up with.",),
            cite=rfc(3986, "3.3"),
            corrected=with_url(inquiry, inquiry.call.url.replace(found[0], f"/{found['name'] or found['version']}", 1)),
        )


@rule("URL-005", "404")
def prefix_used_elsewhere(inquiry: Inquiry) -> Iterator[Finding]:
    """Another call of the same paste, to the same host, has a version prefix and succeeded."""
    if VERSION_PREFIX.match(inquiry.call.parts.path + "/"):
        return
    for other in inquiry.exchange.others[:20]:
        if other.call is None or not (200 <= (other.status or 0) < 300) or host_of(other.call) != inquiry.host:
            continue
        if prefix := VERSION_PREFIX.match(other.call.parts.path):
            yield possible(
                f"The call that worked begins with `{prefix[0]}`, this one does not.",
                at=PATH,
                see=(inquiry.request_line, inquiry.in_call(other.call.url_span)),
                fix=(f"Put `{prefix[0]}` in front of the path.",),
                cite=rfc(3986, "3.3"),
            )
            return


@rule("URL-006", "400", "404", "405", "422")
def stray_characters(inquiry: Inquiry) -> Iterator[Finding]:
    """A blank, line break, quote or invisible character came into the path with a copied value."""
    found = STRAY.search(inquiry.call.parts.path)
    if found is not None:
        yield likely(
            f"The path holds a stray character, encoded as `{found[0]}`.",
            at=PATH,
            see=inquiry.in_url(found[0]),
            fix=("Trim the value before putting it into the URL.", "Copy the id again, without blanks or quotes."),
            cite=rfc(3986, "2.1"),
            corrected=with_url(inquiry, inquiry.call.url.replace(found[0], "", 1)),
        )


@rule("URL-007", "400", "404", "422")
def encoded_twice(inquiry: Inquiry) -> Iterator[Finding]:
    """``%2520``: encoded by the program and once more by its library."""
    url = inquiry.call.url
    found = TWICE_ENCODED.search(url)
    if found is not None:
        yield possible(
            f"Something in the URL is percent-encoded twice: `{found[0]}`.",
            at=Location(Place.URL),
            see=inquiry.in_url(found[0]),
            fix=("Encode once: give the library the plain value, or encode yourself and tell it not to.",),
            cite=rfc(3986, "2.4"),
            corrected=with_url(inquiry, TWICE_ENCODED.sub(lambda each: "%" + each[0][3:], url)),
        )


@rule("URL-008", "2xx", "4xx")
def cut_at_the_ampersand(inquiry: Inquiry) -> Iterator[Finding]:
    """Without quotes the shell takes ``&`` as its own; the rest of the URL is never sent."""
    url, text = inquiry.call.url_span, inquiry.exchange.text
    if url is None or not inquiry.call.notation.startswith("curl"):
        return
    lost = re.compile(r"&[\w.\[\]%-]{1,60}=[^\s&'\"]{0,200}").match(text, url.end)
    if lost is not None and text[max(0, url.start - 1) : url.start] not in ("'", '"'):
        whole = re.compile(r"\S{1,2000}").match(text, url.start)
        # Where the call succeeded, what was lost may not have mattered.
        say = certain if inquiry.status >= 400 else possible
        yield say(
            f"The URL is not in quotes: the shell cut it at `&`, and `{lost[0][1:]}` was never sent.",
            at=Location(Place.QUERY, lost[0][1:].partition("=")[0]),
            see=inquiry.in_call(Span(*lost.span())),
            fix=("Put the whole URL in single quotes.", "What stands behind the `&`, options too, was not sent."),
            cite=BASH_BACKGROUND,
            corrected=with_url(inquiry, whole[0] if whole else inquiry.call.url),
        )


@rule("URL-009", "400", "404", "422")
def fragment_in_the_url(inquiry: Inquiry) -> Iterator[Finding]:
    """What follows ``#`` stays with the client."""
    # The call's URL is what was sent; the fragment stands only in the paste.
    span = inquiry.call.url_span
    url, _, fragment = inquiry.exchange.text[slice(*span or (0, 0))].partition("#")
    if fragment:
        yield possible(
            f"`#{fragment[:60]}` is never sent: a `#` ends what the server sees.",
            at=Location(Place.URL),
            see=inquiry.in_url(f"#{fragment}"),
            fix=("If the `#` belongs to a value, write it as `%23`.",),
            cite=rfc(3986, "3.5"),
            corrected=with_url(inquiry, f"{url}%23{fragment}"),
        )


@rule("URL-010", "403", "404", "405")
def no_such_route(inquiry: Inquiry) -> Iterator[Finding]:
    """The gateway or framework says itself that it has no route there."""
    found = NO_ROUTE.search(inquiry.answer.text[:20_000])
    if found is not None:
        asked = inquiry.call.method or "the call"
        yield likely(
            f"The API has no route for {asked} at this path; that is not the same as a missing resource.",
            at=PATH,
            see=(inquiry.request_line, inquiry.in_answer(found[0]) or inquiry.status_line),
            fix=(
                "Compare method and path with the reference: version prefix, plural, spelling, slash at the end.",
                "Check the stage or base path of the URL. The answer is not about your credentials."
                if "Authentication Token" in found[0]
                else "Check the base path of the URL.",
            ),
            cite=rfc(9110, "15.5.5"),
        )


@rule("URL-011", "400", "403", "404", "426")
def https_wanted(inquiry: Inquiry) -> Iterator[Finding]:
    """The answer to an ``http://`` call asks for HTTPS."""
    wanted = re.search(r"\b(?:https|ssl|tls)\b[^.\"<]{0,60}\b(?:required|only|use|must)|use https|over (?:https|ssl)",
                       inquiry.error.message, re.IGNORECASE)  # fmt: skip
    if inquiry.call.parts.scheme == "http" and wanted:
        yield certain(
            "The call goes over plain HTTP; the API accepts HTTPS only.",
            at=Location(Place.URL),
            see=(inquiry.in_call(inquiry.call.url_span), inquiry.in_answer(wanted[0]) or inquiry.status_line),
            fix=("Write `https://`.", "Then replace the key: it went over the line in clear."),
            cite=rfc(9110, "4.2.2"),
            corrected=with_url(inquiry, inquiry.call.url.replace("http://", "https://", 1)),
        )


@rule("METHOD-001", "405")
def method_not_allowed(inquiry: Inquiry) -> Iterator[Finding]:
    """``Allow`` lists what is allowed (RFC 9110 section 10.2.1)."""
    allow = inquiry.response.headers.field("Allow")
    said = SUPPORTED.search(inquiry.error.message) if allow is None else None
    methods = METHOD_NAME.findall((allow.value if allow else said[1] if said else "").upper())
    if not methods or not inquiry.call.method or inquiry.call.method.upper() in methods:
        return
    useful = [each for each in methods if each not in ("HEAD", "OPTIONS")] or methods
    # A call with a body means to write; the first method listed is mostly GET.
    useful.sort(key=lambda each: (each in ("GET", "DELETE")) == bool(inquiry.call.body or inquiry.call.form))
    yield certain(
        f"{inquiry.call.method} is not allowed here; allowed: {', '.join(methods[:8])}.",
        at=Location(Place.METHOD, inquiry.call.method),
        see=(inquiry.request_line, (inquiry.in_answer(said[0]) if said else None) or inquiry.got_header(allow)),
        fix=(
            f"Use {' or '.join(useful[:4])}, whichever the reference shows for what you want to do.",
            "If the method is right, the path is not: look for a missing or extra id at its end.",
        ),
        cite=rfc(9110, "15.5.6"),
        # Who wants to delete is not helped by another method.
        corrected=with_method(inquiry, useful[0]) if inquiry.call.method != "DELETE" else "",
    )


@rule("METHOD-002", "400", "405", "501")
def method_misspelt(inquiry: Inquiry) -> Iterator[Finding]:
    """Methods are case-sensitive (RFC 9110 section 9.1)."""
    method = inquiry.call.method
    if method not in KNOWN_METHODS and method.upper() in KNOWN_METHODS:
        yield certain(
            f"The method is written `{method}`; methods are case-sensitive.",
            at=Location(Place.METHOD, method),
            see=inquiry.in_call(inquiry.call.method_span),
            fix=(f"Write `{method.upper()}`.",),
            cite=rfc(9110, "9.1"),
            corrected=with_method(inquiry, method.upper()),
        )


@rule("METHOD-003", "400", "404", "405", "411", "415", "422")
def redirect_lost_the_method(inquiry: Inquiry) -> Iterator[Finding]:
    """Earlier in the same paste a redirect answered a POST, and the client went on with a GET."""
    if inquiry.call.method not in ("GET", "HEAD"):
        return
    for other in inquiry.exchange.others[:20]:
        if other.call is not None and other.call.method == "POST" and other.status in (301, 302, 303):
            yield likely(
                f"A {other.status} turned your POST into a {inquiry.call.method}, without its body.",
                at=Location(Place.METHOD, inquiry.call.method),
                see=(inquiry.in_call(other.call.method_span or other.call.url_span), inquiry.request_line),
                fix=(
                    "Call the address that answered last directly, with POST and the body.",
                    "With curl, leave out `-L`, or add `--post301 --post302`.",
                ),
                cite=rfc(9110, "15.4.2"),
                corrected=with_method(inquiry, "POST"),
            )
            return


@rule("METHOD-004", "400", "403", "405", "411", "413")
def body_with_get(inquiry: Inquiry) -> Iterator[Finding]:
    """A GET with content has no defined meaning (RFC 9110 section 9.3.1)."""
    if inquiry.call.method in ("GET", "HEAD") and (inquiry.call.body or inquiry.call.form):
        said = BODY_WITH_GET.search(inquiry.error.message) is not None
        yield (likely if said else possible)(
            f"The call sends a body with {inquiry.call.method}; "
            + ("the API refuses that." if said else "many servers and firewalls refuse that."),
            at=Location(Place.METHOD, inquiry.call.method),
            see=(inquiry.request_line, inquiry.in_call(inquiry.call.body_span)),
            fix=(
                "If the body holds filters, send them in the query: curl does it with `-G`.",
                "If the call creates or changes something, use POST: leave `-X GET` out.",
            ),
            cite=rfc(9110, "9.3.1") if not inquiry.call.notation.startswith("curl") else CURL_DATA,
        )
