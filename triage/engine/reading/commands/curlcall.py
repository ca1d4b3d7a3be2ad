"""One operation of curl in the making: its options taken one by one, then the call or calls that it sends."""

import re
from collections.abc import Callable

from triage.engine.exchange import Call, FormField, Header, Headers, Missing, Span
from triage.engine.reading import limits
from triage.engine.reading.commands import curltimes as times
from triage.engine.reading.commands import curlvariables, urls
from triage.engine.reading.commands.curldata import Data, encoded, form_field, nested
from triage.engine.reading.commands.curloptions import Option
from triage.engine.reading.grammar import TOKEN
from triage.engine.reading.messages.fields import basic
from triage.engine.reading.placeholders import placeholders
from triage.engine.reading.shells.words import Command, Word

NOTATION = "curl"
HEADER = re.compile(rf"[ \t]*({TOKEN})[ \t]*([:;])[ \t]*([\s\S]*?)\s*\Z")
FURTHER_URL = re.compile(r"https?:|[\w-]+(?:\.[\w-]+)+/|localhost", re.IGNORECASE)
UNSET = re.compile(r"\$(?:\w+|\{\w+\})")
# What curl 7.88 asks for with --compressed when built with all its decoders.
ENCODINGS = "deflate, gzip, br, zstd"
BOUNDARY = "------------------------"


def _range(text: str) -> str:
    """Of one number, from there on (curl's manual, "-r")."""
    return f"bytes={text}{'-' if text.isdigit() else ''}" if text else ""


SIMPLE: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("User-Agent", "user-agent", str),
    ("Referer", "referer", lambda text: text.removesuffix(";auto")),
    ("Range", "range", _range),
    ("Range", "continue-at", lambda text: f"bytes={text}-" if text.isdigit() else ""),
)
DATA = ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json")


class CallDraft:
    """What one operation of curl sends; made for one operation and thrown away."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.urls: list[Word] = []
        self.headers: list[Header] = []
        self.removed: set[str] = set()
        self.data: list[Data] = []
        self.query: list[str] = []
        self.form: list[FormField] = []
        self.cookies: list[Word] = []
        self.missing: list[Missing] = []
        self.refused: list[tuple[str, Word]] = []
        self.variables: dict[str, str] = {}
        self.last: dict[str, Option] = {}
        self.body_place: Span | None = None

    def take(self, option: Option) -> None:
        """Note one option; of those that take one value the last counts."""
        name, value = option.name, option.value
        if option.expands and value is not None:
            value = curlvariables.expanded(value, self.variables)
            option = option._replace(value=value)
        if name == "" or name == "url":
            if value is not None and value.value:
                self.urls.append(value)
        elif value is not None and name == "header":
            self._header(value)
        elif value is not None and name in DATA:
            self._data(name, value)
            self.last[name] = option
        elif value is not None and name in ("form", "form-string"):
            self._form(name, value)
        elif value is not None and name == "url-query":
            self._url_query(value)
        elif value is not None and name == "cookie":
            self._cookie(value)
        elif value is not None and name == "variable":
            self._variable(value)
        elif value is not None and name == "config":
            self.missing.append(Missing("call", f"Options are in the file {value.value!r}; paste what they say."))
        elif option.on:
            self.last[name] = option
            if name in ("netrc", "netrc-file", "netrc-optional"):
                self.missing.append(Missing("credentials", "Name and password are in the .netrc file."))
        else:
            self.last.pop(name, None)

    def _variable(self, word: Word) -> None:
        known = curlvariables.variable(word.value)
        if known is not None:
            self.variables[known[0]] = known[1]
        else:
            self.missing.append(Missing("variable", f"The paste does not say what {word.value!r} held."))

    def _header(self, word: Word) -> None:
        if word.value == "@-" and self.command.stdin is not None:
            for each in re.finditer(r"[^\n]+", self.command.stdin.value):
                self._header(_within(self.command.stdin, *each.span()))
            return
        if word.value.startswith("@"):
            self.missing.append(Missing("header", f"Headers are in the file {word.value[1:]!r}; paste its lines."))
            return
        line, broken, rest = word.value.partition("\n")
        if broken and rest.strip():
            # curl sends the line break as it is, and with it a header more.
            self._header(_within(word, 0, len(line.rstrip("\r"))))
            self._header(_within(word, len(line) + 1, len(word.value)))
            return
        found = HEADER.match(word.value)
        if found is None:
            return
        name, mark, value = found.groups()
        if mark == ";" and value:
            return
        if value or mark == ";":
            place = word.part(found.start(3), found.end(3)) if value else word.span
            self.headers.append(Header(name, value if mark == ":" else "", word.span, place))
        else:
            self.removed.add(name.lower())

    def _data(self, name: str, word: Word) -> None:
        data = encoded(name, word, self.command)
        if data.file:
            self.missing.append(Missing("body", f"The body is in the file {data.file!r}; paste what it holds."))
        self.data.append(data)
        self.body_place = Span(self.body_place.start if self.body_place else data.span.start, data.span.end)

    def _form(self, name: str, word: Word) -> None:
        fields = form_field(word.value, literal=name == "form-string")
        if not fields:
            self.refused.append((f"a form field needs a name and a value: {word.value[:60]!r}", word))
        self.form += fields
        if any(field.value is None and field.filename is None for field in fields):
            self.missing.append(
                Missing("body", f"A form field's value is in a file: {word.value!r}; paste what it holds.")
            )
        self.body_place = Span(self.body_place.start if self.body_place else word.start, word.end)

    def _url_query(self, word: Word) -> None:
        if word.value.startswith("+"):
            self.query.append(word.value[1:])
            return
        data = encoded("data-urlencode", word, self.command)
        if data.file:
            self.missing.append(Missing("query", f"A query value is in the file {data.file!r}; paste what it holds."))
        self.query.append(data.text)

    def _cookie(self, word: Word) -> None:
        if "=" in word.value:
            self.cookies.append(word)
        else:
            self.missing.append(Missing("cookie", f"Cookies are in the file {word.value!r}."))

    def calls(self) -> list[Call]:
        """The calls that are sent, one for each URL; of several, those that curl would not refuse."""
        calls: list[Call] = []
        named = [word for word in self.urls if not _is_unset(word)] or self.urls
        for word in [word for word in named if not self._url_problem(word)] or named[:1]:
            for url in [word.value] if "globoff" in self.last else urls.globbed(word.value, bare=not word.quoted):
                calls.append(self._call(word, url))
                if len(calls) >= limits.URLS:
                    return calls
        return calls

    def _call(self, word: Word, typed: str) -> Call:
        scheme = self._value("proto-default") or "http"
        sent = urls.sent(typed, scheme=scheme, path_as_is="path-as-is" in self.last)
        body, form = self._body()
        url = self._with_query(sent.url)
        method, method_span = self._method()
        if "upload-file" in self.last:
            url = self._with_file_name(url)
        return Call(
            method=method,
            url=self._retargeted(url),
            span=self.command.span,
            notation=NOTATION,
            headers=Headers(self._all_headers(word, sent.userinfo)),
            body=body,
            form=form,
            placeholders=placeholders(self.command.variables, word, self.headers, body, self.body_place),
            method_span=method_span,
            url_span=word.span,
            body_span=self.body_place if body is not None or form else None,
        )

    def _value(self, name: str) -> str:
        option = self.last.get(name)
        return option.value.value if option is not None and option.value is not None else ""

    def _method(self) -> tuple[str, Span | None]:
        option = self.last.get("request")
        if option is not None and option.value is not None and option.value.value:
            return option.value.value, option.value.span
        if "head" in self.last:
            return "HEAD", self.last["head"].word.span
        if "get" in self.last:
            return "GET", self.last["get"].word.span
        if "upload-file" in self.last:
            return "PUT", None
        return ("POST" if self.data or self.form else "GET"), None

    def _body(self) -> tuple[str | None, tuple[FormField, ...]]:
        if "upload-file" in self.last:
            name = self._value("upload-file")
            if name in ("-", "."):
                return (self.command.stdin.value if self.command.stdin else None), ()
            self.missing.append(Missing("body", f"The body is the file {name!r}; paste what it holds."))
            return None, ()
        if self.form:
            return None, tuple(nested(self.form))
        if not self.data or "get" in self.last or "head" in self.last:
            return None, ()
        return (None if any(data.file for data in self.data) else self._joined()), ()

    def _joined(self) -> str:
        """The data joined as curl does: with ``&``, except in front of what ``--json`` adds."""
        pieces = [self.data[0].text]
        for data in self.data[1:]:
            pieces.append(data.text if data.is_json else f"&{data.text}")
        return "".join(pieces)

    def _with_query(self, url: str) -> str:
        """curl sends what ``-G`` moves into the query in place of what ``--url-query`` adds."""
        in_query = self.data and ("get" in self.last or "head" in self.last)
        for add in [self._joined()] if in_query else self.query:
            if add:
                url += ("" if url.endswith(("?", "&")) else "&" if "?" in url else "?") + urls.small_escapes(add)
        return url

    def _with_file_name(self, url: str) -> str:
        """curl appends the file's name to a URL that ends in a slash."""
        path, mark, query = url.partition("?")
        name = re.split(r"[/\\]", self._value("upload-file"))[-1]
        return f"{path}{name}{mark}{query}" if path.endswith("/") and name not in ("-", ".") else url

    def _retargeted(self, url: str) -> str:
        target = self._value("request-target")
        found = urls.PARTS.match(url)
        if not target or found is None:
            return url
        return f"{found['scheme']}://{found['host']}{'' if target.startswith('/') else '/'}{target}"

    def _all_headers(self, url: Word, userinfo: str | None) -> tuple[Header, ...]:
        """The headers as written, and those that curl adds because of other options."""
        written = {header.name.lower() for header in self.headers} | self.removed
        added = [header for header in self._added(url, userinfo) if header.name.lower() not in written]
        if self.form:
            return (
                *(each for each in self.headers if each.name.lower() != "content-type"),
                *added,
                self._multipart(url),
            )
        return (*self.headers, *added)

    def _added(self, url: Word, userinfo: str | None) -> list[Header]:
        added = self._credentials(url, userinfo)
        for name, option, form in SIMPLE:
            word = self.last[option].value if option in self.last else None
            if word is not None and form(word.value):
                added.append(Header(name, form(word.value), word.span, word.span))
        if self.cookies:
            place = Span(self.cookies[0].span.start, self.cookies[-1].span.end)
            added.append(Header("Cookie", ";".join(each.value for each in self.cookies), place, place))
        if "tr-encoding" in self.last:
            added.append(_implied("TE", "gzip", self.last["tr-encoding"]))
        condition = self.last["time-cond"].value if "time-cond" in self.last else None
        if condition is not None and (header := times.condition(condition)) is not None:
            added.append(header)
        if "compressed" in self.last:
            added.append(_implied("Accept-Encoding", ENCODINGS, self.last["compressed"]))
        if "json" in self.last:
            added.append(_implied("Content-Type", "application/json", self.last["json"]))
            added.append(_implied("Accept", "application/json", self.last["json"]))
        elif self.data and "get" not in self.last and "head" not in self.last:
            place = self.body_place or url.span
            added.append(Header("Content-Type", "application/x-www-form-urlencoded", place, place))
        return added

    def _multipart(self, url: Word) -> Header:
        """curl adds its boundary to whatever Content-Type the command gives a form."""
        given = next((each for each in self.headers if each.name.lower() == "content-type"), None)
        place = given.span if given else self.body_place or url.span
        value = f"{given.value if given else 'multipart/form-data'}; boundary={BOUNDARY}"
        return Header("Content-Type", value, place, given.value_span if given else place)

    def problems(self) -> list[tuple[str, Word]]:
        """Why curl would refuse these options together, or the URL (curl's exit codes 2 and 3)."""
        kinds = [
            kind
            for kind, used in (
                ("-d", bool(self.data) and "get" not in self.last),
                ("-F", bool(self.form)),
                ("-I", "head" in self.last and "get" not in self.last),
                ("-T", "upload-file" in self.last),
            )
            if used
        ]
        named = [word for word in self.urls if not _is_unset(word)] or self.urls
        found = self.refused + [(problem, each) for each in named if (problem := self._url_problem(each))]
        if "get" in self.last and any(" " in data.text for data in self.data):
            found.append(("a URL must not hold blanks: -G puts the data into it", self.last["get"].word))
        if len(kinds) > 1:
            found.append((f"curl takes only one of {' and '.join(kinds)}", self.command.words[0]))
        return found

    def _url_problem(self, word: Word) -> str:
        if urls.has_blank(word.value):
            return f"a URL must not hold blanks: {word.value[:200]!r}"
        problem = "" if "globoff" in self.last else urls.glob_problem(word.value)
        return problem or urls.host_problem(word.value)

    def _credentials(self, url: Word, userinfo: str | None) -> list[Header]:
        """Authorization as curl makes it; other schemes than Basic and Bearer wait for the server's challenge."""
        if "oauth2-bearer" in self.last:
            word = self.last["oauth2-bearer"].value
            return [Header("Authorization", f"Bearer {word.value}", word.span, word.span)] if word else []
        if any(scheme in self.last for scheme in ("digest", "ntlm", "negotiate", "anyauth", "aws-sigv4", "ntlm-wb")):
            return []
        option = self.last.get("user")
        if option is not None and option.value is not None:
            return [Header("Authorization", basic(option.value.value), option.value.span, option.value.span)]
        if userinfo is not None:
            at = url.value.find(userinfo)
            place = url.part(at, at + len(userinfo)) if at >= 0 else url.span
            user, _, password = userinfo.partition(":")
            pair = f"{urls.decoded(user)}:{urls.decoded(password)}"
            return [Header("Authorization", basic(pair), place, place)]
        return []


def _within(word: Word, start: int, end: int) -> Word:
    """A part of a word as a word of its own."""
    place = word.part(start, end)
    return Word(word.value[start:end], place.start, place.end, ((0, place.start),), word.quoted)


def _is_unset(word: Word) -> bool:
    """Whether the word is one variable without quotes: unset, it would not be there (POSIX section 2.6.5)."""
    return not word.quoted and UNSET.fullmatch(word.value) is not None


def _implied(name: str, value: str, option: Option) -> Header:
    return Header(name, value, option.word.span, option.word.span)
