"""Does the call fit the present state? 404, 409, 410, 412, 416, 417, 423, 426 and 428."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from triage.engine.exchange import Header, Span
from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.asking.citations import manual, rfc
from triage.engine.rules.asking.corrected import with_header
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.paths import VERSION, is_word
from triage.engine.rules.asking.rule import certain, likely, possible, rule
from triage.engine.rules.asking.times import seconds_until, spoken

CONDITIONS = ("If-Match", "If-Unmodified-Since", "If-None-Match")
EXISTS = re.compile(
    r"already exists?|already (?:been )?(?:taken|used|registered|in use)|duplicate|"
    r"must be unique|not unique",
    re.IGNORECASE,
)
STALE = re.compile(
    r"stale|version (?:conflict|mismatch)|modified (?:by|since|concurrently)|concurrent|out of date|revision",
    re.IGNORECASE,
)
# A 410 whose message names another thing is about that.
OF_ANOTHER_THING = re.compile(
    r"\b(?:cursor|token|link|session|upload|download|file|invitation|invite|code|page|item|record|subscription|user)\b",
    re.IGNORECASE,
)
IDEMPOTENT = re.compile(r"idempoten", re.IGNORECASE)
IDEMPOTENCY_DRAFT = manual(
    "IETF draft, the Idempotency-Key header",
    "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/",
)


def is_taken(words: str) -> bool:
    """The words say that something with the same unique value exists; ``_`` of a code counts as a blank."""
    return EXISTS.search(words.replace("_", " ")) is not None


def _words(inquiry: Inquiry) -> str:
    return f"{inquiry.error.message} {inquiry.error.code.replace('_', ' ')}"


def _may_be_id(segment: str) -> bool:
    """Neither a word nor a placeholder, nor a date, which in a path is a version of the API."""
    return not is_word(segment) and not re.search(r"[{:]|^\d{4}-\d\d(?:-\d\d)?$", segment)


def _first(headers: tuple[Header | None, ...]) -> Header | None:
    return next((each for each in headers if each is not None), None)


@rule("STATE-001", "404")
def id_not_found(inquiry: Inquiry) -> Iterator[Finding]:
    """The id in the path; the vendor's message, where it names the id, is shown beside it."""
    segments = [each for each in inquiry.call.parts.path.split("/") if each]
    ids = [each for each in segments if _may_be_id(each)]
    if not ids:
        return
    named = next((each for each in ids if len(each) > 2 and unquote(each) in inquiry.error.message), "")
    wanted, url = named or ids[-1], inquiry.call.url_span
    at = inquiry.exchange.text.find(wanted, url.start, url.end) if url is not None else -1
    evidence = inquiry.in_call(Span(at, at + len(wanted)) if at >= 0 else url)
    yield possible(
        f"`{wanted[:60]}` may not exist on this account, or not in this environment.",
        at=Location(Place.PATH, wanted[:80]),
        see=(evidence, inquiry.in_answer(unquote(named)) or inquiry.status_line) if named else evidence,
        fix=(
            "List the resources with the same key and look for the id.",
            "Check that it was made with a key of the same environment (test or live), and was not deleted.",
        ),
        cite=rfc(9110, "15.5.5"),
    )


@rule("STATE-002", "400", "409", "422")
def idempotency_key_reused(inquiry: Inquiry) -> Iterator[Finding]:
    """One key, two different calls."""
    key = inquiry.call.headers.field("Idempotency-Key") or inquiry.call.headers.field("X-Idempotency-Key")
    if IDEMPOTENT.search(_words(inquiry)) and key is not None:
        yield likely(
            "The idempotency key was used before, for another call or for one that is still running.",
            at=Location(Place.HEADER, key.name),
            see=(inquiry.sent_header(key), inquiry.in_answer(inquiry.error.message) or inquiry.status_line),
            fix=(
                "Use a fresh key for each new operation.",
                "Keep the key only when repeating exactly the same call; then wait for the first to finish.",
            ),
            cite=IDEMPOTENCY_DRAFT,
            corrected=with_header(inquiry, key.name, "<a fresh UUID>"),
        )


@rule("STATE-003", "409", "422", needs_call=False)
def exists_already(inquiry: Inquiry) -> Iterator[Finding]:
    """Something with the same unique value is there."""
    found = EXISTS.search(_words(inquiry))
    if (
        found is not None
        and not IDEMPOTENT.search(_words(inquiry))
        and not (inquiry.status == 422 and inquiry.error.fields)
    ):
        yield possible(
            "Something with the same name or number exists already.",
            at=Location(Place.BODY),
            see=inquiry.in_answer(inquiry.error.message, inquiry.error.code) or inquiry.status_line,
            fix=(
                "Look whether an earlier attempt of yours succeeded; then use what it made.",
                "Otherwise send another name or number, or change the existing one with PUT or PATCH.",
            ),
            cite=rfc(9110, "15.5.10"),
        )


@rule("STATE-004", "409", needs_call=False)
def changed_meanwhile(inquiry: Inquiry) -> Iterator[Finding]:
    """Somebody else changed it between your read and your write."""
    if STALE.search(_words(inquiry)) and not EXISTS.search(_words(inquiry)):
        yield possible(
            "The resource was changed since you read it.",
            at=Location(Place.BODY),
            see=inquiry.in_answer(inquiry.error.message, inquiry.error.code) or inquiry.status_line,
            fix=("Read it again, apply your change to that version, and send it.",),
            cite=rfc(9110, "15.5.10"),
        )


@rule("STATE-005", "410")
def version_gone(inquiry: Inquiry) -> Iterator[Finding]:
    """The path carries a version: perhaps the whole version is gone."""
    segment = next((each for each in inquiry.call.parts.path.split("/") if VERSION.fullmatch(each)), "")
    url = inquiry.call.url_span
    at = inquiry.exchange.text.find(f"/{segment}", url.start, url.end) if url is not None and segment else -1
    if at >= 0 and not OF_ANOTHER_THING.search(inquiry.error.message):
        yield possible(
            f"Version `{segment}` of the API, or this resource, was removed for good.",
            at=Location(Place.PATH, segment),
            see=inquiry.in_call(Span(at + 1, at + 1 + len(segment))),
            fix=("Look in the changelog for the version to use now.", "If only this resource is gone, forget its id."),
            cite=rfc(9110, "15.5.11"),
        )


@rule("STATE-006", "412")
def precondition_failed(inquiry: Inquiry) -> Iterator[Finding]:
    """The condition that the call carries is not true any more."""
    condition = _first(tuple(inquiry.call.headers.field(each) for each in CONDITIONS))
    if condition is None:
        return
    tag = inquiry.response.headers.field("ETag")
    yield certain(
        f"`{condition.name}` names a version that is not the current one"
        + (f"; that is {tag.value[:60]}." if tag else "."),
        at=Location(Place.HEADER, condition.name),
        see=(inquiry.sent_header(condition), inquiry.got_header(tag)),
        fix=("Read the resource again and take its new `ETag`.", "Apply your change to it and send it with that."),
        cite=rfc(9110, "15.5.13"),
        corrected=with_header(inquiry, condition.name, tag.value if tag else "<the current ETag>"),
    )


@rule("STATE-007", "428")
def precondition_required(inquiry: Inquiry) -> Iterator[Finding]:
    """A change must name the version it changes."""
    if all(inquiry.call.headers.field(each) is None for each in CONDITIONS):
        yield certain(
            "The call changes something without naming the version that it changes.",
            at=Location(Place.HEADER, "If-Match"),
            see=inquiry.request_line,
            fix=("Read the resource and take its `ETag`.", "Send the change with `If-Match`."),
            cite=rfc(6585, "3"),
            corrected=with_header(inquiry, "If-Match", "<the ETag>"),
        )


@rule("STATE-008", "423", needs_call=False)
def locked(inquiry: Inquiry) -> Iterator[Finding]:
    """Somebody holds a lock; Retry-After says for how long."""
    header = inquiry.response.headers.field("Retry-After")
    seconds = seconds_until(header.value, inquiry.now) if header is not None else None
    yield possible(
        "Somebody or something else holds a lock on the resource.",
        at=Location(Place.RESPONSE, "Retry-After" if header else ""),
        see=inquiry.got_header(header),
        fix=(
            f"Wait {spoken(seconds)}, then repeat the call."
            if seconds is not None
            else "Wait a little, then repeat the call.",
            "If the lock is yours, release it, or send its token.",
        ),
        cite=rfc(4918, "11.3"),
    )


@rule("STATE-009", "417")
def expectation(inquiry: Inquiry) -> Iterator[Finding]:
    """curl adds Expect: 100-continue to large bodies."""
    header = inquiry.call.headers.field("Expect")
    yield likely(
        "The server does not support the `Expect: 100-continue` header, which clients add to large bodies.",
        at=Location(Place.HEADER, "Expect"),
        see=inquiry.sent_header(header),
        fix=("Switch it off by sending the header empty.",),
        cite=rfc(9110, "10.1.1"),
        corrected="-H 'Expect:'" if inquiry.call.notation.startswith("curl") else "",
    )


@rule("STATE-010", "416")
def range_not_there(inquiry: Inquiry) -> Iterator[Finding]:
    """The range asked for lies behind the end."""
    asked, real = inquiry.call.headers.field("Range"), inquiry.response.headers.field("Content-Range")
    if asked is not None:
        yield certain(
            f"The range `{asked.value[:60]}` does not exist" + (f"; there is `{real.value[:60]}`." if real else "."),
            at=Location(Place.HEADER, "Range"),
            see=(inquiry.sent_header(asked), inquiry.got_header(real)),
            fix=("Ask for bytes before the end, or leave `Range` out.",),
            cite=rfc(9110, "15.5.17"),
        )


@rule("STATE-011", "426", needs_call=False)
def upgrade_required(inquiry: Inquiry) -> Iterator[Finding]:
    """Upgrade names the protocol to use."""
    header = inquiry.response.headers.field("Upgrade")
    if header is not None:
        yield certain(
            f"The server wants another protocol: {header.value[:60]}.",
            at=Location(Place.URL),
            see=inquiry.got_header(header),
            fix=(f"Use {header.value[:60]}: update the client, or switch it on there.",),
            cite=rfc(9110, "15.5.22"),
        )
