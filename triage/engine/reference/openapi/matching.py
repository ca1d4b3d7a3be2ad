"""Which documented operation a call means: its host among the servers, its path among the templates.

Where nothing fits exactly, the likely slips are tried one by one, so that a rule can name the one that happened:
a missing or doubled base path, another version, a slash too many, another case.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from triage.engine.reference.openapi.hosts import Relation, relation
from triage.engine.reference.openapi.routes import Route, Routes
from triage.engine.reference.openapi.templates import values_in
from triage.engine.reference.openapi.values import OpenApi, Operation

VERSION = re.compile(r"v?\d{1,4}(?:[.-]\d{1,3}){0,2}(?:(?:alpha|beta|rc)\d{0,2})?", re.IGNORECASE)
HIDDEN_BASE = re.compile(r"(?:\{\{[^{}/]{1,60}\}\}|\$\{?\w{1,60}\}?|<[^<>/]{1,60}>|\{[^{}/]{1,60}\}|%\w{1,60}%)")
LONGEST_PATH = 4000
# Scheme (perhaps a variable), host and path of a server's URL (RFC 3986 appendix B); none raises, however it is broken.
SERVER = re.compile(r"(?:(?:[^:/?#]*:)?//(?P<host>[^/?#]*))?(?P<path>[^?#]*)", re.DOTALL)
# A server without scheme whose first segment is a host: it has a dot within, or is a variable.
BARE_HOST = re.compile(r"(?:[^/.]+\.[^/]*[^/.]|\{[^{}/]+\}|localhost)(?::\d+)?(?=/|\Z)")


class Slip(StrEnum):
    """In what the path differs from the documented one that was meant."""

    NONE = ""
    BASE_MISSING = "base missing"
    BASE_TWICE = "base twice"
    OTHER_VERSION = "other version"
    EXTRA_PREFIX = "extra prefix"
    SLASH = "slash"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: ``route`` is None where the document has no such path, ``operation`` where not this method.

    ``base`` is the base path of the server, ``rest`` the call's path below it, ``right`` the whole path as it should
    be after a slip.
    """

    api: OpenApi
    host: Relation
    base: str
    rest: str
    route: Route | None = None
    values: tuple[tuple[str, str], ...] = ()
    operation: Operation | None = None
    slip: Slip = Slip.NONE
    right: str = ""

    @property
    def is_exact(self) -> bool:
        """The document has this operation, and the call names it right."""
        return self.operation is not None and self.slip is Slip.NONE


def locate(documents: Sequence[OpenApi], *, method: str, host: str, path: str) -> Match | None:
    """The best match among the documents; None where the call goes to none of their servers.

    ``host`` is empty where the paste does not tell it; ``path`` begins with a slash, or with a variable for the
    server's address.
    """
    if len(path) > LONGEST_PATH:
        return None
    hidden = HIDDEN_BASE.match(path)
    if hidden is not None and not host:
        path = path[hidden.end() :]
    elif not path and host:
        # The same to HTTP (RFC 9110 section 4.2.3).
        path = "/"
    found = [each for api in documents for each in _below_servers(api, method, host, path, hidden=hidden is not None)]
    best = max(found, key=_worth, default=None)
    if best is None or best.route is None:
        slipped = [each for api in documents for each in _slips(api, method, host, path)]
        best = max([*found, *slipped], key=_worth, default=None)
    return None if best is None or _is_elsewhere(best) else best


def _is_elsewhere(match: Match) -> bool:
    """To a server that is none of the vendor's only a path that fits to the letter counts."""
    return match.host is Relation.FOREIGN and not match.is_exact


def _worth(match: Match) -> tuple[int, ...]:
    return (
        match.host is not Relation.FOREIGN or match.is_exact,
        match.route is not None,
        match.slip is Slip.NONE,
        match.operation is not None,
        match.host.rank,
    )


@lru_cache(maxsize=64)
def routes_of(api: OpenApi) -> Routes:
    """The document's paths, compiled on first use."""
    return Routes(api.operations)


@lru_cache(maxsize=64)
def servers_of(api: OpenApi) -> tuple[tuple[str, str], ...]:
    """Host and base path of each server, longest base path first; variables stay in braces."""
    urls = dict.fromkeys([*api.servers, *(url for each in api.operations for url in each.servers)])
    found = {server_of(url) for url in urls}
    return tuple(sorted(found, key=lambda each: (-len(each[1]), each)))


@lru_cache(maxsize=1024)
def server_of(url: str) -> tuple[str, str]:
    """Host and base path of one server's address; the host is empty where the address is relative."""
    parts = SERVER.match(f"//{url}" if BARE_HOST.match(url) else url)
    host, path = (parts["host"] or "", parts["path"]) if parts else ("", "")
    base = path.removeprefix(".").rstrip("/")
    return host.rpartition("@")[2].lower(), base if base.startswith("/") or not base else f"/{base}"


def _is_served(api: OpenApi, operation: Operation, base: str) -> bool:
    """Whether one of the operation's servers has that base path: its own servers replace the document's."""
    return any(server_of(url)[1] == base for url in operation.servers or api.servers)


def _below_servers(api: OpenApi, method: str, host: str, path: str, *, hidden: bool) -> Iterator[Match]:
    for server, base in servers_of(api):
        near = relation(host, server)
        if (rest := _below(path, base)) is not None:
            yield _find(api, near, base, rest, method)
        elif hidden or not path.startswith("/"):
            # The address of the server stands in a variable, and with it perhaps the base path.
            yield _find(api, near, "", path, method, hidden=True)
        elif near is not Relation.FOREIGN:
            yield Match(api, near, base, path)


def _below(path: str, base: str) -> str | None:
    """The path below a base path whose variables take one segment each; None where it is not below it."""
    if "{" not in base:
        return path[len(base) :] if path.startswith(base) and path[len(base) : len(base) + 1] in ("/", "") else None
    ours, theirs = base.split("/"), path.split("/")
    front = zip(ours, theirs, strict=False)
    if len(ours) > len(theirs) or any(values_in(word, sent) is None for word, sent in front):
        return None
    return "".join(f"/{each}" for each in theirs[len(ours) :])


def _find(api: OpenApi, near: Relation, base: str, rest: str, method: str, *, hidden: bool = False) -> Match:
    """The route below a base path; with the base path ``hidden`` in a variable any server's operations count."""
    best = Match(api, near, base, rest)
    for route, values in routes_of(api).find(rest):
        if not hidden and not any(_is_served(api, each, base) for each in route.operations):
            continue
        operation = route.operation(method)
        if best.route is None or operation is not None:
            best = Match(api, near, base, rest, route, values, operation)
        if operation is not None:
            break
    return best


def _slips(api: OpenApi, method: str, host: str, path: str) -> Iterator[Match]:
    """The path as it would be without one of the likely slips, where that is a documented one."""
    for server, base in servers_of(api):
        near = relation(host, server)
        if near is not Relation.FOREIGN:
            yield from _slips_below(api, near, base, path, method)


def _slips_below(api: OpenApi, near: Relation, base: str, path: str, method: str) -> Iterator[Match]:
    seen = {path}
    for slip, right in _guesses(base, path):
        rest = _below(right, base)
        if right in seen or rest is None:
            continue
        seen.add(right)
        found = _find(api, near, base, rest, method)
        if found.route is not None:
            yield Match(api, near, base, rest, found.route, found.values, found.operation, slip, right)
    rest = _below(path, base) or ""
    lowered = routes_of(api).find_in_any_case(rest)
    if lowered is not None:
        right = path.removesuffix(rest) + lowered[1]
        yield Match(api, near, base, path, lowered[0], (), lowered[0].operation(method), Slip.CASE, right)


def _guesses(base: str, path: str) -> Iterator[tuple[Slip, str]]:
    if "{" in base:
        return
    if base and not path.startswith(f"{base}/"):
        yield Slip.BASE_MISSING, base + path
    if base and path.startswith(base + base):
        yield Slip.BASE_TWICE, path[len(base) :]
    tidy = re.sub(r"/{2,}", "/", path)
    yield Slip.SLASH, tidy
    yield Slip.SLASH, tidy.rstrip("/")
    yield Slip.SLASH, f"{tidy}/"
    first, _, after = path[1:].partition("/")
    last = base.rpartition("/")[2]
    if VERSION.fullmatch(first) and first != last:
        yield Slip.OTHER_VERSION, f"{base}/{after}"
    elif base and path.startswith(f"{base}/"):
        # The version once more below the base path, or below it where the base path has none.
        first, _, after = path[len(base) + 1 :].partition("/")
        if VERSION.fullmatch(first):
            yield (Slip.BASE_TWICE if first == last else Slip.EXTRA_PREFIX), f"{base}/{after}"
    prefix = path.find(f"{base}/", 1) if base else -1
    if prefix > 0:
        yield Slip.EXTRA_PREFIX, path[prefix:]
    if after:
        yield Slip.EXTRA_PREFIX, f"{base}/{path[1:].partition('/')[2]}"
    # Half of the base path is there, or it is another one of as many segments: /api for /api/v2.
    outer = base.rpartition("/")[0]
    if outer and path.startswith(f"{outer}/"):
        yield Slip.BASE_MISSING, base + path[len(outer) :]
        yield Slip.OTHER_VERSION, f"{base}/{path[len(outer) + 1 :].partition('/')[2]}"
