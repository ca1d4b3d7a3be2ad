"""The customer's own text in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from tickets.models import Finding, Mask
from tickets.services.showing import Piece, parted, pieces
from tickets.web.transcript import Snippet, marked, snippets

TEXT = "GET /v1/pets?key=MARKER HTTP/1.1\nHost: example.com\n\nHTTP/1.1 404 Not Found\n"
places = st.integers(0, 90)
MASK = Mask(kind="api-key", name="key", start=17, end=23)


def finding(*spans: tuple[int, int]) -> Finding:
    return Finding(rule="X-001", evidence=[{"part": "call", "start": a, "end": b, "text": TEXT[a:b]} for a, b in spans])


def told(snippet: Snippet) -> str:
    return "".join(piece.text for piece in snippet.pieces)


def test_text_without_marks_is_one_piece() -> None:
    assert pieces("GET /", [], []) == (Piece("GET /"),)


def test_a_piece_names_the_findings_it_is_evidence_of() -> None:
    shown = pieces(TEXT, [finding((4, 12)), finding((8, 12), (52, 60))], [])
    assert [(piece.text, piece.findings, piece.begins) for piece in shown if piece.findings] == [
        ("/v1/", (1,), (1,)),
        ("pets", (1, 2), (2,)),
        ("HTTP/1.1", (2,), ()),
    ]


def test_evidence_takes_in_all_of_a_mask_that_it_would_cut() -> None:
    shown = pieces(TEXT, [finding((4, 20))], [MASK])
    assert [piece.text for piece in shown if piece.findings] == ["/v1/pets?key=", "MARKER"]
    assert [piece.text for piece in shown if piece.mask] == ["MARKER"]


def test_a_snippet_is_the_line_that_the_evidence_stands_in() -> None:
    (snippet,) = snippets(TEXT, 1, finding((8, 12)), [MASK])
    assert told(snippet) == "GET /v1/pets?key=MARKER HTTP/1.1"
    assert not snippet.cut_before
    assert not snippet.cut_after


def test_a_snippet_of_a_long_line_is_shortened_on_both_sides() -> None:
    text = "a" * 500 + "EVIDENCE" + "b" * 500
    (snippet,) = snippets(text, 1, Finding(evidence=[{"start": 500, "end": 508}]), [])
    assert told(snippet) == "a" * 120 + "EVIDENCE" + "b" * 120
    assert snippet.cut_before
    assert snippet.cut_after


def test_long_evidence_is_shortened_in_its_snippet() -> None:
    (snippet,) = snippets("x" * 5000, 1, Finding(evidence=[{"start": 0, "end": 5000}]), [])
    assert len(told(snippet)) == 720
    assert snippet.cut_after


def test_each_place_is_shown_once_and_a_few_at_most() -> None:
    assert len(snippets(TEXT, 1, finding((4, 12), (4, 12)), [])) == 1
    assert len(snippets(TEXT, 1, finding((0, 3), (4, 7), (8, 12), (24, 32), (52, 60)), [])) == 3


def test_text_is_parted_where_the_second_box_begins() -> None:
    before, after = parted(pieces(TEXT, [finding((40, 60))], [MASK]), 52)
    assert "".join(piece.text for piece in before) == TEXT[:52]
    assert "".join(piece.text for piece in after) == TEXT[52:]
    assert [piece.begins for piece in after if piece.findings] == [()]


def test_what_only_looks_like_a_marker_is_text() -> None:
    assert marked("~masked.NO~ and ~masked.~") == (Piece("~masked.NO~ and ~masked.~"),)


def test_an_empty_text_has_no_pieces() -> None:
    assert marked("") == ()


@given(
    st.text(max_size=80), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=6), st.integers(0, 90)
)
def test_the_pieces_joined_are_the_text(text: str, spans: list[tuple[int, int]], at: int) -> None:
    shown = pieces(text, [Finding(evidence=[{"start": a, "end": b}]) for a, b in spans], [])
    before, after = parted(shown, at)
    assert "".join(piece.text for piece in shown) == text
    assert "".join(piece.text for piece in before) == text[:at]
    assert "".join(piece.text for piece in after) == text[at:]
    for a, b in spans:
        for snippet in snippets(text, 1, Finding(evidence=[{"start": a, "end": b}]), []):
            assert told(snippet) in text
