"""Each format is read for what it says, and what cannot be trusted is unknown with a reason, never an exception."""

import gzip
import json
import random
import time
from collections.abc import Sequence

import pytest

from tickets.models import StatusPage
from tickets.services.statuspages import kinds, values
from tickets.services.statuspages.values import Reading, Speaks
from tickets.tests.statuspages import pages
from tickets.tests.statuspages.pages import EARLIER, NOW, TODAY

Kind = StatusPage.Kind


def read(kind: Kind, *bodies: bytes) -> Reading:
    return kinds.read(kind, bodies, now=NOW)


def parts(reading: Reading) -> dict[str, str]:
    return {each.name: each.verdict.value for each in reading.components}


@pytest.mark.parametrize(
    ("state", "indicator", "verdict"),
    [
        ("operational", "none", "operational"),
        ("degraded_performance", "minor", "degraded"),
        ("partial_outage", "major", "outage"),
        ("major_outage", "critical", "outage"),
        ("under_maintenance", "maintenance", "maintenance"),
        ("on_fire", "none", "unknown"),
    ],
)
def test_a_statuspage_says_it_of_its_components(state: str, indicator: str, verdict: str) -> None:
    reading = read(Kind.ATLASSIAN, pages.atlassian(state, indicator))
    assert reading.verdict == verdict
    assert parts(reading) == {"Payments": verdict, "Customers": "operational"}
    assert reading.reason == ("" if verdict == "operational" else "Payments")
    assert reading.changed_at is not None


def test_a_statuspage_tells_its_incidents_and_the_maintenances_that_go_on() -> None:
    body = pages.atlassian(
        "degraded_performance",
        "minor",
        incidents=[
            {"name": "Slow cards", "status": "identified", "impact": "minor"},
            {"name": "Old news", "status": "resolved", "impact": "critical"},
        ],
        scheduled_maintenances=[
            {"name": "New disks", "status": "in_progress", "impact": "maintenance"},
            {"name": "Next week", "status": "scheduled", "impact": "maintenance"},
        ],
    )
    reading = read(Kind.ATLASSIAN, body)
    assert reading.verdict == "degraded"
    assert [each.name for each in reading.incidents] == ["Slow cards"]
    assert [each.name for each in reading.maintenances] == ["New disks"]
    assert reading.reason == "Slow cards · New disks"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (pages.atlassian("major_outage", "none"), "contradicts itself"),
        (pages.atlassian("operational", "critical"), "contradicts itself"),
        (pages.atlassian(page={"updated_at": "2031-01-01T00:00:00Z"}), "yet to come"),
        (
            pages.atlassian(
                components=[{"id": "a", "name": "A", "status": state} for state in ("operational", "major_outage")]
            ),
            "two states",
        ),
        (pages.atlassian(components=None), "no list"),
        (pages.atlassian(components={"a": 1}), "no list"),
        (pages.atlassian(components=["operational"]), "no list"),
        (pages.atlassian(status="none"), "no object"),
        (pages.atlassian(components=[{"id": str(each)} for each in range(2001)]), "more than 2,000"),
        (pages.atlassian()[:-20], "not JSON"),
        (b"<!doctype html><title>All Systems Operational</title>", "not JSON"),
        (gzip.compress(pages.atlassian()), "not JSON"),
        (b"[]", "not an object"),
        (b"", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"components": ' + b"[" * 100_000, "not JSON"),
    ],
)
def test_a_statuspage_that_lies_or_cannot_be_read_is_unknown_and_says_why(body: bytes, reason: str) -> None:
    reading = read(Kind.ATLASSIAN, body)
    assert reading.verdict == "unknown"
    assert reason in reading.reason
    assert reading.components == ()


def test_a_statuspage_without_an_indicator_is_not_taken_for_well() -> None:
    assert read(Kind.ATLASSIAN, pages.atlassian(status={})).verdict == "unknown"


@pytest.mark.parametrize(
    ("page", "state", "verdict"),
    [
        ("UP", "OPERATIONAL", "operational"),
        ("HASISSUES", "DEGRADEDPERFORMANCE", "degraded"),
        ("HASISSUES", "MAJOROUTAGE", "outage"),
        ("HASISSUES", "OPERATIONAL", "degraded"),
        ("UNDERMAINTENANCE", "UNDERMAINTENANCE", "maintenance"),
    ],
)
def test_instatus_says_it_of_the_whole_and_its_parts(page: str, state: str, verdict: str) -> None:
    reading = read(Kind.INSTATUS, *pages.instatus(page, state))
    assert reading.verdict == verdict
    assert parts(reading)["Customers"] == "operational"


def test_instatus_tells_its_incidents_and_maintenances() -> None:
    bodies = pages.instatus(
        "HASISSUES",
        activeIncidents=[{"name": "Cards fail", "status": "INVESTIGATING", "impact": "MAJOROUTAGE"}],
        activeMaintenances=[
            {"name": "New disks", "status": "INPROGRESS"},
            {"name": "Later", "status": "NOTSTARTEDYET"},
        ],
    )
    reading = read(Kind.INSTATUS, *bodies)
    assert (reading.verdict, reading.reason) == ("outage", "Cards fail · New disks")


@pytest.mark.parametrize(
    ("bodies", "reason"),
    [
        (pages.instatus("UP", "MAJOROUTAGE"), "contradicts itself"),
        (pages.instatus("GREEN"), "no summary"),
        ((pages.instatus()[0], b"{}"), "no list"),
        ((pages.atlassian(), pages.atlassian()), "no summary"),
    ],
)
def test_instatus_that_lies_or_cannot_be_read_is_unknown(bodies: Sequence[bytes], reason: str) -> None:
    reading = read(Kind.INSTATUS, *bodies)
    assert reading.verdict == "unknown"
    assert reason in reading.reason


@pytest.mark.parametrize(
    ("state", "verdict"), [(1, "operational"), (2, "degraded"), (3, "outage"), (4, "outage"), (5, "unknown")]
)
def test_cachet_says_it_in_numbers_in_both_of_its_versions(state: int, verdict: str) -> None:
    second, third = read(Kind.CACHET, *pages.cachet(state)), read(Kind.CACHET_3, *pages.cachet_3(state))
    assert second.verdict == third.verdict == verdict
    assert parts(second) == {"Payments": verdict, "Customers": "operational"}
    assert parts(third) == {"Payments": verdict}


def test_an_incident_of_cachet_that_is_not_fixed_makes_it_degraded_at_least() -> None:
    assert read(Kind.CACHET, *pages.cachet(1, incident=2)).verdict == "degraded"
    assert read(Kind.CACHET_3, *pages.cachet_3(1, incident=1)).reason == "Slow cards"
    assert read(Kind.CACHET, *pages.cachet(4, incident=3)).verdict == "outage"


def test_a_list_of_cachet_that_goes_on_elsewhere_is_not_taken_for_the_whole() -> None:
    parts_3, told = pages.cachet_3()
    more = pages.as_bytes({**json.loads(parts_3), "links": {"next": "https://s.example/api/components?page=2"}})
    assert read(Kind.CACHET_3, more, told).verdict == "unknown"
    reading = read(Kind.CACHET, *pages.cachet(pages=2))
    assert (reading.verdict, "more components" in reading.reason) == ("unknown", True)


def test_incident_io_names_what_is_affected_and_nothing_else() -> None:
    reading = read(Kind.INCIDENT_IO, pages.incident_io(pages.outage_io()))
    assert (reading.verdict, reading.reason, reading.speaks) == ("outage", "Cards fail", Speaks.OF_AFFECTED)
    assert parts(reading) == {"Payments": "outage"}
    calm = read(Kind.INCIDENT_IO, pages.incident_io())
    assert (calm.verdict, calm.components) == ("operational", ())


def test_a_component_of_incident_io_in_two_incidents_has_the_worse_state() -> None:
    slow = [{"id": "x1", "name": "Payments", "current_status": "degraded_performance"}]
    reading = read(Kind.INCIDENT_IO, pages.incident_io(pages.outage_io(affected_components=slow), pages.outage_io()))
    assert parts(reading) == {"Payments": "outage"}


def test_a_maintenance_of_incident_io_that_goes_on_is_told() -> None:
    reading = read(Kind.INCIDENT_IO, pages.incident_io(maintenances=({"name": "New disks"},)))
    assert (reading.verdict, reading.reason) == ("maintenance", "New disks")


@pytest.mark.parametrize("body", [b"{}", b'{"ongoing_incidents": 7}', b"null", pages.atlassian()])
def test_what_is_no_widget_of_incident_io_is_unknown(body: bytes) -> None:
    assert read(Kind.INCIDENT_IO, body).verdict == "unknown"


RESOLVED = "<p><strong>Resolved</strong> - All well.</p><p><strong>Investigating</strong> - We look.</p>"
INVESTIGATING = "<p><strong>Investigating</strong> - Not resolved yet.</p>"


def test_a_feed_is_as_well_as_its_newest_words() -> None:
    assert read(Kind.FEED, pages.rss(("Cards fail", RESOLVED, TODAY))).verdict == "operational"
    reading = read(Kind.FEED, pages.rss(("Cards are slow", INVESTIGATING, TODAY), ("Before", RESOLVED, EARLIER)))
    assert (reading.verdict, reading.reason, reading.speaks) == ("degraded", "Cards are slow", Speaks.OF_NONE)
    assert read(Kind.FEED, pages.rss(("Cards outage", INVESTIGATING, EARLIER))).verdict == "outage"


def test_an_atom_feed_is_read_as_well() -> None:
    escaped = INVESTIGATING.replace("<", "&lt;").replace(">", "&gt;")
    reading = read(Kind.FEED, pages.atom(("Cards are slow", escaped, "2026-11-23T08:00:00Z")))
    assert (reading.verdict, reading.reason) == ("degraded", "Cards are slow")


def test_a_maintenance_in_a_feed_counts_while_it_goes_on() -> None:
    later = "Tue, 24 Nov 2026 08:00:00 +0000"
    assert read(Kind.FEED, pages.rss(("New disks", "In progress - now", TODAY))).verdict == "maintenance"
    assert read(Kind.FEED, pages.rss(("New disks", "Scheduled - soon", TODAY))).verdict == "operational"
    assert read(Kind.FEED, pages.rss(("New disks", "In progress - then", later))).verdict == "operational"


def test_a_fresh_entry_that_does_not_say_whether_it_is_over_leaves_the_feed_unknown() -> None:
    reading = read(Kind.FEED, pages.rss(("Hello", "We have a new office.", TODAY)))
    assert (reading.verdict, "Hello" in reading.reason) == ("unknown", True)
    assert read(Kind.FEED, pages.rss(("Hello", "We have a new office.", EARLIER))).verdict == "operational"


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel/></rss>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<rss><channel><item>",
        b"<html><body>All Systems Operational</body></html>",
        LAUGHS,
        LAUGHS.decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="cp037"?>' + LAUGHS.decode().encode("cp037"),
        pages.rss(*[("Cards", RESOLVED, TODAY)] * 501),
        pages.atlassian(),
        b"\xff\xfe\x00",
    ],
)
def test_a_feed_that_cannot_be_read_or_hides_something_is_unknown(body: bytes) -> None:
    assert read(Kind.FEED, body).verdict == "unknown"


@pytest.mark.parametrize(
    "at",
    [
        "",
        "yesterday",
        "99",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "Mon, 99 Nov 99999 08:00:00 +9999",
    ],
)
def test_no_date_breaks_a_reader(at: str) -> None:
    assert read(Kind.FEED, pages.rss(("Cards", RESOLVED, at))).verdict == "operational"
    assert read(Kind.ATLASSIAN, pages.atlassian(page={"updated_at": at})).verdict in ("operational", "unknown")


LONG = {"name": "\u202e\x00" * 150_000, "impact": "minor"}
MANY = [pages.outage_io(affected_components=[{"id": f"{n}-{m}"} for m in range(60)]) for n in range(400)]
HOSTILE = {
    "deep feed": (Kind.FEED, (b"<rss>" + b"<a>" * 600_000,)),
    "deep and closed feed": (Kind.FEED, (b"<rss>" + b"<a>" * 280_000 + b"</a>" * 280_000 + b"</rss>",)),
    "feed of brackets": (Kind.FEED, (pages.rss(("x", "<" * 1_900_000, TODAY)),)),
    "feed of words": (Kind.FEED, (pages.rss(("x" * 900_000, "in " * 300_000, TODAY)),)),
    "long names": (Kind.ATLASSIAN, (pages.atlassian(incidents=[LONG]),)),
    "many parts": (Kind.INCIDENT_IO, (pages.incident_io(*MANY),)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_are_read_in_bounded_time(name: str) -> None:
    kind, bodies = HOSTILE[name]
    assert all(len(each) <= values.MAX_BYTES for each in bodies)
    began = time.process_time()
    reading = kinds.read(kind, bodies, now=NOW)
    assert time.process_time() - began < 2
    assert len(reading.reason) <= values.TEXT_LENGTH
    assert reading.reason.isprintable()


def damaged(body: bytes, chance: random.Random) -> bytes:
    """The answer with a value of another type, or cut, or with other bytes in it."""
    if chance.random() < 0.6:
        swapped = [b'"x"', b"null", b"7", b"[]", b"{}", b"true", b"1e999", b'"\\u0000"']
        quoted = [at for at, each in enumerate(body) if each in b":"]
        if quoted:
            at = chance.choice(quoted) + 1
            return body[:at] + chance.choice(swapped) + b"," + body[at:]
    at = chance.randrange(max(len(body), 1))
    return body[:at] + bytes([chance.randrange(256)]) + body[at + chance.randrange(3) :]


def retyped(value: object, chance: random.Random) -> object:
    """A JSON value with one of its parts made another type."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        return {**value, key: retyped(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.7:
        at = chance.randrange(len(value))
        return [*value[:at], retyped(value[at], chance), *value[at + 1 :]]
    return chance.choice([None, 7, -1.5, True, "", "x", [], {}, [[]], {"a": 1}, ["x"], 10**30])


def test_no_answer_whatever_is_an_exception() -> None:
    chance = random.Random(20261123)
    whole = {
        Kind.ATLASSIAN: (pages.atlassian("major_outage", "major", incidents=[{"name": "x"}]),),
        Kind.INSTATUS: pages.instatus("HASISSUES", activeIncidents=[{"name": "x"}]),
        Kind.CACHET: pages.cachet(2, 1),
        Kind.CACHET_3: pages.cachet_3(2, 1),
        Kind.INCIDENT_IO: (pages.incident_io(pages.outage_io()),),
    }
    for kind, bodies in whole.items():
        for _ in range(300):
            spoiled = [pages.as_bytes(retyped(json.loads(each), chance)) for each in bodies]
            assert kinds.read(kind, spoiled, now=NOW).verdict in values.FROM_WORST
            assert kinds.read(kind, [damaged(each, chance) for each in bodies], now=NOW).verdict in values.FROM_WORST
    feed = pages.rss(("Cards are slow", INVESTIGATING, TODAY))
    for _ in range(300):
        assert kinds.read(Kind.FEED, [damaged(feed, chance)], now=NOW).verdict in values.FROM_WORST


def test_every_kind_but_the_one_set_by_hand_has_a_reader() -> None:
    assert set(kinds.KINDS) == set(Kind) - {Kind.MANUAL}


def test_staff_may_write_the_page_or_its_first_answer() -> None:
    wanted = ("https://s.example/api/v2/summary.json",)
    for written in ("https://s.example", "https://s.example/", "https://s.example/api/v2/summary.json"):
        assert kinds.addresses(Kind.ATLASSIAN, written) == wanted
    assert kinds.addresses(Kind.FEED, "https://s.example/history.rss") == ("https://s.example/history.rss",)
    assert kinds.addresses(Kind.INSTATUS, "https://s.example")[1] == "https://s.example/v2/components.json"
