"""What verdicts, states and confidences are called on the customers' pages."""

from dataclasses import dataclass
from http import HTTPStatus

from tickets.models import Finding, Ticket

Verdict = Ticket.Verdict


@dataclass(frozen=True, slots=True)
class Saying:
    """A verdict in plain words: what it means, who acts, and its ``tone`` (a class of the stylesheet)."""

    meaning: str
    actor: str
    tone: str


VERDICTS = {
    Verdict.SUCCESS: Saying(
        "The API accepted the call. What looks odd in it is below, if anything does.", "Nobody", "good"
    ),
    Verdict.REDIRECTED: Saying(
        "The API answered with another address, and the work was not done at this one.", "You", "notice"
    ),
    Verdict.CLIENT_ERROR: Saying(
        "The API answered, and could not accept this call. What to change is below.", "You", "notice"
    ),
    Verdict.SERVER_ERROR: Saying(
        "Your call arrived and the API failed to answer it. That is ours to repair.", "We do", "bad"
    ),
    Verdict.NEVER_REACHED: Saying(
        "The call stopped on its way, before the API. Below is where to look; we look as well.", "You and we", "bad"
    ),
    Verdict.INCOMPLETE: Saying(
        "A person reads it. Add what is missing in a message below, and it goes faster.", "We do", "plain"
    ),
    Verdict.UNREADABLE: Saying(
        "A person reads it. A message below about what you called and what came back helps them.", "We do", "plain"
    ),
}
CONFIDENCES = {"certain": "Certain", "likely": "Very likely", "possible": "Possible"}
SURE = ("certain", "likely")
ACTORS = {"caller": "You can fix this", "vendor": "We have to fix this", "network": "Look between you and the API"}
TITLES = {
    Verdict.NEVER_REACHED: "It never reached the API",
    Verdict.INCOMPLETE: "Something is missing",
    Verdict.UNREADABLE: "Nothing was recognised",
}
GUIDE = "GUIDE-"


def documented_status(finding: Finding) -> str:
    """The status or range whose guide entry the finding is; empty for a finding about this one call."""
    return finding.rule.removeprefix(GUIDE) if finding.rule.startswith(GUIDE) else ""


def title_of(ticket: Ticket, documented: Finding | None) -> str:
    """What the ticket is called beside its status: by the guide, the registry of statuses, or its verdict."""
    if ticket.verdict in TITLES:
        return TITLES[Verdict(ticket.verdict)]
    status, _, title = documented.citation_ref.partition(" ") if documented else ("", "", "")
    if title and status == str(ticket.status):
        return title
    try:
        return HTTPStatus(ticket.status or 0).phrase
    except ValueError:
        return title or ticket.get_verdict_display()
