"""What a browser's network panel shows of a request when it is copied as text: "Request URL: …", "Request Method: …".

Source: Chrome DevTools' and Firefox' documentation, "Inspect network activity", the Headers tab.
"""

import re

from triage.engine.exchange import Call, Span
from triage.engine.reading.grammar import METHODS
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, Source

NOTATION = "devtools"
SHOWN = re.compile(
    r"Request URL:?[ \t]*\n?[ \t]*(?P<url>https?://\S{1,8000})[ \t]*\n"
    rf"[ \t]*Request Method:?[ \t]*\n?[ \t]*(?P<method>{METHODS})\b",
    re.IGNORECASE,
)


def read(source: Source) -> Found | None:
    """The requests shown, or None; their responses are read as status lines."""
    if not source.has("Request Method"):
        return None
    calls = tuple(_call(match) for match in source.matches(SHOWN))
    return Found(calls) if calls else None


def _call(match: re.Match[str]) -> Call:
    return Call(
        method=match["method"].upper(),
        url=match["url"].partition("#")[0],
        span=Span(*match.span()),
        notation=NOTATION,
        placeholders=tuple(in_url(match["url"], match.start("url"))),
        method_span=Span(*match.span("method")),
        url_span=Span(*match.span("url")),
    )
