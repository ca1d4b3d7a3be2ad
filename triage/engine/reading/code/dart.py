"""Calls of Dart and Flutter: the http package and dio, read as text.

Sources: pub.dev/packages/http and pub.dev/packages/dio.
"""

import re
from functools import partial

from triage.engine.reading.code.dialects import DOUBLE, SINGLE, SLASHES, Dialect, Long
from triage.engine.reading.code.drafting import Draft
from triage.engine.reading.code.literals import Items, Name, Pairs, Step, Text, Thing, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "dart"
METHODS = ("get", "post", "put", "patch", "delete", "head")
HINTS = ("Uri.parse(", "Uri.https(", "Dio(", "dio.", "jsonEncode(")
INSERTED = re.compile(r"\$\{([^{}\n]{1,80})\}|\$([A-Za-z_]\w{0,60})")
DART = Dialect(
    name="dart",
    comments=SLASHES,
    strings=(("live", rf"{DOUBLE}|{SINGLE}"),),
    longs=(Long("'''", "'''", "live"), Long('"""', '"""', "live")),
    members=(".", "?.", ".."),
    names=r"(?:this\.)?[A-Za-z_]\w*",
    inserted=INSERTED,
    adjacent=True,
    arrows=True,
    postfix=("!",),
    own=re.compile(r"\bUri\.(?:parse|https|http)\(|\bDio\(|package:(?:http|dio)"),
    modules=frozenset(("http", "convert")),
    skipped=frozenset(("import", "void", "late", "class", "Future")),
)


def read(source: Source) -> Found | None:
    """Every call of a Dart client, or None."""
    return traced(source, DART, HINTS, TABLE, NOTATION)


def _url(draft: Draft, value: Value | None) -> Value | None:
    """``Uri.parse("…")``, ``Uri.https(host, path, query)``."""
    if isinstance(value, Thing) and value.root().name == "Uri" and value.history():
        step = value.history()[0]
        if step.name in ("https", "http"):
            draft.query(step.argument(2))
            whole = f"{step.name}://{draft.text(step.argument(0))}/{draft.text(step.argument(1)).lstrip('/')}"
            return Text(whole, value.span, exact=False)
    return value


def _called(draft: Draft, step: Step, method: str) -> Draft | None:
    """``http.post(uri, headers:, body:)``, ``dio.post(path, data:, queryParameters:, options:)``."""
    sent = draft.copy()
    sent.started = None
    url = draft.resolve(_url(sent, step.argument(0)))
    if not isinstance(url, Text | Name) or (isinstance(url, Text) and "://" not in url.value and draft.base is None):
        return None
    if isinstance(url, Name) and "ur" not in url.text.lower():
        return None
    sent.verb(method, step.name_span).to(url)
    _options(sent, step.named)
    options = step.named.get("options")
    if isinstance(options, Thing) and options.history():
        _options(sent, options.history()[0].named)
    return sent


def _options(draft: Draft, named: Pairs) -> None:
    draft.header_pairs(named.get("headers"))
    draft.query(named.get("queryParameters"))
    draft.json(named.get("data"))
    if (body := named.get("body")) is not None:
        _body(draft, body)


def _body(draft: Draft, body: Value) -> None:
    value = draft.resolve(body)
    if isinstance(value, Pairs | Items):
        draft.fields(value, "application/x-www-form-urlencoded; charset=utf-8")
    else:
        draft.raw(value, "text/plain; charset=utf-8")


def _client(draft: Draft, step: Step) -> None:
    """``Dio(BaseOptions(baseUrl: …, headers: …))``."""
    options = step.argument(0)
    if isinstance(options, Thing) and options.history():
        named = options.history()[0].named
        draft.base = draft.resolve(named.get("baseUrl"))
        draft.header_pairs(named.get("headers"))


def _made(draft: Draft, step: Step) -> None:
    draft.verb(step.argument(0)).to(_url(draft, step.argument(1)))
    if step.name == "MultipartRequest":
        draft.part_type()


def _file(draft: Draft, step: Step) -> None:
    """``request.files.add(await http.MultipartFile.fromPath("file", path))``."""
    made = step.argument(0)
    if isinstance(made, Thing) and made.history():
        draft.part(made.history()[0].argument(0), made.history()[0].argument(1), made.history()[0].argument(1))


def _sent(draft: Draft, step: Step) -> Draft | None:
    return draft if draft.url is not None else None


TABLE: dict[str, Handler] = {
    **{method: partial(_called, method=method) for method in METHODS},
    "Dio.()": _client,
    "options.baseUrl=": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "options.headers[]=": lambda draft, step: draft.header(step.argument(0), step.argument(1)),
    "http.Request": _made,
    "http.MultipartRequest": _made,
    "headers.addAll": lambda draft, step: draft.header_pairs(step.argument(0)),
    "headers[]=": lambda draft, step: draft.header(step.argument(0), step.argument(1)),
    "body=": lambda draft, step: _body(draft, step.arguments[0]),
    "fields[]=": lambda draft, step: draft.part(step.argument(0), step.argument(1)),
    "files.add": _file,
    "send": _sent,
}
