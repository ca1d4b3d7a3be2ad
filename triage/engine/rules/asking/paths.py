"""Paths as templates: which segments are words of the vendor's, and which may be a value."""

import re

MOST_SEGMENTS = 12
WORD_LENGTH = 40
VERSION = re.compile(r"v\d{1,3}(?:\.\d{1,3}){0,2}(?:(?:alpha|beta|p)\d{0,3}){0,2}", re.IGNORECASE)
# What is kept: a word of the vendor's, perhaps with one or two digits (oauth2, s3), an action (docs:commit) or .json.
WORD = re.compile(r"[A-Za-z]+(?:[-_.:][A-Za-z]+)*\d{0,2}(?:\.[A-Za-z]+)?")
# What looks like a word but is an id: cus_NffrFeUfNVHib, or capitals in the middle of small letters at random.
PREFIXED = re.compile(r"[A-Za-z]{1,10}_(?=[A-Za-z]*[A-Z])[A-Za-z]{6,}\d{0,2}")
JUMBLED = re.compile(r"(?=(?:[A-Za-z]*?[a-z][A-Z]){4})[A-Za-z]{10,}\d{0,2}")
HEXADECIMAL = re.compile(r"(?=[a-f]*\d)[0-9a-f]{3,}|[a-f]{8,}", re.IGNORECASE)


def path_template(path: str) -> str:
    """The path with every segment that may be a value replaced by ``{id}``; ``/`` where there is none."""
    segments = [segment for segment in path.split("/", 4 * MOST_SEGMENTS) if segment]
    kept = [segment if is_word(segment) else "{id}" for segment in segments[:MOST_SEGMENTS]]
    return "/" + "/".join([*kept, "…"] if len(segments) > MOST_SEGMENTS else kept)


def is_word(segment: str) -> bool:
    """Whether a segment is a word or a version; ids, numbers, dates, addresses and markers are not."""
    if VERSION.fullmatch(segment):
        return True
    if len(segment) > WORD_LENGTH or not WORD.fullmatch(segment):
        return False
    return not any(shape.fullmatch(segment) for shape in (PREFIXED, JUMBLED, HEXADECIMAL))
