"""Marked text in segments."""

from hypothesis import given
from hypothesis import strategies as st

from tickets.services.showing import Segment, segments

spans = st.tuples(
    st.integers(-5, 60), st.integers(-5, 60), st.sampled_from(["evidence", "mask"]), st.text("abc", max_size=3)
)


def test_a_text_without_marks_is_one_segment() -> None:
    assert segments("GET /", ()) == (Segment("GET /"),)


def test_an_empty_text_has_no_segments() -> None:
    assert segments("", [(0, 3, "mask", "key")]) == ()


def test_a_mark_cuts_the_text_in_three() -> None:
    assert segments("GET /pets HTTP", [(4, 9, "evidence", "no such path")]) == (
        Segment("GET "),
        Segment("/pets", "evidence", "no such path"),
        Segment(" HTTP"),
    )


def test_a_mask_inside_evidence_shows_both() -> None:
    found = segments("Auth: KEY!", [(0, 10, "evidence", "expired"), (6, 9, "mask", "Masked: bearer")])
    assert found == (
        Segment("Auth: ", "evidence", "expired"),
        Segment("KEY", "evidence mask", "expired · Masked: bearer"),
        Segment("!", "evidence", "expired"),
    )


def test_two_findings_about_one_place_are_both_named() -> None:
    found = segments("/pets", [(0, 5, "evidence", "one"), (0, 5, "evidence", "two")])
    assert found == (Segment("/pets", "evidence", "one · two"),)


def test_a_mark_that_overruns_the_text_is_cut_off() -> None:
    assert segments("abc", [(-4, 1, "mask", "x"), (2, 99, "mask", "y")]) == (
        Segment("a", "mask", "x"),
        Segment("b"),
        Segment("c", "mask", "y"),
    )


@given(st.text(max_size=50), st.lists(spans, max_size=12))
def test_the_segments_joined_are_the_text(text: str, marks: list[tuple[int, int, str, str]]) -> None:
    found = segments(text, marks)
    assert "".join(each.text for each in found) == text
    assert all(each.text for each in found)


@given(st.text(min_size=1, max_size=50), st.lists(spans, max_size=12))
def test_every_character_has_the_kinds_of_the_marks_over_it(text: str, marks: list[tuple[int, int, str, str]]) -> None:
    at = 0
    for each in segments(text, marks):
        for place in range(at, at + len(each.text)):
            assert set(each.kind.split()) == {kind for start, end, kind, _ in marks if start <= place < end}
        at += len(each.text)
