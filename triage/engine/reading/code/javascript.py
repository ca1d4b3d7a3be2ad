"""Calls of JavaScript and TypeScript, read as text: ``fetch``, XMLHttpRequest, axios, jQuery, and Node's clients.

Sources: the Fetch standard and the XMLHttpRequest standard (whatwg.org), axios' "Request Config", jQuery's
"jQuery.ajax()", Node's ``http.request``, and the documentation of got, ky, superagent, request and undici.
"""

import re
from functools import partial

from triage.engine.reading.code.dialects import DOUBLE, SINGLE, SLASHES, Dialect, Long
from triage.engine.reading.code.drafting import FORM, Draft
from triage.engine.reading.code.literals import NOTHING, Constant, Invoked, Items, Name, Pairs, Step, Text, Thing, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.grammar import KNOWN_METHOD
from triage.engine.reading.source import Found, Source

NOTATION = "javascript"
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
HINTS = (
    "fetch(", "axios(", ".ajax(", ".getJSON(", "XMLHttpRequest", "new Request(", "https.request", "http.request",
    ".request(", "request(", "got(", "ky(", *(f".{method}{mark}" for method in METHODS for mark in "(<"),
)  # fmt: skip
JAVASCRIPT = Dialect(
    name="javascript",
    comments=SLASHES,
    strings=(("text", rf"{DOUBLE}|{SINGLE}"),),
    longs=(Long("`", r"(?<!\\)(?:\\\\)*`", "live"),),
    names=r"(?:this\.)?[A-Za-z_$][\w$]*",
    inserted=re.compile(r"\$\{([^{}\n]{1,120})\}"),
    as_written=True,
    arrows=True,
    postfix=("!",),
    own=re.compile(
        r"\baxios|\bfetch\(|XMLHttpRequest|\$\.(?:ajax|get|post|getJSON)|jQuery|\brequire\(|\bconst [\w{]"
        r"|\blet \w|=> ?[{(\w]|\b(?:got|ky)[.(]|superagent|JSON\.stringify|\bfunction\b|undici"
    ),
    foreign=re.compile(
        r"\b(?:val|fun|func|public|end|def|import (?:requests|java)|elif|None|True|use|fn|unless"
        r"|package|Unirest|String|var \w+ = new Http\w+|MediaType)\b"
        r"|->|:=|::|\$\w+ ?[-=]|requests\.|@\"|\bf\"|<\?php"
    ),
    modules=frozenset(
        ("axios", "superagent", "request", "got", "ky", "http", "https", "$", "jQuery", "fs", "qs", "querystring",
         "path", "undici", "window", "globalThis", "needle", "res", "response", "crypto")
    ),
    skipped=frozenset(("function", "import", "from", "type", "interface", "typeof", "void", "default", "case")),
)  # fmt: skip
URLENCODED = f"{FORM};charset=UTF-8"
PLAIN = "text/plain;charset=UTF-8"
SERVERS = ("app", "router", "server", "express", "fastify", "cy", "page")


def read(source: Source) -> Found | None:
    """Every call of a JavaScript client, or None."""
    return traced(source, JAVASCRIPT, HINTS, TABLE, NOTATION)


def _fetched(draft: Draft, step: Step) -> Draft | None:
    """``fetch(url, options)``, ``fetch(request, options)``."""
    first = step.argument(0)
    options = _options(draft, step.argument(1))
    if isinstance(first, Thing) and "Request" in first.root().name:
        sent = draft.player.replay(first)
    elif _is_url(draft, first, names=True):
        sent = draft.copy().to(first).verb("GET")
        sent.started = None
    else:
        return None
    _fetch_options(sent, options)
    return sent


def _made_request(draft: Draft, step: Step) -> None:
    if _is_url(draft, step.argument(0), names=True):
        draft.to(step.argument(0)).verb("GET")
        _fetch_options(draft, _options(draft, step.argument(1)))


def _fetch_options(draft: Draft, options: Pairs) -> None:
    if (verb := options.get("method")) is not None:
        draft.verb(verb)
    draft.header_pairs(options.get("headers"))
    _body(draft, options.get("body"), PLAIN)


def _body(draft: Draft, data: Value | None, plain: str = "", *, json: bool = False) -> None:
    """A body of what fetch and the others know: a form, parameters, an object, a text."""
    value = draft.resolve(data)
    if value is None or (isinstance(value, Constant) and value.value is None):
        return
    if _is_made(data, "FormData"):
        _form_data(draft, data, value)
    elif _is_made(data, "URLSearchParams") or (isinstance(value, Invoked) and value.name == "urlencode"):
        draft.raw(value, URLENCODED) if isinstance(value, Invoked) else draft.fields(value, URLENCODED)
    elif isinstance(value, Pairs | Items):
        draft.json(value, kind="application/json" if json else "")
    else:
        draft.raw(value, "" if isinstance(value, Name) else plain)


def _form_data(draft: Draft, data: Value | None, value: Value) -> None:
    """What was appended; a third argument is a file's name."""
    added = [each for each in data.history() if each.name in ("append", "set")] if isinstance(data, Thing) else []
    for each in added:
        draft.part(*each.arguments[:2], *each.arguments[2:3]) if len(each.arguments) > 1 else None
    if not added:
        draft.parts(value)
    draft.part_type()


def _is_made(value: Value | None, name: str) -> bool:
    return isinstance(value, Thing) and value.root().name.endswith(name) and value.root().base is None


def _options(draft: Draft, value: Value | None) -> Pairs:
    """An object of options; what it holds stays as it is."""
    if isinstance(value, Pairs):
        return value
    resolved = draft.resolve(value)
    return resolved if isinstance(resolved, Pairs) else NOTHING


def _is_url(draft: Draft, value: Value | None, *, names: bool = False) -> bool:
    value = draft.resolve(value)
    if isinstance(value, Text):
        return (
            "://" in value.value
            or value.value.startswith(("/", "${", "{{"))
            or (draft.base is not None and bool(value.value))
        )
    # "request(POST https://…)" is how other clients word their errors.
    if not isinstance(value, Name) or value.text == "function" or KNOWN_METHOD.match(value.text):
        return False
    return names or "url" in value.text.lower()


def _called(draft: Draft, step: Step, method: str) -> Draft | None:
    """``axios.post(url, data, options)`` and what was made after its pattern."""
    given = [each for each in step.arguments if not (isinstance(each, Name) and each.text == "function")]
    if draft.maker in SERVERS or (len(given) < len(step.arguments) and draft.maker not in KNOWN):
        return None
    first = given[0] if given else None
    if isinstance(first, Pairs):
        return _configured(draft, first, method or "GET", step)
    if not _is_url(draft, first, names=draft.maker in KNOWN):
        return None
    sent = draft.copy().to(first).verb(method or "GET", step.name_span)
    sent.started = None
    takes_data = method in ("post", "put", "patch") and not draft.maker.startswith(("got", "ky"))
    if draft.maker == "request" and len(given) > 1:
        _settings(sent, _options(draft, given[1]))
        return sent
    if draft.maker in ("$", "jQuery") and len(given) > 1:
        _jquery_data(sent, given[1])
        return sent
    if takes_data and len(given) > 1:
        _axios_body(sent, given[1])
    options = given[2 if takes_data else 1] if len(given) > (2 if takes_data else 1) else None
    _settings(sent, _options(draft, options))
    return sent


KNOWN = ("axios", "got", "ky", "request", "superagent", "$", "jQuery", "undici", "axios.create")


def _configured(draft: Draft, options: Pairs, method: str, step: Step) -> Draft | None:
    """``axios({…})``, ``$.ajax({…})``, ``request({…})``."""
    url = options.get("url", "uri")
    if not _is_url(draft, url, names=True):
        return None
    sent = draft.copy().to(url).verb(method, step.name_span if method.lower() == step.name else None)
    sent.started = None
    _settings(sent, options)
    return sent


def _settings(draft: Draft, options: Pairs) -> None:
    """The options of axios, jQuery, got, ky and request, which hardly ever mean different things by one name."""
    if (verb := options.get("method", "type")) is not None:
        draft.verb(verb)
    if (base := options.get("baseURL", "prefixUrl", "baseUrl")) is not None:
        draft.base = draft.resolve(base)
    draft.header_pairs(options.get("headers"))
    draft.query(options.get("params", "searchParams", "qs", "query"))
    _credentials(draft, options)
    is_jquery = draft.maker in ("$", "jQuery")
    if (data := options.get("data")) is not None:
        _jquery_data(draft, data, options) if is_jquery else _axios_body(draft, data)
    if (kind := options.get("contentType")) is not None and isinstance(kind, Text):
        draft.kind = kind.value
    sent = options.get("json")
    if sent is not None and not isinstance(sent, Constant):
        draft.json(sent)
    elif (body := options.get("body")) is not None:
        _body(draft, body, json=isinstance(sent, Constant))
    if (form := options.get("form")) is not None:
        draft.fields(form)
    if (parts := options.get("formData")) is not None:
        draft.parts(parts)


def _credentials(draft: Draft, options: Pairs) -> None:
    auth = options.get("auth")
    pair = auth if isinstance(auth, Pairs) else options
    if (bearer := pair.get("bearer")) is not None:
        draft.bearer(bearer)
    elif (user := pair.get("username", "user")) is not None:
        draft.basic(user, pair.get("password", "pass"))


def _axios_body(draft: Draft, data: Value) -> None:
    """An object goes as JSON; a text that was made beforehand, as axios' documentation says, as a form."""
    kind = next(
        (str(getattr(value, "value", "")) for key, value in draft.headers if key.value.lower() == "content-type"), ""
    )
    value = draft.resolve(data)
    if isinstance(value, Pairs) and kind.startswith(FORM) and not _is_made(data, "FormData"):
        draft.fields(value)
    else:
        _body(draft, data, FORM if draft.maker.startswith("axios") else "", json=True)


def _jquery_data(draft: Draft, data: Value, options: Pairs = NOTHING) -> None:
    """jQuery puts the data of a GET into the query, and sends an object as a form."""
    value = draft.resolve(data)
    if draft.method in ("GET", "HEAD"):
        draft.query(value)
    elif isinstance(value, Pairs) and not _is_made(data, "FormData"):
        draft.fields(value, f"{FORM}; charset=UTF-8")
    else:
        _body(draft, data, f"{FORM}; charset=UTF-8")
        if draft.form and isinstance(options.get("contentType"), Constant):
            draft.part_type()


def _bare(draft: Draft, step: Step) -> Draft | None:
    """``axios(url, options)``, ``axios(options)``, ``got(url, options)``, ``request(url, options)``."""
    first = step.argument(0)
    if isinstance(first, Pairs):
        return _configured(draft, first, "GET", step)
    return _called(draft, step, "")


def _instance(draft: Draft, step: Step) -> None:
    """``axios.create({…})``, ``got.extend({…})``: what each call of it then sends."""
    _settings(draft, _options(draft, step.argument(0)))


def _requested(draft: Draft, step: Step) -> Draft | None:
    """``client.request({…})``; undici's ``request(url, {…})``."""
    first = step.argument(0)
    if isinstance(first, Pairs):
        return _configured(draft, first, "GET", step)
    sent = _called(draft, step, "")
    if sent is not None and sent.method_span == step.name_span:
        sent.method_span = None
    return sent


def _node(draft: Draft, step: Step, scheme: str, method: str = "") -> Draft | None:
    """Node's ``https.request(url, options, callback)`` and ``https.request(options, callback)``."""
    first, second = step.argument(0), step.argument(1)
    options = _options(draft, first) if not _is_url(draft, first, names=True) else _options(draft, second)
    if _is_url(draft, first) and not isinstance(draft.resolve(first), Pairs):
        draft.to(first)
    elif (host := options.get("hostname", "host")) is not None:
        port, path = draft.text(options.get("port")), draft.text(options.get("path")) or "/"
        port = "" if port in ("", "443" if scheme == "https" else "80") else f":{port}"
        place = options.get("path") or host
        draft.to(
            Text(f"{scheme}://{draft.text(host)}{port}{path}", place.span, exact=False, names=_names(draft, place))
        )
    else:
        return None
    draft.verb(options.get("method") or method or "GET")
    draft.header_pairs(options.get("headers"))
    if (auth := options.get("auth")) is not None:
        draft.basic(auth)
    return draft if method else None


def _names(draft: Draft, value: Value) -> tuple[Name, ...]:
    value = draft.resolve(value) or value
    return value.names if isinstance(value, Text) else ()


def _written(draft: Draft, step: Step) -> None:
    """``req.write(data)``."""
    if draft.url is not None:
        draft.raw(step.argument(0))


def _ended(draft: Draft, step: Step) -> Draft | None:
    """``req.end(data)``, superagent's ``.end()``, XMLHttpRequest's ``send(data)``."""
    if draft.url is None or not draft.method:
        return None
    data = step.argument(0)
    if data is not None and not (isinstance(data, Name) and data.text == "function"):
        _body(draft, data, PLAIN if step.name == "send" else "")
    return draft


def _opened(draft: Draft, step: Step) -> None:
    """XMLHttpRequest's ``open(method, url)``."""
    if len(step.arguments) >= 2 and _is_url(draft, step.argument(1), names=True):
        draft.headers, draft.body, draft.body_value, draft.content_type = [], None, None, ""
        draft.verb(step.argument(0)).to(step.argument(1))


def _header(draft: Draft, step: Step) -> None:
    if isinstance(step.argument(0), Pairs):
        draft.header_pairs(step.argument(0))
    elif len(step.arguments) == 2:
        draft.header(*step.arguments)


def _agent(draft: Draft, step: Step, method: str) -> Draft | None:
    """superagent's ``request.post(url)``, which goes on; request's own ``request.post(url, options, callback)``."""
    if draft.maker == "request" and (len(step.arguments) > 1 or isinstance(step.argument(0), Pairs)):
        return _called(draft, step, method)
    if _is_url(draft, step.argument(0), names=True):
        draft.to(step.argument(0)).verb(method, step.name_span)
        if method in ("post", "put", "patch") and isinstance(step.argument(1), Pairs):
            draft.json(step.argument(1))
    return None


def _sent(draft: Draft, step: Step) -> Draft | None:
    """superagent's ``send(data)``, which does not send yet; XMLHttpRequest's, which does."""
    if draft.maker not in ("superagent", "request"):
        return _ended(draft, step)
    value = draft.resolve(step.argument(0))
    if isinstance(value, Pairs) and draft.kind.endswith(("form", "urlencoded")):
        draft.fields(value)
    else:
        _body(draft, step.argument(0), FORM, json=True)
    return None


def _typed(draft: Draft, step: Step) -> None:
    short = {"json": "application/json", "form": FORM}
    kind = draft.text(step.argument(0))
    draft.kind = short.get(kind, kind)


def _agent_auth(draft: Draft, step: Step) -> None:
    options = _options(draft, step.argument(1))
    if options.get("type") is not None:
        draft.bearer(step.argument(0))
    else:
        draft.basic(step.argument(0), step.argument(1))


def _default_header(draft: Draft, step: Step) -> None:
    draft.header(step.argument(0), step.argument(1))


TABLE: dict[str, Handler] = {
    **{method: partial(_called, method=method) for method in METHODS},
    **{f"{name}.{method}": partial(_agent, method=method) for name in ("superagent", "request") for method in METHODS},
    **{f"{name}.()": _bare for name in ("axios", "got", "ky", "request", "axiosInstance", "ofetch", "$fetch")},
    **{f"{name}.ajax": _bare for name in ("$", "jQuery")},
    **{f"{name}.getJSON": partial(_called, method="get") for name in ("$", "jQuery")},
    **{f"{name}.fetch": _fetched for name in ("window", "globalThis", "undici")},
    "fetch.()": _fetched,
    "request": _requested,
    "create": _instance,
    "extend": _instance,
    "Request.()": _made_request,
    "https.request": partial(_node, scheme="https"),
    "http.request": partial(_node, scheme="http"),
    "https.get": partial(_node, scheme="https", method="GET"),
    "http.get": partial(_node, scheme="http", method="GET"),
    "write": _written,
    "end": _ended,
    "open": _opened,
    "setRequestHeader": _header,
    "setHeader": _header,
    "headers.set": _header,
    "headers.append": _header,
    "set": _header,
    "send": _sent,
    "query": lambda draft, step: draft.query(step.argument(0)),
    "type": _typed,
    "auth": _agent_auth,
    "attach": lambda draft, step: draft.part(step.argument(0), step.argument(1)),
    "field": lambda draft, step: draft.part(step.argument(0), step.argument(1)),
    "defaults.baseURL=": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "defaults.headers.common[]=": _default_header,
    "defaults.headers[]=": _default_header,
    "defaults.headers.post[]=": _default_header,
}
