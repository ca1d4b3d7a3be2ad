"""Follows source code from statement to statement as text, and notes what is done to which thing.

Nothing is executed. ``client.post("/x")`` is a ``Step`` on the ``Thing`` that the paste made or took as ``client``;
what a library means by it, the reader of the language says. What the grammar does not know is passed over word by word.
"""

import re
from dataclasses import dataclass, field

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.code.chains import GENERIC, Chain
from triage.engine.reading.code.dialects import Dialect
from triage.engine.reading.code.lexing import STRINGS, Lexer, Token, plain
from triage.engine.reading.code.literals import (
    SPREAD,
    Constant,
    Items,
    Name,
    Pairs,
    Text,
    Thing,
    Value,
    joined,
    number,
    paired,
    shown,
)
from triage.engine.reading.code.resolving import Resolver
from triage.engine.reading.code.structs import as_sent, fields_of

WORDS = frozenset(
    ("new", "await", "async", "return", "const", "let", "var", "val", "final", "my", "our", "try", "throw", "yield",
     "else", "in", "not", "echo", "print", "if", "while", "for", "with", "public", "private", "static", "mut", "move",
     "export", "unless", "until", "and", "or", "puts", "defer", "elif", "case", "when", "guard", "readonly", "use")
)  # fmt: skip
KEY = re.compile(
    r"(?P<name>[A-Za-z_$][\w$-]{0,80}[?!]?)(?:[ \t\n]{0,20})(?P<mark>:(?!:)|=>|=(?![=>~]))(?!=)"
    r"|(?P<symbol>:[A-Za-z_]\w{0,80})[ \t\n]{0,20}=>"
)
SYMBOL = re.compile(r":(?P<name>[A-Za-z_]\w{0,80})")
SEVERAL = re.compile(
    r"\(?(?P<first>[A-Za-z_$]\w{0,60})\)?(?:[ \t]*,[ \t]*[A-Za-z_$]\w{0,60}){1,5}\)?[ \t]*(?::=|=(?!=))"
)
ANNOTATED = re.compile(
    r"(?P<first>[A-Za-z_]\w{0,60})[ \t]*:[ \t]*(?![:\"'\d])[&\w<\[][\w<>\[\], .|?&:]{0,100}?[ \t]*=(?![=>])"
)
FUNCTION = re.compile(
    r"(?:async\s{1,3})?(?:(?:function\b[^(\n]{0,40}|fn\b ?|func\b ?)\([^()\n]{0,200}\)"
    r"|\([^()\n]{0,200}\)(?=\s?=>)|[A-Za-z_$]\w{0,40}(?=\s?=>))"
    r"(?:[^\S\n]{0,3}(?:use ?\([^()\n]{0,200}\)|:[^={\n]{1,60}))?"
    r"(?:\s?=>\s?)?"
)
BLOCK = re.compile(r"\s{0,2}(?:do|\{)[ \t]*(?:\|(?P<name>\w{1,40})(?:,[^|\n]{0,60})?\||(?P<typed>\w{1,40})[ \t]*->)?")
COMPOSITE = re.compile(
    r"(?:\[\]|map\[\w{1,20}\]|url\.Values|http\.Header|gin\.H)(?:(?:\[\])?(?:interface|struct)\{\}|[\w.*\[\]]{0,40})\{"
    r"|(?P<bytes>\[\]byte\()|(?<=struct )\{(?P<anonymous>[^{}]{0,4000})\}\{"
)
CAST = re.compile(r"\((?:[A-Z][\w.<>\[\]]{0,60}|string|int|long|byte\[\])\)[ ]?(?=[A-Za-z_(\"])")
MEMBER = re.compile(r"\.[A-Za-z]\w{0,60}")
SET = re.compile(r"[ \t]{0,4}(?::=|=(?![=>~]))")
LAMBDA = re.compile(r"\(?(?P<name>[A-Za-z_]\w{0,60})\)?[ ]?->[ ]?(?![\s{])")  # of Java
SHORTHAND = re.compile(r"[A-Za-z_$][\w$]{0,80}(?=\s{0,80}[,}])")  # of JavaScript, ``{ headers }``
UNDEFINED = re.compile(r"\s{0,20}undefined\b")  # JSON has no such value: the key is left out
CLOSING = {"{": "}", "[": "]", "(": ")", "array(": ")"}
FORMATTED = re.compile(r"%[-+0-9.]{0,6}[sdvqi@]")


@dataclass(slots=True)
class Tracer:
    """Follows one text; ``things`` are all that calls were made on, in the order of the text."""

    lexer: Lexer
    things: list[Thing] = field(default_factory=list)
    blocks: list[Thing] = field(default_factory=list)
    claims: list[Span] = field(default_factory=list)  # what variables are set to: data of the code, and no answer

    @property
    def known(self) -> dict[str, Value]:
        """The variables that are known so far."""
        return self.lexer.known

    def run(self, depth: int = 0, *, closing: bool = False) -> None:
        """Follow the statements to the end; with ``closing`` to the brace that closes what stands around them."""
        braces = 0
        while (token := self.lexer.peek()) is not None and len(self.things) < limits.THINGS:
            if token.text == "}" and token.kind == "mark":
                self.lexer.at = token.end
                braces -= 1
                if closing and braces < 0:
                    return
                continue
            braces += token.text == "{"
            self._statement(token, depth)
            self.lexer.at = max(self.lexer.at, token.start + 1)

    def _statement(self, token: Token, depth: int) -> None:
        lexer = self.lexer
        if token.kind == "name" and not self._is_word(token):
            target = SEVERAL.match(lexer.text, token.start, lexer.end) or ANNOTATED.match(
                lexer.text, token.start, lexer.end
            )
            if target is not None:
                lexer.at = target.end()
                self.learn(target["first"], self.value(depth + 1))
                return
            self._chain(depth + 1, assigns=True)
        elif token.kind in STRINGS:
            self._chain(depth + 1, assigns=True)
        elif lexer.dialect.name == "go" and token.text == "var":
            self._variable()
        if lexer.at <= token.start:
            lexer.at = token.end

    def _is_word(self, token: Token) -> bool:
        """Whether this is a word of some language, and no variable that is called so (``in := …`` of Go)."""
        if token.text in self.known or SET.match(self.lexer.text, token.end, self.lexer.end):
            return False
        return token.text in WORDS or token.text in self.lexer.dialect.skipped

    def _variable(self) -> None:
        """Go's ``var name type = value``; the name is what counts."""
        found = re.compile(r"var (?P<first>\w{1,60}) [\w\[\]{}*.]{1,60} =").match(self.lexer.text, self.lexer.at)
        if found is not None:
            self.lexer.at = found.end()
            self.learn(found["first"], self.value())

    def learn(self, name: str, value: Value | None) -> None:
        """Note what a variable holds; a module that is loaded keeps its name."""
        if isinstance(value, Thing) and value.name == "require":
            return
        if isinstance(value, Text | Pairs | Items) and len(self.claims) < limits.VARIABLES:
            self.claims += () if isinstance(value, Text) and self._is_within(value.span.start) else (value.span,)
        if value is not None and (len(self.known) < limits.VARIABLES or plain(name) in self.known):
            self.known[plain(name)] = value

    def _is_within(self, offset: int) -> bool:
        """Whether more stands on the line before what is set, as in an error's ``Error: 500, message='…'``."""
        start = self.lexer.text.rfind("\n", max(0, offset - 200), offset) + 1
        return ", " in self.lexer.text[start:offset]

    def value(self, depth: int = 0) -> Value | None:
        """The next value; strings joined by the language's mark or by standing side by side are one."""
        first = self._chain(depth)
        dialect = self.lexer.dialect
        while first is not None:
            token = self.lexer.peek()
            if token is None:
                break
            if token.text in dialect.joins and token.kind in ("mark", "operator"):
                self.lexer.at = token.end
                second = self._chain(depth)
                first = self._joined(first, second) if second is not None else first
            elif dialect.adjacent and isinstance(first, Text) and token.kind in STRINGS:
                second = self._chain(depth)
                first = joined(first, second, limits.CODE) if second is not None else first
            elif token.text == "%" and isinstance(first, Text):
                self.lexer.at = token.end
                first = formatted(first, _listed(self._chain(depth)))
            elif token.text in ("||", "??", "?:", "&&", "or") or (token.text == "?" and token.kind == "mark"):
                self._alternative(token, depth)
            else:
                break
        return first

    def _joined(self, first: Value, second: Value) -> Value:
        """Two values as one string; what was called is resolved now, or stands as it is written."""
        known = [Resolver(self.lexer.text, limits.CHAIN).within(each) for each in (first, second)]
        return joined(known[0], known[1], limits.CODE)

    def _alternative(self, token: Token, depth: int) -> None:
        """What would be taken in another case is passed over."""
        self.lexer.at = token.end
        self.value(depth + 1)
        if token.text == "?" and self.lexer.take(":"):
            self.value(depth + 1)

    def _chain(self, depth: int, *, assigns: bool = False) -> Value | None:
        """A value and all that is called on it; at the head of a statement also what is set on it."""
        lexer = self.lexer
        token = lexer.peek()
        passed = 0
        made = False
        while token is not None and passed < 8 and self._is_prefix(token):
            made = made or token.text == "new"
            lexer.at = token.end
            token = lexer.peek()
            passed += 1
        if token is None or depth > limits.NESTING:
            return None
        if token.text == "<" and lexer.dialect.name == "dart":  # ``<String, String>{…}``
            generic = GENERIC.match(lexer.text, token.start, lexer.end)
            token = None if generic is None else lexer.peek_at(generic.end())
            if token is None:
                return None
        if lexer.dialect.casts and (cast := CAST.match(lexer.text, token.start, lexer.end)) is not None:
            lexer.at = cast.end()
            return self._chain(depth + 1, assigns=assigns)
        if lexer.dialect.composites and (composite := COMPOSITE.match(lexer.text, token.start, lexer.end)) is not None:
            return self._composite(composite, depth)
        if token.text == "." and (member := MEMBER.match(lexer.text, token.start, lexer.end)) is not None:
            lexer.at = member.end()
            return Name(member.group(), Span(*member.span()))
        link = Chain(self, depth, token.start, assigns, made)
        if token.kind in STRINGS:
            lexer.at = token.end
            link.value = lexer.string(token)
        elif token.kind == "number":
            lexer.at = token.end
            link.value = Constant(number(token.text.rstrip("mMfFdDlLuU")), Span(token.start, token.end))
        elif token.text == "array" and lexer.text.startswith("(", token.end):
            lexer.at = token.end + 1
            link.value = self.collection("array(", token.start, depth)
        elif token.kind == "name":
            lexer.at = token.end
            link.begin(token)
        elif token.text in ("{", "[", "("):
            lexer.at = token.end
            link.value = self.collection(token.text, token.start, depth)
        elif token.text == ":" and (symbol := SYMBOL.match(lexer.text, token.start, lexer.end)) is not None:
            lexer.at = symbol.end()
            link.value = Text(symbol["name"], Span(*symbol.span("name")))
        else:
            return None
        return link.end()

    def _composite(self, opening: re.Match[str], depth: int) -> Value:
        """Go's maps and slices, and the conversion of a string to bytes."""
        self.lexer.at = opening.end()
        if opening["bytes"]:
            inner = self.members(")", depth)
            return inner[0][1] if inner else Text("", Span(*opening.span()))
        value = self.collection("{", opening.end() - 1, depth)
        if opening["anonymous"]:
            structs = {"struct": fields_of(opening["anonymous"])}
            return as_sent(structs, "struct", value, value.span) or value
        return Pairs((), value.span) if isinstance(value, Items) and not value.values else value

    def _is_prefix(self, token: Token) -> bool:
        if token.kind == "name":
            return self._is_word(token)
        if token.text == "?":  # Swift's ``try? …``
            return self.lexer.text.endswith("try", 0, token.start)
        return token.text in ("&", "*", "!", "-", "\\", "@", "**", "...")

    def collection(self, opening: str, start: int, depth: int) -> Value:
        """A list, an object, or what stands in parentheses."""
        inner = self.members(CLOSING[opening], depth)
        span = Span(start, self.lexer.at)
        loose = opening == "{" and not self.lexer.dialect.composites
        is_object = loose and any(isinstance(value, Pairs | Name) for _, value in inner)
        if any(key is not None for key, _ in inner) or is_object or (opening == "{" and not inner):
            return Pairs(tuple(pair for key, value in inner for pair in paired(key, value)), span)
        values = tuple(value for _, value in inner)
        return values[0] if opening == "(" and len(values) == 1 else Items(values, span)

    def members(self, closing: str, depth: int) -> list[tuple[Text | None, Value]]:
        """The members up to the closing mark: a key with its value, or a value alone."""
        members: list[tuple[Text | None, Value]] = []
        lexer = self.lexer
        while (token := lexer.peek()) is not None:
            if token.text == closing and token.kind == "mark":
                lexer.at = token.end
                break
            if token.text in (",", ";") and token.kind == "mark":
                lexer.at = token.end
                continue
            member = self.member(depth, token)
            after = lexer.peek()
            if after is not None and after.text not in (closing, ",", ";"):
                self._skip(closing)
            # A closing mark that closes nothing stays where it is; every round must get further.
            lexer.at = max(lexer.at, token.end if member is None else token.start + 1)
            if member is not None:
                is_short = closing == "}" and member[0] is None and self._is_shorthand(token)
                members.append((Text(token.text, Span(token.start, token.end)), member[1]) if is_short else member)
        return members

    def _is_shorthand(self, token: Token) -> bool:
        """Whether a member of an object is a variable alone, whose name is then the key."""
        lexer = self.lexer
        return lexer.dialect.name == "javascript" and SHORTHAND.match(lexer.text, token.start, lexer.end) is not None

    def member(self, depth: int, token: Token) -> tuple[Text | None, Value] | None:
        """A value, or a key (before ``:``, ``=``, ``=>``, ``to``) and its value."""
        lexer = self.lexer
        if depth > limits.NESTING:
            return None
        if token.text in ("...", "**"):
            value = self.value(depth + 1)
            return None if value is None else (Text(SPREAD, value.span), value)
        if token.kind == "name" or token.text in ("(", ":"):
            if lexer.dialect.receivers and (named := LAMBDA.match(lexer.text, token.start, lexer.end)) is not None:
                lexer.at = named.end()
                self.learn(named["name"], Thing("lambda", Span(named.end(), named.end())))
                value = self.value(depth + 1)
                return None if value is None else (None, value)
            function = FUNCTION.match(lexer.text, token.start, lexer.end) if lexer.dialect.arrows else None
            if function is not None:
                return None, self._function(function, depth)
            named = KEY.match(lexer.text, token.start, lexer.end)
            if named is not None:
                group = "name" if named["name"] else "symbol"
                key = Text(named[group].lstrip(":$"), Span(*named.span(group)))
                lexer.at = named.end()
                is_left_out = lexer.dialect.name == "javascript" and UNDEFINED.match(lexer.text, lexer.at, lexer.end)
                value = self.value(depth + 1)
                return None if value is None or is_left_out else (key, value)
        first = self.value(depth + 1)
        after = lexer.peek()
        if first is None or after is None or after.text not in (":", "=>", "=", "to"):
            return None if first is None else (None, first)
        lexer.at = after.end
        second = self.value(depth + 1)
        return None if second is None else (_key(first), second)

    def _function(self, function: re.Match[str], depth: int) -> Value:
        """A function: what it does is followed, what it gives back is not known."""
        self.lexer.at = function.end()
        token = self.lexer.peek()
        if token is not None and token.text == "{":
            self.lexer.at = token.end
            self.run(depth + 1, closing=True)
        else:
            self.value(depth + 1)
        return Name("function", Span(*function.span()))

    def _skip(self, closing: str) -> None:
        """Pass over an expression that is not understood, up to the next comma or the closing mark of this level."""
        open_marks = 0
        while (token := self.lexer.peek()) is not None:
            found = token.text if token.kind == "mark" else ""
            if open_marks == 0 and found and found in (",", ";", closing):
                return
            open_marks += (found in ("(", "[", "{")) - (found in (")", "]", "}"))
            if open_marks < 0:
                return
            self.lexer.at = token.end

    def block(self, depth: int) -> Thing | None:
        """A block behind a call: what is called in it without a receiver, or on its variable, is done to one thing."""
        lexer = self.lexer
        found = BLOCK.match(lexer.text, lexer.at, lexer.end)
        if found is None or depth > limits.NESTING:
            return None
        thing = Thing("block", Span(found.end(), found.end()))
        name = found["name"] or found["typed"]
        if lexer.dialect.commands:
            if name is None:
                return None
            lexer.at = found.end()
            self.learn(name, thing)
            return thing
        lexer.at = found.end()
        self.learn(name or "it", thing)
        self.blocks.append(thing)
        self.run(depth + 1, closing=True)
        self.blocks.pop()
        return thing


def _key(value: Value) -> Text:
    if isinstance(value, Items) and len(value.values) == 1:
        value = value.values[0]
    if isinstance(value, Text):
        return value
    return Text(str(value.value) if isinstance(value, Constant) else getattr(value, "text", ""), value.span)


def _listed(value: Value | None) -> tuple[Value, ...]:
    if isinstance(value, Items):
        return value.values
    return () if value is None else (value,)


def formatted(pattern: Text, values: tuple[Value, ...]) -> Text:
    """A format with its values put in, as C's ``printf`` does."""
    given = iter(values)
    names = (*pattern.names, *(value for value in values if isinstance(value, Name)))

    def put_in(place: re.Match[str]) -> str:
        value = next(given, None)
        if isinstance(value, Text):
            return value.value[: limits.CODE]
        return place.group() if value is None else shown(value)

    return Text(FORMATTED.sub(put_in, pattern.value)[: limits.CODE], pattern.span, exact=False, names=names)


def literal(text: str, at: int, end: int, dialect: Dialect) -> Value | None:
    """The string, list or object that stands right here, as a program printed it; None where none does."""
    lexer = Lexer(text, at, min(end, at + limits.CODE), dialect)
    token = lexer.peek()
    if token is None:
        return None
    lexer.at = token.end
    if token.kind in STRINGS:
        return lexer.string(token)
    return Tracer(lexer).collection(token.text, token.start, 0) if token.text in ("{", "[", "(") else None
