"""Headers that are sent, but under a wrong name or in a wrong header."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.access.credentials_sent import carries_any, credentials
from triage.engine.rules.access.wanted import says_none_came, wanted
from triage.engine.rules.asking.citations import rfc
from triage.engine.rules.asking.corrected import with_header
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, rule

AUTHORIZATION = "authorization"
NEAR = 0.84
# Names without their hyphens, and as they are written.
PLAIN_NAMES = {"contenttype": "Content-Type", "contenttypes": "Content-Type", "accepts": "Accept"}


@rule("AUTH-036", "401", "403")
def header_misspelt(inquiry: Inquiry) -> Iterator[Finding]:
    """``Authorisation``, ``Authorizaton`` or ``Authentication`` in place of ``Authorization``."""
    if AUTHORIZATION in inquiry.call.headers:
        return
    for header in inquiry.call.headers:
        name = header.name.lower()
        near = 10 <= len(name) <= 16 and name[:2] != "x-" and SequenceMatcher(None, name, AUTHORIZATION).ratio() >= NEAR
        if near or name == "authentication":
            yield likely(
                f"The header is called `Authorization`, not `{header.name}`.",
                at=Location(Place.HEADER, header.name),
                see=inquiry.sent_header(header),
                fix=("Write `Authorization`, letter for letter.",),
                cite=rfc(9110, "11.6.2"),
                corrected=with_header(inquiry, "Authorization", header.value),
            )


@rule("TYPE-010", "400", "406", "415", "422")
def type_header_misspelt(inquiry: Inquiry) -> Iterator[Finding]:
    """``ContentType`` or ``Content_Type``: to the server a header that it does not know."""
    for header in inquiry.call.headers:
        meant = PLAIN_NAMES.get(header.name.replace("-", "").replace("_", "").replace(" ", "").lower(), "")
        if meant and header.name.lower() != meant.lower():
            yield certain(
                f"The header is called `{meant}`, not `{header.name}`; the server does not know the latter.",
                at=Location(Place.HEADER, header.name),
                see=inquiry.sent_header(header),
                fix=(f"Write `{meant}`.",),
                cite=rfc(9110, "8.3") if meant == "Content-Type" else rfc(9110, "12.5.1"),
                corrected=with_header(inquiry, meant, header.value),
            )


@rule("AUTH-037", "400", "401", "403")
def key_in_another_header(inquiry: Inquiry) -> Iterator[Finding]:
    """The answer names the header that it looks for; the call sends its credentials elsewhere."""
    if not says_none_came(inquiry) or not carries_any(inquiry):
        return
    want = wanted(inquiry)
    sent = credentials(inquiry)
    if not want.said or want.header.lower() == AUTHORIZATION or want.header in inquiry.call.headers or not sent:
        return
    yield likely(
        f"The API looks for the key in the header `{want.header}`; the call sends `{sent[0].name}`.",
        at=sent[0].location,
        see=(sent[0].evidence, inquiry.in_answer(want.header) or inquiry.status_line),
        fix=(f"Send the key as `{want.line}`, without any scheme in front of it.",),
        cite=rfc(9110, "11.6.1"),
        corrected=with_header(inquiry, want.header, "<your key>"),
    )
