"""What customers say in words: "I get a 401", "Status: 422 Unprocessable Entity", "POST to https://…"."""

import re

from triage.engine.exchange import Call, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import METHODS, REASONS
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, Mention, Source

NOTATION = "prose"
UNITS = "ms|s|KB|MB|bytes|items?|rows?|users?|records?|%|€|\\$"
CODE = rf"(?P<status>[1-5][0-9][0-9])(?![0-9.,:%/-]*[0-9]|[ \t]*(?:{UNITS})\b)"
# Ordered by how surely the number is a status; each alternative begins with a word, so that the search stays linear.
NAMED = re.compile(
    r"\b(?:status(?:[ \t_-]?code)?|http(?:[ \t_-]?(?:status|code|error|response)){0,2}|response[ \t_-]?code|statuscode|"
    r"code[ \t]d['’](?:état|erreur)|statut|código(?: de estado)?|codice|fehlercode|статус|код|estado|état)"
    rf"[\"']?[ \t]{{0,3}}(?:is|was|of|code|ist|:|=|=>|->|→|\()?[ \t]{{0,3}}[\"'`*]{{0,3}}{CODE}"
    rf"(?:[ \t]+(?P<reason>{REASONS}))?"
    rf"|(?:状态码|ステータスコード|ステータス|상태 코드|状態コード)[ \t:：は]{{0,3}}(?P<status2>[1-5][0-9][0-9])",
    re.IGNORECASE,
)
VERBS = (
    "got|get|gets|getting|receive[ds]?|receiving|return(?:s|ed|ing)?|respond(?:s|ed)?|response|throws?|threw|"
    "fail(?:s|ed|ing)?|gives?|gave|answer(?:s|ed)?|see|seeing|error|erreur|fehler|errore|ошибка|erro|with|bekomme|"
    "erhalte|kriege|reçois|obtengo|recibo|ottengo|ricevo|получаю|fout|krijg|recebo"
)
BETWEEN = (
    "me|us|back|a|an|the|with|http|https|status|code|error|response|of|is|eine?n?|une?|un|el|die|den|der|"
    "l['’]erreur|always|still|only|just|fehler|erreur|ошибку|ответ|foutmelding|em|erro"
)
TOLD = re.compile(
    rf"\b(?:{VERBS})[:=]?(?:[ \t]+(?:{BETWEEN})){{0,5}}[ \t:=]{{1,3}}[\"'`(*]{{0,3}}{CODE}"
    rf"(?:[ \t]+(?P<reason>{REASONS}))?",
    re.IGNORECASE,
)
REASONED = re.compile(
    rf"\b(?P<status>[1-5][0-9][0-9])[ \t]{{0,3}}[-:–—(\"']{{0,2}}[ \t]{{0,2}}(?P<reason>{REASONS})\b"
    r"|\b(?P<status2>[45][0-9][0-9])[ \t-]+(?:error|errors|response|status|code|fehler)\b",
    re.IGNORECASE,
)
ALONE = re.compile(r"\s*[\"'(]?(?P<status>[1-5][0-9][0-9])[\"').]?\s*")
CALLED = re.compile(
    rf"\b(?P<method>{METHODS})\b[ \t]*(?:(?:request|call|requests|Anfrage|auf|an|à|sur)[ \t]+)?"
    r"(?:(?:to|on|for|at|against|from)[ \t]+)?(?:the[ \t]+)?"
    r"[`\"'*<(]{0,3}(?P<url>https?://[^\s`\"'<>|]{1,4000}|/[\w{:~%$-][^\s`\"'<>|]{0,4000})"
)
EDGE = ".,;:!?)]}*"


def read(source: Source) -> Found | None:
    """A call named by method and URL, and statuses named in words; or None."""
    parts = tuple(_call(match) for match in list(source.matches(CALLED))[: limits.EXCHANGES])
    rest = source.without(part.span for part in parts)
    mentions = _mentions(rest)
    return Found(parts, mentions=tuple(mentions)) if parts or mentions else None


def _call(match: re.Match[str]) -> Call:
    url = match["url"].rstrip(EDGE) if not match["url"].endswith("}") or "{" not in match["url"] else match["url"]
    start = match.start("url")
    return Call(
        method=match["method"],
        url=url,
        span=Span(match.start(), start + len(url)),
        notation=NOTATION,
        placeholders=tuple(in_url(url, start)),
        method_span=Span(*match.span("method")),
        url_span=Span(start, start + len(url)),
    )


def _mentions(source: Source) -> list[Mention]:
    found: list[Mention] = []
    for start, end in source.free:
        if end - start < 40 and (alone := ALONE.fullmatch(source.text, start, end)):
            found.append(Mention(int(alone["status"]), "", Span(*alone.span("status")), rank=4))
    for rank, pattern in ((4, NAMED), (3, TOLD), (2, REASONED)):
        for match in source.matches(pattern):
            group = next(name for name in ("status", "status2") if match.groupdict().get(name))
            reason = match.groupdict().get("reason") or ""
            found.append(Mention(int(match[group]), reason, Span(*match.span(group)), rank + (1 if reason else 0)))
            if len(found) >= limits.EXCHANGES:
                return found
    return found
