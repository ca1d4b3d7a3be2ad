"""How the scheme in ``Authorization`` is written."""

import re
from collections.abc import Iterator

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.access.credentials_sent import SCHEMES
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.corrected import with_header
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, rule

MARKED = re.compile(r"\s*([A-Za-z]{3,20})[:=,]\s*(\S.{0,300})", re.DOTALL)


@rule("AUTH-032", "400", "401", "403")
def scheme_with_a_mark(inquiry: Inquiry) -> Iterator[Finding]:
    """``Bearer: key``: between scheme and key stands a blank and nothing else."""
    header = inquiry.call.headers.field("Authorization")
    found = MARKED.match(header.value) if header is not None else None
    if header is None or found is None or found[1].lower() not in SCHEMES:
        return
    say = certain if inquiry.status == 401 else likely
    mark = header.value[found.end(1)]
    yield say(
        f"`{found[1]}{mark}` is not a scheme: there is a `{mark}` too much behind it.",
        at=Location(Place.HEADER, header.name),
        see=inquiry.sent_header(header),
        fix=(f"Write `Authorization: {found[1]}`, one blank, then the key.",),
        cite=rfc(9110, "11.4"),
        corrected=with_header(inquiry, "Authorization", f"{found[1]} {found[2].strip()}"),
    )
