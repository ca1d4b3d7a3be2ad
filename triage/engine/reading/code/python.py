"""Calls of Python's HTTP clients (requests, httpx, aiohttp, urllib, http.client), read as text.

Sources: requests' "Developer Interface" and "Advanced Usage", httpx' "Developer Interface", aiohttp's "Client
Reference", the library reference of ``urllib.request`` and ``http.client``.
"""

import re
from dataclasses import replace
from functools import partial

from triage.engine.reading.code.dialects import DOUBLE, HASH, SINGLE, Dialect, Long
from triage.engine.reading.code.drafting import FORM, Draft
from triage.engine.reading.code.literals import Constant, Invoked, Items, Name, Pairs, Step, Text, Thing, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "python"
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
HINTS = (
    *(f".{method}(" for method in METHODS),
    ".request(",
    "Request(",
    "urlopen(",
    "from requests import",
    "from httpx import",
)
PYTHON = Dialect(
    name="python",
    comments=HASH,
    starred=False,
    strings=(
        ("live", rf"(?<!\w)[fF](?:{DOUBLE}|{SINGLE})"),
        ("raw", rf"(?<!\w)(?:[rR][bBfF]?|[bBfF][rR])(?:{DOUBLE}|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*')"),
        ("text", rf"(?:(?<!\w)[bBuU])?(?:{DOUBLE}|{SINGLE})|(?<!\w)[bBuU]'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'"),
    ),
    longs=(
        Long(r'(?<!\w)[fF]"""', '"""', "live"),
        Long("(?<!\\w)[fF]'''", "'''", "live"),
        Long(r'(?:(?<!\w)[rRbBuU]{1,2})?"""', '"""', "text"),
        Long("(?:(?<!\\w)[rRbBuU]{1,2})?'''", "'''", "text"),
    ),
    names=r"(?:self\.)?[A-Za-z_]\w*",
    inserted=re.compile(r"(?<!\{)\{([A-Za-z_][\w.\[\]\"'()]{0,120})(?:![rsa])?(?::[^{}\n]{0,20})?\}(?!\})"),
    as_written=True,
    adjacent=True,
    own=re.compile(
        r"\b(?:requests|httpx|aiohttp|urllib\.request|http\.client|json\.dumps)\b(?!\.com)|\burlopen\(|HTTPSConnection\("
        r"|^[ \t]*(?:async )?with \w|^from [\w.]{1,60} import |\bHTTPBasicAuth\b",
        re.MULTILINE,
    ),
    foreign=re.compile(
        r"axios|\b(?:const|let|var|val|fun|func|public|new|my|end|do|function)\b"
        r"|=>|->|:=|::|;[ \t]*$|\$\w|\.then\(|\{$",
        re.MULTILINE,
    ),
    modules=frozenset(
        (
            "requests",
            "httpx",
            "aiohttp",
            "urllib",
            "urllib3",
            "http",
            "json",
            "os",
            "base64",
            "uuid",
            "time",
            "datetime",
        )
    ),
    skipped=frozenset(("from", "import", "def", "class", "is", "lambda", "assert")),
)


def read(source: Source) -> Found | None:
    """Every call of a Python client, or None."""
    return traced(source, PYTHON, HINTS, TABLE, NOTATION)


def _called(draft: Draft, step: Step, method: str) -> Draft | None:
    """``client.post(url, data, json, …)``; what is no URL, as in ``headers.get("X")``, is no call."""
    data = step.argument(1) if method in ("post", "put", "patch") else None
    return _sent(draft, step, draft.copy().verb(method, step.name_span), step.argument(0, "url"), data)


def _requested(draft: Draft, step: Step) -> Draft | None:
    """``client.request(method, url, …)``, and of ``http.client`` ``request(method, url, body, headers)``."""
    verb = step.argument(0, "method")
    if not isinstance(draft.resolve(verb), Text):
        return None
    plain = draft.maker.startswith(("http.client", "HTTP"))
    sent = draft.copy().verb(verb)
    if plain:
        sent.header_pairs(step.argument(3))
    return _sent(draft, step, sent, step.argument(1, "url"), step.argument(2, "body") if plain else None)


def _sent(draft: Draft, step: Step, sent: Draft, url: Value | None, data: Value | None) -> Draft | None:
    if not _is_url(draft, url):
        return None
    sent.to(url)
    _told(sent, step.named, data)
    sent.started = None
    return sent


def _is_url(draft: Draft, value: Value | None) -> bool:
    value = draft.resolve(value)
    if isinstance(value, Text):
        return "://" in value.value or value.value.startswith(("/", "{")) or draft.base is not None
    is_client = draft.maker in ("requests", "httpx", "requests.Session", "aiohttp.ClientSession", "httpx.Client")
    return isinstance(value, Name) and (
        is_client or any(word in value.text.lower() for word in ("url", "endpoint", "uri"))
    )


def _told(draft: Draft, named: Pairs, data: Value | None = None) -> None:
    """What the named arguments say; they are the same with requests, httpx and aiohttp."""
    draft.header_pairs(named.get("headers"))
    draft.query(named.get("params"))
    _auth(draft, named.get("auth"))
    if (sent := named.get("json")) is not None and not _is_none(sent):
        draft.json(sent, spaced=draft.maker != "httpx")
        return
    data = data or named.get("data", "content")
    files = named.get("files")
    if files is not None:
        draft.parts(data)
        _files(draft, files)
    elif isinstance(data, Thing) and data.root().name.endswith("FormData"):
        draft.form += draft.player.replay(data).form
        draft.parts(data) if not draft.form else draft.part_type()
    elif data is not None and not _is_none(data):
        value = draft.resolve(data)
        draft.fields(value) if isinstance(value, Pairs | Items) else draft.raw(value)


def _is_none(value: Value) -> bool:
    return isinstance(value, Constant) and value.value is None


def _auth(draft: Draft, auth: Value | None) -> None:
    """``(user, password)``, ``HTTPBasicAuth(…)``, ``aiohttp.BasicAuth(…)``."""
    if isinstance(auth, Thing) and auth.steps and "BasicAuth" in auth.name + auth.steps[0].name:
        draft.basic(auth.steps[0].argument(0, "username", "login"), auth.steps[0].argument(1, "password"))
        return
    auth = draft.resolve(auth)
    if (
        isinstance(auth, Items)
        and len(auth.values) == 2
        and not any(k.value.lower() == "authorization" for k, _ in draft.headers)
    ):
        draft.basic(*auth.values)


def _files(draft: Draft, files: Value) -> None:
    """``files``: a file, its content, or ``(name, content, type)``; a name of None makes a plain field."""
    files = draft.resolve(files) or files
    pairs = files.pairs if isinstance(files, Pairs) else ()
    if isinstance(files, Items):
        pairs = tuple(
            (each.values[0], each.values[1])
            for each in files.values
            if isinstance(each, Items) and len(each.values) >= 2 and isinstance(each.values[0], Text)
        )
    for key, value in pairs:
        if isinstance(value, Items) and len(value.values) >= 2 and _is_none(value.values[0]):
            draft.part(key, value.values[1])
        elif isinstance(value, Items) and value.values:
            draft.part(key, value, value.values[0])
        else:
            draft.part(key, value, None if isinstance(value, Invoked) else key if isinstance(value, Text) else value)
    draft.part_type()


def _client(draft: Draft, step: Step) -> None:
    """A session or client with what it sends each time."""
    draft.base = draft.resolve(
        step.argument(0, "base_url") if draft.maker.startswith("aiohttp") else step.named.get("base_url")
    )
    draft.merges = draft.maker.startswith("aiohttp")
    _told(draft, step.named)


def _connection(draft: Draft, step: Step, scheme: str) -> None:
    host = draft.text(step.argument(0, "host"))
    port = step.argument(1, "port")
    if host and step.arguments:
        port_text = f":{draft.text(port)}" if isinstance(port, Constant) and port.value not in (80, 443) else ""
        draft.base = Text(f"{scheme}://{host}{port_text}", step.arguments[0].span, exact=False)


def _request_made(draft: Draft, step: Step) -> None:
    """``requests.Request(method, url, …)`` or ``urllib.request.Request(url, data, headers, method=)``."""
    first = draft.text(step.argument(0))
    if draft.maker.startswith(("requests", "httpx")) or first.lower() in METHODS:
        draft.verb(step.argument(0, "method")).to(step.argument(1, "url"))
        _told(draft, step.named)
        return
    draft.to(step.argument(0, "url"))
    _with_data(draft, step.argument(1, "data"))
    draft.header_pairs(step.argument(2, "headers"))
    draft.verb(step.named.get("method") or ("POST" if draft.body_value is not None else "GET"))


def _with_data(draft: Draft, data: Value | None) -> None:
    """``urllib`` takes any data for a form, unless a header says otherwise."""
    if data is not None and not _is_none(data):
        draft.raw(data, FORM)


def _opened(draft: Draft, step: Step) -> Draft | None:
    first = step.argument(0, "url")
    sent = draft.player.replay(first) if isinstance(first, Thing) else draft.copy()
    if not isinstance(first, Thing) or sent.url is None:
        if not _is_url(draft, first):
            return None
        sent = draft.copy().to(first).verb("GET")
    if step.argument(1, "data") is not None:
        _with_data(sent, step.argument(1, "data"))
        sent.verb("POST")
    return sent


def _sent_prepared(draft: Draft, step: Step) -> Draft | None:
    sent = draft.player.replay(step.argument(0), draft=replace(draft.copy(), started=None))
    return sent if sent.url is not None else None


def _field(draft: Draft, step: Step) -> None:
    draft.part(step.argument(0, "name"), step.argument(1, "value"), step.named.get("filename"))


def _header(draft: Draft, step: Step) -> None:
    draft.header(step.argument(0), step.argument(1))


def _headers(draft: Draft, step: Step) -> None:
    draft.header_pairs(step.argument(0))
    draft.header_pairs(step.named)


TABLE: dict[str, Handler] = {
    **{method: partial(_called, method=method) for method in METHODS},
    **{
        f"{module}{name}": _client
        for module, name in (
            ("requests.", "Session"), ("requests.", "session"), ("Session", ".()"), ("httpx.", "Client"),
            ("httpx.", "AsyncClient"), ("Client", ".()"), ("AsyncClient", ".()"), ("aiohttp.", "ClientSession"),
            ("ClientSession", ".()"),
        )
    },
    **{f"{method}.()": partial(_called, method=method) for method in METHODS},  # from requests import post
    "request": _requested,
    "headers.update": _headers,
    "headers[]=": _header,
    "headers=": _headers,
    "add_header": _header,
    "auth=": lambda draft, step: _auth(draft, step.argument(0)),
    "params=": lambda draft, step: draft.query(step.argument(0)),
    "params.update": lambda draft, step: draft.query(step.argument(0)),
    "base_url=": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "requests.Request": _request_made,
    "httpx.Request": _request_made,
    "urllib.request.Request": _request_made,
    "Request.()": _request_made,
    "urllib.request.urlopen": _opened,
    "urlopen.()": _opened,
    "send": _sent_prepared,
    "add_field": _field,
    **{
        f"{module}{name}": partial(_connection, scheme=scheme)
        for module, name, scheme in (
            ("http.client.", "HTTPSConnection", "https"), ("http.client.", "HTTPConnection", "http"),
            ("HTTPSConnection", ".()", "https"), ("HTTPConnection", ".()", "http"),
        )
    },
}  # fmt: skip
