"""What customers say in words: "I get a 401", "Status: 422 Unprocessable Entity", "POST to https://…"."""

import re
from itertools import islice

from triage.engine.exchange import Call, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import METHODS, REASONS
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, Mention, Source

NOTATION = "prose"
UNITS = "ms|s|KB|MB|bytes|items?|rows?|users?|records?|%|€|\\$"
CODE = re.compile(
    rf"(?<![A-Za-z0-9_.,%/#-])(?P<status>[1-5][0-9][0-9])(?![0-9.,:%/-]*[0-9]|[ \t]*(?:{UNITS})\b)"
    rf"(?:[ \t]{{0,3}}[-:–—(\"']{{0,2}}[ \t]{{0,2}}(?P<reason>{REASONS})\b"
    r"|(?P<noun>[ \t-]+(?:error|errors|response|status|code|fehler|durum kodu|hatası|hata|erro)\b"
    r"|[ \t]?(?:错误|錯誤|エラー|오류)))?",
    re.IGNORECASE,
)
# What stands in front of the number tells how surely it is a status.
NAMED = re.compile(
    r"\b(?:status(?:[ \t_-]?code)?|http(?:[ \t_-]?(?:status|code|error|response)){0,2}|response[ \t_-]?code|statuscode|"
    r"code[ \t]d['’](?:état|erreur)|statut|código(?: de (?:estado|error|erro))?|codice(?: di stato)?|"
    r"fehlercode|statuskod|stavov(?:ý|ým) kód(?:em)?|"
    r"stav(?:em)?|kod(?: statusu| błędu)?|durum kodu|статус|код(?:ом)?(?: ответа| ошибки)?|estado|état)"
    r"[\"']?[ \t]{0,3}(?:is|was|of|code|ist|:|=|=>|->|→|\()?[ \t]{0,3}[\"'`*]{0,3}\Z"
    # What a prompt printed below the question: ">>> r.status_code" and "422", "$r.StatusCode" and "422".
    r"|\b(?:status[_ ]?code|response\.(?:status|code)|"
    r"(?<=\$)(?:sc|code|status\w{0,20}))(?:\(\)|\.value__)?[ \t})]{0,9}\n(?:=>|Out\[[0-9]{1,4}\]:)?[ \t]{0,3}\Z"
    r"|(?:状态码|ステータスコード|ステータス|상태 코드|状態コード)[ \t:：は]{0,3}\Z",
    re.IGNORECASE,
)
VERBS = (
    "got|get|gets|getting|receive[ds]?|receiving|return(?:s|ed|ing)?|respond(?:s|ed)?|response|throws?|threw|"
    "fail(?:s|ed|ing)?|gives?|gave|answer(?:s|ed)?|see|seeing|error|erreur|fehler|errore|ошибка|erro|with|bekomme|"
    "erhalte|kriege|reçois|obtengo|recibo|ottengo|ricevo|получаю|fout|krijg|recebo|devuelve|devuelven|responde|"
    "respondió|retorna|retornou|renvoie|retourne|répond|liefert|antwortet|gibt|kommt|restituisce|risponde|zwraca|"
    "dostaję|вернул|возвращает|отвечает|приходит|veriyor|dönüyor|alıyorum|geeft|vrací"
)
BETWEEN = (
    "me|us|back|a|an|the|with|con|mit|avec|com|met|od|http|https|status|code|error|response|of|is|eine?n?|une?|un|el|die|den|der|"
    "l['’]erreur|always|still|only|just|fehler|erreur|ошибку|ответ|foutmelding|em|erro"
)
SHOWN = re.compile(r"(?:->|→|=>|//|#|>>>)[ \t]*[\"']?\Z")
TOLD = re.compile(
    rf"\b(?:{VERBS})[:=]?(?:[ \t]+(?:{BETWEEN})){{0,5}}[ \t:=]{{1,3}}[\"'`(*]{{0,3}}\Z"
    r"|(?:返回了?|收到|得到|响应|返却)[ \t:：]{0,3}\Z",
    re.IGNORECASE,
)
ALONE = re.compile(r"\s*[\"'(]?(?P<status>[1-5][0-9][0-9])[\"').]?\s*")
CALLED = re.compile(
    rf"(?P<method>{METHODS})(?!\w)[ \t]*(?:(?:request|call|requests|Anfrage|auf|an|à|sur)[ \t]+)?"
    r"(?:(?:to|on|for|at|against|from)[ \t]+)?(?:the[ \t]+)?"
    r"[`\"'*<(]{0,3}(?P<url>https?://[^\s`\"'<>|]{1,4000}|/[\w{:~%$-][^\s`\"'<>|]{0,4000})"
)
# "… https://api.example.com/x (POST)", as those write whose verbs stand behind.
CALLED_AFTER = re.compile(
    r"(?P<url>https?://[^\s`\"'<>|()（）]{1,4000})[^\n.。()（）]{0,20}?[(（ \t]"
    rf"(?P<method>{METHODS})(?:[)） \t]|$)",
    re.MULTILINE,
)
EDGE = ".,;:!?)]}*"


def read(source: Source) -> Found | None:
    """A call named by method and URL, and statuses named in words; or None."""
    named = list(islice(filter(_begins, source.matches(CALLED)), limits.EXCHANGES))
    if not named and source.has("://"):
        named = list(islice(source.matches(CALLED_AFTER), limits.EXCHANGES))
    parts = tuple(map(_call, named))
    rest = source.without(part.span for part in parts)
    mentions = _mentions(rest)
    return Found(parts, mentions=tuple(mentions)) if parts or mentions else None


def _begins(match: re.Match[str]) -> bool:
    """Whether the method is a word of its own; asked here, as a pattern that begins with it is found faster."""
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    return not (before.isalnum() or before in ("_", "-"))


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
    for match in islice(source.matches(CODE), limits.EXCHANGES):
        rank = _rank(source.text, match, max(source.start_of(match.start()), match.start() - 90))
        if rank:
            found.append(Mention(int(match["status"]), match["reason"] or "", Span(*match.span("status")), rank))
    return found


def _rank(text: str, match: re.Match[str], window: int) -> int:
    """How surely a number is a status, from the words around it; 0 where nothing says so."""
    start = match.start()
    known = 1 if match["reason"] else 0
    if NAMED.search(text, window, start):
        return 4 + known
    if TOLD.search(text, window, start):
        return 3 + known
    is_error = match["status"][0] in "45"
    before_body = text[match.end() : match.end() + 4].strip()[:1] in tuple("{[<")
    alone = (match["noun"] or before_body or SHOWN.search(text, window, start)) and is_error
    return 2 + known if known or alone else 0
