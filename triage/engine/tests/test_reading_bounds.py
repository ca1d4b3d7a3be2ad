"""Hostile and broken input: the reader answers with an Exchange or an EngineError, never with another exception."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.engine.errors import EngineError, TooLarge, UnreadableCall
from triage.engine.exchange import Exchange
from triage.engine.reading import join, limits, read, read_file

PIECES = [
    "requests.post('https://a.example.com', ", "fetch('https://a.example.com', ",
    "$ch = curl_init('https://a.b'); curl_exec($ch);", "x.post('https://a.b/c') do |r|\n", "<<~A\n", "A\n", "new ",
    "=> ",
    "req, err := http.NewRequest(\"GET\", ", "Request.Builder().url(\"https://a.b\")", "@\"", "$\"", "r#\"", "\"\"\"",
    ".b", "[]= ", "reqwest::get(", "Net::HTTP.get ", "HttpClient.GetAsync(", "x = ", "|> ", "${x}", "...x, ", "array(",
    "Invoke-RestMethod -Uri https://a.b/ -Body ", "(", ")", "@{", "a = ", "$a = ", "http POST a.example.com/x ",
    "wget https://a.example.com/ ", ":method: GET\n", ",", "curl ", "-H ", "'", "\"", "\\", "\n", "\r\n", "$'",
    "<<EOF", "EOF", "> ", "< ", "HTTP/1.1 404 Not Found", "GET / HTTP/1.1", "{", "}", "[", "]", "{\"a\": ", "* ",
    "https://api.example.com/", "-d @x", "--json ", "&quot;", "\u201c", "\xa0", "\x1b[1m", "\x00", "\ud800", "^",
    "AxiosError: x {\n  config: { url: 'a', method: 'b' },", "_header: 'GET / HTTP/1.1\\r\\n' +",
    " response: { status: 404,",
    "--> POST https://a.b/x\n", "<-- 404 https://a.b/ (1ms)\n", "send: b'GET / HTTP/1.1\\r\\n'\n",
    "reply: 'HTTP/1.1 404 x'\n",
    "###\n", "@a = b\n", "{{a}}", "\"request\": {\"method\": \"GET\", \"url\": \"/\", \"headers\": [",
    "\"status\": 404, ",
    "{\"_type\": \"export\", \"resources\": [", "type: collection.insomnia.rest/5.0\n", "collection:\n- url: a\n",
    "Request URL: https://a.b/\nRequest Method: GET\n", "Invoke-RestMethod : a (404) b\n", "401 {'A': 'b'} ",
    "Client error: `GET /` resulted in a `404 x` response:\n", "Exception: (404)\nReason: a\nHTTP response body: ",
    ">> \"POST /a HTTP/1.1[\\r][\\n]\"\n", "<< \"HTTP/1.1 404 x[\\r][\\n]\"\n", "I0412 15:00:00.1 1 a.go:1] ",
    "StatusCode: 404, ReasonPhrase: 'x', Version: 1.1, Content: a, Headers:\n{\n", "StatusCode : 404\n", "$h.Add('a', ",
    "$h = @{}\n", "=> \"{\\\"a\\\": 1}\"\n", ":status: 404\n", " 404 Client Error: x for url: https://a.b/\n",
    "Out[1]: 404\n", "string(9) \"{", "=> \"{", "# 404 ", "type A struct {\n", "A{B: 1}",
    "new URL(", ".searchParams.set(",
    "b -> ", "json.NewEncoder(b).Encode(", "base_uri 'a.b'\n", "`${a}`", "define('A', ",
    "`", "@'", "|", "status 422", "PS C:\\>", "curl: (6) x", ": ", "a", "\xe9", "```", "1: ", "--next ",
]  # fmt: skip
HOSTILE = {
    "nothing": "",
    "blanks": " \n\t\n",
    "nul": "\0" * 1000,
    "surrogates": "\ud800\udfff" * 100,
    "letters": "a" * 262_144,
    "brackets": "[" * 262_144,
    "braces": "{" * 262_144,
    "quotes": "'" * 262_144,
    "carets": "^" * 262_144,
    "backslashes": "curl https://a.example.com " + "\\" * 262_144,
    "wire lines": '>> "GET / HTTP/1.1[\\r][\\n]"\n' * 8_000,
    "wire bodies": '>> "POST / HTTP/1.1[\\r][\\n]"\n>> "[\\r][\\n]"\n' + '>> "x"\n' * 30_000,
    "added fields": "$h = @{}\n" + "$h.Add('a', 'b')\n" * 10_000 + "irm -Uri https://a.b/ -Headers $h\n" * 500,
    "listed responses": "StatusCode : 404\n" * 12_000,
    "structured klog": '"Request" verb="GET" url="https://a.b/c" headers=<\n' * 5_000,
    "klog bodies": '"Response Body" body="' * 12_000,
    "literals": '=> "{' + '\\"' * 120_000,
    "quoted levels": ">> a\n> b\n\nc\n" * 20_000,
    "addresses": "404 Client Error: x for url: https://a.b/c\n" * 6_000,
    "klog": "I0412 15:00:00.100000 1 a.go:1] GET https://a.b/c\nRequest Headers:\nResponse Headers:\n" * 3_000,
    "arrows": "> " * 131_072,
    "arrow lines": ">\n" * 131_072,
    "newlines": "\n" * 262_144,
    "open quotes": "curl '" * 40_000,
    "dollars": "curl a.b/" + "$" * 200_000,
    "commands": "curl https://a.example.com/\n" * 9_000,
    "entities": "&quot;" * 40_000,
    "braced lines": "{\n" * 131_072,
    "status lines": "HTTP/1.1 500 x\n" * 17_000,
    "request lines": "GET / HTTP/1.1\n" * 17_000,
    "tags": "<a>" * 87_000,
    "dots": "curl https://a.example.com" + "/.." * 80_000,
    "globs": "curl https://a.example.com/" + "{a,b}" * 5_000,
    "ranges": "curl https://a.example.com/[1-999999999]/[1-999999999]",
    "angles": "curl https://a.example.com/" + "<a" * 90_000,
    "words": "curl " + "a.b/ " * 50_000,
    "methods": "POST " * 52_000,
    "digits": "4" * 262_144,
    "statuses": "status 404 " * 20_000,
    "mail": ">" * 262_144,
    "wrong brackets": "requests.post('https://a.example.com', " + "(]" * 20_000,
    "wrong braces": "fetch('https://a.example.com', " + "{)" * 20_000,
    "open tables": "Invoke-RestMethod -Uri https://a.example.com -Body " + "@{a=(" * 20_000,
    "pseudo fields": ":method: GET\n" * 20_000,
    "wgets": "wget https://a.example.com/ " * 9_000,
    "failures": "curl: (6) x\n" * 20_000,
    "returns": "\r" * 262_144,
    "assigned": "x=" + "-F 'a=b;type=curl " * 6_000,
    "open strings": "requests.post('https://a.example.com', " + '"[1]: \\' * 10_000,
    "doubled lists": "".join(f"a{n + 1} = [a{n}, a{n}]\n" for n in range(60))
    + "requests.post('https://a.example.com', json=a60)",
    "doubled texts": "a0 = 'x'\n"
    + "".join(f"a{n + 1} = a{n} + a{n}\n" for n in range(60))
    + "requests.post('https://a.example.com', data=a60)",
    "doubled templates": "a0 = 'x';" + "".join(f"a{n + 1} = `${{a{n}}}${{a{n}}}`\n" for n in range(60)) + "fetch(a60)",
    "derived things": "axios.get('https://a.example.com');\n" + "x = x.get('/a');\n" * 9_000,
    "nested blocks": 'Request.Builder().url("https://a.example.com")' + ".a { b(" * 9_000,
    "open heredocs": "curl_init(<<<A\n" * 9_000,
    "backticks": "fetch('https://a.example.com', `" + "\\`" * 90_000,
    "escapes": "\x1b[" * 131_072,
    "assignments": "A=b\n" * 60_000 + "curl a.b/c",
}


def answer(text: str, response_at: int | None = None) -> Exchange | EngineError:
    try:
        return read(text, response_at=response_at)
    except EngineError as error:
        return error


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_gives_an_exchange_or_an_engine_error(text: str) -> None:
    assert isinstance(answer(text), Exchange | EngineError)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_gives_an_exchange_or_an_engine_error(text: str) -> None:
    read_one = answer(text)
    assert isinstance(read_one, Exchange | EngineError)
    if isinstance(read_one, Exchange):
        assert read_one.text == text
        for span in spans(read_one):
            assert 0 <= span[0] <= span[1] <= len(text)


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
)
@settings(max_examples=200, deadline=None)
def test_any_two_boxes_give_an_exchange_or_an_engine_error(call: str, response: str) -> None:
    text, at = join(call, response)
    assert isinstance(answer(text, at), Exchange | EngineError)


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_file_gives_an_exchange_or_an_engine_error(content: bytes) -> None:
    with suppress(EngineError):
        assert isinstance(read_file(content, "a.har"), Exchange)


def spans(exchange: Exchange) -> list[tuple[int, int]]:
    found = [repair.span for repair in exchange.repairs]
    for part in (exchange.call, exchange.response, exchange.failure):
        if part is not None:
            found.append(part.span)
    for message in (exchange.call, exchange.response):
        if message is not None:
            found += (span for header in message.headers for span in (header.span, header.value_span))
            found += [message.body_span] if message.body_span else []
    return [(span.start, span.end) for span in found]


def test_nothing_readable_tells_what_to_send() -> None:
    with pytest.raises(UnreadableCall) as caught:
        read("Hello, it does not work, please help")
    assert "curl" in caught.value.hint


def test_a_text_over_the_limit_is_refused_with_both_numbers() -> None:
    with pytest.raises(TooLarge) as caught:
        read("a" * (limits.TEXT + 1))
    assert (caught.value.size, caught.value.limit) == (limits.TEXT + 1, limits.TEXT)
