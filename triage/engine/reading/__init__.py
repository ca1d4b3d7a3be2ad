"""Text or a HAR file in, one Exchange out.

``commands`` reads what was typed at a terminal (in the words that ``shells`` make), ``code`` what was programmed,
``messages`` what was on the wire or in a tool's record, ``accounts`` what is only told; ``mending`` undoes first what
happened to the paste on its way.

One module per notation, and one contract for all of them: a reader takes a ``Source`` and answers ``Found``. None says
"not my notation". Where a notation is recognised but broken, its tool would have refused: the reader puts a
``Refusal`` into ``Found.refusals`` beside the likely meaning, and ``read`` raises a ``MalformedCall`` that carries
both, unless the paste holds an answer all the same. What one reader claims, later readers do not see; so the order
below is from the unmistakable to the vague. A reader whose hints do not stand in what is left is not asked.
"""

from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from triage.engine.errors import MalformedCall, TooLarge, UnreadableCall
from triage.engine.exchange import Exchange
from triage.engine.reading import limits
from triage.engine.reading.accounts import (
    errorrecords,
    failures,
    inspected,
    klogs,
    logged,
    outputs,
    prose,
    records,
    shown,
    told,
    traced,
    webresponses,
    wirelogs,
)
from triage.engine.reading.assembling import assemble
from triage.engine.reading.code import (
    csharp,
    dart,
    golang,
    java,
    javascript,
    perl,
    php,
    powershell,
    python,
    rlang,
    ruby,
    rust,
    swift,
)
from triage.engine.reading.commands import curl, httpie, wget
from triage.engine.reading.mending.mending import mend
from triage.engine.reading.mending.relocating import relocated
from triage.engine.reading.messages import bodies, console, devtools, har, http, insomnia, postman, restfile, verbose
from triage.engine.reading.messages.har import HarEntry, cut_har, har_entries
from triage.engine.reading.source import Found, Notation, Source

__all__ = ["HarEntry", "cut_har", "har_entries", "join", "read", "read_file"]

BETWEEN = "\n\n"
SEND = "Send the request as a curl command or a raw HTTP message, and the complete response with its status line."
STRONG = (
    Notation(har.read),
    Notation(postman.read),
    Notation(insomnia.read),
    Notation(console.read),
    Notation(wirelogs.read),
    Notation(klogs.read),
    Notation(verbose.read),
    Notation(curl.read),
    Notation(restfile.read),
    Notation(wget.read),
    Notation(httpie.read),
    Notation(errorrecords.read),
    Notation(powershell.read, powershell.HINTS),
    Notation(perl.read, perl.HINTS),
    Notation(php.read, php.HINTS),
    Notation(golang.read, golang.HINTS),
    Notation(java.read, java.HINTS),
    Notation(csharp.read, csharp.HINTS),
    Notation(ruby.read, ruby.HINTS),
    Notation(rust.read, rust.HINTS),
    Notation(swift.read, swift.HINTS),
    Notation(dart.read, dart.HINTS),
    Notation(rlang.read, rlang.HINTS),
    Notation(python.read, python.HINTS),
    Notation(javascript.read, javascript.HINTS),
    Notation(devtools.read),
    Notation(webresponses.read),
    Notation(inspected.read, inspected.HINTS),
    Notation(traced.read),
    Notation(logged.read, logged.HINTS),
    Notation(told.read, told.HINTS),
    Notation(shown.read, shown.HINTS),
    Notation(http.read),
    Notation(records.read, records.HINTS),
    Notation(outputs.read),
    Notation(failures.read, failures.HINTS),
)
WEAK = (Notation(outputs.read_bodies), Notation(bodies.read), Notation(prose.read))
# One pass over the text finds the hints of all readers: two hundred searches would take longer than the reading.
HINTS = tuple(sorted({hint for notation in STRONG for hint in notation.hints}))
HINTED = AhoCorasick(HINTS, matchkind=MatchKind.Standard)


def read(text: str, *, response_at: int | None = None) -> Exchange:
    """The exchange that a paste holds; every span counts characters of ``text``.

    ``response_at`` is where the response's own box begins in a text made by ``join``. Raises ``UnreadableCall`` where
    nothing is recognised, ``MalformedCall`` where a call is broken and no answer stands beside it, and ``TooLarge``.
    """
    if len(text) > limits.TEXT:
        raise TooLarge(size=len(text.encode("utf-8", "replace")), limit=limits.TEXT)
    mended, start = mend(text, response_at)
    source = Source.of(mended.text, start, map(mended.moved, mended.cuts[: limits.EXCHANGES]))
    strong, rest = _found(STRONG, source)
    weak, _ = _found(WEAK, rest)
    meant = assemble(source, strong, weak)
    exchange = None if meant is None else relocated(meant, mended, text, response_at)
    if strong.refusals and not (exchange is not None and exchange.answered):
        first = strong.refusals[0]
        line = text.count("\n", 0, mended.original(first.at)) + 1
        raise MalformedCall(first.message, line=line, notation=first.notation, exchange=exchange)
    if exchange is None:
        raise UnreadableCall("neither a call nor a response was recognised", hint=SEND)
    return exchange


def read_file(content: bytes, name: str, *, chosen: Sequence[int] = ()) -> Exchange:
    """The exchange that a file holds: a HAR, cut to the chosen entries (by default the failing one), or a text.

    Spans count in ``Exchange.text``, which is the cut text and never the file. Raises as ``read`` does.
    """
    if name.lower().endswith(".har") or har.is_har(content):
        return read(cut_har(content, chosen))
    return read(content.decode("utf-8-sig", "replace"))


def join(call: str, response: str) -> tuple[str, int]:
    """The one text of two boxes, and the offset where the response begins."""
    text = call + BETWEEN
    return text + response, len(text)


def _found(notations: Iterable[Notation], source: Source) -> tuple[Found, Source]:
    """What these readers found together, and what is left of the text."""
    every = Found()
    hints: frozenset[str] | None = None
    for read_one, wanted in notations:
        if not source.left or source.left.isspace():
            break
        if wanted:
            hints = _hints(source.left) if hints is None else hints
            if hints.isdisjoint(wanted):
                continue
        found = read_one(source)
        if found is None:
            continue
        every = every.plus(found)
        claims = [*found.claims, *(part.span for part in found.parts)]
        source = source.without(claims) if claims else source
    return every, source


def _hints(text: str) -> frozenset[str]:
    """Which of the readers' hints stand in the text."""
    plain = text if text.isascii() else text.encode("utf-8", "replace").decode()
    return frozenset(HINTS[index] for index, _, _ in HINTED.find_matches_as_indexes(plain, overlapping=True))
