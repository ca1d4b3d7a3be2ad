"""Calls of Rust's reqwest, read as text. Source: docs.rs/reqwest (``Client``, ``RequestBuilder``)."""

import re
from functools import partial

from triage.engine.reading.code.dialects import DOUBLE, SLASHES, Dialect, Long
from triage.engine.reading.code.drafting import Draft
from triage.engine.reading.code.literals import Name, Step, Text, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "rust"
HINTS = ("reqwest",)
METHODS = ("get", "post", "put", "patch", "delete", "head")
RUST = Dialect(
    name="rust",
    comments=SLASHES,
    strings=(("text", DOUBLE),),
    longs=(Long(r'\br#{1,3}"', '"{hashes}', "raw"), Long(r'\br"', '"', "raw")),
    members=(".", "::"),
    postfix=("?",),
    names=r"[A-Za-z_]\w*(?:!(?=[(\[{]))?",
    own=re.compile(r"\breqwest\b"),
    modules=frozenset(("reqwest", "serde_json", "std", "json!", "header")),
    skipped=frozenset(("fn", "use", "pub", "match", "impl", "struct", "dyn", "ref", "vec!")),
)


def read(source: Source) -> Found | None:
    """Every call of reqwest, or None."""
    return traced(source, RUST, HINTS, TABLE, NOTATION)


def _is_url(draft: Draft, value: Value | None) -> bool:
    value = draft.resolve(value)
    if isinstance(value, Text):
        return "://" in value.value or value.value.startswith("{{")
    return isinstance(value, Name) and ("url" in value.text.lower() or "uri" in value.text.lower())


def _begun(draft: Draft, step: Step, method: str) -> None:
    """``client.post(url)`` begins a new request of the client."""
    if _is_url(draft, step.argument(0)):
        draft.headers = list(draft.defaults)
        draft.params, draft.body, draft.body_value, draft.content_type, draft.form = [], None, None, "", []
        draft.verb(method, step.name_span).to(step.argument(0))


def _requested(draft: Draft, step: Step) -> None:
    if _is_url(draft, step.argument(1)):
        _begun(draft, Step("", step.arguments[1:], step.named, step.span, step.name_span), "get")
        draft.verb(step.argument(0))


def _defaults(draft: Draft, step: Step) -> None:
    draft.header_pairs(step.argument(0))
    draft.defaults = list(draft.headers)


def _got(draft: Draft, step: Step) -> Draft | None:
    return draft.verb("GET", step.name_span).to(step.argument(0))


def _sent(draft: Draft, step: Step) -> Draft | None:
    return draft if draft.url is not None else None


TABLE: dict[str, Handler] = {
    **{method: partial(_begun, method=method) for method in METHODS},
    "request": _requested,
    "reqwest.get": _got,
    "reqwest.blocking.get": _got,
    "header": lambda draft, step: draft.header(step.argument(0), step.argument(1), adds=True),
    "headers": lambda draft, step: draft.header_pairs(step.argument(0)),
    "default_headers": _defaults,
    "bearer_auth": lambda draft, step: draft.bearer(step.argument(0)),
    "basic_auth": lambda draft, step: draft.basic(step.argument(0), step.argument(1)),
    "query": lambda draft, step: draft.query(step.argument(0)),
    "json": lambda draft, step: draft.json(step.argument(0)) and None,
    "form": lambda draft, step: draft.fields(step.argument(0)) and None,
    "body": lambda draft, step: draft.raw(step.argument(0)) and None,
    "send": _sent,
}
