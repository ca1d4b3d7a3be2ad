"""Is the body there, and is it what its Content-Type says?"""

import re
from collections.abc import Iterator

from triage.engine.exchange import Span
from triage.engine.finding import Evidence, Finding, Location, Place
from triage.engine.rules.asking.citations import CURL_DATA, rfc
from triage.engine.rules.asking.corrected import for_cmd, json_of_form, with_body, with_header
from triage.engine.rules.asking.documents import Fault
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import Say, certain, likely, possible, rule
from triage.engine.rules.content.damage import DAMAGES, SOME_DAMAGE
from triage.engine.rules.content.json_faults import is_unfilled, looks_like, mended_json
from triage.engine.rules.content.media import is_json

BODY = Location(Place.BODY)
WITH_BODY = ("POST", "PUT", "PATCH")
FORM = re.compile(r"[\w.\[\]%+-]{1,100}=[^&\s{]{0,500}(?:&[\w.\[\]%+-]{1,100}=[^&\s]{0,2000}){0,200}")
ABOUT_BODY = re.compile(
    r"body|payload|content|json|pars|empty|missing|required|provide|expect|invalid|"
    r"bad request|could not be read|field|param",
    re.IGNORECASE,
)
XML = re.compile(r"<(?:\?xml|[A-Za-z_][\w.:-]{0,60}[\s>/])")
SHELL_BROKEN = re.compile(r"'\s*[\[{]")


def body_is_unknown(inquiry: Inquiry) -> bool:
    """There was a body, but the paste does not show it: a file, ``curl -v``, a client that hides it, a log."""
    headers = inquiry.call.headers
    if not inquiry.shows_headers:
        return True
    announced = headers.get("Content-Length").strip() not in ("", "0") or "Transfer-Encoding" in headers
    announced = announced or "Content-Encoding" in headers
    return announced or any(each.what in ("body", "call") for each in inquiry.exchange.missing)


def has_body(inquiry: Inquiry) -> bool:
    """The paste shows a body or form fields."""
    return bool(inquiry.call.body and inquiry.call.body.strip()) or bool(inquiry.call.form)


def _speaks_of_the_body(inquiry: Inquiry) -> Say:
    """Some calls need no body: where the vendor complains of something else, its absence is only possible."""
    return likely if not inquiry.error.message or ABOUT_BODY.search(inquiry.error.message) else possible


@rule("BODY-001", "400", "411", "415", "422")
def no_body(inquiry: Inquiry) -> Iterator[Finding]:
    """A POST, PUT or PATCH that sends nothing."""
    if inquiry.call.method in WITH_BODY and not has_body(inquiry) and not body_is_unknown(inquiry):
        if inquiry.status == 411:
            yield _no_length(inquiry)
            return
        operation = inquiry.match.operation if inquiry.match is not None else None
        if operation is not None and not operation.media:
            return  # documented without one
        say = possible if operation is not None else _speaks_of_the_body(inquiry)
        yield say(
            f"The {inquiry.call.method} has no body.",
            at=BODY,
            see=inquiry.request_line,
            fix=(
                "Send the fields that the reference requires, as JSON.",
                "If your program does send one, check that no redirect or proxy dropped it (`curl -v` shows it).",
            ),
            cite=rfc(9110, "6.4"),
            corrected="-H 'Content-Type: application/json' -d '{…}'" if inquiry.call.notation == "curl" else "",
        )


def _no_length(inquiry: Inquiry) -> Finding:
    """A 411 to a call without body: the server wants the length said even where it is nothing."""
    return likely(
        f"The {inquiry.call.method} has no body and no `Content-Length` that says so.",
        at=Location(Place.HEADER, "Content-Length"),
        see=inquiry.request_line,
        fix=("Send an empty body on purpose: then `Content-Length: 0` goes along.",),
        cite=rfc(9110, "8.6"),
        corrected="-d ''" if inquiry.call.notation == "curl" else "Content-Length: 0",
    )


@rule("BODY-002", "400", "415", "422", "500")
def json_is_broken(inquiry: Inquiry) -> Iterator[Finding]:
    """The body sets out as JSON but is not, with the place and what it looks like."""
    fault = inquiry.sent.fault
    if fault is None or not (is_json(inquiry) or inquiry.sent.looks_like_json):
        return
    looks = looks_like(inquiry.sent.text, fault)
    # A template that the client fills in before sending is no fault of the body that was sent.
    say = possible if is_unfilled(inquiry.sent.text, fault) else certain
    yield say(
        f"The body is not valid JSON: line {fault.line}, column {fault.column}; it {looks.like}.",
        at=BODY,
        see=_at_fault(inquiry, fault),
        fix=(looks.fix, "Let a library write the JSON instead of putting it together by hand."),
        cite=rfc(8259, "2"),
        corrected=with_body(inquiry, mended_json(inquiry.sent.text)),
    )


@rule("BODY-003", "400", "415", "422", "500")
def quotes_sent_along(inquiry: Inquiry) -> Iterator[Finding]:
    """cmd.exe does not know single quotes: it sends them as part of the body."""
    sent = SHELL_BROKEN.match(inquiry.call.body or "") is not None
    if sent or _quoted_for_another_shell(inquiry):
        yield (certain if sent else likely)(
            "The body is in single quotes: the Windows command line sends them along and drops the double ones.",
            at=BODY,
            see=inquiry.in_call(inquiry.call.body_span),
            fix=(
                'In cmd.exe use double quotes outside and `\\"` inside: `-d "{\\"name\\": \\"x\\"}"`.',
                "Or put the body in a file and send `-d @body.json`.",
            ),
            cite=CURL_DATA,
            corrected="" if sent else for_cmd(inquiry.sent.text),
        )


def _quoted_for_another_shell(inquiry: Inquiry) -> bool:
    """The prompt is that of cmd.exe, and JSON stands in single quotes."""
    span = inquiry.call.body_span
    at_cmd = any(each.kind == "cmd_quoting" for each in inquiry.exchange.repairs)
    return at_cmd and span is not None and inquiry.exchange.text[span.start - 1] == "'" and inquiry.sent.is_json


@rule("BODY-004", "400", "415", "422", "500")
def form_as_json(inquiry: Inquiry) -> Iterator[Finding]:
    """The header says JSON, the body is a form or XML."""
    body = (inquiry.call.body or "").strip()
    xml = XML.match(body) is not None
    if is_json(inquiry) and body and (xml or FORM.fullmatch(body)):
        yield certain(
            f"`Content-Type` says JSON, but the body is {'XML' if xml else 'a form (`name=value`)'}.",
            at=BODY,
            see=(
                inquiry.in_call(inquiry.call.body_span),
                inquiry.sent_header(inquiry.call.headers.field("Content-Type")),
            ),
            fix=("Say what it is: `Content-Type: text/xml`, or `application/xml` as the reference has it.",)
            if xml
            else ('Send JSON: `-d \'{"name": "value"}\'`.', "Or leave the header out, if the API reads forms."),
            cite=rfc(9110, "8.3"),
            corrected="" if xml else with_body(inquiry, json_of_form(body)),
        )


@rule("BODY-005", "400", "422")
def empty_object(inquiry: Inquiry) -> Iterator[Finding]:
    """``{}``: well formed, but none of the required fields is there."""
    empty = inquiry.sent.is_json and inquiry.sent.value in ({}, [], None, "")
    if empty and inquiry.call.method in WITH_BODY and not inquiry.error.fields:
        yield _speaks_of_the_body(inquiry)(
            f"The body holds no field at all: `{inquiry.sent.text.strip()[:20]}`.",
            at=BODY,
            see=inquiry.in_call(inquiry.call.body_span),
            fix=("Send the fields that the reference requires.", "Check that your program fills the object it sends."),
            cite=rfc(9110, "15.5.1"),
        )


@rule("BODY-006", "400", "408")
def length_mismatch(inquiry: Inquiry) -> Iterator[Finding]:
    """``Content-Length`` set by hand and wrong; not judged where masking or line ends change the length."""
    body, header = inquiry.call.body, inquiry.call.headers.field("Content-Length")
    if body is None or header is None or "\n" in body or "~masked." in body or not header.value.isdecimal():
        return
    announced, real = int(header.value[:12]), len(body.encode("utf-8", "surrogatepass"))
    if announced != real:
        yield likely(
            f"`Content-Length` says {announced} bytes, the body has {real}.",
            at=Location(Place.HEADER, "Content-Length"),
            see=inquiry.sent_header(header),
            fix=("Leave the header out; the client counts by itself.", "Count bytes of UTF-8, not characters."),
            cite=rfc(9110, "8.6"),
            corrected=with_header(inquiry, "Content-Length", str(real)),
        )


@rule("BODY-007", "400", "401", "404", "415", "422")
def damaged_paste(inquiry: Inquiry) -> Iterator[Finding]:
    """What the reader had to mend may be what was sent."""
    begin, end = inquiry.call.span
    mended = (each for each in inquiry.exchange.repairs if each.may_be_the_fault and begin <= each.span.start < end)
    fault = next(mended, None)
    if fault is not None:
        damage = DAMAGES.get(fault.kind, SOME_DAMAGE)
        yield possible(
            damage.cause,
            at=Location(Place.URL),
            see=inquiry.in_call(fault.span),
            fix=(damage.fix, "Then run the call again."),
            cite=damage.cite,
        )


def _at_fault(inquiry: Inquiry, fault: Fault) -> Evidence:
    """The piece of the body where JSON ends, found in the text as pasted."""
    text, span = inquiry.sent.text, inquiry.call.body_span
    if span is None:
        return inquiry.request_line
    begin = min(fault.offset, max(0, len(text.rstrip()) - 1))
    if inquiry.exchange.text[span.start : span.end] == text:
        newline = text.find("\n", begin + 1)
        end = min(begin + 20, len(text) if newline < 0 else newline)
        return inquiry.in_call(Span(span.start + begin, span.start + end))
    for width in (24, 12, 6):
        if found := inquiry.in_sent_body(text[begin : begin + width].split("\n")[0]):
            return found
    return inquiry.in_call(span)
