"""The command, run as a user runs it: a real process, bytes in, bytes out."""

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = (sys.executable, "-m", "triage.engine")
ROOT = Path(__file__).parents[3]
KEY = "sk_" + "live_" + secrets.token_hex(12)
PASTE = f"""curl -i https://api.example.com/v1/charges -H "Authorization: Bearer {KEY}" -d amount=1
HTTP/1.1 401 Unauthorized
Content-Type: application/json

{{"error": {{"message": "No such key"}}}}
"""


def run(*arguments: str, given: bytes | str = b"") -> str:
    data = given.encode() if isinstance(given, str) else given
    done = subprocess.run([*COMMAND, *arguments], input=data, capture_output=True, cwd=ROOT, timeout=60, check=True)
    return done.stdout.decode()


def lines(command: str, *given: object) -> list[dict[str, Any]]:
    text = "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in given)
    return [json.loads(line) for line in run(command, "--lines", given=text).splitlines()]


def test_read_prints_the_exchange_as_json() -> None:
    answer = json.loads(run("read", given=PASTE))
    assert (answer["call"]["method"], answer["call"]["url"]) == ("POST", "https://api.example.com/v1/charges")
    assert ["Authorization", f"Bearer {KEY}"] in answer["call"]["headers"]
    assert answer["response"]["status"] == 401
    assert json.loads(answer["response"]["body"])["error"]["message"] == "No such key"
    assert (answer["failure"], answer["error"], answer["requests"], answer["exchanges"]) == (None, None, [], [])


def test_read_lists_every_exchange_when_there_are_several() -> None:
    answer = json.loads(run("read", given=PASTE + "\n" + PASTE.replace("401 Unauthorized", "200 OK")))
    assert [each["response"]["status"] for each in answer["exchanges"]] == [401, 200]
    assert len(answer["requests"]) == 2
    assert answer["response"]["status"] == 200


def test_a_broken_call_names_its_line_and_what_was_meant() -> None:
    answer = json.loads(run("read", given="my call:\ncurl 'https://api.example.com/"))
    assert answer["call"]["url"] == "https://api.example.com/"
    assert (answer["error"]["code"], answer["error"]["line"]) == ("malformed_call", 2)


def test_what_is_no_call_says_what_to_send() -> None:
    answer = json.loads(run("read", given="it does not work"))
    assert (answer["error"]["code"], answer["error"]["line"]) == ("unreadable", None)
    assert "curl" in answer["missing"][0]["how"]


def test_bytes_that_are_no_utf8_are_replaced() -> None:
    answer = json.loads(run("read", given=b"GET /v1/\xff HTTP/1.1\nHost: a.example.com\n"))
    assert answer["call"]["url"] == "https://a.example.com/v1/\N{REPLACEMENT CHARACTER}"


def test_mask_prints_the_text_without_the_key() -> None:
    masked = run("mask", given=PASTE)
    assert KEY not in masked
    assert masked.startswith("curl -i https://api.example.com/v1/charges")


def test_mask_with_a_key_file_makes_other_keyprints(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(secrets.token_bytes(32))
    assert run("mask", "--key-file", str(key), given=PASTE) != run("mask", given=PASTE)


@pytest.mark.parametrize(("option", "kept"), [((), False), (("--keep-contacts",), True)])
def test_mask_hides_contacts_unless_told_to_keep_them(option: tuple[str, ...], kept: bool) -> None:
    assert ("ann@example.com" in run("mask", *option, given="I am ann@example.com, please help")) is kept


def test_mask_lines_print_text_and_masks() -> None:
    (answer,) = lines("mask", {"id": "a", "text": PASTE})
    assert answer["id"] == "a"
    assert KEY not in answer["text"]
    start, end = answer["masks"][0]["span"]
    assert answer["text"][start:end].startswith("~masked.")


def test_diagnose_prints_a_report_without_colours_into_a_pipe() -> None:
    report = run("diagnose", given=PASTE)
    assert "401" in report.splitlines()[0]
    assert "\x1b" not in report


def test_diagnose_evidence_counts_in_the_text_as_given() -> None:
    answer = json.loads(run("diagnose", "--json", given=PASTE))
    assert (answer["verdict"], answer["status"]) == ("client_error", 401)
    evidence = [each for finding in answer["findings"] for each in finding["evidence"]]
    assert evidence
    assert all(PASTE[each["start"] : each["end"]] == each["text"] for each in evidence)


def test_diagnose_evidence_of_two_boxes_counts_in_its_own_box() -> None:
    call, _, response = PASTE.partition("\n")
    (answer,) = lines("diagnose", {"id": 7, "call": call, "response": response})
    evidence = [each for finding in answer["findings"] for each in finding["evidence"]]
    assert answer["id"] == 7
    assert evidence
    for each in evidence:
        box = call if each["part"] == "call" else response
        assert box[each["start"] : each["end"]] == each["text"]


def test_a_paste_without_a_status_is_incomplete() -> None:
    (answer,) = lines("diagnose", {"paste": "curl https://api.example.com/v1/charges"})
    assert (answer["verdict"], answer["status"]) == ("incomplete", None)
    assert answer["missing"]


@pytest.mark.parametrize("paste", ["it does not work", "curl 'https://api.example.com/", ""])
def test_what_cannot_be_read_has_the_verdict_unreadable(paste: str) -> None:
    (answer,) = lines("diagnose", {"paste": paste})
    assert (answer["verdict"], answer["findings"]) == ("unreadable", [])
    assert answer["missing"][0]["what"] == "call"


@pytest.mark.parametrize("command", ["read", "mask", "diagnose"])
def test_a_broken_line_gets_an_error_and_the_next_is_answered(command: str) -> None:
    broken = ["nonsense", "[]", '{"id": 1}', '{"paste": 5, "id": 2}', "[" * 100_000, "\x00", {"id": 3, "paste": PASTE}]
    answers = lines(command, *broken)
    assert [each.get("error") and each["error"]["code"] for each in answers[:6]] == ["bad_line"] * 6
    assert [each.get("id") for each in answers] == [None, None, 1, 2, None, None, 3]
    assert not answers[6].get("error")


def test_a_lone_surrogate_in_a_line_is_answered() -> None:
    (answer,) = lines("read", '{"paste": "GET https://a.example.com/\\ud800 HTTP/1.1"}')
    assert answer["call"]["method"] == "GET"


def test_every_answer_is_flushed_before_the_next_line_is_read() -> None:
    with subprocess.Popen(
        [*COMMAND, "read", "--lines"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "paste": PASTE}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_a_har_file_is_cut_to_the_failing_exchange_or_to_the_chosen_ones(tmp_path: Path) -> None:
    entries = [
        {"request": {"method": "GET", "url": f"https://api.example.com/{status}", "headers": []},
         "response": {"status": status, "headers": [], "content": {}}}
        for status in (409, 200, 404)
    ]  # fmt: skip
    file = tmp_path / "session.har"
    file.write_text(json.dumps({"log": {"entries": entries}}))
    for chosen, status in (([], 404), (["--entries", "0"], 409), (["--entries", "0,1"], 200)):
        answer = json.loads(run("read", "--file", str(file), *chosen))
        assert answer["response"]["status"] == status
    assert json.loads(run("read", "--file", str(file), "--entries", "9"))["error"]["code"] == "unreadable"
