"""A ticket's page in the console: what it shows, and what staff can do there."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tickets.models import Attachment, Event, Mask, Message, Note, Owed, Queue, Ticket, User, WrongFinding
from tickets.services import links, moving, replying
from tickets.tests.staffed import FORBIDDEN, KEY, LIST, NOW, UNAVAILABLE, agent, many, signed_in, submitted, superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket() -> Ticket:
    return submitted()


def page(client: Client, ticket: Ticket) -> str:
    answer = client.get(f"{LIST}{ticket.pk}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


def do(client: Client, ticket: Ticket, step: str, **given: object) -> str:
    """Does a step as its form does, and returns the page that follows."""
    answer = client.post(f"{LIST}{ticket.pk}/do/{step}/", given, follow=True)
    assert answer.redirect_chain == [(f"{LIST}{ticket.pk}/change/", 302)]
    ticket.refresh_from_db()
    return answer.content.decode()


def offered(html: str) -> set[str]:
    return set(re.findall(r'/do/(\w+)/"', html))


def test_the_page_shows_the_facts_the_findings_and_the_history(client: Client, ticket: Ticket) -> None:
    html = page(client, ticket)
    for word in (ticket.number, ">503<", "In the support queue", "The API failed", "dev@shop.example", "req_8f3a1c"):
        assert word in html
    for finding in ticket.findings.all():
        assert finding.rule in html
        assert finding.confidence in html
        assert finding.citation_ref in html
    assert ticket.findings.exists()
    assert "Put in a queue" in html


def test_the_exchange_is_shown_with_its_masks_and_without_a_secret(client: Client, ticket: Ticket) -> None:
    html = page(client, ticket)
    mask = ticket.masks.get()
    assert KEY not in html
    assert re.search(
        rf'<mark class="[a-z ]*mask[a-z ]*"[^>]*>{re.escape(ticket.text[mask.start : mask.end])}</mark>', html
    )


def test_the_evidence_of_a_finding_is_highlighted(client: Client) -> None:
    ticket = submitted(FORBIDDEN)
    finding = next(each for each in ticket.findings.all() if each.evidence)
    assert f'title="{finding.rule}: ' in page(client, ticket)


def test_findings_and_the_places_they_point_at_lead_to_each_other(client: Client) -> None:
    html = page(client, submitted(FORBIDDEN))
    to_places, to_findings = (set(re.findall(rf'href="#({kind}-\d+)"', html)) for kind in ("seen", "finding"))
    assert to_places
    assert to_findings
    assert all(html.count(f'id="{each}"') == 1 for each in to_places | to_findings)


def test_a_finding_is_marked_wrong_and_the_true_one_picked(client: Client, ada: User, ticket: Ticket) -> None:
    rule = ticket.findings.get(position=0).rule
    html = do(client, ticket, "wrong", position=0, true_rule="DOCUMENTATION")
    said = WrongFinding.objects.get(ticket=ticket)
    assert (said.rule, said.true_rule, said.by) == (rule, "DOCUMENTATION", ada)
    assert f"{rule} was not it; it was DOCUMENTATION" in html
    assert "This was not it</b>" in html
    assert "taken back" in do(client, ticket, "right", wrong=said.pk)
    assert not WrongFinding.objects.exists()


def test_the_true_one_is_a_cause_that_somebody_knows(client: Client, ticket: Ticket) -> None:
    html = do(client, ticket, "wrong", position=0, true_rule="<b>whatever</b>")
    assert "This is neither a rule nor one of the other causes." in html
    assert not WrongFinding.objects.exists()


def test_a_ticket_of_two_boxes_shows_both(client: Client, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(response_at=ticket.text.index("HTTP/1.1 503"))
    html = page(client, ticket)
    assert html.index("The call") < html.index("The response") < html.index("503 Service Unavailable")


def test_a_key_that_was_seen_elsewhere_leads_there(client: Client, ticket: Ticket) -> None:
    assert "in no other ticket" in page(client, ticket)
    submitted(FORBIDDEN)
    html = page(client, ticket)
    assert "in 1 other ticket</a>" in html
    assert f"?keyprint={ticket.masks.get().keyprint}" in html


def test_hostile_text_stays_text(client: Client) -> None:
    ticket = submitted(UNAVAILABLE.replace('"no"', '"<script>alert(1)</script>"'))
    Attachment.objects.create(ticket=ticket, name="<img src=x>", size=5, text="</pre><b>", added_at=NOW)
    Message.objects.create(ticket=ticket, from_customer=True, text="<i>hello</i>", written_at=NOW)
    html = page(client, ticket)
    for tag in ("<script>alert", "<img src=x>", "</pre><b>", "<i>hello"):
        assert tag not in html


def test_the_page_links_to_the_customers_page(client: Client, ticket: Ticket) -> None:
    assert f'href="{links.path_of(ticket)}"' in page(client, ticket)


def test_only_what_can_be_done_now_is_offered(client: Client, ada: User, ticket: Ticket) -> None:
    always = {"reply", "note", "diagnose", "revoke", "hide", "wrong", "priority", "tags"}
    assert offered(page(client, ticket)) == always | {"claim", "assign", "move", "solve"}
    moving.claim(ticket=ticket, by=ada, now=NOW)
    assert offered(page(client, ticket)) == always | {"release", "assign", "move", "solve"}
    moving.solve(ticket=ticket, by=ada, now=NOW)
    assert offered(page(client, ticket)) == always | {"reopen"}


def test_nothing_of_a_ticket_is_a_field_to_edit(client: Client, ticket: Ticket) -> None:
    assert 'name="number"' not in page(client, ticket)
    assert client.post(f"{LIST}{ticket.pk}/change/", {"number": "AAAA-AAAA"}).status_code == 403


def test_claiming_makes_it_mine(client: Client, ada: User, ticket: Ticket) -> None:
    html = do(client, ticket, "claim")
    assert f"{ticket.number}: claimed" in html
    assert (ticket.state, ticket.assignee) == ("claimed", ada)
    assert ticket.events.last() is not None
    assert ticket.events.filter(kind=Event.Kind.CLAIMED, by=ada).count() == 1


def test_who_comes_second_reads_who_has_it(client: Client, ticket: Ticket) -> None:
    bo = agent("bo@desk.example", "Bo")
    moving.claim(ticket=ticket, by=bo, now=NOW)
    html = do(client, ticket, "claim")
    assert f"{ticket.number} is already claimed by Bo." in html
    assert ticket.assignee == bo


def test_releasing_gives_it_back_to_its_queue(client: Client, ada: User, ticket: Ticket) -> None:
    moving.claim(ticket=ticket, by=ada, now=NOW)
    assert "released to Support" in do(client, ticket, "release")
    assert (ticket.state, ticket.assignee) == ("queued", None)


def test_it_can_be_given_to_a_colleague(client: Client, ticket: Ticket) -> None:
    bo = agent("bo@desk.example", "Bo")
    assert "assigned to Bo" in do(client, ticket, "assign", to=bo.pk)
    assert (ticket.state, ticket.assignee) == ("claimed", bo)


def test_it_cannot_be_given_to_someone_who_works_no_tickets(client: Client, ticket: Ticket) -> None:
    customer = User.objects.create_user("dev@shop.example")
    former = agent("left@desk.example", "Left")
    User.objects.filter(pk=former.pk).update(is_active=False)
    for user in (customer, former):
        assert "Select a valid choice" in do(client, ticket, "assign", to=user.pk)
    assert ticket.assignee is None


def test_it_can_be_moved_to_another_queue(client: Client, ticket: Ticket) -> None:
    payments = Queue.objects.create(name="Payments")
    assert "moved to Payments" in do(client, ticket, "move", queue=payments.pk)
    assert ticket.queue == payments


def test_a_reply_is_masked_mailed_and_waits_on_the_customer(client: Client, ada: User, ticket: Ticket) -> None:
    html = do(client, ticket, "reply", text=f"Do not send Authorization: Bearer {KEY} around.")
    message = Message.objects.get(ticket=ticket)
    assert KEY not in message.text
    assert (message.author, message.from_customer, ticket.state) == (ada, False, "waiting")
    assert Owed.objects.filter(kind=Owed.Kind.MAIL_REPLY, ticket=ticket, subject=message.pk).count() == 1
    assert "Do not send" in html


def test_a_reply_without_an_address_says_so(client: Client) -> None:
    ticket = submitted(email="")
    assert "no address to mail" in do(client, ticket, "reply", text="Hello")


def test_an_empty_reply_is_no_reply(client: Client, ticket: Ticket) -> None:
    answer = client.post(f"{LIST}{ticket.pk}/do/reply/", {"text": "  "})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    assert not Message.objects.exists()


def test_a_note_is_internal_and_is_neither_message_nor_mail(client: Client, ada: User, ticket: Ticket) -> None:
    before = Owed.objects.count()
    html = do(client, ticket, "note", text="talk to payments first")
    assert Note.objects.get(ticket=ticket).author == ada
    assert not Message.objects.exists()
    assert Owed.objects.count() == before
    internal = html[html.index('class="panel internal"') :]
    assert "never shown to the customer" in internal
    assert "talk to payments first" in internal
    assert "talk to payments first" not in html[: html.index('class="panel internal"')]
    assert "talk to payments first" not in Client().get(links.path_of(ticket)).content.decode()


def test_solving_and_reopening_keep_their_reasons(client: Client, ticket: Ticket) -> None:
    do(client, ticket, "solve", reason="fixed in 4.2")
    assert ticket.state == "solved"
    html = do(client, ticket, "reopen", reason="came back")
    assert ticket.state == "received"
    assert Owed.objects.filter(kind=Owed.Kind.ROUTE, ticket=ticket, state=Owed.State.DUE).count() == 1
    assert "fixed in 4.2" in html
    assert "came back" in html


def test_diagnosing_again_keeps_the_state(client: Client, ticket: Ticket) -> None:
    ticket.findings.all().delete()
    assert "diagnosed again: the api failed" in do(client, ticket, "diagnose")
    assert ticket.findings.exists()
    assert ticket.state == "queued"


def test_revoking_the_link_closes_the_customers_page(client: Client, ticket: Ticket) -> None:
    old = links.path_of(ticket)
    assert Client().get(old).status_code == 200
    do(client, ticket, "revoke")
    assert Client().get(old).status_code == 404
    assert Client().get(links.path_of(ticket)).status_code == 200


def test_a_step_that_does_not_exist_is_told(client: Client, ticket: Ticket) -> None:
    assert "There is no step called explode." in do(client, ticket, "explode")


def test_a_ticket_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.post(f"{LIST}999999/do/claim/").status_code == 404


def test_a_step_is_a_post(client: Client, ticket: Ticket) -> None:
    assert client.get(f"{LIST}{ticket.pk}/do/claim/").status_code == 405


def test_a_step_needs_its_csrf_token(ada: User, ticket: Ticket) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada, "django.contrib.auth.backends.ModelBackend")
    assert client.post(f"{LIST}{ticket.pk}/do/claim/").status_code == 403
    ticket.refresh_from_db()
    assert ticket.state == "queued"


def test_who_only_looks_is_offered_nothing_and_can_do_nothing(ada: User, ticket: Ticket) -> None:
    group = ada.groups.get()
    group.permissions.remove(group.permissions.get(codename="work_ticket"))
    onlooker = signed_in(User.objects.get(pk=ada.pk))
    assert offered(page(onlooker, ticket)) == set()
    assert "Queue" in onlooker.get(LIST).content.decode()
    for step in ("claim", "reply", "note", "solve", "diagnose", "revoke", "hide", "wrong", "right"):
        given = {"text": "x", "secret": "503 Service", "kind": "token", "position": 0, "wrong": 1}
        assert onlooker.post(f"{LIST}{ticket.pk}/do/{step}/", given).status_code == 403
    assert onlooker.get(f"{LIST}add/").status_code == 403
    ticket.refresh_from_db()
    assert (ticket.state, ticket.link_revision) == ("queued", 1)
    assert not Message.objects.exists()
    assert not WrongFinding.objects.exists()


def test_a_customer_who_signs_in_is_no_staff(ticket: Ticket) -> None:
    customer = signed_in(User.objects.create_user("dev@shop.example"))
    answer = customer.post(f"{LIST}{ticket.pk}/do/claim/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


def test_agents_cannot_delete_a_ticket(client: Client, ticket: Ticket) -> None:
    assert "Delete this ticket" not in page(client, ticket)
    assert client.post(f"{LIST}{ticket.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_superuser_can_after_a_question(ticket: Ticket) -> None:
    root = signed_in(superuser())
    assert "Are you sure" in root.get(f"{LIST}{ticket.pk}/delete/").content.decode()
    root.post(f"{LIST}{ticket.pk}/delete/", {"post": "yes"})
    assert not Ticket.objects.exists()


def test_a_long_story_costs_the_queries_of_a_short_one(client: Client, ada: User) -> None:
    short, long = many(1)[0], many(1)[0]
    for place in range(30):
        Mask.objects.create(
            ticket=long, kind="k", detector="d", start=place * 2, end=place * 2 + 1, keyprint=f"1{place}"
        )
        replying.note(ticket=long, by=ada, text="n", now=timezone.now())
        replying.customer_wrote(ticket=long, text="m", now=timezone.now())
    counts = []
    for ticket in (short, long):
        with CaptureQueriesContext(connection) as asked:
            page(client, ticket)
        counts.append(len(asked))
    assert counts == [18, 18]
