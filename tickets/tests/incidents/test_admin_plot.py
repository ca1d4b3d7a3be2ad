"""The plot of an incident's rate: a picture of numbers and times alone."""

import sys
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from tickets.admin.plot import plot_of
from tickets.tests.incidents.pages import PAGES, ago, incident, met_by
from tickets.tests.staffed import agent, signed_in

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def root_of(*tickets: int, step: timedelta = timedelta(minutes=5)) -> ElementTree.Element:
    return ElementTree.fromstring(plot_of([(START + step * at, each) for at, each in enumerate(tickets)]).svg)


def texts(root: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def test_there_is_a_bar_for_each_step_of_time() -> None:
    bars = [
        float(each.get("height", "0"))
        for each in root_of(1, 0, 4).iter(f"{SVG}rect")
        if "rect" in str(each.get("class"))
    ]
    assert len(bars) == 12
    assert bars[:9] == [0] * 9
    assert bars[10] == 0
    assert bars[11] == pytest.approx(4 * bars[9], rel=0.01)


def test_times_and_whole_numbers_stand_at_its_edges() -> None:
    assert texts(root_of(1, 3))[:4] == ["0", "1", "2", "3"]
    assert texts(root_of(*[1] * 13))[2:] == ["09:00", "09:10", "09:20", "09:30", "09:40", "09:50", "10:00"]
    assert texts(root_of(*[9] * 12, step=timedelta(days=3)))[-2:] == ["17 Dec", "23 Dec"]


def test_sixty_steps_are_labelled_now_and_then() -> None:
    assert len(texts(root_of(*range(60)))) < 15


def test_what_has_just_begun_stands_after_an_empty_time() -> None:
    times = [(START + timedelta(minutes=at), 1) for at in range(20)]
    assert plot_of(times[:1]).svg.count(b'class="bar"') == 12
    assert plot_of(times).svg.count(b'class="bar"') == 20


def test_nothing_and_a_single_step_are_pictures_too() -> None:
    assert len(list(root_of().iter())) > 3
    assert texts(root_of(1))[-1] == "08:59"


def test_it_holds_no_script_no_comment_and_no_style_of_an_element() -> None:
    svg = plot_of([(START, 3)]).svg.decode()
    assert "<script" not in svg
    assert "<!--" not in svg
    assert 'style="' not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_importing_it_leaves_no_finder_of_an_old_kind_behind() -> None:
    assert all(hasattr(finder, "find_spec") for finder in sys.meta_path)


@pytest.mark.django_db
def test_it_is_shown_under_a_policy_that_lets_it_style_itself_alone() -> None:
    found = incident()
    met_by(found, 2, received_at=ago(minutes=30))
    answer = signed_in(agent()).get(f"{PAGES}{found.pk}/rate.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_it_names_nobody() -> None:
    found = incident("The secret title")
    met_by(found, 1, subject="their words")
    svg = signed_in(agent()).get(f"{PAGES}{found.pk}/rate.svg").content.decode()
    assert not [word for word in ("secret", "their words", "shop.example", "charges") if word in svg]


@pytest.mark.django_db
def test_whoever_may_see_no_incident_sees_no_plot() -> None:
    found, user = incident(), agent()
    assert Client().get(f"{PAGES}{found.pk}/rate.svg").status_code == 302
    user.groups.clear()
    assert signed_in(user).get(f"{PAGES}{found.pk}/rate.svg").status_code == 403
