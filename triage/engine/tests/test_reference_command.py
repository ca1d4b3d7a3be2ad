"""``reference FILE``, run as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PAGES = Path(__file__).parent / "pages"


def run(*arguments: str, given: bytes = b"") -> tuple[int, dict[str, Any]]:
    command = (sys.executable, "-m", "triage.engine", "reference", *arguments)
    done = subprocess.run(command, input=given, capture_output=True, cwd=ROOT, timeout=60, check=False)
    return done.returncode, json.loads(done.stdout)


def test_it_prints_entries_codes_and_warnings_and_no_more() -> None:
    status, answer = run(str(PAGES / "table-per-status.html"), "--url", "https://docs.example/errors")
    assert status == 0
    assert list(answer) == ["entries", "codes", "warnings"]
    assert answer["entries"][0] == {
        "status": "402",
        "title": "Payment Required",
        "text": "The card was refused by the bank.",
        "fix": [],
        "link": "https://docs.example/errors#http-402",
    }
    assert answer["codes"][0] == {"code": "E1001", "status": "400", "text": "The name is missing."}


def test_a_dash_is_standard_input_with_its_mark_of_byte_order_and_broken_bytes() -> None:
    status, answer = run("-", given=b"\xef\xbb\xbf4xx: your call was wr\xffng.\r\n5xx: we were wrong.\r\n")
    assert status == 0
    assert [(each["status"], each["text"]) for each in answer["entries"]] == [
        ("4xx", "your call was wr\N{REPLACEMENT CHARACTER}ng."),
        ("5xx", "we were wrong."),
    ]


def test_what_documents_nothing_is_an_error_with_its_place() -> None:
    status, answer = run("-", given=b"Hello\nworld\n")
    assert status == 1
    assert answer["error"]["code"] == "bad_reference"
    assert answer["error"]["message"].startswith("lines 1 to 2: no status, range or error code")
