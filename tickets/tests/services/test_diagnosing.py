"""Diagnosing again works on what is stored: masked text and masks with facts, nothing else."""

from datetime import timedelta

from tickets.models import GuideEntry, Ticket
from tickets.services import diagnosing, masking
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit

TOKEN = "tok" + "0123456789abcdefghij"
FORBIDDEN = f"""curl https://api.acme.example/v1/x -H 'Authorization: Bearer {TOKEN}'

HTTP/1.1 403 Forbidden

{{}}
"""


def found(ticket: Ticket) -> list[tuple[str, str, object]]:
    return list(ticket.findings.values_list("rule", "cause", "evidence"))


def test_diagnosing_again_finds_the_same_from_what_is_stored(submit: Submit) -> None:
    for paste in (NOT_FOUND, FORBIDDEN):
        ticket = submit(paste)
        before = found(ticket)
        diagnosing.again(ticket=ticket, now=NOW + timedelta(hours=1))
        assert found(ticket) == before
        assert ticket.events.latest("id").kind == "diagnosed"


def test_new_documentation_reaches_an_old_ticket(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    entry = GuideEntry.objects.get(status="404")
    entry.title, entry.fix = "Not found", "Ask for the list first."
    entry.save()
    diagnosing.again(ticket=ticket, now=NOW)
    assert ticket.findings.latest("position").fix == ["Ask for the list first."]


def test_stored_masks_are_the_masks_that_were_found(submit: Submit) -> None:
    ticket = submit(FORBIDDEN)
    examined = diagnosing.examine(FORBIDDEN, response_at=None, now=NOW)
    assert masking.values_of(ticket.masks) == examined.masks
    assert examined.masks[0].facts.scheme.lower() == "bearer"


def test_the_same_key_has_the_same_keyprint_across_tickets(submit: Submit) -> None:
    one, other = submit(FORBIDDEN), submit(f"GET /v1/y?access_token={TOKEN} HTTP/1.1\n\nHTTP/1.1 401 Unauthorized\n")
    assert one.masks.get().keyprint == other.masks.get().keyprint != ""
