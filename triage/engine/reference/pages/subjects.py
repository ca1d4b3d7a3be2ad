"""What a heading, an item or a row is about: statuses or the vendor's codes, with the title and text behind them."""

import re
from dataclasses import dataclass, replace

from triage.engine.reference.pages.grammar import PHRASES, REGISTERED, Lead, anywhere, lead, phrase_of, plain, whole
from triage.engine.reference.pages.tokens import code_lead, without_separator

_OPENERS = (("**", "**"), ("__", "__"), ("``", "``"), ("`", "`"), ("[", "]"), ("*", "*"), ("_", "_"))
_TARGET = re.compile(r"\([^()\s]{0,600}\)")
_AFTER_TITLE = re.compile(r"\s*(?:[:–—]|-{1,3}>?(?=\s)|\.(?=\s|$)|$|(?=\n))\s*")
_SYMBOLS = re.compile("^[\u2190-\u2bff\U0001f300-\U0001faff\ufe0f\\s]+")  # ticks, crosses and pictures before a status
_STARRED = re.compile(r"\b([1-5])\\\*\\\*")  # 4**, as Markdown escapes it
_ARTICLE = re.compile(r"(?:an?|the|any) ", re.IGNORECASE)  # a sentence, not a label
_BRACKETED = re.compile(r"\(([^()\n]{1,80})\)")
_SPAN = re.compile(r"(\*\*|__|\*|_|`)(?=\S)([^*_`\n]{1,80}?)\1(?=\W|$)")
_CAPITALISED = re.compile(r"([A-Z][^\s:.]{0,30}(?: [^\s:.]{1,30}){0,5})(?:\s?[:–—]\s|\s-{1,2}\s)(?=\S)")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a text is about; ``rest`` is the Markdown behind it.

    ``told``: marks or words show that the number is a status, or the word a code; ``parted``: at least a separator.
    """

    statuses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    title: str = ""
    rest: str = ""
    told: bool = False
    parted: bool = False

    @property
    def registered(self) -> bool:
        """Whether every status is one that is in use somewhere (the IANA registry, the default guide)."""
        return all(each in REGISTERED or each.endswith("xx") for each in self.statuses)


def status_subject(markdown: str) -> Subject | None:
    """The statuses that a text begins with, in plain words or marked; None where it begins otherwise."""
    first, _, others = _SYMBOLS.sub("", markdown.strip()).partition("\n")
    first = _STARRED.sub(r"\1xx", first)
    head, body, mark = _marked(first)
    if mark and (found := lead(plain(head))):
        return _from_marked(found, body, others, mark)
    found = lead(first) or lead(_unmarked_start(first))
    if found is None:
        return None
    if found.rest in (first, _unmarked_start(first)) or _ARTICLE.match(first):
        return Subject(found.statuses, (), "", _joined(first, others), found.told, found.parted)
    title, text = title_off(found.rest)
    parted = found.parted or bool(title) or (bool(others) and not text.strip())
    return Subject(found.statuses, (), title, _joined(text, others), found.told, parted)


def _from_marked(found: Lead, body: str, others: str, mark: str) -> Subject:
    title = plain(found.rest).strip("() .:")
    body = without_separator(body)
    if not title:
        title, body = title_off(body)
    # A link around a number says less than bold or code marks do.
    return Subject(found.statuses, (), title, _joined(body, others), mark != "[" or found.told, True)


def _marked(line: str) -> tuple[str, str, str]:
    """What the first marks of a line enclose, what follows, and the mark."""
    for opener, closer in _OPENERS:
        if line.startswith(opener) and (end := line.find(closer, len(opener))) > 0:
            after = end + len(closer)
            target = _TARGET.match(line, after) if opener == "[" else None
            return line[len(opener) : end], line[target.end() if target else after :], opener
    return line, "", ""


def _unmarked_start(line: str) -> str:
    return re.sub(r"[*`\[]|\](?:\([^()\s]*\))?", "", line[:60]) + line[60:]


def _joined(text: str, others: str) -> str:
    return "\n".join(part for part in (text.strip(), others.strip("\n")) if part)


def title_off(text: str) -> tuple[str, str]:
    """A text without the title that it begins with, as (title, text): a reason phrase, or few words and a separator."""
    text = text.strip()
    if bracketed := _BRACKETED.match(text):
        return plain(bracketed[1]), without_separator(text[bracketed.end() :])
    if (span := _SPAN.match(text)) and (end := _AFTER_TITLE.match(text, span.end())):
        return span[2].strip(" :."), text[end.end() :]
    phrase = phrase_of(text)
    if phrase[:1].isupper():
        rest = text[len(phrase) :]
        if end := _AFTER_TITLE.match(rest):
            return phrase, rest[end.end() :]
        if rest.lstrip(" ")[:1] == "(" or re.match(r" ?[A-Z]", rest):
            return phrase, rest.strip()
    if titled := _CAPITALISED.match(text):
        return plain(titled[1]), text[titled.end() :].strip()
    return "", text


def code_subject(markdown: str) -> Subject | None:
    """The vendor's codes that a text begins with; None where it begins otherwise."""
    first, _, others = _SYMBOLS.sub("", markdown.strip()).partition("\n")
    found = code_lead(first)
    if found is None or any(each in REGISTERED for each in found.codes):
        return None
    rest = found.rest
    bracketed = _BRACKETED.match(rest)
    statuses = whole(plain(bracketed[1])) if bracketed else ()
    if bracketed and statuses:
        rest = without_separator(rest[bracketed.end() :])
    return Subject(statuses, found.codes, "", _joined(rest, others), found.told, found.parted)


def heading_subject(markdown: str, *, about: bool | None) -> Subject | None:
    """What a heading names: the statuses it begins with or holds, or a code where errors are documented."""
    found = status_subject(markdown)
    words = plain(markdown)
    if found and (found.parted or found.told or (found.registered and about is not False and found.rest[:1].isupper())):
        behind = lead(words)
        title = found.title if not found.rest or behind is None else behind.rest.rstrip(".:")
        return replace(found, title=_own_title(title, found.statuses), rest="")
    coded = code_subject(markdown) if about else None
    if (statuses := anywhere(words)) and not (coded and coded.statuses):
        return Subject(statuses, (), _own_title(_before_bracket(words), statuses), "", True, True)
    if coded and coded.parted:
        return replace(coded, title=plain(coded.rest), rest="")
    return None


def _before_bracket(words: str) -> str:
    before = words.rpartition("(")[0].strip(" -–—:")
    return before if before.count(" ") < 6 else ""


def _own_title(title: str, statuses: tuple[str, ...]) -> str:
    """The title, unless it names one of several statuses."""
    return "" if len(statuses) > 1 and title.lower() in PHRASES else title
