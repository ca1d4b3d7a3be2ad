"""What the caller knows to be secret: keys met earlier in the same submission, and what a person points out.

Neither needs a name or a context, so neither is judged. Masked text comes back here, so markers are passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from triage.engine.redaction.find import Find
from triage.engine.redaction.keyprint import decoded_basic, keyprint
from triage.engine.redaction.marker import MARKER
from triage.engine.redaction.mask import Key, Secret
from triage.engine.redaction.propagation import spellings_of

# Below 16 characters a value without a context is as likely a word; the longest key in use has about 4,000.
_CANDIDATE = re.compile(r"[A-Za-z0-9_\-+/%~.]{16,4096}+={0,2}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,4096}+={0,2}")
_EDGES = "./-~%="


def recognised(text: str, known: Mapping[str, str], key: Key) -> Iterator[Find]:
    """Finds for the token candidates whose keyprint is ``known``, each of the kind it had when it was met first."""
    for begin, end in _unmarked(text):
        for match in _CANDIDATE.finditer(text, begin, end):
            for value in dict.fromkeys((match.group(), match.group().strip(_EDGES))):
                kind = known.get(keyprint(value, key))
                if kind is not None:
                    start = match.start() + match.group().index(value)
                    yield Find(start, start + len(value), kind, "", "keyprint")
                    break


def pointed_out(text: str, secrets: Iterable[Secret]) -> Iterator[Find]:
    """Finds for each secret wherever it stands: as it is, percent-encoded, JSON-escaped, in a Basic credential."""
    for secret in secrets:
        for begin, end in _unmarked(text):
            for spelling in spellings_of(secret.value):
                at = text.find(spelling, begin, end)
                while at >= 0:
                    yield Find(at, at + len(spelling), secret.kind, "", "by-hand")
                    at = text.find(spelling, at + len(spelling), end)
            for match in _BASE64.finditer(text, begin, end):
                if secret.value in (decoded_basic(match.group()) or ()):
                    yield Find(match.start(), match.end(), "basic", "", "by-hand", secret="")


def _unmarked(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between markers."""
    at = 0
    for marker in MARKER.finditer(text):
        yield at, marker.start()
        at = marker.end()
    yield at, len(text)
