"""A body that can be read and is not what the API reads: another kind of value or charset, an object in a form."""

import json
import re
from collections.abc import Iterator

from triage.engine.exchange import Span
from triage.engine.finding import Evidence, Finding, Location, Place
from triage.engine.rules.asking.citations import manual, rfc
from triage.engine.rules.asking.corrected import LONGEST_BODY, is_curl, with_body
from triage.engine.rules.asking.documents import PARSE_LIMIT, Json
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.json_places import TOKEN
from triage.engine.rules.asking.rule import Say, certain, likely, possible, rule
from triage.engine.rules.asking.standing import pairs_of
from triage.engine.rules.content.media import FORM_TYPE, sent_type
from triage.engine.rules.content.payload import has_body
from triage.engine.rules.content.xml_faults import fault_of_xml

BODY = Location(Place.BODY)
NO_NUMBER = re.compile(r"\b(?:NaN|-?Infinity)\b")
WANTS_OBJECT = re.compile(
    r"valid dict|(?:must be|should be|expected|requires?|not) an? (?:json )?(?:object|hash|map|dictionary)|"
    r"from Array value|expected \{|array (?:given|received|is not|found)|got (?:an )?(?:array|list)\b|"
    r"cannot unmarshal array|JSON array .{0,40}not|"
    r"Expected BEGIN_OBJECT but was BEGIN_ARRAY|non-object",
    re.IGNORECASE,
)
WANTS_ARRAY = re.compile(
    r"valid list|(?:must be|should be|expected|requires?|not) an? (?:json )?(?:array|list)\b|from Object value|"
    r"expected \[|object (?:given|received|found)|got (?:an )?(?:object|dict)|cannot unmarshal object|"
    r"Expected BEGIN_ARRAY but was BEGIN_OBJECT",
    re.IGNORECASE,
)
NOT_UTF_8 = re.compile(
    r"(?:invalid|malformed) utf-?8|(?:not|isn't|non) (?:valid )?utf-?8|"
    r"utf-?8.{0,30}(?:codec|decode|invalid|malformed)|"
    r"invalid (?:start|middle|continuation) byte|unmappable character|invalid byte sequence",
    re.IGNORECASE,
)
MULTIPART_WANTED = re.compile(
    r"not a multipart|multipart.{0,40}(?:required|expected|must|only)|"
    r"(?:must|should|expects?|requires?).{0,40}multipart|"
    r"no (?:file|files) (?:was |were )?(?:uploaded|submitted|provided|attached|found)",
    re.IGNORECASE,
)
WANTS_NESTED = re.compile(r"\b(?:object|hash|map|dict|array|unknown|unexpected|unrecogni[sz]ed)\b", re.IGNORECASE)
BRACKETS = manual("jQuery.param, nested fields of a form", "https://api.jquery.com/jQuery.param/")


@rule("BODY-008", "400", "415", "422", "500")
def no_json_number(inquiry: Inquiry) -> Iterator[Finding]:
    """``NaN`` and ``Infinity``, which Python writes and JSON does not have (RFC 8259 section 6)."""
    text = inquiry.sent.text[:PARSE_LIMIT]
    if not inquiry.sent.is_json or not NO_NUMBER.search(text):
        return
    token = next((each for each in TOKEN.finditer(text) if NO_NUMBER.fullmatch(each[0].lstrip("-"))), None)
    if token is None:
        return
    line = text.count("\n", 0, token.start()) + 1
    column = token.start() - text.rfind("\n", 0, token.start())
    yield certain(
        f"The body is not valid JSON: line {line}, column {column}; `{token[0]}` is no number of JSON.",
        at=BODY,
        see=_exactly(inquiry, Span(*token.span())) or inquiry.in_sent_body(token[0]) or inquiry.request_line,
        fix=("Send `null`, or leave the field out.", "In Python `json.dumps(…, allow_nan=False)` shows where it is."),
        cite=rfc(8259, "6"),
        corrected=with_body(inquiry, f"{text[: token.start()]}null{text[token.end() :]}"),
    )


def _exactly(inquiry: Inquiry, within: Span) -> Evidence | None:
    """A piece of the body in the paste, where the body stands there as sent."""
    span = inquiry.call.body_span
    if span is None or inquiry.exchange.text[span.start : span.end] != inquiry.sent.text:
        return None
    return inquiry.in_call(Span(span.start + within.start, span.start + within.end))


@rule("BODY-009", "400", "415", "422", "500")
def json_in_a_text(inquiry: Inquiry) -> Iterator[Finding]:
    """The body is one JSON text that holds JSON: it was written as JSON twice."""
    inner = _inner(inquiry.sent.value)
    if inquiry.sent.is_json and isinstance(inner, dict | list):
        yield certain(
            "The body is a JSON text that holds JSON: it was converted twice.",
            at=BODY,
            see=inquiry.in_call(inquiry.call.body_span),
            fix=(
                "Convert once: give the library the object itself, or the text without converting it again.",
                "In Python `json=data`, not `json=json.dumps(data)`; in JavaScript one `JSON.stringify`.",
            ),
            cite=rfc(8259, "2"),
            corrected=with_body(inquiry, str(inquiry.sent.value)),
        )


def _inner(value: Json) -> Json:
    if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "[") or len(value) > PARSE_LIMIT:
        return None
    try:
        inner: Json = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return inner


@rule("BODY-010", "400", "422")
def array_against_object(inquiry: Inquiry) -> Iterator[Finding]:
    """The body is a list where the API reads one object, or the reverse; by the answer's words."""
    value, message = inquiry.sent.value, inquiry.error.message or inquiry.answer.text[:500]
    if not inquiry.sent.is_json or inquiry.error.fields:
        return
    listed = isinstance(value, list) and WANTS_OBJECT.search(message)
    single = isinstance(value, dict) and WANTS_ARRAY.search(message)
    found = listed or single
    if found:
        other = value[0] if isinstance(value, list) and len(value) == 1 else None if listed else [value]
        mended = json.dumps(other, ensure_ascii=False) if other is not None else ""
        yield likely(
            f"The body is {'a list; the API reads one object' if listed else 'an object; the API reads a list'}.",
            at=BODY,
            see=(inquiry.in_call(inquiry.call.body_span), inquiry.in_answer(found[0]) or inquiry.status_line),
            fix=(
                "Send one object per call, without the outer `[…]`, or use the operation for many."
                if listed
                else "Put the object into `[…]`, also where it is only one.",
            ),
            cite=rfc(8259, "2"),
            corrected=with_body(inquiry, mended),
        )


@rule("BODY-012", "400", "415", "422")
def not_utf_8(inquiry: Inquiry) -> Iterator[Finding]:
    """The answer complains of bytes that are no UTF-8 (RFC 8259 section 8.1)."""
    found = NOT_UTF_8.search(inquiry.error.message)
    if found is None or not (has_body(inquiry) or inquiry.call.method in ("POST", "PUT", "PATCH")):
        return
    text = inquiry.call.body or ""
    odd = next((each for each in text[:PARSE_LIMIT] if ord(each) > 127), "")
    yield likely(
        "The body is not in UTF-8: letters beyond ASCII were sent in another charset.",
        at=BODY,
        see=(
            inquiry.in_sent_body(odd) or inquiry.in_call(inquiry.call.body_span),
            inquiry.in_answer(found[0]) or inquiry.status_line,
        ),
        fix=(
            "Encode the body as UTF-8 before sending: `.encode('utf-8')`; save its file as UTF-8.",
            "At the Windows command line put the body in a file and send it with `--data-binary @body.json`.",
        ),
        cite=rfc(8259, "8.1"),
    )


@rule("BODY-013", "400", "422")
def object_in_a_form(inquiry: Inquiry) -> Iterator[Finding]:
    """A form has no objects: APIs that read nested ones from it want ``address[city]=…``."""
    if sent_type(inquiry) != FORM_TYPE or not inquiry.error.fields:
        return
    named = {each.path[0] for each in inquiry.error.fields} | {each.name for each in inquiry.error.fields}
    for name, value in pairs_of(inquiry.call.body or ""):
        mended = _in_brackets(name, value)
        if mended and (name in named or name.partition(".")[0] in named):
            # An API may well read JSON in a field, and refuse what it says.
            say: Say = likely if WANTS_NESTED.search(inquiry.error.message) else possible
            yield say(
                f"`{name}` is sent as {'JSON inside a form' if value[:1] in '{[' else 'a name with dots'}; "
                "many APIs read the fields of an object only in brackets.",
                at=Location(Place.BODY, name),
                see=(
                    inquiry.in_sent_body(f"{name}=", f'"{name}"', name) or inquiry.in_call(inquiry.call.body_span),
                    inquiry.in_answer(f'"{name}"', name) or inquiry.status_line,
                ),
                fix=(f"Write `{mended[0]}=…`, one field for each value.", "Or send JSON, if the API reads that."),
                cite=BRACKETS,
                corrected=" ".join(f"-d '{each}'" for each in mended) if is_curl(inquiry) else "&".join(mended),
            )
            return


def _in_brackets(name: str, value: str) -> list[str]:
    """The fields as brackets write them; empty where neither the value is an object nor the name has dots."""
    inner = _inner(value) if len(value) <= LONGEST_BODY else None
    if isinstance(inner, dict):
        return [f"{name}[{key}]={_plain(each)}" for key, each in list(inner.items())[:10]]
    if isinstance(inner, list):
        return [f"{name}[]={_plain(each)}" for each in inner[:10]]
    if re.fullmatch(r"[A-Za-z_]\w*(?:\.\w+){1,5}", name):
        outer, *rest = name.split(".")
        return [outer + "".join(f"[{each}]" for each in rest) + f"={value}"]
    return []


def _plain(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@rule("BODY-014", "400", "415", "422", "500")
def xml_is_broken(inquiry: Inquiry) -> Iterator[Finding]:
    """A tag that is closed otherwise than opened, or not at all (XML 1.0 section 2.1)."""
    body = inquiry.call.body or ""
    fault = fault_of_xml(body) if body.lstrip("\ufeff \t\r\n")[:1] == "<" and "xml" in sent_type(inquiry) else None
    if fault is not None:
        yield certain(
            f"The body is not well-formed XML: line {fault.line}, column {fault.column}; {fault.what}.",
            at=BODY,
            see=_exactly(inquiry, fault.span) or inquiry.in_call(inquiry.call.body_span),
            fix=("Close every element with the name that opened it, the inner one first.", "Let a library write it."),
            cite=manual("W3C XML 1.0, well-formed documents", "https://www.w3.org/TR/xml/#sec-well-formed"),
        )


@rule("TYPE-009", "400", "415", "422")
def multipart_wanted(inquiry: Inquiry) -> Iterator[Finding]:
    """The API reads an upload as multipart; the call sends something else (RFC 7578)."""
    found = MULTIPART_WANTED.search(inquiry.error.message)
    header = inquiry.call.headers.field("Content-Type")
    if found is None or sent_type(inquiry).startswith("multipart/") or not (has_body(inquiry) or header):
        return
    yield likely(
        f"The API wants an upload as `multipart/form-data`; the call sends `{sent_type(inquiry)[:60] or 'no type'}`.",
        at=Location(Place.HEADER, "Content-Type"),
        see=(inquiry.sent_header(header), inquiry.in_answer(found[0]) or inquiry.status_line),
        fix=(
            "Send the file as a form field: curl `-F 'file=@report.pdf'`, Python `files=…`, JavaScript `FormData`.",
            "Leave `Content-Type` to the client: only it knows the boundary.",
        ),
        cite=rfc(7578, "4.1"),
        corrected="-F 'file=@<your file>'" if is_curl(inquiry) else "",
    )
