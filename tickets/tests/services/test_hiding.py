"""What the masker missed is masked by hand: in everything stored of one ticket, and for good."""

import base64
import json
import logging
import threading
from urllib.parse import quote

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Customer, Event, Incident, IncidentFingerprint, Mask, Message, Ticket, User
from tickets.services import hiding, incidents, intake, links, masking, moving, notifying, owed, replying, routing
from tickets.services.hiding import Hidden
from tickets.services.intake import Origin
from tickets.services.pasting import Paste, UploadedText
from tickets.tests.services.samples import NOW, Submit, everything_stored

MISSED = "zq7-lumen-4418-orbit-pale-93"  # reads like words and numbers, and stands where no name tells of a secret
KEY = "tok" + "0123456789abcdefghij"
PASTE = f"""curl -i 'https://api.acme.example/v1/parcels/{MISSED}?trace={MISSED}' -H 'Authorization: Bearer {KEY}' \\
  -d '{{"remark": "{MISSED}", "amount": 5,}}'

HTTP/1.1 503 Service Unavailable
Content-Type: application/json

{{"error": {{"message": "no parcel {MISSED}", "hint": "token={KEY}"}}}}
"""


def runs_of(secret: str) -> set[str]:
    return {secret[at : at + 8] for at in range(len(secret) - 7)}


def left_of(secret: str) -> set[str]:
    """The runs of eight of its characters that some table still holds."""
    stored = everything_stored()
    return {run for run in runs_of(secret) if run in stored}


def hide(ticket: Ticket, agent: User, secret: str = MISSED, kind: str = "token") -> Hidden:
    return hiding.hide(ticket=ticket, secret=secret, kind=kind, by=agent, now=NOW)


@pytest.fixture
def ticket(customer: Customer, agent: User, settings: Settings) -> Ticket:
    """A ticket in whose every text the same secret was missed."""
    settings.INCIDENT_CUSTOMERS = 1
    file = UploadedText(f"{MISSED}.log", f"sent {MISSED} twice: {MISSED}\n".encode())
    origin = Origin(sender="addr:1", customer=customer, subject=f"parcel {MISSED} is lost")
    ticket = intake.submit(Paste(PASTE, file=file), origin, now=NOW).ticket
    routing.route_ticket(ticket, now=NOW)
    replying.customer_wrote(ticket=ticket, text=f"it is {MISSED}, with token={KEY}", now=NOW)
    replying.note(ticket=ticket, by=agent, text=f"they sent {MISSED}", now=NOW)
    replying.reply(ticket=ticket, by=agent, text=f"We look for {MISSED}.", now=NOW)
    incident = Incident.objects.get()
    incidents.rename(incident=incident, title=f"Parcel {MISSED}", by=agent, now=NOW)
    incidents.tell(incident=incident, text=f"Parcels such as {MISSED} come back.", by=agent, now=NOW)
    moving.solve(ticket=ticket, by=agent, now=NOW, reason=f"{MISSED} was found")
    return Ticket.objects.get(pk=ticket.pk)


def test_the_masker_missed_it_everywhere(ticket: Ticket) -> None:
    attached, incident = ticket.attachments.get(), ticket.incident
    assert incident is not None
    places = (ticket.text, ticket.subject, ticket.url, ticket.path, attached.name, attached.text, incident.title)
    assert MISSED in incident.updates.get().text
    said = (ticket.messages.all()[0].text, ticket.messages.all()[1].text, ticket.notes.get().text)
    assert all(MISSED in place for place in (*places, *said, ticket.events.get(kind="solved").reason))


def test_nothing_of_it_is_left_in_any_table(ticket: Ticket, agent: User) -> None:
    hide(ticket, agent)
    assert left_of(MISSED) == set()


def test_the_marks_of_what_was_masked_before_move_along(ticket: Ticket, agent: User) -> None:
    before = ticket.all_masks.exclude(detector="by-hand").count()
    hide(ticket, agent)
    ticket.refresh_from_db()
    masks = list(ticket.all_masks.select_related("message", "note", "attachment"))
    assert len([mask for mask in masks if mask.detector != "by-hand"]) == before == 3
    for mask in masks:
        holder = mask.message or mask.note or mask.attachment or ticket
        column = {"subject": "subject", "attachment_name": "name"}.get(mask.place, "text")
        text = getattr(holder, column)
        marker = text[mask.start : mask.end]
        assert marker.strip("\"'").startswith(f"~masked.{mask.kind}."), (mask.place, marker)
        assert marker.strip("\"'").endswith("~")


def test_what_is_masked_by_hand_is_known_as_such(ticket: Ticket, agent: User) -> None:
    hidden = hide(ticket, agent)
    made = ticket.all_masks.filter(detector="by-hand")
    assert hidden.places == made.count() == 11
    assert {mask.kind for mask in made} == {"token"}
    assert {mask.place for mask in made} == set(Mask.Place)
    assert {mask.keyprint for mask in made} == {hidden.keyprint}
    event = ticket.events.get(kind=Event.Kind.MASKED)
    assert (event.by, event.reason) == (agent, "token, 11 places")


def test_the_diagnosis_is_made_anew_from_what_is_left(ticket: Ticket, agent: User) -> None:
    hide(ticket, agent)
    ticket.refresh_from_db()
    assert (ticket.method, ticket.status, ticket.verdict) == ("POST", 503, "server_error")
    assert ticket.path.startswith("/v1/parcels/~masked.token.")
    assert ticket.findings.exists()
    for finding in ticket.findings.all():
        for each in finding.evidence:
            assert ticket.text[each["start"] : each["end"]] == each["text"]


def test_the_second_box_begins_where_it_began(submit: Submit, agent: User) -> None:
    call = f"curl https://api.acme.example/v1/parcels/{MISSED}"
    ticket = intake.submit(Paste(call, f"HTTP/1.1 404 Not Found\n\n{MISSED}"), Origin("addr:1"), now=NOW).ticket
    hide(ticket, agent)
    ticket.refresh_from_db()
    assert ticket.response_at is not None
    assert ticket.text[ticket.response_at :].startswith("HTTP/1.1 404")


@pytest.mark.parametrize(
    "written",
    [
        quote("pa ss/wo+rd&9"),
        json.dumps('pa "ss/9')[1:-1],
        base64.b64encode(b"user:pa ss/wo+rd&9").decode(),
        "pa ss/wo+rd&9",
    ],
)
def test_it_is_found_as_it_is_written_in_urls_json_and_basic(submit: Submit, agent: User, written: str) -> None:
    secret = 'pa "ss/9' if '"' in written else "pa ss/wo+rd&9"
    ticket = submit(f"curl https://api.acme.example/v1/x?remark={written}\n\nHTTP/1.1 404 Not Found\n")
    assert hide(ticket, agent, secret, "password").places == 1
    ticket.refresh_from_db()
    assert written not in ticket.text
    assert written not in ticket.url


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_it_may_span_lines_however_they_end(submit: Submit, agent: User, end: str) -> None:
    lines = ("lantern crew and harbour", "evening bell and amber", "copper fields and willow")
    ticket = submit(f"these words open it:{end}{end.join(lines)}{end}")
    assert hide(ticket, agent, "\r\n".join(lines), "secret").places == 1
    assert not left_of(lines[1])


def test_what_a_column_cut_in_two_goes_too(submit: Submit, agent: User) -> None:
    ticket = submit(subject=f"{'x' * 180} {MISSED}"[:200])
    replying.note(ticket=ticket, by=agent, text=MISSED, now=NOW)
    assert ticket.subject.endswith(MISSED[:19])
    hide(ticket, agent)
    ticket.refresh_from_db()
    assert ticket.subject.rstrip() == "x" * 180
    assert left_of(MISSED) == set()


def test_it_goes_from_the_names_of_masks_too(submit: Submit, agent: User) -> None:
    ticket = submit(f'the file said {{"{MISSED}_token": "{KEY}"}}')
    assert MISSED in ticket.masks.get().name
    hide(ticket, agent, kind="personal")
    assert left_of(MISSED) == set()


def test_far_too_many_places_are_masked_as_well(submit: Submit, agent: User) -> None:
    ticket = submit(f"{'zq7x ' * 4100}token={KEY} and token={KEY[::-1]} {'zq7x ' * 10}")
    assert ticket.masks.count() == 2
    assert hide(ticket, agent, "zq7x").places > 4000
    ticket.refresh_from_db()
    assert "zq7x" not in ticket.text
    for mask in ticket.masks:
        assert ticket.text[mask.start : mask.end].startswith("~masked.")


def test_a_persons_data_leaves_nothing_to_recognise_them_by(submit: Submit, agent: User) -> None:
    ticket = submit("the account belongs to Wilhelmina-Oudegeest-van-Dijk")
    assert hide(ticket, agent, "Wilhelmina-Oudegeest-van-Dijk", "personal") == Hidden(1)
    mask = ticket.masks.get()
    assert (mask.kind, mask.keyprint, mask.last4, mask.public_prefix) == ("personal", "", "", "")


def test_what_follows_is_cleared_where_only_that_holds_it(submit: Submit, agent: User) -> None:
    ticket = submit()
    ticket.events.create(kind="moved", reason=f"to {MISSED}", at=NOW)
    assert hide(ticket, agent).places == 1
    assert left_of(MISSED) == set()


def test_characters_that_stand_nowhere_change_nothing(ticket: Ticket, agent: User) -> None:
    before = everything_stored()
    assert hide(ticket, agent, "nowhere-to-be-found-77") == Hidden(0)
    assert everything_stored() == before


def test_twice_is_harmless(ticket: Ticket, agent: User) -> None:
    hide(ticket, agent)
    before = everything_stored()
    assert hide(ticket, agent) == Hidden(0)
    assert everything_stored() == before


def test_other_tickets_stay_as_they_are_and_are_counted(submit: Submit, agent: User) -> None:
    bare, same, missed = submit(f"it is {MISSED}"), submit(f"token={MISSED}"), submit(f"see {MISSED}")
    before = [Ticket.objects.get(pk=each.pk).text for each in (same, missed)]
    hidden = hide(bare, agent)
    assert (hidden.others, hidden.keyprint) == (1, same.masks.get().keyprint)
    assert [Ticket.objects.get(pk=each.pk).text for each in (same, missed)] == before


def test_a_password_is_counted_nowhere(submit: Submit, agent: User) -> None:
    ticket = submit("the word is openthedoor9")
    assert hide(ticket, agent, "openthedoor9", "password") == Hidden(1)
    mask = ticket.masks.get()
    assert (mask.kind, mask.keyprint, mask.last4) == ("password", "", "")


def test_an_incident_that_quotes_it_is_masked_and_stays_the_one_of_its_fault(ticket: Ticket, agent: User) -> None:
    hide(ticket, agent)
    incident = Incident.objects.get()
    assert "~masked.token." in incident.title
    assert incident.state == "suspected"


def test_two_incidents_that_become_alike_stay_two(ticket: Ticket, agent: User) -> None:
    incident = Incident.objects.get()
    own = incident.fingerprints.get()
    incident.fingerprints.update(fingerprint=f"v1 {MISSED}")
    other = Incident.objects.create(title="other", opened_at=NOW, last_seen_at=NOW)
    marker = masking.masked(f"token={MISSED}").text.removeprefix("token=")
    IncidentFingerprint.objects.create(incident=other, origin=other, fingerprint=f"v1 {marker}")
    hide(ticket, agent)
    own.refresh_from_db()
    assert own.fingerprint == f"v1 {marker} #{own.pk}"
    assert left_of(MISSED) == set()


def test_a_mail_that_is_still_owed_holds_no_trace(ticket: Ticket, agent: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    hide(ticket, agent)
    for row in ticket.owed.filter(kind__startswith="mail"):
        assert owed.settle_outside(row.pk, getattr(notifying, row.kind), now=NOW)
    assert len(mail.outbox) == 3  # received, replied, solved
    for sent in mail.outbox:
        assert isinstance(sent, mail.EmailMultiAlternatives)
        written = str(sent.message())
        whole = f"{written} {sent.subject} {sent.body} {sent.alternatives}"
        assert not {run for run in runs_of(MISSED) if run in whole}


def test_the_customers_page_holds_no_trace(ticket: Ticket, agent: User) -> None:
    hide(ticket, agent)
    ticket.refresh_from_db()
    page = Client().get(links.path_of(ticket)).content.decode()
    assert not {run for run in runs_of(MISSED) if run in page}


def test_it_is_in_no_log(ticket: Ticket, agent: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        hide(ticket, agent)
    assert not {run for run in runs_of(MISSED) if run in caplog.text}


def test_a_later_text_is_masked_by_it(ticket: Ticket, agent: User) -> None:
    hide(ticket, agent)
    message = replying.customer_wrote(ticket=ticket, text=f"and {MISSED} again", now=NOW)
    assert MISSED not in message.text


def test_a_worker_that_loaded_the_ticket_before_brings_nothing_back(
    submit: Submit, agent: User, settings: Settings
) -> None:
    settings.INCIDENT_CUSTOMERS = 1
    ticket = submit(PASTE)
    loaded = Ticket.objects.get(pk=ticket.pk)
    hide(ticket, agent)
    routing.route_ticket(loaded, now=NOW)
    assert loaded.incident == Incident.objects.get()
    assert left_of(MISSED) == set()


def test_how_long_the_story_is_changes_no_number_of_queries_while_nothing_is_found(
    ticket: Ticket, agent: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        replying.customer_wrote(ticket=ticket, text="nothing in it", now=NOW)
    with django_assert_num_queries(22 + (1 if connection.vendor == "postgresql" else 0)):
        # savepoint, lock (on PostgreSQL the fault's, too), follow-ups and lock, who holds its fault; masks, messages,
        # notes, files; events, masks, findings, alerts, tags, incident with its events, updates, fingerprints and
        # savepoint; release
        hide(ticket, agent, "nowhere-to-be-found-77")


@pytest.mark.django_db(transaction=True)
def test_of_two_staff_at_once_one_finds_it(agent: User) -> None:
    ticket = intake.submit(Paste(PASTE), Origin("addr:1"), now=NOW).ticket
    start, found = threading.Barrier(3), []

    def click() -> None:
        start.wait()
        try:
            found.append(hide(ticket, agent).places)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(found) == [0, 0, 4]
    assert ticket.events.filter(kind=Event.Kind.MASKED).count() == 1
    assert left_of(MISSED) == set()


@pytest.mark.django_db(transaction=True)
def test_a_reply_in_the_same_moment_is_either_seen_or_knows(agent: User) -> None:
    for _ in range(5):
        ticket = intake.submit(Paste(PASTE), Origin("addr:1"), now=NOW).ticket
        start = threading.Barrier(2)

        def write(ticket: Ticket = ticket, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                replying.customer_wrote(ticket=ticket, text=f"it is {MISSED} again", now=NOW)
            finally:
                connection.close()

        thread = threading.Thread(target=write)
        thread.start()
        start.wait()
        hide(ticket, agent)
        thread.join()
    assert Message.objects.count() == 5
    assert left_of(MISSED) == set()


def test_what_quotes_it_is_masked_wherever_its_fault_was_merged_or_split_to(
    ticket: Ticket, submit: Submit, agent: User
) -> None:
    own, other = Incident.objects.get(), Incident.objects.create(title="other", opened_at=NOW, last_seen_at=NOW)
    incidents.merge(incidents=[own], into=other, by=agent, now=NOW)
    incidents.split(incident=other, tickets=[ticket], title=f"apart: {MISSED}", by=agent, now=NOW)
    ticket.refresh_from_db()
    hide(ticket, agent)
    assert left_of(MISSED) == set()
