"""Nothing came back, and why that may be right: a filter that fits nothing, a page beyond the end, a 204."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from triage.engine.exchange import Span
from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.address.urls import NO_VALUE_SEGMENT
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.documents import Json, text_of
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import likely, possible, rule
from triage.engine.rules.asking.standing import pair_evidence, pairs_of
from triage.engine.rules.asking.times import iso_date

# Lists beside the results.
BESIDE = {"errors", "warnings", "messages", "links", "included", "facets", "notices", "debug"}
TOTALS = ("total", "total_count", "totalCount", "count", "total_items", "totalItems", "totalElements", "total_results")
PAGES = ("total_pages", "totalPages", "page_count", "pageCount", "pages", "last_page", "lastPage")
ENVELOPES = ("meta", "pagination", "paging", "page", "page_info", "pageInfo")
# The two ends of a range, as names begin or end with them.
ENDS = (
    ("after", "before"), ("from", "to"), ("since", "until"), ("start", "end"), ("min", "max"), ("gte", "lte"),
    ("gt", "lt"), ("from", "until"), ("since", "before"), ("lower", "upper"), ("begin", "end"),
)  # fmt: skip
PART = re.compile(r"[A-Za-z][a-z]*")
PAGE_NAMES = ("page", "page_number", "pageNumber", "page[number]", "p")
OFFSET_NAMES = ("offset", "skip", "start_index", "startIndex", "page[offset]")
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")
# A program that reads JSON where none is: Python, JavaScript, Java, C#, Go, PHP, Ruby.
PARSER = re.compile(
    r"JSONDecodeError|Unexpected end of JSON input|Expecting value: line 1 column 1|Unexpected end of input|"
    r"No content to map due to end-of-input|MismatchedInputException|JsonReaderException|unexpected EOF|"
    r"The input does not contain any JSON tokens|JSON::ParserError|Syntax error, unexpected end|"
    r"Unexpected token .{0,3} in JSON at position 0",
    re.IGNORECASE,
)
MOST_MEMBERS = 100
LONGEST_PASTE = 50_000


def _came_back_empty(inquiry: Inquiry) -> bool:
    """The answer is an empty list, or an object whose list is empty."""
    value = inquiry.answer.value
    if not inquiry.answer.is_json:
        return False
    if not isinstance(value, dict):
        return value == []
    lists = [each for key, each in islice(value.items(), MOST_MEMBERS) if isinstance(each, list) and key not in BESIDE]
    return bool(lists) and not any(lists)


@rule("OK-008", "200", "206")
def filter_cannot_match(inquiry: Inquiry) -> Iterator[Finding]:
    """An empty list, and a filter that nothing can fit."""
    if not _came_back_empty(inquiry):
        return
    pairs = pairs_of(inquiry.call.parts.query)
    for name, value in pairs:
        if value in NO_VALUE_SEGMENT or not value:
            # Some APIs do look for nothing under that name.
            say = possible if value in ("null", "nil", "") else likely
            yield say(
                f"The filter `{name}` is sent with `{value}` for value, which probably fits nothing."
                if value
                else f"The filter `{name}` is sent without a value, which may fit nothing.",
                at=Location(Place.QUERY, name),
                see=pair_evidence(inquiry, name),
                fix=("Leave the filter out when there is nothing to filter by.", "Look where the value is set."),
                cite=rfc(9110, "15.3.1"),
            )
    for low, high in _ranges(dict(pairs)):
        yield likely(
            f"No result can match: `{low}` lies behind `{high}`.",
            at=Location(Place.QUERY, low),
            see=(pair_evidence(inquiry, low), pair_evidence(inquiry, high)),
            fix=(f"Exchange the values of `{low}` and `{high}`.",),
            cite=rfc(9110, "15.3.1"),
        )


def _ranges(query: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The pairs of names that bound one range from two sides, where the lower bound is the greater."""
    for low, value in query.items():
        for one, other in ENDS:
            high = _other_end(low, one, other)
            if high in query and high != low and _is_greater(value, query[high]):
                yield low, high
                return


def _other_end(name: str, one: str, other: str) -> str:
    """``created_after`` to ``created_before``: the same name with the other end in it, whole words only."""
    words = PART.findall(name.replace("_", " ").replace("-", " "))
    at = [each.lower() for each in words]
    if one not in at:
        return ""
    written = words[at.index(one)]
    return name.replace(written, other.capitalize() if written[0].isupper() else other, 1)


def _is_greater(value: str, other: str) -> bool:
    """Both are dates, or both are numbers, and the first is the later or greater."""
    one, two = iso_date(value), iso_date(other)
    if one is not None and two is not None:
        return one > two
    numbers = NUMBER.fullmatch(value) and NUMBER.fullmatch(other)
    return bool(numbers) and float(value) > float(other)


@rule("OK-010", "200", "206")
def beyond_the_end(inquiry: Inquiry) -> Iterator[Finding]:
    """An empty page, and a total that says that there is none of that number."""
    if not _came_back_empty(inquiry) or not isinstance(inquiry.answer.value, dict):
        return
    query = dict(pairs_of(inquiry.call.parts.query))
    pages, total = _number_in(inquiry.answer.value, PAGES), _number_in(inquiry.answer.value, TOTALS)
    page, offset = _asked(query, PAGE_NAMES), _asked(query, OFFSET_NAMES)
    if page and pages is not None and page[1] > pages > 0:
        name, end = page[0], f"there are {pages} pages"
    elif offset and total is not None and offset[1] >= total > 0:
        name, end = offset[0], f"there are {total} results"
    else:
        return
    yield possible(
        f"`{name}={query[name]}` lies beyond the end: {end}.",
        at=Location(Place.QUERY, name),
        see=pair_evidence(inquiry, name),
        fix=("Begin with the first page, and stop where the answer says that there is no more.",),
        cite=rfc(9110, "15.3.1"),
    )


def _asked(query: dict[str, str], names: tuple[str, ...]) -> tuple[str, int] | None:
    name = next((each for each in names if re.fullmatch(r"\d{1,9}", query.get(each, ""))), "")
    return (name, int(query[name])) if name else None


def _number_in(value: dict[str, Json], names: tuple[str, ...]) -> int | None:
    for holder in (value, *(value.get(key) for key in ENVELOPES)):
        for name in names if isinstance(holder, dict) else ():
            number = text_of(holder.get(name)) if isinstance(holder, dict) else ""
            if re.fullmatch(r"\d{1,12}", number):
                return int(number)
    return None


@rule("OK-011", "200", "206")
def filter_in_the_future(inquiry: Inquiry) -> Iterator[Finding]:
    """An empty list, and a lower bound that lies ahead."""
    if not _came_back_empty(inquiry):
        return
    for name, value in pairs_of(inquiry.call.parts.query):
        moment = iso_date(value)
        ends = {each[0] for each in ENDS}
        if moment is None or not _is_ahead(moment, inquiry.now):
            continue
        if not ends.isdisjoint(each.lower() for each in PART.findall(name.replace("_", " "))):
            yield possible(
                f"`{name}` lies in the future, so what was there before is left out.",
                at=Location(Place.QUERY, name),
                see=pair_evidence(inquiry, name),
                fix=("Check year, month and day, and the order they are written in.",),
                cite=rfc(9110, "15.3.1"),
            )


def _is_ahead(moment: datetime, now: datetime) -> bool:
    return (moment - now).total_seconds() > 86_400


@rule("OK-009", "201", "202", "204", "205", needs_call=False)
def nothing_to_read(inquiry: Inquiry) -> Iterator[Finding]:
    """The program reads JSON from an answer that rightly has no body (RFC 9110 section 15.3.5)."""
    if inquiry.response.body and inquiry.response.body.strip():
        return
    found = PARSER.search(inquiry.exchange.text[:LONGEST_PASTE])
    if found is not None:
        yield likely(
            f"The call succeeded; a {inquiry.status} has no body, and your program tries to read JSON from it.",
            at=Location(Place.RESPONSE),
            see=(inquiry.in_response(Span(*found.span())), inquiry.status_line),
            fix=("Read the body only where there is one: not after a 204, nor where `Content-Length` is 0.",),
            cite=rfc(9110, "15.3.5"),
        )
