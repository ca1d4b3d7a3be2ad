"""The client's own errors instead of a response: curl's, and those of other tools (issue: never reached the API)."""

import re
from itertools import islice

from triage.engine.exchange import Failure, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.source import Found, Part, Source

# curl's manual, "EXIT CODES".
CURL = re.compile(r"curl: \((?P<code>[0-9]{1,3})\)(?P<text>[^\n]*)")
# Exit code 22 (--fail) is a response in disguise: "The requested URL returned error: 404".
RETURNED = re.compile(r"returned error:? (?P<status>[1-5][0-9][0-9])(?:[ \t]+(?P<reason>[^\n]*))?")
OTHERS = re.compile(
    r"(?P<node>\b(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ECONNABORTED|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|"
    r"CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|"
    r"ERR_TLS_CERT_ALTNAME_INVALID|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT)\b)"
    r"|(?P<browser>\bnet::ERR_[A-Z_]{3,60}|\bTypeError: (?:Failed to fetch|NetworkError[^\n]{0,120}|Load failed))"
    r"|(?P<python>\b(?:requests|urllib3|httpx|httpcore|aiohttp)(?:\.\w{1,40}){0,4}\.(?:ConnectionError|SSLError|ConnectTimeout|ReadTimeout|"
    r"Timeout|ProxyError|MaxRetryError|NewConnectionError|ConnectError|ReadError|RemoteProtocolError|ClientConnectorError|"
    r"NameResolutionError|ClientConnectorDNSError|ClientConnectorCertificateError|ConnectTimeoutError|ReadTimeoutError|TooManyRedirects|InvalidURL|"
    r"MissingSchema|InvalidSchema|InvalidHeader|ChunkedEncodingError)\b)"
    r"|(?P<wget>^wget: [^\n]{3,200}|^(?:Resolving|Connecting to) [^\n]{1,200}failed: [^\n]{1,200})",
    re.MULTILINE,
)

HINTS = ("ENOTFOUND", "ECONN", "ETIMEDOUT", "EAI_AGAIN", "EPIPE", "UNREACH", "CERT", "ERR_", "TypeError: ", "requests.",
         "urllib3.", "httpx.", "httpcore.", "aiohttp.", "wget: ", "failed: ")  # fmt: skip


def read(source: Source) -> Found | None:
    """Failures, and responses that a client told of only as an error; or None."""
    parts: list[Part] = (
        [_curl(match) for match in islice(source.matches(CURL), limits.EXCHANGES)] if source.has("curl: (") else []
    )
    claims = [part.span for part in parts]
    if not parts and source.has(*HINTS):
        first = next(source.without(claims).matches(OTHERS), None)
        if first is not None:
            parts.append(_other(source, first))
    return Found(tuple(parts)) if parts else None


def _curl(match: re.Match[str]) -> Part:
    text = match["text"].strip()
    span = Span(*match.span())
    returned = RETURNED.search(match.string, *match.span("text"))
    if match["code"] == "22" and returned is not None:
        place = Span(*returned.span("status"))
        return Response(span, int(returned["status"]), (returned["reason"] or "").strip(), status_span=place)
    return Failure("curl", match["code"], f"curl: ({match['code']}) {text}", span)


def _other(source: Source, match: re.Match[str]) -> Failure:
    text, tool = source.text, match.lastgroup or ""
    begin = text.rfind("\n", 0, match.start()) + 1
    stop = text.find("\n", match.end())
    span = Span(max(begin, match.start() - 400), min(len(text) if stop < 0 else stop, match.end() + 400))
    code = {"wget": "4"}.get(tool, match.group().rpartition(".")[2] if tool == "python" else match.group())
    return Failure(tool, code, text[span.start : span.end].strip(), span)
