"""Characters of path and query that mean something else to the server than to whoever wrote them (RFC 3986)."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from urllib.parse import quote, unquote_plus, unquote_to_bytes

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.corrected import with_url
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule

LONGEST_URL = 8_000
MOST_PAIRS = 100
PAIR = re.compile(r"[?&]([^=&#?]{1,100})=([^&#]{0,2000})")
BLANK = re.compile(r"[^\s?#]{0,60}[ \t][^\s&#]{0,60}")
# A word behind an unquoted URL, where curl would take it for another URL.
WORD_BEHIND = re.compile(r" {1,3}([^\s\-|>&;'\"<\\$#:=/][^\s|>&;'\"<\\$:=]{0,60})(?= |$|[\r\n])")
ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2}){1,200}")
NOT_ENCODED = re.compile(r"[^%&=?#/]{0,12}%(?![0-9A-Fa-f]{2})[^%&#/]{0,12}")
PLACEHOLDER = re.compile(r"%[A-Za-z_]\w{0,40}%|%[sd]\b|%\([a-z_]\w{0,30}\)[sd]")
# Where a plus is meant as one: an address, an offset from UTC, a telephone number.
PLUS_MEANT = re.compile(
    r"[^+&=@]{1,64}\+[^+&=@]{1,64}(?:@|%40)[^&=@]{1,200}|\d{4}-\d\d-\d\dT[\d:.%A-F]{4,30}\+\d\d(?::|%3A)?\d\d|"
    r"\+\d[\d ()-]{5,20}|[A-Za-z]\+\+",
    re.IGNORECASE,
)
INNER = re.compile(r"https?:/{1,2}([\w.-]{3,200})(?::\d{1,5})?(?=/|$)[^\s]{0,2000}", re.IGNORECASE)
PERCENT_WORDS = re.compile(r"URI malformed|malformed (?:URI|URL)|percent|url.?encod|decod|illegal", re.IGNORECASE)


def _query_pairs(inquiry: Inquiry) -> list[tuple[str, str]]:
    """Names and values of the query as sent, not decoded."""
    return [(each[1], each[2]) for each in islice(PAIR.finditer(inquiry.call.url[:LONGEST_URL]), MOST_PAIRS)]


@rule("URL-013", "failure", "400", "404", "414", "422", "505")
def blank_in_the_url(inquiry: Inquiry) -> Iterator[Finding]:
    """A blank ends the address: in a request line, and without quotes in a shell."""
    url = inquiry.call.url[:LONGEST_URL]
    found = BLANK.search(url.partition("://")[2] or url) if " " in url or "\t" in url else None
    lost = _word_behind(inquiry) if found is None else ""
    shown = found[0].strip() if found is not None else lost
    # Libraries encode a blank by themselves; a raw message and curl do not.
    raw = inquiry.call.notation in ("http", "curl", "curl -v")
    if not shown or not raw:
        return
    mended = re.sub(r"[ \t]", "%20", f"{url} {lost}" if lost else url)
    yield (likely if inquiry.status in (0, 400, 505) else possible)(
        f"A blank ends the URL: `{shown[:80]}` is not part of it."
        if lost
        else f"The URL holds a blank: `{shown[:80]}`.",
        at=Location(Place.URL),
        see=inquiry.in_url(shown),
        fix=("Write a blank as `%20`, and put the whole URL in quotes.", *_by_curl(inquiry)),
        cite=rfc(3986, "2.1"),
        corrected=with_url(inquiry, mended),
    )


def _by_curl(inquiry: Inquiry) -> tuple[str, ...]:
    is_curl = inquiry.call.notation.startswith("curl")
    return ("Or let curl encode it: `-G --data-urlencode 'name=two words'`.",) if is_curl else ()


def _word_behind(inquiry: Inquiry) -> str:
    """A word behind a URL with a query that is in no quotes, and that curl took for an address of its own."""
    url, text, failure = inquiry.call.url_span, inquiry.exchange.text, inquiry.exchange.failure
    if url is None or failure is None or inquiry.call.notation != "curl" or "?" not in inquiry.call.url:
        return ""
    if text[max(0, url.start - 1) : url.start] in ("'", '"'):
        return ""
    found = WORD_BEHIND.match(text, url.end)
    return found[1] if found and (failure.code == "3" or f"host: {found[1]}" in failure.text) else ""


@rule("URL-021", "400", "403", "404", "405")
def address_twice(inquiry: Inquiry) -> Iterator[Finding]:
    """A whole address behind the base URL: the client puts both together."""
    found = INNER.search(inquiry.call.parts.path)
    # Some APIs do take an address in their path, but hardly their own.
    if found is None or found[1].lower() != inquiry.host:
        return
    yield likely(
        f"The path holds a whole address: `{found[0][:80]}`.",
        at=Location(Place.URL),
        see=inquiry.in_url(found[0]),
        fix=("Give the client either the base URL and a path, or the whole address, not both.",),
        cite=rfc(3986, "4.2"),
        corrected=with_url(inquiry, inquiry.call.url[inquiry.call.url.find(found[0]) :]),
    )


@rule("URL-014", "2xx", "400", "404", "422")
def plus_read_as_blank(inquiry: Inquiry) -> Iterator[Finding]:
    """In a query ``+`` is a blank to most servers (the form encoding of the URL standard)."""
    for name, value in _query_pairs(inquiry):
        # Who means a blank may well write a plus.
        if "+" not in value or not PLUS_MEANT.fullmatch(value):
            continue
        read = unquote_plus(value)
        echoed = read in inquiry.error.message or any(each.path[-1] == name for each in inquiry.error.fields)
        if not echoed and not _found_nothing(inquiry):
            continue
        yield (likely if echoed else possible)(
            f"The API reads the `+` in `{unquote_plus(name)}` as a blank: `{read[:80]}`.",
            at=Location(Place.QUERY, unquote_plus(name)),
            see=(inquiry.in_url(f"{name}={value}"), inquiry.in_answer(read, name) or inquiry.status_line)
            if echoed
            else inquiry.in_url(f"{name}={value}"),
            fix=("Write a `+` that is meant as one as `%2B`.", *_by_curl(inquiry)),
            cite=rfc(3986, "2.2"),
            corrected=with_url(inquiry, inquiry.call.url.replace(value, value.replace("+", "%2B"), 1)),
        )
        return


def _found_nothing(inquiry: Inquiry) -> bool:
    """An error, or a success with an empty list in it."""
    return inquiry.status >= 400 or re.search(r"\[\s{0,20}\]", inquiry.answer.text[:2_000]) is not None


@rule("URL-015", "400", "404", "422")
def percent_sign_alone(inquiry: Inquiry) -> Iterator[Finding]:
    """A ``%`` begins two hexadecimal digits and nothing else (RFC 3986 section 2.1)."""
    url = inquiry.call.url[:LONGEST_URL]
    found = NOT_ENCODED.search(PLACEHOLDER.sub("", url))
    if found is None:
        return
    said = inquiry.status == 400 or PERCENT_WORDS.search(inquiry.error.message) is not None
    yield (likely if said else possible)(
        f"A `%` stands alone in the URL: `{found[0]}`; the server cannot decode that.",
        at=Location(Place.URL),
        see=inquiry.in_url(found[0]),
        fix=("Write a `%` that is meant as one as `%25`.", *_by_curl(inquiry)),
        cite=rfc(3986, "2.1"),
        corrected=with_url(inquiry, re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", url)),
    )


@rule("URL-016", "400", "404", "422")
def not_utf_8_in_the_url(inquiry: Inquiry) -> Iterator[Finding]:
    """``%FC`` is an ü in Latin-1; servers expect UTF-8 (RFC 3986 section 2.5)."""
    for found in islice(ENCODED.finditer(inquiry.call.url[:LONGEST_URL]), MOST_PAIRS):
        octets = unquote_to_bytes(found[0])
        try:
            octets.decode("utf-8")
        except UnicodeDecodeError:
            right = quote(octets.decode("latin-1"))
            yield (likely if inquiry.status == 400 else possible)(
                f"`{found[0][:40]}` in the URL is not UTF-8; in Latin-1 it means `{octets.decode('latin-1')[:20]}`.",
                at=Location(Place.URL),
                see=inquiry.in_url(found[0]),
                fix=(f"Encode it as UTF-8: `{right[:60]}`.", "Set the encoding where your program builds the URL."),
                cite=rfc(3986, "2.5"),
                corrected=with_url(inquiry, inquiry.call.url.replace(found[0], right, 1)),
            )
            return


@rule("URL-017", "400", "404", "422")
def ampersand_in_a_value(inquiry: Inquiry) -> Iterator[Finding]:
    """``name=AT&T``: what stands behind the ``&`` became a parameter of its own, and the API does not know it."""
    query = inquiry.call.parts.query[:LONGEST_URL]
    pieces = query.split("&")[:MOST_PAIRS]
    for before, piece in pairwise(pieces):
        lone = unquote_plus(piece)
        if "=" in piece or not lone.strip() or not before.partition("=")[2] or not _complains_of(inquiry, lone):
            continue
        name = unquote_plus(before.partition("=")[0])
        joined = f"{before}&{piece}"
        yield likely(
            f"The value of `{name}` ends at the `&`; the API reads `{lone[:60]}` as a parameter of its own.",
            at=Location(Place.QUERY, name),
            see=(inquiry.in_url(joined), inquiry.in_answer(lone) or inquiry.status_line),
            fix=("Write an `&` inside a value as `%26`.", *_by_curl(inquiry)),
            cite=rfc(3986, "2.2"),
            corrected=with_url(inquiry, inquiry.call.url.replace(joined, f"{before}%26{piece}", 1)),
        )
        return


def _complains_of(inquiry: Inquiry, name: str) -> bool:
    """The answer names it, as a field or in its words."""
    named = any(each.path[-1].lower() == name.strip().lower() for each in inquiry.error.fields)
    return named or re.search(rf"(?<![\w&]){re.escape(name.strip())}(?!\w)", inquiry.error.message) is not None


@rule("URL-018", "400", "422")
def cut_at_the_hash(inquiry: Inquiry) -> Iterator[Finding]:
    """The API misses what stands behind a ``#``, which no client sends (RFC 3986 section 3.5)."""
    span = inquiry.call.url_span
    url, hash_sign, fragment = inquiry.exchange.text[slice(*span or (0, 0))].partition("#")
    last = url.rpartition("?")[2].rpartition("&")[2].partition("=")
    names = {each.partition("=")[0] for each in fragment.split("&")[1:MOST_PAIRS]}
    if not hash_sign or not fragment or "?" not in url:
        return
    missed = next((each.path[-1] for each in inquiry.error.fields if each.path[-1] in names), "")
    emptied = any(each.path[-1] == last[0] for each in inquiry.error.fields) and last[1] == "="
    if missed or emptied:
        yield certain(
            f"`#{fragment[:60]}` is never sent, so the API misses `{missed or last[0]}`.",
            at=Location(Place.QUERY, missed or last[0]),
            see=(inquiry.in_url(f"#{fragment}"), inquiry.in_answer(missed or last[0]) or inquiry.status_line),
            fix=("Write a `#` that belongs to a value as `%23`.", *_by_curl(inquiry)),
            cite=rfc(3986, "3.5"),
            corrected=with_url(inquiry, f"{url}%23{fragment}"),
        )
