"""Everything the ticket page shows, gathered in one place with few queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from tickets.models import Finding, Mask, Message, Ticket
from tickets.services import exposing, following, incidents, links, moving, routing, showing, targets
from tickets.services.exposing import Exposed
from tickets.services.incidents.showing import ShownIncident, shown_to
from tickets.services.showing import Piece
from tickets.services.statuspages import telling
from tickets.web import transcript, words
from tickets.web.transcript import Snippet

MASKS_LISTED = 20


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with its number on the page and the places of the customer's text that it points at.

    ``documents`` is the status or range where the finding is the guide's own entry; ``source_url`` is empty where
    the source has no page.
    """

    finding: Finding
    number: int
    documents: str
    confidence: str
    actor: str
    snippets: tuple[Snippet, ...]
    corrected: tuple[Piece, ...]
    source_url: str


@dataclass(frozen=True, slots=True)
class Box:
    """One of the boxes that the text came in; ``name`` is empty where there was one for all."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that came beside the paste or a message; without ``pieces`` where it is kept as it is."""

    name: tuple[Piece, ...]
    size: int
    pieces: tuple[Piece, ...]
    path: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message of the conversation and its files."""

    message: Message
    files: tuple[ShownFile, ...]


@dataclass(frozen=True, slots=True)
class LinkedTicket:
    """Another ticket of the same customer and exchange, and the path of its page."""

    number: str
    path: str


@dataclass(frozen=True, slots=True)
class TicketPage:
    """What the page shows.

    ``keys`` are the credentials that the customer should replace, ``others_masked`` what else was masked.
    ``ahead`` counts the tickets that wait before this one, ``against`` the customers of the incident where the status
    page says that all is well; each up to a hundred. ``incident`` is what they are told of it, None for nothing.
    ``answers_by`` is when support answers at the latest, where that is promised to customers. ``opens_until`` is until
    when a finished ticket opens again; where it ``is_over``, what is written makes a follow-up. ``follows`` and
    ``followed_by`` are the tickets before and after it.
    """

    ticket: Ticket
    token: str
    url: str
    title: str
    saying: words.Saying
    findings: tuple[ShownFinding, ...]
    boxes: tuple[Box, ...]
    keys: tuple[Exposed, ...]
    keys_more: int
    others_masked: tuple[Exposed, ...]
    others_masked_more: int
    files: tuple[ShownFile, ...]
    messages: tuple[ShownMessage, ...]
    ahead: int
    answers_by: datetime | None
    incident: ShownIncident | None
    against: int
    opens_until: datetime | None
    is_over: bool
    follows: LinkedTicket | None
    followed_by: LinkedTicket | None

    @property
    def was_stored(self) -> bool:
        """Whether something was stored in the clear, until staff masked it by hand."""
        return any(each.by_hand for each in (*self.keys, *self.others_masked))

    @property
    def hidden(self) -> bool:
        """Whether anything was masked."""
        return bool(self.keys or self.others_masked)

    @property
    def is_about_the_call(self) -> bool:
        """Whether the caller can mend it."""
        return self.ticket.verdict == Ticket.Verdict.CLIENT_ERROR

    @property
    def is_sure(self) -> bool:
        """Whether a finding names the cause rather than a place to look."""
        return any(shown.finding.confidence in words.SURE for shown in self.findings)

    @property
    def is_ours(self) -> bool:
        """Whether the fault may be the vendor's, so that the status page has something to say."""
        return self.ticket.verdict in incidents.OURS

    @property
    def can_be_solved(self) -> bool:
        """Whether the customer can end it by saying that it works."""
        return self.ticket.state not in moving.FINISHED

    @property
    def asks_again(self) -> bool:
        """Whether its incident is over and the customer has not said yet that it works, or that it still does not."""
        over = self.incident is not None and self.incident.is_over
        said = self.ticket.outcome == Ticket.Outcome.FIXED if not self.can_be_solved else bool(self.ticket.outcome)
        return over and not said

    @property
    def can_be_reopened(self) -> bool:
        """Whether no person has it, so that "still broken" has something to change."""
        return self.ticket.state in (Ticket.State.ANSWERED, *moving.FINISHED)


def page_of(ticket: Ticket, *, now: datetime) -> TicketPage:
    """The page of a ticket; four queries, and one each for its place in the queue, the others of its incident, what
    was told of that, who contradicts the status page, and its follow-up."""
    findings, every_mask = list(ticket.findings.all()), list(ticket.all_masks.for_customers())
    masks = [mask for mask in every_mask if mask.place == Mask.Place.TEXT]
    documented = next((each for each in findings if words.documented_status(each)), None)
    exposed = exposing.exposed(every_mask)
    files = _files(ticket)
    keys = [each for each in exposed if each.must_rotate]
    others = [each for each in exposed if not each.must_rotate]
    incident = shown_to(ticket)
    return TicketPage(
        ticket=ticket,
        token=links.token_of(ticket),
        url=links.url_of(ticket),
        title=words.title_of(ticket, documented),
        saying=words.VERDICTS[Ticket.Verdict(ticket.verdict)],
        findings=tuple(_shown(ticket, number, each, masks) for number, each in enumerate(findings, 1)),
        boxes=boxes_of(ticket, showing.pieces(ticket.text, findings, masks)),
        keys=tuple(keys[:MASKS_LISTED]),
        keys_more=len(keys[MASKS_LISTED:]),
        others_masked=tuple(others[:MASKS_LISTED]),
        others_masked_more=len(others[MASKS_LISTED:]),
        files=tuple(files[None]),
        messages=tuple(ShownMessage(each, tuple(files[each.pk])) for each in ticket.messages.select_related("author")),
        ahead=routing.ahead_of(ticket),
        answers_by=targets.answers_by(ticket, now=now),
        incident=incident,
        against=telling.against(ticket) if incident else 0,
        opens_until=following.opens_until(ticket),
        is_over=following.is_over(ticket, now=now),
        follows=_linked(ticket.follow_up_of),
        followed_by=_linked(following.follow_up_of(ticket)),
    )


def _linked(ticket: Ticket | None) -> LinkedTicket | None:
    return LinkedTicket(ticket.number, links.path_of(ticket)) if ticket else None


def _shown(ticket: Ticket, number: int, finding: Finding, masks: list[Mask]) -> ShownFinding:
    return ShownFinding(
        finding=finding,
        number=number,
        documents=words.documented_status(finding),
        confidence=words.CONFIDENCES.get(finding.confidence, finding.confidence),
        actor=words.ACTORS.get(finding.actor, finding.actor),
        snippets=transcript.snippets(ticket.text, number, finding, masks),
        corrected=transcript.marked(finding.corrected),
        source_url=finding.citation_url or _own_page(words.documented_status(finding)),
    )


def _files(ticket: Ticket) -> dict[int | None, list[ShownFile]]:
    """The files by the message they came with; None for those of the ticket itself."""
    files: dict[int | None, list[ShownFile]] = defaultdict(list)
    for each in ticket.attachments.listed():
        name, pieces = transcript.marked(each.name), transcript.marked(each.text)
        path = links.path_of_file(ticket, each.pk)
        files[each.message_id].append(ShownFile(name, each.size, pieces, path, is_text=not each.media_type))
    return files


def _own_page(status: str) -> str:
    return reverse("web:guide_entry", kwargs={"status": status}) if status else ""


def boxes_of(ticket: Ticket, pieces: tuple[Piece, ...]) -> tuple[Box, ...]:
    """The pieces in the boxes that the customer filled."""
    if ticket.response_at is None:
        return (Box("", pieces),)
    call, response = showing.parted(pieces, ticket.response_at)
    return Box("The call", call), Box("The response", response)
