"""A call in the making: what a library is told step by step, until it sends."""

import json
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urlencode, urljoin

from triage.engine.exchange import FormField, Span
from triage.engine.reading.code.coded import Written, as_json, as_pairs, as_text
from triage.engine.reading.code.literals import (
    Constant,
    Invoked,
    Items,
    Name,
    Pairs,
    Text,
    Thing,
    Value,
    inner_names,
)
from triage.engine.reading.messages.fields import basic

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTIPART = "multipart/form-data"


class Plays(Protocol):
    """What a draft asks of the player that it belongs to."""

    def resolve(self, value: Value | None) -> Value | None: ...
    def replay(self, thing: Value | None, before: int | None = None, draft: "Draft | None" = None) -> "Draft": ...


@dataclass(slots=True)
class Draft:
    """What is known of a call so far. ``player`` plays further things; ``started`` is where the call begins."""

    player: "Plays"
    method: str = ""
    method_span: Span | None = None
    url: Value | None = None
    base: Value | None = None
    headers: list[tuple[Text, Value]] = field(default_factory=list)
    params: list[tuple[Text, Value]] = field(default_factory=list)
    body: str | None = None
    body_value: Value | None = None
    content_type: str = ""
    form: list[FormField] = field(default_factory=list)
    started: int | None = None
    kind: str = ""  # what the library sends as, where that was told apart from the data
    merges: bool = False  # the base and the path are joined as RFC 3986 section 5 says
    maker: str = ""  # the name of what it is called on
    defaults: list[tuple[Text, Value]] = field(default_factory=list)  # the headers of every request of a client

    def copy(self) -> "Draft":
        """The same, to go on with."""
        return replace(self, headers=list(self.headers), params=list(self.params), form=list(self.form))

    def resolve(self, value: Value | None) -> Value | None:
        """The value without things in it."""
        return self.player.resolve(value)

    def text(self, value: Value | None) -> str:
        """The value as text."""
        return as_text(self.resolve(value))

    def verb(self, value: Value | str | None, span: Span | None = None) -> "Draft":
        """Set the method."""
        if isinstance(value, str):
            self.method, self.method_span = value.upper(), span
        elif value is not None:
            named = self.resolve(value)
            written = named.text if isinstance(named, Name) else as_text(named)
            word = written.replace("::", ".").rsplit(".", 1)[-1].removeprefix("Method").strip("()\"' ")
            self.method, self.method_span = word.upper()[:20], value.span
        return self

    def to(self, value: Value | None) -> "Draft":
        """Set the URL."""
        if value is not None:
            self.url = self.resolve(value) or self.url
        return self

    def header(self, name: Value | None, value: Value | None, *, adds: bool = False) -> None:
        """Set a header; with ``adds`` beside one of the same name."""
        name, value = self.resolve(name), self.resolve(value)
        if name is None or value is None or isinstance(name, Pairs | Items | Invoked | Thing):
            return
        key = name if isinstance(name, Text) else Text(_header_name(name), name.span, exact=False)
        values = value.values if isinstance(value, Items) and value.values else (value,)
        if not adds:
            self.headers = [pair for pair in self.headers if pair[0].value.lower() != key.value.lower()]
        self.headers += [(key, each) for each in values if not isinstance(each, Constant) or each.value is not None]

    def header_pairs(self, value: Value | None, *, adds: bool = False) -> None:
        """Set the headers of an object, of a list of pairs, or of a list of lines."""
        value = self.resolve(value)
        if isinstance(value, Invoked) and value.arguments:
            value = value.arguments[0]
        if isinstance(value, Pairs):
            for key, each in value.pairs:
                self.header(key, each, adds=adds)
        for each in value.values if isinstance(value, Items) else ():
            if isinstance(each, Items) and len(each.values) >= 2:
                self.header(each.values[0], each.values[1], adds=adds)
            elif isinstance(each, Text):
                self.header_line(each)

    def header_line(self, line: Value | None) -> None:
        """Set a header that is written as a line ``Name: value``."""
        line = self.resolve(line)
        if not isinstance(line, Text) or ":" not in line.value:
            return
        name, _, value = line.value.partition(":")
        start = line.span.start + len(name) + 1 + len(value) - len(value.lstrip()) if line.exact else line.span.start
        value_span = Span(start, line.span.end)
        self.header(
            Text(name.strip(), Span(line.span.start, min(line.span.start + len(name), line.span.end))),
            Text(value.strip(), value_span, line.exact, line.names),
            adds=True,
        )

    def query(self, value: Value | None) -> None:
        """Add the pairs of an object to the query."""
        value = self.resolve(value)
        if isinstance(value, Text):
            pairs = [each.partition("=") for each in value.value.lstrip("?").split("&") if each]
            self.params += [(Text(k, value.span), Text(v, value.span, exact=False)) for k, _, v in pairs]
            return
        if isinstance(value, Invoked) and value.arguments:
            value = value.arguments[0]
        self.params += value.pairs if isinstance(value, Pairs) else _listed(value)

    def param(self, name: Value | None, value: Value | None) -> None:
        """Add one parameter to the query."""
        name, value = self.resolve(name), self.resolve(value)
        if isinstance(name, Text) and value is not None:
            self.params.append((name, value))

    def basic(self, user: Value | None, password: Value | None = None) -> None:
        """Authorization of RFC 7617."""
        pair = [self.resolve(each) for each in (user, password)]
        names = tuple(name for each in pair if each is not None for name in inner_names(each))
        given = ":".join(as_text(each) for each in pair if each is not None)
        if user is not None:
            value = Text(basic(given), user.span, exact=False, names=names)
            self.header(Text("Authorization", user.span), value)

    def bearer(self, token: Value | None, scheme: str = "Bearer") -> None:
        """Authorization of RFC 6750."""
        token = self.resolve(token)
        if token is not None:
            value = Text(f"{scheme} {as_text(token)}".strip(), token.span, exact=False, names=tuple(inner_names(token)))
            self.header(Text("Authorization", token.span), value)

    def json(self, value: Value | None, *, spaced: bool = False, kind: str = JSON) -> "Draft":
        """A body of JSON."""
        value = self.resolve(value)
        if value is None:
            return self
        if isinstance(value, Invoked):
            return self.raw(value, kind)
        self.body_value, self.content_type = value, kind
        marks = (", ", ": ") if spaced else (",", ":")
        unknown = isinstance(value, Name)
        self.body = None if unknown else json.dumps(as_json(value), ensure_ascii=False, separators=marks)
        return self

    def fields(self, value: Value | None, kind: str = FORM) -> "Draft":
        """A body of form fields."""
        value = self.resolve(value)
        if isinstance(value, Pairs | Items):
            self.body, self.body_value, self.content_type = urlencode(as_pairs(value)), value, kind
            return self
        return self.raw(value, kind)

    def raw(self, value: Value | None, kind: str = "") -> "Draft":
        """A body as it stands."""
        value = self.resolve(value)
        if value is None or (isinstance(value, Constant) and value.value is None):
            return self
        unknown = isinstance(value, Name) or (isinstance(value, Invoked) and value.name == "file")
        self.body = None if unknown else as_text(value)
        self.body_value, self.content_type = value, kind
        return self

    def part(self, name: Value | None, value: Value | None, filename: Value | None = None) -> None:
        """One part of a multipart body: a value, or a file of which the name is known."""
        value = self.resolve(value)
        name_text = self.text(name)
        named = file_name(value) if filename is None else self.text(filename)
        if filename is not None or isinstance(value, Invoked):
            self.form.append(FormField(name_text, None, named.replace("\\", "/").rsplit("/", 1)[-1]))
        else:
            self.form.append(FormField(name_text, as_text(value)))
        self.content_type, self.body, self.body_value = MULTIPART, None, None

    def part_type(self) -> None:
        """A multipart body, even where no part of it is known."""
        self.content_type, self.body, self.body_value = MULTIPART, None, None

    def parts(self, value: Value | None) -> None:
        """The parts of a multipart body."""
        value = self.resolve(value)
        for key, each in value.pairs if isinstance(value, Pairs) else _listed(value):
            self.part(key, each)

    def whole_url(self) -> Value | None:
        """The URL with its base."""
        if self.url is None or self.base is None:
            return self.url if self.url is not None else self.base
        base, path = as_text(self.base), as_text(self.url)
        if "://" in path.split("?")[0] or not base:
            return self.url
        names = (*inner_names(self.base), *inner_names(self.url))
        if self.merges:
            try:
                whole = urljoin(base, path)
            except ValueError:
                whole = base + path
        elif not path or path.startswith("?"):
            whole = base + path
        else:
            whole = base.rstrip("/") + "/" + path.lstrip("/")
        return Text(whole, self.url.span, exact=False, names=names)

    def written(self, notation: str, span: Span) -> Written | None:
        """What was said of the call, if it has a URL."""
        url = self.whole_url()
        if url is None:
            return None
        has_type = any(key.value.lower() == "content-type" for key, _ in self.headers)
        return Written(
            notation=notation,
            method=self.method or ("POST" if self.body is not None or self.form else "GET"),
            url=url,
            span=span,
            method_span=self.method_span,
            headers=Pairs(tuple(self.headers), span),
            params=Pairs(tuple(self.params), span) if self.params else None,
            body=self.body,
            body_value=self.body_value,
            content_type="" if has_type else self.kind or self.content_type,
            form=tuple(self.form),
        )


def _header_name(name: Value) -> str:
    """A header that a constant names: ``HttpHeaders.CONTENT_TYPE``, ``header::AUTHORIZATION``."""
    word = as_text(name).strip("{}").replace("::", ".").rsplit(".", 1)[-1]
    return "-".join(each.capitalize() for each in word.split("_")) if word.isupper() else word


def _listed(value: Value | None) -> list[tuple[Text, Value]]:
    found: list[tuple[Text, Value]] = []
    for each in value.values if isinstance(value, Items) else ():
        if isinstance(each, Items) and len(each.values) >= 2 and isinstance(each.values[0], Text):
            found.append((each.values[0], each.values[1]))
    return found


def file_name(value: Value | None) -> str:
    """The name of ``open("x.csv", "rb")`` or of ``("x.csv", …)``."""
    if isinstance(value, Invoked) and value.arguments:
        value = value.arguments[0]
    if isinstance(value, Items) and value.values:
        value = value.values[0]
    return as_text(value).replace("\\", "/").rsplit("/", 1)[-1] if value is not None else ""
