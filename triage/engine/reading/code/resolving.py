"""What a value of source code comes to: of a thing and its steps the string, list or object that it holds.

The functions are known by their names alone, whatever the language: ``JSON.stringify``, ``json.dumps``, ``json_encode``
and ``to_json`` all make JSON of what they are given.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote, quote_plus, urljoin

from triage.engine.exchange import Span
from triage.engine.reading import limits
from triage.engine.reading.code.addresses import built
from triage.engine.reading.code.coded import as_text, unknown
from triage.engine.reading.code.literals import (
    NOTHING,
    Constant,
    Invoked,
    Items,
    Name,
    Pairs,
    Step,
    Text,
    Thing,
    Value,
    shown,
)
from triage.engine.reading.code.structs import Structs, as_sent

# The names of functions, methods and classes, in lower case. A name stands here for what it does in every language that
# has it; what means different things in two languages is left to their readers.
JSON = frozenset(
    ("dumps", "dump", "stringify", "json_encode", "to_json", "tojson", "generate", "pretty_generate", "encode_json",
     "jsonencode", "wp_json_encode", "marshal", "marshalindent", "serialize", "serializeobject", "writevalueasstring",
     "writevalueasbytes", "encodetostring", "to_string", "to_string_pretty", "to_vec", "json!", "serializetoutf8bytes")
)  # fmt: skip
"""What makes JSON of a value."""
JSON_MAKERS = ("json", "jsonencoder", "jsonserialization", "gson", "serde_json")
"""The modules and classes whose ``encode`` and ``data`` make JSON."""
FORMS = frozenset(("http_build_query", "urlencode", "encode_www_form"))
"""What makes ``a=1&b=2`` of pairs."""
FORM_MAKERS = ("qs", "querystring", "urllib", "parse")
"""The modules whose ``stringify`` and ``encode`` make that."""
ESCAPES: dict[str, Callable[[str], str]] = {
    "encodeuricomponent": partial(quote, safe="!'()*-._~"),
    "encodeuri": partial(quote, safe=";,/?:@&=+$-_.!~*'()#"),
    "rawurlencode": partial(quote, safe="-._~"),
    "pathescape": partial(quote, safe="$&+=:@-._~"),
    "escapedatastring": partial(quote, safe="-._~"),
    "quote": quote,
    "urlencode": quote_plus,
    "quote_plus": quote_plus,
    "queryescape": quote_plus,
    "encode_www_form_component": quote_plus,
    "urlencoder.encode": quote_plus,
    "cgi.escape": quote_plus,
    "uri_escape": partial(quote, safe="!'()*-._~"),
}
"""What percent-encodes a text (RFC 3986 section 2.1), each as its language defines it."""
WRAPPERS = frozenset(
    # a URL, a media type
    ("uri", "url", "parse", "create", "of", "tohttpurl", "tomediatype", "tomediatypeornull", "request_uri",
     "host", "hostname", "path", "fromstring", "nsurl",
     # a body of a text or of bytes
     "ofstring", "ofbytearray", "data", "newreader", "newbuffer", "newbufferstring", "newstringreader",
     # the same text as another type
     "encode", "str", "string", "tostring", "to_s", "valueof", "from", "from_static", "from_str", "to_owned", "into",
     "as_str", "get_bytes", "getbytes", "bytes", "tobytearray", "encodetobytearray", "toutf8bytes",
     # the same text without blanks around it
     "trim", "trimindent", "trimmargin", "strip", "stripindent", "squish", "chomp",
     # the same value
     "clone", "copy", "freeze", "unwrap", "unbox", "build", "collect", "some", "box", "to_h", "toarray")
)  # fmt: skip
"""What gives on its argument, or what it is called on, as far as a request is concerned."""
MAPS = frozenset(
    ("hash", "dict", "ordereddict", "dictionary", "map", "hashmap", "linkedhashmap", "treemap", "mapof", "hashmapof",
     "mutablemapof", "linkedmultivaluemap", "multivaluemap", "entry", "ofentries", "make", "new",
     "list", "listof", "arraylist", "aslist", "array", "c",
     "headers", "httpheaders", "headermap", "headersof", "formdata", "urlsearchparams", "values", "namevaluecollection",
     "json", "jsonobject", "jobject", "createobjectnode")
)  # fmt: skip
"""What makes an object or a list of pairs, of names and values by turns, or of nothing yet."""
ADDS = frozenset(
    ("put", "set", "add", "append", "insert", "store", "push", "<<", "[]=", "{}", "update", "merge", "merge!", "addall",
     "putall", "addproperty", "tryadd", "setdefault")
)  # fmt: skip
"""What puts something into an object or a list."""
CONCATENATES = frozenset(("paste0", "concat", "str_c", "sprint"))
FORMATS = frozenset(("format", "sprintf", "format!", "formatted")) | CONCATENATES
"""What puts values into a text, or texts one behind the other."""
BASE64 = frozenset(
    ("base64_encode", "btoa", "encodetostring", "strict_encode64", "b64encode", "tobase64string", "encode_base64",
     "encode64", "urlsafe_encode64", "base64encodedstring", "base64encode")
)  # fmt: skip
"""What encodes as RFC 4648 section 4 says."""
FILES = frozenset(
    ("open", "fopen", "tryfopen", "openread", "read", "read_bytes", "readbytes", "readall", "readallbytes",
     "readalltext", "readfile", "readfilesync", "createreadstream", "file_get_contents", "path", "file", "frompath",
     "curl_file_create", "curlfile", "upload_file", "uploadio", "fileinputstream", "filesystemresource")
)  # fmt: skip
"""What opens, reads or attaches a file, whose content no paste tells."""
BRACED = re.compile(r"\{(?P<which>\w{0,40})(?::[^{}\n]{0,20})?\}")
PERCENT = re.compile(r"%(?:\d\$)?[-+0-9.]{0,6}[sdvqifu@]")


@dataclass(slots=True)
class Resolver:
    """Resolves the values of one text; ``left`` is how many more it looks at, so that none can grow without end."""

    text: str
    left: int = limits.VALUES
    structs: Structs = field(default_factory=dict)  # those of Go that the text defines

    def resolve(self, value: Value | None, depth: int = 0) -> Value | None:
        """The value without things in it; what is not known is a ``Name``."""
        self.left -= 1
        if value is None or depth > limits.NESTING or self.left < 0:
            return None
        if isinstance(value, Thing):
            return self._thing(value, depth)
        if isinstance(value, Items):
            return Items(tuple(self._each(each, depth) for each in value.values), value.span)
        if isinstance(value, Pairs):
            return Pairs(tuple((key, self._each(each, depth)) for key, each in value.pairs), value.span)
        return value

    def within(self, value: Value) -> Value:
        """A value as it stands within a string; of ``URLSearchParams`` that is a query (URL standard, section 6.2)."""
        resolved = self.resolve(value) or value
        if isinstance(resolved, Pairs) and isinstance(value, Thing) and value.root().name.endswith("URLSearchParams"):
            resolved = Invoked("urlencode", (resolved,), NOTHING, resolved.span)
        return as_string(resolved)

    def _each(self, value: Value, depth: int) -> Value:
        return self.resolve(value, depth + 1) or Constant(None, value.span)

    def name(self, thing: Thing) -> Name:
        """What is not known, as it is written."""
        start = thing.root().span.start
        steps = thing.history()
        end = max(start, steps[-1].span.end if steps else thing.span.end)
        written = " ".join(self.text[start : min(end, start + 200)].split())
        return Name((written.strip("{}") or thing.name)[:80], Span(start, min(end, start + 80)))

    def _thing(self, thing: Thing, depth: int) -> Value:
        root = thing.root()
        if root.name in self.structs:
            return self._struct(thing, depth)
        if (address := built(thing, lambda value: self.resolve(value, depth + 1))) is not None:
            return address
        current = self.resolve(root.base, depth + 1) if root.base is not None else None
        for step in thing.history():
            self.left -= 1
            word = root.name.rsplit(".", 1)[-1] if step.name == "()" else step.name.rsplit(".", 1)[-1]
            following = self._stepped(current, step, word.lower(), root.name.lower(), depth)
            if following is None:
                return self.name(thing)
            current = following
        return current if current is not None else self.name(thing)

    def _struct(self, thing: Thing, depth: int) -> Value:
        """A literal of a struct, with what was set on it since."""
        steps = thing.history()
        given = self.resolve(steps[0].arguments[0], depth + 1) if steps and steps[0].name == "{}" else None
        set_later = [each for each in steps[1:] if each.name.endswith("=") and each.arguments]
        if not isinstance(given, Pairs | Items) or (set_later and not isinstance(given, Pairs)):
            return self.name(thing)
        for step in set_later:
            name = Text(step.name.rstrip("="), step.name_span)
            pairs = given.pairs if isinstance(given, Pairs) else ()
            rest = tuple(pair for pair in pairs if pair[0].value != name.value)
            given = Pairs((*rest, (name, self._each(step.arguments[0], depth))), given.span)
        return as_sent(self.structs, thing.root().name, given, given.span) or self.name(thing)

    def _stepped(self, current: Value | None, step: Step, word: str, maker: str, depth: int) -> Value | None:
        """What one step makes of the value so far; None where that is not known."""
        if current is None and step.name == "{}" and maker.rpartition(".")[2] in MAPS:
            return self._added(Pairs((), step.span), step, depth)
        named = step.named.pairs[0][1] if step.named.pairs else None  # Swift names what others give by place
        given = self.resolve(step.arguments[0] if step.arguments else named, depth + 1)
        first = given if given is not None else current
        # Ruby's ``encode_www_form(q: 1)`` is given one object without its braces.
        whole = self.resolve(step.named, depth + 1) if named is not None and not step.arguments else first
        if (
            current is None
            and word in ("encode", "to_string", "stringify", "data", "generate")
            and maker in (*JSON_MAKERS, *FORM_MAKERS)
        ):
            return _encoded(first, step, "stringify" if maker in JSON_MAKERS else "urlencode")
        if word in BASE64 and not (word == "encodetostring" and maker in JSON_MAKERS):
            return _base64(first, step)
        if word in JSON and (current is None or word in ("to_json", "tojson", "json!") or maker):
            return _encoded(whole, step, "dumps" if word == "dumps" else "stringify")
        escape = ESCAPES.get(f"{maker}.{word}") or ESCAPES.get(word)
        if escape is not None and isinstance(first, Text):
            return first if first.names else Text(escape(first.value), first.span, exact=False)
        if word in FORMS:
            return _encoded(whole, step, "urlencode")
        if word == "encode" and isinstance(current, Pairs):
            return _encoded(by_key(current) if step.name == "Encode" else current, step, "urlencode")
        if word in ("join", "urljoin", "replace"):
            return self._put_together(current, step, word, depth)
        if word == "tostring" and isinstance(given, Text) and given.value == "base64":
            return _base64(current, step)
        if word in FORMATS:
            return self._formatted(current, step, word, depth)
        if (word in FILES or (word == "new" and maker == "file")) and current is None:
            return Invoked("file", (first,) if first is not None else (), NOTHING, step.span)
        if isinstance(current, Invoked) and current.name == "file" and word in FILES:
            return current  # what is read of a file that was opened
        return self._held(current, step, word, maker, first, depth)

    def _held(
        self, current: Value | None, step: Step, word: str, maker: str, first: Value | None, depth: int
    ) -> Value | None:
        """What is put into a map or a list, and what is only wrapped."""
        if isinstance(current, Pairs | Items) and word in ADDS:
            return self._added(current, step, depth)
        if isinstance(current, Pairs) and word in ("tostring", "build", "to_s"):
            how = "urlencode" if maker.endswith(("urlsearchparams", "values")) else "stringify"
            return _encoded(current, step, how) if word != "build" else current
        if word in MAPS and (current is None or word == "of"):
            return self._map(step, depth)
        if word == "of" and len(step.arguments) > 1:
            return self._map(step, depth)
        if word in WRAPPERS:
            return current if current is not None else first
        return current if word.endswith("=") else None

    def _map(self, step: Step, depth: int) -> Value:
        """What a map or a list is made of: pairs, or names and values by turns, or another map."""
        named = self.resolve(step.named, depth + 1)
        values = [self._each(each, depth) for each in step.arguments]
        if isinstance(named, Pairs) and named.pairs:
            return named
        if len(values) == 1 and isinstance(values[0], Pairs | Items | Text):
            return values[0]
        if values and all(isinstance(each, Text) for each in values[::2]) and len(values) % 2 == 0:
            keys = [each for each in values[::2] if isinstance(each, Text)]
            return Pairs(tuple(zip(keys, values[1::2], strict=True)), step.span)
        if values and all(isinstance(each, Pairs) for each in values):
            return Pairs(tuple(pair for each in values if isinstance(each, Pairs) for pair in each.pairs), step.span)
        return Pairs((), step.span) if not values or isinstance(values[0], Name) else Items(tuple(values), step.span)

    def _added(self, current: Pairs | Items, step: Step, depth: int) -> Value:
        values = [self._each(each, depth) for each in step.arguments]
        if isinstance(current, Items):
            return Items((*current.values, *values)[: limits.VARIABLES], current.span)
        pairs = [*current.pairs, *step.named.pairs]
        if len(values) == 1:
            pairs += _pairs_of(values[0])
        elif len(values) >= 2:
            key = values[0] if isinstance(values[0], Text) else Text(shown(values[0]), values[0].span, exact=False)
            if step.name == "[]=" or step.name.lower() in ("put", "set"):
                pairs = [pair for pair in pairs if pair[0].value.lower() != key.value.lower()]
            value = values[1] if len(values) == 2 else Items(tuple(values[1:]), step.span)
            pairs.append((key, value))
        return Pairs(tuple(pairs[: limits.VARIABLES]), Span(current.span.start, max(current.span.end, step.span.end)))

    def _put_together(self, current: Value | None, step: Step, word: str, depth: int) -> Value | None:
        """``"/".join(pieces)``, ``[a, b].join("/")``, ``text.replace(":id", id)``, ``urljoin(base, path)``."""
        given = [as_string(self._each(each, depth)) for each in step.arguments]
        if word == "urljoin" and len(given) == 2:
            names = tuple(name for each in given for name in unknown(each))
            return Text(urljoin(shown(given[0]), shown(given[1])), step.span, exact=False, names=names)
        if word == "replace" and isinstance(current, Text) and len(given) == 2 and isinstance(given[0], Text):
            put = current.value.replace(given[0].value, shown(given[1])) if given[0].value else current.value
            return Text(put[: limits.CODE], step.span, exact=False, names=(*current.names, *unknown(given[1])))
        mark, pieces = (given[0], current) if isinstance(current, Items) and given else (current, *given, None)[:2]
        if word != "join" or not isinstance(mark, Text) or not isinstance(pieces, Items):
            return None
        names = tuple(name for each in pieces.values for name in unknown(each))
        whole = mark.value.join(shown(as_string(each)) for each in pieces.values)
        return Text(whole[: limits.CODE], step.span, exact=False, names=names[:20])

    def _formatted(self, current: Value | None, step: Step, word: str, depth: int) -> Value | None:
        values = [as_string(self._each(each, depth)) for each in step.arguments]
        if isinstance(current, Text):
            values.insert(0, current)
        values = [
            each for each in values if not isinstance(each, Name) or not each.text.startswith(("Locale", "Culture"))
        ]
        if not values or not isinstance(values[0], Text):
            return None
        if word in CONCATENATES:
            names = tuple(name for each in values for name in unknown(each))
            return Text("".join(map(shown, values)), step.span, exact=False, names=names[:20])
        return put_in(values[0], values[1:], step.named)


def as_string(value: Value) -> Value:
    """What an encoder makes, as the string that it is: what it leaves unsaid stands in it as a placeholder."""
    if not isinstance(value, Invoked) or value.name == "file":
        return value
    return Text(as_text(value), value.span, exact=False, names=tuple(unknown(value))[:20])


def put_in(pattern: Text, values: list[Value], named: Pairs = NOTHING) -> Text:
    """A format with its values: ``%s``, ``{}``, ``{0}`` or ``{name}``."""
    places = iter(values)
    names = (*pattern.names, *(each for each in values if isinstance(each, Name)))

    def given(place: re.Match[str]) -> str:
        which = place.groupdict().get("which") or ""
        value = next(places, None)
        if which.isdigit():
            value = values[int(which[:3])] if int(which[:3]) < len(values) else None
        elif which:
            value = named.get(which)
        return place.group() if value is None else shown(value)[: limits.CODE]

    braced = "{" in pattern.value and "%s" not in pattern.value
    value = (BRACED if braced else PERCENT).sub(given, pattern.value)
    return Text(value[: limits.CODE], pattern.span, exact=False, names=names[:20])


def by_key(value: Value | None) -> Value | None:
    """Pairs in the order of their keys, as Go's ``url.Values.Encode`` writes them."""
    if not isinstance(value, Pairs):
        return value
    return Pairs(tuple(sorted(value.pairs, key=lambda pair: pair[0].value)), value.span)


def _encoded(value: Value | None, step: Step, how: str) -> Value | None:
    if value is None or (how == "urlencode" and isinstance(value, Text)):
        return value
    return value if isinstance(value, Name) else Invoked(how, (value,), NOTHING, value.span or step.span)


def _base64(value: Value | None, step: Step) -> Value | None:
    if not isinstance(value, Text) or value.names:
        return None
    encoded = b64encode(value.value.encode("utf-8", "surrogatepass")).decode("ascii")
    return Text(encoded, value.span or step.span, exact=False)


def _pairs_of(value: Value) -> list[tuple[Text, Value]]:
    if isinstance(value, Pairs):
        return list(value.pairs)
    found: list[tuple[Text, Value]] = []
    for each in value.values if isinstance(value, Items) else ():
        if isinstance(each, Items) and len(each.values) == 2 and isinstance(each.values[0], Text):
            found.append((each.values[0], each.values[1]))
    return found
