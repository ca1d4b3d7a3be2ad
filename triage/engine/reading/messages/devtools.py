"""What a browser's network panel shows of a request when it is copied as text: "Request URL: …", "Request Method: …".

Source: Chrome DevTools' and Firefox' documentation, "Inspect network activity", the Headers tab. Newer Chromes copy
each name on a line of its own with the value below it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from triage.engine.exchange import Call, FormField, Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import FIELD_LINE, METHODS, REASONS, TOKEN
from triage.engine.reading.messages import bodies
from triage.engine.reading.messages.fields import header
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, Part, Source

NOTATION = "devtools"
SHOWN = re.compile(
    r"Request URL:?[ \t]*\n?[ \t]*(?P<url>https?://\S{1,8000})[ \t]*\n"
    rf"[ \t]*Request Method:?[ \t]*\n?[ \t]*(?P<method>{METHODS})\b[ \t]*"
    r"(?:\n[ \t]*Status Code:?[ \t]*\n?[ \t•●🟢🔴]*(?P<status>[1-5][0-9][0-9])\b"
    rf"(?:[ \t]+(?P<reason>{REASONS}))?[^\n]*)?",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"[ \t▼▶]*(?P<name>General|Response Headers|Request Headers|Request Payload|Payload|Form Data|"
    r"Query String Parameters|Response|Preview)(?:[ \t]*\([0-9.,]+ ?[kK]?B?\))?"
    r"(?:[ \t]*\(?(?i:view (?:source|parsed|decoded|URL[- ]encoded))\)?){0,2}[ \t]*:?[ \t]*(?:\n|\Z)"
)
CONTENTS = ("Request Payload", "Payload", "Response", "Preview")
# "view source" shows a form as it was sent.
RAW_FORM = re.compile(r"[ \t]*(?P<raw>[\w.\[\]%+*~-]{1,200}=[^\s&]{0,8000}(?:&[^\s&]{1,8000}){0,400})[ \t]*(?:\n|\Z)")
PARAGRAPH = re.compile(r"[ \t]*(?P<text>\S[^\n]*(?:\n[ \t]*[^\s][^\n]*){0,400})")
SKIPPED = re.compile(
    r"[ \t]*(?:(?i:view (?:source|parsed|decoded|URL[- ]encoded)|raw|view)[ \t]*)?(?:\n|\Z)"
    r"|[ \t]*(?:Remote Address|Referrer Policy)(?::?[ \t]*\n[^\n]*|:[^\n]*)(?:\n|\Z)"
)
NAME_ALONE = re.compile(rf"[ \t]*(?P<name>:?{TOKEN}):?[ \t]*\n[ \t]*(?P<value>[^\n]*\S)[ \t]*(?:\n|\Z)")


@dataclass(slots=True)
class _Panel:
    """What one panel shows, in the making."""

    sections: dict[str, list[Header]] = field(default_factory=dict)
    contents: dict[str, Span] = field(default_factory=dict)
    end: int = 0


def read(source: Source) -> Found | None:
    """The requests shown with their responses, or None."""
    if not source.has("Request Method"):
        return None
    parts: list[Part] = []
    matches = list(source.matches(SHOWN))[-limits.EXCHANGES :]
    for index, match in enumerate(matches):
        following = matches[index + 1].start() if index + 1 < len(matches) else len(source.text)
        parts += _parts(source.text, match, min(following, source.end_of(match.start())))
    return Found(tuple(parts)) if parts else None


def _parts(text: str, match: re.Match[str], end: int) -> list[Part]:
    panel = _panel(text, min(match.end() + 1, end), end)
    panel.end = max(panel.end, match.end())
    call = _call(text, match, panel)
    if match["status"] is None:
        return [call]
    body = panel.contents.get("Response") or panel.contents.get("Preview")
    return [
        call,
        Response(
            span=Span(match.start("status"), panel.end),
            status=int(match["status"]),
            reason=match["reason"] or "",
            headers=Headers(tuple(panel.sections.get("Response Headers", ()))),
            body=text[body.start : body.end] if body is not None else None,
            status_span=Span(*match.span("status")),
            body_span=body,
        ),
    ]


def _panel(text: str, at: int, end: int) -> _Panel:
    """The sections below the summary. Fields without a heading are the response's, up to the first of HTTP/2's own."""
    panel = _Panel()
    name = "Response Headers"
    while at < end:
        heading = HEADING.match(text, at, end)
        skipped = None if heading is not None else SKIPPED.match(text, at, end)
        if heading is not None:
            name, at = heading["name"], heading.end()
        elif skipped is not None and skipped.end() > at:
            at = skipped.end()
        elif (content := _content(text, at, end, name)) is not None:
            panel.contents.setdefault(name, content)
            at = panel.end = max(content.end, at + 1)
        else:
            found = _field(text, at, end)
            if found is None:
                break
            each, at = found
            panel.end = each.span.end
            name = "Request Headers" if each.name.startswith(":") and name == "Response Headers" else name
            panel.sections.setdefault(name, []).append(each)
    return panel


def _content(text: str, at: int, end: int, name: str) -> Span | None:
    """The body that a section shows as it is; None where it holds fields."""
    if name == "Form Data":
        raw = RAW_FORM.match(text, at, end)
        return Span(*raw.span("raw")) if raw is not None else None
    if name not in CONTENTS:
        return None
    if text[at : at + 400].lstrip()[:1] in ("{", "[", "<"):
        return bodies.extent(text, at, end)
    if name.endswith("Payload") and FIELD_LINE.match(text, at, end) is not None:
        return None
    lines = PARAGRAPH.match(text, at, end)
    return Span(*lines.span("text")) if lines is not None else None


def _field(text: str, at: int, end: int) -> tuple[Header, int] | None:
    """The next field and where the one behind it begins."""
    match = FIELD_LINE.match(text, at, end)
    if match is not None and match["value"]:
        return header(match), min(match.end() + 1, end)
    match = NAME_ALONE.match(text, at, end)
    return (header(match), match.end()) if match is not None else None


def _call(text: str, match: re.Match[str], panel: _Panel) -> Call:
    sent = (panel.contents.get(name) for name in ("Request Payload", "Payload", "Form Data"))
    body = next((each for each in sent if each is not None), None)
    return Call(
        method=match["method"].upper(),
        url=match["url"].partition("#")[0],
        span=Span(match.start(), match.end("method")),
        notation=NOTATION,
        headers=Headers(tuple(_sent(panel))),
        body=text[body.start : body.end] if body is not None else None,
        form=tuple(FormField(each.name, each.value) for each in panel.sections.get("Form Data", ())),
        placeholders=tuple(in_url(match["url"], match.start("url"))),
        method_span=Span(*match.span("method")),
        url_span=Span(*match.span("url")),
        body_span=body,
    )


def _sent(panel: _Panel) -> Iterator[Header]:
    return (each for each in panel.sections.get("Request Headers", ()) if not each.name.startswith(":"))
