"""Where a call departs from its documented operation: each departure with its place in the call and in the document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote

from triage.engine.exchange import Header
from triage.engine.finding import Citation, Evidence, Location, Place
from triage.engine.reference.openapi.checking import Fault, Kind, check
from triage.engine.reference.openapi.coercing import as_list, as_typed
from triage.engine.reference.openapi.matching import Match
from triage.engine.reference.openapi.shapes import members, types
from triage.engine.reference.openapi.values import Operation, Parameter
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.standing import nearest, pair_evidence, pairs_of
from triage.engine.rules.documented.bodies import SentBody, sent_body
from triage.engine.rules.documented.sources import openapi
from triage.engine.rules.documented.unseen import is_unseen

MOST = 12
# What a documented value helps to mend.
WITH_EXAMPLE = (Kind.REQUIRED, Kind.TYPE, Kind.FORMAT, Kind.PATTERN)
PLACES = {"query": Place.QUERY, "header": Place.HEADER, "path": Place.PATH, "cookie": Place.COOKIE}
# Names that carry credentials or serve the transport: documented elsewhere than among the parameters.
# The schema does not forbid fields that it does not name; or it says that there may be any.
MAY_BE_IGNORED, ALLOWED = "ignored", "allowed"
# Styles whose text is not taken apart (OpenAPI 3.0.3 section 4.7.12.3).
NOT_READ = ("content", "label", "matrix")
NOT_ASKED = {"access_token", "api_key", "apikey", "key", "token", "callback", "pretty", "_"}


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure; ``location`` is the place in the call, of a missing field where it belongs.

    A misspelt field is one departure of the kind that its documented name has: ``location`` is what was sent, ``meant``
    the documented name. ``sent`` is the value at fault, ``example`` a documented value as JSON.
    """

    fault: Fault
    location: Location
    see: Evidence
    cite: Citation
    meant: str = ""
    sent: Any = None
    example: str = ""


# Several rules ask for the departures of the same inquiry, one after the other.
@lru_cache(maxsize=4)
def departures(inquiry: Inquiry) -> tuple[Departure, ...]:
    """The departures of the call from its operation, parameters before the body; empty where none was found."""
    match = inquiry.match
    if match is None or match.operation is None:
        return ()
    found = chain(_in_parameters(inquiry, match, match.operation), _in_body(inquiry, match))
    return tuple(islice(found, MOST))


def _in_parameters(inquiry: Inquiry, match: Match, operation: Operation) -> Iterator[Departure]:
    by_place: dict[str, list[Parameter]] = {}
    for each in operation.parameters:
        by_place.setdefault(each.place, []).append(each)
    yield from _in_path(inquiry, match, by_place.get("path", []))
    if inquiry.shows_headers:
        yield from _in_headers(inquiry, match, by_place.get("header", []))
    yield from _in_query(inquiry, match, by_place.get("query", []))


def _in_path(inquiry: Inquiry, match: Match, parameters: Sequence[Parameter]) -> Iterator[Departure]:
    known = {each.name: each for each in parameters}
    for name, raw in match.values:
        if name in known:
            value = unquote(raw)
            see = inquiry.in_url(raw)
            yield from _of_value(inquiry, match, known[name], [value], Location(Place.PATH, name), see)


def _in_headers(inquiry: Inquiry, match: Match, parameters: Sequence[Parameter]) -> Iterator[Departure]:
    documented = {each.name.lower() for each in parameters}
    for each in parameters:
        header: Header | None = inquiry.call.headers.field(each.name)
        location = Location(Place.HEADER, each.name)
        if header is not None:
            yield from _of_value(inquiry, match, each, [header.value], location, inquiry.sent_header(header))
        elif each.required:
            others = [sent.name for sent in inquiry.call.headers if sent.name.lower() not in documented]
            near = nearest(each.name, others)
            header = inquiry.call.headers.field(near) if near else None
            at = Location(Place.HEADER, near) if near else location
            yield _missing(inquiry, match, each, at, inquiry.sent_header(header), header.value if header else None)


def _in_query(inquiry: Inquiry, match: Match, parameters: Sequence[Parameter]) -> Iterator[Departure]:
    sent: dict[str, list[str]] = {}
    for name, value in pairs_of(inquiry.call.parts.query):
        sent.setdefault(name, []).append(value)
    documented = {each.name.removesuffix("[]"): each for each in parameters}
    # Of `filter[a]` and `ids[]` the name before the bracket is the documented one.
    plain = {name.partition("[")[0] for name in sent} | {name.removesuffix("[]") for name in sent}
    security = {each.name for each in match.api.schemes if each.place == "query"}
    unknown = [name for name in sent if not {name, name.partition("[")[0], name.removesuffix("[]")} & documented.keys()
               and name not in security and name.lower() not in NOT_ASKED]  # fmt: skip
    exploded = {name: each for name, each in _exploded(match, parameters).items() if name in unknown}
    unknown = [name for name in unknown if name not in exploded]
    unsent = [each for name, each in documented.items() if name not in plain and each not in exploded.values()]
    for name, values in sent.items():
        parameter = documented.get(name.removesuffix("[]"))
        if parameter is not None and parameter.style != "deepObject":
            location, see = Location(Place.QUERY, name), pair_evidence(inquiry, name)
            yield from _of_value(inquiry, match, parameter, values, location, see)
    meant = {nearest(each.name, unknown): each for each in unsent if each.required}
    for near, each in meant.items():
        see = pair_evidence(inquiry, near) if near else inquiry.request_line
        at = Location(Place.QUERY, near or each.name)
        yield _missing(inquiry, match, each, at, see, sent[near][-1] if near else None)
    for name in unknown:
        if name not in meant:
            near = nearest(name, [each.name for each in unsent])
            yield _unknown_parameter(inquiry, match, name, sent[name][-1], near)


def _missing(
    inquiry: Inquiry, match: Match, parameter: Parameter, at: Location, see: Evidence, sent: str | None
) -> Departure:
    fault = Fault(Kind.REQUIRED, (), parameter.pointer, name=parameter.name)
    meant = parameter.name if at.name.lower() != parameter.name.lower() else ""
    return Departure(fault, at, see, openapi(match, parameter.pointer), meant, sent, parameter.example)


def _unknown_parameter(inquiry: Inquiry, match: Match, name: str, value: str, meant: str) -> Departure:
    pointer = match.operation.pointer if match.operation is not None else ""
    fault = Fault(Kind.UNKNOWN, (), pointer, name=name)
    see = pair_evidence(inquiry, name)
    return Departure(fault, Location(Place.QUERY, name), see, openapi(match, pointer), meant, value)


def _of_value(
    inquiry: Inquiry, match: Match, parameter: Parameter, values: Sequence[str], location: Location, see: Evidence
) -> Iterator[Departure]:
    """What is wrong with the value of a parameter; a masked value or a variable cannot be judged."""
    if parameter.schema < 0 or parameter.style in NOT_READ or any(is_unseen(inquiry, each) for each in values):
        return
    schemas = [match.api.schema(parameter.schema)]
    listed = as_list(match.api, schemas, values, style=parameter.style, explode=parameter.explode)
    readings = [listed] if len(values) > 1 else [listed, as_typed(match.api, schemas, values[0]), values[0]]
    found = [check(match.api, parameter.schema, reading, hidden={}) for reading in readings]
    # The same text may be read as a list, a number or itself; it is wrong only where all of them are.
    for fault in map(_of_whole, found[0][:1] if all(found) else ()):
        cite = openapi(match, fault.pointer or parameter.pointer)
        yield Departure(fault, location, see, cite, sent=values[-1], example=parameter.example)


def _of_whole(fault: Fault) -> Fault:
    """The fault of a parameter whose value lacks a field, or has one too many: it is sent, but as another object."""
    if not fault.name:
        return fault
    without = "out" if fault.kind is Kind.UNKNOWN else ""
    return replace(fault, kind=Kind.TYPE, name="", expected=f"an object with{without} `{fault.name}`")


def _exploded(match: Match, parameters: Sequence[Parameter]) -> dict[str, Parameter]:
    """The fields of objects that a query has in place of their parameter's name (OpenAPI 3.0.3 section 4.7.12.4)."""
    api, found = match.api, dict[str, Parameter]()
    for each in parameters:
        if each.style == "form" and each.explode and each.schema >= 0:
            schemas = [api.schema(each.schema)]
            found |= dict.fromkeys(members(api, schemas)[0] if "object" in types(api, schemas) else (), each)
    return found


def _in_body(inquiry: Inquiry, match: Match) -> Iterator[Departure]:
    body = sent_body(inquiry)
    if body is None:
        return
    unknown = {(*each.path, each.name): each for each in body.undocumented(match.api)}
    faults = body.faults(match.api)
    meant: set[tuple[str, ...]] = set()
    for fault in faults:
        path = (*fault.path, fault.name) if fault.name else fault.path
        if fault.kind is Kind.REQUIRED:
            beside = [key[-1] for key in unknown if key[:-1] == fault.path and key not in meant]
            near = nearest(fault.name, beside)
            meant.add((*fault.path, near))
            yield _of_body(
                inquiry, match, body, fault, (*fault.path, near) if near else path, fault.name if near else ""
            )
        elif fault.kind is not Kind.UNKNOWN or path not in unknown:
            yield _of_body(inquiry, match, body, fault, path)
    closed = {(*each.path, each.name): each for each in faults if each.kind is Kind.UNKNOWN}
    for path, each in unknown.items():
        if path not in meant:
            sent = body.names_at(each.path)
            name = nearest(each.name, [name for name in each.known if name not in sent])
            if each.allowed and not name:
                continue
            why = ALLOWED if each.allowed else MAY_BE_IGNORED
            open_ = Fault(Kind.UNKNOWN, each.path, body.media.pointer, name=each.name, expected=why)
            yield _of_body(inquiry, match, body, closed.get(path, open_), path, name)


def _of_body(
    inquiry: Inquiry, match: Match, body: SentBody, fault: Fault, path: tuple[str, ...], meant: str = ""
) -> Departure:
    """The departure with its place in the body as pasted; of a missing field the object that lacks it."""
    absent = fault.kind is Kind.REQUIRED and not meant
    return Departure(
        fault,
        body.location(path),
        body.evidence(inquiry, fault.path if absent else path),
        openapi(match, fault.pointer or body.media.pointer),
        meant,
        body.value_at(path),
        body.example(path) if fault.kind in WITH_EXAMPLE and not meant else "",
    )
