"""From what the readers found to one Exchange: which response answers which call, and what is missing.

The last exchange with an answer counts; the others are kept. A status line outranks what prose or a body says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from triage.engine.exchange import Call, Conflict, Exchange, Failure, Header, Headers, Missing, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.messages.multipart import with_form
from triage.engine.reading.source import Found, Mention, Part, Source

TYPED = (
    "curl", "httpie", "wget", "powershell", "python", "javascript", "php", "ruby", "go", "java", "csharp", "swift",
    "rust", "dart", "r", "perl",
)  # fmt: skip
"""Notations of what was typed or written, beside which a tool may show what it sent."""

SHOWN = ("curl -v", "http", "error message", "log", "inspected")
"""Notations of what a tool shows of a call that was sent."""

SURE = 3
"""From this rank on a mention may contradict a status line."""

HOW = {
    "call": "Add the request: the curl command, or the method, URL, headers and body that were sent.",
    "response": "Run the call again with `curl -i` (or `-v`) and add all that it prints.",
    "status": "Run the call again with `curl -i`, so that the first line of the answer shows the status code.",
    "method": "The message names the URL alone: add the method, and what was sent along.",
    "powershell_body": "PowerShell hid the body: run `$Error[0].ErrorDetails.Message` and add what it prints.",
    "body": "`curl -v` does not print the body that it sent: add the command, or what its file holds.",
    "response_body": "Add the body of the response: it often names the very field that is wrong.",
}


@dataclass(slots=True, eq=False)
class Pair:
    """An exchange in the making."""

    call: Call | None = None
    response: Response | None = None
    failure: Failure | None = None

    @property
    def answered(self) -> bool:
        """Whether anything came back for the call."""
        return self.response is not None or self.failure is not None


def assemble(source: Source, strong: Found, weak: Found) -> Exchange | None:
    """The exchange that the paste is about, None where there is none.

    ``strong`` parts have a notation; ``weak`` ones are bodies and prose.
    """
    pairs = _paired(sorted(strong.parts, key=lambda part: part.span.start))
    _add_weak(pairs, weak, source)
    pairs = _crossed(pairs)
    mentions = sorted((*strong.mentions, *weak.mentions), key=lambda each: (each.rank, each.span.start))
    main = _main(pairs, strong, mentions)
    if main is None or not (main.answered or main.call):
        return None
    conflicts = _told(main, mentions, source)
    kept = _kept(pairs, main)
    others = tuple(Exchange(source.text, each.call, each.response, each.failure) for each in kept if each is not main)
    return Exchange(
        text=source.text,
        call=None if main.call is None else with_form(main.call),
        response=main.response,
        failure=main.failure,
        others=others,
        index=kept.index(main),
        repairs=strong.repairs,
        missing=_missing(main, strong),
        conflicts=conflicts,
        response_at=source.response_at,
    )


def _kept(pairs: list[Pair], main: Pair) -> list[Pair]:
    """The last exchanges up to the limit, and always the one that the paste is about."""
    last = pairs[-limits.EXCHANGES :]
    return last if any(each is main for each in last) else [main, *last[1:]]


def _paired(parts: Sequence[Part]) -> list[Pair]:
    pairs: list[Pair] = []
    for part in parts:
        if isinstance(part, Call):
            _add_call(pairs, part)
        elif isinstance(part, Response):
            _add_response(pairs, part)
        elif pairs and pairs[-1].failure is None:
            pairs[-1].failure = part
        else:
            pairs.append(Pair(pairs[-1].call if pairs else None, failure=part))
    return pairs


def _add_call(pairs: list[Pair], call: Call) -> None:
    """Begin an exchange; but what a tool shows as sent belongs to the command or the code above it."""
    if not call.method or _is_echo(pairs, call):
        _add_address(pairs, call)
        return
    if call.notation in SHOWN and call.method != "CONNECT":
        typed = _typed(pairs, call)
        if typed is not None:
            pairs.remove(typed)
            pairs.append(Pair(_merged(typed.call, call)))
            return
        known = pairs[-1].call if pairs else None
        if known is not None and known.body is not None and (known.method, known.url) == (call.method, call.url):
            call = replace(call, body=known.body, body_span=known.body_span, form=known.form)
    pairs.append(Pair(call))


def _is_echo(pairs: list[Pair], call: Call) -> bool:
    """Whether an HTTP file's request is only repeated, with its variables put in, above its answer."""
    known = pairs[-1].call if pairs else None
    is_bare = call.notation in ("http", "http file") and call.body is None and not len(call.headers)
    return is_bare and known is not None and (known.notation, known.method) == ("http file", call.method)


def _add_address(pairs: list[Pair], call: Call) -> None:
    """A call of which only the URL is told: mostly it is known already, by the code that made it or by its answer."""
    waiting = [each for each in reversed(pairs) if each.call and not each.answered]
    for pair in (*waiting, *pairs[-1:]):
        if pair.call is not None and _may_lead_to(pair.call, call):
            pairs.remove(pair)
            pairs.append(pair)
            pair.call = _addressed(pair.call, call)
            return
    if pairs and pairs[-1].call is None:
        pairs[-1].call = call
    else:
        pairs.append(Pair(call))


def _may_lead_to(known: Call, told: Call) -> bool:
    """Whether this may be the call whose URL is told: the path is the same, as far as it is known."""
    path, whole = told.parts.path.rstrip("/"), known.url.partition("?")[0]
    if _is_open(known):
        return path.endswith(whole.rpartition("}")[2].rstrip("/"))
    return path == known.parts.path.rstrip("/")


def _is_open(call: Call) -> bool:
    """Whether a variable or a base that stands elsewhere is part of the URL."""
    return "{" in call.url or not call.parts.netloc


def _addressed(known: Call, told: Call) -> Call:
    """The call with the URL that was told, where its own leaves something open."""
    if not _is_open(known):
        return known
    place = known.url_span or Span(0, 0)
    rest = tuple(each for each in known.placeholders if not place.start <= each.span.start < place.end)
    return replace(known, url=told.url, url_span=told.url_span, placeholders=rest)


def _typed(pairs: list[Pair], sent: Call) -> Pair | None:
    """The command that made ``curl -v`` send this: the one for the same path, else the first without an answer."""
    waiting = [each for each in pairs if each.call and each.call.notation in TYPED and not each.answered]
    same = (each for each in waiting if each.call and _is_same_target(each.call, sent))
    other = waiting[0] if waiting and sent.notation == "curl -v" else None
    return next(same, other)


def _is_same_target(known: Call, sent: Call) -> bool:
    """Whether path and query are the same; some clients leave the query out of their errors."""
    has_query = bool(sent.parts.query) or sent.notation != "error message"
    return known.parts.path == sent.parts.path and (not has_query or known.parts.query == sent.parts.query)


def _merged(typed: Call | None, sent: Call) -> Call:
    """The command's URL and body with the method and header that were really sent."""
    if typed is None:
        return sent
    seen = {each.name.lower(): each for each in typed.headers}
    fields = tuple(_placed(each, seen.get(each.name.lower())) for each in sent.headers)
    return replace(
        typed,
        method=sent.method,
        headers=Headers(fields) if fields else typed.headers,
        body=sent.body if sent.body is not None else typed.body,
        body_span=sent.body_span if sent.body is not None else typed.body_span,
        notation=sent.notation if sent.notation == "curl -v" else typed.notation,
        method_span=typed.method_span or sent.method_span,
    )


def _placed(sent: Header, typed: Header | None) -> Header:
    """The header at the place where the customer wrote it, if they did."""
    return typed if typed is not None and typed.value == sent.value else sent


def _add_response(pairs: list[Pair], new: Response) -> None:
    if not pairs:
        pairs.append(Pair(response=new))
        return
    waiting = _waiting(pairs)
    if waiting is not None:
        waiting.response = new
        return
    old = pairs[-1].response
    if old is None:
        pairs[-1].response = new
    elif old.status is None and old.body is not None and _is_bare(new):
        pairs[-1].response = replace(old, status=new.status, reason=new.reason, status_span=new.status_span)
    elif old.status == new.status and (_is_bare(old) or _is_bare(new)):
        pairs[-1].response = new if _is_bare(old) else old
    else:
        pairs.append(Pair(pairs[-1].call, new))


def _waiting(pairs: list[Pair]) -> Pair | None:
    """Of several calls of one command the first that has no answer yet: curl prints the answers in their order."""
    last = pairs[-1].call
    if last is None:
        return None
    return next((each for each in pairs if each.call and each.call.span == last.span and not each.answered), None)


def _is_bare(response: Response) -> bool:
    return response.body is None and not len(response.headers)


def _add_weak(pairs: list[Pair], weak: Found, source: Source) -> None:
    """Bodies and calls told in prose fill what is still empty."""
    calls = [part for part in weak.parts if isinstance(part, Call)]
    for pair in pairs:
        if pair.call is not None and not pair.call.method:
            pair.call = next((each for each in calls if _may_lead_to(each, pair.call)), pair.call)
    if calls and not any(pair.call for pair in pairs):
        if pairs:
            pairs[0].call = calls[0]
        else:
            pairs.append(Pair(calls[0]))
    for body in (part for part in weak.parts if isinstance(part, Response)):
        _add_body(pairs, body)
    if source.response_at is not None:
        _add_box(pairs, weak, source, source.response_at)


def _add_body(pairs: list[Pair], body: Response) -> None:
    """A bare body answers the call before it, or completes a status line that stands by itself."""
    before = [pair for pair in pairs if _place(pair) <= body.span.start] or pairs[:1]
    pair = before[-1] if before else None
    if pair is None:
        pairs.append(Pair(response=body))
    elif pair.response is None:
        pair.response = body
    elif pair.response.body is None and pair.response.status not in (204, 304):
        pair.response = replace(pair.response, body=body.body, body_span=body.body_span)
    elif pair.response.status is None and pair.response.body is not None:
        pair.response = body


def _place(pair: Pair) -> int:
    part = pair.call or pair.response or pair.failure
    return part.span.start if part is not None else 0


def _add_box(pairs: list[Pair], weak: Found, source: Source, start: int) -> None:
    """Whatever stands in the response's own box is a response, even where no reader knows it."""
    if any(
        each.span.start >= start and each.span.end - each.span.start == len(source.text[start:].strip())
        for each in weak.mentions
    ):
        return  # nothing but the status stands there
    if any(part is not None and part.span.end > start for pair in pairs for part in (pair.response, pair.failure)):
        return
    text = source.text[start:]
    span = Span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))
    if span.end <= span.start:
        return
    body = Response(span, body=source.text[span.start : span.end], body_span=span)
    if pairs and not pairs[-1].answered:
        pairs[-1].response = body
    else:
        pairs.append(Pair(pairs[-1].call if pairs else None, body))


def _crossed(pairs: list[Pair]) -> list[Pair]:
    """A response pasted in front of its call is joined with it."""
    if len(pairs) != 2 or pairs[1].call is None or pairs[1].answered:
        return pairs
    told, call = pairs[0].call, pairs[1].call
    if told is not None and (told.method or not _may_lead_to(call, told)):
        return pairs
    return [Pair(call if told is None else _addressed(call, told), pairs[0].response, pairs[0].failure)]


def _main(pairs: list[Pair], strong: Found, mentions: Sequence[Mention]) -> Pair | None:
    if strong.chosen is not None:
        return next((each for each in pairs if strong.chosen in (each.call, each.response)), None)
    last = pairs[-1] if pairs else None
    if last is not None and not last.answered and last.call is not None:
        end = last.call.span.end
        if not any(each.span.start >= end for each in mentions):
            last = next((each for each in reversed(pairs) if each.answered), last)
    if last is None and mentions:
        last = Pair(response=_of(mentions[-1]))
        pairs.append(last)
    return last


def _of(mention: Mention) -> Response:
    return Response(mention.span, mention.status, mention.reason, status_span=mention.span)


def _told(main: Pair, mentions: Sequence[Mention], source: Source) -> tuple[Conflict, ...]:
    """Fill in the status that prose or the body tells; where a status line says otherwise, note the conflict."""
    ours = [each for each in mentions if not _is_elsewhere(each, main, source)]
    if not ours:
        return ()
    best = ours[-1]
    response = main.response
    if response is None:
        if main.failure is None:
            main.response = _of(best)
        return ()
    if response.status is None:
        main.response = replace(response, status=best.status, reason=best.reason, status_span=best.span)
        others = [each for each in ours if each.rank >= SURE and each.status != best.status]
        return _conflict(best.status, best.span, others[-1]) if others else ()
    if best.rank >= SURE and all(each.status != response.status for each in ours):
        return _conflict(response.status, response.status_span or response.span, best)
    return ()


def _is_elsewhere(mention: Mention, main: Pair, source: Source) -> bool:
    """Whether a body other than this exchange's holds the mention."""
    body = main.response.body_span if main.response is not None else None
    text = source.text[mention.span.start - 1 : mention.span.start]
    return body is None and text in ('"', ":") and main.response is not None


def _conflict(status: int, span: Span, other: Mention) -> tuple[Conflict, ...]:
    return (Conflict("status", (str(status), str(other.status)), (span, other.span)),)


def _missing(main: Pair, strong: Found) -> tuple[Missing, ...]:
    missing = list(strong.missing[:20])
    if main.call is None:
        why = f"The call could not be read: {strong.refusals[0].message}. " if strong.refusals else ""
        missing.append(Missing("call", why + HOW["call"]))
    elif not main.call.method:
        missing.append(Missing("method", HOW["method"]))
    elif _hides_its_body(main.call) and not any(each.what == "body" for each in missing):
        missing.append(Missing("body", HOW["body"]))
    if not main.answered:
        missing.append(Missing("response", HOW["response"]))
    elif main.response is not None and main.response.status is None:
        missing.append(Missing("status", HOW["status"]))
    elif main.response is not None and _hides_its_answer(main.call, main.response):
        if any(each.what == "response_body" for each in missing):
            return tuple(missing)
        is_powershell = main.call is not None and main.call.notation == "powershell"
        missing.append(Missing("response_body", HOW["powershell_body" if is_powershell else "response_body"]))
    return tuple(missing)


def _hides_its_answer(call: Call | None, response: Response) -> bool:
    """Whether an error came with a body that the paste does not show."""
    if response.body is not None or (response.status or 0) < 400:
        return False
    length = response.headers.get("Content-Length", "0")
    is_announced = length.isdecimal() and int(length[:12]) > 0 and (call is None or call.method not in ("", "HEAD"))
    return is_announced or not len(response.headers)


def _hides_its_body(call: Call) -> bool:
    """Whether a trace shows that a body was sent, and not the body."""
    if call.notation != "curl -v" or call.body is not None or call.form:
        return False
    length = call.headers.get("Content-Length")
    return (length.isdecimal() and int(length[:12]) > 0) or "chunked" in call.headers.get("Transfer-Encoding")
