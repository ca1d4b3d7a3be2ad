"""A generated call, written in one notation after another, reads back as the same call."""

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from triage.engine.exchange import Exchange
from triage.engine.reading import cut_har, join, read, read_file

# Values that every notation can write: no line breaks, no blanks at their ends; and no HTML entity, since a text that
# holds nothing but escaped signs cannot be told from one that a page escaped.
WORD = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,11}", fullmatch=True)
VALUE = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_characters="\x7f"), min_size=1, max_size=20
)
TIDY = VALUE.map(str.strip).filter(
    lambda value: (
        value.isprintable() and value and not value.startswith(("@", "<")) and not re.search(r"&#?\w+;", value)
    )
)
JSON = st.dictionaries(
    WORD,
    st.none() | st.booleans() | st.integers(-1000, 1000) | TIDY | st.lists(TIDY, max_size=3),
    min_size=1,
    max_size=4,
)
FIELD = st.tuples(WORD.map(lambda word: f"X-{word}"), TIDY)


@dataclass(frozen=True)
class Sample:
    """A call to write down."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str | None


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    method = draw(st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]))
    path = "/".join(quote(each, safe="") for each in draw(st.lists(WORD, min_size=1, max_size=4)))
    query = "&".join(f"{key}={quote(value)}" for key, value in draw(st.dictionaries(WORD, TIDY, max_size=2)).items())
    # An object of source code holds one value a name, whatever its case.
    headers = list({name.lower(): (name, value) for name, value in draw(st.lists(FIELD, max_size=4))}.values())
    body = None if method in ("GET", "DELETE") else json.dumps(draw(JSON), ensure_ascii=draw(st.booleans()))
    if body is not None:
        headers.append(("Content-Type", "application/json"))
    return Sample(method, f"https://api.example.com/{path}{'?' if query else ''}{query}", tuple(headers), body)


def same(exchange: Exchange, sample: Sample) -> bool:
    call = exchange.call
    assert call is not None
    # What a notation must name, or a tool adds to JSON.
    host = [("Host", "api.example.com"), ("Accept", "application/json, */*;q=0.5")]
    headers = [(each.name, each.value) for each in call.headers]
    assert (call.method, call.url, call.body) == (sample.method, sample.url, sample.body)
    assert [each for each in headers if each not in host] == list(sample.headers)
    return True


def as_curl(sample: Sample) -> str:
    words = ["curl", "-X", sample.method, sample.url]
    words += (word for name, value in sample.headers for word in ("-H", f"{name}: {value}"))
    words += ["--data-raw", sample.body] if sample.body is not None else []
    return " ".join(map(shlex.quote, words))


def as_curl_in_double_quotes(sample: Sample) -> str:
    words = ["-X", sample.method, sample.url]
    words += (word for name, value in sample.headers for word in ("-H", f"{name}: {value}"))
    words += ["--data-raw", sample.body] if sample.body is not None else []
    return "curl " + " \\\n  ".join('"' + re.sub(r'(["\\$`])', r"\\\1", word) + '"' for word in words)


def as_curl_in_ansi_quotes(sample: Sample) -> str:
    words = ["-X", sample.method, sample.url]
    words += (word for name, value in sample.headers for word in ("-H", f"{name}: {value}"))
    words += ["--data-raw", sample.body] if sample.body is not None else []
    return "curl " + " ".join("$'" + re.sub(r"(['\\])", r"\\\1", word) + "'" for word in words)


def as_curl_for_cmd(sample: Sample) -> str:
    """As browsers copy it for cmd.exe: every mark behind a caret, quotes of the value behind a backslash."""
    words = ["-X", sample.method, sample.url]
    words += (word for name, value in sample.headers for word in ("-H", f"{name}: {value}"))
    words += ["--data-raw", sample.body] if sample.body is not None else []
    return "curl " + " ^\n  ".join(_for_cmd(word) for word in words)


def _for_cmd(word: str) -> str:
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', word)
    escaped = re.sub(r"(\\+)$", r"\1\1", escaped)
    return '^"' + re.sub(r"([^A-Za-z0-9 ])", r"^\1", escaped) + '^"'


def as_http(sample: Sample) -> str:
    target = sample.url.removeprefix("https://api.example.com")
    lines = [
        f"{sample.method} {target} HTTP/1.1",
        "Host: api.example.com",
        *(f"{name}: {value}" for name, value in sample.headers),
    ]
    return "\r\n".join([*lines, "", sample.body or ""])


def as_har(sample: Sample) -> str:
    request: dict[str, object] = {
        "method": sample.method,
        "url": sample.url,
        "headers": [{"name": name, "value": value} for name, value in sample.headers],
    }
    if sample.body is not None:
        request["postData"] = {"mimeType": "application/json", "text": sample.body}
    response = {
        "status": 422,
        "statusText": "",
        "headers": [],
        "content": {"text": "{}", "mimeType": "application/json"},
    }
    return json.dumps({"log": {"version": "1.2", "entries": [{"request": request, "response": response}]}})


def as_verbose(sample: Sample) -> str:
    target = sample.url.removeprefix("https://api.example.com")
    sent = [
        f"{sample.method} {target} HTTP/2",
        "Host: api.example.com",
        *(f"{name}: {value}" for name, value in sample.headers),
        "",
    ]
    received = ["HTTP/2 422 ", "content-type: application/json", ""]
    return "\n".join(
        [f"$ {as_curl(sample)}", *(f"> {line}" for line in sent), *(f"< {line}" for line in received), "{}"]
    )


def as_httpie(sample: Sample) -> str:
    """With the body fed to it: request items could not write every JSON value, nor a header that begins like one."""
    assume(not any(value.startswith(("=", "@")) for _, value in sample.headers))
    words = ["http", "--ignore-stdin" if sample.body is None else "--pretty=none", sample.method, sample.url]
    words += (f"{name}:{value}" for name, value in sample.headers)
    command = " ".join(map(shlex.quote, words))
    return command if sample.body is None else f"printf %s {shlex.quote(sample.body)} | {command}"


def as_wget(sample: Sample) -> str:
    words = ["wget", "-qO-", f"--method={sample.method}"]
    words += (f"--header={name}: {value}" for name, value in sample.headers)
    words += [f"--body-data={sample.body}"] if sample.body is not None else []
    return " ".join(map(shlex.quote, [*words, sample.url]))


def as_powershell(sample: Sample) -> str:
    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    pairs = "; ".join(f"{quoted(name)} = {quoted(value)}" for name, value in sample.headers)
    words = ["Invoke-RestMethod", "-Method", sample.method, "-Uri", quoted(sample.url), "-Headers", f"@{{{pairs}}}"]
    words += ["-Body", quoted(sample.body)] if sample.body is not None else []
    return " `\n  ".join([" ".join(words[:5]), *(" ".join(words[at : at + 2]) for at in range(5, len(words), 2))])


def as_javascript(sample: Sample) -> str:
    options: dict[str, object] = {"method": sample.method, "headers": dict(sample.headers)}
    options |= {"body": sample.body} if sample.body is not None else {}
    return f"const answer = await fetch({json.dumps(sample.url)}, {json.dumps(options, indent=2)});"


def as_python(sample: Sample) -> str:
    body = f", data={sample.body!r}" if sample.body is not None else ""
    return f"requests.request({sample.method!r}, {sample.url!r}, headers={dict(sample.headers)!r}{body})"


WRITERS: list[Callable[[Sample], str]] = [
    as_curl,
    as_curl_in_double_quotes,
    as_curl_in_ansi_quotes,
    as_curl_for_cmd,
    as_http,
    as_har,
    as_verbose,
    as_httpie,
    as_wget,
    as_powershell,
    as_javascript,
    as_python,
]


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
@given(sample=samples())
@settings(max_examples=120, deadline=None)
def test_a_call_reads_back_as_it_was_written(writer: Callable[[Sample], str], sample: Sample) -> None:
    assert same(read(writer(sample)), sample)


@pytest.mark.parametrize("writer", [as_curl, as_http], ids=lambda writer: writer.__name__)
@given(sample=samples(), status=st.sampled_from([200, 302, 400, 404, 422, 500]))
@settings(max_examples=60, deadline=None)
def test_a_response_in_its_own_box_belongs_to_the_call(
    writer: Callable[[Sample], str], sample: Sample, status: int
) -> None:
    text, at = join(writer(sample), f'HTTP/1.1 {status}\nContent-Type: application/json\n\n{{"a": 1}}')
    exchange = read(text, response_at=at)
    assert same(exchange, sample)
    assert exchange.response is not None
    assert (exchange.status, exchange.response.body) == (status, '{"a": 1}')


@given(sample=samples())
@settings(max_examples=80, deadline=None)
def test_a_har_cut_to_one_exchange_is_that_exchange(sample: Sample) -> None:
    content = as_har(sample).encode()
    assert same(read_file(content, "a.har"), sample)
    assert same(read(cut_har(content)), sample)


@given(sample=samples())
@settings(max_examples=80, deadline=None)
def test_spans_of_a_command_point_at_what_was_typed(sample: Sample) -> None:
    text = as_curl(sample)
    call = read(text).call
    assert call is not None
    assert call.url_span is not None
    assert text[slice(*call.url_span)] == sample.url
    for header in call.headers:
        if "'" not in header.value:
            assert text[slice(*header.value_span)] == header.value
    if sample.body is not None and "'" not in sample.body:
        assert call.body_span is not None
        assert text[slice(*call.body_span)] == sample.body
