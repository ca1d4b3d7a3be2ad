"""``diagnose`` with the vendor's own documents, run as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from triage.engine.tests.test_command import COMMAND, KEY, ROOT

SHOP = Path(__file__).parent / "documents" / "shop.yaml"
TILL = Path(__file__).parent / "documents" / "till.yaml"
PAGE = """# Errors

| Status | Meaning | How to fix |
|---|---|---|
| 404 | We have nothing under that address. | Compare the id with your list. |

## Error codes

| Code | Status | Description |
|---|---|---|
| `order_locked` | 409 | The order is being shipped and cannot be changed any more. |
"""
CALL = f"""curl -X PATCH https://api.shop.example/v2/orders/ord_abcd1234 -H "Authorization: Bearer {KEY}" \\
  -H 'Content-Type: application/json' -d '{{"state": "payed"}}'
HTTP/1.1 400 Bad Request

{{}}
"""


def diagnosed(paste: str, *arguments: str) -> dict[str, Any]:
    line = json.dumps({"id": 7, "paste": paste}) + "\n"
    done = subprocess.run(
        [*COMMAND, "diagnose", "--lines", *arguments], input=line.encode(), capture_output=True, cwd=ROOT, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_departure_is_told_with_its_place_in_the_call_and_in_the_document() -> None:
    first = diagnosed(CALL, "--openapi", str(SHOP))["findings"][0]
    assert (first["rule"], first["confidence"], first["actor"]) == ("SCHEMA-004", "certain", "caller")
    assert first["location"] == {"in": "body", "name": "state", "pointer": "/state"}
    assert first["citation"]["source"] == "openapi"
    assert first["citation"]["ref"].startswith("Shop API 2.4 /paths/~1orders~1{order_id}/patch/requestBody/content/")
    assert first["citation"]["url"] == "https://docs.shop.example/api"


def test_evidence_counts_in_the_text_as_given_though_a_key_before_it_was_masked() -> None:
    evidence = diagnosed(CALL, "--openapi", str(SHOP))["findings"][0]["evidence"][0]
    assert CALL[evidence["start"] : evidence["end"]] == evidence["text"] == '"state": "payed"'


def test_the_document_whose_server_it_is_is_asked() -> None:
    answer = diagnosed(CALL, "--openapi", str(TILL), str(SHOP))
    assert answer["findings"][0]["rule"] == "SCHEMA-004"
    assert "/v2/orders/{order_id}" in answer["fingerprint"]


def test_without_documents_the_guide_alone_answers() -> None:
    rules = [each["rule"] for each in diagnosed(CALL)["findings"]]
    assert rules == ["GUIDE-400"]


def test_the_vendors_own_page_is_shown_in_place_of_the_default_guide(tmp_path: Path) -> None:
    (tmp_path / "errors.md").write_text(PAGE)
    paste = CALL.replace("400 Bad Request", "404 Not Found")
    entry = diagnosed(paste, "--guide", str(tmp_path / "errors.md"))["findings"][-1]
    assert (entry["rule"], entry["cause"]) == ("GUIDE-404", "We have nothing under that address.")
    assert entry["fix"] == ["Compare the id with your list."]


def test_a_code_that_the_page_documents_is_explained(tmp_path: Path) -> None:
    (tmp_path / "errors.md").write_text(PAGE)
    paste = CALL.replace("400 Bad Request\n\n{}", '409 Conflict\n\n{"error": {"code": "order_locked"}}')
    answer = diagnosed(paste, "--guide", str(tmp_path / "errors.md"))
    told = next(each for each in answer["findings"] if each["rule"] == "CODE-001")
    assert "being shipped" in told["cause"]
    assert told["citation"]["source"] == "vendor_code"
    assert told["evidence"][0]["text"] == '"order_locked"'


def test_a_document_that_cannot_be_used_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("openapi: 3.0.3\npaths: [\n")
    arguments = [sys.executable, "-m", "triage.engine", "diagnose", "--openapi", str(tmp_path / "broken.yaml")]
    done = subprocess.run(arguments, input=b"", capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["message"].startswith("line 3")
