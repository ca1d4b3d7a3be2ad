"""PowerShell's ``Invoke-RestMethod`` and ``Invoke-WebRequest``, read as text; with splatting and ``ConvertTo-Json``.

Sources: learn.microsoft.com, Microsoft.PowerShell.Utility, and about_Hash_Tables, about_Splatting, about_Quoting_Rules.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from triage.engine.exchange import FormField, Span
from triage.engine.reading import limits
from triage.engine.reading.code.coded import Written, as_json, as_pairs, as_text, found
from triage.engine.reading.code.literals import Constant, Invoked, Items, Name, Pairs, Text, Value
from triage.engine.reading.source import Found, Source

NOTATION = "powershell"
CALLED = re.compile(r"(?<![\w-])(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)(?=[ \t]+[-'\"$@hH`])", re.IGNORECASE)
HINTS = ("nvoke-", "NVOKE-", "irm ", "iwr ", "IRM ", "IWR ")
ASSIGNED = re.compile(r"^[ \t]*(?:PS[^>\n]{0,200}>[ \t]*|>>[ \t]*)?\$(?P<name>\w{1,60})[ \t]*=[ \t]*", re.MULTILINE)
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
            if name is not None and name.group().lower() == "convertto-json":
                self.at = name.end()
                self._pass_parameters()
                return Invoked("ConvertTo-Json", (value,), Pairs((), value.span), value.span)
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
            return self._single(depth + 1)
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
            return Text(text, span)
        self.at = piece.start()
        return None

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
    every = Found()
    done = 0
    values: tuple[tuple[int, str, Value], ...] | None = None
    for match in source.matches(CALLED):
        if match.start() < done:
            continue
        values = _assignments(source.text) if values is None else values
        known = {name: value for place, name, value in values if place <= match.start()}
        end = min(source.end_of(match.start()), match.end() + limits.CODE)
        parser = Parser(source.text, match.end(), end, known)
        call = _written(match, _parameters(parser), parser)
        done = parser.at
        if call is not None:
            every = every.plus(found(source.text, call))
        if len(every.parts) >= limits.EXCHANGES:
            break
    return every if every.parts else None


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
        form=tuple(FormField(name, value) for name, value in as_pairs(form)),
    )


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
