"""Calls of C#: ``HttpClient``, RestSharp and ``HttpWebRequest``, read as text.

Sources: learn.microsoft.com (``System.Net.Http``, ``System.Net.Http.Json``, ``HttpWebRequest``) and restsharp.dev.
"""

import re
from functools import partial

from triage.engine.exchange import FormField
from triage.engine.reading.code.dialects import SINGLE, SLASHES, Dialect, Long
from triage.engine.reading.code.drafting import FORM, JSON, Draft
from triage.engine.reading.code.literals import Items, Name, Pairs, Step, Text, Thing, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "csharp"
HINTS = (
    "HttpClient", "HttpRequestMessage", "RestRequest", "RestClient", "Async(", "WebRequest.Create", "HttpMethod.",
)  # fmt: skip
QUOTED = r'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"'
CSHARP = Dialect(
    name="csharp",
    comments=rf"{SLASHES}|\#(?:region|endregion|if|endif)[^\n]*",
    strings=(("live", rf"\${QUOTED}"), ("text", rf"{QUOTED}|{SINGLE}")),
    longs=(
        Long(r'\${1,3}"""', '"""', "live", block=True),
        Long(r'"""', '"""', "raw", block=True),
        Long(r'(?:\$@|@\$)"', r'(?<!")(?:"")*"(?!")', "live"),
        Long(r'@"', r'(?<!")(?:"")*"(?!")', "doubled"),
    ),
    members=(".", "?."),
    names=r"(?:this\.)?@?[A-Za-z_]\w*",
    inserted=re.compile(r"(?<!\{)\{([A-Za-z_][\w.\[\]()]{0,80})(?::[^{}\n]{0,20})?\}(?!\})"),
    arrows=True,
    postfix=("!",),
    casts=True,
    aliases=frozenset(("GetRequestStream", "StreamWriter")),
    own=re.compile(
        r"\bnew (?:HttpClient|HttpRequestMessage|RestClient|RestRequest|StringContent)\b"
        r"|\w(?:Async|AsJsonAsync)(?:<\w{1,60}>)?\("
        r"|using System|WebRequest\.Create|HttpMethod\.(?:Get|Post|Put|Patch|Delete)\b"
    ),
    modules=frozenset(("string",)),
    skipped=frozenset(("using", "namespace", "class", "void", "byte", "is")),
)
METHODS = ("Get", "Post", "Put", "Patch", "Delete", "Head", "Options")


def read(source: Source) -> Found | None:
    """Every call of a C# client, or None."""
    return traced(source, CSHARP, HINTS, TABLE, NOTATION)


def _is_url(draft: Draft, value: Value | None) -> bool:
    value = draft.resolve(value)
    if isinstance(value, Text):
        return "://" in value.value or value.value.startswith(("/", "{{")) or draft.base is not None
    words = ("url", "uri", "endpoint", "path")
    return isinstance(value, Name) and any(word in value.text.lower() for word in words)


def _called(draft: Draft, step: Step, method: str) -> Draft | None:
    """``client.PostAsync(url, content)``."""
    if not _is_url(draft, step.argument(0)):
        return None
    sent = draft.copy().verb(method, step.name_span).to(step.argument(0))
    sent.started = None
    if method in ("Post", "Put", "Patch"):
        _content(sent, step.argument(1))
    return sent


def _as_json(draft: Draft, step: Step, method: str) -> Draft | None:
    """``client.PostAsJsonAsync(url, value)``."""
    sent = _called(draft, Step(step.name, step.arguments[:1], step.named, step.span, step.name_span), method)
    if sent is not None:
        _json(sent, step.argument(1))
    return sent


def _json(draft: Draft, value: Value | None) -> None:
    """``JsonContent`` and its kin name the charset, and make names begin with a small letter."""
    draft.json(_small(draft.resolve(value)), kind=f"{JSON}; charset=utf-8")


def _small(value: Value | None) -> Value | None:
    """The web defaults of System.Text.Json: camel case, but never the keys of a dictionary."""
    if isinstance(value, Pairs):
        pairs = ((key, _small(each) or each) for key, each in value.pairs)
        return Pairs(
            tuple((Text(key.value[:1].lower() + key.value[1:], key.span, exact=False), each) for key, each in pairs),
            value.span,
        )
    return value


def _content(draft: Draft, value: Value | None) -> None:
    """What a ``Content`` is made with."""
    if not isinstance(value, Thing):
        draft.raw(value if not isinstance(draft.resolve(value), Items) else None)
        return
    inner = draft.player.replay(value)
    if inner.body_value is None and not inner.form and not inner.headers:
        draft.raw(value)
        return
    draft.body, draft.body_value, draft.form = inner.body, inner.body_value, inner.form
    draft.content_type = inner.content_type
    draft.headers += inner.headers


def _string(draft: Draft, step: Step) -> None:
    """``new StringContent(text, encoding, type)``; without a type it is text/plain."""
    kind = step.argument(2, "mediaType")
    if kind is None and "/" in draft.text(step.argument(1)):
        kind = step.argument(1)
    written = _media(draft, kind) or "text/plain"
    draft.raw(step.argument(0), written if "charset" in written else f"{written}; charset=utf-8")


def _media(draft: Draft, value: Value | None) -> str:
    if isinstance(value, Thing) and value.root().name == "MediaTypeHeaderValue" and value.history():
        return draft.text(value.history()[0].argument(0))
    resolved = draft.resolve(value)
    if isinstance(resolved, Name):
        return JSON if resolved.text.endswith("Json") else ""
    return resolved.value if isinstance(resolved, Text) else ""


def _sent(draft: Draft, step: Step) -> Draft | None:
    """``client.SendAsync(request)``; RestSharp's ``client.ExecuteAsync(request)``, ``client.PostAsync(request)``."""
    if not isinstance(step.argument(0), Thing):
        return None
    sent = draft.copy()
    sent.started = None
    sent = draft.player.replay(step.argument(0), step.span.end, sent)
    method = next((each for each in METHODS if step.name.startswith(each)), "")
    if method:
        sent.verb(method, step.name_span)
    sent.method = sent.method or "GET"
    return sent if sent.url is not None else None


def _called_or_sent(draft: Draft, step: Step, method: str) -> Draft | None:
    first = step.argument(0)
    if isinstance(first, Thing) and first.root().name == "RestRequest":
        return _sent(draft, step)
    return _called(draft, step, method)


def _message(draft: Draft, step: Step) -> None:
    """``new HttpRequestMessage(method, uri)``."""
    if step.arguments:
        draft.verb(_method_of(draft, step.argument(0))).to(step.argument(1, "requestUri"))


def _method_of(draft: Draft, value: Value | None) -> Value | None:
    if isinstance(value, Thing) and value.root().name == "HttpMethod" and value.history():
        return value.history()[0].argument(0)
    return value


def _initial(draft: Draft, step: Step) -> None:
    """``{ Method = …, RequestUri = …, Content = …, Headers = { … } }``."""
    given = step.argument(0)
    for key, value in given.pairs if isinstance(given, Pairs) else ():
        name = key.value
        if name == "Method":
            draft.verb(_method_of(draft, value))
        elif name == "RequestUri":
            draft.to(value)
        elif name in ("BaseAddress", "BaseUrl"):
            _base(draft, value)
        elif name == "Content":
            _content(draft, value)
        elif name == "Headers":
            draft.header_pairs(value)
            _typed(draft, value)


def _typed(draft: Draft, value: Value) -> None:
    if isinstance(value, Pairs) and (kind := value.get("ContentType")) is not None:
        draft.headers = [pair for pair in draft.headers if pair[0].value != "ContentType"]
        draft.content_type = _media(draft, kind) or draft.content_type


def _base(draft: Draft, value: Value | None) -> None:
    draft.base, draft.merges = draft.resolve(value), True


def _header(draft: Draft, step: Step) -> None:
    if len(step.arguments) >= 2:
        draft.header(step.arguments[0], step.arguments[1], adds=True)
    elif step.arguments:
        draft.header_line(step.arguments[0])


def _authorization(draft: Draft, step: Step) -> None:
    """``Authorization = new AuthenticationHeaderValue(scheme, value)``."""
    value = step.argument(0)
    if isinstance(value, Thing) and value.root().name == "AuthenticationHeaderValue" and value.history():
        made = value.history()[0]
        if made.argument(1) is not None:
            draft.bearer(made.argument(1), draft.text(made.argument(0)))
        else:
            draft.header(Text("Authorization", step.span), made.argument(0))


def _accept(draft: Draft, step: Step) -> None:
    value = step.argument(0)
    if isinstance(value, Thing) and value.history():
        draft.header(Text("Accept", step.span), value.history()[0].argument(0), adds=True)


def _rest_request(draft: Draft, step: Step) -> None:
    """``new RestRequest(path, Method.Post)``."""
    draft.to(step.argument(0))
    if step.argument(1) is not None:
        draft.verb(step.argument(1))


def _rest_client(draft: Draft, step: Step) -> None:
    given = step.argument(0)
    if isinstance(given, Thing) and given.root().name == "RestClientOptions":
        draft.player.replay(given, draft=draft)
    else:
        draft.base = draft.resolve(given)
    draft.base = None if isinstance(draft.base, Name) else draft.base
    draft.url = None


def _client_options(draft: Draft, step: Step) -> None:
    draft.base = draft.resolve(step.argument(0))


def _parameter(draft: Draft, step: Step) -> None:
    """``AddParameter(name, value, type)``: a body, a query or, with POST, a form field."""
    name, value, kind = draft.text(step.argument(0)), step.argument(1), draft.text(step.argument(2))
    if "RequestBody" in kind:
        draft.raw(value, name if "/" in name else "")
    elif "HttpHeader" in kind:
        draft.header(step.argument(0), value)
    elif draft.method in ("POST", "PUT", "PATCH") and "Query" not in kind:
        _field(draft, step.argument(0), value)
    else:
        draft.param(step.argument(0), value)


def _field(draft: Draft, name: Value | None, value: Value | None) -> None:
    if draft.form:
        draft.form.append(FormField(draft.text(name), draft.text(value)))
    elif isinstance(name, Text) and value is not None:
        known = draft.body_value.pairs if isinstance(draft.body_value, Pairs) else ()
        draft.fields(Pairs((*known, (name, draft.resolve(value) or value)), name.span))


def _part(draft: Draft, step: Step) -> None:
    """``MultipartFormDataContent.Add(content, name, file name)``."""
    inner = draft.player.replay(step.argument(0))
    draft.part(step.argument(1, "name"), inner.body_value or step.argument(0), step.argument(2, "fileName"))


def _string_body(draft: Draft, step: Step) -> None:
    draft.raw(step.argument(0), _media(draft, step.argument(1)) or ("text/plain" if len(step.arguments) < 2 else JSON))


def _json_body(draft: Draft, step: Step) -> None:
    value = draft.resolve(step.argument(0))
    draft.raw(value, JSON) if isinstance(value, Text) else draft.json(value)


def _write(draft: Draft, step: Step) -> None:
    draft.raw(step.argument(0))


def _create(draft: Draft, step: Step) -> None:
    draft.to(step.argument(0)).verb("GET")


TABLE: dict[str, Handler] = {
    **{f"{method}Async": partial(_called_or_sent, method=method) for method in METHODS},
    **{f"{method}AsJsonAsync": partial(_as_json, method=method) for method in METHODS},
    **{f"Get{kind}Async": partial(_called, method="Get") for kind in ("String", "ByteArray", "Stream", "FromJson")},
    "GetFromJsonAsync": partial(_called, method="Get"),
    "SendAsync": _sent,
    "Send": _sent,
    "ExecuteAsync": _sent,
    "Execute": _sent,
    "HttpRequestMessage.()": _message,
    "{}": _initial,
    "BaseAddress=": lambda draft, step: _base(draft, step.argument(0)),
    "DefaultRequestHeaders.Add": _header,
    "DefaultRequestHeaders.TryAddWithoutValidation": _header,
    "DefaultRequestHeaders.Authorization=": _authorization,
    "DefaultRequestHeaders.Accept.Add": _accept,
    "Headers.Add": _header,
    "Headers.TryAddWithoutValidation": _header,
    "Headers[]=": _header,
    "Headers.Authorization=": _authorization,
    "Headers.Accept.Add": _accept,
    "Headers.ContentType=": lambda draft, step: setattr(draft, "content_type", _media(draft, step.argument(0))),
    "Content.Headers.ContentType=": lambda draft, step: setattr(draft, "content_type", _media(draft, step.argument(0))),
    "Method=": lambda draft, step: draft.verb(_method_of(draft, step.argument(0))) and None,
    "RequestUri=": lambda draft, step: draft.to(step.argument(0)) and None,
    "Content=": lambda draft, step: _content(draft, step.argument(0)),
    "ContentType=": lambda draft, step: draft.header(Text("Content-Type", step.span), step.argument(0)),
    "StringContent.()": _string,
    "FormUrlEncodedContent.()": lambda draft, step: draft.fields(step.argument(0), FORM) and None,
    "JsonContent.Create": lambda draft, step: _json(draft, step.argument(0)),
    "MultipartFormDataContent.()": lambda draft, step: draft.part_type(),
    "Add": _part,
    "RestClient.()": _rest_client,
    "RestClientOptions.()": _client_options,
    "BaseUrl=": lambda draft, step: _base(draft, step.argument(0)),
    "RestRequest.()": _rest_request,
    "AddHeader": _header,
    "AddOrUpdateHeader": _header,
    "AddJsonBody": _json_body,
    "AddBody": _json_body,
    "AddStringBody": _string_body,
    "AddParameter": _parameter,
    "AddQueryParameter": lambda draft, step: draft.param(step.argument(0), step.argument(1)),
    "AddFile": lambda draft, step: draft.part(step.argument(0), step.argument(1), step.argument(1)),
    "WebRequest.Create": _create,
    "WebRequest.CreateHttp": _create,
    "Write": _write,
}
