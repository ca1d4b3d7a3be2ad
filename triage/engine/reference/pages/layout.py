"""Which layout a page is in, told by its content; its name decides only where the content leaves it open."""

import re

from triage.engine.reference.pages.delimited import separator_of

HTML, MARKDOWN, RST, DELIMITED, PLAIN = "HTML", "Markdown", "reStructuredText", "CSV", "text"
_LOOKED_AT = 200_000  # characters; a page shows its layout early
_NAMES = {
    "html": HTML, "htm": HTML, "xhtml": HTML, "md": MARKDOWN, "markdown": MARKDOWN, "mdx": MARKDOWN,
    "rst": RST, "csv": DELIMITED, "tsv": DELIMITED, "tab": DELIMITED,
}  # fmt: skip
_HTML_START = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|body|!--)", re.IGNORECASE)
_ELEMENT = re.compile(
    r"</?(?:table|tr|td|th|p|div|h[1-6]|ul|ol|li|dl|dt|dd|section|main|article|body)\b[^<>]{0,300}>", re.IGNORECASE
)
_MARKDOWN = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S"  # a heading
    r"|^[ \t]{0,8}\|?[ \t]{0,8}:?-{2,200}:?[ \t]{0,80}\|[ \t:|-]*$"  # the line below a table's header
    r"|^ {0,3}(?:```|~~~)"  # a fence
    r"|\]\((?:https?:|/|#|\.)[^()\s]{0,300}\)"  # a link
    r"|\*\*[^*\n]{1,80}\*\*"
    r"|^ {0,3}[*+-][ \t]+`"
    r"|^(?:={3,}|-{3,})[ \t]*$",  # below a heading
    re.MULTILINE,
)
_RST = re.compile(
    r"^\.\.[ ]+(?:_[^\n:]{1,80}:|[\w-]{1,40}::)"  # a label, a directive
    r"|^\+(?:[-=]+\+){2,}[ \t]*$"  # a grid
    r"|^[ \t]*={2,}(?:[ \t]+={2,})+[ \t]*$"  # a simple table
    r"|:[a-z]{2,12}(?::[a-z]{2,12})?:`"  # a role
    r"|^(?:~{3,}|\^{3,}|\"{3,}|\*{3,})[ \t]*$"
    r"|`[^`\n]{1,80}`__?(?!\w)"
    r"|``[^`\n]{1,80}``",
    re.MULTILINE,
)


def layouts(text: str, name: str) -> tuple[str, ...]:
    """The layouts to try, the likeliest first; plain text is always the last."""
    hint = _NAMES.get(name.rpartition(".")[2].lower(), "")
    seen = text[:_LOOKED_AT]
    if _HTML_START.match(seen):
        return (HTML, PLAIN)
    marks = {
        HTML: len(_ELEMENT.findall(seen)),
        RST: 2 * len(_RST.findall(seen)),
        MARKDOWN: len(_MARKDOWN.findall(seen)),
    }
    if seen.lstrip()[:1] != "<" and marks[MARKDOWN] + marks[RST]:
        marks[HTML] = 0  # elements inside of other markup are read with it
    if not max(marks.values()) and separator_of(text):
        return (DELIMITED, PLAIN)
    return _ordered(marks, hint, text)


def _ordered(marks: dict[str, int], hint: str, text: str) -> tuple[str, ...]:
    found = sorted((each for each in marks if marks[each]), key=lambda each: -marks[each])
    if hint == DELIMITED or (hint not in marks and separator_of(text)):
        found.insert(0, DELIMITED)
    elif hint and hint not in found[:1] and marks[hint] * 3 >= max(marks.values()):
        found = [hint, *(each for each in found if each != hint)]
    return (*dict.fromkeys(found), PLAIN)
