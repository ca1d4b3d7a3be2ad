"""Inline markup of reStructuredText as Markdown (docutils' specification, section "Inline Markup")."""

import re

_INLINE = re.compile(
    r"``(?P<code>[^`\n](?:[^`\n]|`(?!`)){0,400})``"
    r"|(?::[\w:.+-]{1,40}:)?`(?P<text>[^`<\n]{0,400}?)[ ]?(?:<(?P<target>[^`<>\n]{1,500})>)?`(?P<link>__?)?"
    r"|\\(?P<escaped>.)",
)
_ADDRESS = re.compile(r"(?:https?://|mailto:|/|#|\.\.?/)[^\s()<>\\]*")


def as_markdown(text: str) -> str:
    """One line of Markdown; roles and references that only Sphinx can follow become their text."""
    return _INLINE.sub(_piece, text).strip()


def _piece(found: re.Match[str]) -> str:
    if (code := found["code"]) is not None:
        return f"`{code.strip()}`" if "`" not in code else f"`` {code.strip()} ``"
    if (escaped := found["escaped"]) is not None:
        return "" if escaped == " " else f"\\{escaped}"
    text, target = (found["text"] or "").strip(), found["target"] or ""
    if target and found["link"] and _ADDRESS.fullmatch(target):
        return f"[{text}]({target})"
    return text or target
