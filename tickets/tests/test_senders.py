"""Whose calls are counted and remembered."""

import pytest
from pytest_django import Settings

from tickets.services import senders, throttling


def test_the_address_is_the_peers_where_no_proxy_is_trusted(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    meta = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}
    assert senders.address_of(meta) == "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "invented, 198.51.100.7", "198.51.100.7"),
        (2, "invented, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (3, "198.51.100.7", "198.51.100.7"),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert senders.address_of({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}) == address


def test_a_server_that_tells_no_address_is_one_sender() -> None:
    assert senders.address_of({}) == ""


def test_an_address_is_hashed_with_a_key(settings: Settings) -> None:
    first = senders.of_address("192.0.2.1")
    settings.SENDER_KEY = "another key"
    assert "192.0.2.1" not in first
    assert senders.of_address("192.0.2.1") != first


def test_a_sender_within_the_rate_need_not_wait() -> None:
    assert [throttling.wait_for("within", "3/day", scope="test") for _ in range(3)] == [0, 0, 0]


def test_a_sender_over_the_rate_is_told_how_long() -> None:
    waits = [throttling.wait_for("over", "2/day", scope="test") for _ in range(3)]
    assert waits[:2] == [0, 0]
    assert 0 < waits[2] <= 86_400


def test_senders_and_scopes_are_counted_apart() -> None:
    for sender, scope in (("apart", "one"), ("apart", "two"), ("other", "one")):
        assert throttling.wait_for(sender, "1/day", scope=scope) == 0


def test_an_empty_rate_is_no_limit() -> None:
    assert {throttling.wait_for("free", "", scope="test") for _ in range(50)} == {0}
