"""What a rule is given: the exchange with its bodies read, the reference, the masks and the time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from triage.engine.exchange import Call, Exchange, Header, Response, Span
from triage.engine.finding import Evidence
from triage.engine.redaction.mask import Mask
from triage.engine.reference import Reference
from triage.engine.reference.openapi.matching import Match, locate
from triage.engine.rules.asking.documents import Document, read_document
from triage.engine.rules.asking.hosts import host_of
from triage.engine.rules.asking.vendor_errors import VendorError, read_vendor_error

# Evidence longer than this is cut: it is a finger that points, not a copy.
LONGEST_EVIDENCE = 300

# Between method and URL stand a blank and a quote, or in a command another short option.
LONGEST_GAP = 12

NOWHERE = Span(0, 0)
NO_CALL = Call(method="", url="", span=NOWHERE, notation="")
NO_RESPONSE = Response(span=NOWHERE)

# A log, an error message or a sentence names a method and an address. What else was sent was not written down.
TELLING = ("error message", "log", "prose", "inspected")


@dataclass(frozen=True, slots=True, eq=False)
class Inquiry:
    """One exchange under diagnosis; ``call`` and ``response`` are empty values where the paste holds none.

    ``sent`` and ``answer`` are the two bodies, ``error`` what the vendor's own error body says, ``match`` the
    documented operation that the call means, None without documents or where it goes elsewhere. Equal only to itself,
    so that what several rules ask of it can be kept.
    """

    exchange: Exchange
    reference: Reference
    masks: Sequence[Mask]
    now: datetime
    call: Call = field(init=False)
    response: Response = field(init=False)
    sent: Document = field(init=False)
    answer: Document = field(init=False)
    error: VendorError = field(init=False)
    match: Match | None = field(init=False)

    def __post_init__(self) -> None:
        call, response = self.exchange.call or NO_CALL, self.exchange.response or NO_RESPONSE
        answer = read_document(response.body)
        derived = {
            "call": call,
            "response": response,
            "sent": read_document(call.body),
            "answer": answer,
            "error": read_vendor_error(answer),
            "match": locate_call(self.reference, call) if self.exchange.call is not None else None,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @property
    def host(self) -> str:
        """The host the call goes to, empty where the paste holds none."""
        return host_of(self.call)

    @property
    def shows_headers(self) -> bool:
        """Whether a header that is not in the paste was not sent either."""
        return self.call.notation not in TELLING or len(self.call.headers) > 0

    @property
    def status(self) -> int:
        """The HTTP status code, 0 where the paste holds none."""
        return self.exchange.status or 0

    def in_call(self, span: Span | None) -> Evidence:
        """What stands there as evidence from the call; the request line where nothing does."""
        return self._evidence("call", span) or self.request_line

    def in_response(self, span: Span | None) -> Evidence:
        """What stands there as evidence from the response; the status line where nothing does."""
        return self._evidence("response", span) or self.status_line

    def in_url(self, needle: str) -> Evidence:
        """Where the needle stands in the URL; the whole URL where it does not stand there literally."""
        url = self.call.url_span
        at = self.exchange.text.find(needle, url.start, url.end) if url is not None and needle else -1
        return self.in_call(Span(at, at + len(needle)) if at >= 0 else url)

    def sent_header(self, header: Header | None) -> Evidence:
        """The field line of the call; the request line where it is implied or absent."""
        return self.in_call(header.span if header is not None else None)

    def got_header(self, header: Header | None) -> Evidence:
        """The field line of the response; the status line where it is absent."""
        return self.in_response(header.span if header is not None else None)

    def in_sent_body(self, *needles: str) -> Evidence | None:
        """The first of the needles that stands in the call's body as pasted."""
        return self._search("call", self.call.body_span, needles)

    def in_answer(self, *needles: str) -> Evidence | None:
        """The first of the needles that stands in the response's body as pasted."""
        return self._search("response", self.response.body_span, needles)

    @property
    def request_line(self) -> Evidence:
        """Method and URL where they stand together, else the URL, else where the call begins."""
        method, url = self.call.method_span, self.call.url_span
        between = self.exchange.text[method.end : url.start] if method and url else ""
        if method and url and "\n" not in between and len(between) < LONGEST_GAP:
            together = self._quoted(Span(min(method.start, url.start), max(method.end, url.end)))
            return self._evidence("call", together) or self._start("call", self.call.span)
        return self._evidence("call", url) or self._start("call", self.call.span)

    @property
    def status_line(self) -> Evidence:
        """The line of the status, else where the response or the failure begins."""
        status = self.response.status_span
        if status:
            line = self._line_around(status)
            return self._evidence("response", line if "HTTP/" in self.exchange.text[slice(*line)] else status) or (
                self._start("response", self.response.span)
            )
        failure = self.exchange.failure
        return self._start("response", failure.span if failure and not self.response.span.end else self.response.span)

    def _quoted(self, span: Span) -> Span:
        """With the quote that closes what one before the URL opens."""
        quote = self.exchange.text[span.end : span.end + 1]
        opened = quote in ("'", '"') and quote in self.exchange.text[span.start : span.end]
        return Span(span.start, span.end + 1) if opened else span

    def _line_around(self, span: Span) -> Span:
        text = self.exchange.text
        newline = text.rfind("\n", max(0, span.start - LONGEST_EVIDENCE), span.start)
        start = newline + 1 if newline >= 0 or span.start < LONGEST_EVIDENCE else span.start
        end = text.find("\n", span.end, span.end + LONGEST_EVIDENCE)
        return Span(start, span.end if end < 0 else end)

    def _start(self, part: str, span: Span) -> Evidence:
        """The first line of what was pasted there, or of the whole paste."""
        text = self.exchange.text
        begin = span.start if span.end > span.start else 0
        stop = span.end if span.end > span.start else len(text)
        while begin < stop and text[begin].isspace():
            begin += 1
        newline = text.find("\n", begin, stop)
        end = min(stop if newline < 0 else newline, begin + LONGEST_EVIDENCE)
        return Evidence(part, begin, end, text[begin:end])

    def _evidence(self, part: str, span: Span | None) -> Evidence | None:
        if span is None or span.end <= span.start:
            return None
        end = min(span.end, span.start + LONGEST_EVIDENCE)
        text = self.exchange.text[span.start : end].rstrip()
        return Evidence(part, span.start, span.start + len(text), text) if text else None

    def _search(self, part: str, within: Span | None, needles: tuple[str, ...]) -> Evidence | None:
        if within is None:
            return None
        for needle in needles:
            at = self.exchange.text.find(needle, within.start, within.end) if needle else -1
            if at >= 0:
                return self._evidence(part, Span(at, at + len(needle)))
        return None


def locate_call(reference: Reference, call: Call) -> Match | None:
    """The documented operation that a call means; None without documents, or where it goes elsewhere."""
    if not reference.documents:
        return None
    path = call.parts.path or "/"
    return locate(reference.documents, method=call.method or "GET", host=host_of(call), path=path)
