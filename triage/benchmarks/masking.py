"""How fast masking is: MB/s, and for hostile inputs the doubling ratio (``python -m triage.benchmarks.masking``)."""

import time
from collections.abc import Callable
from pathlib import Path

from triage.engine.redaction import redact

PASTES = Path(__file__).resolve().parents[1] / "engine" / "tests" / "pastes"

CALL = """curl -X POST https://api.example.com/v1/orders -H 'Authorization: Bearer {key}' -H 'X-Id: {number:032x}'
{{"customer": "cus_{number}", "api_key": "{key}", "amount": 1200, "note": "a plain sentence about nothing at all"}}
HTTP/2 401
content-type: application/json
{{"error": {{"type": "invalid_request_error", "message": "The key was refused", "request_id": "req_{number}"}}}}
"""
BODY = '{{"id": {number}, "object": "item", "description": "A plain thing", "price": 1299, "sku": "A-{number}"}},\n'
LOG = "2026-11-23T09:12:44Z INFO gateway method=POST path=/v1/orders/{number} status=200 duration_ms=12 author=jane\n"
HOSTILE = (
    "a", "4", "Ab1/", "key=", "Authorization: ", "-----BEGIN PRIVATE KEY-----\n", "eyJa.", '"', "%41", "a@", "a@b.co ",
    "{", '{"a":', "token:", "<a ", "\\", "1-", "https://", "a=b; ", "password ", "key\t", '"name":"key",', '"kty":{',
    "://a:@", "Bearer ", "pin 1", "api_key=Kx81mZq0Pw37LdTe92Rs&", "token=\\\"", "mysql ", "(212) ", "~masked.",
    "X-Key|", "key Aa1", "“key“", '"key": {"a",',
    "a,token\n1,2\n", "token->", "密码：a1b2c3d4 ", "AKIAIOSFODNN7EXAMPLE ", "key: ab12cd34ef56gh78ij90\n      ",
)  # fmt: skip


def filled(pattern: str, size: int) -> str:
    """Text of ``size`` characters made of ``pattern`` with its numbers counted up."""
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(pattern.format(number=len(pieces), key=f"Kx81mZq0Pw37LdTe92Rs{len(pieces):06d}"))
        length += len(pieces[-1])
    return "".join(pieces)[:size]


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The best of ``rounds`` runs, in seconds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def masking(text: str, *, contacts: bool = True) -> Callable[[], object]:
    """The work to measure."""
    return lambda: redact(text, contacts=contacts)


def speeds() -> None:
    """MB/s of one call with a long body, of calls full of keys and of a log, at 4 KB and 64 KB."""
    print("text    size  contacts      ms   MB/s")
    for name, pattern in (("call", BODY), ("keys", CALL), ("log", LOG)):
        for size in (4096, 65536):
            for contacts in (False, True):
                text = (filled(CALL, 340) + filled(pattern, size))[:size]
                took = seconds(masking(text, contacts=contacts), 20)
                print(f"{name:6}{size:6} {contacts!s:>9} {took * 1000:7.2f} {size / took / 1e6:6.1f}")


def pastes() -> None:
    """MB/s over the pastes that the readers are tested with, each masked by itself."""
    texts = [path.read_text("utf-8", errors="replace") for path in sorted(PASTES.rglob("*.txt"))]
    length = sum(map(len, texts))
    took = seconds(lambda: [redact(text, contacts=True) for text in texts], 3)
    print(f"\n{len(texts)} pastes of {length // len(texts)} characters: {length / took / 1e6:.1f} MB/s")


def headers() -> None:
    """Milliseconds for one call with 4,000 headers of different names, a key in each."""
    text = "curl https://api.example.com" + "".join(
        f" -H 'X-Api-Key-{number}: Kx81mZq0Pw37LdTe92Rs{number:06d}'" for number in range(4000)
    )
    print(f"\n4,000 keys in {len(text)} characters: {seconds(masking(text), 3) * 1000:.0f} ms")


def hostile() -> None:
    """Milliseconds for 100,000 characters of each hostile pattern, and the ratio to half of it (2 is linear)."""
    print("\n100,000 characters of               ms  doubling")
    for pattern in HOSTILE:
        text = (pattern * (100_000 // len(pattern) + 1))[:100_000]
        half, whole = seconds(masking(text[:50_000]), 3), seconds(masking(text), 3)
        print(f"{pattern!r:30} {whole * 1000:7.1f} {whole / half:9.2f}")


def main() -> None:
    """Prints the tables."""
    speeds()
    pastes()
    headers()
    hostile()


if __name__ == "__main__":
    main()
