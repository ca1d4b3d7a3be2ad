"""Who may call: API keys, their scopes, and how often."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from tickets.api.authentication import MOST_REMEMBERED, RecentKeys
from tickets.models import ApiKey, Customer, Ticket, User
from tickets.tests.api.samples import DIAGNOSES, NOT_FOUND, TICKETS, Caller, code_of, holder_of_a_key

CountQueries = Callable[[int], AbstractContextManager[object]]
START = timezone.now().replace(microsecond=0)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until it is moved."""
    with time_machine.travel(START, tick=False) as coordinates:
        yield coordinates


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Token", "TOKEN"])
def test_a_key_is_sent_as_bearer_or_token(dev: Caller, anyone: Caller, scheme: str) -> None:
    assert anyone.get(TICKETS, Authorization=f"{scheme}  {dev.key} ").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer desk_" + "0" * 64,
        "Bearer caf\u00e9",
        "Bearer \xff\xfe",
        "Bearer " + "x" * 10_000,
        "Bearer a b",
        "\x00",
        "Bearer \x00",
    ],
)
@pytest.mark.parametrize("path", [TICKETS, "/api/v1/reference"])
def test_a_wrong_key_is_refused_even_where_none_is_needed(anyone: Caller, header: str, path: str) -> None:
    answer = anyone.get(path, Authorization=header)
    assert (answer.status_code, code_of(answer)) == (401, "key_invalid")
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_blank_header_is_no_key(anyone: Caller) -> None:
    assert anyone.get("/api/v1/reference", Authorization=" ").status_code == 200


def test_a_key_to_read_cannot_write(anyone: Caller) -> None:
    reader = holder_of_a_key("dev@shop.example", ApiKey.Scope.READ)
    answer = reader.json(TICKETS, {"paste": NOT_FOUND})
    assert (answer.status_code, code_of(answer)) == (403, "scope_missing")
    assert 'scope="write"' in answer["WWW-Authenticate"]
    assert reader.get(TICKETS).status_code == 200
    assert reader.json(DIAGNOSES, {"paste": NOT_FOUND}).status_code == 200
    assert not Ticket.objects.exists()


def test_a_key_to_write_cannot_read() -> None:
    writer = holder_of_a_key("dev@shop.example", ApiKey.Scope.WRITE)
    number = writer.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    for path in (TICKETS, f"{TICKETS}/{number}", f"{TICKETS}/{number}/messages"):
        assert code_of(writer.get(path)) == "scope_missing"


def test_a_key_is_looked_up_once_per_half_minute(
    dev: Caller, clock: time_machine.Traveller, django_assert_num_queries: CountQueries
) -> None:
    with django_assert_num_queries(3):  # key, its last use, tickets
        dev.get(TICKETS)
    with django_assert_num_queries(1):
        dev.get(TICKETS)
    clock.shift(31)
    with django_assert_num_queries(2):  # key, tickets
        dev.get(TICKETS)


def test_its_last_use_is_written_once_a_minute(dev: Caller, clock: time_machine.Traveller) -> None:
    for seconds in (0, 31, 31):
        clock.shift(seconds)
        dev.get(TICKETS)
    assert ApiKey.objects.get().last_used_at == START + timedelta(seconds=62)


def test_a_revoked_key_is_of_no_use_after_half_a_minute(dev: Caller, clock: time_machine.Traveller) -> None:
    assert dev.get(TICKETS).status_code == 200
    ApiKey.objects.all().delete()
    clock.shift(31)
    assert code_of(dev.get(TICKETS)) == "key_invalid"


def test_an_expired_key_is_of_no_use_at_once(dev: Caller, clock: time_machine.Traveller) -> None:
    ApiKey.objects.update(expiry=START + timedelta(seconds=5))
    assert dev.get(TICKETS).status_code == 200
    clock.shift(5)
    assert code_of(dev.get(TICKETS)) == "key_invalid"


def test_the_key_of_a_deactivated_user_is_of_no_use(dev: Caller) -> None:
    User.objects.update(is_active=False)
    assert code_of(dev.get(TICKETS)) == "key_invalid"


def test_a_clock_that_was_set_back_does_not_keep_a_revoked_key(dev: Caller, clock: time_machine.Traveller) -> None:
    dev.get(TICKETS)
    ApiKey.objects.all().delete()
    clock.shift(-3600)
    assert code_of(dev.get(TICKETS)) == "key_invalid"


def test_no_more_keys_are_remembered_than_there_is_room_for(dev: Caller) -> None:
    recent = RecentKeys()
    key = ApiKey.objects.get()
    until = timezone.now() + timedelta(seconds=30)
    recent._known.update({str(number): (until, key) for number in range(MOST_REMEMBERED)})
    assert recent.get(key.digest, now=timezone.now()) == key
    assert len(recent._known) == 1


def test_who_asks_too_often_is_told_how_long_to_wait(anyone: Caller, settings: Settings) -> None:
    settings.THROTTLE_ADDRESS = "2/day"
    codes = [anyone.get("/api/v1/reference").status_code for _ in range(2)]
    answer = anyone.get("/api/v1/reference")
    assert codes == [200, 200]
    assert (answer.status_code, code_of(answer)) == (429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 86_400


def test_the_terminal_is_told_so_too(anyone: Caller, settings: Settings) -> None:
    settings.THROTTLE_ADDRESS = "0/day"
    answer = anyone.raw(TICKETS, NOT_FOUND)
    assert answer.status_code == 429
    assert answer.content.startswith(b"429 Too many requests")


def test_a_key_has_its_own_rate(anyone: Caller, dev: Caller, settings: Settings) -> None:
    settings.THROTTLE_ADDRESS, settings.THROTTLE_KEY = "0/day", "2/day"
    assert anyone.get("/api/v1/reference").status_code == 429
    assert [dev.get(TICKETS).status_code for _ in range(3)] == [200, 200, 429]


def test_two_keys_of_one_user_share_a_rate(dev: Caller, settings: Settings) -> None:
    settings.THROTTLE_KEY = "1/day"
    assert dev.get(TICKETS).status_code == 200
    assert holder_of_a_key("dev@shop.example").get(TICKETS).status_code == 429


def test_guessing_keys_counts_against_the_address(anyone: Caller, settings: Settings) -> None:
    settings.THROTTLE_ADDRESS = "2/day"
    answers = [anyone.get(TICKETS, Authorization="Bearer guess") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]


def test_addresses_behind_a_proxy_are_counted_apart(anyone: Caller, settings: Settings) -> None:
    settings.TRUSTED_PROXIES, settings.THROTTLE_ADDRESS = 1, "1/day"
    for address in ("192.0.2.1", "invented, 192.0.2.2"):
        assert anyone.get("/api/v1/reference", X_Forwarded_For=address).status_code == 200
    assert anyone.get("/api/v1/reference", X_Forwarded_For="other, 192.0.2.2").status_code == 429


def made(*arguments: str) -> str:
    """What the command prints on standard output."""
    out = StringIO()
    call_command("api_key", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_makes_a_user_and_prints_a_key_that_works() -> None:
    token = made("New@Shop.example").strip()
    user = User.objects.get()
    assert user.email == "new@shop.example"
    assert not user.has_usable_password()
    assert Customer.objects.get().user == user
    assert Caller(token).get(TICKETS).status_code == 200
    assert token not in str(ApiKey.objects.values())


def test_the_command_gives_a_known_user_another_key() -> None:
    User.objects.create_user("dev@shop.example")
    made("DEV@shop.example", "--name", "CI")
    assert User.objects.count() == 1
    assert ApiKey.objects.get().name == "CI"


def test_the_command_limits_a_key_to_scopes() -> None:
    made("dev@shop.example", "--scope", "read", "--scope", "read")
    assert ApiKey.objects.get().scopes == ["read"]


def test_the_command_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        made("dev")


def test_the_command_refuses_a_key_that_would_not_work() -> None:
    User.objects.create_user("dev@shop.example", is_active=False)
    with pytest.raises(CommandError, match="deactivated"):
        made("dev@shop.example")
    assert not ApiKey.objects.exists()
