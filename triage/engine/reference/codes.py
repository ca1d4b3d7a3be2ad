"""The vendor's own error codes: what its documentation says of ``card_declined``, ``21211`` or ``invalid_grant``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VendorCode:
    """One documented code, type or error name; ``text`` and ``fix`` are Markdown.

    ``status`` (a code or a range) and ``path`` (a template, or the beginning of one) limit where it holds; empty
    means everywhere.
    """

    code: str
    text: str
    status: str = ""
    path: str = ""
    fix: tuple[str, ...] = ()
    link: str = ""

    def holds(self, status: int, path: str) -> bool:
        """Whether the entry is about an answer of this status at this path template."""
        here = str(status)
        return self.status in ("", here, f"{here[:1]}xx") and path.startswith(self.path)
