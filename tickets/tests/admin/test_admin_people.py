"""Users, customers, organisations and API keys in the console."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tickets.models import ApiKey, Customer, Organisation, User
from tickets.services import keys
from tickets.tests.staffed import agent, many, signed_in, superuser

pytestmark = pytest.mark.django_db
WORD = "a long enough word"


@pytest.fixture
def root() -> Client:
    return signed_in(superuser())


def test_a_user_is_added_by_address(root: Client) -> None:
    given = {"email": "new@desk.example", "usable_password": "true", "password1": WORD, "password2": WORD}
    assert root.post("/admin/tickets/user/add/", given).status_code == 302
    assert User.objects.get(email="new@desk.example").check_password(WORD)


def test_a_user_may_have_no_password(root: Client) -> None:
    given = {"email": "new@desk.example", "usable_password": "false"}
    root.post("/admin/tickets/user/add/", given)
    assert not User.objects.get(email="new@desk.example").has_usable_password()


def test_an_address_is_taken_however_it_is_cased(root: Client) -> None:
    agent("ada@desk.example")
    given = {"email": "ADA@desk.example", "usable_password": "true", "password1": WORD, "password2": WORD}
    assert (
        "Someone already signs in with this address." in root.post("/admin/tickets/user/add/", given).content.decode()
    )


def test_a_user_is_changed_and_found(root: Client) -> None:
    ada = agent()
    page = root.get(f"/admin/tickets/user/{ada.pk}/change/")
    given = {**page.context["adminform"].form.initial, "first_name": "Augusta", "is_active": "on", "is_staff": "on"}
    given = {
        name: value
        for name, value in given.items()
        if name in ("email", "first_name", "last_name", "is_active", "is_staff")
    }
    assert root.post(f"/admin/tickets/user/{ada.pk}/change/", given).status_code == 302
    assert "Augusta" in root.get("/admin/tickets/user/?q=ada").content.decode()


def test_a_users_password_can_be_set_anew(root: Client) -> None:
    ada = agent()
    given = {
        "usable_password": "true",
        "password1": "another long word",
        "password2": "another long word",
        "set-password": "1",
    }
    assert root.post(f"/admin/tickets/user/{ada.pk}/password/", given).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password("another long word")


def test_agents_see_neither_users_nor_keys() -> None:
    client = signed_in(agent())
    for page in ("user/", "user/add/", "apikey/", "apikey/add/"):
        assert client.get(f"/admin/tickets/{page}").status_code == 403


def test_a_key_is_made_and_shown_once(root: Client) -> None:
    user = User.objects.create_user("dev@shop.example")
    answer = root.post(
        "/admin/tickets/apikey/add/", {"email": "DEV@shop.example", "name": "nightly", "scopes": ["read"]}
    )
    key = ApiKey.objects.get()
    shown = re.search(r"<code>(desk_[0-9a-f]+)</code>", answer.content.decode())
    assert shown is not None
    assert key.token_key == shown[1][: len(key.token_key)]
    assert (key.user, key.name, key.scopes) == (user, "nightly", ["read"])
    assert Customer.objects.get(user=user)
    assert answer["Cache-Control"].find("no-store") >= 0
    for page in ("/admin/tickets/apikey/", f"/admin/tickets/apikey/{key.pk}/change/", "/admin/"):
        assert shown[1] not in root.get(page).content.decode()
    assert not any(shown[1] in str(each.get_decoded()) for each in Session.objects.all())
    assert shown[1] not in str(root.cookies)


def test_a_key_needs_a_user_a_name_and_a_scope(root: Client) -> None:
    page = root.post("/admin/tickets/apikey/add/", {"email": "who@shop.example", "name": "x", "scopes": ["read"]})
    assert "Nobody signs in with this address." in page.content.decode()
    User.objects.create_user("who@shop.example")
    for missing in ("name", "scopes"):
        given = {"email": "who@shop.example", "name": "x", "scopes": ["read"]}
        del given[missing]
        assert "This field is required." in root.post("/admin/tickets/apikey/add/", given).content.decode()
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_by_deleting_it_and_never_edited(root: Client) -> None:
    keys.make(user=User.objects.create_user("dev@shop.example"), name="old")
    key = ApiKey.objects.get()
    assert root.post(f"/admin/tickets/apikey/{key.pk}/change/", {"name": "new"}).status_code == 403
    root.post(f"/admin/tickets/apikey/{key.pk}/delete/", {"post": "yes"})
    assert not ApiKey.objects.exists()


def test_a_customer_leads_to_their_tickets(root: Client) -> None:
    customer = Customer.objects.create(email="dev@shop.example", organisation=Organisation.objects.create(name="Shop"))
    many(1, customer=customer)
    page = root.get(f"/admin/tickets/customer/{customer.pk}/change/").content.decode()
    assert f"?customer__id__exact={customer.pk}&amp;state=all" in page


def test_a_customer_is_found_by_the_whole_address_however_cased(root: Client) -> None:
    wanted = Customer.objects.create(email="dev@shop.example")
    Customer.objects.create(email="other@shop.example")
    assert list(root.get("/admin/tickets/customer/?q=Dev@Shop.example").context["cl"].result_list) == [wanted]
    assert not root.get("/admin/tickets/customer/?q=dev").context["cl"].result_list


def test_every_page_of_the_console_opens(root: Client) -> None:
    for model in ("customer", "organisation", "user", "apikey", "queue", "guideentry", "incident", "owed", "ticket"):
        assert root.get(f"/admin/tickets/{model}/").status_code == 200, model
    for model in ("customer", "organisation", "user", "apikey", "queue", "guideentry", "ticket"):
        assert root.get(f"/admin/tickets/{model}/add/").status_code == 200, model
    for page in ("/admin/auth/group/", "/admin/tickets/", "/admin/password_change/"):
        assert root.get(page).status_code == 200, page
