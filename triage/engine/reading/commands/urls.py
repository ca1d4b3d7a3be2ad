"""URLs as curl sends them: the scheme it supplies, dot segments, user information, and its globbing."""

import re
from itertools import islice, product
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, unquote

from triage.engine.reading import limits

# curl takes one to three slashes.
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?P<slashes>/{1,3})")
# scheme "://" [ userinfo "@" ] host-and-port path-and-rest ; RFC 3986 section 3
PARTS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?P<user>[^/?#@]*(?:@[^/?#@]*)*)@)?(?P<host>[^/?#]*)(?P<rest>[\s\S]*)"
)
ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# curl's manual, "URL": {one,two}, [1-100], [001-100], [a-z], [1-100:10]
SEQUENCE = re.compile(r"\{([0-9]{1,9}|[A-Za-z])\.\.([0-9]{1,9}|[A-Za-z])\}")
GLOB = re.compile(r"\{([^{}]*)\}|\[(?:([0-9]+)-([0-9]+)|([A-Za-z])-([A-Za-z]))(?::([0-9]+))?\]|\\([{}\[\]])")


class SentURL(NamedTuple):
    """The URL without user information and fragment, and the user information by itself."""

    url: str
    userinfo: str | None


def sent(url: str, *, scheme: str = "http", path_as_is: bool = False) -> SentURL:
    """The URL that curl requests for what was typed; what cannot be split is given back as it stands."""
    given = SCHEME.match(url)
    if given is None:
        url = f"{scheme}://{url.removeprefix('//')}"
    elif not url.startswith("//", given.start("slashes")) or given["slashes"] == "///":
        url = f"{url[: given.start('slashes')]}//{url[given.end() :]}"
    found = PARTS.match(url)
    if found is None:
        return SentURL(url, None)
    rest = found["rest"].partition("#")[0]
    path, mark, query = rest.partition("?")
    if not path_as_is and "/." in path:
        path = without_dots(path)
    return SentURL(f"{found['scheme']}://{_host(found['host'])}{_ascii(path or '/')}{mark}{query}", found["user"])


def _host(host: str) -> str:
    """The host as DNS knows it, percent-decoded (RFC 3986 section 3.2.2)."""
    host = unquote(host) if "%" in host and not host.startswith("[") else host
    if host.isascii():
        return host
    name, mark, port = normalize("NFC", host).partition(":")
    return ".".join(map(_label, name.lower().split("."))) + mark + port


def _label(label: str) -> str:
    """One label of a host name in its ASCII form (RFC 5891 section 4.4, RFC 3492)."""
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"


def _ascii(text: str) -> str:
    """The text with what is not ASCII percent-encoded as UTF-8, in small letters as curl does."""
    if text.isascii():
        return text
    return NOT_ASCII.sub(lambda each: quote(each.group(), errors="replace").lower(), text)


def small_escapes(text: str) -> str:
    """The text with its percent-escapes in small letters, as curl writes what it adds to a query."""
    return ESCAPED.sub(lambda each: each.group().lower(), text) if "%" in text else text


def without_dots(path: str) -> str:
    """The path without ``.`` and ``..`` segments (RFC 3986 section 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


# Nothing that stands for a value is a set or a blank of the URL: whoever pastes it left the value out.
TEMPLATE = re.compile(
    r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\(\([^\n]{0,200}?\)\)|\$\((?:[^()\n]|\([^()\n]{0,200}\)){0,400}\)|<[^<>\n]{1,60}>"
)
# What libcurl's parser takes for no host name; an IPv6 address stands in brackets.
BAD_HOST = re.compile(r"[\s\\^`<>|\"';,!*=]")
SCHEMES = ("http", "https", "ftp", "ftps", "file", "ws", "wss")
IPV6 = re.compile(r"\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(?:%[^\]]*)?\]")


def has_blank(url: str) -> bool:
    """Whether blanks stand in the URL itself, for which curl would refuse it."""
    blanks = " \t\n"
    return any(each in url for each in blanks) and any(each in TEMPLATE.sub("", url) for each in blanks)


def glob_problem(url: str) -> str:
    """Why curl would refuse to glob a URL (its exit code 3); empty where it takes the brackets and braces."""
    if not any(mark in url for mark in "{}[]"):
        return ""
    left = IPV6.sub("", GLOB.sub("", TEMPLATE.sub("", url)))
    if "[" in left or "]" in left:
        return "curl takes [ ] in a URL for a range: add -g, or write %5B and %5D"
    if "{" in left or "}" in left:
        return "curl takes { } in a URL for a list: add -g, or write %7B and %7D"
    return "curl takes { } in a URL for a list, and this one is empty: add -g" if "{}" in url else ""


def host_problem(url: str) -> str:
    """Why libcurl would take the URL's host for none; empty where it would not, or where a variable stands in it."""
    found = PARTS.match(url if "://" in url else f"http://{url}")
    host = found["host"] if found else ""
    if found and not host.startswith("[") and (port := host.partition(":")[2]).isdecimal() and int(port[:9]) > 65_535:
        return f"not a port: {port[:20]}"
    if found and found["scheme"].lower() not in SCHEMES:
        return f"curl knows no protocol {found['scheme'][:20]!r}"
    if BAD_HOST.search(host) is None or any(mark in host for mark in "$<{*"):
        return ""
    return f"not a host name: {host[:100]!r}"


def globbed(url: str, *, bare: bool = False) -> list[str]:
    """Every URL that curl makes of ``{a,b}`` and ``[1-3]``, up to the limit; the URL itself where it globs nothing.

    ``bare`` says that no quotes kept bash from expanding ``{1..3}`` first (bash's manual, section 3.5.1).
    """
    if not any(mark in url for mark in "{[\\"):
        return [url]
    if bare and ".." in url:
        url = SEQUENCE.sub(r"[\1-\2]", url)
    pieces: list[list[str]] = []
    done = 0
    for each in GLOB.finditer(url):
        choices = _choices(each)
        if choices is None:
            continue
        pieces += ([url[done : each.start()]], choices)
        done = each.end()
    pieces.append([url[done:]])
    return ["".join(chosen) for chosen in islice(product(*pieces), limits.URLS)]


def _choices(glob: re.Match[str]) -> list[str] | None:
    names, first, last, low, high, step, escaped = glob.groups()
    if escaped:
        return [escaped]
    if names is not None:
        return names.split(",")[: limits.URLS] if "," in names else None
    stride = min(int(step[:9] or 1), 10**9) if step else 1
    if first is not None:
        start, stop = int(first[:18]), int(last[:18])
        numbers = range(start, min(stop, start + limits.URLS * max(stride, 1)) + 1, max(stride, 1))
        return [str(number).zfill(len(first) if first.startswith("0") else 0) for number in numbers][
            : limits.URLS
        ] or None
    return [chr(code) for code in range(ord(low), ord(high) + 1, max(stride, 1))] or None


def decoded(text: str) -> str:
    """Percent-decoded (RFC 3986 section 2.1), as curl does with user information."""
    return unquote(text)
