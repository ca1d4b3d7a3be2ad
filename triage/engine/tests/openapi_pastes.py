"""A call and its answer written down as customers paste them: commands, code, raw messages and logs."""

import json
import random
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from triage.engine.tests.openapi_calls import FORM, MULTIPART, NOTHING, Call, Credential, as_text

REASONS = {
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 400: "Bad Request", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 415: "Unsupported Media Type",
    422: "Unprocessable Entity", 429: "Too Many Requests",
}  # fmt: skip
SHELL, CODE = ("curl", "curl-lines", "verbose", "httpie", "wget"), ("python", "fetch", "axios", "php")
NOTATIONS = (*SHELL, "raw", *CODE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the vendor sent; ``body`` is a text, empty for none."""

    status: int
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        kinds = {"{": "application/json", "[": "application/json", "<": "text/html"}
        kind = kinds.get(self.body[:1], "text/plain")
        fields = (*((("Content-Type", kind),) if self.body else ()), *self.headers)
        lines = [f"HTTP/1.1 {self.status} {REASONS.get(self.status, '')}".rstrip(), *(f"{n}: {v}" for n, v in fields)]
        return "\n".join(lines) + f"\n\n{self.body}\n"


def notations_for(call: Call) -> tuple[str, ...]:
    """The notations that can say this call: a broken body is text, a file goes with curl."""
    if call.media == MULTIPART:
        return ("curl", "curl-lines")
    if call.raw is not None:
        return ("curl", "curl-lines", "verbose", "raw", "wget")
    return NOTATIONS


def paste(call: Call, answer: Answer, notation: str, source: random.Random, *, variable: bool = False) -> str:
    """The call in that notation with its answer; with ``variable`` the credential stands in a variable."""
    if notation == "verbose":
        return verbose(call, answer, Writer(source, variable))
    return f"{written(call, notation, source, variable=variable)}\n\n{answer}"


def written(call: Call, notation: str, source: random.Random, *, variable: bool = False) -> str:
    """The call alone, as it stands in the first of two boxes."""
    return WRITERS[notation](call, Writer(source, variable))


@dataclass(frozen=True, slots=True)
class Writer:
    """The choices of one paste."""

    random: random.Random
    variable: bool

    def secret(self, value: str, notation: str) -> str:
        """The credential itself, or the variable that holds it."""
        if not self.variable:
            return value
        return {"python": '" + API_KEY + "', "fetch": "${apiKey}", "axios": "${apiKey}"}.get(notation, "$API_KEY")


def target(call: Call, keys: Callable[[Credential], str] = lambda each: each.value) -> str:
    """The path of the server and the call, with the query."""
    pairs = [*call.query, *((each.name, keys(each)) for each in call.credentials if each.kind == "query")]
    # Brackets, commas and bars stand as they are in most pastes; curl needs -g for none of the quoted ones.
    query = urlencode(pairs, safe="[]{},|:$", quote_via=quote)
    return quote(call.url, safe="/:{}$<>%@+,;=!*()[]-._~") + (f"?{query}" if query else "")


def header_lines(call: Call, writer: Writer, notation: str) -> list[tuple[str, str]]:
    """All headers, those of the credentials and the body's type among them."""
    lines = list(call.headers)
    for each in call.credentials:
        value = writer.secret(each.value, notation)
        if each.kind == "bearer":
            lines.append((each.name, f"Bearer {value}"))
        elif each.kind == "header":
            lines.append((each.name, value))
        elif each.kind == "cookie":
            lines.append(("Cookie", f"{each.name}={value}"))
        elif each.kind == "basic" and notation not in ("curl", "httpie", "python", "axios", "php", "wget"):
            lines.append((each.name, "Basic " + b64encode(f"{each.value}:".encode()).decode()))
    if call.media and call.media not in (MULTIPART,) and (call.media != FORM or notation in ("raw", "fetch")):
        lines.append(("Content-Type", call.media))
    return lines


def body_text(call: Call, writer: Writer | None = None) -> str | None:
    """The body as it goes over the wire; None without one."""
    if call.raw is not None:
        return call.raw
    if call.body is NOTHING:
        return None
    if call.media == FORM:
        return "&".join(f"{quote(name, safe='[]')}={quote_plus(value)}" for name, value in call.form)
    indent = 2 if writer is not None and writer.random.random() < 0.5 else None
    return json.dumps(call.body, ensure_ascii=False, indent=indent)


def _user(call: Call) -> str | None:
    return next((f"{each.value}:" for each in call.credentials if each.kind == "basic"), None)


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _double(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`") + '"'


def _shell(text: str) -> str:
    return _double(text) if "$API_KEY" in text else _single(text)


def curl(call: Call, writer: Writer, between: str = " ") -> str:
    """A curl command; the method is left out where curl chooses the same."""
    parts = ["curl -i"]
    chosen = "POST" if body_text(call) is not None else "GET"
    if call.method != chosen or writer.random.random() < 0.5:
        parts.append(f"-X {call.method}")
    parts.append(_shell(target(call, lambda each: writer.secret(each.value, "curl"))))
    if (user := _user(call)) is not None:
        parts.append(f"-u {_shell(writer.secret(user[:-1], 'curl') + ':')}")
    parts += [f"-H {_shell(f'{name}: {value}')}" for name, value in header_lines(call, writer, "curl")]
    parts += [f"{option} {_single(text)}" for option, text in _curl_data(call, writer)]
    return between.join(parts)


def _curl_data(call: Call, writer: Writer) -> list[tuple[str, str]]:
    if call.raw is None and call.media == MULTIPART and isinstance(call.body, dict):
        return [("-F", f"{name}={_part(name, value)}") for name, value in call.body.items()]
    if call.raw is None and call.media == FORM:
        plain = [("--data-urlencode", f"{name}={value}") for name, value in call.form]
        return plain or [("-d", "")]
    text = body_text(call, writer)
    return [] if text is None else [(writer.random.choice(["-d", "--data", "--data-raw"]), text)]


def _part(name: str, value: Any) -> str:
    if name == "file":
        return "@report.pdf"
    return json.dumps(value) if isinstance(value, dict | list) else as_text(value)


def curl_lines(call: Call, writer: Writer) -> str:
    """One option a line."""
    return curl(call, writer, " \\\n  ")


def verbose(call: Call, answer: Answer, writer: Writer) -> str:
    """What ``curl -v`` prints, after the command: on the wire no variable is left."""
    host, _, rest = target(call).partition("://")[2].partition("/")
    lines = [
        f"$ {curl(call, writer).replace('curl -i', 'curl -v', 1)}",
        f"* Connected to {host} (203.0.113.9) port 443",
    ]
    sent = [
        ("Host", host),
        ("User-Agent", "curl/8.5.0"),
        ("Accept", "*/*"),
        *header_lines(call, Writer(writer.random, False), "raw"),
    ]
    text = body_text(call)
    if text is not None:
        sent.append(("Content-Length", str(len(text.encode()))))
    lines += [f"> {call.method} /{rest} HTTP/1.1", *(f"> {name}: {value}" for name, value in sent), ">"]
    head, _, body = str(answer).partition("\n\n")
    lines += [f"< {line}" for line in head.splitlines()]
    return "\n".join([*lines, "<", body])


def httpie(call: Call, writer: Writer) -> str:
    """An HTTPie command with its items, or with the raw body where it is no object."""
    form = call.media == FORM
    parts = ["http", *(["--form"] if form else []), *_httpie_user(call, writer), call.method, _single(call.url)]
    parts += [_single(f"{name}=={value}") for name, value in call.query]
    parts += [_shell(f"{e.name}=={writer.secret(e.value, 'curl')}") for e in call.credentials if e.kind == "query"]
    parts += [_shell(f"{name}:{value}") for name, value in header_lines(call, writer, "httpie")]
    if form:
        parts += [_single(f"{name}={value}") for name, value in call.form]
    elif isinstance(call.body, dict) and call.body and all(str(name).isidentifier() for name in call.body):
        parts += [_single(_item(name, value)) for name, value in call.body.items()]
    elif call.body is not NOTHING:
        return " ".join([*parts, "--raw", _single(json.dumps(call.body))])
    return " ".join(parts)


def _httpie_user(call: Call, writer: Writer) -> list[str]:
    user = _user(call)
    return [] if user is None else ["-a", _shell(writer.secret(user[:-1], "curl") + ":")]


def _item(name: str, value: Any) -> str:
    return f"{name}={value}" if isinstance(value, str) else f"{name}:={json.dumps(value)}"


def wget(call: Call, writer: Writer) -> str:
    """A wget command that shows the answer's head."""
    parts = ["wget -S -O-", f"--method={call.method}"]
    parts += [f"--header={_shell(f'{name}: {value}')}" for name, value in header_lines(call, writer, "wget")]
    if (user := _user(call)) is not None:
        parts.append(f"--auth-no-challenge --user={_shell(writer.secret(user[:-1], 'curl'))} --password=''")
    if (text := body_text(call)) is not None:
        parts.append(f"--body-data={_single(text)}")
    return " ".join([*parts, _shell(target(call, lambda each: writer.secret(each.value, "curl")))])


def raw(call: Call, writer: Writer) -> str:
    """The message itself."""
    host, _, rest = target(call).partition("://")[2].partition("/")
    lines = [f"{call.method} /{rest} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in header_lines(call, Writer(writer.random, False), "raw")]
    return "\n".join(lines) + f"\n\n{body_text(call, writer) or ''}"


def python(call: Call, writer: Writer) -> str:
    """Python with the requests library."""
    lines = ["import requests", ""]
    head = dict(header_lines(call, writer, "python"))
    pairs = [*call.query, *((each.name, each.value) for each in call.credentials if each.kind == "query")]
    arguments = [repr(call.url)]
    if pairs:
        arguments.append(f"params={dict(pairs) if len(dict(pairs)) == len(pairs) else pairs!r}")
    if head:
        arguments.append(f"headers={_python(head)}")
    if (user := _user(call)) is not None:
        arguments.append(f"auth=({user[:-1]!r}, '')")
    if call.media == FORM:
        fields = dict(call.form)
        arguments.append(f"data={fields if len(fields) == len(call.form) else list(call.form)!r}")
    elif call.body is not NOTHING:
        arguments.append(f"json={call.body!r}")
    joined = ",\n    ".join(arguments)
    return "\n".join([*lines, f"response = requests.{call.method.lower()}(\n    {joined},\n)", "print(response.text)"])


def _python(head: dict[str, str]) -> str:
    return repr(head).replace('" + API_KEY + "', "' + API_KEY + '").replace(" + ''", "")


def fetch(call: Call, writer: Writer) -> str:
    """JavaScript with fetch."""
    options = [f"method: '{call.method}'"]
    if head := header_lines(call, writer, "fetch"):
        options.append("headers: {\n" + "".join(f"    {_js(n)}: {_js(v)},\n" for n, v in head) + "  }")
    if call.media == FORM:
        options.append(f"body: new URLSearchParams({json.dumps([list(pair) for pair in call.form])})")
    elif call.body is not NOTHING:
        options.append(f"body: JSON.stringify({json.dumps(call.body, ensure_ascii=False)})")
    joined = ",\n  ".join(options)
    return f"const response = await fetch({_js(target(call))}, {{\n  {joined}\n}});\nconsole.log(response.status);"


def axios(call: Call, writer: Writer) -> str:
    """JavaScript with axios."""
    options = [f"method: '{call.method.lower()}'", f"url: {_js(target(call))}"]
    if head := header_lines(call, writer, "axios"):
        options.append("headers: { " + ", ".join(f"{_js(n)}: {_js(v)}" for n, v in head) + " }")
    if (user := _user(call)) is not None:
        options.append(f"auth: {{ username: {_js(user[:-1])}, password: '' }}")
    if call.media == FORM:
        options.append(f"data: new URLSearchParams({json.dumps([list(pair) for pair in call.form])})")
    elif call.body is not NOTHING:
        options.append(f"data: {json.dumps(call.body, ensure_ascii=False)}")
    joined = ",\n  ".join(options)
    return f"const {{ data }} = await axios({{\n  {joined}\n}});"


def _js(text: str) -> str:
    if "${apiKey}" in text:
        return f"`{text}`"
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def php(call: Call, writer: Writer) -> str:
    """PHP with its curl functions."""
    lines = ["<?php", f"$ch = curl_init({_php(target(call))});", "curl_setopt($ch, CURLOPT_RETURNTRANSFER, true);"]
    lines.append(f"curl_setopt($ch, CURLOPT_CUSTOMREQUEST, '{call.method}');")
    if head := [f"{name}: {value}" for name, value in header_lines(call, Writer(writer.random, False), "php")]:
        lines.append(f"curl_setopt($ch, CURLOPT_HTTPHEADER, [{', '.join(map(_php, head))}]);")
    if (user := _user(call)) is not None:
        lines.append(f"curl_setopt($ch, CURLOPT_USERPWD, {_php(user)});")
    if (text := body_text(call)) is not None:
        lines.append(f"curl_setopt($ch, CURLOPT_POSTFIELDS, {_php(text)});")
    return "\n".join([*lines, "echo curl_exec($ch);"])


def _php(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


WRITERS: dict[str, Callable[[Call, Writer], str]] = {
    "curl": curl,
    "curl-lines": curl_lines,
    "httpie": httpie,
    "wget": wget,
    "raw": raw,
    "python": python,
    "fetch": fetch,
    "axios": axios,
    "php": php,
}
