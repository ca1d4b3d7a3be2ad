"""Calls of R: httr and httr2, read as text. Sources: httr.r-lib.org and httr2.r-lib.org ("Reference")."""

import re
from functools import partial

from triage.engine.reading.code.dialects import DOUBLE, HASH, SINGLE, Dialect
from triage.engine.reading.code.drafting import MULTIPART, Draft
from triage.engine.reading.code.literals import Items, Pairs, Step, Text, Thing
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "r"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
HINTS = ("httr", "add_headers(", "req_", *(f"{method}(" for method in METHODS))
R = Dialect(
    name="r",
    comments=HASH,
    starred=False,
    strings=(("text", rf"{DOUBLE}|{SINGLE}"), ("ticked", r"`[^`\n]{1,80}`")),
    members=("|>", "%>%", "::", "$"),
    joins=(),
    names=r"[A-Za-z.][\w.]*",
    own=re.compile(r"\bhttr2?\b|add_headers\(|\breq_\w+\(|<- ?(?:GET|POST|PUT|PATCH|DELETE)\("),
    procedures=frozenset(
        (
            "req_method",
            "req_headers",
            "req_url_query",
            "req_url_path_append",
            "req_body_json",
            "req_body_form",
            "req_body_raw",
            "req_auth_bearer_token",
            "req_auth_basic",
            "req_perform",
        )
    ),
    modules=frozenset(("httr", "httr2", "jsonlite")),
    skipped=frozenset(("library", "function")),
)


def read(source: Source) -> Found | None:
    """Every call of httr or httr2, or None."""
    return traced(source, R, HINTS, TABLE, NOTATION)


def _called(draft: Draft, step: Step, method: str) -> Draft | None:
    """``POST(url, body = …, encode = …, add_headers(…), authenticate(…))``."""
    draft.verb(method, step.name_span).to(step.argument(0, "url"))
    draft.query(step.named.get("query"))
    for each in (*step.arguments[1:], *(value for key, value in step.named.pairs if key.value == "config")):
        if isinstance(each, Thing) and each.history():
            _configured(draft, each.root().name + each.history()[0].name, each.history()[0])
    body = draft.resolve(step.named.get("body"))
    encode = draft.text(step.named.get("encode")) or "multipart"
    if isinstance(body, Pairs | Items) and encode == "json":
        draft.json(body)
    elif isinstance(body, Pairs | Items) and encode == "form":
        draft.fields(body)
    elif isinstance(body, Pairs):
        draft.parts(body)
        draft.content_type = MULTIPART
    else:
        draft.raw(body)
    return draft


def _configured(draft: Draft, name: str, step: Step) -> None:
    if "add_headers" in name:
        draft.header_pairs(step.named if step.named.pairs else step.argument(0, ".headers"))
    elif "authenticate" in name:
        draft.basic(step.argument(0, "user"), step.argument(1, "password"))
    elif "content_type" in name or "accept" in name:
        kind = "application/json" if name.split("(")[0].endswith("_json") else draft.text(step.argument(0))
        draft.header(
            Text("Content-Type" if "content_type" in name else "Accept", step.span), Text(kind, step.span, exact=False)
        )


def _performed(draft: Draft, step: Step) -> Draft | None:
    return draft if draft.url is not None else None


def _appended(draft: Draft, step: Step) -> None:
    path = "/".join(draft.text(each).strip("/") for each in step.arguments)
    if draft.url is not None:
        draft.url = Text(draft.text(draft.url).rstrip("/") + "/" + path, draft.url.span, exact=False)


TABLE: dict[str, Handler] = {
    **{f"{method}.()": partial(_called, method=method) for method in METHODS},
    **{f"httr.{method}": partial(_called, method=method) for method in METHODS},
    "request.()": lambda draft, step: draft.to(step.argument(0, "base_url")) and None,
    "httr2.request": lambda draft, step: draft.to(step.argument(0, "base_url")) and None,
    "req_method": lambda draft, step: draft.verb(step.argument(0)) and None,
    "req_headers": lambda draft, step: draft.header_pairs(step.named),
    "req_url_query": lambda draft, step: draft.query(step.named),
    "req_url_path_append": _appended,
    "req_body_json": lambda draft, step: draft.json(step.argument(0, "data")) and None,
    "req_body_form": lambda draft, step: draft.fields(step.named) and None,
    "req_body_multipart": lambda draft, step: draft.parts(step.named),
    "req_body_raw": lambda draft, step: draft.raw(step.argument(0), draft.text(step.argument(1, "type"))) and None,
    "req_auth_bearer_token": lambda draft, step: draft.bearer(step.argument(0)),
    "req_auth_basic": lambda draft, step: draft.basic(step.argument(0), step.argument(1)),
    "req_perform": _performed,
}
TABLE |= {f"{name}()": handler for name, handler in TABLE.items() if name in R.procedures}
