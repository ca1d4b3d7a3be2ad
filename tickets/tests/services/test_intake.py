"""The one door: what is stored, what is refused, and that a repetition makes no second ticket."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Customer, IdempotencyKey, Owed, Ticket
from tickets.services import intake, pasting
from tickets.services.intake import Origin
from tickets.services.pasting import Paste, Refused, UploadedText
from tickets.tests.services.samples import NOT_FOUND, NOW, UNAVAILABLE, Submit, everything_stored

ORIGIN = Origin(sender="addr:1")
SECRET = "hunter2" + "correcthorse"


def refused(paste: Paste) -> Refused:
    with pytest.raises(Refused) as caught:
        intake.submit(paste, ORIGIN, now=NOW)
    return caught.value


def test_a_404_is_answered_at_once_with_the_documented_fix(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    assert (ticket.state, ticket.verdict, ticket.status) == ("answered", "client_error", 404)
    guide = ticket.findings.last()
    assert guide is not None
    assert (guide.rule, guide.citation_source) == ("GUIDE-404", "guide")
    assert guide.fix
    assert [each.kind for each in ticket.owed.all()] == [Owed.Kind.GROUP]


def test_a_503_owes_a_place_in_the_queue(submit: Submit) -> None:
    ticket = submit(UNAVAILABLE)
    assert (ticket.state, ticket.verdict) == ("received", "server_error")
    assert [each.kind for each in ticket.owed.all()] == [Owed.Kind.ROUTE]


def test_the_row_tells_of_the_exchange_what_lists_and_search_need(submit: Submit) -> None:
    paste = UNAVAILABLE.replace("\n\n{}", "\nX-Request-Id: req_8f2\n\n{}")
    ticket = submit(paste)
    assert (ticket.method, ticket.url) == ("GET", "https://api.acme.example/v1/customers/cus_9")
    assert (ticket.path, ticket.request_id) == ("/v1/customers/cus_9", "req_8f2")
    for term in (ticket.number, ticket.number.replace("-", "").lower(), "req_8f2", "/v1/customers", ticket.url):
        assert list(Ticket.objects.search(term)) == [ticket]
    assert not Ticket.objects.search("/v2").exists()


def test_two_boxes_are_read_as_one_exchange() -> None:
    call, response = (
        "curl -X POST https://api.acme.example/v1/customers -d '{}'",
        "HTTP/1.1 422 Unprocessable Entity\n\n{}",
    )
    ticket = intake.submit(Paste(call, response), ORIGIN, now=NOW).ticket
    assert (ticket.method, ticket.status) == ("POST", 422)
    assert ticket.response_at is not None
    assert ticket.text[ticket.response_at :].startswith("HTTP/1.1 422")


def test_the_split_of_two_boxes_moves_with_what_was_masked_before_it() -> None:
    call = f"curl https://api.acme.example/v1/x -H 'Authorization: Bearer {SECRET}'"
    ticket = intake.submit(Paste(call, "HTTP/1.1 401 Unauthorized\n\n{}"), ORIGIN, now=NOW).ticket
    assert ticket.text[ticket.response_at or 0 :].startswith("HTTP/1.1 401")
    mask = ticket.masks.get()
    assert "masked" in ticket.text[mask.start : mask.end]


def test_no_secret_is_stored_anywhere() -> None:
    paste = Paste(
        f"curl https://u:{SECRET}@api.acme.example/v1/x?api_key={SECRET} -H 'Authorization: Bearer {SECRET}'",
        f'HTTP/1.1 500 Oops\nSet-Cookie: session={SECRET}\n\n{{"password": "{SECRET}"}}',
    )
    origin = Origin(sender="addr:1", subject=f"password={SECRET}", key="k")
    ticket = intake.submit(paste, origin, now=NOW).ticket
    assert ticket.masks.count() >= 4
    assert SECRET not in everything_stored()


def test_a_har_is_cut_to_the_exchange_in_question_before_anything_is_stored() -> None:
    entry = (
        '{"request": {"method": "GET", "url": "https://api.acme.example/v1/%s", "headers": [], "queryString": []},'
        ' "response": {"status": %d, "statusText": "", "headers": [], "content": {"mimeType": "application/json"}}}'
    )
    entries = ",".join(entry % pair for pair in (("private", 200), ("wanted", 404)))
    har = UploadedText("session.har", f'{{"log": {{"version": "1.2", "entries": [{entries}]}}}}'.encode())
    ticket = intake.submit(Paste(file=har), ORIGIN, now=NOW).ticket
    assert (ticket.path, ticket.status) == ("/v1/wanted", 404)
    assert "private" not in everything_stored()


def test_a_file_beside_the_text_is_attached_and_masked() -> None:
    log = UploadedText(f"token={SECRET}.log", f"Authorization: Bearer {SECRET}\nretrying\n".encode())
    ticket = intake.submit(Paste(NOT_FOUND, file=log), ORIGIN, now=NOW).ticket
    attached = ticket.attachments.get()
    assert "retrying" in attached.text
    assert attached.size == len(log.content)
    assert ticket.status == 404
    assert SECRET not in everything_stored()


@pytest.mark.parametrize("text", ["", "   \n\t ", "\ufeff"])
def test_nothing_is_refused_as_nothing(text: str) -> None:
    assert refused(Paste(text)).code == "empty"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"PK\x03\x04rest", "zip"), (b"\x89PNG\r\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG"), (b"%PDF-1.7", "PDF")],
)
def test_a_file_that_is_no_text_is_named(content: bytes, kind: str) -> None:
    problem = refused(Paste(file=UploadedText("x", content)))
    assert problem.code == "binary"
    assert kind in str(problem)


def test_noise_is_refused_as_binary() -> None:
    assert refused(Paste(bytes(range(256)).decode("latin-1") * 20)).code == "binary"


def test_what_powershell_redirects_into_a_file_is_read() -> None:
    content = b"\xff\xfe" + NOT_FOUND.encode("utf-16-le")
    ticket = intake.submit(Paste(file=UploadedText("out.txt", content)), ORIGIN, now=NOW).ticket
    assert ticket.status == 404


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\x1b[31m", "\u202e"])
def test_odd_characters_are_stored_as_text(odd: str) -> None:
    ticket = intake.submit(Paste(NOT_FOUND + odd), ORIGIN, now=NOW).ticket
    assert ticket.status == 404
    Ticket.objects.get(pk=ticket.pk).text.encode()


def test_a_paste_over_the_limit_is_refused_with_both_numbers(settings: Settings) -> None:
    settings.PASTE_MAX_BYTES = 1000
    problem = refused(Paste("é" * 501))
    assert problem.code == "too_large"
    assert "1,002 bytes" in str(problem)
    assert "1,000 bytes" in str(problem)


@pytest.mark.parametrize(
    ("text", "code", "missing"),
    [
        ("curl https://api.acme.example/v1/customers", "incomplete", "response"),
        ("hello, it does not work", "unreadable", "call"),
    ],
)
def test_what_is_missing_is_said_and_a_person_is_reachable_all_the_same(text: str, code: str, missing: str) -> None:
    problem = refused(Paste(text))
    assert problem.code == code
    assert missing in [each.what for each in problem.missing]
    assert not Ticket.objects.exists()

    ticket = intake.submit(Paste(text), ORIGIN, now=NOW, anyway=True).ticket
    assert (ticket.verdict, ticket.state) == (code, "received")
    assert ticket.owed.get().kind == Owed.Kind.ROUTE


def test_the_same_key_makes_one_ticket() -> None:
    origin = Origin(sender="addr:1", key="k1")
    first = intake.submit(Paste(NOT_FOUND), origin, now=NOW)
    again = intake.submit(Paste(NOT_FOUND), origin, now=NOW + timedelta(minutes=1))
    assert (first.replayed, again.replayed, again.ticket) == (False, True, first.ticket)
    assert Ticket.objects.count() == 1


def test_a_key_belongs_to_its_sender_and_to_its_text() -> None:
    intake.submit(Paste(NOT_FOUND), Origin(sender="addr:1", key="k1"), now=NOW)
    intake.submit(Paste(NOT_FOUND), Origin(sender="addr:2", key="k1"), now=NOW)
    assert Ticket.objects.count() == 2
    with pytest.raises(Refused) as caught:
        intake.submit(Paste(UNAVAILABLE), Origin(sender="addr:1", key="k1"), now=NOW)
    assert caught.value.code == "idempotency_key_reused"


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_ticket() -> None:
    start, tickets = threading.Barrier(5), []

    def click() -> None:
        start.wait()
        try:
            tickets.append(intake.submit(Paste(UNAVAILABLE), Origin(sender="addr:1", key="k"), now=NOW).ticket.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(tickets) == 5
    assert len(set(tickets)) == Ticket.objects.count() == IdempotencyKey.objects.count() == Owed.objects.count() == 1


def test_a_submission_asks_few_queries(django_assert_num_queries: DjangoAssertNumQueries, customer: Customer) -> None:
    intake.submit(Paste(NOT_FOUND), ORIGIN, now=NOW)
    with django_assert_num_queries(8):
        # the guide's stamp, savepoint, ticket, findings, event, place in the queue, mail, release
        intake.submit(Paste(UNAVAILABLE), Origin(sender="addr:1", customer=customer), now=NOW)


def test_what_is_answered_at_once_asks_no_more(
    django_assert_num_queries: DjangoAssertNumQueries, customer: Customer
) -> None:
    intake.submit(Paste(NOT_FOUND), ORIGIN, now=NOW)
    with django_assert_num_queries(8):
        # the guide's stamp, savepoint, ticket, findings, event, its group, mail, release
        intake.submit(Paste(NOT_FOUND), Origin(sender="addr:1", customer=customer), now=NOW)


def test_numbers_are_short_and_read_aloud_without_doubt() -> None:
    numbers = {intake.new_number() for _ in range(200)}
    assert len(numbers) == 200
    assert not set("ILOU") & set("".join(numbers))


def test_the_hash_of_a_body_keeps_its_parts_apart() -> None:
    assert intake.digest_of(Paste("ab", "c")) != intake.digest_of(Paste("a", "bc"))


def test_text_that_only_looks_odd_is_kept_as_it_is() -> None:
    text = "Grüße, 世界 🙂\tand\r\nlines"
    assert pasting.clean(text) == text


def test_of_a_har_the_chosen_exchanges_are_kept() -> None:
    entry = (
        '{"request": {"method": "GET", "url": "https://api.acme.example/v1/%s", "headers": []},'
        ' "response": {"status": %d, "statusText": "", "headers": [], "content": {"mimeType": "application/json"}}}'
    )
    entries = ",".join(entry % pair for pair in (("first", 409), ("private", 200), ("last", 404)))
    har = UploadedText("session.har", f'{{"log": {{"version": "1.2", "entries": [{entries}]}}}}'.encode())
    ticket = intake.submit(Paste(file=har, entries=(0,)), ORIGIN, now=NOW).ticket
    assert (ticket.path, ticket.status) == ("/v1/first", 409)
    assert "private" not in everything_stored()
    with pytest.raises(Refused, match="3 exchanges"):
        intake.submit(Paste(file=har, entries=(7,)), ORIGIN, now=NOW)
