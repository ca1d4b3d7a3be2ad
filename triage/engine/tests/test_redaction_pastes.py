"""Pastes as people send them, one to a line of ``masks/hidden.txt`` and ``masks/kept.txt``; ``\\n`` is a line's end.

Signs in braces are filled with what is made at run time: ``{K}`` a key, ``{x:40}`` hex digits, ``{64}`` base64, ``{P}``
a password, ``{W}`` one of letters only, ``{basic}`` a pair in base64. A broken bar parts a vendor's prefix and goes.
"""

import base64
import json
import random
import re
import string
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from triage.engine.redaction import redact

R = random.Random(20261124)
MASKS = Path(__file__).parent / "masks"
SIGN = re.compile(r"\{(?P<kind>[a-zA-Z]+|64%?)(?::(?P<size>\d+))?\}")
PASSWORDS = ("Winter2031!", "maple-otter-velvet-42", "Xk29$mQz7", "tR0ub4dor3x", "S3cr3t#Pass")


def of(alphabet: str, size: int) -> str:
    return "".join(R.choice(alphabet) for _ in range(size))


def part(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


LETTERS = string.ascii_letters + string.digits
MAKERS: dict[str, Callable[[int], str]] = {
    "K": lambda size: of(LETTERS, 36),
    "k": lambda size: of(LETTERS, size),
    "x": lambda size: of("0123456789abcdef", size),
    "a": lambda size: of(string.ascii_uppercase + string.digits, size),
    "d": lambda size: of("123456789", size),
    "o": lambda size: of("123456789", size),
    "64": lambda size: base64.b64encode(R.randbytes(32)).decode(),
    "64%": lambda size: quote(base64.b64encode(R.randbytes(32)).decode(), safe=""),
    "P": lambda size: R.choice(PASSWORDS),
    "Q": lambda size: "Winter" + of("123456789", 4),
    "W": lambda size: R.choice(("correct", "purple", "winter")) + R.choice(("horsebattery", "elephants", "lighthouse")),
    "U": lambda size: "-".join(of("0123456789abcdef", digits) for digits in (8, 4, 4, 4, 12)),
    "J": lambda size: f"{part({'alg': 'HS256'})}.{part({'sub': of(LETTERS, 8), 'exp': 1800000000})}.{of(LETTERS, 43)}",
    "basic": lambda size: encoded("user:" + of(LETTERS, 14)),
    "basick": lambda size: encoded(of(LETTERS, 32) + ":"),
    "card": lambda size: "4242424242424242",
    "cards": lambda size: "5555 5555 5555 4444",
    "cardp": lambda size: "5555+5555+5555+4444",
}


def filled(shape: str) -> tuple[str, list[str]]:
    """The paste and its secrets; of a JWT the header is none. Escapes stay where the shape escapes quotes or CRs."""
    escaped = '\\"' in shape or "\\r" in shape or "b'" in shape or "\\\\n" in shape
    text = shape.replace("\\\\n", "\\n") if escaped else shape.replace("\\n", "\n")
    secrets: list[str] = []

    def made(sign: re.Match[str]) -> str:
        maker = MAKERS.get(sign["kind"])
        if maker is None:
            return sign.group()
        value = maker(int(sign["size"] or 0))
        secrets.append(value.partition(".")[2] if sign["kind"] == "J" else value)
        return value

    return SIGN.sub(made, text.replace("¦", "")), secrets


def cases(name: str) -> list[tuple[str, list[str]]]:
    return [filled(shape) for shape in (MASKS / name).read_text("utf-8").splitlines()]


HIDDEN, KEPT = cases("hidden.txt"), [text for text, _ in cases("kept.txt")]


@pytest.mark.parametrize(("text", "secrets"), HIDDEN)
def test_no_eight_characters_of_a_credential_are_left(text: str, secrets: list[str]) -> None:
    masked = redact(text).text
    assert secrets
    for secret in secrets:
        assert secret not in masked, masked
        assert not any(secret[at : at + 8] in masked for at in range(len(secret) - 7)), masked


@pytest.mark.parametrize("text", KEPT)
def test_what_support_needs_survives(text: str) -> None:
    assert redact(text, contacts=True).text == text


@pytest.mark.parametrize("text", [*(text for text, _ in HIDDEN), *KEPT])
def test_masking_twice_changes_nothing(text: str) -> None:
    once = redact(text, contacts=True).text
    assert redact(once, contacts=True).text == once
