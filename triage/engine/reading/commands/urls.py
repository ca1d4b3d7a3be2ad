"""URLs as curl sends them: the scheme it supplies, dot segments, user information, and its globbing."""

import re
from itertools import islice, product
from typing import NamedTuple
from urllib.parse import quote, unquote

from triage.engine.reading import limits

# curl takes one to three slashes.
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?P<slashes>/{1,3})")
# scheme "://" [ userinfo "@" ] host-and-port path-and-rest ; RFC 3986 section 3
PARTS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?P<user>[^/?#@]*(?:@[^/?#@]*)*)@)?(?P<host>[^/?#]*)(?P<rest>[\s\S]*)"
)
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# curl's manual, "URL": {one,two}, [1-100], [001-100], [a-z], [1-100:10]
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
    rest = _ascii(f"{path or '/'}{mark}{query}")
    return SentURL(f"{found['scheme']}://{found['host']}{rest}", found["user"])


def _ascii(text: str) -> str:
    """The text with what is not ASCII percent-encoded as UTF-8, in small letters as curl does."""
    if text.isascii():
        return text
    return NOT_ASCII.sub(lambda each: quote(each.group(), errors="replace").lower(), text)


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


def globbed(url: str) -> list[str]:
    """Every URL that curl makes of ``{a,b}`` and ``[1-3]``, up to the limit; the URL itself where it globs nothing."""
    if not any(mark in url for mark in "{[\\"):
        return [url]
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
