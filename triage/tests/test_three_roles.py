"""Customers, agents and leads: each gets their own mail from a real worker by a real SMTP server, and nobody another's.

Internal notes are written at every point of the story; none stands in any byte that leaves the desk.
"""

import email
import email.policy
import json
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tickets.tests.telling.hook import SECRET, Hook, hooked
from tickets.tests.telling.inbox import Inbox, all_of, listening
from triage.tests.running import Desk, until
from triage.tests.test_processes import NOT_FOUND, UNAVAILABLE

CUSTOMER, OTHER = "dev@shop.example", "else@firm.example"
AGENT, LEAD = "ada@desk.example", "lea@desk.example"
NOTE = "what-nobody-outside-may-read"
STORY = """if True:
    from django.utils import timezone
    from tickets.models import *
    from tickets.services import alerting, moving, owed, replying, staffing
    now = timezone.now()
    ada = User.objects.get(email="{agent}")
    def note(ticket):
        replying.note(ticket=ticket, by=ada, text="{note}", now=now)
    def of(number):
        return Ticket.objects.select_related("customer", "queue").get(number=number)
    {act}"""


@pytest.fixture
def inbox(desk: Desk) -> Iterator[Inbox]:
    handler = Inbox()
    with listening(handler) as port:
        desk.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        desk.environment["DEFAULT_FROM_EMAIL"] = "Acme support <support@acme.example>"
        yield handler


@pytest.fixture
def hook(desk: Desk) -> Iterator[Hook]:
    with hooked() as hook:
        desk.environment["STAFF_WEBHOOK_URL"] = hook.url
        yield hook


def act(desk: Desk, *lines: str) -> str:
    """Something that staff do, in a process of the desk's own."""
    script = STORY.format(agent=AGENT, note=NOTE, act="\n    ".join(lines))
    return desk.ask(script).strip()


def submitted(desk: Desk, paste: bytes, address: str) -> dict[str, str]:
    body = json.dumps({"paste": paste.decode(), "email": address}).encode()
    answer = desk.post("/api/v1/tickets", body, Content_Type="application/json", Accept="application/json")
    assert answer.status == 201, f"{answer}\n{desk.log()}"
    created: dict[str, str] = json.loads(answer.text)
    return created


def write(desk: Desk, ticket: dict[str, str], text: str) -> None:
    """The customer writes something, which reaches a person."""
    headers = {"Content_Type": "application/json", "Ticket_Token": ticket["token"]}
    answer = desk.post(f"/api/v1/tickets/{ticket['number']}/messages", json.dumps({"text": text}).encode(), **headers)
    assert answer.status == 201, answer


def arrived(desk: Desk, inbox: Inbox, address: str, count: int) -> list[EmailMessage]:
    until(lambda: len(inbox.to(address)) >= count, f"{address} has {count} mails", desk.log)
    mails = inbox.to(address)
    assert len(mails) == count, [mail["Subject"] for mail in mails]
    return mails


def test_each_role_gets_its_own_mail_and_no_note_leaves(desk: Desk, inbox: Inbox, hook: Hook) -> None:
    desk.manage("staff", AGENT)
    desk.manage("staff", LEAD, "--lead")
    act(
        desk,
        "RoutingRule.objects.create(position=1, status='503', priority='P1')",
        "Queue.objects.fallback().members.add(ada)",
    )
    for name in ("web", "worker", "sweeper"):
        desk.start(name)

    # The customer: received, queued, reply, update, solved.
    mine = submitted(desk, NOT_FOUND, CUSTOMER)
    number = mine["number"]
    arrived(desk, inbox, CUSTOMER, 1)
    act(desk, f"note(of('{number}'))")
    write(desk, mine, "It is still broken.")
    arrived(desk, inbox, CUSTOMER, 2)
    act(desk, f"note(of('{number}'))", f"replying.reply(ticket=of('{number}'), by=ada, text='Try again.', now=now)")
    arrived(desk, inbox, CUSTOMER, 3)
    act(
        desk,
        "incident = Incident.objects.create(title='404 on GET /v1/customers', opened_at=now, last_seen_at=now)",
        f"Ticket.objects.filter(number='{number}').update(incident=incident)",
        f"note(of('{number}'))",
        "update = IncidentUpdate.objects.create(incident=incident, text='We restore it.', written_at=now)",
        f"ToldUpdate.objects.create(update=update, ticket=of('{number}'), at=now)",
        f"owed.book_mail(Owed.Kind.MAIL_UPDATE, of('{number}'), subject=update.pk, now=now)",
        f"alerting.raise_alert(Alert.Kind.INCIDENT, ticket=of('{number}'), incident=incident, now=now)",
    )
    arrived(desk, inbox, CUSTOMER, 4)
    act(desk, f"note(of('{number}'))", f"moving.solve(ticket=of('{number}'), by=ada, now=now)", f"note(of('{number}'))")
    mails = arrived(desk, inbox, CUSTOMER, 5)

    # The lead: the suspected incident. The agent: the new P1, and a target of a ticket of theirs.
    (suspected,) = arrived(desk, inbox, LEAD, 1)
    urgent = submitted(desk, UNAVAILABLE, OTHER)["number"]
    (p1,) = arrived(desk, inbox, AGENT, 1)
    act(
        desk,
        f"note(of('{urgent}'))",
        f"moving.claim(ticket=of('{urgent}'), by=ada, now=now)",
        f"alerting.raise_alert(Alert.Kind.TARGET_NEAR, ticket=of('{urgent}'), reason='due in 10 minutes', now=now)",
    )
    late = arrived(desk, inbox, AGENT, 2)[1]
    arrived(desk, inbox, OTHER, 1)
    until(lambda: len(hook.texts) == 3, "three alerts are posted", desk.log)

    said = ["is with us as ticket", "in the support queue", "Try again.", "We restore it.", "Is it working again"]
    assert [words in all_of(mail) for words, mail in zip(said, mails, strict=True)] == [True] * 5
    assert suspected["Subject"] == "[Incident?] 404 on GET /v1/customers: 1 customer"
    assert p1["Subject"] == f"[P1] 503 on GET /v1/payments: new ticket {urgent}"
    assert late["Subject"] == f"[P1, due soon] 503 on GET /v1/payments: ticket {urgent}"
    has_their_headers(inbox, mails)
    nobody_gets_anothers(inbox, number, urgent, mine["token"])
    no_note_leaves(desk, inbox, hook)


def has_their_headers(inbox: Inbox, mails: list[EmailMessage]) -> None:
    assert {mail["Auto-Submitted"] for mail in inbox.mails} == {"auto-generated"}
    assert {mail["From"] for mail in inbox.mails} == {"Acme support <support@acme.example>"}
    assert len({mail["Message-ID"] for mail in inbox.mails}) == len(inbox.mails) == 9
    assert {mail["References"] for mail in mails[1:]} == {mails[0]["Message-ID"]}
    assert all(mail.get_content_type() == "multipart/alternative" for mail in inbox.mails)


def nobody_gets_anothers(inbox: Inbox, number: str, urgent: str, token: str) -> None:
    """A customer sees no other's ticket and no admin; staff get no customer's secret link and no address."""
    assert not any(urgent in all_of(mail) or "/admin/" in all_of(mail) for mail in inbox.to(CUSTOMER))
    assert not any(number in all_of(mail) or "/admin/" in all_of(mail) for mail in inbox.to(OTHER))
    for mail in (*inbox.to(AGENT), *inbox.to(LEAD)):
        assert not any(hidden in all_of(mail) for hidden in (token, "/t/", CUSTOMER, OTHER))


def no_note_leaves(desk: Desk, inbox: Inbox, hook: Hook) -> None:
    """In raw bytes, decoded, and in what is posted; and the notes were there to be leaked."""
    assert act(desk, f"print(Note.objects.filter(text='{NOTE}').count())") == "6"
    left = [*inbox.raw, *(all_of(mail).encode() for mail in inbox.mails), *(body for _, _, body in hook.posted)]
    left += [email.message_from_bytes(raw, policy=email.policy.default).as_string().encode() for raw in inbox.raw]
    assert not any(NOTE.encode() in each for each in left)
    assert SECRET not in desk.log()
    assert NOTE not in desk.log()
