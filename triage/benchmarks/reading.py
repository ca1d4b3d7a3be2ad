"""``python -m triage.benchmarks.reading``: how long reading takes, and that it grows with the text and no faster.

Each figure is the best of several rounds on one core, after warming up. The worst inputs double in size from column to
column; ``growth`` is the time of the largest over that of the smallest, divided by the ratio of their sizes: about 1 is
linear.
"""

import json
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

from triage.engine.errors import EngineError
from triage.engine.reading import cut_har, read, read_file

SIZES = (10_000, 100_000, 1_000_000)
WORST: dict[str, str] = {
    "curl, words": "curl https://a.example.com " + "-H 'A: b' ",
    "curl, commands": "curl https://a.example.com/x -d a=b\n",
    "curl, quotes": "curl '",
    "curl, substitutions": 'curl "$(cat <<E\n',
    "bash, assignments": "A=b\ncurl a.example.com/$A\n",
    "cmd.exe, carets": "curl ^",
    "PowerShell": "Invoke-RestMethod -Uri https://a.example.com -Body @{a='b'\n",
    "Python": "requests.get('https://a.example.com', headers={'a': [",
    "JavaScript": "fetch('https://a.example.com', {/*",
    "JavaScript, spread": "a={...a,b:a};fetch('https://a.example.com', {body: JSON.stringify(a)})\n",
    "PHP": "$x = $x->get('https://a.example.com/x' . \"{$b}\")->",
    "Ruby": "x = Net::HTTP::Post.new 'https://a.example.com' do |a| a.b ",
    "Go": "q := http.NewRequest(q, map[string]any{`",
    "Java": 'x = new Request.Builder().url("https://a.example.com" + x).post(x) {',
    "C#": 'x = new HttpClient { A = @"x" + x };x.GetAsync($"https://a.example.com{x}',
    "Swift": 'var x = URLRequest(url: ["\\(x)": x, ',
    "Rust": 'x = reqwest::get(r#"https://a.example.com").json(&json!({',
    "Dart": "x = http.post(Uri.parse('https://a.example.com'), body: <a, b>{...x, 'a': ",
    "R": "x <- POST('https://a.example.com', body = list(a = x)) |> req_perform() |> ",
    "Perl": "$x = LWP::UserAgent->new->post('https://a.example.com', [$x, <<A, ",
    "HTTPie": "http POST a.example.com a=b\n",
    "wget": "wget --header='a: b' https://a.example.com\n",
    "raw HTTP": "GET /x HTTP/1.1\nA: b\n\n",
    "status lines": "HTTP/1.1 404 Not Found\nA: b\n\n{}\n",
    "curl -v": "> GET / HTTP/1.1\n> A: b\n>\n< HTTP/1.1 404 x\n< A: b\n<\n{}\n",
    "error messages": "Client error: `POST https://a.b/` resulted in a `400 Bad Request` response:\n{'a': [\n",
    "error messages, quoted": 'HttpClientErrorException: 404 Not Found: "{<EOL>\nException: (404)\nReason: a\n',
    "Node's dump": "AxiosError: x\n    at y {\n  config: {\n    url: 'a', method: 'b', [Symbol(c)]: <d e>, f: Error\n",
    "Node's dump, flat": "{ status: 404, statusText: 'a', data: [Object] }\n{ a: [\n",
    "Node's dump, open": "{ status: 404 [",
    "access log": '203.0.113.9 - - [x] "GET /x HTTP/1.1" 404 153\nmethod=GET path=/a b status=',
    "http.client": "send: b'POST /x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'\nreply: 'HTTP/1.1 404 x'\nheader: A: b\n",
    "OkHttp": "1 I --> POST https://a.b/x\n1 I A: b\n1 I \n1 I {}\n1 I <-- 404 https://a.b/ (1ms)\n1 I A: b\n",
    "JSON log": '{"method":"GET","url":"/x","status":404}\n',
    "JSON log, broken": '{"method":"GET","url":[\n',
    "Postman": '{"item":[{"request":{"url":"a.b/:c","header":[{"key":"A","value":"{{b}}"}]}}]}\n',
    "Postman, broken": '{"item":[{"request":{"header":[\n',
    "Postman's console": "POST https://a.b/\n404\nRequest Headers\nA: b\nResponse Headers\nResponse Body\n{\n",
    "http file": "###\n@a = {{a}}{{a}}\nPOST https://a.b/{{a}}\nA: b\n\n{{c}}\n> {% x %}\n",
    "http file, one request": "@a = b\nGET https://a.b/\n?a=b\n&c\n# x\nA: b\n",
    "failures": 'dial tcp java.net.okhttp3.a.b.c ENOTFOUN Get "https://a.b/": wget: a fehlgeschlagen (0x1',
    "failures in bodies": '{"a": "context deadline exceeded java.net.ConnectException ECONNRESET"}\n',
    "printed": "401 {'A': 'b'} {\n402 map[A:[b] C:[\n403 Headers { 'a': 'b'\n[0] => HTTP/1.1 404 a\n [A] => b",
    "PowerShell's errors": "Invoke-RestMethod : a (404) b\nAt line:1 char:1\n+ Invoke-RestMethod a\n",
    "devtools": "Request URL: https://a.b/\nRequest Method: GET\nStatus Code: 404\na\nb\n:c\nd\nResponse\n{\n",
    "HAR, cut off": '{"entries":[{"request":{"url":"a","headers":[{"name":"a"},',
    "HAR, loose entries": '{"request":{"method":"GET","url":"/","headers":[{"name":"a"}]}}\n',
    "Insomnia": '{"_type":"a","resources":[{"_type":"request","url":"{{ _.a }}","headers":[{"name":"a"}]},',
    "Insomnia, YAML": "type: collection.insomnia.rest/5.0\ncollection:\n  - url: a\n    b: |-\n      - c\n    d:\n",
    "HAR": '{"log":{"entries":[{"request":{"method":"GET","url":"/"}},',
    "JSON": '{"a":[',
    "XML": "<a><b c='d'>",
    "prose": "I get a status 404 error when I POST to /v1/x and ",
    "mail": "> > > text\n",
    "entities": "&quot;a&quot; ",
    "one letter": "a",
    "newlines": "\n",
}


def verbose_paste() -> str:
    """A trace of ``curl -v`` of about 4 KB with 12 and 17 header fields."""
    sent = "".join(f"> x-request-header-{number}: value-{number}-abcdefghijklmnop\n" for number in range(8))
    received = "".join(f"< x-response-header-{number}: some longer value, {number} words\n" for number in range(16))
    fields = [{"name": f"field{number}", "code": "invalid", "detail": "must not be empty"} for number in range(24)]
    return (
        "$ curl -v https://api.example.com/v1/charges -H 'Content-Type: application/json' -d '{\"amount\": 1000}'\n"
        "*   Trying 203.0.113.5:443...\n* Connected to api.example.com (203.0.113.5) port 443 (#0)\n"
        + "".join(f"* TLSv1.3 (OUT), TLS handshake, step {number}:\n" for number in range(8))
        + "> POST /v1/charges HTTP/2\n> Host: api.example.com\n> user-agent: curl/7.88.1\n> accept: */*\n"
        + f"> content-type: application/json\n{sent}> \n< HTTP/2 422 \n< content-type: application/json\n{received}< \n"
        + json.dumps({"error": {"type": "invalid_request", "fields": fields}})
        + "\n* Connection #0 to host api.example.com left intact\n"
    )


def har_file() -> bytes:
    """A HAR of about 10 MB with 500 entries, of which one failed."""
    entries = [_entry(number, 500 if number == 321 else 200) for number in range(500)]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def _entry(number: int, status: int) -> dict[str, object]:
    headers = [{"name": f"x-{each}", "value": "v" * 100} for each in range(20)]
    content = {"mimeType": "application/json", "text": json.dumps({"data": "x" * 15_000})}
    return {
        "request": {"method": "GET", "url": f"https://api.example.com/v1/{number}", "headers": headers},
        "response": {"status": status, "statusText": "", "headers": headers, "content": content},
    }


def seconds(action: Callable[[], object], rounds: int = 5, repeats: int = 1) -> float:
    """The best time of one call."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(repeats):
            action()
        best = min(best, (time.perf_counter() - start) / repeats)
    return best


def attempt(text: str) -> None:
    """Read, and take a clear error for an answer."""
    try:
        read(text)
    except EngineError:
        return


def main() -> None:
    """Prints the tables."""
    paste = verbose_paste()
    large = paste + "\n".join(["plain text without anything in it"] * 1_800)
    har = har_file()
    print(f"curl -v, {len(paste):,} characters: {seconds(lambda: read(paste), 9, 200) * 1000:.3f} ms")
    print(f"the same in {len(large):,} characters: {seconds(lambda: read(large), 5, 5) * 1000:.2f} ms")
    print(f"HAR, {len(har) / 1e6:.1f} MB: {seconds(lambda: read_file(har, 'a.har'), 3):.2f} s", end="")
    tracemalloc.start()
    cut_har(har)
    print(f", peak {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB\n")
    tracemalloc.stop()
    print(f"{'worst input':22}" + "".join(f"{size // 1000:>9} KB" for size in SIZES) + "   growth")
    for name, piece in WORST.items():
        _print_row(name, piece)


def _print_row(name: str, piece: str) -> None:
    times = [seconds(partial(attempt, (piece * (size // len(piece) + 1))[:size]), 2) for size in SIZES]
    growth = times[-1] / times[0] / (SIZES[-1] / SIZES[0])
    print(f"{name:22}" + "".join(f"{each * 1000:>9.1f} ms" for each in times) + f"{growth:9.2f}")


if __name__ == "__main__":
    main()
