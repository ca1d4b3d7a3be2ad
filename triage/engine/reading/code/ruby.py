"""Calls of Ruby: Net::HTTP, Faraday, HTTParty, RestClient and http.rb, read as text.

Sources: docs.ruby-lang.org (``Net::HTTP``), lostisland.github.io/faraday, and the READMEs of httparty,
rest-client and http.
"""

import re
from functools import partial

from triage.engine.reading.code.dialects import DOUBLE, HASH, OVER_LINES, SINGLE, Dialect, Long
from triage.engine.reading.code.drafting import FORM, JSON, MULTIPART, Draft
from triage.engine.reading.code.literals import Constant, Invoked, Items, Name, Pairs, Step, Text, Thing, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "ruby"
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
HINTS = ("Net::HTTP", "Faraday", "HTTParty", "RestClient", "HTTP.", "Typhoeus", "Excon")
RUBY = Dialect(
    name="ruby",
    comments=HASH,
    starred=False,
    strings=(("live", DOUBLE), ("quoted", SINGLE)),
    longs=(
        Long(OVER_LINES.format("'"), r"(?<!\\)(?:\\\\){0,20}'", "quoted"),
        Long(OVER_LINES.format('"'), r'(?<!\\)(?:\\\\){0,20}"', "live"),
    ),
    members=(".", "&.", "::"),
    names=r"@{0,2}[A-Za-z_]\w*[!?]?",
    inserted=re.compile(r"#\{([^{}\n]{1,80})\}"),
    heredocs=re.compile(r"<<[~-]?(?P<quote>[\"']?)(?P<word>[A-Z][A-Z0-9_]{0,40})[\"']?"),
    commands=True,
    declarations=frozenset(("base_uri", "default_params")),
    own=re.compile(
        r"Net::HTTP|Faraday\.|HTTParty|RestClient(?:\.\w|::)|\bHTTP\.(?:auth|headers|basic_auth|get|post|put|patch|delete)\b"
        r"|Typhoeus|Excon"
    ),
    skipped=frozenset(("require", "def", "end", "do", "begin", "rescue", "ensure", "module", "class")),
)
OPTIONS = (
    "headers", "body", "query", "params", "json", "form", "basic_auth", "payload", "user", "password", "url", "method",
    "timeout", "verify_ssl", "userpwd",
)  # fmt: skip


def read(source: Source) -> Found | None:
    """Every call of a Ruby client, or None."""
    return traced(source, RUBY, HINTS, TABLE, NOTATION)


def _is_url(draft: Draft, value: Value | None) -> bool:
    value = draft.resolve(value)
    if isinstance(value, Text):
        return "://" in value.value or value.value.startswith(("/", "{{")) or draft.base is not None
    return isinstance(value, Name) and ("url" in value.text.lower() or "uri" in value.text.lower())


def _called(draft: Draft, step: Step, method: str) -> Draft | None:
    """``Faraday.post(url, body, headers)``, ``HTTParty.post(url, body: …, headers: …)``, and the others like them."""
    has_url = _is_url(draft, step.argument(0))
    if not has_url and step.block is None:
        return None
    sent = draft.copy().verb(method, step.name_span)
    sent.to(step.argument(0) if has_url else None)
    sent.started = draft.started if draft.maker == "HTTP" else None
    given = list(step.arguments[1:])
    if given and method not in ("get", "delete", "head", "options"):
        _body(sent, given.pop(0))
    elif given and draft.maker.startswith("Faraday"):
        sent.query(given.pop(0))
    for each in given:
        _headers(sent, draft.resolve(each))
    _named(sent, step.named)
    if step.block is not None:
        sent = draft.player.replay(step.block, draft=sent)
    return sent if sent.url is not None else None


def _named(draft: Draft, named: Pairs) -> None:
    """What is given by name; what is no option is a header (RestClient, Net::HTTP)."""
    draft.header_pairs(None)
    _headers(draft, draft.resolve(named.get("headers")))
    draft.query(named.get("query", "params"))
    auth = draft.resolve(named.get("basic_auth"))
    if isinstance(auth, Pairs):
        draft.basic(auth.get("username", "user"), auth.get("password", "pass"))
    draft.json(named.get("json"))
    form = draft.resolve(named.get("form"))
    if form is not None:
        _form(draft, form)
    _body(draft, named.get("body", "payload"))
    if named.get("user") is not None:
        draft.basic(named.get("user"), named.get("password"))
    rest = tuple((key, value) for key, value in named.pairs if key.value not in OPTIONS)
    if draft.maker.startswith(("RestClient", "Net", "Faraday")):
        _headers(draft, Pairs(rest, named.span))


def _headers(draft: Draft, value: Value | None) -> None:
    """RestClient writes ``content_type: :json`` for ``Content-Type: application/json``, and ``params`` among them."""
    for key, each in value.pairs if isinstance(value, Pairs) else ():
        name = key.value
        if name == "params":
            draft.query(each)
            continue
        is_symbol = name.islower() and "-" not in name and draft.maker.startswith(("RestClient", "HTTP"))
        name = "-".join(word.capitalize() for word in name.split("_")) if is_symbol else name
        short = isinstance(each, Text) and each.value in ("json", "xml") and name in ("Content-Type", "Accept")
        given = Text(f"application/{each.value}", each.span, exact=False) if short and isinstance(each, Text) else each
        draft.header(Text(name, key.span, exact=name == key.value), given)


def _body(draft: Draft, value: Value | None) -> None:
    """A hash goes as a form, or as JSON where the connection says so."""
    value = draft.resolve(value)
    if isinstance(value, Pairs | Items):
        kind = draft.kind or next((draft.text(each) for key, each in draft.headers if key.value == "Content-Type"), "")
        if kind.startswith(JSON):
            draft.json(value)
        else:
            _form(draft, value)
    elif value is not None:
        draft.raw(value)


def _form(draft: Draft, value: Value) -> None:
    has_file = isinstance(value, Pairs) and any(
        isinstance(each, Invoked) and each.name == "file" for _, each in value.pairs
    )
    if has_file:
        draft.parts(value)
    else:
        draft.fields(value)


def _made(draft: Draft, step: Step, method: str) -> None:
    """``Net::HTTP::Post.new(uri, headers)``."""
    draft.verb(method).to(step.argument(0))
    _headers(draft, draft.resolve(step.argument(1)))
    _headers(draft, step.named)


def _posted(draft: Draft, step: Step, *, form: bool = False) -> Draft | None:
    """``Net::HTTP.post(uri, data, headers)``, ``Net::HTTP.post_form(uri, params)``."""
    sent = Draft(draft.player, maker=draft.maker).verb("POST", step.name_span).to(step.argument(0))
    if form:
        sent.fields(step.argument(1) or step.named)
        return sent
    sent.raw(step.argument(1), FORM)
    _headers(sent, draft.resolve(step.argument(2)))
    _headers(sent, step.named)
    return sent


def _got(draft: Draft, step: Step) -> Draft | None:
    sent = Draft(draft.player, maker=draft.maker).verb("GET", step.name_span).to(step.argument(0))
    _headers(sent, draft.resolve(step.argument(1)) or step.named)
    return sent


def _requested(draft: Draft, step: Step) -> Draft | None:
    """``http.request(request)`` sends; Faraday's ``f.request :json`` tells how bodies are written."""
    first = step.argument(0)
    if isinstance(first, Thing):
        sent = draft.player.replay(first, step.span.end)
        sent.base = sent.base or draft.base
        return sent if sent.url is not None else None
    word = draft.text(first)
    if word == "json":
        draft.kind = JSON
    elif word in ("authorization", "basic_auth"):
        scheme = draft.text(step.argument(1)) if word == "authorization" else "basic"
        if scheme.lower() == "basic":
            given = step.arguments[2 if word == "authorization" else 1 :]
            draft.basic(*given[:2]) if given else None
        else:
            draft.bearer(step.argument(2), scheme)
    return None


def _connection(draft: Draft, step: Step) -> None:
    """``Faraday.new(url: …, headers: …) { |f| … }``."""
    draft.base, draft.merges = draft.resolve(step.argument(0, "url")), True
    if isinstance(draft.base, Pairs):
        draft.base = draft.base.get("url")
    base = draft.base
    if isinstance(base, Text) and not base.value.endswith("/"):
        draft.base = Text(base.value + "/", base.span, exact=False, names=base.names)
    draft.header_pairs(step.named.get("headers"))
    draft.query(step.named.get("params"))
    if step.block is not None:
        draft.player.replay(step.block, draft=draft)


def _http(draft: Draft, step: Step) -> None:
    """``Net::HTTP.new(host, port)``, which speaks TLS only where it is told to, or where the port leaves no doubt."""
    host, port = draft.text(step.argument(0)), draft.resolve(step.argument(1))
    if host and step.arguments:
        given = port.value if isinstance(port, Constant) else None
        tls = draft.resolve(step.named.get("use_ssl"))
        is_plain = given not in (None, 443) and not (isinstance(tls, Constant) and tls.value)
        place = "" if given in (None, 80, 443) else f":{given}"
        base = host if "://" in host else f"{'http' if is_plain else 'https'}://{host}{place}"
        draft.base, draft.merges = Text(base, step.arguments[0].span, exact=False), True


def _tls(draft: Draft, step: Step) -> None:
    """``http.use_ssl = true``."""
    base, value = draft.base, draft.resolve(step.argument(0))
    if isinstance(base, Text) and isinstance(value, Constant):
        scheme = "https" if value.value else "http"
        draft.base = Text(f"{scheme}://{base.value.partition('://')[2]}", base.span, exact=False, names=base.names)


def _base_uri(draft: Draft, step: Step) -> None:
    """HTTParty's ``base_uri 'api.example.com/v1'``: HTTP where no scheme is given."""
    base = draft.resolve(step.argument(0))
    if isinstance(base, Text) and "://" not in base.value and not base.value.startswith("{{"):
        base = Text(f"http://{base.value}", base.span, exact=False, names=base.names)
    draft.base = base


def _executed(draft: Draft, step: Step) -> Draft | None:
    """``RestClient::Request.execute(method: :post, url: …)``."""
    sent = draft.copy().verb(step.named.get("method")).to(step.named.get("url"))
    _named(sent, step.named)
    return sent if sent.url is not None else None


def _basic(draft: Draft, step: Step) -> None:
    draft.basic(step.argument(0, "user"), step.argument(1, "pass"))


def _set(draft: Draft, step: Step) -> None:
    if len(step.arguments) == 2:
        draft.header(*step.arguments)


def _set_form(draft: Draft, step: Step) -> None:
    """``set_form(data, 'multipart/form-data')``."""
    if draft.text(step.argument(1)).startswith(MULTIPART):
        draft.parts(step.argument(0))
    else:
        draft.fields(step.argument(0))


def _parameter(draft: Draft, step: Step) -> None:
    if len(step.arguments) == 2:
        draft.param(*step.arguments)


TABLE: dict[str, Handler] = {
    **{method: partial(_called, method=method) for method in METHODS},
    **{f"Net.HTTP.{method.capitalize()}.new": partial(_made, method=method) for method in METHODS},
    "Net.HTTP.get": _got,
    "Net.HTTP.get_response": _got,
    "Net.HTTP.post": _posted,
    "Net.HTTP.post_form": partial(_posted, form=True),
    "Net.HTTP.new": _http,
    "Net.HTTP.start": _http,
    "use_ssl=": _tls,
    "base_uri": _base_uri,
    "default_params": lambda draft, step: draft.query(step.argument(0) or step.named),
    **{f"class.{method}": partial(_called, method=method) for method in METHODS},
    "request": _requested,
    "Faraday.new": _connection,
    "RestClient.Request.execute": _executed,
    "[]=": _set,
    "add_field": _set,
    "headers[]=": _set,
    "params[]=": _parameter,
    "headers=": lambda draft, step: _headers(draft, draft.resolve(step.argument(0))),
    "headers": lambda draft, step: _headers(draft, draft.resolve(step.argument(0) or step.named)),
    "params=": lambda draft, step: draft.query(step.argument(0)),
    "body=": lambda draft, step: _body(draft, step.argument(0)),
    "url": lambda draft, step: draft.to(step.argument(0)) and None,
    "content_type=": lambda draft, step: draft.header(Text("Content-Type", step.span), step.argument(0)),
    "set_form_data": lambda draft, step: draft.fields(step.argument(0) or step.named) and None,
    "form_data=": lambda draft, step: draft.fields(step.argument(0)) and None,
    "set_form": _set_form,
    "basic_auth": _basic,
    "auth": lambda draft, step: draft.header(Text("Authorization", step.span), step.argument(0)),
}
