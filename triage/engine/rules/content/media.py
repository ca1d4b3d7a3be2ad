"""Content-Type and Accept: what is sent, what it is called, and what is asked for (RFC 9110 section 8.3)."""

from collections.abc import Iterator

from triage.engine.finding import Evidence, Finding, Location, Place
from triage.engine.rules.asking.citations import CURL_DATA, rfc
from triage.engine.rules.asking.corrected import with_header
from triage.engine.rules.asking.documents import child
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import Say, certain, likely, possible, rule

TYPE = Location(Place.HEADER, "Content-Type")
FORM_TYPE = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"


def sent_type(inquiry: Inquiry) -> str:
    """The media type of the call's body without parameters, in small letters; empty where none is sent."""
    return inquiry.call.headers.get("Content-Type").partition(";")[0].strip().lower()


def is_json(inquiry: Inquiry) -> bool:
    """Content-Type names JSON, plain or with a suffix (RFC 6839 section 3.1)."""
    media_type = sent_type(inquiry)
    return media_type == JSON_TYPE or media_type.endswith("+json")


def _sends_json(inquiry: Inquiry) -> bool:
    return inquiry.sent.looks_like_json and (inquiry.sent.is_json or inquiry.sent.fault is not None)


def _was_read(inquiry: Inquiry) -> bool:
    """The vendor's error speaks of a field of the body that is there: then it has read the body."""
    fields = inquiry.error.fields
    return inquiry.status != 415 and any(
        child(inquiry.sent.value, each.path[0]) is not None and not each.is_lacking for each in fields
    )


def _sureness(inquiry: Inquiry) -> Say:
    return certain if inquiry.status == 415 else likely


def _type_line(inquiry: Inquiry) -> tuple[Evidence, ...]:
    body = inquiry.in_call(inquiry.call.body_span)
    header = inquiry.call.headers.field("Content-Type")
    line = inquiry.sent_header(header)
    return (line, body) if line != body else (body,)


@rule("TYPE-001", "400", "415", "422", "500")
def form_type_for_json(inquiry: Inquiry) -> Iterator[Finding]:
    """curl calls every ``-d`` body a form unless told otherwise."""
    if sent_type(inquiry) == FORM_TYPE and _sends_json(inquiry) and not _was_read(inquiry):
        yield _sureness(inquiry)(
            "The body is JSON, but `Content-Type` says it is a form: curl's default with `-d`.",
            at=TYPE,
            see=_type_line(inquiry),
            fix=(f"Add `Content-Type: {JSON_TYPE}`.", "Or use `--json` instead of `-d` (curl 7.82 and later)."),
            cite=CURL_DATA,
            corrected=with_header(inquiry, "Content-Type", JSON_TYPE),
        )


@rule("TYPE-002", "400", "415", "422", "500")
def no_type(inquiry: Inquiry) -> Iterator[Finding]:
    """A JSON body without any Content-Type; only where headers were pasted at all."""
    if sent_type(inquiry) or not len(inquiry.call.headers) or not _sends_json(inquiry) or _was_read(inquiry):
        return
    yield _sureness(inquiry)(
        "The call does not say what its body is: the `Content-Type` header is missing.",
        at=TYPE,
        see=inquiry.request_line,
        fix=(f"Add `Content-Type: {JSON_TYPE}`.",),
        cite=rfc(9110, "8.3"),
        corrected=with_header(inquiry, "Content-Type", JSON_TYPE),
    )


@rule("TYPE-003", "400", "415", "422", "500")
def other_type_for_json(inquiry: Inquiry) -> Iterator[Finding]:
    """``text/plain`` and the like for a JSON body: fetch's default for a string."""
    media_type = sent_type(inquiry)
    named_otherwise = media_type == FORM_TYPE or media_type.startswith("multipart/") or "json" in media_type
    wrong = media_type and not named_otherwise
    if wrong and inquiry.sent.is_json and inquiry.sent.looks_like_json and not _was_read(inquiry):
        yield _sureness(inquiry)(
            f"The body is JSON, but `Content-Type` calls it `{media_type[:60]}`.",
            at=TYPE,
            see=_type_line(inquiry),
            fix=(f"Send `Content-Type: {JSON_TYPE}`.", "In JavaScript, `fetch` calls a string text unless told."),
            cite=rfc(9110, "8.3"),
            corrected=with_header(inquiry, "Content-Type", JSON_TYPE),
        )


@rule("TYPE-004", "400", "415", "422", "500")
def multipart_without_boundary(inquiry: Inquiry) -> Iterator[Finding]:
    """multipart/form-data needs its boundary (RFC 2046 section 5.1.1)."""
    header = inquiry.call.headers.field("Content-Type")
    if header is not None and sent_type(inquiry).startswith("multipart/") and "boundary=" not in header.value.lower():
        yield certain(
            "`Content-Type` says multipart but names no boundary, so the parts cannot be told apart.",
            at=TYPE,
            see=inquiry.sent_header(header),
            fix=("Leave the header out: the client writes it with the boundary (`curl -F`, `FormData`, `files=`).",),
            cite=rfc(2046, "5.1.1"),
        )


@rule("TYPE-005", "406")
def not_acceptable(inquiry: Inquiry) -> Iterator[Finding]:
    """The API cannot answer in what Accept asks for."""
    accept = inquiry.call.headers.field("Accept")
    if accept is not None and "*/*" not in accept.value:
        yield certain(
            f"The API cannot answer in the form you ask for: `Accept: {accept.value[:80]}`.",
            at=Location(Place.HEADER, "Accept"),
            see=inquiry.sent_header(accept),
            fix=(
                "Ask for JSON, or leave the header out.",
                "Check the spelling of a vendor media type and its version.",
            ),
            cite=rfc(9110, "15.5.7"),
            corrected=with_header(inquiry, "Accept", JSON_TYPE),
        )


@rule("TYPE-006", "415")
def type_not_accepted(inquiry: Inquiry) -> Iterator[Finding]:
    """The response lists what it takes (RFC 9110 section 15.5.16, W3C Linked Data Platform for Accept-Post)."""
    taken = next(
        (each for each in inquiry.response.headers if each.name.lower() in ("accept-post", "accept-patch", "accept")),
        None,
    )
    if taken is not None and sent_type(inquiry) and sent_type(inquiry) not in taken.value.lower():
        wanted = taken.value.partition(",")[0].strip()
        yield certain(
            f"The API takes `{taken.value[:100]}`; the call sends `{sent_type(inquiry)[:60]}`.",
            at=TYPE,
            see=(inquiry.sent_header(inquiry.call.headers.field("Content-Type")), inquiry.got_header(taken)),
            fix=(f"Send the body as `{wanted[:60]}`.",),
            cite=rfc(9110, "15.5.16"),
            corrected=with_header(inquiry, "Content-Type", wanted),
        )


@rule("TYPE-008", "415")
def form_not_taken(inquiry: Inquiry) -> Iterator[Finding]:
    """A form where the API reads something else, mostly JSON."""
    if sent_type(inquiry) != FORM_TYPE or inquiry.sent.looks_like_json:
        return
    header = inquiry.call.headers.field("Content-Type")
    yield certain(
        "The body is sent as a form; the API does not read forms here, so it probably wants JSON.",
        at=TYPE,
        see=inquiry.sent_header(header) if header is not None else inquiry.in_call(inquiry.call.body_span),
        fix=("Send JSON: in Python `json=…` instead of `data=…`, with curl `--json '{…}'`.",),
        cite=rfc(9110, "15.5.16"),
        corrected=with_header(inquiry, "Content-Type", JSON_TYPE),
    )


@rule("TYPE-007", "400", "415")
def compressed_or_odd_charset(inquiry: Inquiry) -> Iterator[Finding]:
    """Content-Encoding or a charset other than UTF-8, which few APIs read (RFC 8259 section 8.1)."""
    encoding, header = (inquiry.call.headers.field(each) for each in ("Content-Encoding", "Content-Type"))
    media_type = inquiry.call.headers.get("Content-Type").lower().replace('"', "").replace("-", "")
    if encoding is not None and encoding.value.lower() not in ("", "identity"):
        header, cause = encoding, f"The body is sent compressed (`{encoding.value[:20]}`); not every API reads that."
    elif is_json(inquiry) and "charset=" in media_type and "charset=utf8" not in media_type:
        cause = "The body is sent in another charset than UTF-8; JSON is UTF-8 between systems."
    else:
        return
    yield possible(
        cause,
        at=Location(Place.HEADER, header.name if header is not None else ""),
        see=inquiry.sent_header(header),
        fix=("Send the body as plain UTF-8, without `Content-Encoding`.",),
        cite=rfc(8259, "8.1"),
    )
