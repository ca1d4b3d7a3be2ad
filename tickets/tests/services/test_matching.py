"""Routing rules fit by all the conditions that are given; pure values, so the preview asks the very same."""

from dataclasses import replace

import pytest

from tickets.models import Customer, Organisation, RoutingRule, Ticket
from tickets.services import matching
from tickets.services.matching import Conditions, Facts, Rule
from tickets.tests.services.samples import Submit
from triage.engine.rules.asking.hosts import ENVIRONMENTS

FACTS = Facts(
    status=503,
    verdict="server_error",
    vendor_code="unavailable",
    method="POST",
    path="/v1/payments/pay_9/refunds",
    host="api.eu.shop.example",
    environment="live",
    customer=7,
    organisation=3,
    language="pt-br",
)
HOLDS = {
    "status": "503",
    "verdict": "server_error",
    "vendor_code": "unavailable",
    "method": "POST",
    "path": "/v1/payments",
    "host": "api.eu.shop.example",
    "environment": "live",
    "customer": 7,
    "organisation": 3,
    "language": "pt",
}
FAILS = {
    "status": "500",
    "verdict": "never_reached",
    "vendor_code": "other",
    "method": "GET",
    "path": "/v1/payouts",
    "host": "api.us.shop.example",
    "environment": "test",
    "customer": 8,
    "organisation": 4,
    "language": "de",
}


def rule(position: int = 1, *, enabled: bool = True, **conditions: object) -> Rule:
    return Rule(position, position, enabled, Conditions(**conditions), 1, "P3", ())  # type: ignore[arg-type]


@pytest.mark.parametrize("name", HOLDS)
def test_each_condition_holds_or_fails_by_itself(name: str) -> None:
    assert matching.fits(Conditions(**{name: HOLDS[name]}), FACTS)  # type: ignore[arg-type]
    assert not matching.fits(Conditions(**{name: FAILS[name]}), FACTS)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", HOLDS)
def test_one_condition_that_fails_fails_the_rule(name: str) -> None:
    assert matching.fits(Conditions(**HOLDS), FACTS)  # type: ignore[arg-type]
    assert not matching.fits(Conditions(**{**HOLDS, name: FAILS[name]}), FACTS)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", HOLDS)
def test_what_a_ticket_does_not_tell_fits_no_condition_on_it(name: str) -> None:
    assert not matching.fits(Conditions(**{name: HOLDS[name]}), Facts())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "path", "holds"),
    [
        ("/v1/payments", "/v1/payments", True),
        ("/v1/payments", "/v1/payments/", True),
        ("/v1/payments", "/v1/paymentsx", False),
        ("/v1/payments", "/v1", False),
        ("/v1/{anything}/refunds", "/v1/payments/refunds/7", True),
        ("/v1/payments/{id}/refunds", "/v1/payments/refunds", False),
        ("/", "/v1", True),
        ("/", "", False),
        ("/{id}", "/", False),
    ],
)
def test_a_path_begins_like_the_template_segment_by_segment(asked: str, path: str, holds: bool) -> None:
    assert matching.fits(Conditions(path=asked), Facts(path=path)) is holds


@pytest.mark.parametrize(
    ("asked", "host", "holds"),
    [
        ("*.shop.example", "api.eu.shop.example", True),
        ("*.shop.example", "shop.example", False),
        ("*.shop.example", "api.myshop.example", False),
        ("shop.example", "api.shop.example", False),
    ],
)
def test_a_host_is_one_or_all_below_it(asked: str, host: str, holds: bool) -> None:
    assert matching.fits(Conditions(host=asked), Facts(host=host)) is holds


def test_a_range_takes_its_hundred_and_no_other() -> None:
    asked = Conditions(status="5xx")
    assert [each for each in (None, 499, 500, 599, 600) if matching.fits(asked, Facts(each))] == [500, 599]


def test_a_language_takes_its_regions_and_no_longer_word() -> None:
    takes = [
        each for each in ("pt", "pt-br", "ptx", "") if matching.fits(Conditions(language="pt"), Facts(language=each))
    ]
    assert takes == ["pt", "pt-br"]


def test_the_first_enabled_rule_that_fits_decides() -> None:
    rules = (rule(1, method="GET"), rule(2, enabled=False), rule(3, status="5xx"), rule(4))
    assert matching.first_fit(rules, FACTS) is rules[2]
    assert matching.first_fit(rules, replace(FACTS, status=404)) is rules[3]
    assert matching.first_fit(rules[:2], FACTS) is None


def test_the_work_grows_with_the_length_of_the_path_alone() -> None:
    long = "/a" * 250
    assert matching.fits(Conditions(path="/{x}" * 66), Facts(path=long))
    assert not matching.fits(Conditions(path="/{x}" * 66 + "/b"), Facts(path=long))


@pytest.mark.parametrize("name", HOLDS)
def test_a_rule_covers_a_narrower_one_and_never_a_wider_one(name: str) -> None:
    narrow, wide = Conditions(**HOLDS), Conditions(**{name: HOLDS[name]})  # type: ignore[arg-type]
    assert matching.covers(wide, narrow)
    assert not matching.covers(narrow, wide)
    assert not matching.covers(Conditions(**{name: FAILS[name]}), narrow)  # type: ignore[arg-type]


def test_a_status_and_a_verdict_may_contradict_each_other() -> None:
    assert matching.contradict(Conditions(status="5xx", verdict="client_error"))
    assert matching.contradict(Conditions(status="404", verdict="server_error"))
    assert not matching.contradict(Conditions(status="404", verdict="client_error"))
    assert not matching.contradict(Conditions(status="502", verdict="never_reached"))
    assert not matching.contradict(Conditions(verdict="client_error"))


def test_the_environments_are_those_that_the_engine_tells() -> None:
    assert set(RoutingRule.Environment.values) == {*ENVIRONMENTS.values(), "live", "local"}


def test_a_ticket_tells_host_environment_and_what_its_customer_is(submit: Submit) -> None:
    acme = Organisation.objects.create(name="Acme")
    customer = Customer.objects.create(email="dev@shop.example", organisation=acme, language="pt-BR")
    ticket = submit(
        "curl -X POST 'https://API.sandbox.acme.example:8443/v1/x?a=1'\n\nHTTP/1.1 503 No\n\n", customer=customer
    )
    facts = matching.facts_of(Ticket.objects.select_related("customer").get(pk=ticket.pk))
    assert facts == Facts(
        status=503,
        verdict="server_error",
        method="POST",
        path="/v1/x",
        host="api.sandbox.acme.example",
        environment="sandbox",
        customer=customer.pk,
        organisation=acme.pk,
        language="pt-br",
    )


@pytest.mark.parametrize("url", ["https://[::1/x", "https://[x]/", "nonsense", "", "https://\x00/"])
def test_a_url_that_is_none_has_no_host_and_breaks_nothing(url: str) -> None:
    facts = matching.facts_of(Ticket(url=url, fingerprint="v1"))
    assert (facts.host in ("", "\x00"), facts.environment) == (True, "")


def test_a_ticket_without_a_call_tells_no_environment(submit: Submit) -> None:
    assert matching.facts_of(submit("HTTP/1.1 503 No\n\n")).environment == ""
