"""Spans of the mended text moved back to where the same things stand in the text as given."""

from collections.abc import Callable
from dataclasses import replace

from triage.engine.exchange import Call, Conflict, Exchange, Failure, Header, Headers, Placeholder, Response, Span
from triage.engine.reading.mending.mended import Mended

Move = Callable[[Span], Span]


def relocated(exchange: Exchange, mended: Mended, text: str, response_at: int | None) -> Exchange:
    """The exchange with every span counting in ``text``, and the repairs of the text put first."""
    repairs = exchange.repairs
    if mended.steps:
        exchange = _exchange(exchange, mended.original_span)
        repairs = tuple(replace(each, span=mended.original_span(each.span)) for each in repairs)
    elif not mended.repairs and exchange.text is text:
        return exchange
    others = tuple(replace(each, text=text) for each in exchange.others)
    return replace(exchange, text=text, others=others, repairs=mended.repairs + repairs, response_at=response_at)


def _exchange(exchange: Exchange, move: Move) -> Exchange:
    return replace(
        exchange,
        call=_call(exchange.call, move) if exchange.call else None,
        response=_response(exchange.response, move) if exchange.response else None,
        failure=_failure(exchange.failure, move) if exchange.failure else None,
        others=tuple(_exchange(each, move) for each in exchange.others),
        conflicts=tuple(_conflict(each, move) for each in exchange.conflicts),
    )


def _call(call: Call, move: Move) -> Call:
    return replace(
        call,
        span=move(call.span),
        headers=_headers(call.headers, move),
        placeholders=tuple(Placeholder(each.text, move(each.span)) for each in call.placeholders),
        method_span=_maybe(call.method_span, move),
        url_span=_maybe(call.url_span, move),
        body_span=_maybe(call.body_span, move),
    )


def _response(response: Response, move: Move) -> Response:
    return replace(
        response,
        span=move(response.span),
        headers=_headers(response.headers, move),
        status_span=_maybe(response.status_span, move),
        body_span=_maybe(response.body_span, move),
    )


def _failure(failure: Failure, move: Move) -> Failure:
    return replace(failure, span=move(failure.span))


def _conflict(conflict: Conflict, move: Move) -> Conflict:
    return replace(conflict, spans=tuple(map(move, conflict.spans)))


def _headers(headers: Headers, move: Move) -> Headers:
    return Headers(tuple(Header(each.name, each.value, move(each.span), move(each.value_span)) for each in headers))


def _maybe(span: Span | None, move: Move) -> Span | None:
    return None if span is None else move(span)
