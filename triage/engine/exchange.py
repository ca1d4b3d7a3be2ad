"""The values that readers make and rules read: a Call, its Response or Failure, and where each stands.

Every value is frozen; those that a paste holds by the dozen are tuples, which are made in a third of the time.
A ``Span`` counts characters (not bytes) in the one text that was read; ``None`` means that the value is implied (curl's
GET) and stands nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit


class Span(NamedTuple):
    """Where something stands in the text: ``text[start:end]``."""

    start: int
    end: int


class Header(NamedTuple):
    """One field line (RFC 9110 section 5.1), value without surrounding blanks, as pasted."""

    name: str
    value: str
    span: Span
    value_span: Span


@dataclass(frozen=True, slots=True)
class Headers:
    """Field lines in the order sent; names compare without case."""

    fields: tuple[Header, ...] = ()

    def __iter__(self) -> Iterator[Header]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.field(name) is not None

    def field(self, name: str) -> Header | None:
        """The first field of that name, or None."""
        wanted = name.lower()
        return next((each for each in self.fields if each.name.lower() == wanted), None)

    def get(self, name: str, default: str = "") -> str:
        """The first value of that name, or ``default``."""
        found = self.field(name)
        return default if found is None else found.value


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form or multipart body: a value, or the name of a file (never its content)."""

    name: str
    value: str | None = None
    filename: str | None = None


class Placeholder(NamedTuple):
    """Text that stands for a value: ``$TOKEN``, ``{{id}}``, ``<key>``, ``YOUR_API_KEY``."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """The HTTP request the customer made, as it would have been sent."""

    method: str
    url: str
    span: Span
    notation: str
    headers: Headers = Headers()
    body: str | None = None
    form: tuple[FormField, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    method_span: Span | None = None
    url_span: Span | None = None
    body_span: Span | None = None

    @property
    def parts(self) -> SplitResult:
        """The URL split (RFC 3986 section 3); all empty where it cannot be split."""
        try:
            return urlsplit(self.url)
        except ValueError:
            return SplitResult("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Response:
    """What came back; ``status`` is None where the paste holds a body but no status."""

    span: Span
    status: int | None = None
    reason: str = ""
    headers: Headers = Headers()
    body: str | None = None
    status_span: Span | None = None
    body_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """The client's own error instead of a Response, such as ``curl: (6) Could not resolve host``."""

    tool: str
    code: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Repair:
    """Damage that a reader mended to go on, and whether it may itself be the customer's fault."""

    kind: str
    span: Span
    may_be_the_fault: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """What cannot be known from the text (``call``, ``response``, ``status``, ``body``), and how to get it."""

    what: str
    how: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two places of the paste that disagree, such as a status line and the prose around it."""

    kind: str
    values: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A Call with its Response or Failure, read from ``text``; either side may be absent.

    ``response_at`` is where the response's own box begins when call and response came as two texts
    (the readers' ``join``); ``others`` are further exchanges of the same paste, in its order, and ``index`` says how
    many of them stand before this one.
    """

    text: str = field(repr=False)
    call: Call | None = None
    response: Response | None = None
    failure: Failure | None = None
    others: tuple["Exchange", ...] = ()
    index: int = 0
    repairs: tuple[Repair, ...] = ()
    missing: tuple[Missing, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    response_at: int | None = None

    @property
    def status(self) -> int | None:
        """The HTTP status code, or None where the paste holds none."""
        return None if self.response is None else self.response.status

    @property
    def answered(self) -> bool:
        """Whether any exchange of the paste has a Response or a Failure."""
        return any(each.response is not None or each.failure is not None for each in (self, *self.others))

    @property
    def every(self) -> tuple["Exchange", ...]:
        """All exchanges of the paste, this one at its place among the others."""
        return (*self.others[: self.index], self, *self.others[self.index :])
