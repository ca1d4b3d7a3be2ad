"""URLs that a builder puts together step by step.

Sources: OkHttp's ``HttpUrl.Builder``, Spring's ``UriComponentsBuilder``, Apache's ``URIBuilder``, the URL standard
(``URL.searchParams``), Swift's ``URLComponents``, Go's ``url.URL`` and ``url.Parse``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, urlencode, urljoin, urlsplit

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.code.coded import as_pairs, as_text, unknown
from triage.engine.reading.code.literals import Invoked, Items, Name, Pairs, Step, Text, Thing, Value

BUILDERS = frozenset(
    ("url", "uri", "lambda", "httpurl", "httpurl.builder", "httpurl.parse", "uricomponentsbuilder",
     "servleturicomponentsbuilder", "uribuilder", "urlcomponents", "defaulturibuilderfactory", "url.url")
)  # fmt: skip
PROPERTIES = frozenset(("url", "href", "Uri", "string", "absoluteString"))
"""What is read from a builder and is the URL so far."""
READ = ("scheme", "host", "port", "path", "query", "get")
"""What sets a part where it is given one, and else reads it."""
FROM_TEXT = ("toHttpUrl", "toHttpUrlOrNull")
TEMPLATE = re.compile(r"(?<![{$])\{(?P<name>\w[\w.-]{0,60})(?::[^{}\n]{0,60})?\}(?!\})")


@dataclass(slots=True)
class Address:
    """A URL in the making; ``marks`` is how blanks in a query are written."""

    resolve: Callable[[Value | None], Value | None]
    scheme: str = ""
    host: str = ""
    port: str = ""
    path: str = ""
    query: list[tuple[str, str]] = field(default_factory=list)
    raw_query: str = ""
    names: list[Name] = field(default_factory=list)
    plus: bool = False

    def text(self, value: Value | None) -> str:
        """A value as text; what is not known is noted."""
        resolved = self.resolve(value)
        self.names += unknown(resolved) if resolved is not None else ()
        return as_text(resolved)

    def whole(self, written: str) -> None:
        """Begin with a URL."""
        try:
            parts = urlsplit(written)
        except ValueError:
            parts = urlsplit("")
        self.scheme, self.host, self.path, self.raw_query = parts.scheme, parts.netloc, parts.path, parts.query

    def segment(self, written: str, *, encodes: bool = True) -> None:
        """Add to the path."""
        piece = quote(written, safe="{}:@!$&'()*+,;=-._~/") if encodes else written
        self.path = self.path.rstrip("/") + "/" + piece.lstrip("/")

    def put(self, name: str, values: tuple[Value, ...], *, replaces: bool = False) -> None:
        """Add a parameter, of several values one of each."""
        if replaces:
            self.query = [pair for pair in self.query if pair[0] != name]
        self.query += [(name, self.text(each)) for each in values]

    def written(self) -> str:
        """The URL as it is sent."""
        quoted = urlencode(self.query, safe="{}", quote_via=quote_plus if self.plus else quote)
        query = "&".join(each for each in (self.raw_query, quoted) if each)
        place = f"{self.scheme}://{self.host}" if self.scheme and self.host else self.host
        port = f":{self.port}" if self.port else ""
        path = "/" + self.path.lstrip("/") if place and self.path else self.path
        return f"{place}{port}{path}" + (f"?{query}" if query else "")


def built(thing: Thing, resolve: Callable[[Value | None], Value | None]) -> Text | None:
    """The URL that a thing comes to; None where it is no builder or a step of it is not known."""
    root, steps = thing.root(), thing.history()
    address = Address(resolve)
    if isinstance(root.base, Text) and steps and steps[0].name in FROM_TEXT:
        address.whole(address.text(root.base))
        steps = steps[1:]
    elif root.name.lower() not in BUILDERS:
        return None
    for step in steps:
        handler = STEPS.get(step.name) or STEPS.get(step.name.rpartition(".")[2])
        is_read = step.name in READ and not step.arguments
        if handler is None or is_read:
            return None
        handler(address, step)
    written = address.written()
    span = Span(root.span.start, max(root.span.end, steps[-1].span.end)) if steps else root.span
    return Text(written[: limits.CODE], span, exact=False, names=tuple(address.names[:20])) if written else None


def _made(address: Address, step: Step) -> None:
    """``new URL(path, base)``, ``new Uri(base, path)``, ``URLComponents(string:)``, ``HttpUrl.parse(…)``."""
    written = address.text(step.argument(0, "string", "url"))
    other = step.named.get("relativeTo") or (step.arguments[1] if len(step.arguments) == 2 else None)
    if other is not None:
        base = address.text(other)
        written = urljoin(written, base) if "://" in written else urljoin(base, written)
    if len(step.arguments) < 3:
        address.whole(written)


def _initial(address: Address, step: Step) -> None:
    """Go's ``url.URL{Scheme: …, Host: …}``."""
    given = step.argument(0)
    for key, value in given.pairs if isinstance(given, Pairs) else ():
        handler = STEPS.get(key.value + "=")
        if handler is not None:
            handler(address, Step(key.value + "=", (value,), step.named, step.span, step.name_span))


def _scheme(address: Address, step: Step) -> None:
    address.scheme = address.text(step.argument(0))


def _host(address: Address, step: Step) -> None:
    address.host = address.text(step.argument(0))


def _port(address: Address, step: Step) -> None:
    address.port = address.text(step.argument(0))


def _path(address: Address, step: Step) -> None:
    """Set the path."""
    address.path = ""
    address.segment(address.text(step.argument(0)))


def _further_path(address: Address, step: Step) -> None:
    """Spring's ``path`` is added to what there is already, as it stands."""
    address.path += address.text(step.argument(0))


def _segment(address: Address, step: Step) -> None:
    for each in step.arguments:
        address.segment(address.text(each))


def _encoded_segment(address: Address, step: Step) -> None:
    address.segment(address.text(step.argument(0)), encodes=False)


def _parameter(address: Address, step: Step) -> None:
    if step.arguments:
        address.put(address.text(step.arguments[0]), step.arguments[1:])


def _replaced(address: Address, step: Step) -> None:
    if step.arguments:
        address.put(address.text(step.arguments[0]), step.arguments[1:], replaces=True)


def _search(address: Address, step: Step) -> None:
    """``url.searchParams.set(…)`` and its kin, which write a blank as a plus."""
    address.plus = True
    if step.name.endswith("delete"):
        name = address.text(step.argument(0))
        address.query = [pair for pair in address.query if pair[0] != name]
    else:
        (_replaced if step.name.endswith("set") else _parameter)(address, step)


def _query(address: Address, step: Step) -> None:
    """A whole query: a text, or what makes one."""
    given = step.argument(0)
    if isinstance(given, Thing) and any(each.name == "Query" for each in given.history()):
        _values(address, given.history())
        return
    value = address.resolve(given)
    address.query, address.raw_query = [], ""
    if isinstance(value, Pairs | Items) or (isinstance(value, Invoked) and value.name == "urlencode"):
        address.plus, address.query = True, as_pairs(value)
        address.names += unknown(value)
    else:
        address.raw_query = address.text(value).lstrip("?")


def _values(address: Address, steps: list[Step]) -> None:
    """Go's ``q := u.Query(); q.Set("a", "b"); u.RawQuery = q.Encode()``, which sorts by name."""
    address.plus = True
    for each in steps:
        if each.name in ("Add", "Set"):
            (_replaced if each.name == "Set" else _parameter)(address, each)
    address.query.sort(key=lambda pair: pair[0])


def _items(address: Address, step: Step) -> None:
    """``comps.queryItems = [URLQueryItem(name: "a", value: "b")]``."""
    given = step.argument(0)
    address.query, address.raw_query = [], ""
    for each in given.values if isinstance(given, Items) else (given,):
        _item(address, each)


def _further_items(address: Address, step: Step) -> None:
    for each in step.arguments:
        _item(address, each)


def _item(address: Address, value: Value | None) -> None:
    if isinstance(value, Thing) and value.root().name == "URLQueryItem" and value.history():
        made = value.history()[0]
        given = made.argument(1, "value")
        address.put(address.text(made.argument(0, "name")), (given,) if given is not None else ())


def _expanded(address: Address, step: Step) -> None:
    """``buildAndExpand(…)``: the values in the order of their ``{names}``."""
    path = filled(Text(address.path, step.span, exact=False), step.arguments, address.resolve)
    address.path, address.names = path.value, [*address.names, *path.names]


def _nothing(address: Address, step: Step) -> None:
    """What makes the URL of the builder, or looks at it."""


def filled(url: Text, values: tuple[Value, ...], resolve: Callable[[Value | None], Value | None]) -> Text:
    """A URL with its ``{names}`` filled: by a map of values, else in their order."""
    known = [resolve(each) for each in values]
    if not known:
        return url
    by_name = known[0] if len(known) == 1 and isinstance(known[0], Pairs) else None
    names = [*url.names, *(name for each in known if each is not None for name in unknown(each))]
    order = iter(known)

    def given(place: re.Match[str]) -> str:
        value = by_name.get(place["name"]) if by_name is not None else next(order, None)
        return place.group() if value is None else quote(as_text(value), safe="{}-._~")

    written = TEMPLATE.sub(given, url.value)
    return Text(written[: limits.CODE], url.span, exact=False, names=tuple(names[:20]))


Handler = Callable[[Address, Step], None]
STEPS: dict[str, Handler] = {
    **dict.fromkeys(
        ("()", "parse", "Parse", "get", "create", "fromHttpUrl", "fromUriString", "fromPath", "fromUri", "of"), _made
    ),
    "{}": _initial,
    **dict.fromkeys(("scheme", "setScheme", "scheme=", "Scheme=", "protocol="), _scheme),
    **dict.fromkeys(("host", "setHost", "host=", "Host=", "hostname="), _host),
    **dict.fromkeys(("port", "setPort", "port=", "Port="), _port),
    **dict.fromkeys(("setPath", "replacePath", "path=", "Path=", "pathname=", "encodedPath"), _path),
    "path": _further_path,
    **dict.fromkeys(("addPathSegment", "addPathSegments", "pathSegment", "appendPath", "setPathSegments"), _segment),
    **dict.fromkeys(("addEncodedPathSegment", "addEncodedPathSegments"), _encoded_segment),
    **dict.fromkeys(("addQueryParameter", "addEncodedQueryParameter", "queryParam", "addParameter"), _parameter),
    **dict.fromkeys(("setQueryParameter", "replaceQueryParam", "setParameter"), _replaced),
    **dict.fromkeys(("searchParams.set", "searchParams.append", "searchParams.delete"), _search),
    **dict.fromkeys(("search=", "query", "query=", "RawQuery=", "percentEncodedQuery=", "Query="), _query),
    "queryItems=": _items,
    "queryItems.append": _further_items,
    **dict.fromkeys(("buildAndExpand", "expand"), _expanded),
    **dict.fromkeys(
        ("Builder", "newBuilder", "newInstance", "build", "toUri", "toUriString", "toString", "String", "encode", "url",
         "uri", "toURI", "toURL", "toHttpUrl", "Query", "openConnection", "createURL"),
        _nothing,
    ),
}  # fmt: skip
