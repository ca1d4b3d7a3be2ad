"""An answer is fetched within three seconds and two megabytes, from where staff said and from nowhere else."""

import gzip
import socket
import threading
import time
import zlib

import pytest
from pytest_django import Settings

from tickets.services.statuspages import fetching
from tickets.services.statuspages.fetching import Unfetched
from tickets.services.statuspages.values import MAX_BYTES
from tickets.tests.statuspages import pages
from tickets.tests.statuspages.server import Answer, Page, seconds_at_most, silent

pytestmark = pytest.mark.usefixtures("_developing")
PACKED = (("Content-Encoding", "gzip"),)


def refused(*addresses: str, patience: float = fetching.PATIENCE) -> str:
    with pytest.raises(Unfetched) as caught:
        fetching.fetch(addresses, patience=patience)
    return str(caught.value)


def test_an_answer_is_fetched_as_it_is(page: Page) -> None:
    page.answers["/a"] = Answer(pages.atlassian())
    fetched = fetching.fetch([f"{page.url}/a"])
    assert (fetched.bodies, fetched.etag, fetched.same) == ((pages.atlassian(),), "", False)


def test_several_answers_are_fetched_in_their_order(page: Page) -> None:
    page.answers |= {"/a": Answer(b"first"), "/b": Answer(b"second")}
    assert fetching.fetch([f"{page.url}/a", f"{page.url}/b?x=1"]).bodies == (b"first", b"second")


def test_the_page_is_asked_under_its_own_name_and_told_nothing_else(page: Page) -> None:
    page.answers["/a"] = Answer(b"x")
    fetching.fetch([page.url.replace("127.0.0.1", "localhost") + "/a"])
    _, headers = page.asked[0]
    assert headers["Host"].startswith("localhost:")
    assert not {"Authorization", "Cookie", "Referer", "If-None-Match"} & set(headers)


def test_what_did_not_change_is_not_sent_again(page: Page) -> None:
    page.answers["/a"] = Answer(b"x", headers=(("ETag", '"v1"'),))
    first = fetching.fetch([f"{page.url}/a"])
    again = fetching.fetch([f"{page.url}/a"], etag=first.etag)
    assert (first.etag, again.same, again.bodies) == ('"v1"', True, ())


def test_two_answers_are_never_told_apart_by_one_etag(page: Page) -> None:
    page.answers |= {"/a": Answer(b"x", headers=(("ETag", '"v1"'),)), "/b": Answer(b"y")}
    assert fetching.fetch([f"{page.url}/a", f"{page.url}/b"], etag='"v1"').bodies == (b"x", b"y")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"x", delay=30),
        Answer(b"x" * 10_000, drip=0.05),
        Answer(drips_head=True, drip=0.05),
    ],
    ids=["silent", "dripping body", "dripping head"],
)
def test_a_slow_page_is_left_after_the_time_for_all_of_it(page: Page, answer: Answer) -> None:
    page.answers["/a"] = answer
    with seconds_at_most(2):
        assert "did not answer within 0.4 seconds" in refused(f"{page.url}/a", patience=0.4)


def test_the_time_is_for_all_answers_together(page: Page) -> None:
    page.answers["/a"] = Answer(b"x", delay=0.25)
    with seconds_at_most(2):
        assert "did not answer" in refused(*[f"{page.url}/a"] * 8, patience=0.6)
    assert len(page.asked) < 4


def test_a_port_that_never_says_a_word_is_left_after_three_seconds() -> None:
    with silent() as url, seconds_at_most(4.5):
        assert "within 3 seconds" in refused(url)


def test_a_name_that_does_not_resolve_in_time_keeps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_resolved", lambda *_: time.sleep(1.5))
    with seconds_at_most(1.2):
        assert "did not answer" in refused("https://status.acme.example", patience=0.3)


def test_a_huge_answer_is_left_while_it_comes(page: Page) -> None:
    page.answers["/a"] = Answer(b"x" * (MAX_BYTES + 1))
    assert "larger than" in refused(f"{page.url}/a")
    page.answers["/a"] = Answer(b"x" * MAX_BYTES)
    assert len(fetching.fetch([f"{page.url}/a"]).bodies[0]) == MAX_BYTES


def test_a_packed_answer_is_unpacked(page: Page) -> None:
    page.answers["/a"] = Answer(gzip.compress(pages.atlassian()), headers=PACKED)
    assert fetching.fetch([f"{page.url}/a"]).bodies == (pages.atlassian(),)


def test_a_bomb_is_unpacked_no_further_than_what_is_read(page: Page) -> None:
    page.answers["/a"] = Answer(gzip.compress(b"\0" * 200_000_000, 1), headers=PACKED)
    with seconds_at_most(2.5):
        assert "unpacks to more than" in refused(f"{page.url}/a")


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [(b"plain", "gzip", "no gzip"), (zlib.compress(b"x"), "deflate", "not asked for"), (b"x", "br", "not asked for")],
)
def test_a_page_that_lies_about_how_it_is_packed_is_told(page: Page, body: bytes, encoding: str, said: str) -> None:
    page.answers["/a"] = Answer(body, headers=(("Content-Encoding", encoding),))
    assert said in refused(f"{page.url}/a")


@pytest.mark.parametrize("status", [204, 206, 404, 429, 500, 503])
def test_only_a_200_is_an_answer(page: Page, status: int) -> None:
    page.answers["/a"] = Answer(b"", status=status)
    assert refused(f"{page.url}/a") == f"It answered with status {status}."


def test_a_redirect_within_the_host_is_followed(page: Page) -> None:
    page.answers |= {"/a": Answer(status=301, headers=(("Location", "/b"),)), "/b": Answer(b"here")}
    assert fetching.fetch([f"{page.url}/a"]).bodies == (b"here",)


ELSEWHERE = ["https://elsewhere.example/", "http://169.254.169.254/x", "http://localhost:1/", "file:///etc/passwd", ""]


@pytest.mark.parametrize("to", ELSEWHERE)
def test_a_redirect_to_anywhere_else_is_not(page: Page, to: str) -> None:
    page.answers["/a"] = Answer(status=302, headers=(("Location", to),))
    said = refused(f"{page.url}/a")
    assert "another host" in said or "without end" in said
    assert set(page.paths) == {"/a"}


def test_redirects_in_a_circle_end(page: Page) -> None:
    page.answers |= {
        "/a": Answer(status=302, headers=(("Location", "/b"),)),
        "/b": Answer(status=302, headers=(("Location", "/a"),)),
    }
    assert "without end" in refused(f"{page.url}/a")
    assert len(page.asked) == 4


def test_a_port_where_nobody_listens_is_told() -> None:
    with silent() as url:
        pass
    assert "could not be reached" in refused(url)


@pytest.mark.parametrize(
    "address",
    [
        "http://status.acme.example",
        "ftp://localhost/",
        "https://",
        "https://a:b@status.acme.example",
        "x",
        "https://[::1",
    ],
)
def test_only_https_is_read_and_nobody_is_signed_in(address: str) -> None:
    assert not fetching.may_be_read(address)
    assert refused(address)


def test_not_even_this_machine_is_read_over_http_where_customers_come(settings: Settings, page: Page) -> None:
    settings.DEBUG = False
    assert "Only https" in refused(f"{page.url}/a")
    assert page.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::1",
    ],
)
def test_a_name_at_a_private_address_is_refused_unless_a_setting_allows_it(
    address: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEBUG = False
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.216.34", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert "private address" in refused("https://status.acme.example")
    settings.STATUS_PAGE_PRIVATE = True
    assert fetching._resolved("status.acme.example", 443) == "93.184.216.34"


def test_tls_asks_for_the_name_at_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setattr(fetching, "_resolved", lambda *_: "127.0.0.1")

        def listen() -> None:
            connection, _ = listening.accept()
            with connection:
                said.append(connection.recv(4096))

        thread = threading.Thread(target=listen)
        thread.start()
        assert "could not be reached" in refused(f"https://status.acme.example:{port}/a")
        thread.join()
    assert b"status.acme.example" in said[0]  # the server name of RFC 6066 section 3, in the clear


def test_public_addresses_are_read(settings: Settings) -> None:
    assert all(map(fetching._is_public, ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822")))


def test_no_proxy_of_the_machine_is_asked(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    page.answers["/a"] = Answer(b"x")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetching.fetch([f"{page.url}/a"]).bodies == (b"x",)


def test_what_is_told_of_a_failure_quotes_nothing_that_was_answered(page: Page) -> None:
    page.answers["/a"] = Answer(b"canary", status=500, headers=(("X-Canary", "canary"),))
    assert "canary" not in refused(f"{page.url}/a")
    page.answers["/a"] = Answer(b"canary")
    assert "canary" not in repr(fetching.fetch([f"{page.url}/a"]))
