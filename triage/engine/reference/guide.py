"""The status guide: what is documented for each status."""

import re
from dataclasses import dataclass

from triage.engine.finding import Actor

# status-code = 3DIGIT (RFC 9110 section 15); a range is written with two x.
STATUS = re.compile(r"[1-9](?:[0-9]{2}|xx)")


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """One documented status (``404``) or range (``4xx``); ``meaning`` and ``fix`` are Markdown.

    ``fix`` is in the order to try, and empty where a vendor's page gives no steps; ``audience`` says who can act on it.
    """

    status: str
    title: str
    meaning: str
    fix: tuple[str, ...]
    link: str
    audience: Actor = Actor.CALLER
