"""A text taken apart: labelled parts (``Cause: …``, ``**Solution:** …``), fix steps, and sentences of advice."""

import re
from collections.abc import Iterator

from triage.engine.reference.pages.words import Role, header_role, is_advice

MOST_STEPS = 30
_LIST_LINE = re.compile(r"(?:[-*+•‣◦·]|\(?\d{1,2}[.)])[ \t]+")
_LABEL = re.compile(
    r"(?P<marks>\*\*|__|\*|_)?(?P<label>[A-Za-z][A-Za-z ?'’/]{1,50}?)(?:[ ]?:(?P=marks)|(?P=marks)[ ]?[:–—]"
    r"|(?P=marks)(?=\n|$)|(?P=marks)[ ]-[ ])[ \t]*"
    r"|(?P<bare>[A-Za-z][A-Za-z ?'’/]{1,50}?)[ ]?:(?:[ \t]+|(?=\n|$))"
)
# A label inside of a line: behind the end of a sentence, or in bold.
_WITHIN = (
    r"(?:Solutions?|Resolutions?|Fix|How to (?:fix|resolve)[a-z ]{0,20}|What to do|Causes?"
    r"|Possible (?:solutions?|causes?)|(?:HTTP )?[Ss]tatus(?: code)?)"
)
_INSIDE = re.compile(rf"(?<=[.!?)][ ])(?={_WITHIN}:)|(?<=[ ])(?=(?:\*\*|__){_WITHIN}(?::(?:\*\*|__)|(?:\*\*|__):))")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})[.)][ \t]+(?=\S)")
_SENTENCE = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)[*_)\"”’]{0,3}[ \t\n]+(?=[*_`(\[\"“]{0,3}[A-Z0-9])")
_VERBS = (
    r"(?:add|adjust|ask|avoid|back off|call|change|check|choose|confirm|compare|consider|contact|consult"
    r"|correct|create|decrease|do not"
    r"|don['’]t|double[- ]check|enable|ensure|examine|fix|follow|generate|get|give|go to|include|increase"
    r"|inspect|let us know|limit"
    r"|log in|look|lower|make|never|obtain|open|pass|pause|provide|raise|read|reach out|reauthenticate"
    r"|re-authenticate|reconnect"
    r"|reduce|refer|refresh|remove|rename|renew|repeat|replace|report|request|resend|resubmit|retry"
    r"|review|rotate|run|see|send|set"
    r"|shorten|sign in|slow down|specify|split|start|stop|submit|switch|test|try|turn|update|upgrade"
    r"|use|validate|verify|visit|wait|write)"
)
_IMPERATIVE = re.compile(
    rf"(?:[*_`]{{0,3}})(?:please |then |first,? |next,? |finally,? |also |simply |just |always )?{_VERBS}\b",
    re.IGNORECASE,
)
_ADVISING = re.compile(
    rf"\b(?:please|we (?:strongly )?(?:recommend|suggest|advise)|you (?:should|must|need to|may want to"
    rf"|can (?:try|contact|check|retry|use))"
    rf"|it is (?:recommended|best)|make sure|be sure to|try (?:again|to))\b|^(?:if|when|once|after|before"
    rf"|for|in|to)\b[^,\n]{{1,200}}, (?:then |please )?{_VERBS}\b",
    re.IGNORECASE,
)


def labelled(text: str) -> Iterator[tuple[Role | None, str, str]]:
    """The parts of a text with the role and label of each; a part without a label has neither."""
    for paragraph in re.split(r"\n{2,}", _INSIDE.sub("\n\n", text)):
        yield from _lines(paragraph)


def _lines(paragraph: str) -> Iterator[tuple[Role | None, str, str]]:
    """A line that begins with a known label begins a part; other lines go on with the part above."""
    role: Role | None = None
    label = ""
    kept: list[str] = []
    for line in paragraph.split("\n"):
        found = _LABEL.match(line) if not _LIST_LINE.match(line) else None
        named = (found["label"] or found["bare"]).strip() if found else ""
        if found and (known := label_role(named)):
            if kept:
                yield role, label, "\n".join(kept)
            role, label, kept = known, named, [line[found.end() :]] if line[found.end() :] else []
        else:
            kept.append(line)
    if kept or label:
        yield role, label, "\n".join(kept)


def label_role(label: str) -> Role | None:
    """What a label says of the part behind it; None for words that are no label."""
    if is_advice(label) and len(label) <= 40:
        return Role.FIX
    if len(label.split()) > 4:
        return None
    role = header_role(label)
    return None if role is Role.OTHER or re.match(r"(?:note|info|error|try)\b", label, re.IGNORECASE) else role


def steps_of(text: str) -> tuple[str, ...]:
    """The steps that a text of fixes holds: its list, its numbers, its lines, or else the text as one step."""
    lines = [each for each in text.split("\n") if each.strip()]
    if len(lines) == 1 and len(numbered := _numbered(text)) > 1:
        found = numbered
    elif any(_LIST_LINE.match(each) for each in lines):
        found = list(_listed(lines))
    else:
        found = lines
    return tuple(dict.fromkeys(step for each in found if (step := each.strip())))[:MOST_STEPS]


def split_list(text: str) -> tuple[str, str]:
    """The lines before a list, and the list."""
    lines = text.strip().split("\n")
    at = next((number for number, line in enumerate(lines) if _LIST_LINE.match(line)), len(lines))
    return "\n".join(lines[:at]), "\n".join(lines[at:])


def items_of(text: str) -> tuple[str, ...]:
    """The items of a Markdown list, with what is indented below each."""
    return tuple(each for each in _listed(text.split("\n")) if each)


def _listed(lines: list[str]) -> Iterator[str]:
    """Items of a list; a line before it that only announces it is none, what is indented belongs to the item above."""
    step: list[str] = []
    for line in lines:
        mark = _LIST_LINE.match(line)
        if mark or (step and line[:1] not in (" ", "\t")):
            yield "\n".join(step)
            step = []
        if mark or step or not line.rstrip().endswith(":"):
            step.append(line[mark.end() :] if mark else line)
    yield "\n".join(step)


def _numbered(text: str) -> list[str]:
    marks = list(_NUMBERED.finditer(text))
    wanted = [each for at, each in enumerate(marks) if int(each[1]) == at + 1]
    if len(wanted) < 2 or len(wanted) != len(marks) or text[: marks[0].start()].strip().rstrip(":").count(" ") > 8:
        return [text]
    ends = [*(each.start() for each in marks[1:]), len(text)]
    return [text[each.end() : end].rstrip(" ;") for each, end in zip(marks, ends, strict=True)]


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [each for each in (part.strip() for part in _SENTENCE.split(text)) if each]


def is_step(text: str) -> bool:
    """Whether a sentence tells the reader to do something."""
    return bool(_IMPERATIVE.match(text) or _ADVISING.search(text[:400]))


def advice_of(text: str) -> tuple[str, tuple[str, ...]]:
    """What a paragraph of a section of advice explains, and the steps it gives."""
    if _LIST_LINE.match(text):
        return "", steps_of(text)
    said = sentences(text.replace("\n", " "))
    return " ".join(each for each in said if not is_step(each)), tuple(each for each in said if is_step(each))
