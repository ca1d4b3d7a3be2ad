"""One chain of source code: a value, and the members, calls, subscripts and assignments that follow it."""

import re
from dataclasses import dataclass, field
from typing import Protocol

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.code.addresses import BUILDERS, PROPERTIES
from triage.engine.reading.code.lexing import STRINGS, Lexer, Token, looked_up, plain
from triage.engine.reading.code.literals import (
    CONSTANTS,
    NOTHING,
    Constant,
    Items,
    Name,
    Pairs,
    Step,
    Text,
    Thing,
    Value,
    joined,
    paired,
)

ASSIGNS = ("=", ":=", "<-", "+=", ".=", "||=")
GENERIC = re.compile(r"(?:::)?<[\w\s,.<>\[\]?&{}|:]{0,100}>(?=\s?[({])")
ENDS_A_COMMAND = frozenset(("do", "if", "unless", "and", "or", "then", "end", "rescue", "while", "in", "to", "as"))


class Follows(Protocol):
    """What a chain asks of the tracer that follows the text around it."""

    lexer: Lexer
    things: list[Thing]
    blocks: list[Thing]

    def value(self, depth: int = 0) -> Value | None: ...
    def members(self, closing: str, depth: int) -> list[tuple[Text | None, Value]]: ...
    def member(self, depth: int, token: Token) -> tuple[Text | None, Value] | None: ...
    def collection(self, opening: str, start: int, depth: int) -> Value: ...
    def block(self, depth: int) -> Thing | None: ...
    def learn(self, name: str, value: Value | None) -> None: ...


@dataclass(slots=True)
class Chain:
    """A chain in the making: ``value`` is what it is so far, ``path`` the members named since."""

    tracer: Follows
    depth: int
    start: int
    assigns: bool
    made: bool = False  # by ``new``
    value: Value | None = None
    name: str = ""
    path: list[str] = field(default_factory=list)
    path_start: int = 0
    name_span: Span = NOTHING.span
    fresh: bool = False
    touched: bool = False
    stop: int = 0  # where what was read so far ends; blanks and comments behind it are no part of it

    @property
    def lexer(self) -> Lexer:
        """Where the words come from."""
        return self.tracer.lexer

    def begin(self, token: Token) -> None:
        """Begin with a name: of a constant, of a known variable, or of what is not known."""
        if token.text in CONSTANTS:
            self.value = Constant(CONSTANTS[token.text], Span(token.start, token.end))
            return
        self.name = token.text
        self.path_start, self.name_span = token.start, Span(token.start, token.end)
        self.stop = token.end
        self.value = looked_up(self.lexer.known, token.text)
        text = token.text.rpartition("\\")[2].replace("this.", "this_").replace("self.", "self_")
        if isinstance(self.value, Name):
            self.path, self.value = [self.value.text], None
        elif self.value is None:
            self.path = [text]
        self._pass_generic()

    def end(self) -> Value | None:
        """Follow the chain to its end, and what it is then."""
        rounds = 0
        while rounds < limits.CHAIN and self._goes_on():
            rounds += 1
        if self.path:
            return self._member()
        value = self.value
        if isinstance(value, Thing) and value.steps and self.touched:
            last, aliases = value.steps[-1], self.lexer.dialect.aliases
            if last.name == "()" and value.name in aliases and last.arguments and isinstance(last.arguments[0], Thing):
                return last.arguments[0]
            if last.name in aliases:
                return value
        if isinstance(value, Thing) and self.touched and not self.fresh:
            return Thing(value.name, Span(self.start, self.stop), value, len(value.steps))
        return value

    def _member(self) -> Value:
        """A property that is read: of an object its value, else the expression as it is written."""
        if isinstance(self.value, Pairs):
            known = self.value.get(self.path[0]) if len(self.path) == 1 else None
            if known is not None:
                return known
        is_address = isinstance(self.value, Thing) and self.value.root().name.lower() in BUILDERS
        if isinstance(self.value, Thing) and is_address and len(self.path) == 1 and self.path[0] in PROPERTIES:
            return Thing(self.value.name, Span(self.start, self.stop), self.value, len(self.value.steps))
        written = " ".join(self.lexer.text[self.start : min(self.stop, self.start + 200)].split())
        return Name(written.strip("{}")[:80], Span(self.start, max(self.start, self.stop)))

    def _goes_on(self) -> bool:
        before = self.lexer.at
        token = self.lexer.peek()
        if token is None or token.kind not in ("mark", "operator", "name", *STRINGS, "number"):
            return False
        found, dialect = token.text, self.lexer.dialect
        same_line = self.lexer.text.find("\n", before, token.start) < 0
        if token.kind in ("mark", "operator"):
            if found in dialect.members:
                return self._to_member(token)
            if not same_line and not (found == "{" and self.made):
                return False
            if found == "(":
                return self._call(token)
            if found == "[" and token.start == before:
                return self._subscript(token)
            if found == "{":
                return self._braces(token)
            if found in ASSIGNS and self.assigns and (self.path or self.name):
                return self._assign(token)
            if found in dialect.postfix and token.start == before:
                self.lexer.at = token.end
                return True
            if found != ":" or not dialect.commands:
                return False
        if found in ("as", "satisfies") and token.kind == "name" and same_line:
            return self._cast(token)
        return same_line and token.start > self.stop and self._command(token)

    def _cast(self, token: Token) -> bool:
        self.lexer.at = token.end
        following = self.lexer.peek()
        if following is None or following.kind != "name":
            return False
        self.lexer.at = following.end
        if self.lexer.dialect.name == "python" and not self.path:
            self.tracer.learn(following.text, self.end())
        self._pass_generic()
        return True

    def _pass_generic(self) -> None:
        if self.lexer.text.startswith(("<", "::<"), self.lexer.at):
            generic = GENERIC.match(self.lexer.text, self.lexer.at, self.lexer.end)
            self.lexer.at = generic.end() if generic is not None else self.lexer.at

    def _to_member(self, token: Token) -> bool:
        self.lexer.at = token.end
        following = self.lexer.peek()
        if following is None or following.kind != "name":
            self.lexer.at = token.end
            return False
        self.lexer.at = following.end
        if token.text in ("|>", "%>%"):
            self._settle()
        if token.text == "..":
            self.assigns = True
        if following.text == "await":
            return True
        if not self.path:
            self.path_start = following.start
        self.path.append(following.text)
        self.name_span, self.stop = Span(following.start, following.end), following.end
        self._pass_generic()
        if self.lexer.dialect.commands:
            self._call_bare()
        return True

    def _call_bare(self) -> None:
        """Where parentheses are left out, a member that nothing is given to is a call too."""
        following = self.lexer.peek(same_line=True)
        if following is not None and (following.text == "(" or self._begins_argument(following)):
            return
        is_part = isinstance(self.value, Thing) and self.path[-1] in ("request_uri", "path", "host", "hostname")
        if is_part or self.path[-1] in ("to_json", "new", "to_s", "to_h"):
            self._step(self._taken_path(), (), NOTHING)

    def _settle(self) -> None:
        """A pipe gives on what stands before it."""
        if self.path:
            self.value, self.path, self.fresh = self._member(), [], True

    def _taken_path(self) -> str:
        path, self.path = ".".join(self.path), []
        return path

    def _call(self, token: Token) -> bool:
        if not self.path:
            if not self.name or self.touched:
                return False
            self.path, self.value = [self.name], None
        start = self.name_span
        self.lexer.at = token.end
        inner = self.tracer.members(")", self.depth + 1)
        self.stop = self.lexer.at
        self._called(inner, start)
        return True

    def _called(self, inner: list[tuple[Text | None, Value]], name_span: Span) -> None:
        positional = tuple(value for key, value in inner if key is None)
        if self.path == ["define"] and len(positional) == 2 and isinstance(positional[0], Text):
            self.tracer.learn(positional[0].value, positional[1])  # PHP's constants
        named = tuple(pair for key, value in inner if key is not None for pair in paired(key, value))
        span = Span(name_span.start, self.stop)
        self.name_span = name_span
        self._step(self._taken_path(), positional, Pairs(named, span))

    def _step(self, path: str, arguments: tuple[Value, ...], named: Pairs) -> None:
        """Note a call on the thing that it is made on."""
        first = arguments[0] if arguments else None
        name, thing = self._receiver(path, first)
        if name != path and path in self.lexer.dialect.procedures and isinstance(first, Thing | Name):
            arguments = arguments[1:]
        block = self._block()
        self.stop = self.lexer.at if block is not None and self.lexer.dialect.receivers else self.stop
        step = Step(
            name, arguments, named, Span(self.path_start, max(self.stop, self.path_start)), self.name_span, block
        )
        if isinstance(thing.base, Thing) and not thing.steps:
            self._new(thing)
        thing.steps.append(step)
        if block is not None and self.lexer.dialect.commands and name == "start":
            block.base, block.upto = thing, len(thing.steps)  # Net::HTTP's block is given the connection itself
        if self.tracer.blocks and self.value is None and name == "()" and "." not in path:
            self.tracer.blocks[-1].steps.append(Step(path, arguments, named, step.span, step.name_span, block))
        self.value, self.touched = thing, True
        self.path_start = self.stop

    def _block(self) -> Thing | None:
        dialect = self.lexer.dialect
        following = self.lexer.peek(same_line=True)
        if following is None or following.text not in ("{", "do"):
            return None
        return self.tracer.block(self.depth) if dialect.commands or dialect.receivers else None

    def _receiver(self, path: str, first: Value | None) -> tuple[str, Thing]:
        """The step's name, and the thing that it is done to."""
        dialect, place = self.lexer.dialect, Span(self.start, self.start)
        if isinstance(self.value, Thing):
            return path, self.value
        if self.value is not None:
            self.fresh = not self.name or self.touched
            thing = self._new(Thing("", self.value.span, self.value))
            if self.name and not self.touched and self.assigns:
                self.tracer.learn(self.name, thing)
            return path, thing
        if path in dialect.declarations:
            own = looked_up(self.lexer.known, "self")
            return path, own if isinstance(own, Thing) else self._variable("self", Thing("self", place))
        if path in dialect.procedures and isinstance(first, Thing):
            return path + "()", first
        if path in dialect.procedures and isinstance(first, Name):
            return path + "()", self._variable(first.text, Thing(first.text, first.span))
        head, _, rest = path.rpartition(".")
        first_name, _, others = path.partition(".")
        is_variable = first_name[:1].islower() or first_name[:1] in "$_@"
        if head and is_variable and plain(first_name) not in dialect.modules:
            return others, self._variable(self.name or first_name, Thing(first_name, place))
        self.fresh = True
        return (rest if head else "()"), self._new(Thing(head or path, place))

    def _variable(self, name: str, thing: Thing) -> Thing:
        """A new thing that a variable holds."""
        self.tracer.learn(name, thing)
        return self._new(thing)

    def _new(self, thing: Thing) -> Thing:
        self.tracer.things.append(thing)
        return thing

    def _subscript(self, token: Token) -> bool:
        self.lexer.at = token.end
        inner = self.tracer.members("]", self.depth + 1)
        key = inner[0][1] if inner else None
        end = self.lexer.at
        following = self.lexer.peek(same_line=True)
        if self.assigns and following is not None and following.text in ASSIGNS:
            self.lexer.at = following.end
            value = self.tracer.value(self.depth + 1)
            if value is not None:
                self._set_member(".".join(self.path[0 if self.value else 1 :]) + "[]=", (key, value))
            self.assigns = False
            return self.lexer.dialect.name == "dart"
        if isinstance(self.value, Pairs) and not self.path and isinstance(key, Text):
            known = self.value.get(key.value)
            if known is not None:
                self.value = known
                return True
        self.path.append("[]")
        self.stop = end
        return True

    def _assign(self, token: Token) -> bool:
        """Set a variable, or a property of a thing."""
        self.lexer.at = token.end
        is_variable = self.path == [self.name] or (not self.path and not self.touched)
        value = self.tracer.value(self.depth + 1)
        if value is not None and is_variable:
            old = looked_up(self.lexer.known, self.name)
            if token.text in ("+=", ".=") and old is not None:
                value = joined(old, value, limits.CODE)
            if token.text != "||=" or old is None:
                self.tracer.learn(self.name, value)
            self.value, self.path, self.fresh = value, [], True
        elif value is not None:
            self._set_member(".".join(self.path[0 if self.value else 1 :]) + "=", (value,))
        self.assigns = False
        return self.lexer.dialect.name == "dart"

    def _set_member(self, name: str, values: tuple[Value | None, ...]) -> None:
        """Setting what belongs to a name makes it a variable, whatever it was before."""
        given = tuple(value for value in values if value is not None)
        if self.value is None:
            thing = self._variable(self.name, Thing(self.name, Span(self.start, self.start)))
        elif isinstance(self.value, Thing):
            thing = self.value
        else:
            thing = self._variable(self.name, Thing("", self.value.span, self.value))
        if isinstance(thing.base, Thing) and not thing.steps:
            self._new(thing)
        self.stop = max(self.stop, *(value.span.end for value in given))
        thing.steps.append(Step(name, given, NOTHING, Span(self.path_start, self.stop), self.name_span))
        self.value, self.path, self.touched = thing, [], True
        self.path_start = self.stop

    def _braces(self, token: Token) -> bool:
        """What an object is made with (``new X() { A = 1 }``, ``X{A: 1}``), or a block."""
        dialect = self.lexer.dialect
        if self.made and self.lexer.text.startswith("{{", token.start):
            self.lexer.at = token.end
            return self._initial_block()
        if self.made and (isinstance(self.value, Items) or self.path[-1:] == ["[]"]):
            self.lexer.at = token.end
            self.value = self.tracer.collection("{", token.start, self.depth + 1)
            self.path, self.made, self.stop = [], False, self.lexer.at
            return True
        if self.made or (dialect.composites and self.path and self.path[-1][:1].isupper()):
            self.lexer.at = token.end
            value = self.tracer.collection("{", token.start, self.depth + 1)
            if not isinstance(self.value, Thing):
                self.value = self._new(Thing(".".join(self.path) or "new", Span(self.start, self.start)))
            self.path, self.fresh, self.touched, self.made = [], True, True, False
            self.stop = self.lexer.at
            self.value.steps.append(Step("{}", (value,), NOTHING, Span(token.start, self.stop), self.name_span))
            return True
        if dialect.receivers and self.path:
            self._called([], self.name_span)
            return True
        return False

    def _initial_block(self) -> bool:
        """Java's ``new HashMap<>() {{ put("a", "b"); }}``."""
        block = self.tracer.block(self.depth)
        self.made = False
        if block is not None and isinstance(self.value, Thing):
            self.value.steps += block.steps[: limits.VARIABLES]
        return block is not None

    def _begins_argument(self, token: Token) -> bool:
        if token.kind in STRINGS or token.kind == "number":
            return True
        if token.kind == "name":
            return token.text not in ENDS_A_COMMAND
        return token.text == ":" and self.lexer.text[token.end : token.end + 1].isalpha()

    def _command(self, token: Token) -> bool:
        """Arguments without parentheses, up to the end of the line."""
        dialect = self.lexer.dialect
        has_receiver = len(self.path) > 1 or (bool(self.path) and self.value is not None)
        has_receiver = has_receiver or (self.path[-1:] == [self.name] and self.name in dialect.declarations)
        if not dialect.commands or not has_receiver or not self._begins_argument(token):
            return False
        start = self.name_span
        inner: list[tuple[Text | None, Value]] = []
        following: Token | None = token
        while following is not None and len(inner) < limits.CHAIN:
            member = self.tracer.member(self.depth + 1, following)
            if member is None:
                break
            inner.append(member)
            following = self.lexer.peek() if self.lexer.take(",") else None
        if not inner:
            return False
        self.stop = max(self.stop, *(value.span.end for _, value in inner))
        self._called(inner, start)
        return True
