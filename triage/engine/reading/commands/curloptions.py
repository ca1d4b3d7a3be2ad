"""curl's options with their arity, from ``curl --help all`` of 7.88.1 and the manuals of later versions up to 8.17.

An option read with the wrong arity swallows the URL; so the table is complete, and words are taken as curl takes them.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from triage.engine.reading.shells.words import Tool, Word

WITH_VALUE = frozenset(
    """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
    connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary
    data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header
    ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account
    ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip
    header help hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time
    key key-type knownhosts krb krb4 libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt
    max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max
    parallel-max-host pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath
    proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass
    proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser
    proxy-user proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry
    retry-delay retry-max-time sasl-authzid service-name sigalgs socks socks4 socks4a socks5
    socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond
    tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file
    upload-flags url url-query user user-agent variable vlan-priority write-out
    """.split()  # noqa: SIM905 (a table to read)
)
FLAGS = frozenset(
    """
    anyauth append basic ca-native cert-status clobber compressed compressed-ssh create-dirs crlf digest disable
    disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure dump-ca-embed environment
    eprt epsv fail fail-early fail-with-body false-start follow form-escape ftp-create-dirs ftp-pasv ftp-pret
    ftp-skip-pasv-ip ftp-ssl ftp-ssl-ccc ftp-ssl-control ftp-ssl-reqd get globoff haproxy-protocol head http0.9
    http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only ignore-content-length include insecure ipv4
    ipv6 junk-session-cookies list-only location location-trusted mail-rcpt-allowfails manual metalink mptcp
    negotiate netrc netrc-optional next no-alpn no-buffer no-clobber no-keepalive no-npn no-progress-meter
    no-sessionid ntlm ntlm-wb out-null parallel parallel-immediate path-as-is post301 post302 post303
    progress-bar proxy-anyauth proxy-basic proxy-ca-native proxy-digest proxy-http2 proxy-insecure
    proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw
    remote-header-name remote-name remote-name-all remote-time remove-on-error retry-all-errors
    retry-connrefused sasl-ir sessionid show-error show-headers silent skip-existing socks5-basic socks5-gssapi
    socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort
    ssl-sessions sslv2 sslv3 styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options
    tls-earlydata tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time use-ascii verbose
    version xattr
    """.split()  # noqa: SIM905 (a table to read)
)
SHORT = {
    "0": "http1.0", "1": "tlsv1", "2": "sslv2", "3": "sslv3", "4": "ipv4", "6": "ipv6", "a": "append",
    "A": "user-agent", "b": "cookie", "B": "use-ascii", "c": "cookie-jar", "C": "continue-at", "d": "data",
    "D": "dump-header", "e": "referer", "E": "cert", "f": "fail", "F": "form", "g": "globoff", "G": "get", "h": "help",
    "H": "header", "i": "include", "I": "head", "j": "junk-session-cookies", "J": "remote-header-name", "k": "insecure",
    "K": "config", "l": "list-only", "L": "location", "m": "max-time", "M": "manual", "n": "netrc", "N": "no-buffer",
    "o": "output", "O": "remote-name", "p": "proxytunnel", "P": "ftp-port", "q": "disable", "Q": "quote", "r": "range",
    "R": "remote-time", "s": "silent", "S": "show-error", "t": "telnet-option", "T": "upload-file", "u": "user",
    "U": "proxy-user", "v": "verbose", "V": "version", "w": "write-out", "x": "proxy", "X": "request",
    "y": "speed-time", "Y": "speed-limit", "z": "time-cond", "Z": "parallel", "#": "progress-bar", ":": "next",
}  # fmt: skip
LONG = tuple(sorted(WITH_VALUE | FLAGS))
DASHES = "‐‑‒–—―−"


class Option(NamedTuple):
    """One option as curl takes it: its full name (or ``""`` for a URL), its value, and the word it began in.

    ``problem`` says why curl would refuse it; ``expands`` that curl's own variables are put in.
    """

    name: str
    word: Word
    value: Word | None = None
    on: bool = True
    problem: str = ""
    expands: bool = False


Given = tuple[Option, ...]
"""The options of one command, in order."""


def options(words: Sequence[Word]) -> Iterator[Option]:
    """The options and URLs of a curl command, in order, without its name."""
    rest = iter(words)
    for word in rest:
        text = _with_plain_dashes(word)
        if text == "--":
            yield from (Option("", each, each) for each in rest)
        elif text.startswith("--"):
            yield _long(text[2:], word, rest)
        elif text.startswith("-"):
            yield from _short(text, word, rest)
        else:
            yield Option("", word, word)


def takes_value(text: str) -> bool:
    """Whether this word is an option whose value is the next word."""
    if text.startswith("--"):
        return _full_name(text[2:])[0] in WITH_VALUE
    if not text.startswith("-"):
        return False
    first = next((index for index, letter in enumerate(text[1:], 1) if SHORT.get(letter) in WITH_VALUE), 0)
    return first == len(text) - 1 > 0


def names_url(words: Sequence[Word]) -> bool:
    """Whether a URL is among the words of a command, its name first."""
    return any(option.name in ("", "url") for option in options(words[1:]))


CURL = Tool(takes_value, names_url)


def _with_plain_dashes(word: Word) -> str:
    """The word with the dashes that word processors put in changed back: one of them may stand for two."""
    text = word.value
    if not text or word.quoted or text[0] not in DASHES:
        return text
    bare = text.lstrip(DASHES + "-")
    return ("--" if len(bare) > 2 and _full_name(bare)[0] else "-") + bare


def _long(name: str, word: Word, rest: Iterator[Word]) -> Option:
    if name.startswith("expand-") and name[7:] in WITH_VALUE:
        return _with_value(name[7:], word, next(rest, None))._replace(expands=True)
    full, problem = _full_name(name)
    if full in WITH_VALUE:
        return _with_value(full, word, next(rest, None))
    if not full and name.startswith("no-") and _full_name(name[3:])[0] in FLAGS:
        return Option(_full_name(name[3:])[0], word, on=False)
    return Option(full or name, word, problem=problem)


def _full_name(name: str) -> tuple[str, str]:
    """The option that curl takes an abbreviation for, and why it would refuse."""
    if name in WITH_VALUE or name in FLAGS:
        return name, ""
    fits = [each for each in LONG if each.startswith(name)] if name else []
    if len(fits) == 1:
        return fits[0], ""
    return "", f"option --{name[:60]}: is {'ambiguous' if fits else 'unknown'}"


def _with_value(name: str, word: Word, value: Word | None) -> Option:
    problem = "" if value is not None else f"option {word.value[:60]}: requires parameter"
    return Option(name, word, value, problem=problem)


def _short(text: str, word: Word, rest: Iterator[Word]) -> Iterator[Option]:
    """Letters in one word: flags until one takes a value, which is the rest of the word or the next word."""
    shift = len(word.value) - len(text)
    for index, letter in enumerate(text[1:], start=1):
        name = SHORT.get(letter, "")
        if name in WITH_VALUE:
            glued = text[index + 1 :]
            yield _with_value(name, word, _tail(word, index + 1 + shift) if glued else next(rest, None))
            return
        yield Option(name or letter, word, problem="" if name else f"option -{letter}: is unknown")
        if not name:
            return


def _tail(word: Word, at: int) -> Word:
    """The rest of a word as a word of its own."""
    place = word.at(at)
    marks = ((0, place), *((offset - at, begin) for offset, begin in word.marks if offset > at))
    return Word(word.value[at:], place, word.end, marks, word.quoted)
