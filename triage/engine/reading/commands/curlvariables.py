"""curl's own variables: ``--variable NAME=content`` and what ``--expand-…`` makes of ``{{NAME}}`` (since 8.3.0).

Source: curl's manual, "VARIABLES" and "--variable". What stands in a file or in the environment is unknown.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from urllib.parse import quote

from triage.engine.reading.shells.words import Word

USED = re.compile(r"(?P<escape>\\)?\{\{(?P<name>\w{1,128})(?P<functions>(?::\w{1,10}){0,8})\}\}")
FUNCTIONS: Mapping[str, Callable[[str], str]] = {
    "trim": str.strip,
    "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "url": lambda text: quote(text, safe="-._~"),
    "b64": lambda text: b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii"),
}


def variable(text: str) -> tuple[str, str] | None:
    """The name and the content that one ``--variable`` sets; None where the content is not in the paste."""
    name, mark, content = text.partition("=")
    if not mark or "@" in name:
        return None
    # A default for what the environment does not set: that is what its author expected to be sent.
    return name.removeprefix("%"), content


def expanded(word: Word, known: Mapping[str, str]) -> Word:
    """The word with known variables put in; a function that curl does not know leaves the variable as it stands."""

    def put_in(used: re.Match[str]) -> str:
        if used["escape"]:
            return used.group()[1:]
        value = known.get(used["name"])
        for name in used["functions"].split(":")[1:]:
            function = FUNCTIONS.get(name)
            value = function(value) if function and value is not None else None
        return used.group() if value is None else value

    value = USED.sub(put_in, word.value)
    return word if value == word.value else word._replace(value=value, marks=word.marks[:1])
