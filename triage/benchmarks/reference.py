"""How long an OpenAPI document takes to index, to load and to hold a call against.

The document is GitHub's own (13 MB, 1,200 operations), taken from npm's ``@octokit/openapi`` package and kept below
``var/``; without npm, one made here of as many operations.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tarfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from triage import engine

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "benchmarks"
PACKAGE, MEMBER = "@octokit/openapi", "package/generated/api.github.com.json"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROUNDS = 400
HEADERS = "".join(f"x-header-{number}: value\n" for number in range(30))
# Run by a fresh process: the seconds of loading what comes on standard input, and the megabytes it takes. Its memory of
# this moment, as Linux tells it: the peak that getrusage tells is the parent's where that was higher.
LOADING = """
import resource, sys, time
from pathlib import Path
from triage import engine
def resident(): return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
packed = sys.stdin.buffer.read()
before, start = resident(), time.perf_counter()
api = engine.unpack_openapi(packed)
print(time.perf_counter() - start, resident() - before, resident())
"""
AIM = "median 1 ms, 99th percentile 3 ms"


def document() -> tuple[bytes, str]:
    """The bytes of the document and where they are from."""
    if (found := _kept()) is not None:
        return found.read_bytes(), f"{PACKAGE}, {found.name}"
    return json.dumps(made(1200)).encode(), "made here; npm is not installed, or did not answer"


def _kept() -> Path | None:
    path = KEPT / Path(MEMBER).name
    npm = shutil.which("npm")
    if path.exists() or npm is None:
        return path if path.exists() else None
    KEPT.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=KEPT, capture_output=True, text=True, timeout=300)
    if packed.returncode:
        return None
    archive = KEPT / packed.stdout.strip().splitlines()[-1]
    with tarfile.open(archive) as files:
        inner = files.extractfile(MEMBER)
        path.write_bytes(inner.read() if inner is not None else b"")
    archive.unlink()
    return path


def made(operations: int) -> dict[str, object]:
    """A document of that many operations, each with parameters and a nested body."""
    schema = {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "maxLength": 200},
            "labels": {"type": "array", "items": {"type": "string"}},
            "owner": {"type": "object", "properties": {"id": {"type": "integer"}, "email": {"format": "email"}}},
        },
    }
    paths = {
        f"/things{number}/{{id}}/parts": {
            "post": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                ],
                "requestBody": {"content": {"application/json": {"schema": schema}}},
                "responses": {"201": {"description": "Created"}},
            }
        }
        for number in range(operations)
    }
    info = {"title": "Made", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "servers": [{"url": "https://api.made.example"}], "paths": paths}


def pastes(api: engine.OpenApi) -> list[str]:
    """Calls of 4 KB to many operations: as documented, with wrong fields, with paths that are nearly documented."""
    found: list[str] = []
    host = next(iter(api.servers), "https://api.made.example")
    for number, each in enumerate(each for each in api.operations if each.media):
        path = each.path.replace("{", "").replace("}", "") + ("x" if number % 5 == 4 else "")
        body = json.dumps({"title": "A title", "labels": "bug", "note": "n" * 2800, "number": number})
        found.append(f"""curl -i -X {each.method} '{host}{path}?limit=ten' \\
  -H 'Authorization: Bearer Kx81mZq0Pw37LdTe92Rs{number:06d}' -H 'Content-Type: application/json' -d '{body}'

HTTP/2 {404 if path.endswith("x") else 422}
content-type: application/json
x-request-id: 7c9e6679-7425-40de-944b-e07fc1f90ae7
{HEADERS}
{{"message": "Invalid"}}
""")
    return found[:ROUNDS]


def once(text: str, reference: engine.Reference) -> int:
    """Mask, read and diagnose; the number of findings."""
    redacted = engine.redact(text)
    exchange = engine.read(redacted.text)
    return len(engine.diagnose(exchange, reference, masks=redacted.masks, now=NOW).findings)


def _timed(texts: list[str], reference: engine.Reference) -> list[float]:
    took = []
    for text in texts:
        start = time.perf_counter()
        once(text, reference)
        took.append((time.perf_counter() - start) * 1000)
    return sorted(took)


def index() -> engine.OpenApi:
    """Prints how long building, packing and loading take; returns the index."""
    content, source = document()
    print(f"{source}: {len(content) / 1e6:.1f} MB")
    start = time.perf_counter()
    api = engine.read_openapi(content, name="the document")
    built = time.perf_counter() - start
    packed = engine.pack_openapi(api)
    told = subprocess.run([sys.executable, "-c", LOADING], input=packed, capture_output=True, check=True, cwd=ROOT)
    seconds, megabytes, whole = map(float, told.stdout.split())
    print(f"{len(api.operations):,} operations indexed in {built:.2f} s, {len(packed) / 1024:.0f} KB packed")
    memory = f"{megabytes:.0f} MB more memory, {whole:.0f} MB in all"
    print(f"loaded by a fresh process in {seconds * 1000:.0f} ms with {memory}")
    return api


def main() -> None:
    """Prints the tables."""
    api = index()
    bare, full = engine.default_reference(), replace(engine.default_reference(), documents=(api,))
    texts = pastes(api)
    print(f"\n{len(texts)} pastes of {statistics.mean(map(len, texts)):.0f} characters, each to another operation")
    print("reference            median   99th %   worst  (ms: mask, read and diagnose)")
    for name, reference in (("the guide alone", bare), ("first use, compiled", full), ("warm", full)):
        took = _timed(texts, reference)
        print(f"{name:20}{statistics.median(took):7.2f}{took[int(len(took) * 0.99)]:9.2f}{took[-1]:8.2f}")
    print(f"aim when warm: {AIM}")


if __name__ == "__main__":
    main()
