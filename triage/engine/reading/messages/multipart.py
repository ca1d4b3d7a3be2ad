"""The parts of a body of several parts (RFC 7578, RFC 2046 section 5.1): on the wire, as browsers copy it, and as
``.http`` files write it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from triage.engine.exchange import Call, FormField
from triage.engine.reading import limits
from triage.engine.reading.grammar import FIELD_LINE

BOUNDARY = re.compile(r"boundary=\"?(?P<mark>[^\s\";]{1,200})", re.IGNORECASE)
PARAMETER = re.compile(r"\b(?P<key>filename|name)=(?:\"(?P<quoted>[^\"\n]{0,400})\"|(?P<bare>[^\s;\"]{1,400}))")
FROM_FILE = re.compile(r"\s{0,20}<(?:@[\w-]{0,20})?[ \t]+(?P<path>[^\n]{1,400}?)\s*\Z")


def with_form(call: Call) -> Call:
    """The call with the fields of its multipart body beside the body; the call itself where it has none."""
    if call.form or call.body is None or "--" not in call.body[:200]:
        return call
    form = form_of(call.body.replace("\r\n", "\n"), call.headers.get("Content-Type"))
    return replace(call, form=form) if form else call


def form_of(body: str, content_type: str) -> tuple[FormField, ...]:
    """The fields of the form; none where the type is another or names no boundary."""
    boundary = BOUNDARY.search(content_type)
    if boundary is None or not content_type.lower().startswith("multipart/form-data"):
        return ()
    parts = body.split(f"--{boundary['mark']}")[1 : limits.WORDS]
    return tuple(each for part in parts if not part.startswith("--") for each in _field(part.lstrip(" \t")))


def _field(part: str) -> Iterator[FormField]:
    """The field that one part holds: its name, and its value or its file's name."""
    at = 1 if part.startswith("\n") else 0
    given: dict[str, str] = {}
    while (line := FIELD_LINE.match(part, at)) is not None:
        if line["name"].lower() == "content-disposition":
            given = {each["key"]: each["quoted"] or each["bare"] or "" for each in PARAMETER.finditer(line["value"])}
        at = min(line.end() + 1, len(part))
    if "name" not in given:
        return
    content = part[at:].removeprefix("\n").removesuffix("\n")
    file = FROM_FILE.match(content)
    if "filename" in given or file is not None:
        path = given.get("filename") or (file["path"] if file is not None else "")
        yield FormField(given["name"], filename=path.replace("\\", "/").rpartition("/")[2])
    else:
        yield FormField(given["name"], content)
