"""Case files: a paste under the rule it is about, with the rules expected of it, in order.

The first lines are ``name: value``: ``expect`` lists all rule ids but the guide's own entry, ``now`` is the time of
diagnosis where it matters, ``openapi`` a document beside the cases, ``code`` (as often as need be) a documented error
code as ``name | status | text``, ``verdict`` the verdict, ``first`` how sure the first finding is and who must act
(``certain caller``), ``corrected`` its copyable fragment. Below the line ``---`` stands the paste; a line ``=====``
parts the boxes of call and response. In it ``@KEY@``, ``@LIVE@``, ``@TEST@`` and ``@JWT exp=… aud=…@`` become
credentials made here, so that no file holds one.
"""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from triage.engine.diagnosis import Diagnosis, diagnose
from triage.engine.reading import join, read
from triage.engine.redaction import Redacted, redact
from triage.engine.reference import Reference, VendorCode, default_reference, read_openapi

CASES = Path(__file__).parent / "cases"
DOCUMENTS = Path(__file__).parent / "documents"
NOON = "2026-11-23T12:00:00+00:00"
CREDENTIAL = re.compile(r"@(KEY|LIVE|TEST|JWT)((?: [a-z]+=[^\s@]+)*)@")
OF_JWT_HEADER = ("alg", "kid", "typ")


@dataclass(frozen=True)
class Case:
    """One case file; ``rule`` is its folder, ``fires`` whether the rule is to be found."""

    rule: str
    name: str
    expect: tuple[str, ...]
    now: datetime
    paste: str
    response_at: int | None = None
    verdict: str = ""
    first: str = ""
    corrected: str = ""
    openapi: str = ""
    codes: tuple[str, ...] = ()

    @property
    def fires(self) -> bool:
        return self.name.startswith("fires-")

    def __str__(self) -> str:
        return f"{self.rule}/{self.name}"


def all_cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*/*.txt")):
        yield read_case(path)


def read_case(path: Path) -> Case:
    head, _, paste = path.read_text("utf-8").partition("---\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    expect = tuple(fields.get("expect", "").split())
    now = datetime.fromisoformat(fields.get("now", NOON))
    call, boxes, response = CREDENTIAL.sub(made_credential, paste).partition("=====\n")
    text, response_at = join(call, response) if boxes else (call, None)
    asserted = {name: fields.get(name, "") for name in ("verdict", "first", "corrected", "openapi")}
    codes = tuple(line.removeprefix("code: ") for line in head.splitlines() if line.startswith("code: "))
    return Case(path.parent.name, path.stem, expect, now, text, response_at, codes=codes, **asserted)


def diagnosed(case: Case) -> tuple[Redacted, Diagnosis]:
    """As the product does it: mask, read what is masked, diagnose."""
    redacted = redact(case.paste)
    exchange = read(redacted.text, response_at=None if case.response_at is None else redacted.masked(case.response_at))
    reference = reference_of(case.openapi, case.codes)
    return redacted, diagnose(exchange, reference, masks=redacted.masks, now=case.now)


@cache
def reference_of(document: str, codes: tuple[str, ...] = ()) -> Reference:
    """The default guide, with the named document and the documented codes where a case has them."""
    documents = (read_openapi((DOCUMENTS / document).read_bytes(), name=document),) if document else ()
    return replace(default_reference(), documents=documents, codes=tuple(map(_code, codes)))


def _code(line: str) -> VendorCode:
    code, status, text = (part.strip() for part in line.split("|", 2))
    return VendorCode(code, text, status, link=f"https://docs.example.com/errors#{code}")


def made_credential(found: re.Match[str]) -> str:
    """What stands for ``@KEY@`` and its kin: made up, and the same in every run."""
    kind, claims = found[1], dict(each.split("=") for each in found[2].split())
    if kind == "JWT":
        header: dict[str, object] = {"alg": "RS256", "typ": "JWT"}
        header |= {name: claims.pop(name) for name in OF_JWT_HEADER if name in claims}
        times = {name: int(at) if at.isdecimal() else at for name, at in claims.items()}
        payload: dict[str, object] = {"sub": "ada", **times}
        return f"{_encoded(header)}.{_encoded(payload)}.{_random('signature', 43)}"
    prefix = {"KEY": "", "LIVE": "sk_" + "live_", "TEST": "sk_" + "test_"}[kind]
    return prefix + _random(kind, 28)


def _encoded(value: dict[str, object]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _random(seed: str, length: int) -> str:
    """Letters and digits that look like a key and are the same in every run."""
    return urlsafe_b64encode(sha256(seed.encode()).digest()).decode().translate({45: "x", 95: "y", 61: None})[:length]
