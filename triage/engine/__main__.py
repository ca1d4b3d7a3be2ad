"""``python -m triage.engine read | mask | diagnose``: a paste on standard input, the answer on standard output.

``reference FILE`` reads a document of the vendor's instead.

With ``--lines`` one process answers thousands: a line in is a JSON object with ``paste`` (or ``text``, or ``call`` and
``response``) and an optional ``id`` that is echoed; a line out is its answer, flushed before the next line is read.
Input is UTF-8; what is not, is replaced. This and ``reference_command`` alone read a clock or a file.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from triage.engine.diagnosis import Diagnosis, diagnose, unreadable
from triage.engine.errors import EngineError, MalformedCall, UnreadableCall
from triage.engine.printing import (
    Json,
    diagnosis_json,
    error_json,
    exchange_json,
    redacted_json,
    unreadable_json,
)
from triage.engine.reading import cut_har, join, read
from triage.engine.reading.messages.har import is_har
from triage.engine.redaction import PUBLIC_KEY, Key, Redacted, redact
from triage.engine.reference import Reference, default_reference
from triage.engine.reference_command import add_reference, run_reference, vendor_reference
from triage.engine.report import report


@dataclass(frozen=True, slots=True)
class Paste:
    """One paste, or two boxes joined; ``response_at`` is where the second begins."""

    text: str
    response_at: int | None = None


class BadLine(EngineError):
    """A line of ``--lines`` that holds no paste."""

    code = "bad_line"


@dataclass(frozen=True, slots=True)
class Masking:
    """How to mask: the key of keyprints, and whether e-mail addresses and telephone numbers are masked too."""

    key: Key
    contacts: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 even where a paste is unreadable, as that is an answer."""
    options = _parser().parse_args(arguments)
    if options.command == "reference":
        return run_reference(options)
    masking = Masking(_key(options.key_file), contacts=not options.keep_contacts)
    try:
        known = options.command == "diagnose"
        reference = vendor_reference(options.guide, options.openapi) if known else default_reference()
    except EngineError as error:
        _write(json.dumps({"error": error_json(error)}) + "\n")
        return 1
    answer = _answers(masking, reference)[options.command]
    try:
        if options.lines:
            _serve(answer)
        else:
            _once(options, answer, masking, reference)
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m triage.engine", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (
        ("read", "print the exchange that the paste holds, as JSON, unmasked"),
        ("mask", "print the paste with every credential masked"),
        ("diagnose", "print what became of the call and what to do"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("--lines", action="store_true", help="one JSON object per line in, one per line out")
        command.add_argument("--json", action="store_true", help="print JSON instead of a report")
        command.add_argument("--file", type=Path, help="read this file (a HAR, a log) in place of standard input")
        command.add_argument("--entries", type=_numbers, default=(), help="of a HAR, the exchanges to keep: 0,3,4")
        command.add_argument("--key-file", type=Path, help="a file with the secret of keyprints")
        command.add_argument("--keep-contacts", action="store_true", help="leave e-mail addresses and numbers alone")
        if name == "diagnose":
            documents = command.add_argument("--openapi", type=Path, nargs="+", action="extend", default=[])
            documents.help = "the vendor's OpenAPI documents, JSON or YAML"
            command.add_argument("--guide", type=Path, help="the vendor's errors page, over the default guide")
    add_reference(commands)
    return parser


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


def _given(options: argparse.Namespace) -> str:
    """The text of the file or of standard input; a HAR file is cut to the chosen exchanges, or to the failing one."""
    if options.file is None:
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    content = options.file.read_bytes()
    return cut_har(content, options.entries) if is_har(content) else content.decode("utf-8-sig", "replace")


def _key(path: Path | None) -> Key:
    return PUBLIC_KEY if path is None else Key(1, path.read_bytes().strip())


def _answers(masking: Masking, reference: Reference) -> Mapping[str, Callable[[Paste], Json]]:
    return {
        "read": read_answer,
        "mask": lambda paste: mask_answer(paste, masking),
        "diagnose": lambda paste: diagnose_answer(paste, masking, reference, datetime.now(UTC)),
    }


def read_answer(paste: Paste) -> Json:
    """The exchange, or the error in its place."""
    try:
        return exchange_json(read(paste.text, response_at=paste.response_at))
    except EngineError as error:
        return unreadable_json(error)


def mask_answer(paste: Paste, masking: Masking) -> Json:
    """The masked text and its masks."""
    return redacted_json(redact(paste.text, key=masking.key, contacts=masking.contacts))


def diagnose_answer(paste: Paste, masking: Masking, reference: Reference, now: datetime) -> Json:
    """The diagnosis with its offsets in the text as given."""
    redacted = redact(paste.text, key=masking.key, contacts=masking.contacts)
    return diagnosis_json(diagnosed(paste, redacted, reference, now), redacted, paste.text, paste.response_at)


def diagnosed(paste: Paste, redacted: Redacted, reference: Reference, now: datetime) -> Diagnosis:
    """The diagnosis of the masked text."""
    at = None if paste.response_at is None else redacted.masked(paste.response_at)
    try:
        exchange = read(redacted.text, response_at=at)
    except (MalformedCall, UnreadableCall) as error:
        return unreadable(error)
    return diagnose(exchange, reference, masks=redacted.masks, now=now)


def _once(options: argparse.Namespace, answer: Callable[[Paste], Json], masking: Masking, reference: Reference) -> None:
    try:
        paste = Paste(_given(options))
        if options.command == "mask" and not options.json:
            _write(redact(paste.text, key=masking.key, contacts=masking.contacts).text)
        elif options.command == "diagnose" and not options.json:
            redacted = redact(paste.text, key=masking.key, contacts=masking.contacts)
            _write(report(diagnosed(paste, redacted, reference, datetime.now(UTC)), colour=sys.stdout.isatty()))
        else:
            _write(json.dumps(answer(paste), indent=2) + "\n")
    except EngineError as error:
        _write(json.dumps({"error": error_json(error)}) + "\n")


def _serve(answer: Callable[[Paste], Json]) -> None:
    for line in sys.stdin.buffer:
        _write("".join(_answer_line(line, answer)))


def _answer_line(line: bytes, answer: Callable[[Paste], Json]) -> Iterator[str]:
    """The answer to one line, with its id; a broken line gets an error, and the next is read."""
    fields: Mapping[str, object] = {}
    try:
        fields = _fields(line)
        said = answer(_paste(fields))
    except EngineError as error:
        said = {"error": error_json(error)}
    known = {"id": fields["id"]} if "id" in fields else {}
    yield json.dumps({**known, **said}) + "\n"


def _fields(line: bytes) -> Mapping[str, object]:
    try:
        value: object = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise BadLine("the line is not JSON") from error
    if not isinstance(value, dict):
        raise BadLine("the line is not a JSON object")
    return value


def _paste(fields: Mapping[str, object]) -> Paste:
    for name in ("paste", "text"):
        text = fields.get(name)
        if isinstance(text, str):
            return Paste(text)
    call, response = fields.get("call"), fields.get("response")
    if not isinstance(call, str | None) or not isinstance(response, str | None) or call is response is None:
        raise BadLine("the line holds neither `paste` nor `call` and `response`")
    return Paste(*join(call or "", response or ""))


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
