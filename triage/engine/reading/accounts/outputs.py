"""What a program printed of an answer, line by line: below its code, in comments, at a prompt, in a notebook's cells.

Sources: the ``repr`` of requests', httpx' and aiohttp's responses and of Ruby's ``Net::HTTPResponse``, PHP's
``var_dump``, how irb, R and IPython print values, .NET's ``HttpStatusCode``.

A number alone may be anything; so nothing is read where no call stands above, and a bare number only where the
program reads a status.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice

from triage.engine.exchange import Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.accounts.printed import literal_end, python_fields
from triage.engine.reading.code.literals import unescaped
from triage.engine.reading.grammar import REASONS
from triage.engine.reading.messages import bodies
from triage.engine.reading.source import Found, LinePattern, Mention, Source

STATUS = r"[2-5][0-9][0-9](?![0-9.])"
MARK = r"[ \t]*(?P<mark>(?:(?:\#|//|={1,2}>|-{1,2}>|→|⇒|>{1,3})[ \t]*){1,3})?"
OUTPUT = (
    "output|ausgabe|saída|salida|sortie|affiche|imprime|results?|ergebnis|résultat|resultado|prints?|console|stdout|"
    "status(?: ?code)?|http(?: ?(?:code|status))?|code|response|answer|antwort|réponse|resposta|respuesta|"
    "出力|输出|вывод"
)
LABEL = (
    r"(?P<label>Out\[[0-9]{1,4}\]:[ \t]*|\[1\][ \t]"
    rf"|(?:[^\W\d_][^\n:{{}}<>\"'/#=]{{0,30}}[ \t])?(?:{OUTPUT}) ?:[ \t]+)?"
)
ANSWER = LinePattern(
    rf"{MARK}{LABEL}(?:<(?:Client)?Response(?:\([^)\n]{{1,400}}\))? \[(?P<repr>{STATUS})"
    r"(?: (?P<repr_reason>[^\]\n]{1,60}))?\]>"
    rf"|int\((?P<dumped>{STATUS})\)"
    rf"|\#<Net::HTTP\w{{1,40}} (?P<ruby>{STATUS}) (?P<ruby_reason>[^\n>]{{0,60}}?) ?readbody=\w{{4,5}}>"
    rf"|[\"']?(?P<plain>{STATUS})[\"']?(?:[ \t]+(?P<plain_reason>{REASONS})(?=[ \t]*(?:$|[-:,|{{\[<])))?)"
    r"(?P<rest>[ \t]*[-:,|]?[ \t]*(?=$|[{\[<\"']|b['\"]))",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?<![0-9])[2-5][0-9][0-9](?![0-9.])")
DOTNET = {
    "".join(word.title() for word in each.phrase.replace("-", " ").split()): each.value
    for each in HTTPStatus
    if each.value >= 400 and (" " in each.phrase or each.value in (401, 403, 409, 410))
}
NAMED = re.compile(rf"(?:^|//)[ \t]*(?P<name>{'|'.join(DOTNET)})\b(?=[ \t]*(?:$|[,.(]))", re.MULTILINE)
"""``Console.WriteLine(response.StatusCode)`` prints the name."""
READS_STATUS = re.compile(r"status|http_?code|response_?code|\.code\b|\$code\b", re.IGNORECASE)
REASON_LINE = re.compile(rf"\n{MARK}(?:[\"'])?(?P<reason>{REASONS})[\"']?[ \t]*(?=\n|\Z)", re.IGNORECASE)
# What stands between: empty lines, and what was typed at a prompt.
BETWEEN = re.compile(r"\n[ \t]*(?P<typed>(?:In ?\[[0-9]{1,4}\]:|irb[^\n>]{0,40}>|>{1,3}|\$)[^\n]{0,200})?(?=\n|\Z)")
HEADERS = re.compile(r"\n[ \t]*(?:Out\[[0-9]{1,4}\]:|(?:response )?headers:?)[ \t]*(?=\{)", re.IGNORECASE)
BODY = re.compile(r"\n[ \t]*(?:body|data|text|content):[ \t]*(?P<text>[^\s{\[<\"'][^\n]{0,4000})", re.IGNORECASE)
LITERAL = re.compile(
    rf"(?:^{MARK}{LABEL}|(?:\#|//)[ \t]*={{1,2}}>[ \t]*)"
    r"(?:string\((?P<size>[0-9]{1,7})\) \"|(?P<bytes>b?)(?P<quote>[\"'])(?=[ \t]*[{\[<])"
    r"|(?=<(?:!DOCTYPE|html|h[1-6]|\?xml|error|pre|title)\b))",
    re.MULTILINE | re.IGNORECASE,
)
STRING = re.compile(r"(?P<bytes>b?)(?P<quote>[\"'])")
LITERALS = ("string(", '"{', "'{", '"[', "'[", "'<", '"<', "<h", "<H", "<?xml", "<!", "<pre", "<title", "<error")
# A byte of a body as Python writes it.
BYTE = re.compile(r"\\x[0-9a-f]{2}")


def read(source: Source) -> Found | None:
    """The responses of which a program printed the status, or None."""
    first = _after_call(source)
    if first is None:
        return None
    answers = list(islice(_answers(source), limits.EXCHANGES))
    reads_status = bool(answers) and READS_STATUS.search(source.text) is not None
    parts: list[Response] = []
    for match in answers:
        is_behind = match.start("line") >= first and (not parts or match.start("line") >= parts[-1].span.end)
        if is_behind and _is_status(match, reads_status=reads_status):
            parts.append(_response(source, match))
    if not parts and "StatusCode" in source.text:
        parts += [_named(match) for match in islice(source.matches(NAMED), 1) if match.start() >= first]
    return Found(tuple(parts)) if parts else None


def _answers(source: Source) -> Iterator[re.Match[str]]:
    """The lines that a status begins, looked for only where a number of three digits stands."""
    done = -1
    for number in source.matches(NUMBER):
        line = source.text.rfind("\n", 0, number.start()) + 1
        if line == done or line < source.start_of(number.start()):
            continue
        done = line
        match = ANSWER.first.match(source.text, line, source.end_of(line))
        if match is not None:
            yield match


PROMPTS = ("irb(", "pry>", "Out[", "\n=> ", ".text\n", ".content\n", ".body\n", ".json()\n")


def read_bodies(source: Source) -> Found | None:
    """The bodies that a program printed as its language writes a string, or None."""
    first = _after_call(source)
    if first is None or not source.has(*LITERALS):
        return None
    parts: list[Response] = []
    mentions: list[Mention] = []
    done = first
    for match in islice(source.matches(LITERAL), limits.EXCHANGES):
        found = _literal(source.text, match, source.end_of(match.start())) if match.start() >= done else None
        if found is not None:
            body, place = found
            parts.append(Response(Span(match.start(), place.end), body=body, body_span=place))
            mentions += bodies.inner_status(body, place)
            done = place.end
    return Found(tuple(parts), mentions=tuple(mentions)) if parts else None


def _after_call(source: Source) -> int | None:
    """Where the first stretch ends that a reader claimed: only behind it can an answer be printed."""
    if not source.free or (len(source.free) == 1 and source.free[0] == (0, len(source.text))):
        # No call is shown, but the prompt at which somebody looked at its answer is.
        return 0 if source.has(*PROMPTS) else None
    return 0 if source.free[0].start > 0 else source.free[0].end


def _is_status(match: re.Match[str], *, reads_status: bool) -> bool:
    """Whether this number is a status: by its form, or as the program reads one, or as an error's behind a mark."""
    if match["plain"] is None:
        return True
    has_more = bool(match["plain_reason"]) or match.string[match.end() : match.end() + 1] in tuple("{[<\"'b")
    is_error = match["plain"][0] in "45"
    return reads_status or (is_error and has_more) or (is_error and bool(match["mark"]))


def _response(source: Source, match: re.Match[str]) -> Response:
    text, end = source.text, source.end_of(match.start("line"))
    name = next(each for each in ("repr", "dumped", "ruby", "plain") if match[each] is not None)
    reason = (match[f"{name}_reason"] or "") if name != "dumped" else ""
    body, place, at = _inline(text, match.end(), end)
    headers: tuple[Header, ...] = ()
    if not reason and body is None and (said := REASON_LINE.match(text, at, end)) is not None:
        reason, at = said["reason"], said.end()
    if body is None:
        headers, at = _headers(text, at, end)
        labelled = BODY.match(text, at, end)
        if labelled is not None:
            body, place, at = labelled["text"].strip(), Span(*labelled.span("text")), labelled.end()
    return Response(
        span=Span(match.start("line"), at),
        status=int(match[name]),
        reason="" if reason == "None" else reason,
        headers=Headers(headers),
        body=body,
        status_span=Span(*match.span(name)),
        body_span=place,
    )


def _named(match: re.Match[str]) -> Response:
    place = Span(*match.span("name"))
    return Response(place, DOTNET[match["name"]], status_span=None)


def _inline(text: str, at: int, end: int) -> tuple[str | None, Span | None, int]:
    """The body that stands behind the status on its line, and where it ends."""
    opening = text[at : at + 1]
    if opening in ("{", "[", "<"):
        stop = bodies.json_end(text, at, end) or literal_end(text, at, end) if opening != "<" else None
        span = Span(at, stop) if stop is not None else bodies.extent(text, at, _line_end(text, at, end))
        return text[span.start : span.end], span, span.end
    string = STRING.match(text, at, end)
    found = _string(text, string, end) if string is not None else None
    return (None, None, at) if found is None else (*found, found[1].end + 1)


def _headers(text: str, at: int, end: int) -> tuple[tuple[Header, ...], int]:
    """The header fields, where a program printed them as an object of its language."""
    place = at
    typed = ""
    for _ in range(6):
        between = BETWEEN.match(text, place, end)
        if between is None or between.end() <= place:
            break
        place, typed = between.end(), between["typed"] or typed
    found = HEADERS.match(text, place, end)
    if found is None or ("Out" in found.group() and "headers" not in typed):
        return (), at
    return python_fields(text, found.end(), end)


def _literal(text: str, match: re.Match[str], end: int) -> tuple[str, Span] | None:
    """A string's value and where it stands."""
    if match["size"] is not None:
        return _sized(text, match.end(), int(match["size"]), end)
    if match["quote"] is not None:
        return _string(text, match, end)
    span = bodies.extent(text, match.end(), end)
    paragraph = text.find("\n\n", span.start, span.end)
    span = Span(span.start, paragraph if paragraph > 0 else span.end)
    return (text[span.start : span.end], span) if span.end > span.start else None


def _sized(text: str, start: int, size: int, end: int) -> tuple[str, Span]:
    """PHP's ``string(38) "…"``, which counts bytes and escapes nothing."""
    raw = text[start : min(end, start + size)].encode("utf-8", "replace")[:size]
    body = raw.decode("utf-8", "ignore")
    return body, Span(start, start + len(body))


def _string(text: str, match: re.Match[str], end: int) -> tuple[str, Span] | None:
    """A string in quotes that ends its line: with escapes, or as Laravel's ``dd`` prints it, without."""
    start, stop = match.end(), _line_end(text, match.end(), end)
    while stop > start and text[stop - 1] in " \t;,)":
        stop -= 1
    if text[stop - 1 : stop] != match["quote"] or stop - 1 <= start:
        return None
    raw = text[start : stop - 1]
    is_whole = raw[:1] in "{[" and bodies.json_end(raw, 0, len(raw)) == len(raw)
    return (raw if is_whole else _decoded(raw, is_bytes=bool(match["bytes"]))), Span(start, stop - 1)


def _decoded(raw: str, *, is_bytes: bool) -> str:
    value = unescaped(raw)
    if not is_bytes or BYTE.search(raw) is None:
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _line_end(text: str, at: int, end: int) -> int:
    stop = text.find("\n", at, end)
    return end if stop < 0 else stop
