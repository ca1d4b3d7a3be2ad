"""What bash puts in place of ``$NAME`` and ``${NAME…}``, for variables that the paste itself sets.

Source: POSIX.1-2024, Shell Command Language, section 2.6.2 (Parameter Expansion), and bash's manual, section 3.5.3.
What would have to be computed or run (``$(…)``, arithmetic, arrays) is unknown.
"""

import re
from collections.abc import Mapping

PARAMETER = re.compile(
    r"\$(?:(?P<name>[A-Za-z_]\w*)"
    r"|\{(?P<length>#)?(?P<inner>[A-Za-z_]\w*)(?:(?P<operator>:?[-=+?]|##?|%%?|//?|:(?=[0-9])|\^\^?|,,?)(?P<word>[^{}]*))?\})"
)
LONGEST = 400
"""Of longer values nothing is cut or replaced: trying every cut takes time with the square of the length."""

# pattern "/" string, of which a backslash quotes the slash
PARTS = re.compile(r"((?:[^/\\]|\\.)*)(?:/((?:[^\\]|\\.)*))?", re.DOTALL)
QUOTES = re.compile(r"^(?P<mark>['\"])(?P<inside>.*)(?P=mark)$", re.DOTALL)


def expanded(text: str, env: Mapping[str, str]) -> str | None:
    """The value of one variable as written, or None where the paste does not tell it."""
    found = PARAMETER.fullmatch(text)
    if found is None:
        return None
    value, operator = env.get(found["name"] or found["inner"]), found["operator"]
    if operator is not None:
        return _operated(value, operator, found["word"])
    if value is None:
        return None
    return str(len(value)) if found["length"] else value


def _operated(value: str | None, operator: str, word: str) -> str | None:
    """A value after its operator: a default, a prefix or suffix taken off, or a replacement."""
    if operator.strip(":") in ("-", "="):
        # What the paste does not set was most likely unset: that is what its author wrote the default for.
        is_set = value is not None and (value or not operator.startswith(":"))
        return value if is_set else _default(word)
    if value is None or operator.strip(":") == "?":
        return value
    if operator.strip(":") == "+":
        return _default(word) if value or not operator.startswith(":") else ""
    if operator == ":":
        return _sliced(value, word)
    if operator[0] in "^,":
        return _cased(value, operator) if not word else None
    if len(value) > LONGEST:
        return None
    return _replaced(value, operator, word) if operator[0] == "/" else _trimmed(value, operator, word)


def _default(word: str) -> str | None:
    """A default that is plain text; None where it would have to be expanded itself."""
    if "$" in word or "`" in word:
        return None
    quoted = QUOTES.match(word)
    return quoted["inside"] if quoted else word.replace("\\", "")


def _sliced(value: str, word: str) -> str | None:
    """``${NAME:offset:length}``, of plain numbers."""
    offset, has_length, length = word.partition(":")
    if not offset.isdecimal() or (has_length and not length.isdecimal()):
        return None
    start = int(offset[:9])
    return value[start : start + int(length[:9])] if has_length else value[start:]


def _cased(value: str, operator: str) -> str:
    """``^^`` and ``,,`` change all letters, ``^`` and ``,`` the first."""
    first, rest = (value, "") if len(operator) == 2 else (value[:1], value[1:])
    return (first.upper() if operator[0] == "^" else first.lower()) + rest


def _trimmed(value: str, operator: str, word: str) -> str | None:
    """The value without what ``#`` (shortest) and ``##`` (longest) match at its beginning, ``%``, ``%%`` at its end."""
    pattern = _pattern(word)
    if pattern is None:
        return None
    cuts = range(len(value) + 1)
    if operator[0] == "#":
        fits = (at for at in (cuts if operator == "#" else reversed(cuts)) if pattern.fullmatch(value, 0, at))
        return value[next(fits, 0) :]
    fits = (at for at in (reversed(cuts) if operator == "%" else cuts) if pattern.fullmatch(value, at))
    return value[: next(fits, len(value))]


def _replaced(value: str, operator: str, word: str) -> str | None:
    """The value with the first match replaced, with ``//`` all of them."""
    parts = PARTS.fullmatch(word)
    if parts is None or "$" in word:
        return None
    wanted, new = (re.sub(r"\\(.)", r"\1", each or "") for each in parts.groups())
    pattern = _pattern(wanted)
    return pattern.sub(lambda _: new, value, count=0 if operator == "//" else 1) if pattern and wanted else None


def _pattern(word: str) -> re.Pattern[str] | None:
    """A shell pattern as an expression; None for brackets, and for more stars than one pass can take."""
    if "[" in word or "$" in word or word.count("*") > 1:
        return None
    pieces = {"*": "[\\s\\S]*", "?": "[\\s\\S]"}
    return re.compile("".join(pieces.get(each, re.escape(each)) for each in word))
