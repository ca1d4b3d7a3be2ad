"""What the demo tells: one story per file beside this module. Reads files and nothing else.

A file is a head, a line ``---``, and the paste; after a line ``--- response`` follows the response's own box::

    from: ada@fernweh.example, Ada Okafor, Fernweh Travel     nobody signs a ticket without this line
    subject: 503 at checkout
    ago: 95m                                                  when it was submitted, before now
    send: anyway                                              where the desk would first ask for what is missing
    then: 12m staff claims                                    when, after it was submitted; who; what; any words
    then: 13m customer writes: It works again.

Durations are minutes, hours or days: ``90m``, ``1.5h``, ``2d``. No file holds anything that looks like a credential:
``{{…}}`` stands for what ``Story.paste`` makes up, the same for the same customer each time:

    {{token:sk_live_:24}}   the prefix and 24 letters and digits
    {{jwt:-7h}}             a JWT that expires 7 hours before the ticket (its signature is noise)
    {{date}} {{iso}}        the ticket's time as in a Date header (RFC 9110 section 5.6.7), and in RFC 3339
"""

import base64
import hashlib
import json
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

FOLDER = Path(__file__).parent
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
HEAD_END, RESPONSE = "\n---\n", "\n--- response\n"
STEP = re.compile(r"(?P<after>\S+) (?P<who>\w+) (?P<verb>\w+)(?:: (?P<words>.+))?")
TOKEN = re.compile(r"\{\{(?P<kind>token|jwt|date|iso)(?::(?P<first>[^{}:]*))?(?::(?P<second>\d+))?\}\}")
LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to a ticket ``after`` it was submitted: ``who`` does what, in which words."""

    after: timedelta
    who: str
    verb: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket of the demo and what becomes of it; ``email`` is empty where nobody signed it."""

    name: str
    email: str
    person: str
    organisation: str
    subject: str
    ago: timedelta
    anyway: bool
    steps: tuple[Step, ...]
    call: str
    response: str = ""

    def paste(self, *, at: datetime) -> tuple[str, str]:
        """Call and response as pasted at that moment (aware of its zone), every token filled."""
        return _filled(self.call, owner=self.email, at=at), _filled(self.response, owner=self.email, at=at)


def stories() -> tuple[Story, ...]:
    """Every story, in the order of the files' names."""
    return tuple(read(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.txt")))


def read(name: str, text: str) -> Story:
    """The story that a file tells. Raises ``ValueError`` where it cannot be read."""
    head, found, paste = text.partition(HEAD_END)
    if not found:
        raise ValueError(f"{name}: there is no line --- behind the head")
    lines = [_pair(name, line) for line in head.splitlines()]
    said = dict(lines)
    email, person, organisation = ([*(part.strip() for part in said.get("from", "").split(",")), "", ""])[:3]
    call, _, response = paste.partition(RESPONSE)
    return Story(
        name=name,
        email=email,
        person=person,
        organisation=organisation,
        subject=said.get("subject", ""),
        ago=duration(said["ago"]),
        anyway=said.get("send") == "anyway",
        steps=tuple(_step(name, value) for key, value in lines if key == "then"),
        call=call,
        response=response,
    )


def duration(text: str) -> timedelta:
    """``90m``, ``1.5h``, ``2d``, ``-7h``. Raises ``ValueError`` on anything else."""
    unit = UNITS.get(text[-1:])
    if unit is None:
        raise ValueError(f"no duration such as 90m, 1.5h or 2d: {text!r}")
    return unit * float(text[:-1])


def _pair(name: str, line: str) -> tuple[str, str]:
    key, colon, value = line.partition(": ")
    if not colon or key not in ("from", "subject", "ago", "send", "then"):
        raise ValueError(f"{name}: this line of the head says nothing: {line!r}")
    return key, value.strip()


def _step(name: str, text: str) -> Step:
    match = STEP.fullmatch(text)
    if match is None:
        raise ValueError(f"{name}: no step such as '20m staff claims': {text!r}")
    return Step(duration(match["after"]), match["who"], match["verb"], match["words"] or "")


def _filled(text: str, *, owner: str, at: datetime) -> str:
    def fill(match: re.Match[str]) -> str:
        if match["kind"] == "token":
            return match["first"] + _letters(f"{owner} {match['first']}", int(match["second"]))
        if match["kind"] == "jwt":
            return _jwt(owner, expires=at + duration(match["first"]))
        return format_datetime(at, usegmt=True) if match["kind"] == "date" else at.isoformat(timespec="seconds")

    return TOKEN.sub(fill, text)


def _letters(seed: str, length: int) -> str:
    """Letters and digits that look drawn at random and are the same for the same seed."""
    return "".join(LETTERS[byte % len(LETTERS)] for byte in hashlib.shake_256(seed.encode()).digest(length))


def _jwt(owner: str, *, expires: datetime) -> str:
    """A JSON Web Token (RFC 7519) of one hour; nobody could have signed it."""
    issued = expires - timedelta(hours=1)
    claims: dict[str, str | int] = {
        "iss": "https://login.acme-pay.example",
        "sub": owner,
        "aud": "https://api.acme-pay.example",
        "iat": int(issued.timestamp()),
        "exp": int(expires.timestamp()),
    }
    signature = hashlib.shake_256(owner.encode()).digest(64)
    return ".".join((_part({"alg": "ES256", "typ": "JWT", "kid": "2026-09"}), _part(claims), _base64(signature)))


def _part(value: Mapping[str, str | int]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    """base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
