"""Calls of Go: ``net/http`` and resty, read as text.

Sources: pkg.go.dev/net/http (``NewRequest``, ``Client``), pkg.go.dev/mime/multipart, and resty's documentation.
"""

import re
from functools import partial

from triage.engine.exchange import FormField
from triage.engine.reading import limits
from triage.engine.reading.code.dialects import DOUBLE, SINGLE, SLASHES, Dialect, Long
from triage.engine.reading.code.drafting import FORM, Draft
from triage.engine.reading.code.literals import Invoked, Items, Name, Pairs, Step, Text, Thing, Value, joined
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.code.resolving import by_key
from triage.engine.reading.source import Found, Source

NOTATION = "go"
METHODS = ("Get", "Post", "Put", "Patch", "Delete", "Head", "Options")
HINTS = ("http.NewRequest", "http.Get(", "http.Post", "http.Head(", ".R()", "resty.", "Client{}", ".PostForm(")
GO = Dialect(
    name="go",
    comments=SLASHES,
    strings=(("text", rf"{DOUBLE}|{SINGLE}"),),
    longs=(Long("`", "`", "raw"),),
    members=(".",),
    names=r"[A-Za-z_]\w*",
    composites=True,
    own=re.compile(r":=|\bfunc \w|\bpackage main\b|http\.NewRequest|resty\."),
    modules=frozenset(
        ("http", "url", "strings", "bytes", "json", "fmt", "io", "ioutil", "os", "log", "resty", "context", "multipart",
         "base64", "time", "xml", "filepath")
    ),
    procedures=frozenset(("multipart.NewWriter", "json.NewEncoder")),
    aliases=frozenset(("multipart.NewWriter()", "json.NewEncoder()")),
    skipped=frozenset(("func", "package", "import", "range", "type", "struct", "chan", "select", "go", "nil")),
)  # fmt: skip


def read(source: Source) -> Found | None:
    """Every call of a Go client, or None."""
    return traced(source, GO, HINTS, TABLE, NOTATION)


def _made(draft: Draft, step: Step, context: int = 0) -> None:
    """``http.NewRequest(method, url, body)``, or with a context in front."""
    draft.verb(step.argument(context)).to(step.argument(context + 1))
    _body(draft, step.argument(context + 2))


def _body(draft: Draft, value: Value | None, kind: str = "") -> None:
    """A body: a reader of text, or a struct of which the paste does not tell the names of the fields."""
    if isinstance(value, Name) and value.text in ("nil", "http.NoBody"):
        return
    if isinstance(value, Thing) and _from_writer(draft, value, kind):
        return
    resolved = draft.resolve(value)
    if isinstance(resolved, Invoked) and any(isinstance(each, Thing | Name) for each in resolved.arguments):
        draft.raw(Name("the struct's fields", resolved.span), kind)
    elif resolved is not None:
        draft.raw(resolved, kind)


def _from_writer(draft: Draft, buffer: Thing, kind: str) -> bool:
    """Whether a writer of parts or an encoder filled the buffer: ``multipart.NewWriter(&b)``, ``json.NewEncoder(&b)``.

    Whatever else is written to a buffer makes its text.
    """
    steps = buffer.history()
    names = {each.name for each in steps}
    if "multipart.NewWriter()" in names:
        for each in steps:
            if each.name in ("WriteField", "CreateFormFile"):
                draft.part(*each.arguments[:2], *(each.arguments[1:2] if each.name == "CreateFormFile" else ()))
        draft.part_type()
    elif "json.NewEncoder()" in names:
        given = next((each.argument(0) for each in reversed(steps) if each.name == "Encode"), None)
        value = draft.resolve(given)
        unknown = Name("the struct's fields", value.span) if isinstance(value, Name) and given is not value else value
        draft.json(unknown, kind=kind)
    elif any(each.name == "WriteString" for each in steps):
        draft.raw(_written(draft, [each.argument(0) for each in steps if each.name == "WriteString"]), kind)
    else:
        return False
    return True


def _written(draft: Draft, pieces: list[Value | None]) -> Value | None:
    """All that was written, one after the other."""
    whole = draft.resolve(pieces[0])
    for piece in pieces[1:]:
        following = draft.resolve(piece)
        if whole is not None and following is not None:
            whole = joined(whole, following, limits.CODE)
    return whole


def _header(draft: Draft, step: Step, *, adds: bool = False) -> None:
    value = step.argument(1)
    if isinstance(value, Thing) and any(each.name == "FormDataContentType" for each in value.history()[-1:]):
        draft.part_type()  # its boundary is chosen when the program runs
    else:
        draft.header(step.argument(0), value, adds=adds)


def _simple(draft: Draft, step: Step, method: str) -> Draft | None:
    """``http.Get(url)``, ``http.Post(url, contentType, body)``, ``http.PostForm(url, values)``; resty's too."""
    if not _is_url(draft, step.argument(0)):
        return None
    sent = draft.copy().verb(method, step.name_span).to(step.argument(0))
    if len(step.arguments) >= 3:
        _body(sent, step.argument(2), draft.text(step.argument(1)))
    elif step.name == "PostForm":
        sent.fields(by_key(draft.resolve(step.argument(1))))
    return sent


def _is_url(draft: Draft, value: Value | None) -> bool:
    value = draft.resolve(value)
    if isinstance(value, Text):
        return "://" in value.value or value.value.startswith(("/", "{{")) or draft.base is not None
    return isinstance(value, Name) and "url" in value.text.lower()


def _done(draft: Draft, step: Step) -> Draft | None:
    """``client.Do(req)``."""
    sent = draft.player.replay(step.argument(0), step.span.end)
    return sent if sent.url is not None else None


def _parameters(draft: Draft, step: Step) -> None:
    """``q := req.URL.Query(); q.Add("a", "b"); req.URL.RawQuery = q.Encode()``."""
    value = step.argument(0)
    if isinstance(value, Thing):
        added = [each for each in value.history() if each.name in ("Add", "Set") and len(each.arguments) == 2]
        if added:
            for each in added:
                name = draft.text(each.argument(0))
                if each.name == "Set":
                    draft.params = [pair for pair in draft.params if pair[0].value != name]
                draft.param(*each.arguments)
            draft.params.sort(key=lambda pair: pair[0].value)
            return
    draft.query(value)


def _resty_body(draft: Draft, step: Step) -> None:
    value = draft.resolve(step.argument(0))
    if isinstance(value, Pairs | Items):
        draft.json(value)
    elif isinstance(step.argument(0), Thing) and isinstance(value, Name):
        draft.raw(Name("the struct's fields", value.span), "application/json")
    else:
        draft.raw(value, "text/plain; charset=utf-8")


def _executed(draft: Draft, step: Step) -> Draft | None:
    sent = draft.copy().verb(step.argument(0)).to(step.argument(1))
    return sent if _is_url(draft, step.argument(1)) else None


def _file(draft: Draft, step: Step) -> None:
    draft.part(step.argument(0), step.argument(1), step.argument(1))


def _form_data(draft: Draft, step: Step) -> None:
    if draft.form:
        draft.form += [FormField(key.value, draft.text(value)) for key, value in _pairs(draft, step.argument(0))]
    else:
        draft.fields(by_key(draft.resolve(step.argument(0))))


def _pairs(draft: Draft, value: Value | None) -> tuple[tuple[Text, Value], ...]:
    value = draft.resolve(value)
    return value.pairs if isinstance(value, Pairs) else ()


TABLE: dict[str, Handler] = {
    "http.NewRequest": _made,
    "http.NewRequestWithContext": partial(_made, context=1),
    **{method: partial(_simple, method=method) for method in METHODS},
    "PostForm": partial(_simple, method="Post"),
    "Do": _done,
    "Execute": _executed,
    "Header.Set": _header,
    "Header.Add": partial(_header, adds=True),
    "Header[]=": _header,
    "Header=": lambda draft, step: draft.header_pairs(step.argument(0)),
    "Host=": lambda draft, step: draft.header(Text("Host", step.span), step.argument(0)),
    "SetBasicAuth": lambda draft, step: draft.basic(step.argument(0), step.argument(1)),
    "URL.RawQuery=": _parameters,
    "SetHeader": _header,
    "SetHeaders": lambda draft, step: draft.header_pairs(step.argument(0)),
    "SetAuthToken": lambda draft, step: draft.bearer(step.argument(0)),
    "SetBody": _resty_body,
    "SetQueryParam": lambda draft, step: draft.param(step.argument(0), step.argument(1)),
    "SetQueryParams": lambda draft, step: draft.query(step.argument(0)),
    "SetQueryString": lambda draft, step: draft.query(step.argument(0)),
    "SetFormData": _form_data,
    "SetFile": _file,
    "SetBaseURL": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "SetHostURL": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "FormBody": lambda draft, step: draft.fields(step.argument(0), FORM) and None,
}
