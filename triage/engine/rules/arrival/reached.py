"""Did the call reach the API at all? The client's own error instead of a response."""

from collections.abc import Iterator

from triage.engine.exchange import Failure
from triage.engine.finding import Actor, Evidence, Finding, Location, Place
from triage.engine.rules.arrival.clients import CLIENTS
from triage.engine.rules.asking.citations import CURL_CERTIFICATES, CURL_EXIT_CODES
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule

NETWORK = Location(Place.NETWORK)
CLIENT = Location(Place.URL)
HERE = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104 - compared with, never bound

NAME_UNKNOWN = (
    "could not resolve host",
    "name or service not known",
    "getaddrinfo",
    "enotfound",
    "nodename nor servname",
    "no such host",
    "unknownhostexception",
    "unknown host",
    "unable to resolve host",
    "remote name could not be resolved",
    "remotename konnte nicht aufgelöst",
    "nom distant n'a pas pu être résolu",
    "host ist unbekannt",
    "nicht auflösen",
    "err_name_not_resolved",
    "name resolution",
    "nameresolutionfailure",
    "eai_again",
)
REFUSED = (
    "connection refused", "econnrefused", "failed to connect", "actively refused", "err_connection_refused",
    "connectionrefused",
)  # fmt: skip
TIMED_OUT = ("timed out", "etimedout", "timeout", "deadline exceeded", "err_connection_timed_out")
EXPIRED = (
    "certificate has expired", "cert_has_expired", "certificate is not yet valid", "expired certificate",
    "err_cert_date_invalid",
)  # fmt: skip
UNKNOWN_ISSUER = (
    "self-signed certificate", "self signed certificate", "unable to get local issuer", "self_signed_cert",
    "unable_to_verify_leaf_signature", "unable_to_get_issuer", "unknown authority", "unknown issuer", "unknown ca",
    "unable to find valid certification path", "err_cert_authority_invalid", "untrustedroot", "partialchain",
)  # fmt: skip
OTHER_NAME = (
    "no alternative certificate subject name", "does not match target host", "hostname mismatch", "altname_invalid",
    "doesn't match", "certificate is valid for", "certificate subject name", "err_cert_common_name_invalid",
    "remotecertificatenamemismatch",
)  # fmt: skip
NOT_TLS = ("wrong version number", "packet length too long", "unknown protocol", "record layer", "looks like a tls")
PROXY = ("proxy", "connect tunnel failed", "tunneling socket", "407")
HUNG_UP = (
    "empty reply", "connection reset", "econnreset", "socket hang up", "remotedisconnected", "connection aborted",
    "connection was closed", "unexpected eof", "broken pipe", "err_connection_reset", "err_connection_closed",
    "err_empty_response", "response ended prematurely",
)  # fmt: skip


def _failure(inquiry: Inquiry, *codes: str, words: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> Failure | None:
    """The failure, where its curl exit code is among ``codes`` or another client's text has one of the ``words``.

    A text with one of ``but`` belongs to another rule.
    """
    failure = inquiry.exchange.failure
    if failure is None:
        return None
    text = failure.text.lower()
    if any(word in text for word in but):
        return None
    if failure.tool == "curl" and failure.code:
        return failure if failure.code in codes else None
    return failure if any(word in text for word in words) else None


def _tls_failure(inquiry: Inquiry, words: tuple[str, ...]) -> Failure | None:
    """A failure of TLS (curl 35, 51, 60, or any other client) whose text has one of the words."""
    failure = _failure(inquiry, "35", "51", "60", words=words)
    return failure if failure is not None and any(word in failure.text.lower() for word in words) else None


def _seen(inquiry: Inquiry) -> Evidence:
    failure = inquiry.exchange.failure
    return inquiry.in_response(failure.span if failure is not None else None)


def _host(inquiry: Inquiry) -> str:
    return inquiry.host or "the host"


def _network(inquiry: Inquiry, cause: str, *fix: str) -> Finding:
    return certain(cause, at=NETWORK, see=_seen(inquiry), fix=fix, cite=CURL_EXIT_CODES, actor=Actor.NETWORK)


def _certificate(inquiry: Inquiry, cause: str, *fix: str) -> Finding:
    return certain(cause, at=NETWORK, see=_seen(inquiry), fix=fix, cite=CURL_CERTIFICATES, actor=Actor.NETWORK)


@rule("NET-001", "failure", needs_call=False)
def name_not_resolved(inquiry: Inquiry) -> Iterator[Finding]:
    """DNS does not know the host name."""
    if _failure(inquiry, "6", words=NAME_UNKNOWN, but=("proxy",)):
        text = inquiry.exchange.failure.text.lower() if inquiry.exchange.failure else ""
        silent = "temporary failure" in text or "eai_again" in text
        yield _network(
            inquiry,
            f"No DNS server told the address of {_host(inquiry)}, so the call never left your machine."
            if silent
            else f"DNS does not know {_host(inquiry)}, so the call never left your machine.",
            "Compare the host name with the reference, letter by letter.",
            "Ask DNS yourself: `nslookup <host>`.",
            "On a company network or VPN, check that its DNS server resolves public names.",
        )


@rule("NET-002", "failure", needs_call=False)
def connection_refused(inquiry: Inquiry) -> Iterator[Finding]:
    """Nothing listens at that host and port, or something on the way refuses."""
    if not _failure(inquiry, "7", words=REFUSED, but=("proxy", *TIMED_OUT)):
        return
    if inquiry.host in HERE:
        cause = f"Nothing listens on {inquiry.call.parts.netloc} of your own machine."
        step = "Use the API's host instead of localhost, or start the local service first."
    else:
        cause = f"{_host(inquiry)} refused the connection, so no call was sent."
        step = "Check the port of the URL: HTTPS needs none, or 443."
    yield _network(
        inquiry,
        cause,
        step,
        "Try from another network: a firewall may refuse in the API's name.",
        "Look at the status page; if the host refuses from everywhere, report it.",
    )


@rule("NET-003", "failure", needs_call=False)
def timed_out(inquiry: Inquiry) -> Iterator[Finding]:
    """No connection, or no answer, in time."""
    failure = _failure(inquiry, "28", words=TIMED_OUT, but=("proxy",))
    if failure is None:
        refused_late = _failure(inquiry, "7")
        failure = refused_late if refused_late and "timed out" in refused_late.text.lower() else None
    if failure is None:
        return
    waiting = any(word in failure.text.lower() for word in ("bytes received", "read timed out", "operation timed out"))
    if waiting:
        cause = f"{_host(inquiry)} took the connection but did not answer in time; the work may still have been done."
        step = "Before repeating a write, look whether it took effect, or use an idempotency key."
    else:
        cause = f"No connection to {_host(inquiry)} came about in time."
        step = "Try from another network: a firewall that drops packets looks exactly like this."
    yield _network(
        inquiry, cause, step, "Give the client a longer time-out and ask for less at once.", "Look at the status page."
    )


@rule("NET-004", "failure", needs_call=False)
def certificate_expired(inquiry: Inquiry) -> Iterator[Finding]:
    """The certificate's dates do not fit the machine's clock."""
    if _tls_failure(inquiry, EXPIRED):
        yield _certificate(
            inquiry,
            f"Your client sees an expired certificate for {_host(inquiry)} and sent nothing.",
            "Check the date and time of your machine.",
            f"Look at the certificate's dates: `openssl s_client -connect {_host(inquiry)}:443`.",
            "If they are really over, report it: only the vendor can renew it. Do not switch the check off.",
        )


@rule("NET-005", "failure", needs_call=False)
def certificate_unknown_issuer(inquiry: Inquiry) -> Iterator[Finding]:
    """Self-signed, an incomplete chain, or a company proxy that opens TLS."""
    if _tls_failure(inquiry, UNKNOWN_ISSUER):
        yield _certificate(
            inquiry,
            f"Your client does not trust whoever signed the certificate of {_host(inquiry)}, and sent nothing.",
            "On a company network: a proxy that opens TLS shows its own certificate. Add its root to your client.",
            "Update the list of trusted roots (`ca-certificates`, or `certifi` in Python).",
            "Do not switch the check off (`-k`, `verify=False`): your key would go to whoever answers.",
        )


@rule("NET-006", "failure", needs_call=False)
def certificate_for_another_name(inquiry: Inquiry) -> Iterator[Finding]:
    """The certificate is for another host name."""
    if _tls_failure(inquiry, OTHER_NAME):
        yield _certificate(
            inquiry,
            f"The certificate that answered is not for {_host(inquiry)}, so your client sent nothing.",
            "Compare the host name with the reference: no IP address, no extra or missing `api.` or `www.`.",
            "Check that neither the hosts file nor a VPN sends the name somewhere else.",
        )


@rule("NET-007", "failure")
def tls_to_a_plain_port(inquiry: Inquiry) -> Iterator[Finding]:
    """TLS was spoken, plain text came back."""
    if _tls_failure(inquiry, NOT_TLS):
        yield likely(
            "The URL says `https://`, but what listens at that host and port does not speak TLS.",
            at=CLIENT,
            see=(inquiry.request_line, _seen(inquiry)),
            fix=(
                "Check the port: HTTPS needs none, or 443.",
                "For a local server without TLS write `http://`.",
                "Check the proxy settings: an HTTP proxy needs an `http://` address of its own.",
            ),
            cite=CURL_EXIT_CODES,
        )


@rule("NET-008", "failure", needs_call=False)
def tls_failed(inquiry: Inquiry) -> Iterator[Finding]:
    """Any other failure of the TLS handshake or certificate check."""
    known = (*EXPIRED, *UNKNOWN_ISSUER, *OTHER_NAME, *NOT_TLS, "proxy")
    if _failure(inquiry, "35", "51", "58", "59", "60", "77", "83", words=("ssl", "tls", "certificate"), but=known):
        yield _certificate(
            inquiry,
            f"Your client and {_host(inquiry)} could not agree on TLS, so nothing was sent.",
            "Update the client and its TLS library: old ones lack TLS 1.2 and 1.3.",
            "If the API wants a client certificate, send it with its key (`curl --cert … --key …`).",
            "Try from another network: some proxies break TLS.",
        )


@rule("NET-009", "failure", needs_call=False)
def proxy_in_the_way(inquiry: Inquiry) -> Iterator[Finding]:
    """The proxy could not be found, refused, or wants credentials."""
    failure = _failure(inquiry, "5", "97", words=PROXY)
    tunnel = _failure(inquiry, "56", "7", "28", "35", "6")
    if failure or (tunnel and any(word in tunnel.text.lower() for word in ("proxy", "connect tunnel failed"))):
        yield _network(
            inquiry,
            "A proxy on your side stopped the call; the API never saw it.",
            "Check `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` in your environment.",
            "Try without: `curl --noproxy '*' …`.",
            "If the proxy wants a password, give it with `--proxy-user`; ask your network team.",
        )


@rule("NET-010", "failure", needs_call=False)
def hung_up(inquiry: Inquiry) -> Iterator[Finding]:
    """The connection was closed before any answer."""
    if _failure(inquiry, "52", "55", "56", words=HUNG_UP, but=("proxy", "connect tunnel failed")):
        plain = inquiry.call.parts.scheme == "http"
        yield _network(
            inquiry,
            f"The connection to {_host(inquiry)} was closed before an answer came.",
            "Write `https://` in the URL." if plain else "Repeat the call once; a passing fault is gone by then.",
            "Before repeating a write, look whether it took effect.",
            "Try from another network: firewalls and proxies cut connections like this.",
        )


@rule("NET-011", "failure", needs_call=False)
def url_not_usable(inquiry: Inquiry) -> Iterator[Finding]:
    """curl could not make sense of the URL, or of its scheme."""
    if failure := _failure(
        inquiry, "1", "3", words=("invalid url", "no scheme supplied", "malformed url"), but=("http/0.9",)
    ):
        yield certain(
            f"The client could not use the URL and sent nothing: {failure.text.strip()[:160]}",
            at=CLIENT,
            see=(inquiry.in_call(inquiry.call.url_span), _seen(inquiry)) if inquiry.call.url else _seen(inquiry),
            fix=(
                "Put the whole URL in quotes: `'https://…'`; the shell eats `&`, `?`, blanks and brackets otherwise.",
                "Check that it begins with `https://` and that the quotes are straight ones.",
                "With `[]` or `{}` in the URL add `--globoff`.",
            ),
            cite=CURL_EXIT_CODES,
        )


@rule("NET-012", "failure", needs_call=False)
def client_refused_the_command(inquiry: Inquiry) -> Iterator[Finding]:
    """curl stopped at its own options or at a file it could not read."""
    if failure := _failure(inquiry, "2", "4", "26", "37", "43"):
        yield certain(
            f"curl stopped before sending anything: {failure.text.strip()[:160]}",
            at=CLIENT,
            see=_seen(inquiry),
            fix=(
                "Check that every file after `@` exists, seen from the folder you are in.",
                "Check each option: one or two dashes, and a value where it needs one.",
                "Update curl if it does not know an option: `curl --version`.",
            ),
            cite=CURL_EXIT_CODES,
        )


@rule("NET-013", "failure", needs_call=False)
def broken_stream(inquiry: Inquiry) -> Iterator[Finding]:
    """HTTP/2 or the transfer itself broke off."""
    if _failure(inquiry, "16", "18", "92", "95", "96", words=("http2", "goaway", "incomplete chunked read")):
        yield _network(
            inquiry,
            "The transfer broke off in the middle.",
            "Try with HTTP/1.1: `curl --http1.1 …`.",
            "Before repeating a write, look whether it took effect.",
        )


@rule("NET-014", "failure", needs_call=False)
def redirects_in_a_circle(inquiry: Inquiry) -> Iterator[Finding]:
    """The client gave up following redirects."""
    if _failure(inquiry, "47", words=("too many redirects", "exceeded 30 redirects", "redirect loop", "err_too_many")):
        yield _network(
            inquiry,
            "The addresses redirect to one another; the client gave up.",
            "Look at the first `Location`: `curl -sI <url>`; it often leads to a sign-in page.",
            "Check host, scheme and the slash at the end against the reference, and that the credentials go along.",
        )


NAMED = (
    name_not_resolved, connection_refused, timed_out, certificate_expired, certificate_unknown_issuer,
    certificate_for_another_name, tls_to_a_plain_port, tls_failed, proxy_in_the_way, hung_up, url_not_usable,
    client_refused_the_command, broken_stream, redirects_in_a_circle, *CLIENTS,
)  # fmt: skip


@rule("NET-099", "failure", needs_call=False)
def no_answer(inquiry: Inquiry) -> Iterator[Finding]:
    """A failure that none of the rules above knows."""
    failure = inquiry.exchange.failure
    if failure is None or failure.code == "22" or any(True for each in NAMED for _ in each(inquiry)):
        return
    yield possible(
        f"The client reports its own error instead of an answer: {failure.text.strip()[:160]}",
        at=NETWORK,
        see=_seen(inquiry),
        fix=(
            "Repeat the call with `curl -v` from the same machine and paste everything it prints.",
            "Try from another network, to tell the API from what lies between.",
        ),
        cite=CURL_EXIT_CODES,
        actor=Actor.NETWORK,
    )
