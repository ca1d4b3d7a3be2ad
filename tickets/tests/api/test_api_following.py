"""What is said over REST of a ticket that ended long ago begins another, and the answer tells which."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tickets.models import Ticket
from tickets.services import moving
from tickets.tests.api.samples import NOT_FOUND, TICKETS, Caller


@pytest.fixture
def ended(anyone: Caller) -> tuple[str, str]:
    """The path and the token of a ticket that was solved long ago."""
    created = anyone.json(TICKETS, {"paste": NOT_FOUND}).json()
    moving.solve(ticket=Ticket.objects.get(), by=None, now=timezone.now() - timedelta(days=100))
    return f"{TICKETS}/{created['number']}", created["token"]


def test_a_message_tells_the_number_the_place_and_the_token_of_the_follow_up(
    anyone: Caller, ended: tuple[str, str]
) -> None:
    path, token = ended
    answer = anyone.json(f"{path}/messages", {"text": "It is back."}, Ticket_Token=token)
    new = answer.json()["ticket"]
    assert (answer.status_code, answer.json()["text"], new["state"]) == (201, "It is back.", "received")
    assert answer["Location"].endswith(f"{TICKETS}/{new['number']}")
    assert new["token"] in new["link"]
    read = anyone.get(f"{TICKETS}/{new['number']}", Ticket_Token=new["token"]).json()
    assert read["follow_up_of"]["number"] == path.rpartition("/")[2]
    assert anyone.get(path, Ticket_Token=token).json()["follow_up"] == new


def test_still_broken_answers_the_follow_up(anyone: Caller, ended: tuple[str, str]) -> None:
    path, token = ended
    answer = anyone.json(f"{path}/verdict", {"verdict": "still_broken"}, Ticket_Token=token)
    new = answer.json()
    assert (answer.status_code, new["state"], new["outcome"]) == (200, "received", "still_broken")
    assert answer["Location"].endswith(f"{TICKETS}/{new['number']}")
    assert anyone.get(answer["Location"], Ticket_Token=new["token"]).status_code == 200


def test_a_message_that_stays_where_it_was_written_tells_no_other_place(dev: Caller) -> None:
    path = f"{TICKETS}/{dev.json(TICKETS, {'paste': NOT_FOUND}).json()['number']}"
    answer = dev.json(f"{path}/messages", {"text": "Hello?"})
    assert "Location" not in answer.headers
    assert answer.json()["ticket"]["number"] == path.rpartition("/")[2]
    assert dev.get(path).json()["follow_up"] is None


def test_a_terminal_is_told_where_it_goes_on(anyone: Caller, ended: tuple[str, str]) -> None:
    path, token = ended
    new = anyone.json(f"{path}/messages", {"text": "It is back."}, Ticket_Token=token).json()["ticket"]
    text = anyone.get(path, Ticket_Token=token, Accept="text/plain").content.decode()
    assert f"It goes on in {new['number']}:" in text
    assert new["link"] in text
    followed = anyone.get(f"{TICKETS}/{new['number']}", Ticket_Token=new["token"], Accept="text/plain")
    assert f"It follows up {path.rpartition('/')[2]}." in " ".join(followed.content.decode().split())
