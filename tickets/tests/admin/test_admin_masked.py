"""What was masked, on a ticket's page in the console: key by key, by hand, and what the customer is asked to do."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.views.debug import SafeExceptionReporterFilter
from pytest_django import Settings

from tickets.admin import work
from tickets.models import Message, Ticket, User
from tickets.services import links, masking, replying
from tickets.tests.services.samples import everything_stored
from tickets.tests.staffed import FORBIDDEN, KEY, LIST, NOW, UNAVAILABLE, submitted

pytestmark = pytest.mark.django_db
MISSED = "zq7-lumen-4418-orbit-pale-93"
NOTED = "sk_" + "test_" + "8fK2mP9qLx7TzWcR4vBnYh3d"


@pytest.fixture
def ticket() -> Ticket:
    return submitted(UNAVAILABLE.replace('"no"', f'"no {MISSED}"'))


def page(client: Client, ticket: Ticket, query: str = "") -> str:
    return client.get(f"{LIST}{ticket.pk}/change/{query}").content.decode()


def hide(client: Client, ticket: Ticket, secret: str = MISSED, kind: str = "token") -> str:
    answer = client.post(f"{LIST}{ticket.pk}/do/hide/", {"secret": secret, "kind": kind}, follow=True)
    ticket.refresh_from_db()
    return answer.content.decode()


def panel(page: str) -> str:
    """The panel of what was masked, without its markup."""
    inside = page.partition('id="masks-title"')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", inside)))


def reply_in(page: str) -> str:
    return html.unescape(re.search(r'<textarea name="text" id="reply-text"[^>]*>\n(.*?)</textarea>', page, re.S)[1])  # type: ignore[index]


def test_a_key_is_listed_once_with_all_that_tells_it_apart(client: Client, ada: User, ticket: Ticket) -> None:
    replying.note(ticket=ticket, by=ada, text=f"X-Key: {KEY}", now=NOW)
    shown = panel(page(client, ticket))
    assert shown.count("sk_live_…p7dc") == 1
    assert "live" in shown
    assert "2 places: the call and response, an internal note" in shown
    assert "Authorization, X-Key" in shown


def test_the_reply_that_asks_to_rotate_is_written_but_not_sent(client: Client, ticket: Ticket) -> None:
    assert reply_in(page(client, ticket)) == ""
    assert 'href="?ask=rotate#reply-text"' in page(client, ticket)
    asked = reply_in(page(client, ticket, "?ask=rotate"))
    assert "- the live bearer token sk_live_…p7dc (Authorization), in the call and response" in asked
    assert not Message.objects.exists()
    assert masking.masked(asked).text == asked


def test_what_stands_in_notes_alone_is_not_asked_for(client: Client, ada: User, ticket: Ticket) -> None:
    replying.note(ticket=ticket, by=ada, text=f"we use X-Key: {NOTED}", now=NOW)
    asked = reply_in(page(client, ticket, "?ask=rotate"))
    assert "sk_test_" not in asked
    assert NOTED[-4:] not in asked


def test_without_a_key_there_is_nothing_to_ask(client: Client) -> None:
    ticket = submitted(UNAVAILABLE.replace(f" -H 'Authorization: Bearer {KEY}'", ""))
    assert "ask=rotate" not in page(client, ticket)
    assert reply_in(page(client, ticket, "?ask=rotate")) == ""
    assert "Nothing was masked." in page(client, ticket)


def test_masking_by_hand_tells_how_much_and_where_else(client: Client, ticket: Ticket) -> None:
    other = submitted(f"token={MISSED}")
    shown = hide(client, ticket)
    assert f"{ticket.number}: masked in 1 place." in shown
    assert MISSED not in ticket.text
    link = f'<a href="{LIST}?keyprint={other.masks.get().keyprint}&amp;state=all">1 other ticket holds the same key</a>'
    assert link in shown
    assert f"{MISSED[:8]}" not in shown
    assert "token, 1 place" in shown


def test_characters_that_stand_nowhere_are_told_and_change_nothing(client: Client, ticket: Ticket) -> None:
    text = ticket.text
    shown = hide(client, ticket, "nowhere-to-be-found-77")
    assert f"{ticket.number} holds these characters nowhere. Nothing was changed." in shown
    assert "nowhere-to-be-found" not in shown
    assert ticket.text == text
    assert not ticket.events.filter(kind="masked").exists()


@pytest.mark.parametrize(
    ("secret", "kind"), [("zq7", "token"), ("", "token"), (MISSED, "nonsense"), (MISSED, ""), ("x" * 20_001, "token")]
)
def test_what_cannot_be_taken_is_not_said_again(client: Client, ticket: Ticket, secret: str, kind: str) -> None:
    shown = hide(client, ticket, secret, kind)
    assert MISSED in ticket.text
    assert "errorlist" in shown or 'class="error"' in shown
    assert 'name="secret" rows="3"' in shown
    assert re.search(r'<textarea id="hide-secret"[^>]*></textarea>', shown)
    assert "x" * 100 not in shown


def test_it_is_in_no_log_and_no_report(
    client: Client,
    ticket: Ticket,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hide(client, ticket, MISSED)
    assert not LogEntry.objects.exists()
    assert MISSED[:8] not in "".join((caplog.text, *capfd.readouterr()))
    assert MISSED[:8] not in everything_stored()

    settings.KEYPRINT_KEY = None  # the first use of the key fails, with the characters in hand
    client.raise_request_exception = False
    answer = client.post(f"{LIST}{ticket.pk}/do/hide/", {"secret": MISSED, "kind": "token"})
    assert answer.status_code == 500
    assert MISSED[:8] not in "".join((answer.content.decode(), caplog.text, *capfd.readouterr()))
    request = answer.wsgi_request
    assert MISSED not in repr(SafeExceptionReporterFilter().get_post_parameters(request))


def test_there_is_no_way_back(client: Client) -> None:
    assert not [name for name in work.STEPS if "unmask" in name or "reveal" in name]


def test_the_customer_sees_a_bar_where_it_stood(client: Client, ticket: Ticket) -> None:
    assert MISSED in Client().get(links.path_of(ticket)).content.decode()
    hide(client, ticket)
    shown = Client().get(links.path_of(ticket)).content.decode()
    assert MISSED not in shown
    assert "••••" + MISSED[-4:] in shown


def test_keys_of_other_tickets_are_found_by_their_link(client: Client, ada: User, ticket: Ticket) -> None:
    other = submitted(FORBIDDEN.replace(KEY, "no"))
    replying.note(ticket=other, by=ada, text=f"X-Key: {KEY}", now=NOW)
    found = re.search(r'href="(/admin/tickets/ticket/\?keyprint=[^"]+)"', page(client, ticket))
    assert found is not None
    listed = client.get(html.unescape(found[1])).content.decode()
    assert ticket.number in listed
    assert other.number in listed
