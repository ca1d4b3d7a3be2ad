"""The name of a file is text that a customer chose: what it holds is masked, as it stood on their disk."""

import io

import pytest
from django.test import Client

from tickets.models import Attachment
from tickets.services import guiding
from tickets.tests.web_pastes import not_found

pytestmark = pytest.mark.django_db
KEY = "maple-otter-velvet-42"


def stored(client: Client, name: str) -> str:
    """The name of a file that a browser sent under ``name``, as it is stored."""
    guiding.load_default()
    file = io.BytesIO(b"03:12 retrying")
    file.name = name
    client.post("/", {"paste": not_found().text, "file": file})
    return str(Attachment.objects.get().name)


def test_a_browsers_escapes_do_not_hide_what_is_quoted(client: Client) -> None:
    name = stored(client, f"auth=(%22user%22, %22{KEY}%22).log")
    assert KEY not in name
    assert name.startswith('auth=("user", "')
    assert name.endswith(".log")


def test_a_name_of_two_lines_is_read_as_such_and_kept_as_one(client: Client) -> None:
    name = stored(client, f"password:%0A{KEY}.log")
    assert KEY not in name
    assert "\n" not in name


def test_what_django_glues_to_a_name_that_is_too_long_is_no_part_of_it(client: Client) -> None:
    token = "Jf8Kq2Lz" * 6
    name = stored(client, f"Authorization: Bearer {'a1B2' * 70}.{token}")
    assert not any(token[at : at + 8] in name for at in range(len(token) - 7))
