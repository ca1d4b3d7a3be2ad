"""The vendor's error body, whatever its dialect, in one shape: message, code, fields and request id.

Read by tables of names, not by vendor, so that a dialect nobody wrote down is read as well. Known to work for
RFC 9457 and its cousins, Stripe, GitHub, Google (AIP-193), Twilio, JSON:API, OAuth (RFC 6749), FastAPI, Joi, Rails,
Laravel, Django REST Framework, Spring, ASP.NET, Azure, AWS (JSON and XML), SOAP and GraphQL. Bounded: at most
``MOST_FIELDS`` fields, four levels deep.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from http import HTTPStatus
from itertools import islice

from triage.engine.exchange import Header, Headers
from triage.engine.finding import Place
from triage.engine.rules.asking.documents import Document, Json, read_document, text_of
from triage.engine.rules.asking.vendor_words import LONGEST, PLACES, FieldFault, from_words, segments, told_path

MOST_FIELDS = 20
DEEPEST = 4
LONGEST_LINE = 200
LONGEST_JSON = 5_000

MESSAGES = (
    "detail", "message", "Message", "defaultMessage", "error_description", "errorMessage", "error_message", "msg",
    "description", "faultstring", "errorSummary", "title", "reason", "summary", "text", "userMessage",
    "errmsg", "err_msg",
)  # fmt: skip
CODES = ("code", "Code", "error_code", "errorCode", "error", "type", "__type", "status", "reason", "name")
CORES = ("error", "Error", "odata.error", "fault", "Fault", "meta", "status")
LISTS = (
    "errors", "invalid-params", "invalid_params", "invalidParams", "violations", "fieldErrors", "field_errors",
    "fieldViolations", "field_violations", "validationErrors", "validation_errors", "validation", "subErrors",
    "details", "detail", "issues", "errorCauses", "context_info", "params", "fields", "body", "query", "keys",
    "message",
)  # fmt: skip
# What the status line says already.
PHRASES = {each.phrase.lower() for each in HTTPStatus}
BARE_NAMES = {"keys", "fields", "params"}
# Under these a field's name may have a plain sentence for value; elsewhere that may be anything.
BY_NAME = {"errors", "fieldErrors", "field_errors", "validationErrors", "validation_errors", "fields"}
NAMES = (
    "pointer", "field", "fieldName", "field_name", "param", "parameter", "property", "propertyPath", "attribute",
    "target", "path", "loc", "instancePath", "dataPath", "location", "name", "key",
)  # fmt: skip
WHERE = ("locationType", "in", "location")
WHOLE = {"non_field_errors", "nonFieldErrors", "__all__", "base", "", "$"}
# Under these a list of sentences is the error's own.
SPOKEN = {"error", "errors", "message", "detail"}
ENVELOPE = {
    "error", "errors", "message", "detail", "code", "status", "title", "type", "statusCode", "timestamp", "meta",
    "data",
}  # fmt: skip

CODE = re.compile(r"[A-Za-z][\w.:-]{0,79}|-?\d{1,9}")
# The name of an error, not of a field.
CLASS_OF_ERROR = re.compile(r"[A-Z]\w{0,60}(?:Error|Exception)")
# What closes a mail and is no answer.
FAREWELL = re.compile(
    r"(?:(?:many )?thanks|thank you|(?:kind |best )?regards|best|cheers|sincerely|greetings)\b", re.IGNORECASE
)
XML = re.compile(
    r"<(?:[A-Za-z0-9_-]{1,20}:)?(Code|faultcode|Value|Message|faultstring|Text|RequestId|RequestID)\b[^<>]{0,200}>"
    r"([^<]{1,500})</"
)
REQUEST_ID_HEADER = re.compile(
    r"(?:.*-)?(?:request|correlation|trace|transaction|invocation)-?_?id|cf-ray|traceparent|x-amz-cf-id", re.IGNORECASE
)
REQUEST_IDS = ("request_id", "requestId", "RequestId", "trace_id", "traceId", "correlation_id", "correlationId")


@dataclass(frozen=True, slots=True)
class VendorError:
    """What the vendor's error body says; everything empty where it says nothing."""

    message: str = ""
    code: str = ""
    fields: tuple[FieldFault, ...] = ()
    request_id: str = ""


SILENT = VendorError()


def read_vendor_error(answer: Document) -> VendorError:
    """The error that a response body describes."""
    if not answer.is_json:
        return _text_error(answer.text)
    outer = _first_object(answer.value)
    if outer is None:
        return VendorError(message=text_of(answer.value)[:LONGEST])
    core = _core(outer)
    message = _message(core) or _message(outer)
    fields = _each_once(islice(_fields(core, outer), MOST_FIELDS)) or _each_once(_in_words(message))
    if len(fields) == 1 and not fields[0].message:
        fields = (replace(fields[0], message=message[:LONGEST]),)
    return VendorError(message[:LONGEST], _code(core) or _code(outer), fields, _id_in(core) or _id_in(outer))


def _in_words(message: str) -> Iterator[FieldFault]:
    """The fields of the JSON that a message holds, else the one that its words name."""
    start = message.find("[{")
    if start < 0 or len(message) > LONGEST_JSON:
        yield from from_words(message)
        return
    words, data = message[:start], read_document(message[start:])
    found = list(_listed(data.value, "errors", 0)) if data.is_json else []
    yield from found or from_words(words)


def _each_once(faults: Iterable[FieldFault]) -> tuple[FieldFault, ...]:
    """One fault per field: a body may name it in its head and again in its list."""
    first: dict[tuple[str, ...], FieldFault] = {}
    for fault in faults:
        first.setdefault(fault.path, fault)
    return tuple(first.values())


def request_id_header(headers: Headers) -> Header | None:
    """The header that holds the id under which the vendor finds this call in its logs."""
    return next((each for each in headers if REQUEST_ID_HEADER.fullmatch(each.name) and each.value), None)


def request_id(headers: Headers, error: VendorError) -> str:
    """The id under which the vendor finds this call in its logs: from the headers, else from the body."""
    header = request_id_header(headers)
    return header.value[:200] if header is not None else error.request_id


def _first_object(value: Json) -> dict[str, Json] | None:
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, dict)), None)
    return value if isinstance(value, dict) else None


def _core(outer: dict[str, Json]) -> dict[str, Json]:
    """The object that holds message and code: the body itself, or what stands under ``error`` or the like."""
    for key in CORES:
        inner = outer.get(key)
        if isinstance(inner, dict) and inner:
            return inner
    errors = outer.get("errors")
    first = _first_object(errors) if isinstance(errors, list) else None
    return first if first is not None and not _message(outer) else outer


def _message(value: dict[str, Json]) -> str:
    for key in MESSAGES:
        text = value.get(key)
        if isinstance(text, dict):  # OData: a message with its language
            text = text.get("value")
        if isinstance(text, str) and text.strip():
            return text.strip()
    sentences = (value.get(key) for key in ("error", "errors", "exception"))
    said = [text.strip() for text in sentences if isinstance(text, str) and " " in text.strip()]
    return next((text for text in said if text.lower() not in PHRASES), next(iter(said), ""))


def _code(value: dict[str, Json]) -> str:
    extensions = value.get("extensions")
    if isinstance(extensions, dict) and (found := _code(extensions)):
        return found
    for key in CODES:
        text = text_of(value.get(key)).rpartition("#")[2]
        if "/" in text:  # a problem type is a URI (RFC 9457 section 3.1.1); its last segment names the problem
            text = text.rstrip("/").rpartition("/")[2]
        if CODE.fullmatch(text) and text not in ("error", "errors", "about:blank") and not _is_status(key, text):
            return text
    return ""


def _is_status(key: str, text: str) -> bool:
    """A plain HTTP status says nothing that the status line does not."""
    return text.isdecimal() and (key == "status" or 100 <= int(text) <= 599)


def _id_in(value: dict[str, Json]) -> str:
    return next((text[:200] for key in REQUEST_IDS if (text := text_of(value.get(key)))), "")


def _fields(core: dict[str, Json], outer: dict[str, Json]) -> Iterator[FieldFault]:
    if "locations" in core or "extensions" in core:  # GraphQL: its path points into the answer, not into the call
        return
    if core is not outer and (own := _item(core)) is not None:
        yield own
    for holder in (outer,) if core is outer else (core, outer):
        for key in LISTS:
            inner = holder.get(key)
            if isinstance(inner, list | dict) and inner:
                yield from _listed(inner, key, 0)
    if core is outer and _is_flat(outer) and not any(key in outer for key in LISTS):
        yield from _by_name(outer, (), 0)


def _is_flat(outer: dict[str, Json]) -> bool:
    """Fields as keys of the body itself; ``title`` with a list of sentences is a field too."""
    held = (key for key in ENVELOPE & outer.keys() if key in SPOKEN or not _is_sentences(outer[key]))
    return next(held, None) is None


def _is_sentences(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) and " " in each for each in value)


def _listed(value: Json, key: str, depth: int) -> Iterator[FieldFault]:
    """The fields in what stands under one of the keys of LISTS."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        inner = [(name, value[name]) for name in LISTS if isinstance(value.get(name), list)]
        found = [each for name, part in inner for each in _listed(part, name, depth + 1)]
        described = any(name.endswith("iolations") for name, _ in inner)
        yield from found or (() if described else _by_name(value, (), depth, sentences=key in BY_NAME))
        return
    for each in value[:MOST_FIELDS] if isinstance(value, list) else ():
        if isinstance(each, str):
            yield from (FieldFault(each, segments(each)),) if key in BARE_NAMES and _name(each) else from_words(each)
        elif isinstance(each, dict):
            yield from _listed_object(each, key, depth)


def _listed_object(value: dict[str, Json], key: str, depth: int) -> Iterator[FieldFault]:
    """An entry of a list of errors: it names its field, or its message does, or it is a list by name again."""
    item = _item(value)
    if item is not None:
        yield item
    elif value.get("type") != "json_invalid":
        words = _message(value)
        yield from from_words(words) if words else _listed(value, key, depth + 1)


def _by_name(
    value: dict[str, Json], path: tuple[str, ...], depth: int, *, sentences: bool = False
) -> Iterator[FieldFault]:
    """Fields as keys, what is wrong with them as values (Rails, Laravel, Django REST Framework, ASP.NET)."""
    # Where ASP.NET cannot read a value it also misses the parameter that the body was for; that one is no field.
    unread = any(key.startswith("$.") for key in value)
    for key, inner in islice(value.items(), MOST_FIELDS):
        if key in WHOLE or depth > DEEPEST or (unread and not key.startswith("$.")):
            continue
        here = (*path, *segments(key))
        if isinstance(inner, dict) and isinstance(inner.get("_errors"), list):
            inner = inner["_errors"]
        if isinstance(inner, list) and inner and all(isinstance(each, str) for each in inner):
            yield FieldFault(key.removeprefix("$."), here, message=str(inner[0])[:LONGEST])
        elif sentences and isinstance(inner, str) and " " in inner:
            yield FieldFault(key, here, message=inner[:LONGEST])
        elif isinstance(inner, list) and (first := _first_object(inner)) is not None and _message(first):
            yield FieldFault(key, here, message=_message(first)[:LONGEST], code=_code(first))
        elif isinstance(inner, dict) and _message(inner):
            yield FieldFault(key, here, message=_message(inner)[:LONGEST], code=_code(inner))
        elif isinstance(inner, dict):
            yield from _by_name(inner, here, depth + 1)


def _item(item: dict[str, Json]) -> FieldFault | None:
    """One entry of a list of errors, where it names a field."""
    source = item.get("source")
    if isinstance(source, dict):
        item = {**item, **source, **({"location": "query"} if "parameter" in source else {})}
    name = next((found for key in NAMES if (found := _name(item.get(key)))), None)
    if not name or item.get("type") == "json_invalid" or CLASS_OF_ERROR.fullmatch(name):
        return None
    told = told_path(_message(item))
    parts = told or segments(name)
    # FastAPI names the body as a whole where it is no object.
    if parts == ("body",) and isinstance(item.get("loc"), list):
        return None
    said = next((PLACES[text] for key in WHERE if (text := text_of(item.get(key))) in PLACES), None)
    place = PLACES.get(parts[0]) if len(parts) > 1 else None
    path = parts[1:] if place is not None else parts
    if not path or path[0] in WHOLE:
        return None
    message = _message({key: each for key, each in item.items() if key not in ("title",)}) or _message(item)
    return FieldFault(".".join(path), path, said or place or Place.BODY, message[:LONGEST], _code(item))


def _name(value: Json) -> str:
    if isinstance(value, list):
        parts = [text_of(each) for each in value[:10]]
        return "/" + "/".join(parts) if parts and all(parts) else ""
    text = value if isinstance(value, str) else ""
    return text if 0 < len(text) <= 200 and " " not in text and text not in PLACES else ""


def _text_error(text: str) -> VendorError:
    """An error in XML, or one line of plain text; a web page says nothing of the kind."""
    if text.lstrip()[:1] == "<":
        return _xml_error(text)
    line = text.strip()
    said = 0 < len(line) <= LONGEST_LINE and "\n" not in line and line[0] not in "{[" and not FAREWELL.match(line)
    return VendorError(message=line) if said else SILENT


def _xml_error(text: str) -> VendorError:
    """AWS's XML errors and SOAP faults (1.1 ``faultcode``, 1.2 ``Code/Value``)."""
    said: dict[str, str] = {}
    for found in XML.finditer(text[:16_384]):
        said.setdefault(found[1].lower(), found[2].strip())
    message = said.get("message") or said.get("faultstring") or said.get("text") or ""
    code = said.get("code") or said.get("faultcode") or said.get("value") or ""
    code = code.rpartition(":")[2]
    message = unescape(message)
    return VendorError(message, code if CODE.fullmatch(code) else "", (), said.get("requestid", ""))
