"""What else the document says of the operation: the body's type, the answer's meaning, that it is deprecated."""

from collections.abc import Iterator
from http import HTTPStatus

from triage.engine.finding import Actor, Finding, Location, Place
from triage.engine.reference.openapi.checking import Kind
from triage.engine.reference.openapi.pointers import under
from triage.engine.rules.asking.corrected import with_header
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule
from triage.engine.rules.content.payload import has_body
from triage.engine.rules.documented.bodies import MULTIPART, media_for
from triage.engine.rules.documented.departures import departures
from triage.engine.rules.documented.sources import openapi

MOST_TYPES = 5
SHORTEST_MEANING = 12
NAMES = {each.phrase.lower() for each in HTTPStatus} | {each.name.replace("_", " ").lower() for each in HTTPStatus}


@rule("TYPE-020", "400", "406", "415", "422")
def type_not_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """The body is sent as a type that the operation does not take."""
    match = inquiry.match
    header = inquiry.call.headers.field("Content-Type")
    if match is None or match.operation is None or not match.operation.media or not has_body(inquiry):
        return
    sent = header.value.partition(";")[0].strip().lower() if header is not None else ""
    if not sent or media_for(match.operation, sent) is not None:
        return
    kinds = [each.type for each in match.operation.media][:MOST_TYPES]
    # With a boundary of its own, which no one writes by hand.
    right = "" if kinds[0] == MULTIPART else with_header(inquiry, "Content-Type", kinds[0])
    # What curl's -d says by itself many APIs overlook; a field that is wrong they do not.
    implied = inquiry.sent.is_json and any(each.fault.kind is not Kind.UNKNOWN for each in departures(inquiry))
    say = certain if inquiry.status == 415 else possible if implied else likely
    yield say(
        f"The body is sent as `{sent[:80]}`; this operation takes {' or '.join(f'`{each}`' for each in kinds)}.",
        at=Location(Place.HEADER, "Content-Type"),
        see=inquiry.sent_header(header),
        fix=(
            f"Send the body as `{kinds[0]}`, and name it in `Content-Type`.",
            "With curl, `-d` alone says form; `--json` says JSON, `-F` multipart.",
        ),
        cite=openapi(match, under(match.operation.body_pointer, "content")),
        corrected=right,
    )


@rule("DOC-001", "4xx", "5xx")
def answer_documented(inquiry: Inquiry) -> Iterator[Finding]:
    """What the document says of this status for this very operation, where it says more than its name."""
    match = inquiry.match
    if match is None or match.operation is None:
        return
    meaning = match.operation.response(inquiry.status)
    plain = meaning.strip(" .").lower()
    if len(plain) < SHORTEST_MEANING or plain in NAMES or plain.removeprefix(f"{inquiry.status} ") in NAMES:
        return
    server = inquiry.status >= 500
    yield possible(
        f"For {match.operation.method} {match.operation.path} the reference says of {inquiry.status}: {meaning}",
        at=Location(Place.RESPONSE),
        see=inquiry.status_line,
        fix=("Look at the status page.",)
        if server
        else ("Check your call against this, and against the operation's page.",),
        cite=openapi(match, under(match.operation.pointer, "responses", inquiry.status)),
        actor=Actor.VENDOR if server else Actor.CALLER,
    )


@rule("DOC-002", "2xx", "301", "308", "404", "410")
def operation_deprecated(inquiry: Inquiry) -> Iterator[Finding]:
    """The document marks the operation as deprecated."""
    match = inquiry.match
    if match is None or match.operation is None or not match.operation.deprecated:
        return
    yield possible(
        f"{match.operation.method} {match.operation.path} is deprecated.",
        at=Location(Place.PATH),
        see=inquiry.request_line,
        fix=("Look in the reference for what takes its place, and move before it is removed.",),
        cite=openapi(match, under(match.operation.pointer, "deprecated")),
    )
