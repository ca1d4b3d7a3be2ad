"""The demo: every kind of ticket, nothing raw, the same when made twice, and gone without a trace."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from tickets.demo import stories as telling
from tickets.demo.stories import TOKEN, Story, stories
from tickets.models import Customer, Finding, Incident, IncidentUpdate, Message, Note, Organisation, Owed, Ticket, User
from tickets.services import demonstrating, guiding, intake, keys, replying, routing
from tickets.services.pasting import Paste

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
STORIES = {story.name: story for story in stories()}

BECOMES = """
address-not-on-the-list             client_error    403   answered
call-without-its-answer             incomplete      -     waiting
card-was-declined                   client_error    402   answered
charges-are-gone                    client_error    410   solved
company-proxy-signs-itself          never_reached   -     queued
customer-exists-already             client_error    409   answered
customer-updated-with-put           client_error    405   solved
customer-without-a-country          client_error    422   answered
customers-without-a-key             client_error    401   solved
evidence-too-large                  client_error    413   answered
host-name-misspelt                  never_reached   -     solved
json-sent-as-a-form                 client_error    415   solved
list-is-empty                       success         200   answered
login-with-a-used-code              client_error    400   answered
payment-of-the-other-mode           client_error    404   solved
payment-with-a-trailing-comma       client_error    400   solved
payment-without-currency            client_error    400   solved
payments-unavailable-at-fernweh     server_error    503   claimed
payments-unavailable-at-kestrel     server_error    503   queued
payments-unavailable-at-lumen       server_error    503   queued
payments-unavailable-at-northwind   server_error    503   queued
payouts-fail-inside                 server_error    500   claimed
payouts-not-allowed                 client_error    403   claimed
placeholder-left-in-the-path        client_error    404   answered
plain-http-redirected               redirected      301   answered
refund-was-accepted                 success         202   solved
report-as-a-spreadsheet             client_error    406   answered
report-times-out                    server_error    504   waiting
script-timed-out                    never_reached   -     claimed
stopped-by-the-firewall             never_reached   403   queued
test-key-on-the-live-host           client_error    401   solved
token-expired-overnight             client_error    401   answered
too-many-requests                   client_error    429   waiting
version-twice-in-the-path           client_error    404   answered
webhook-without-https               client_error    422   answered
webhooks-behind-a-bad-gateway       server_error    502   solved
words-only                          unreadable      -     queued
"""


@pytest.fixture(autouse=True)
def _guide(db: None) -> None:
    guiding.load_default()


@pytest.fixture
def demo() -> int:
    return demonstrating.make(password=PASSWORD, now=NOW)


def ticket_of(story: Story) -> Ticket:
    return Ticket.objects.get(subject=story.subject)


def credentials(story: Story) -> Iterator[str]:
    """What the story's tokens stand for, one by one."""
    at = NOW - story.ago
    for match in TOKEN.finditer(story.call + story.response):
        if match["kind"] in ("token", "jwt"):
            yield replace(story, call=match.group()).paste(at=at)[0]


def said_of(model: type[Model]) -> str:
    """Every value of every row, as one text."""
    return "\n".join(str(row) for row in model._default_manager.values_list())


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    models = (Ticket, Finding, Message, Note, Owed, Incident, Customer, Organisation, User)
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}


def rows() -> Counter[str]:
    return Counter({name: len(found) for name, found in snapshot().items() if found})


# What is made


def test_every_story_becomes_the_ticket_it_should(demo: int) -> None:
    expected = {name: rest for name, *rest in (line.split() for line in BECOMES.split("\n") if line)}
    found = {
        name: [ticket.verdict, str(ticket.status or "-"), ticket.state]
        for name, story in STORIES.items()
        for ticket in [ticket_of(story)]
    }
    assert found == expected
    assert demo == len(expected) == Ticket.objects.filter(is_demo=True).count()


def test_every_verdict_and_every_state_a_ticket_rests_in_is_there(demo: int) -> None:
    assert set(Ticket.objects.values_list("verdict", flat=True)) == set(Ticket.Verdict.values)
    passing = {Ticket.State.RECEIVED, Ticket.State.CLOSED}
    assert set(Ticket.objects.values_list("state", flat=True)) == set(Ticket.State.values) - passing


def test_every_call_that_was_pasted_was_read(demo: int) -> None:
    unread = Ticket.objects.filter(method="") | Ticket.objects.filter(path="")
    without_a_call = {STORIES[name].subject for name in ("words-only",)}
    assert set(unread.values_list("subject", flat=True)) == without_a_call


def test_every_error_is_explained_by_something_cited(demo: int) -> None:
    silent = Ticket.objects.filter(status__gte=400, findings=None)
    assert not silent.exists()
    assert not Finding.objects.filter(citation_source="").exists()


def test_the_same_503_of_four_customers_is_one_incident(demo: int) -> None:
    incident = Incident.objects.get()
    held = {ticket.subject for ticket in incident.tickets.all()}
    assert held == {story.subject for name, story in STORIES.items() if name.startswith("payments-unavailable")}
    assert incident.opened_at < NOW
    assert incident.state == "confirmed"
    update = incident.updates.get()
    assert "Nothing was charged" in update.text
    assert update.told.count() == 4


def test_cleared_it_leaves_no_trace_of_its_incident(demo: int) -> None:
    demonstrating.clear()
    assert not Incident.objects.exists()
    assert not IncidentUpdate.objects.exists()
    assert not Owed.objects.exists()


def test_times_lie_behind_us_and_follow_each_other(demo: int) -> None:
    for ticket in Ticket.objects.order_by("pk").prefetch_related("events"):
        at = [event.at for event in ticket.events.all()]
        assert at == sorted(at)
        assert at[0] == ticket.received_at
        assert at[-1] <= NOW
    received = list(Ticket.objects.order_by("pk").values_list("received_at", flat=True))
    assert received == sorted(received)
    assert received[-1] - received[0] > timedelta(days=2)


def test_there_is_conversation_of_both_sides_and_notes_among_staff(demo: int) -> None:
    assert Message.objects.filter(from_customer=True).count() >= 3
    assert set(Message.objects.exclude(author=None).values_list("author__email", flat=True)) == {
        demonstrating.STAFF,
        demonstrating.COLLEAGUE,
    }
    assert Note.objects.count() >= 3
    assert set(Ticket.objects.values_list("outcome", flat=True)) == {"", *Ticket.Outcome.values}


def test_everything_owed_is_done_and_no_mail_is_owed(demo: int) -> None:
    assert set(Owed.objects.values_list("kind", "state")) == {
        (Owed.Kind.ROUTE, Owed.State.DONE),
        (Owed.Kind.GROUP, Owed.State.DONE),
        (Owed.Kind.TELL_UPDATE, Owed.State.DONE),
    }


def test_no_worker_is_woken_for_what_is_done_already(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        demonstrating.make(password=PASSWORD, now=NOW)
    assert callbacks == []
    ticket = ticket_of(STORIES["list-is-empty"])
    with django_capture_on_commit_callbacks() as callbacks:
        replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.STILL_BROKEN, now=NOW)
    assert len(callbacks) == 1


def test_staff_who_answer_a_demo_ticket_owe_no_mail_either(demo: int) -> None:
    ticket = ticket_of(STORIES["payouts-fail-inside"])
    replying.reply(ticket=ticket, by=User.objects.get(email=demonstrating.STAFF), text="Mended.", now=NOW)
    assert not Owed.objects.filter(kind=Owed.Kind.MAIL_REPLY).exists()


def test_no_made_up_credential_is_stored(demo: int) -> None:
    stored = "\n".join(said_of(model) for model in (Ticket, Finding, Message, Note))
    made_up = {secret for story in STORIES.values() for secret in credentials(story)}
    assert len(made_up) > 10
    assert [secret for secret in made_up if secret in stored] == []


def test_the_same_key_of_one_customer_is_known_again(demo: int) -> None:
    first, second = (ticket_of(STORIES[name]) for name in ("customer-exists-already", "customer-without-a-country"))
    keyprints = [
        set(ticket.masks.exclude(keyprint="").values_list("keyprint", flat=True)) for ticket in (first, second)
    ]
    assert keyprints[0] & keyprints[1]


# Who is made


def test_the_staff_login_may_do_everything_and_the_colleague_cannot_sign_in(demo: int) -> None:
    staff, colleague = (User.objects.get(email=email) for email in (demonstrating.STAFF, demonstrating.COLLEAGUE))
    assert staff.is_superuser
    assert staff.check_password(PASSWORD)
    assert not colleague.has_usable_password()


def test_a_changed_password_is_set_when_the_demo_is_made_again(demo: int) -> None:
    demonstrating.make(password="another one", now=NOW)
    assert User.objects.get(email=demonstrating.STAFF).check_password("another one")


# Twice, and gone


def test_making_it_twice_changes_nothing(demo: int) -> None:
    before = snapshot()
    assert demonstrating.make(password=PASSWORD, now=NOW + timedelta(days=30)) == 0
    assert snapshot() == before


def test_clearing_removes_everything_that_was_made() -> None:
    before = rows()
    made = demonstrating.make(password=PASSWORD, now=NOW)
    assert demonstrating.clear() == made
    assert rows() == before


def test_clearing_nothing_is_fine() -> None:
    assert demonstrating.clear() == 0


def test_after_clearing_it_can_be_made_again(demo: int) -> None:
    demonstrating.clear()
    assert demonstrating.make(password=PASSWORD, now=NOW) == demo


def test_what_hangs_on_real_tickets_stays(demo: int) -> None:
    story = STORIES["payments-unavailable-at-fernweh"]
    customer = keys.find_or_make(story.email)
    origin = intake.Origin(sender="addr:real", customer=customer, subject="A real one")
    real = intake.submit(Paste(text=story.paste(at=NOW)[0]), origin, now=NOW).ticket
    routing.route_ticket(real, now=NOW)
    staff = User.objects.get(email=demonstrating.STAFF)
    replying.note(ticket=real, by=staff, text="Mine.", now=NOW)
    demonstrating.clear()
    staff.refresh_from_db()
    assert list(Ticket.objects.values_list("subject", flat=True)) == ["A real one"]
    assert not Incident.objects.exists()  # the demo's incidents take no real tickets in
    assert list(Customer.objects.values_list("organisation__name", flat=True)) == [story.organisation]
    assert (staff.is_active, staff.is_superuser, staff.has_usable_password()) == (False, False, False)


# The command


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_made_and_how_to_sign_in(settings: Settings) -> None:
    settings.DEMO_PASSWORD, settings.EMBEDDED = PASSWORD, True
    assert run().startswith(f"demo: {len(STORIES)} tickets made\n")
    assert run() == f"demo: the tickets are there\ndemo: sign in as staff@demo.example with the password {PASSWORD}\n"
    assert run("--clear") == f"demo: {len(STORIES)} tickets removed\n"


def test_without_a_password_nothing_is_made(settings: Settings) -> None:
    settings.DEMO_PASSWORD, settings.EMBEDDED = "", True
    with pytest.raises(CommandError, match="DEMO_PASSWORD is empty"):
        run()
    assert not User.objects.exists()


def test_beside_real_tickets_it_must_be_forced(settings: Settings) -> None:
    settings.DEMO_PASSWORD, settings.EMBEDDED = PASSWORD, False
    with pytest.raises(CommandError, match="--force"):
        run()
    assert not Ticket.objects.exists()
    assert "tickets made" in run("--force")


# The files


def test_subjects_tell_the_tickets_apart() -> None:
    assert len({story.subject for story in STORIES.values()}) == len(STORIES)


def test_only_reserved_names_are_used() -> None:
    assert {story.email.rpartition(".")[2] for story in STORIES.values()} == {"", "example"}


def test_no_file_holds_anything_that_looks_like_a_key() -> None:
    key_like = re.compile(
        r"_(?:live|test)_[A-Za-z0-9]|eyJ|PRIVATE KEY|(?:Bearer|Basic) (?!\{\{|realm|error|auth)\S|Key: [0-9a-f-]{30}"
    )
    held = {path.name for path in telling.FOLDER.glob("*.txt") if key_like.search(path.read_text())}
    assert held == set()


def test_nothing_happens_after_now() -> None:
    late = [story.name for story in STORIES.values() for step in story.steps if step.after >= story.ago]
    assert late == []


def test_a_story_is_read_from_its_file() -> None:
    text = (
        "from: ada@shop.example, Ada, Shop, Ltd\nsubject: Odd: no answer\nago: 1.5h\nsend: anyway\n"
        "then: 20m customer writes: Still: nothing\nthen: 1h staff claims\n---\n"
        "GET / HTTP/1.1\n--- response\nHTTP/1.1 200 OK\n"
    )
    story = telling.read("odd", text)
    assert (story.email, story.person, story.organisation) == ("ada@shop.example", "Ada", "Shop")
    assert (story.subject, story.ago, story.anyway) == ("Odd: no answer", timedelta(hours=1.5), True)
    assert story.steps[0] == telling.Step(timedelta(minutes=20), "customer", "writes", "Still: nothing")
    assert (story.call, story.response) == ("GET / HTTP/1.1", "HTTP/1.1 200 OK\n")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("ago: 1h\nGET /", "no line ---"),
        ("ago: 1h\nnonsense\n---\nGET /", "says nothing: 'nonsense'"),
        ("ago: 1h\nwhen: 2h\n---\nGET /", "says nothing: 'when: 2h'"),
        ("ago: 1 week\n---\nGET /", "no duration"),
        ("ago: 1h\nthen: claims\n---\nGET /", "no step such as"),
    ],
)
def test_a_broken_file_says_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        telling.read("broken", text)


@pytest.mark.parametrize("step", ["1m customer claims", "1m staff writes: Hello"])
def test_nobody_does_what_is_not_theirs(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    story = telling.read("odd", f"ago: 1h\nthen: {step}\n---\nGET https://api.example.com/ \n\nHTTP/1.1 500 Oops\n\n")
    monkeypatch.setattr(demonstrating, "stories", lambda: (story,))
    with pytest.raises(ValueError, match="never"):
        demonstrating.make(password=PASSWORD, now=NOW)
    assert not User.objects.filter(email=demonstrating.STAFF).exists()


def test_a_token_is_the_same_for_the_same_customer_only() -> None:
    story = replace(STORIES["payment-without-currency"], call="{{token:ab_:20}}")
    other = replace(story, email="another@shop.example")
    assert story.paste(at=NOW) == story.paste(at=NOW + timedelta(days=1)) != other.paste(at=NOW)
    assert story.paste(at=NOW)[0].startswith("ab_")
    assert len(story.paste(at=NOW)[0]) == len("ab_") + 20


def test_times_are_those_of_the_ticket() -> None:
    story = replace(STORIES["payment-without-currency"], call="{{date}} | {{iso}} | {{else}}")
    assert story.paste(at=NOW)[0] == "Mon, 23 Nov 2026 12:00:00 GMT | 2026-11-23T12:00:00+00:00 | {{else}}"
