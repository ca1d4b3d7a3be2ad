"""Answers for a person at a terminal: plain text, 80 columns, no colours.

What the customer pasted may hold escape sequences that would act on the reader's terminal, so everything that is
not printable is shown as a dot.
"""

import textwrap
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from tickets.api.answers import (
    CreatedJSON,
    DiagnosisJSON,
    FindingJSON,
    MaskJSON,
    TicketJSON,
    TicketsJSON,
)
from tickets.api.problems import FieldError, ProblemDetails
from tickets.api.relations import IncidentJSON, UpdateJSON
from tickets.models import Ticket

WIDTH = 80
LONGEST_QUOTE = 200
MOST_MASKS = 12
MOST_OTHERS = 100
INCIDENT = {
    "suspected": "Support is looking into",
    "confirmed": "Support knows of",
    "resolved": "It should work again. Support mended",
}
NEXT = {
    Ticket.State.RECEIVED: "It is on its way into the support queue. Nothing to do for you now.",
    Ticket.State.ANSWERED: "If the fix does not help, say `still broken` on that page, and a person takes over.",
    Ticket.State.QUEUED: "It waits in the support queue. A person answers on that page.",
    Ticket.State.CLAIMED: "A person is working on it and answers on that page.",
    Ticket.State.WAITING: "Support asked you something on that page.",
}
DONE = "It is done. Write on that page if it comes back."


def ticket_text(ticket: TicketJSON | CreatedJSON) -> str:
    """A ticket: number, verdict, incident, findings, what was masked, the link, and what happens next."""
    state = Ticket.State(ticket["state"])
    lines = [
        *_wrapped(f"Ticket {ticket['number']}: {_verdict(ticket['verdict'], ticket['status'])}"),
        *_incident(ticket["incident"]),
        *_findings(ticket["findings"]),
        *_masked(ticket["masks"]),
        "",
        f"Follow it: {ticket['link']}",
        *_wrapped(_next(ticket, state), "Next:      "),
    ]
    return "\n".join(lines) + "\n"


def _next(ticket: TicketJSON | CreatedJSON, state: Ticket.State) -> str:
    after, before = ticket["follow_up"], ticket["follow_up_of"]
    if after is not None:
        return f"It goes on in {after['number']}: {after['link']}"
    went_before = f" It follows up {before['number']}." if before else ""
    return NEXT.get(state, DONE) + went_before


def tickets_text(page: TicketsJSON) -> str:
    """A page of tickets, one line each."""
    lines = [
        visible(f"{each['number']}  {each['state']:<9} {each['status'] or '---'}  {each['method']} {each['url']}")[
            :WIDTH
        ]
        for each in page["tickets"]
    ]
    following = page["next"]
    return "\n".join([*(lines or ["No tickets."]), *([f"More: {following}"] if following else [])]) + "\n"


def diagnosis_text(diagnosis: DiagnosisJSON) -> str:
    """A diagnosis that was not stored."""
    lines = [
        *_wrapped(_verdict(diagnosis["verdict"], diagnosis["status"])),
        *(line for each in diagnosis["missing"] for line in _wrapped(f"{each['what']}: {each['how']}", "Missing ")),
        *_findings(diagnosis["findings"]),
        *_masked(diagnosis["masks"]),
        "",
        "Nothing was stored. Send the same to /api/v1/tickets to reach a person.",
    ]
    return "\n".join(lines) + "\n"


def problem_text(problem: ProblemDetails) -> str:
    """A problem: what, why, and what to do."""
    lines = [
        *_wrapped(f"{problem['status']} {problem['title']}"),
        "",
        *_wrapped(problem["detail"]),
        *(line for each in problem.get("errors", ()) for line in _wrapped(_field(each), "- ")),
        *(line for each in problem.get("missing", ()) for line in _wrapped(f"{each['what']}: {each['how']}", "- ")),
    ]
    if hint := problem.get("hint"):
        lines += ["", *_wrapped(hint)]
    return "\n".join(lines) + "\n"


def visible(text: str) -> str:
    """The text with a dot for each character that a terminal would act on."""
    return "".join(char if char.isprintable() else "·" for char in text)


def _verdict(verdict: str, status: int | None) -> str:
    return Ticket.Verdict(verdict).label + (f" ({status})." if status else ".")


def _field(error: FieldError) -> str:
    name = error.get("pointer", "").removeprefix("#/") or error.get("parameter", "")
    return f"{name}: {error['detail']}" if name and name != "#" else error["detail"]


def _findings(findings: Iterable[FindingJSON]) -> Iterator[str]:
    for number, finding in enumerate(findings, start=1):
        yield ""
        yield from _wrapped(f"{finding['cause']} [{finding['confidence']}]", f"{number}. ")
        for evidence in finding["evidence"][:1]:
            yield from _wrapped(_cut(evidence["text"]), f"   In your {evidence['part']}: ")
        for step in finding["fix"]:
            yield from _wrapped(step, "   - ")
        if finding["corrected"]:
            yield "   Corrected:"
            yield from (f"     {visible(line)}" for line in finding["corrected"].splitlines())
        citation = finding["citation"]
        yield from _wrapped(f"{citation['ref']} {citation['url']}", "   Source: ")


def _incident(incident: IncidentJSON | None) -> Iterator[str]:
    """What is known of the fault that others met too, and the last thing that support told of it."""
    if incident is not None:
        others = incident["others"]
        many = f"{others}{'+' if others >= MOST_OTHERS else ''} other ticket{' tells' if others == 1 else 's tell'}"
        yield ""
        yield from _wrapped(
            f"{INCIDENT[incident['state']]}: {incident['title']}, known since {_at(incident['since'])}. "
            f"{many if others else 'No other ticket tells'} of the same fault.",
            "Incident:  ",
        )
        yield from (line for each in incident["updates"][:1] for line in _update(each))


def _update(update: UpdateJSON) -> Iterator[str]:
    yield from _wrapped(f"({_at(update['written_at'])}) {update['text']}", "Update:    ")


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d %b, %H:%M} UTC"


def _masked(masks: list[MaskJSON]) -> Iterator[str]:
    """What was hidden, each kind and name once."""
    if masks:
        names = list(dict.fromkeys(f"{mask['kind']} {mask['name']}".strip() for mask in masks))
        more = f" and {len(names) - MOST_MASKS} more" if len(names) > MOST_MASKS else ""
        yield ""
        yield from _wrapped(", ".join(names[:MOST_MASKS]) + more + ".", "Masked before anything was stored: ")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def _wrapped(text: str, first: str = "") -> list[str]:
    """Lines of 80 columns, later ones below the text of the first; a link is never broken."""
    below = " " * min(len(first), 11)
    return textwrap.wrap(
        visible(" ".join(text.split())), WIDTH, initial_indent=first, subsequent_indent=below, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
