"""The desk reads masked text: a marker in any notation leaves the call, its headers and the answer where they were."""

from pathlib import Path
from typing import Any

import pytest

from triage.engine.errors import EngineError, MalformedCall
from triage.engine.exchange import Exchange
from triage.engine.reading import read
from triage.engine.redaction import redact
from triage.engine.redaction.marker import MARKER_START
from triage.engine.tests.curl_oracle import CORPUS
from triage.engine.tests.test_reading import PARTED, PASTES

# Two boxes are masked as one text, and parted again by the map of offsets.
TEXTS = sorted(
    path
    for path in (*PASTES.glob("*/*.txt"), *CORPUS.glob("*.sh"))
    if PARTED not in path.read_bytes().decode("utf-8", "replace")
)


def shape(text: str) -> tuple[Any, ...]:
    """What masking must not move: everything but the values."""
    try:
        exchange: Exchange | None = read(text)
    except EngineError as error:
        exchange = error.exchange if isinstance(error, MalformedCall) else None
        if exchange is None:
            return (error.code,)
    assert exchange is not None
    call = exchange.call
    return (
        call and (call.method, call.url.partition("?")[0], bool(call.body), len(call.form)),
        call and sorted(header.name.lower() for header in call.headers),
        exchange.status,
        exchange.failure and exchange.failure.code,
        len(exchange.others),
    )


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_masked_text_reads_the_same(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    masked = redact(text).text
    before, after = shape(text), shape(masked)
    if after[0] and len(after) > 1 and MARKER_START in after[0][1].lower():
        before, after = before[1:], after[1:]  # the address itself held a credential
    assert after == before


def test_the_caret_of_a_closing_quote_is_no_part_of_the_token() -> None:
    text = 'curl ^"https://api.example.com/x^" ^\n  -H ^"authorization: Bearer tok_example_cmd_1^" ^\n  -d ^"a=1^"'
    masked = redact(text).text
    assert "tok_example" not in masked
    call = read(masked).call
    assert call is not None
    assert (call.method, call.body) == ("POST", "a=1")
