"""Plays what was done to things again, and finds the calls that were sent with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.code.coded import Written, found
from triage.engine.reading.code.dialects import Dialect, speaks
from triage.engine.reading.code.drafting import Draft
from triage.engine.reading.code.lexing import Lexer
from triage.engine.reading.code.literals import Items, Pairs, Step, Thing, Value
from triage.engine.reading.code.resolving import Resolver
from triage.engine.reading.code.structs import Structs, structs_of
from triage.engine.reading.code.tracing import Tracer
from triage.engine.reading.source import Found, Source


def _maker(thing: Thing) -> str:
    """The module, class or variable that the first call is made on, with a constructor's own name."""
    first = thing.steps[0].name if thing.steps else ""
    return f"{thing.name}.{first}" if first[:1].isupper() or first in ("create", "session") else thing.name


def _end(step: Step) -> int:
    """Where a call ends; what is to be done with the answer is no part of it."""
    return step.name_span.end if step.name == "end" else step.span.end


Handler = Callable[[Draft, Step], Draft | None]
"""What a library's method does to the draft; it gives back the draft that is then sent, if it sends."""


@dataclass(slots=True)
class Player:
    """Plays what was done to things again, with a language's table of what each step means."""

    notation: str
    text: str
    table: Mapping[str, Handler]
    used: set[int] = field(default_factory=set)
    depth: int = 0
    left: int = limits.ALL_VALUES
    structs: Structs = field(default_factory=dict)

    def resolve(self, value: Value | None) -> Value | None:
        """The value without things in it; all values of a text together are bounded too."""
        if not isinstance(value, Items | Pairs | Thing):
            return value
        most = min(limits.VALUES, self.left)
        resolver = Resolver(self.text, most, self.structs)
        resolved = resolver.resolve(value)
        self.left -= most - max(resolver.left, 0)
        return resolved

    def handler(self, thing: Thing, step: Step) -> Handler | None:
        """What this step means: known by the thing and the step, or by the step alone."""
        return self.table.get(f"{thing.name}.{step.name}") or self.table.get(step.name)

    def replay(self, thing: Value | None, before: int | None = None, draft: Draft | None = None) -> Draft:
        """The draft that a thing holds, by what was done to it before an offset."""
        draft = Draft(self) if draft is None else draft
        if not isinstance(thing, Thing) or self.depth > limits.REPLAYS:
            return draft
        root = thing.root()
        draft.maker = draft.maker or _maker(root)
        self.used.update((id(root), id(thing)))
        self.depth += 1
        for step in thing.history(before):
            handler = self.handler(root, step)
            if handler is not None:
                draft.started = step.span.start if draft.started is None else draft.started
                sent = handler(draft, step)
                draft = sent if sent is not None else draft
        self.depth -= 1
        return draft

    def calls(self, things: Iterable[Thing]) -> Iterator[Written]:
        """Every call that was sent; and the requests that were made and of which nobody sees the sending."""
        waiting: list[tuple[Thing, Draft, int]] = []
        for thing in list(things):
            yield from self._calls(thing, waiting)
        for thing, draft, end in waiting:
            if id(thing) not in self.used and id(thing.root()) not in self.used:
                written = draft.written(self.notation, Span(draft.started or thing.span.start, end))
                if written is not None:
                    yield written

    def _calls(self, thing: Thing, waiting: list[tuple[Thing, Draft, int]]) -> Iterator[Written]:
        root = thing.root()
        draft = Draft(self, maker=_maker(root))
        history = thing.history()
        inherited = len(history) - min(len(thing.steps), len(history))
        was_sent = False
        for place, step in enumerate(history):
            handler = self.handler(root, step)
            if handler is None:
                continue
            if draft.started is None and place >= inherited:
                draft.started = step.span.start
            sent = handler(draft, step)
            if sent is not None and place >= inherited:
                was_sent = True
                start = sent.started if sent.started is not None and sent is not draft else None
                begin = min(start, step.span.start) if start is not None else draft.started or step.span.start
                written = sent.written(self.notation, Span(min(begin, step.span.start), _end(step)))
                draft.started = None
                if written is not None:
                    yield written
        if not was_sent and draft.url is not None and draft.method and not isinstance(thing.base, Thing):
            waiting.append((thing, draft, history[-1].span.end))


def traced(
    source: Source, dialect: Dialect, hints: tuple[str, ...], table: Mapping[str, Handler], notation: str
) -> Found | None:
    """Every call of one language that the unclaimed text holds, or None."""
    text = source.text
    places = [place for hint in hints for place in (text.find(hint), text.rfind(hint)) if place >= 0]
    if not places or not speaks(dialect, text):
        return None
    known: dict[str, Value] = {}
    player = Player(notation, text, table, structs=structs_of(text) if dialect.composites else {})
    things: list[Thing] = []
    claims: list[Span] = []
    for start, end in source.free:
        begin, stop = max(start, min(places) - limits.CODE), min(end, max(places) + limits.CODE)
        if begin < stop:
            tracer = Tracer(Lexer(text, begin, stop, dialect, known))
            tracer.run()
            things += tracer.things
            claims += tracer.claims
    every = Found()
    for written in sorted(player.calls(things), key=lambda each: each.span)[-limits.EXCHANGES :]:
        every = every.plus(found(text, written))
        used = [value for value in (written.headers, written.body_value, written.url) if value is not None]
        spans = tuple(value.span for value in used if value.span.start < value.span.end)
        every = every.plus(Found(claims=spans))
    return every.plus(Found(claims=tuple(claims))) if every.parts else None
