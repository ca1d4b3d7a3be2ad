"""Calls of Swift: ``URLRequest`` and Alamofire, read as text.

Sources: developer.apple.com (``URLRequest``, ``URLSession``), Alamofire's "Usage".
"""

import re

from triage.engine.reading.code.dialects import DOUBLE, SLASHES, Dialect, Long
from triage.engine.reading.code.drafting import Draft
from triage.engine.reading.code.literals import Name, Pairs, Step, Text, Thing, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "swift"
HINTS = ("URLRequest(", "AF.request(", "URLSession")
SWIFT = Dialect(
    name="swift",
    comments=SLASHES,
    strings=(("live", DOUBLE),),
    longs=(Long('"""', '"""', "live", block=True),),
    members=(".", "?."),
    postfix=("!", "?"),
    names=r"(?:self\.)?[A-Za-z_]\w*",
    inserted=re.compile(r"\\\(([^()\n]{1,80}(?:\([^()\n]{0,40}\))?)\)"),
    own=re.compile(r"URLRequest\(|AF\.request\(|URLSession"),
    skipped=frozenset(("func", "import", "class", "struct", "do", "catch")),
)


def read(source: Source) -> Found | None:
    """Every call of a Swift client, or None."""
    return traced(source, SWIFT, HINTS, TABLE, NOTATION)


def _made(draft: Draft, step: Step) -> None:
    draft.to(step.argument(0, "url")).verb("GET")


def _value(draft: Draft, step: Step, *, adds: bool = False) -> None:
    """``setValue("b", forHTTPHeaderField: "A")``."""
    draft.header(step.named.get("forHTTPHeaderField"), step.argument(0), adds=adds)


def _headers_set(draft: Draft, step: Step) -> None:
    draft.header_pairs(step.argument(0))


def _body(draft: Draft, step: Step) -> None:
    value = draft.resolve(step.argument(0))
    is_foundation = isinstance(value, Text | Name) or value is None
    draft.raw(value) if is_foundation or not isinstance(value, Pairs) else draft.json(value, kind="")


def _sent(draft: Draft, step: Step) -> Draft | None:
    """``URLSession.shared.dataTask(with: request)``, ``URLSession.shared.data(for: request)``."""
    given: Value | None = step.argument(0, "with", "for")
    sent = draft.player.replay(given) if isinstance(given, Thing) else Draft(draft.player).to(given).verb("GET")
    return sent if sent.url is not None and not isinstance(sent.url, Name) else None


def _alamofire(draft: Draft, step: Step) -> Draft | None:
    """``AF.request(url, method:, parameters:, encoding:, headers:)``; without an encoding a POST sends a form."""
    draft.to(step.argument(0)).verb(step.named.get("method") or "GET")
    draft.header_pairs(step.named.get("headers"))
    parameters = step.named.get("parameters")
    how = draft.text(step.named.get("encoding", "encoder")).lower()
    if parameters is not None and "json" in how:
        draft.json(parameters)
    elif parameters is not None and draft.method in ("GET", "HEAD", "DELETE"):
        draft.query(parameters)
    elif parameters is not None:
        draft.fields(parameters, "application/x-www-form-urlencoded; charset=utf-8")
    return draft


TABLE: dict[str, Handler] = {
    "URLRequest.()": _made,
    "httpMethod=": lambda draft, step: draft.verb(step.argument(0)) and None,
    "setValue": _value,
    "addValue": lambda draft, step: _value(draft, step, adds=True),
    "allHTTPHeaderFields=": _headers_set,
    "httpBody=": _body,
    "dataTask": _sent,
    "data": _sent,
    "AF.request": _alamofire,
}
