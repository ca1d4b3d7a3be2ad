"""The date of ``-z`` as the conditional header that curl sends for it.

Source: curl's manual, "-z, --time-cond", and curl_getdate(3) for the forms of a date: those that people write are
taken, what is no date is the name of a file.
"""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from triage.engine.exchange import Header
from triage.engine.reading.shells.words import Word

# The form of ISO 8601 is none that curl knows: it warns and sends no condition.
FORMS = (
    "%Y%m%d", "%d %b %Y", "%d-%b-%Y", "%b %d %Y", "%b %d, %Y", "%d %b %Y %H:%M:%S", "%H:%M %d %b %Y",
    "%a %b %d %H:%M:%S %Y", "%A, %d-%b-%y %H:%M:%S GMT",
)  # fmt: skip
ISO = re.compile(r"[0-9]{4}[-/][0-9]{2}[-/]")


def condition(word: Word) -> Header | None:
    """If-Modified-Since, with a dash in front If-Unmodified-Since (RFC 9110 section 13.1); None where it is no date."""
    text = word.value.strip()
    name = "If-Unmodified-Since" if text.startswith(("-", "=")) else "If-Modified-Since"
    moment = _moment(re.sub(r"^[-=+]", "", text))
    if moment is None:
        return None
    return Header(name, format_datetime(moment, usegmt=True), word.span, word.span)


def _moment(text: str) -> datetime | None:
    if ISO.match(text):
        return None
    for form in FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
