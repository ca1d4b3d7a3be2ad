"""What staff decide about one incident, each with its line in the history, and what comes too late."""

from datetime import timedelta

import pytest

from tickets.models import Alert, Incident, IncidentFingerprint, Owed, Ticket, User
from tickets.services import incidents, owed, replying
from tickets.services.incidents import CannotDecide
from tickets.tests.incidents.outage import MINUTE, met, opened, work
from tickets.tests.services.samples import NOW

SECRET = "hunter2" + "correcthorse"


def kinds(incident: Incident) -> list[str]:
    return list(incident.events.values_list("kind", flat=True))


def test_a_person_confirms_it_once(lead: User) -> None:
    incident = opened()
    assert incidents.confirm(incident=incident, by=lead, now=NOW) is True
    assert incidents.confirm(incident=incident, by=lead, now=NOW) is False
    incident.refresh_from_db()
    assert (incident.state, kinds(incident)) == ("confirmed", ["opened", "confirmed"])
    assert incident.events.get(kind="confirmed").by == lead


def test_a_dismissed_one_tells_nobody_and_leaves_its_tickets_as_they_are(lead: User) -> None:
    incident = opened()
    assert incidents.dismiss(incident=incident, by=lead, now=NOW, reason=f"a test with password={SECRET}") is True
    assert incidents.dismiss(incident=incident, by=lead, now=NOW) is False
    incident.refresh_from_db()
    assert (incident.state, incident.closed_at) == ("dismissed", NOW)
    assert SECRET not in incident.events.get(kind="dismissed").reason
    assert set(incident.tickets.values_list("state", flat=True)) == {"queued"}
    assert not incident.updates.exists()
    assert not IncidentFingerprint.objects.filter(active=True).exists()


def test_a_muted_one_alarms_once_when_it_has_so_many_customers(lead: User) -> None:
    incident = opened(3)
    assert incidents.mute(incident=incident, until=5, by=lead, now=NOW) is True
    work(met(3), met(3), met(2))
    assert Alert.objects.count() == 1  # the one that it was opened with
    work(met(4))
    work(met(5))
    rung = Alert.objects.latest("id")
    assert (Alert.objects.count(), rung.kind, rung.reason) == (2, "incident", "5 customers by now: " + incident.title)
    incident.refresh_from_db()
    assert incident.muted_until is None
    assert kinds(incident) == ["opened", "muted", "unmuted"]


def test_muting_until_so_many_as_there_are_is_refused(lead: User) -> None:
    with pytest.raises(CannotDecide, match="has 3 customers already"):
        incidents.mute(incident=opened(3), until=3, by=lead, now=NOW)


def test_it_is_unmuted_by_hand_once(lead: User) -> None:
    incident = opened(3)
    assert incidents.unmute(incident=incident, by=lead, now=NOW) is False
    incidents.mute(incident=incident, until=50, by=lead, now=NOW)
    assert incidents.unmute(incident=incident, by=lead, now=NOW) is True
    assert incidents.unmute(incident=incident, by=lead, now=NOW) is False


def test_what_is_closed_is_not_muted(lead: User) -> None:
    incident = opened(3)
    incidents.resolve(incident=incident, by=lead, now=NOW)
    assert incidents.mute(incident=incident, until=9, by=lead, now=NOW) is False


def test_it_is_renamed_without_secrets_and_remembers_its_name(lead: User) -> None:
    incident = opened()
    assert incidents.rename(incident=incident, title=f"  Ledger\n down, password={SECRET} ", by=lead, now=NOW) is True
    incident.refresh_from_db()
    assert incident.title.startswith("Ledger down, password=")
    assert SECRET not in incident.title
    assert incident.events.get(kind="renamed").reason == "was: 503 on POST /v1/payments"
    assert incidents.rename(incident=incident, title=incident.title, by=lead, now=NOW) is False
    with pytest.raises(CannotDecide, match="needs a title"):
        incidents.rename(incident=incident, title=" \n ", by=lead, now=NOW)


def test_a_long_title_is_cut(lead: User) -> None:
    incident = opened()
    incidents.rename(incident=incident, title="x" * 500, by=lead, now=NOW)
    incident.refresh_from_db()
    assert incident.title == "x" * 200


def test_asked_whether_it_works_again_one_no_opens_it_again(lead: User) -> None:
    incident = opened(3)
    ticket = incident.tickets.first()
    assert ticket is not None
    incidents.resolve(incident=incident, by=lead, now=NOW + MINUTE)
    for row in incident_work(incident):
        owed.settle_row(row.pk, lambda row: incidents.tell_some(row, now=NOW + MINUTE), now=NOW + MINUTE)
    ticket.refresh_from_db()
    assert ticket.state == "solved"
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.STILL_BROKEN, now=NOW + timedelta(hours=1))
    work(ticket, at=NOW + timedelta(hours=1))
    incident.refresh_from_db()
    assert incident.state == "suspected"
    assert ticket.number in incident.events.get(kind="regressed").reason
    work(met(9, at=NOW + timedelta(hours=2)))
    assert Incident.objects.get().tickets.count() == 4


def incident_work(incident: Incident) -> list[Owed]:
    return list(Owed.objects.filter(kind="tell_update", state="due"))
