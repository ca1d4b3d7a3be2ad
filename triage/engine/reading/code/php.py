"""Calls of PHP: cURL's functions, Guzzle, Laravel's and Symfony's clients, streams and WordPress, read as text.

Sources: php.net (``curl_setopt``, "HTTP context options"), docs.guzzlephp.org ("Request Options"), laravel.com ("HTTP
Client"), symfony.com ("HTTP Client"), developer.wordpress.org (``wp_remote_request``).
"""

import re
from functools import partial

from triage.engine.reading.code.dialects import DOUBLE, HASH, OVER_LINES, SINGLE, SLASHES, Dialect, Long
from triage.engine.reading.code.drafting import FORM, Draft
from triage.engine.reading.code.literals import NOTHING, Constant, Invoked, Items, Name, Pairs, Step, Text, Thing, Value
from triage.engine.reading.code.playing import Handler, traced
from triage.engine.reading.source import Found, Source

NOTATION = "php"
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
HINTS = (
    "curl_init", "curl_setopt", "->request(", "Http::", "stream_context_create", "wp_remote_", "HTTP_Request2",
    *(f"->{method}{suffix}(" for method in METHODS for suffix in ("", "Async")), "new Request(", "->send",
)  # fmt: skip
PHP = Dialect(
    name="php",
    comments=rf"{SLASHES}|{HASH}",
    strings=(("live", DOUBLE), ("quoted", SINGLE)),
    longs=(
        Long(OVER_LINES.format("'"), r"(?<!\\)(?:\\\\){0,20}'", "quoted"),
        Long(OVER_LINES.format('"'), r'(?<!\\)(?:\\\\){0,20}"', "live"),
    ),
    members=("->", "?->", "::"),
    joins=(".",),
    names=r"\$this->\w+|\$?[A-Za-z_]\w*(?:\\\w+)*|\\[A-Za-z_]\w*(?:\\\w+)*",
    inserted=re.compile(
        r"\{(\$[^{}\n]{1,80})\}|\$\{(\w{1,60})\}|(\$[A-Za-z_]\w{0,60}(?:->\w{1,40}|\[[^\]\n]{1,40}\])?)"
    ),
    heredocs=re.compile(r"<<<[ ]?(?P<quote>[\"']?)(?P<word>[A-Za-z_]\w{0,40})[\"']?(?=\r?\n)"),
    own=re.compile(r"\bcurl_\w|\$\w+ ?=|\$\w+->|<\?php|Http::|wp_remote_"),
    procedures=frozenset(("curl_setopt", "curl_setopt_array", "curl_exec")),
)


def read(source: Source) -> Found | None:
    """Every call of a PHP client, or None."""
    return traced(source, PHP, HINTS, TABLE, NOTATION)


def _curl(draft: Draft, step: Step) -> None:
    if step.arguments:
        draft.to(step.arguments[0])


def _curl_option(draft: Draft, step: Step) -> None:
    name, value = step.argument(0), step.argument(1)
    if isinstance(name, Name) and value is not None:
        _set(draft, name.text, value)


def _curl_options(draft: Draft, step: Step) -> None:
    given = draft.resolve(step.argument(0))
    for key, value in given.pairs if isinstance(given, Pairs) else ():
        _set(draft, key.value, value)


def _set(draft: Draft, name: str, value: Value) -> None:
    """One option of ``curl_setopt``."""
    option = name.removeprefix("CURLOPT_")
    if option in HEADERS:
        draft.header(Text(HEADERS[option], value.span, exact=False), value)
    elif option == "URL":
        draft.to(value)
    elif option == "CUSTOMREQUEST":
        draft.verb(value)
    elif option in VERBS and _is_true(draft, value):
        draft.method = draft.method or VERBS[option]
        draft.method_span = draft.method_span or value.span
        if option == "HTTPGET":
            draft.method, draft.body, draft.body_value, draft.content_type = "GET", None, None, ""
    elif option == "HTTPHEADER":
        draft.header_pairs(value)
    elif option == "POSTFIELDS":
        draft.method = draft.method or "POST"
        resolved = draft.resolve(value)
        draft.parts(_with_files(resolved)) if isinstance(resolved, Pairs) else draft.raw(resolved, FORM)
    elif option == "USERPWD":
        draft.basic(value)
    elif option == "XOAUTH2_BEARER":
        draft.bearer(value)


def _with_files(value: Pairs) -> Pairs:
    """``@/a/path`` is the old way to send a file."""
    return Pairs(
        tuple(
            (key, Invoked("file", (Text(each.value[1:], each.span),), NOTHING, each.span))
            if isinstance(each, Text) and each.value.startswith("@/")
            else (key, each)
            for key, each in value.pairs
        ),
        value.span,
    )


HEADERS = {"USERAGENT": "User-Agent", "COOKIE": "Cookie", "REFERER": "Referer"}
VERBS = {"POST": "POST", "HTTPGET": "GET", "NOBODY": "HEAD", "PUT": "PUT", "UPLOAD": "PUT"}


def _is_true(draft: Draft, value: Value) -> bool:
    value = draft.resolve(value) or value
    return not isinstance(value, Constant) or bool(value.value)


def _executed(draft: Draft, step: Step) -> Draft | None:
    draft.method = draft.method or "GET"
    return draft


def _client(draft: Draft, step: Step) -> None:
    """``new Client([…])`` of Guzzle, ``HttpClient::create([…])`` of Symfony."""
    options = draft.resolve(step.argument(0))
    draft.merges = True
    if isinstance(options, Pairs):
        draft.base = options.get("base_uri", "base_url")
        _options(draft, options)


def _options(draft: Draft, options: Value | None) -> None:
    """The options of a Guzzle or Symfony request."""
    options = draft.resolve(options)
    if not isinstance(options, Pairs):
        return
    draft.header_pairs(options.get("headers"))
    draft.query(options.get("query"))
    auth = options.get("auth", "auth_basic")
    if isinstance(auth, Items) and len(auth.values) >= 2:
        draft.basic(*auth.values[:2])
    elif isinstance(auth, Text):
        draft.basic(auth)
    draft.bearer(options.get("auth_bearer"))
    draft.json(options.get("json"))
    draft.fields(options.get("form_params"))
    body = options.get("body")
    draft.fields(body) if isinstance(body, Pairs) else draft.raw(body)
    _multipart(draft, options.get("multipart"))


def _multipart(draft: Draft, parts: Value | None) -> None:
    for part in parts.values if isinstance(parts, Items) else ():
        if isinstance(part, Pairs):
            draft.part(part.get("name"), part.get("contents"), part.get("filename"))


def _is_url(draft: Draft, value: Value | None) -> bool:
    value = draft.resolve(value)
    if isinstance(value, Text):
        return "://" in value.value or value.value.startswith(("/", "{{")) or draft.base is not None
    return isinstance(value, Name) and (
        draft.maker in ("Http", "Client.()") or re.search("ur[il]|endpoint", value.text, re.I) is not None
    )


def _requested(draft: Draft, step: Step) -> Draft | None:
    """``$client->request('POST', $url, […])``."""
    if not _is_url(draft, step.argument(1)):
        return None
    sent = _begun(draft).verb(step.argument(0)).to(step.argument(1))
    _options(sent, step.argument(2))
    return sent


def _begun(draft: Draft) -> Draft:
    sent = draft.copy()
    if draft.maker != "Http":
        sent.started = None
    return sent


def _called(draft: Draft, step: Step, method: str) -> Draft | None:
    """``$client->post($url, […])``: Guzzle takes options, Laravel data."""
    if not _is_url(draft, step.argument(0)):
        return None
    sent = _begun(draft).verb(method, step.name_span).to(step.argument(0))
    if draft.maker != "Http" and not draft.kind:
        _options(sent, step.argument(1))
        return sent
    data = sent.resolve(step.argument(1))
    if method in ("get", "head"):
        sent.query(data)
    elif sent.kind == FORM:
        sent.fields(data)
    elif sent.content_type == "multipart/form-data":
        sent.parts(data)
    else:
        sent.json(data)
    sent.kind = "" if sent.content_type == sent.kind else sent.kind
    return sent


def _made_request(draft: Draft, step: Step) -> None:
    """``new Request('POST', $url, [headers], $body)`` of PSR-7."""
    if len(step.arguments) >= 2:
        draft.verb(step.argument(0)).to(step.argument(1))
        draft.header_pairs(step.argument(2))
        draft.raw(step.argument(3))


def _sent(draft: Draft, step: Step) -> Draft | None:
    """``$client->send($request, […])``; Laravel's ``send('POST', $url, […])``; a request that sends itself."""
    first = step.argument(0)
    if isinstance(first, Thing):
        sent = draft.player.replay(first, draft=_begun(draft))
        _options(sent, step.argument(1))
        return sent if sent.url is not None else None
    if first is not None:
        return _requested(draft, step)
    return draft if draft.url is not None else None


def _fetched(draft: Draft, step: Step) -> Draft | None:
    """``file_get_contents($url, false, $context)``."""
    context = step.argument(2, "context")
    if not _is_url(draft, step.argument(0)) or (context is None and "://" not in draft.text(step.argument(0))):
        return None
    sent = Draft(draft.player, maker=draft.maker).to(step.argument(0)).verb("GET")
    if isinstance(context, Thing):
        given = draft.resolve(context.root().steps[0].argument(0)) if context.root().steps else None
        http = given.get("http", "https") if isinstance(given, Pairs) else None
        if isinstance(http, Pairs):
            _context(sent, http)
    return sent


def _context(draft: Draft, options: Pairs) -> None:
    if (verb := options.get("method")) is not None:
        draft.verb(verb)
    header = options.get("header")
    if isinstance(header, Text):
        for line in header.value.splitlines():
            draft.header_line(Text(line, header.span, exact=False, names=header.names))
    draft.header_pairs(header)
    draft.raw(options.get("content"), FORM)
    draft.header(Text("User-Agent", draft.url.span), options.get("user_agent")) if draft.url else None


def _wordpress(draft: Draft, step: Step, method: str) -> Draft | None:
    options = draft.resolve(step.argument(1))
    sent = draft.verb(method, step.name_span).to(step.argument(0))
    if isinstance(options, Pairs):
        sent.verb(options.get("method")) if options.get("method") else None
        sent.header_pairs(options.get("headers"))
        body = options.get("body")
        sent.fields(body) if isinstance(body, Pairs) else sent.raw(body, FORM)
    return sent


def _attached(draft: Draft, step: Step) -> None:
    draft.part(step.argument(0), step.argument(1), step.argument(2) or step.argument(0))


def _body(draft: Draft, step: Step) -> None:
    draft.raw(step.argument(0), draft.text(step.argument(1)) or "")


def _header(draft: Draft, step: Step) -> None:
    draft.header_pairs(step.argument(0)) if len(step.arguments) == 1 else draft.header(
        step.argument(0), step.argument(1)
    )


def _as(draft: Draft, step: Step, kind: str) -> None:
    draft.kind = kind
    if kind == "multipart/form-data":
        draft.part_type()


def _post_parameters(draft: Draft, step: Step) -> None:
    value = draft.resolve(step.argument(0))
    draft.fields(value if isinstance(value, Pairs) else Items((Items(step.arguments, step.span),), step.span))


TABLE: dict[str, Handler] = {
    "curl_init.()": _curl,
    "curl_setopt()": _curl_option,
    "curl_setopt_array()": _curl_options,
    "curl_exec()": _executed,
    "Client.()": _client,
    "HttpClient.create": _client,
    "HttpClient.createForBaseUri": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "request": _requested,
    "requestAsync": _requested,
    **{method: partial(_called, method=method) for method in METHODS},
    **{f"{method}Async": partial(_called, method=method) for method in METHODS},
    "Request.()": _made_request,
    "send": _sent,
    "sendAsync": _sent,
    "sendRequest": _sent,
    "file_get_contents.()": _fetched,
    "fopen.()": _fetched,
    **{f"wp_remote_{method}.()": partial(_wordpress, method=method) for method in ("get", "post", "head")},
    "wp_remote_request.()": partial(_wordpress, method="get"),
    "withToken": lambda draft, step: draft.bearer(step.argument(0), draft.text(step.argument(1)) or "Bearer"),
    "withHeaders": lambda draft, step: draft.header_pairs(step.argument(0)),
    "withHeader": _header,
    "withBasicAuth": lambda draft, step: draft.basic(step.argument(0), step.argument(1)),
    "withQueryParameters": lambda draft, step: draft.query(step.argument(0)),
    "withBody": _body,
    "withUserAgent": lambda draft, step: draft.header(Text("User-Agent", step.span), step.argument(0)),
    "accept": lambda draft, step: draft.header(Text("Accept", step.span), step.argument(0)),
    "acceptJson": lambda draft, step: draft.header(
        Text("Accept", step.span), Text("application/json", step.span, exact=False)
    ),
    "contentType": lambda draft, step: setattr(draft, "kind", draft.text(step.argument(0))),
    "asForm": partial(_as, kind=FORM),
    "asMultipart": partial(_as, kind="multipart/form-data"),
    "asJson": partial(_as, kind="application/json"),
    "attach": _attached,
    "baseUrl": lambda draft, step: setattr(draft, "base", draft.resolve(step.argument(0))),
    "setUrl": lambda draft, step: draft.to(step.argument(0)) and None,
    "setRequestUrl": lambda draft, step: draft.to(step.argument(0)) and None,
    "setMethod": lambda draft, step: draft.verb(step.argument(0)) and None,
    "setRequestMethod": lambda draft, step: draft.verb(step.argument(0)) and None,
    "setHeader": _header,
    "setHeaders": _header,
    "setBody": lambda draft, step: draft.raw(step.argument(0)) and None,
    "addPostParameter": _post_parameters,
}
