"""Success that is not, and success that will not last."""

import re
from collections.abc import Iterator
from datetime import datetime

from triage.engine.finding import Actor, Finding, Location, Place
from triage.engine.rules.arrival.pages import is_web_page
from triage.engine.rules.asking.citations import manual, rfc
from triage.engine.rules.asking.documents import Json, text_of
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule
from triage.engine.rules.asking.times import clock, from_epoch, http_date

ANSWER = Location(Place.RESPONSE)
GRAPHQL = manual("GraphQL specification, errors", "https://spec.graphql.org/October2021/#sec-Errors")
SOAP = manual("W3C SOAP 1.2, fault", "https://www.w3.org/TR/soap12-part1/#soapfault")
SOAP_FAULT = re.compile(r"<(?:[A-Za-z0-9_-]{1,20}:)?(?:faultcode|faultstring|Fault)\b")
REFUSALS = re.compile(r"\w{0,30}[eE]rrors")
ERROR_NUMBER = re.compile(r"-[1-9]\d{0,8}|[3-9]\d{2,8}|[12]\d{4,8}")
GOOD_WORDS = re.compile(r"\b(?:ok|okay|success\w*|done|成功)\b|成功", re.IGNORECASE)
FALSE_FLAGS = ("success", "ok", "succeeded", "Success", "isSuccess")
STATUS_KEYS = ("status", "result", "state", "Status")
FAILED = {"error", "fail", "failed", "failure"}
# The page about the end, or what comes after it (RFC 8594 section 6, RFC 9745 section 3, RFC 5829 section 3).
LINKED = re.compile(
    r"<([^<>\s]{1,500})>[^<>,]{0,80}rel=\"?(?:sunset|deprecation|successor-version|alternate)\b"
    r"|<([^<>\s]{1,500})>[^<>,]{0,80}rel=\"[^\"]{0,60}\b(?:sunset|deprecation|successor-version)\b"
)
POLLING = ("Location", "Operation-Location", "Azure-AsyncOperation", "Content-Location")


def _object(inquiry: Inquiry) -> dict[str, Json]:
    return inquiry.answer.value if isinstance(inquiry.answer.value, dict) else {}


def _is_a_resource(value: dict[str, Json]) -> bool:
    """A payment that failed is itself no failed call: what has an id is a thing, not an envelope."""
    return not {"id", "_id", "uuid", "object", "href", "@id"}.isdisjoint(value)


def _graphql_errors(inquiry: Inquiry) -> list[Json]:
    """The list of errors, where the answer has GraphQL's shape (its specification, section 7.1)."""
    value = _object(inquiry)
    errors = value.get("errors")
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return []
    shaped = "data" in value or not {"locations", "extensions", "path"}.isdisjoint(errors[0])
    return errors if shaped or inquiry.call.parts.path.endswith("graphql") else []


@rule("OK-013", "200", needs_call=False)
def number_of_an_error(inquiry: Inquiry) -> Iterator[Finding]:
    """An envelope of ``code``, message and empty ``data``: many APIs of that kind mean success by 0 alone."""
    value = _object(inquiry)
    message = text_of(value.get("msg")) or text_of(value.get("message"))
    number = text_of(value.get("code"))
    empty = "data" in value and value["data"] in (None, {}, [], "")
    if empty and message and ERROR_NUMBER.fullmatch(number) and not GOOD_WORDS.search(message):
        yield possible(
            f"The status is 200, but the answer's own code is {number}: {message[:200]}",
            at=Location(Place.RESPONSE, "code"),
            see=inquiry.in_answer(message) or inquiry.status_line,
            fix=("Look the code up in the reference.", "Let your program check `code`, not only the status."),
            cite=rfc(9110, "15.3.1"),
        )


@rule("OK-012", "200")
def refused_by_a_mutation(inquiry: Inquiry) -> Iterator[Finding]:
    """A mutation that was not carried out says so in a list of its own, such as ``userErrors``."""
    data = _object(inquiry).get("data")
    for name, result in list(data.items())[:20] if isinstance(data, dict) else ():
        errors = [each for key, each in result.items() if REFUSALS.fullmatch(key)] if isinstance(result, dict) else []
        first = next((each[0] for each in errors if isinstance(each, list) and each), None)
        if isinstance(first, dict) and "mutation" in inquiry.sent.text[:2_000]:
            message = text_of(first.get("message")) or text_of(first.get("code"))
            yield likely(
                f"The status is 200, but `{name}` was not carried out: {message[:200] or 'it does not say why'}",
                at=Location(Place.RESPONSE, name),
                see=inquiry.in_answer(message, f'"{name}"') or inquiry.status_line,
                fix=(
                    "Repair what the message names.",
                    f"Let your program read the errors of `{name}`, also under 200.",
                ),
                cite=GRAPHQL,
            )


@rule("OK-001", "2xx", needs_call=False)
def graphql_error(inquiry: Inquiry) -> Iterator[Finding]:
    """GraphQL answers 200 and puts its errors into the body."""
    errors = _graphql_errors(inquiry)
    if errors:
        first = errors[0] if isinstance(errors[0], dict) else {}
        message = text_of(first.get("message"))
        yield likely(
            f"The status is {inquiry.status}, but the answer holds an error: {message[:200] or 'without a message'}",
            at=ANSWER,
            see=inquiry.in_answer(message, '"errors"') or inquiry.status_line,
            fix=(
                "Look at `path` and `locations` of the error: they point into your query.",
                "Check for `errors` in your program before you use `data`.",
            ),
            cite=GRAPHQL,
        )


@rule("OK-002", "2xx", needs_call=False)
def error_inside(inquiry: Inquiry) -> Iterator[Finding]:
    """``success: false``, ``status: error`` or an ``error`` object under a 200."""
    key = _failed_inside(inquiry)
    if not key:
        return
    words = inquiry.error.message or inquiry.error.code
    yield likely(
        f"The status is {inquiry.status}, but the answer says that the call failed"
        + (f": {words[:200]}" if words else "."),
        at=Location(Place.RESPONSE, key),
        see=inquiry.in_answer(f'"{key}"') or inquiry.status_line,
        fix=(
            "Repair what the message names.",
            f"Let your program check `{key}` in the answer, not only the status.",
        ),
        cite=rfc(9110, "15.3.1"),
    )


def says_it_failed(inquiry: Inquiry) -> bool:
    """A success by its status, and not by its answer."""
    return bool(_failed_inside(inquiry) or _graphql_errors(inquiry))


def _failed_inside(inquiry: Inquiry) -> str:
    """The member by which an answer says that the call failed; empty where none does."""
    value = _object(inquiry)
    flag = next((key for key in FALSE_FLAGS if value.get(key) is False), "")
    explained = bool(inquiry.error.message or value.get("error") or value.get("errors"))
    said = next((key for key in STATUS_KEYS if explained and text_of(value.get(key)).lower() in FAILED), "")
    error = "error" if value.get("error") and not value.get("data") and value.get("error") is not True else ""
    told = next((each for each in ("error_message", "errorMessage") if text_of(value.get(each))), "")
    number = text_of(value.get("errcode"))
    key = flag or said or error or told or ("errcode" if number not in ("", "0") else "")
    return "" if _is_a_resource(value) or _graphql_errors(inquiry) else key


@rule("OK-003", "2xx", "4xx", "500", needs_call=False)
def soap_fault(inquiry: Inquiry) -> Iterator[Finding]:
    """A SOAP fault, under a 200 or under the 500 that SOAP prescribes (SOAP 1.1 section 6.2)."""
    found = SOAP_FAULT.search(inquiry.answer.text[:20_000]) if inquiry.answer.text.lstrip()[:1] == "<" else None
    if found is not None:
        callers = inquiry.error.code.partition(".")[0].lower() in ("client", "sender")
        yield certain(
            ("The service does not accept the message" if callers else "The answer is a SOAP fault")
            + f": {(inquiry.error.message or 'without a message')[:200]}",
            at=ANSWER,
            see=inquiry.in_answer(inquiry.error.message, found[0]) or inquiry.status_line,
            fix=(
                "Compare your message with the WSDL, element by element: names, order, namespaces."
                if callers
                else "The fault's code says who is at fault: Client or Sender is the message, Server the service.",
            ),
            cite=SOAP,
            actor=Actor.VENDOR if inquiry.error.code.lower() in ("server", "receiver") else Actor.CALLER,
        )


@rule("OK-004", "202", needs_call=False)
def not_done_yet(inquiry: Inquiry) -> Iterator[Finding]:
    """202: where to ask whether it is done."""
    header = next((found for name in POLLING if (found := inquiry.response.headers.field(name)) is not None), None)
    where = f" Ask `{header.value[:120]}` how it went." if header is not None else ""
    yield possible(
        f"The work is accepted but not done: it may still fail later.{where}",
        at=Location(Place.RESPONSE, header.name if header else ""),
        see=inquiry.got_header(header),
        fix=(
            "Ask for the result until it is done, with a pause that grows.",
            "Or wait for the webhook, if there is one.",
        ),
        cite=rfc(9110, "15.3.3"),
    )


@rule("OK-005", "2xx", "3xx", "404", "410", needs_call=False)
def deprecated(inquiry: Inquiry) -> Iterator[Finding]:
    """Deprecation (RFC 9745) and Sunset (RFC 8594) say that this will end, or has ended."""
    headers = inquiry.response.headers
    sunset, deprecation = headers.field("Sunset"), headers.field("Deprecation")
    header = sunset or deprecation
    if header is None or header.value.strip().lower() in ("", "false"):
        return
    moment = http_date(header.value) if sunset else _deprecated_since(header.value)
    when = f" on {clock(moment)}" if moment is not None else ""
    over = moment is not None and moment < inquiry.now
    link = LINKED.search(headers.get("Link")[:2000])
    yield possible(
        f"This operation {'was to stop' if over else 'stops'} working{when}."
        if sunset
        else f"This operation is deprecated{when and ' since' + when[3:]}.",
        at=Location(Place.RESPONSE, header.name),
        see=(inquiry.got_header(header), inquiry.got_header(headers.field("Link")))
        if link
        else inquiry.got_header(header),
        fix=(f"Read what replaces it: {(link[1] or link[2])[:200]}",)
        if link
        else ("Look in the changelog for what replaces it, and change over before that day.",),
        cite=rfc(8594, "3") if sunset else rfc(9745, "2"),
        actor=Actor.CALLER,
    )


def _deprecated_since(value: str) -> datetime | None:
    """``@1688169599`` (RFC 9745 section 2.1), or an HTTP date as its drafts had it."""
    if re.fullmatch(r"@\d{1,12}", value):
        return from_epoch(int(value[1:]))
    return http_date(value)


@rule("OK-006", "200", "203")
def page_instead_of_data(inquiry: Inquiry) -> Iterator[Finding]:
    """A 200 with a web page: a web site answered, not the API."""
    accepts = inquiry.call.headers.get("Accept").lower()
    if is_web_page(inquiry) and "text/html" not in accepts:
        yield possible(
            "The answer is a web page, not data: the address may be the web site's, or its sign-in page.",
            at=Location(Place.URL),
            see=(
                inquiry.request_line,
                inquiry.in_answer("<!DOCTYPE html", "<!doctype html", "<html") or inquiry.status_line,
            ),
            fix=(
                "Compare host and path with the reference: look for `api.` or `/api/`.",
                "Check that the key is sent.",
            ),
            cite=rfc(9110, "12.5.1"),
        )
