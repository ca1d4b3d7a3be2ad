"""An errors page in Markdown, as blocks: rendered as CommonMark with tables says, and read as HTML then.

What the source has around its Markdown (front matter, components of documentation sites, ``{#ids}`` of headings) is
taken off first.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from triage.engine.reference.pages.blocks import Block
from triage.engine.reference.pages.grammar import lead
from triage.engine.reference.pages.hypertext import mark_lines, marked_blocks
from triage.engine.reference.pages.ignored import without_raw
from triage.engine.reference.pages.nesting import check_nesting

_COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable(["table"])
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:(?!---[ \t]*\n)[^\n]*\n){0,500}---[ \t]*(?:\n|\Z)")
# Lines of MDX and of admonitions (`import …`, `:::note`, `{% tab %}`, `!!! note`): not the page's text.
_COMPONENT = re.compile(
    r"^(?:import [^\n]+ from [^\n]+|export [^\n]+|:::+[^\n]*|\{%[^\n]*%\}[ \t]*|!!! [^\n]*)$", re.MULTILINE
)
_OWN_ID = re.compile(r"[ \t]*\{:?[ \t]*#([\w.:-]+)[^{}]*\}[ \t]*$")


def markdown_blocks(text: str, *, url: str = "") -> Iterator[Block]:
    """The blocks of a page in Markdown; raises BadReference where HTML in it nests too deep."""
    front = _FRONT_MATTER.match(text)
    if front:
        text = "\n" * front[0].count("\n") + text[front.end() :]
    tokens = _COMMONMARK.parse(_COMPONENT.sub("", text))
    _mark(tokens)
    html = without_raw(_COMMONMARK.renderer.render(tokens, _COMMONMARK.options, {}))
    check_nesting(html)
    yield from marked_blocks(html, url=url)


def _mark(tokens: Sequence[Token]) -> None:
    """Put lines and ids on the elements to be."""
    for at, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else None
        if token.type == "html_block" and line:
            token.content = mark_lines(token.content, line)
        elif token.nesting == 1 and line:
            token.attrSet("data-line", str(line))
        _keep_lines(token.children or [])
        if token.type == "heading_open" and (words := tokens[at + 1].children):
            _take_id(token, words[-1])


def _keep_lines(words: Sequence[Token]) -> None:
    """Keep the end of a line before one that begins with bold, code or a status: it may be an entry of its own."""
    for word, following in pairwise([each for each in words if each.type != "text" or each.content]):
        starts = following.type in ("strong_open", "code_inline") or lead(following.content)
        if word.type == "softbreak" and starts:
            word.type = "hardbreak"
            word.tag = "br"


def _take_id(heading: Token, last: Token) -> None:
    if last.type == "text" and (found := _OWN_ID.search(last.content[-200:])):
        heading.attrSet("id", found[1])
        last.content = last.content[: len(last.content) - len(found[0])]
