"""What curl itself sent is what we read: the corpus under ``curl/``, one command a file.

``recorded.jsonl`` says what the installed curl sent for each (``make record-curl`` writes it). Where curl is here it is
asked again; in CI it must be. ``unproved/`` holds options that are newer than that curl: what they send is written by
hand from its manual, which the case names. ``computed/`` holds what only a shell could know: it is said, not guessed.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from triage.engine.errors import EngineError, MalformedCall
from triage.engine.exchange import Exchange
from triage.engine.printing import exchange_json
from triage.engine.reading import read
from triage.engine.tests import curl_oracle
from triage.engine.tests.curl_oracle import CORPUS, Echo
from triage.tests import services

COMMANDS = sorted(CORPUS.glob("*.sh"))
UNPROVED = sorted(CORPUS.glob("unproved/*.sh"))
COMPUTED = sorted(CORPUS.glob("computed/*.sh"))
RECORDED = curl_oracle.recordings()
HOP_BY_HOP = ("connection", "content-length", "http2-settings", "transfer-encoding", "upgrade")
# Before a challenge these send an empty body or a first leg.
PENDING = re.compile(r"--(?:digest|anyauth|ntlm|negotiate)\b")


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    services.need(services.curl())
    with curl_oracle.echoing() as server:
        yield server


def differences(text: str, recorded: dict[str, Any]) -> list[str]:
    """Where what we read is not what curl sent."""
    try:
        exchange = read(text)
    except EngineError as error:
        if not recorded["requests"] or not isinstance(error, MalformedCall) or error.exchange is None:
            return [f"error: {error}"] if recorded["requests"] else []
        exchange = error.exchange
    found: Any = exchange_json(exchange)
    calls = found["requests"] or ([found["call"]] if found["call"] else [])
    if any(each.what == "call" for each in exchange.missing):
        return [] if not calls else ["a call that stands in a file"]
    if PENDING.search(text):
        recorded = {**recorded, "requests": recorded["requests"][-len(calls) :]}
    if recorded["exit"] != 0 and not recorded["requests"]:
        return [] if any(each.kind == "refused_by_curl" for each in exchange.repairs) else ["curl refused it"]
    if len(calls) > len(recorded["requests"]):
        calls = [each for each in calls if not _is_refused(each, exchange)]
    if len(calls) != len(recorded["requests"]):
        return [f"{len(calls)} calls, curl sent {len(recorded['requests'])}"]
    wrong: list[str] = []
    for call, sent in zip(calls, recorded["requests"], strict=True):
        wrong += _compare(_bare(call, exchange, text), sent, exchange, text)
    return wrong


def _is_refused(call: dict[str, Any], exchange: Exchange) -> bool:
    """Whether curl would have refused the command of this call."""
    start, end = call["span"]
    return any(each.kind == "refused_by_curl" and start <= each.span.start < end for each in exchange.repairs)


def _bare(call: dict[str, Any], exchange: Exchange, text: str) -> dict[str, Any]:
    """The call with unset variables taken for nothing, as bash does."""
    unset = {each["text"] for each in call["placeholders"] if each["text"].startswith("$")}
    if not any(each.what == "variable" for each in exchange.missing):
        return call
    written = json.dumps(call)
    for name in sorted(unset, key=len, reverse=True):
        written = written.replace(json.dumps(name)[1:-1], "")
    bare: dict[str, Any] = json.loads(written)
    # curl sends no header whose value is empty.
    pairs = zip(call["headers"], bare["headers"], strict=True)
    return bare | {"headers": [after for before, after in pairs if after[1] or not before[1]]}


def _compare(call: dict[str, Any], sent: dict[str, Any], exchange: Exchange, text: str) -> Iterator[str]:
    if call["method"] != sent["method"]:
        yield f"method {call['method']!r}, sent {sent['method']!r}"
    missing = {each.what for each in exchange.missing}
    if _url(call["url"]) != _url(sent["url"]) and "query" not in missing:
        yield f"url {call['url']!r}, sent {sent['url']!r}"
    ours, theirs = _headers(call, text), _headers(sent, text)
    if sorted(ours) != sorted(theirs) and not missing & {"header", "cookie", "credentials"}:
        yield f"headers {[each for each in ours if each not in theirs]}, sent {[e for e in theirs if e not in ours]}"
    if "body" in missing or PENDING.search(text):
        return
    if "form" in sent:
        form = [[each["name"], each.get("value"), each.get("filename")] for each in call["form"]]
        if form != sent["form"]:
            yield f"form {form}, sent {sent['form']}"
    elif (call.get("body_base64"), call["body"]) != (sent.get("body_base64"), sent.get("body")) and (
        call["body"] or sent.get("body")
    ):
        yield f"body {call['body']!r}, sent {sent.get('body') or sent.get('body_base64')!r}"


def _url(url: str) -> tuple[str, str, int | None, str]:
    """A URL to compare: scheme and host without case, the host's name in ASCII, the port without its default."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode() if not (parts.hostname or "").isascii() else parts.hostname
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    rest = url.split("://", 1)[-1].partition("/")[2]
    return parts.scheme, (host or "").lower(), port, f"/{rest}"


def _headers(message: dict[str, Any], text: str) -> list[tuple[str, str]]:
    """The fields to compare; a boundary is curl's secret, a signature holds the time."""
    return [
        (name.strip().lower(), re.sub(r"boundary=\S+", "boundary=…", re.sub(r"[ \t]+", " ", value)).strip())
        for name, value in message["headers"]
        if (name.lower(), value) not in (("accept", "*/*"), ("expect", "100-continue"))
        and name.lower() not in HOP_BY_HOP
        and (name.lower(), value.lower()) != ("host", message["url"].split("/")[2].lower())
        and not ("aws-sigv4" in text and name.lower() in ("authorization", "x-amz-date", "x-amz-content-sha256"))
    ]


@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case.stem)
def test_a_command_reads_as_curl_sent_it(case: Path) -> None:
    assert differences(case.read_text("utf-8"), RECORDED[case.stem]) == []


@pytest.mark.parametrize("case", UNPROVED, ids=lambda case: case.stem)
def test_an_option_newer_than_the_installed_curl_reads_as_its_manual_says(case: Path) -> None:
    expected = json.loads(case.with_suffix(".json").read_text("utf-8"))
    assert expected["unproved"].startswith("curl ")
    assert differences(case.read_text("utf-8"), {"exit": 0, **expected}) == []


@pytest.mark.parametrize("case", COMPUTED, ids=lambda case: case.stem)
def test_what_only_a_shell_could_know_is_said_and_not_guessed(case: Path) -> None:
    exchange = read(case.read_text("utf-8"))
    assert exchange.call is not None
    assert any(each.text.startswith(("$", "`")) for each in exchange.call.placeholders)
    assert any(each.what == "variable" for each in exchange.missing)


@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case.stem)
def test_the_installed_curl_sends_what_was_recorded(case: Path, echo: Echo) -> None:
    recorded = {"name": case.stem, **RECORDED[case.stem]}
    now = {"name": case.stem, **curl_oracle.written(curl_oracle.sent_by(case.read_text("utf-8"), echo))}
    if now["curl"] == recorded["curl"]:
        assert _steady(now) == _steady(recorded)
    else:
        assert differences(case.read_text("utf-8"), now) == []


def _steady(recorded: dict[str, Any]) -> str:
    """What does not change from run to run: boundaries, signatures, nonces and dates do."""
    changing = r"boundary=[-\w]+|Signature=\w+|\d{8}T\d{6}Z|Credential=[^,\"]+|cnonce=\\\"[^\"]*"
    return re.sub(changing, "…", json.dumps(recorded))


def test_every_command_is_recorded_and_every_recording_has_its_command() -> None:
    assert {case.stem for case in COMMANDS} == RECORDED.keys()
    assert all(each["curl"] for each in RECORDED.values())
