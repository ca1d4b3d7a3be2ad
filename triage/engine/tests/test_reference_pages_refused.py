"""What on a page looks like a status or a code and is none."""

import pytest

from triage.engine.errors import BadReference
from triage.engine.reference.pages import read_page

# Each stands below the title of an errors page, beside an entry that is one.
NO_ENTRIES = {
    "ports": "## Ports\n\n| Port | Use |\n|---|---|\n| 443 | HTTPS |\n| 500 | IKE |",
    "a list of ports": "## Ports\n\n- 443: HTTPS\n- 500: IKE",
    "years": "## History\n\n- 2023: we began\n- 2024: errors got codes\n\n### 2025\n\nMore to come.",
    "rate limits": "## Limits\n\n- 500 requests an hour\n- 100 calls per minute on the free plan",
    "a heading of limits": "## 500 Requests Per Hour\n\nIs what the free plan has.",
    "prices": "## Plans\n\n| Price | Plan |\n|---|---|\n| 200 | small |\n| 500 | large |\n\n- 300 EUR a month",
    "telephone numbers": "- 404-555-0100 is our office\n- (404) 555-0199\n- +1 404 555 0100",
    "big numbers": "- 200,000 customers\n- 500.00 is the price\n- 4040 birds",
    "sizes": "- 500GB of storage\n- 413 MB a file\n- 200ms at most",
    "a JSON body": '```json\n{"status": 500, "code": "server_error"}\n```\n\n    {"status": 503}',
    "an HTTP message": "```\nHTTP/1.1 500 Internal Server Error\nDate: Mon, 01 Jan 2024 10:00:00 GMT\n```",
    "fields of a body": "## Attributes\n\n| Field | Type | Note |\n|---|---|---|\n| `bank_code` | string | for 402 |",
    "parameters": "## Parameters\n\n- `page_size`: 100 at most\n- `starting_after` string: an id",
    "headers": "## Headers\n\n| Header | Value |\n|---|---|\n| X-RateLimit-Limit | 500 |\n| X-RateLimit-Burst | 100 |",
    "a sentence": "500 customers trust us. 200 of them are birds.",
    "products": "## GitHub\n\nWe are there.\n\n## JavaScript\n\nWe have a client.",
    "addresses": "- 500 Harbour Street\n- 404 Main Road, second floor",
}


@pytest.mark.parametrize("text", NO_ENTRIES.values(), ids=NO_ENTRIES)
def test_beside_an_entry_nothing_else_becomes_one(text: str) -> None:
    page = read_page(f"# Errors\n\n| Status | Meaning |\n|---|---|\n| 418 | A teapot. |\n\n{text}\n")
    assert [each.status for each in page.entries] == ["418"]
    assert page.codes == ()


@pytest.mark.parametrize("text", NO_ENTRIES.values(), ids=NO_ENTRIES)
def test_alone_it_makes_no_page(text: str) -> None:
    with pytest.raises(BadReference):
        read_page(f"# Guide\n\n{text}\n")


PLAIN = {
    "a JSON body": '{\n  "status": 404,\n  "error": "not_found"\n}',
    "an HTTP message": "HTTP/1.1 404 Not Found\nContent-Type: application/json\nDate: Mon, 01 Jan 2024 10:00:00 GMT",
    "limits": "500 requests per hour\n\n100 calls at once",
    "sizes": "500GB of storage\n404MB of memory",
    "a letter": "Dear Ann,\n\nthe 404 birds arrived in 2024.\n\nYours, Bob",
    "numbers in a table": "Plan\tRequests\nFree\t500\nPaid\t100",
    "glued sizes": "PlanStorage\n500GBSmall\n200GBSmaller",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_plain_text_without_statuses_makes_no_page(text: str) -> None:
    with pytest.raises(BadReference):
        read_page(text)


IGNORED = {
    "navigation": '<nav><ul><li><a href="/404">404 Not Found</a> page</li></ul></nav>',
    "a sidebar": '<div class="sidebar"><h2>403 Forbidden</h2><p>No.</p></div>',
    "a table of contents": '<ul><li><a href="#x">403 Forbidden</a></li><li><a href="#y">404 Not Found</a></li></ul>',
    "a footer": "<footer><h2>404 Not Found</h2><p>No.</p></footer>",
    "a cookie banner": '<div id="cookie-consent-banner"><h2>401 Unauthorized</h2><p>Accept?</p></div>',
    "a script": "<script>document.write('<h2>500 Internal Server Error</h2><p>x</p>')</script>",
    "a style": "<style>h2:after { content: '<h2>500 Oops</h2>' }</style>",
    "a comment": "<!-- <h2>500 Internal Server Error</h2><p>Gone.</p> -->",
    "a template": "<template><h2>500 Internal Server Error</h2><p>Gone.</p></template>",
    "a form": "<form><h2>500 Internal Server Error</h2><p>Tell us.</p></form>",
    "a sample": "<h2>Example</h2><pre>HTTP/1.1 500 Internal Server Error</pre>",
    "what no one sees": '<div aria-hidden="true"><h2>500 Internal Server Error</h2><p>x</p></div>',
}


@pytest.mark.parametrize("html", IGNORED.values(), ids=IGNORED)
def test_what_is_no_text_of_the_page_is_ignored(html: str) -> None:
    page = read_page(f"<html><body>{html}<h1>Errors</h1><h2>418 Teapot</h2><p>No coffee.</p>{html}</body></html>")
    assert [(each.status, each.meaning) for each in page.entries] == [("418", "No coffee.")]


@pytest.mark.parametrize(
    "code", ["21211", "1001", "card_declined", "AccessDenied", "ERR_FOO", "invalid_grant", "E-1042"]
)
def test_a_code_of_the_vendors_own_is_no_status(code: str) -> None:
    page = read_page(f"# Error codes\n\n| Code | Description |\n|---|---|\n| {code} | It failed. |")
    assert page.entries == ()
    assert [(each.code, each.status, each.text) for each in page.codes] == [(code, "", "It failed.")]


def test_numbers_like_statuses_are_codes_where_others_in_their_column_are_none() -> None:
    page = read_page("| Error code | Meaning |\n|---|---|\n| 32 | A. |\n| 404 | B. |\n| 1001 | C. |")
    assert page.entries == ()
    assert [each.code for each in page.codes] == ["32", "404", "1001"]


def test_where_each_status_has_one_row_it_is_an_entry_as_well_as_a_code() -> None:
    page = read_page("| Status | Code | Meaning |\n|---|---|---|\n| 400 | bad_json | A. |\n| 404 | no_bird | B. |")
    assert [(each.status, each.meaning) for each in page.entries] == [("400", "A."), ("404", "B.")]
    assert [(each.code, each.status) for each in page.codes] == [("bad_json", "400"), ("no_bird", "404")]


def test_text_is_escaped_where_markdown_would_take_it_for_markup() -> None:
    (entry,) = read_page("<h2>404 Not Found</h2><p>a*b*c &lt;img onerror=x&gt; [x](y) _z_ \\ `q`</p>").entries
    assert entry.meaning == r"a\*b\*c \<img onerror=x> [x\](y) \_z\_ \\ \`q\`"


def test_control_characters_are_taken_out() -> None:
    (entry,) = read_page("404 - Not Found: a\x00b\x1b[1mc\u202ed\ud800e\n500 - Oops: x").entries[:1]
    assert entry.meaning == "ab[1mcde"
