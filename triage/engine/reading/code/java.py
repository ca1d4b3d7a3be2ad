"""Calls of Java and Kotlin: OkHttp, ``java.net``, Apache, Spring, Unirest and ktor, read as text.

Sources: square.github.io/okhttp, the API pages of ``java.net.http`` and ``HttpURLConnection``, docs.spring.io
(RestTemplate, WebClient, RestClient), hc.apache.org, kong.github.io/unirest-java, ktor.io ("Making requests").
"""

import re
from functools import partial

from triage.engine.reading.code.addresses import filled
from triage.engine.reading.code.dialects import DOUBLE, SINGLE, SLASHES, Dialect, Long
from triage.engine.reading.code.drafting import FORM, JSON, MULTIPART, Draft
from triage.engine.reading.code.literals import Invoked, Items, Name, Pairs, Step, Text, Thing, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "java"
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
HINTS = (
    "Request.Builder", "HttpRequest", "openConnection", "RestTemplate", "restTemplate", "WebClient", "RestClient",
    "Unirest", "HttpClient", "HttpPost(", "HttpGet(", "HttpPut(", "HttpPatch(", "HttpDelete(", "webClient",
    "restClient", "newBuilder", "newCall(", *(f".{method}(" for method in METHODS),
)  # fmt: skip
JAVA = Dialect(
    name="java",
    comments=SLASHES,
    strings=(("live", DOUBLE), ("text", SINGLE)),
    longs=(Long('"""', '"""', "live", block=True),),
    members=(".", "?.", "::"),
    names=r"(?:this\.)?[A-Za-z_]\w*",
    inserted=re.compile(r"(?<!\\)\$\{([^{}\n]{1,80})\}|(?<!\\)\$([a-z]\w{0,60})"),
    receivers=True,
    casts=True,
    aliases=frozenset(
        ("openConnection", "getOutputStream", "DataOutputStream", "OutputStreamWriter", "PrintWriter", "BufferedWriter")
    ),
    own=re.compile(
        r"Request\.Builder|HttpRequest\.newBuilder|openConnection|RestTemplate|restTemplate|[wW]ebClient|Unirest"
        r"|\b(?:val|fun) \w|io\.ktor|\bimport (?:java|okhttp|org)|\.class\b|HttpClients|newCall\("
        r"|RestClient\.(?:create|builder)|restClient|new Http(?:Get|Post|Put|Patch|Delete)\("
    ),
    skipped=frozenset(("class", "import", "package", "fun", "throws", "suspend", "override", "void", "byte", "when")),
)
TYPES = {
    "json": JSON, "json_value": JSON, "form_urlencoded": FORM, "form_urlencoded_value": FORM, "form_data": MULTIPART,
    "formurlencoded": FORM, "xml": "application/xml", "xml_value": "application/xml", "plain": "text/plain",
    "plain_value": "text/plain", "formdata": MULTIPART, "form_data_value": MULTIPART,
}  # fmt: skip


def read(source: Source) -> Found | None:
    """Every call of a Java or Kotlin client, or None."""
    return traced(source, JAVA, HINTS, TABLE, NOTATION)


def _media(draft: Draft, value: Value | None) -> str:
    """A media type: a text, a constant such as ``MediaType.APPLICATION_JSON``, or one that is parsed."""
    if isinstance(value, Thing) and value.root().name in ("MediaType", "ContentType") and value.history():
        return _media(draft, value.history()[0].argument(0))
    resolved = draft.resolve(value)
    if isinstance(resolved, Name):
        word = resolved.text.rsplit(".", 1)[-1].lower()
        return TYPES.get(word.removeprefix("application_").removeprefix("multipart_").removeprefix("text_"), "")
    return resolved.value if isinstance(resolved, Text) and "/" in resolved.value else ""


def _header(draft: Draft, step: Step, *, adds: bool = False) -> None:
    """``header(name, value)``, or many names and values by turns."""
    for place in range(0, len(step.arguments) - 1, 2):
        value = step.arguments[place + 1]
        kind = _media(draft, value) if isinstance(draft.resolve(value), Name) else ""
        draft.header(step.arguments[place], Text(kind, value.span, exact=False) if kind else value, adds=adds)


def _kind(draft: Draft, step: Step) -> None:
    kind = _media(draft, step.argument(0))
    if kind and step.arguments:
        draft.header(Text("Content-Type", step.span), Text(kind, step.arguments[0].span, exact=False))


def _url(draft: Draft, step: Step) -> None:
    """``url("…")``, ``uri(URI.create("…"))``; Spring puts further arguments in the place of ``{names}``."""
    _to(draft, step, 1)
    if step.block is not None:
        draft.player.replay(step.block, draft=draft)


def _to(draft: Draft, step: Step, place: int) -> None:
    """Set the URL; the arguments from this place on are what its ``{names}`` stand for."""
    url = draft.resolve(step.argument(0))
    is_template = isinstance(url, Text) and len(step.arguments) > place and "{" in url.value
    if isinstance(url, Text) and is_template:
        url = filled(url, step.arguments[place:], draft.resolve)
    draft.to(url)


def _body(draft: Draft, value: Value | None) -> None:
    """What a body is made with, in any of the libraries."""
    if isinstance(value, Thing):
        root, steps = value.root(), value.history()
        first = steps[0].name if steps else ""
        if root.name.endswith("RequestBody") and first == "create":
            _created(draft, steps[0])
            return
        if any(step.name in ("toRequestBody", "asRequestBody") for step in steps):
            step = next(step for step in steps if step.name in ("toRequestBody", "asRequestBody"))
            _typed_text(draft, draft.resolve(root.base) or draft.resolve(root), _media(draft, step.argument(0)))
            return
        if "FormBody" in root.name or "Multipart" in root.name or root.name.endswith(("Entity", "Body")):
            inner = draft.player.replay(value)
            draft.body, draft.body_value, draft.form = inner.body, inner.body_value, inner.form
            draft.content_type = inner.content_type
            _fields_of(draft, inner)
            return
    resolved = draft.resolve(value)
    if isinstance(resolved, Pairs | Items):
        _object(draft, resolved)
    elif not (isinstance(resolved, Name) and "noBody" in resolved.text):
        draft.raw(resolved)


def _object(draft: Draft, value: Pairs | Items) -> None:
    """An object goes as what the Content-Type says, else as JSON."""
    kind = next((draft.text(each) for key, each in draft.headers if key.value.lower() == "content-type"), "")
    if kind.startswith(FORM):
        draft.fields(value)
    elif kind.startswith(MULTIPART):
        draft.parts(value)
    else:
        draft.json(value)


def _fields_of(draft: Draft, inner: Draft) -> None:
    if inner.params:
        draft.fields(Pairs(tuple(inner.params), inner.params[0][0].span))


def _created(draft: Draft, step: Step) -> None:
    """``RequestBody.create(content, type)`` or, as it was before, ``create(type, content)``."""
    given = list(step.arguments[:2])
    media = next((each for each in given if _media(draft, each) and not draft.text(each).startswith("{")), None)
    content = next((each for each in given if each is not media), None)
    _typed_text(draft, content, _media(draft, media))


def _typed_text(draft: Draft, content: Value | None, kind: str) -> None:
    """OkHttp names the charset of a string that it encodes itself."""
    draft.raw(content, f"{kind}; charset=utf-8" if kind and "charset" not in kind else kind)


def _verb(draft: Draft, step: Step, method: str) -> Draft | None:
    """``post(body)`` of OkHttp, ``post()`` of Spring, ``Unirest.post(url)``, ktor's ``post(url) { … }``."""
    first = step.argument(0)
    is_url = _is_url(draft, first)
    if draft.maker.startswith("Unirest") and is_url:
        draft.to(first).verb(method, step.name_span)
        return None
    if draft.maker.startswith(("Request", "HttpRequest")) or (not step.arguments and step.block is None):
        if draft.maker.startswith(("Request", "HttpRequest")) or draft.base is not None or not step.arguments:
            draft.verb(method, step.name_span)
            _body(draft, first)
        return None
    if not is_url and step.block is None:
        return None
    sent = draft.copy().verb(method, step.name_span).to(first if is_url else None)
    sent.started = None
    if isinstance(step.argument(1), Thing) or isinstance(draft.resolve(step.argument(1)), Text):
        _entity(sent, step.argument(1))
    sent = draft.player.replay(step.block, draft=sent)
    return sent if sent.url is not None else None


def _is_url(draft: Draft, value: Value | None) -> bool:
    value = draft.resolve(value)
    if isinstance(value, Text):
        return "://" in value.value or value.value.startswith(("/", "{{")) or draft.base is not None
    return isinstance(value, Name) and ("url" in value.text.lower() or "uri" in value.text.lower())


def _method(draft: Draft, step: Step) -> None:
    draft.verb(step.argument(0))
    _body(draft, step.argument(1))


def _send(draft: Draft, step: Step) -> Draft | None:
    """``client.send(request, …)``, ``client.newCall(request)``, ``client.execute(request)``."""
    sent = draft.player.replay(step.argument(0), step.span.end)
    if isinstance(step.argument(0), Thing) and sent.url is not None:
        sent.method = sent.method or "GET"
        return sent
    return None


def _connected(draft: Draft, step: Step) -> None:
    draft.method = draft.method or "GET"


def _write(draft: Draft, step: Step) -> None:
    if draft.url is not None and step.arguments:
        draft.raw(step.arguments[0], FORM)
        draft.method = "POST" if draft.method == "GET" and draft.method_span is None else draft.method


VARIABLES = {"getForObject": 2, "getForEntity": 2, "postForObject": 3, "postForEntity": 3, "patchForObject": 3,
             "exchange": 4}  # fmt: skip
"""Where RestTemplate's arguments for the URL's variables begin."""


def _template(draft: Draft, step: Step, method: str) -> Draft | None:
    """RestTemplate: ``postForObject(url, entity, …)``, ``exchange(url, method, entity, …)``."""
    if not step.arguments:
        return _retrieve(draft, step)
    if not _is_url(draft, step.argument(0)):
        return None
    sent = draft.copy()
    _to(sent, step, VARIABLES.get(step.name, 1))
    sent.started = None
    if method:
        sent.verb(method, step.name_span)
        if method in ("post", "put", "patch"):
            _entity(sent, step.argument(1))
    else:
        sent.verb(step.argument(1))
        _entity(sent, step.argument(2))
    return sent


def _entity(draft: Draft, value: Value | None) -> None:
    """``new HttpEntity<>(body, headers)``, or the body alone."""
    if isinstance(value, Thing) and value.root().name in ("HttpEntity", "RequestEntity"):
        given = value.history()[0].arguments
        for each in given:
            if isinstance(each, Thing) and each.root().name == "HttpHeaders":
                draft.headers += draft.player.replay(each).headers
        for each in given[:1]:
            if not (isinstance(each, Thing) and each.root().name == "HttpHeaders"):
                _body(draft, each)
    elif value is not None:
        _body(draft, value)


def _retrieve(draft: Draft, step: Step) -> Draft | None:
    return draft if draft.method and draft.url is not None else None


def _apache(draft: Draft, step: Step, method: str) -> None:
    draft.to(step.argument(0)).verb(method, step.name_span)


def _entity_made(draft: Draft, step: Step) -> None:
    """``new StringEntity(text, type)``; an entity of a list of pairs is a form."""
    value = draft.resolve(step.argument(0))
    if isinstance(value, Pairs | Items):
        draft.fields(value)
    else:
        draft.raw(value, _media(draft, step.argument(1)) or "text/plain; charset=ISO-8859-1")


def _add(draft: Draft, step: Step) -> None:
    draft.param(step.argument(0), step.argument(1))


def _part(draft: Draft, step: Step) -> None:
    """``addFormDataPart(name, value)``, or with a file's name before its content."""
    draft.part(step.argument(0), step.argument(1), step.argument(1) if len(step.arguments) > 2 else None)


def _field(draft: Draft, step: Step) -> None:
    value = draft.resolve(step.argument(1))
    if draft.form or isinstance(value, Invoked):
        draft.part(step.argument(0), value)
        return
    known = draft.body_value.pairs if isinstance(draft.body_value, Pairs) else ()
    if isinstance(step.argument(0), Text) and value is not None:
        draft.fields(Pairs((*known, (step.arguments[0], value)), step.span))  # type: ignore[arg-type]


def _block(draft: Draft, step: Step) -> None:
    """ktor's ``headers { append(…) }``, Spring's ``headers(h -> h.setBearerAuth(…))``."""
    given = step.block or step.argument(0)
    if isinstance(given, Thing) and given.root().name in ("block", "lambda"):
        draft.player.replay(given, draft=draft)
    elif len(step.arguments) > 1:
        _header(draft, step)


def _defaults(draft: Draft, step: Step) -> None:
    """ktor's ``HttpClient { defaultRequest { url("…") } }``, and ``install(DefaultRequest) { … }``."""
    inner = draft.player.replay(step.block)
    if inner.url is not None:
        draft.base, draft.merges = inner.url, True
    draft.headers += inner.headers
    if draft.base is None:
        draft.base = inner.base


TABLE: dict[str, Handler] = {
    "HttpClient.()": _defaults,
    "defaultRequest": _defaults,
    "install": _defaults,
    "Request.Builder": lambda draft, step: draft.verb("GET") and None,
    "HttpRequest.newBuilder": lambda draft, step: draft.to(step.argument(0)).verb("GET") and None,
    "url": _url,
    "uri": _url,
    "header": _header,
    "setHeader": _header,
    "addHeader": partial(_header, adds=True),
    "append": partial(_header, adds=True),
    "headers.append": partial(_header, adds=True),
    "headers": _block,
    "defaultHeader": _header,
    "set": _header,
    **{method: partial(_verb, method=method) for method in METHODS},
    **{method.upper(): partial(_verb, method=method) for method in METHODS},
    "method": _method,
    "newCall": _send,
    "send": _send,
    "sendAsync": _send,
    "execute": _send,
    "URL.()": lambda draft, step: draft.to(step.argument(0)) and None,
    "URI.create": lambda draft, step: draft.to(step.argument(0)) and None,
    "openConnection": _connected,
    "setRequestMethod": lambda draft, step: draft.verb(step.argument(0)) and None,
    "requestMethod=": lambda draft, step: draft.verb(step.argument(0)) and None,
    "setRequestProperty": _header,
    "addRequestProperty": partial(_header, adds=True),
    "write": _write,
    "writeBytes": _write,
    "outputStream.write": _write,
    "getForObject": partial(_template, method="get"),
    "getForEntity": partial(_template, method="get"),
    "postForObject": partial(_template, method="post"),
    "postForEntity": partial(_template, method="post"),
    "patchForObject": partial(_template, method="patch"),
    "exchange": partial(_template, method=""),
    "setContentType": _kind,
    "contentType": _kind,
    "setBearerAuth": lambda draft, step: draft.bearer(step.argument(0)),
    "bearerAuth": lambda draft, step: draft.bearer(step.argument(0)),
    "setBasicAuth": lambda draft, step: draft.basic(step.argument(0), step.argument(1)),
    "basicAuth": lambda draft, step: draft.basic(step.argument(0), step.argument(1)),
    "WebClient.create": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "RestClient.create": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "baseUrl": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "bodyValue": lambda draft, step: _body(draft, step.argument(0)),
    "body": lambda draft, step: _body(draft, step.argument(0)),
    "setBody": lambda draft, step: _body(draft, step.argument(0)),
    "setEntity": lambda draft, step: _body(draft, step.argument(0)),
    **dict.fromkeys(("retrieve", "asJson", "asString", "asObject", "asEmpty", "exchangeToMono"), _retrieve),
    "queryString": _add,
    "queryParam": _add,
    "parameter": _add,
    "add": _add,
    "addEncoded": _add,
    "field": _field,
    "addFormDataPart": _part,
    **{f"Http{method.capitalize()}.()": partial(_apache, method=method) for method in METHODS},
    "StringEntity.()": _entity_made,
    "UrlEncodedFormEntity.()": _entity_made,
}
