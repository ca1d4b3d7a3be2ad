"""Calls of Perl's LWP, read as text. Sources: metacpan.org (LWP::UserAgent, HTTP::Request, HTTP::Request::Common)."""

import re
from functools import partial

from triage.engine.reading.code.dialects import DOUBLE, HASH, OVER_LINES, SINGLE, Dialect, Long
from triage.engine.reading.code.drafting import Draft
from triage.engine.reading.code.literals import Items, Name, Pairs, Step, Text, Thing, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "perl"
METHODS = ("get", "post", "put", "delete", "head", "patch")
HINTS = ("LWP::UserAgent", "HTTP::Request", "HTTP::Tiny", "$ua->")
PERL = Dialect(
    name="perl",
    comments=HASH,
    starred=False,
    strings=(("live", DOUBLE), ("quoted", SINGLE)),
    longs=(Long(OVER_LINES.format("'"), r"(?<!\\)(?:\\\\){0,20}'", "quoted"),),
    members=("->",),
    joins=(".",),
    names=r"[$@%]?[A-Za-z_]\w*(?:::\w+)*",
    inserted=re.compile(r"\$\{(\w{1,60})\}|\$([A-Za-z_]\w{0,60}(?:\{\w{1,40}\}|->\{\w{1,40}\})?)"),
    heredocs=re.compile(r"<<~?(?P<quote>[\"']?)(?P<word>[A-Z][A-Z0-9_]{0,40})[\"']?"),
    own=re.compile(r"LWP::UserAgent|HTTP::Request|HTTP::Tiny|\$ua->"),
    skipped=frozenset(("use", "sub", "package", "qw")),
)


def read(source: Source) -> Found | None:
    """Every call of LWP, or None."""
    return traced(source, PERL, HINTS, TABLE, NOTATION)


def _headers(draft: Draft, named: Pairs) -> None:
    """``Content_Type => …`` is a header with its underscores as hyphens; ``Content`` is the body."""
    for key, value in named.pairs:
        if key.value == "Content":
            _body(draft, value)
        else:
            draft.header(Text(key.value.replace("_", "-"), key.span, exact="_" not in key.value), value)


def _body(draft: Draft, value: Value | None) -> None:
    value = draft.resolve(value)
    draft.fields(value) if isinstance(value, Pairs | Items) else draft.raw(value)


def _called(draft: Draft, step: Step, method: str) -> Draft | None:
    """``$ua->post($url, \\%form, Header => …)``."""
    url = draft.resolve(step.argument(0))
    if not isinstance(url, Text | Name) or (isinstance(url, Text) and "://" not in url.value):
        return None
    sent = draft.copy().verb(method, step.name_span).to(url)
    sent.started = None
    if len(step.arguments) > 1:
        _body(sent, step.arguments[1])
    _headers(sent, step.named)
    return sent


def _made(draft: Draft, step: Step) -> None:
    """``HTTP::Request->new(POST => $url, $headers, $body)``."""
    given = list(step.arguments)
    if step.named.pairs:
        key, url = step.named.pairs[0]
        draft.verb(key).to(url)
    elif len(given) >= 2:
        draft.verb(given.pop(0)).to(given.pop(0))
    if given:
        headers = draft.resolve(given.pop(0))
        if isinstance(headers, Items) and len(headers.values) % 2 == 0:
            for place in range(0, len(headers.values), 2):
                draft.header(headers.values[place], headers.values[place + 1])
        draft.header_pairs(headers if isinstance(headers, Pairs) else None)
    if given:
        draft.raw(given[0])


def _header(draft: Draft, step: Step) -> None:
    _headers(draft, step.named)
    if len(step.arguments) == 2:
        draft.header(*step.arguments)


def _sent(draft: Draft, step: Step) -> Draft | None:
    """``$ua->request($request)``."""
    if not isinstance(step.argument(0), Thing):
        return None
    sent = draft.player.replay(step.argument(0), step.span.end)
    sent.headers = [*draft.headers, *sent.headers]
    return sent if sent.url is not None else None


TABLE: dict[str, Handler] = {
    **{method: partial(_called, method=method) for method in METHODS},
    "HTTP::Request.new": _made,
    "header": _header,
    "default_header": _header,
    "content_type": lambda draft, step: draft.header(Text("Content-Type", step.span), step.argument(0)),
    "content": lambda draft, step: _body(draft, step.argument(0)),
    "authorization_basic": lambda draft, step: draft.basic(step.argument(0), step.argument(1)),
    "request": _sent,
}
