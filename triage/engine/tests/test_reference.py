"""The status guide: what it holds, how it is looked up, and what it refuses."""

import dataclasses
import re

import pytest

from triage.engine.errors import BadReference
from triage.engine.finding import Actor
from triage.engine.reference import GuideEntry, Reference, default_reference, read_guide

RANGES = ["1xx", "2xx", "3xx", "4xx", "5xx"]
SINGLE = [
    200, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 422, 423, 425, 426, 428, 429, 431, 451,
    500, 501, 502, 503, 504, 507, 508, 511, 419, 420, 430, 440, 444, 449, 460, *range(494, 500), *range(520, 528), 530,
    598, 599,
]  # fmt: skip
GUIDE = default_reference()


def _entry(status: str, title: str = "Title") -> GuideEntry:
    return GuideEntry(status, title, "Meaning.", ("Do it.",), "https://example.com/docs")


@pytest.mark.parametrize("status", [*RANGES, *map(str, SINGLE)])
def test_the_default_guide_has_its_own_entry(status: str) -> None:
    entry = GUIDE.entry(status)
    assert entry is not None
    assert entry.status == status


@pytest.mark.parametrize("entry", GUIDE.entries, ids=lambda entry: entry.status)
def test_an_entry_of_the_default_guide_is_complete_and_short(entry: GuideEntry) -> None:
    assert entry.link.startswith("https://")
    assert 1 <= len(entry.fix) <= 5
    assert len(entry.title) <= 40
    assert len(entry.meaning) <= 260
    assert entry.meaning.endswith((".", "**"))
    assert all(len(step) <= 160 and step.endswith((".", "?")) for step in entry.fix)
    assert isinstance(entry.audience, Actor)


@pytest.mark.parametrize(
    "entry", [each for each in GUIDE.entries if each.status.isdecimal()], ids=lambda each: each.status
)
def test_server_faults_are_the_vendors_or_the_networks(entry: GuideEntry) -> None:
    if entry.status.startswith("5") and entry.status != "505":
        assert entry.audience in (Actor.VENDOR, Actor.NETWORK)


def test_the_most_specific_entry_wins() -> None:
    reference = Reference(entries=(_entry("4xx", "Range"), _entry("404", "Single")))
    assert [entry.title for status in (404, "404", 400) if (entry := reference.entry(status))] == [
        "Single",
        "Single",
        "Range",
    ]


def test_what_is_not_documented_has_no_entry() -> None:
    reference = Reference(entries=(_entry("404"),))
    assert reference.entry(500) is None
    assert reference.entry(None) is None
    assert Reference().entry(404) is None


def test_a_reference_is_made_from_rows_of_any_iterable() -> None:
    rows = [_entry("404"), _entry("5xx")]
    reference = Reference(entries=tuple(rows), name="Acme", version="7")
    assert (reference.name, reference.version, reference.entries) == ("Acme", "7", tuple(rows))


def test_a_reference_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        GUIDE.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("status", ["", "4x", "40", "4040", "abc", "0xx", "x04", "404 "])
def test_a_status_that_is_none_is_refused(status: str) -> None:
    with pytest.raises(BadReference, match="three digits"):
        Reference(entries=(_entry(status),))


def test_two_entries_for_one_status_are_refused() -> None:
    with pytest.raises(BadReference) as caught:
        Reference(entries=(_entry("404"), _entry("404")))
    assert caught.value.place == "status 404"


def test_equal_references_are_equal() -> None:
    assert Reference(entries=(_entry("404"),)) == Reference(entries=(_entry("404"),))


def test_the_default_guide_round_trips_through_its_own_format() -> None:
    text = "\n".join(_as_toml(entry) for entry in GUIDE.entries)
    assert read_guide(text, source="again") == GUIDE.entries


def _as_toml(entry: GuideEntry) -> str:
    steps = ", ".join(_quoted(step) for step in entry.fix)
    rows = {"status": entry.status, "title": entry.title, "meaning": entry.meaning, "link": entry.link,
            "audience": entry.audience.value}  # fmt: skip
    return (
        "[[entry]]\nfix = [" + steps + "]\n" + "\n".join(f"{name} = {_quoted(value)}" for name, value in rows.items())
    )


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def test_a_broken_document_is_refused_with_its_place() -> None:
    with pytest.raises(BadReference) as caught:
        read_guide("[[entry]\n", source="guide.toml")
    assert caught.value.place == "guide.toml"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("fix = []", "list of steps"),
        ('fix = "one"', "list of steps"),
        ('fix = ["a"]\naudience = "nobody"', "nobody"),
        ("", "fix"),
    ],
)
def test_an_incomplete_entry_is_refused_with_its_number(line: str, problem: str) -> None:
    head = '[[entry]]\nstatus = "404"\ntitle = "t"\nmeaning = "m"\nlink = "l"\n'
    with pytest.raises(BadReference, match=problem) as caught:
        read_guide(head + line, source="guide.toml")
    assert caught.value.place == "guide.toml, entry 1"
