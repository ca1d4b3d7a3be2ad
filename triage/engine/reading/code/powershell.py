"""PowerShell's ``Invoke-RestMethod`` and ``Invoke-WebRequest``, read as text; with splatting and ``ConvertTo-Json``.

Sources: learn.microsoft.com, Microsoft.PowerShell.Utility, ConvertTo-SecureString, PSCredential, and about_Hash_Tables,
about_Splatting, about_Quoting_Rules.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlencode

from triage.engine.exchange import FormField, Missing, Span
from triage.engine.reading import limits
from triage.engine.reading.code.coded import Written, as_json, as_pairs, as_text, found
from triage.engine.reading.code.literals import Constant, Invoked, Items, Name, Pairs, Text, Value
from triage.engine.reading.source import Found, Source

NOTATION = "powershell"
CALLED = re.compile(r"(?<![\w-])(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)(?=[ \t]+[-'\"$@hH`])", re.IGNORECASE)
HINTS = ("nvoke-", "NVOKE-", "irm ", "iwr ", "IRM ", "IWR ")
ASSIGNED = re.compile(r"^[ \t]*(?:PS[^>\n]{0,200}>[ \t]*|>>[ \t]*)?\$(?P<name>\w{1,60})[ \t]*=[ \t]*", re.MULTILINE)
# What is put into a table after it was made: $h["X"] = …, $h.X = …, $h.Add("X", …)
ADDED = re.compile(
    r"^[ \t]*(?:PS[^>\n]{0,200}>[ \t]*|>>[ \t]*)?\$(?P<name>\w{1,60})(?:\.Add\([ \t]*(?=['\"])"
    r"|\[[ \t]*(?=['\"][^'\"\n]{1,100}['\"][ \t]*\][ \t]*=)|\.(?=[A-Za-z_][\w-]{0,60}[ \t]*=[^=]))",
    re.MULTILINE | re.IGNORECASE,
)
HERE = re.compile(r"@(?P<mark>['\"])[ \t]*\n[\s\S]{0,100000}?\n[ \t]*(?P=mark)@")
CREDENTIAL = re.compile(r"\[?(?:System\.Management\.Automation\.)?PSCredential\]?\Z", re.IGNORECASE)
IN_FILE = Missing("body", "The body is in a file (-InFile): add what it holds.")
PIECE = re.compile(
    r"""
    (?P<blank>[ \t]+|`[ \t]*\n[ \t]*)
  | (?P<here>@'[ \t]*\n(?P<literal>[\s\S]*?)\n[ \t]*'@|@"[ \t]*\n(?P<expanding>[\s\S]*?)\n[ \t]*"@)
  | (?P<single>'[^']*(?:''[^']*)*')
  | (?P<double>"[^"`]*(?:(?:`[\s\S]|"")[^"`]*)*")
  | (?P<table>@\{)
  | (?P<list>@\()
  | (?P<splat>@\w+)
  | (?P<variable>\$(?:env:\w+|\w+(?:\.\w+)*|\{[^}\n]{0,100}\}))
  | (?P<parameter>-[A-Za-z]\w*:?)
  | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.]))
  | (?P<line>\n|;)
  | (?P<cast>\[[\w.\[\]]{1,80}\])
  | (?P<url>https?://[^\s'"`;|(){}]+)
  | (?P<bare>[^\s'"`@$()\[\]{};|,=]+)
  | (?P<mark>[\s\S])
    """,
    re.VERBOSE,
)
INSERTED = re.compile(r"\$\{?(?P<name>(?:env:)?\w+)\}?|`(?P<escaped>[\s\S])|(?P<quote>\"\")")
CONSTANTS: dict[str, bool | None] = {"$true": True, "$false": False, "$null": None}
ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Parser:
    """Reads one value after another."""

    text: str
    at: int
    end: int
    known: Mapping[str, Value] = field(default_factory=dict)

    def peek(self, *, lines: bool = False) -> re.Match[str] | None:
        """The next piece that is no blank; with ``lines`` line ends are passed over too."""
        while self.at < self.end:
            piece = PIECE.match(self.text, self.at, self.end)
            if piece is None or not (piece.lastgroup == "blank" or (lines and piece.lastgroup == "line")):
                return piece
            self.at = piece.end()
        return None

    def value(self, depth: int = 0) -> Value | None:
        """The next value, with the pipe into ``ConvertTo-Json`` behind it."""
        value = self._single(depth)
        start = self.at
        piece = self.peek()
        if value is not None and piece is not None and piece.group() == "|":
            self.at = piece.end()
            name = self.peek()
            if name is not None and name.group().lower() in ("convertto-json", "convertto-securestring"):
                self.at = name.end()
                self._pass_parameters()
                is_json = name.group().lower() == "convertto-json"
                return Invoked("ConvertTo-Json", (value,), Pairs((), value.span), value.span) if is_json else value
        self.at = start
        return value

    def _pass_parameters(self) -> None:
        while (piece := self.peek()) is not None and piece.lastgroup in ("parameter", "number"):
            self.at = piece.end()

    def _single(self, depth: int) -> Value | None:
        piece = self.peek()
        if piece is None or depth > limits.NESTING:
            return None
        kind, text, span = piece.lastgroup, piece.group(), Span(*piece.span())
        self.at = piece.end()
        if kind in ("single", "double", "here"):
            return self._string(piece)
        if kind == "cast":
            return self._cast(text, depth)
        if kind == "table":
            return self._table(span.start, depth)
        if kind == "list" or text == "(":
            return self._list(span.start, text, depth)
        if kind == "variable":
            if text.lower() in CONSTANTS:
                return Constant(CONSTANTS[text.lower()], span)
            return self.known.get(text.strip("${}"), Name(text, span))
        if kind == "number":
            return Constant(float(text) if "." in text else int(text[:18]), span)
        if kind in ("bare", "url", "parameter"):
            return self._invoked(text.lower(), span, depth) or Text(text, span)
        self.at = piece.start()
        return None

    def _cast(self, text: str, depth: int) -> Value | None:
        """The value behind a type's name; ``[pscredential]::new(user, password)`` makes one."""
        start = self.at
        if CREDENTIAL.match(text) and (following := self.peek()) is not None and following.group().lower() == "::new":
            self.at = following.end()
            arguments = self._single(depth + 1)
            if isinstance(arguments, Items):
                return Invoked("PSCredential", arguments.values, Pairs((), arguments.span), arguments.span)
        self.at = start
        return self._single(depth + 1)

    def _invoked(self, name: str, span: Span, depth: int) -> Value | None:
        """The value that one of the cmdlets makes that bear on a call; None where this is none of them."""
        if name not in ("convertto-securestring", "get-item", "new-object"):
            return None
        given = self._arguments(depth)
        if name == "convertto-securestring":
            return given[0] if given else Name("ConvertTo-SecureString", span)
        if name == "get-item":
            return Invoked("Get-Item", tuple(given[:1]), Pairs((), span), span)
        if given and CREDENTIAL.match(as_text(given[0])):
            return Invoked("PSCredential", tuple(given[1:]), Pairs((), span), span)
        return Pairs((), span)  # a dictionary, whose fields are added below

    def _arguments(self, depth: int) -> list[Value]:
        """What follows a cmdlet's name up to the end of the command, without the names of its parameters."""
        given: list[Value] = []
        while (piece := self.peek()) is not None and piece.lastgroup != "line" and piece.group() not in ("|", ")", "}"):
            before = self.at
            if piece.lastgroup == "parameter" or piece.group() == ",":
                self.at = piece.end()
                continue
            value = self._single(depth + 1)
            given += value.values if isinstance(value, Items) else [] if value is None else [value]
            self.at = max(self.at, before + 1)
        return given

    def _string(self, piece: re.Match[str]) -> Text:
        kind = piece.lastgroup
        if kind == "here":
            group = "literal" if piece["literal"] is not None else "expanding"
            start, end = piece.span(group)
        else:
            group, start, end = str(kind), piece.start() + 1, piece.end() - 1
        raw = self.text[start:end]
        if group in ("single", "literal"):
            value = raw.replace("''", "'") if group == "single" else raw
        else:
            value = INSERTED.sub(self._inserted, raw)
        return Text(value, Span(start, end), exact=value == raw)

    def _inserted(self, part: re.Match[str]) -> str:
        if part["quote"]:
            return '"'
        if part["escaped"]:
            return ESCAPES.get(part["escaped"], part["escaped"])
        known = self.known.get(part["name"])
        return as_text(known) if known is not None and not isinstance(known, Name) else part.group()

    def _table(self, start: int, depth: int) -> Pairs:
        pairs: list[tuple[Text, Value]] = []
        while (piece := self.peek(lines=True)) is not None and piece.group() != "}":
            before = self.at
            key = self._single(depth + 1)
            mark = self.peek()
            if isinstance(key, Constant):
                key = Text(str(key.value), key.span)
            if isinstance(key, Text) and mark is not None and mark.group() == "=":
                self.at = mark.end()
                value = self.value(depth + 1)
                if value is not None:
                    pairs.append((key, value))
                    continue
            self.at = max(self.at, before + 1)
        if piece is not None:
            self.at = piece.end()
        return Pairs(tuple(pairs), Span(start, self.at))

    def _list(self, start: int, opening: str, depth: int) -> Value:
        values: list[Value] = []
        while (piece := self.peek(lines=True)) is not None and piece.group() != ")":
            before = self.at
            value = self.value(depth + 1)
            if value is not None:
                values.append(value)
            else:
                self.at = max(self.at, before + 1)
        if piece is not None:
            self.at = piece.end()
        single = opening == "(" and len(values) == 1
        return values[0] if single else Items(tuple(values), Span(start, self.at))


def read(source: Source) -> Found | None:
    """Every call of the two cmdlets, or None; a call inside one that was read already is passed over."""
    if not source.has(*HINTS):
        return None
    added = list(islice(ADDED.finditer(source.text), limits.ASSIGNMENTS))
    every = Found()
    done = 0
    values: tuple[tuple[int, str, Value], ...] | None = None
    for match in source.matches(CALLED):
        if match.start() < done:
            continue
        values = _assignments(source.text) if values is None else values
        known = {name: value for place, name, value in values if place <= match.start()}
        end = min(source.end_of(match.start()), match.end() + limits.CODE)
        parser = Parser(source.text, match.end(), end, _completed(source.text, match.end(), known, added))
        given = _parameters(parser)
        call = _written(match, given, parser)
        done = parser.at
        if call is not None:
            every = every.plus(found(source.text, call))
            every = every.plus(Found(missing=(IN_FILE,))) if given.get("infile") is not None else every
        if len(every.parts) >= limits.EXCHANGES:
            break
    if not every.parts:
        return None
    # What a here-string holds was sent, and is no answer.
    claims = tuple(Span(*each.span()) for each in islice(source.matches(HERE), limits.ASSIGNMENTS))
    return every.plus(Found(claims=claims))


def _completed(text: str, at: int, known: Mapping[str, Value], added: Sequence[re.Match[str]]) -> Mapping[str, Value]:
    """The variables with what was put into their tables before this offset."""
    if not added or added[0].start() >= at:
        return known
    completed = dict(known)
    for match in added:
        table = completed.get(match["name"])
        if match.start() >= at or not isinstance(table, Pairs):
            continue
        parser = Parser(text, match.end(), min(len(text), match.end() + limits.CODE), completed)
        key = parser.value()
        while (mark := parser.peek()) is not None and mark.group() in (",", "]", "="):
            parser.at = mark.end()
        value = parser.value()
        if isinstance(key, Text) and value is not None and table.span.end <= match.start():
            kept = tuple(each for each in table.pairs if each[0].value.lower() != key.value.lower())
            completed[match["name"]] = Pairs((*kept, (key, value)), table.span)
    return completed


def _assignments(text: str) -> tuple[tuple[int, str, Value], ...]:
    """The variables that the text sets to literals, each with the offset behind it."""
    variables: list[tuple[int, str, Value]] = []
    values: dict[str, Value] = {}
    done = 0
    for each in ASSIGNED.finditer(text):
        if each.start() < done:
            continue
        parser = Parser(text, each.end(), min(len(text), each.end() + limits.CODE), values)
        value = parser.value()
        done = parser.at
        if value is not None and not isinstance(value, Name):
            values[each["name"]] = value
            variables.append((done, each["name"], value))
        if len(variables) >= limits.ASSIGNMENTS:
            break
    return tuple(variables)


def _parameters(parser: Parser) -> dict[str, Value | None]:
    """The parameters of one command by their lower-case names; what stands alone is the URI."""
    given: dict[str, Value | None] = {}
    while (piece := parser.peek()) is not None and piece.lastgroup != "line" and piece.group() not in ("|", ")", "}"):
        if piece.lastgroup == "splat":
            parser.at = piece.end()
            table = parser.known.get(piece.group()[1:])
            given |= {key.value.lower(): value for key, value in table.pairs} if isinstance(table, Pairs) else {}
        elif piece.lastgroup == "parameter":
            parser.at = piece.end()
            following = parser.peek()
            is_switch = following is None or following.lastgroup in ("parameter", "line") or following.group() in "|)"
            given[piece.group().strip("-:").lower()] = None if is_switch else parser.value()
        else:
            value = parser.value()
            if value is None:
                break
            given.setdefault("uri", value)
    return given


def _written(match: re.Match[str], given: dict[str, Value | None], parser: Parser) -> Written | None:
    url = given.get("uri")
    if url is None or not isinstance(url, Text | Name):
        return None
    verb = given.get("method") or given.get("custommethod")
    method = as_text(verb).upper() if verb is not None else "GET"
    body = given.get("body")
    is_query = isinstance(body, Pairs) and method == "GET"
    form = given.get("form")
    text, kind = (None, "") if is_query or body is None or isinstance(body, Name) else _body(body)
    kind = as_text(given.get("contenttype")) or kind or (FORM if text is not None and method != "GET" else "")
    return Written(
        notation=NOTATION,
        method=method,
        url=url,
        span=Span(match.start(), parser.at),
        method_span=verb.span if verb is not None else None,
        headers=_with_token(given),
        params=body if is_query else None,
        body=text,
        body_value=body if not is_query else None,
        content_type="multipart/form-data" if form is not None else kind,
        form=tuple(_fields(form)),
        auth=_credential(given),
    )


def _fields(form: Value | None) -> Iterator[FormField]:
    """The fields of ``-Form``; ``Get-Item`` names a file."""
    for key, value in form.pairs if isinstance(form, Pairs) else ():
        for each in value.values if isinstance(value, Items) else (value,):
            if isinstance(each, Invoked) and each.name == "Get-Item":
                path = as_text(each.arguments[0]) if each.arguments else ""
                yield FormField(key.value, filename=path.replace("\\", "/").rpartition("/")[2])
            else:
                yield FormField(key.value, as_text(each))


def _credential(given: dict[str, Value | None]) -> Value | None:
    """User and password that ``-Authentication Basic`` sends at once; without it the cmdlet waits for a challenge."""
    credential = given.get("credential")
    is_basic = as_text(given.get("authentication")).lower() == "basic"
    if not is_basic or not isinstance(credential, Invoked) or len(credential.arguments) != 2:
        return None
    return Items(credential.arguments, credential.span)


def _body(value: Value) -> tuple[str | None, str]:
    """The body's text and the Content-Type that the cmdlet adds."""
    if isinstance(value, Invoked) and value.name == "ConvertTo-Json":
        return json.dumps(as_json(value.arguments[0]), ensure_ascii=False, indent=2), ""
    if isinstance(value, Pairs):
        return urlencode(as_pairs(value)), FORM
    return as_text(value), ""


def _with_token(given: dict[str, Value | None]) -> Value | None:
    """The headers, and the one that ``-Authentication Bearer -Token`` makes."""
    headers, token = given.get("headers"), given.get("token")
    if token is None:
        return headers
    pairs = headers.pairs if isinstance(headers, Pairs) else ()
    bearer = Text(f"Bearer {as_text(token)}", token.span, exact=False)
    return Pairs((*pairs, (Text("Authorization", token.span), bearer)), token.span)
