"""The door lets no header choose a codec."""

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.wsgi import application, without_charset

CODECS = ["hex", "rot13", "idna", "punycode", "zlib", "undefined", "utf-16", "nonsense", "\xff", '"hex"', "=", ";"]


def status_of(content_type: str, query: str = "q=%FF") -> int:
    """What the desk answers on a page that needs nothing."""
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        statuses.append(status)

    environ: dict[str, Any] = {
        "PATH_INFO": "/livez",
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": "2",
        "wsgi.input": BytesIO(b"{}"),
        "SERVER_NAME": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
    }
    setup_testing_defaults(environ)
    list(application(environ, start))
    return int(statuses[0].split()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_a_charset_is_no_codec_of_the_callers_choice(media_type: str, codec: str) -> None:
    for name in ("charset", "Charset", "charset*", "charset*0"):
        assert status_of(f"{media_type}; {name}={codec}") == 200


@pytest.mark.django_db
def test_a_query_of_a_thousand_parameters_does_not_fail_at_the_door() -> None:
    assert status_of("text/plain; charset=utf-8", query="a&" * 1100) == 200


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("application/json; charset=utf-8", "application/json"),
        ("multipart/form-data; charset=hex; boundary=----x y", 'multipart/form-data; boundary="----x y"'),
        ('multipart/form-data; boundary="a\\"b"; charset=hex', "multipart/form-data"),
        ("charset", "charset"),
    ],
)
def test_the_boundary_is_kept(given: str, kept: str) -> None:
    assert without_charset(given) == kept


@given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60))
def test_any_header_is_taken(rest: str) -> None:
    assert "charset=" not in without_charset(f"text/plain; charset={rest}").partition(";")[2]
