"""Becoming staff, signing in, being locked out; and the security policy of every page."""

import io
import re
import sys

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from tickets.models import User
from tickets.services import staffing
from tickets.tests.staffed import LIST, agent, signed_in, submitted, superuser

pytestmark = pytest.mark.django_db
WORD = "a long enough word"


def staff(*words: str) -> str:
    said = io.StringIO()
    call_command("staff", *words, stdout=said)
    return said.getvalue()


def sign_in(client: Client, email: str, password: str) -> int:
    return client.post(
        "/admin/login/?next=/admin/", {"username": email, "password": password, "next": "/admin/"}
    ).status_code


def test_the_command_makes_an_agent_and_shows_the_password_once() -> None:
    said = staff("ada@desk.example")
    password = re.search(r"shown only now: (\S+)", said)
    assert password is not None
    ada = User.objects.get(email="ada@desk.example")
    assert (ada.is_staff, ada.is_superuser) == (True, False)
    assert sign_in(Client(), "Ada@Desk.example", password[1]) == 302


def test_it_may_be_run_again_and_keeps_the_password() -> None:
    staff("ada@desk.example")
    before = User.objects.get().password
    assert "Password" not in staff("ADA@desk.example")
    assert User.objects.get().password == before
    assert Group.objects.count() == 1


def test_the_first_of_the_staff_may_do_everything() -> None:
    staff("root@desk.example", "--superuser")
    staff("root@desk.example")
    assert User.objects.get().is_superuser


def test_a_lead_is_an_agent_who_also_decides() -> None:
    staff("lea@desk.example", "--lead")
    assert "Password" not in staff("lea@desk.example")
    lea = User.objects.get(email="lea@desk.example")
    assert sorted(lea.groups.values_list("name", flat=True)) == ["Leads", "Support"]
    assert [lea.has_perm(f"tickets.{each}") for each in ("work_ticket", "change_incident", "add_user")] == [
        True,
        True,
        False,
    ]


def test_the_password_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{WORD}\n"))
    assert WORD not in staff("ada@desk.example", "--password-stdin")
    assert User.objects.get().check_password(WORD)


@pytest.mark.parametrize("given", ["", "\n", "123\n", "password\n"])
def test_a_password_that_is_no_password_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    with pytest.raises(CommandError, match="password"):
        staff("ada@desk.example", "--password-stdin")
    assert not User.objects.exists()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="is not an e-mail address"):
        staff("ada")


def test_agents_may_do_what_the_list_says_and_no_more() -> None:
    ada = agent()
    assert ada.get_all_permissions() == {f"tickets.{name}" for name in staffing.MAY}


def test_a_ticket_can_be_given_to_agents_and_superusers_only() -> None:
    ada, root = agent(), superuser()
    User.objects.create_user("plain@desk.example", is_staff=True)
    assert staffing.agents() == [ada, root]


def test_the_login_page_asks_for_an_address() -> None:
    page = Client().get("/admin/login/").content.decode()
    assert "Sign in to the console" in page
    assert 'type="email" name="username"' in page


def test_a_wrong_password_is_told_in_words() -> None:
    agent()
    answer = Client().post("/admin/login/", {"username": "ada@desk.example", "password": "wrong"})
    assert "Please enter the correct" in answer.content.decode()


def test_ten_wrong_passwords_lock_the_address_out_and_say_for_how_long() -> None:
    agent()
    client = Client()
    for _ in range(9):
        assert sign_in(client, "ada@desk.example", "wrong") == 200
    assert sign_in(client, "ada@desk.example", "wrong") == 429
    answer = client.post("/admin/login/", {"username": "ada@desk.example", "password": WORD})
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
    assert "15 minutes" in answer.content.decode().replace("\xa0", " ")


def test_other_spellings_of_an_address_get_no_tries_of_their_own() -> None:
    agent()
    client = Client()
    for spelling in ("ada@desk.example", "Ada@Desk.example") * 5:
        status = sign_in(client, spelling, "wrong")
    assert status == 429
    assert sign_in(client, "ADA@DESK.EXAMPLE", WORD) == 429


def test_someone_elses_mistakes_lock_nobody_else_out() -> None:
    agent()
    agent("bo@desk.example", "Bo")
    client = Client()
    for _ in range(10):
        sign_in(client, "ada@desk.example", "wrong")
    assert sign_in(client, "bo@desk.example", WORD) == 302


def test_the_address_without_its_slash_leads_to_the_console() -> None:
    answer = Client().get("/admin")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_signing_out_is_a_post() -> None:
    client = signed_in(agent())
    assert client.get("/admin/logout/").status_code == 405
    client.post("/admin/logout/")
    assert client.get(LIST).status_code == 302


def test_every_page_keeps_the_strict_policy_and_holds_no_inline_script_or_style() -> None:
    root, ticket = signed_in(superuser()), submitted()
    pages = ["/admin/", LIST, f"{LIST}{ticket.pk}/change/", f"{LIST}add/", "/admin/tickets/queue/1/change/"]
    for page in [*pages, "/admin/tickets/user/add/", "/admin/tickets/apikey/add/", "/admin/password_change/"]:
        answer = root.get(page)
        assert answer.status_code == 200, page
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        html = answer.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html), page
        assert not re.search(r"<style|\sstyle=|\son\w+=", html), page
