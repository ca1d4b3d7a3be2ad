"""What there is to know about an incident: counted within bounds, by few queries."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tickets.models import Incident, Ticket, User
from tickets.services import incidents
from tickets.services.incidents import Bucket, Said, overview
from tickets.tests.incidents.outage import MINUTE, met, opened, paste_of, work
from tickets.tests.services.samples import NOW


def test_the_facts_count_customers_and_tell_when_and_why(lead: User) -> None:
    incident, other = opened(3), opened(3, paste_of("500 Oops", "/v1/refunds"))
    work(met(1, at=NOW + MINUTE), met(None, at=NOW + 2 * MINUTE), met(None, at=NOW + 2 * MINUTE))
    incidents.merge(incidents=[other], into=incident, by=lead, now=NOW)
    facts = incidents.facts(Incident.objects.get(pk=incident.pk), now=NOW)
    assert (facts.customers, facts.tickets, facts.is_more) == (4, 9, False)
    assert (facts.first_seen, facts.last_seen) == (NOW, NOW + 2 * MINUTE)
    assert facts.said == (Said("503", 6), Said("500", 3))
    assert facts.why == incident.reason
    assert facts.fingerprints == ("v1 POST live /v1/payments 503 -", "v1 POST live /v1/refunds 500 -")


def test_what_nothing_answered_is_counted_in_words() -> None:
    incident = opened(3, "curl https://api.acme.example/v1/payments\ncurl: (28) Operation timed out\n")
    assert incidents.facts(incident, now=NOW).said == (Said("The call never reached the API", 3),)


def test_who_contradicts_the_status_page_is_counted_while_it_is_open(lead: User) -> None:
    incident = opened(4)
    calm = list(incident.tickets.values_list("pk", flat=True)[:2])
    Ticket.objects.filter(pk__in=calm).update(status_page_verdict="operational")
    assert incidents.facts(incident, now=NOW).against == 2
    incidents.resolve(incident=incident, by=lead, now=NOW)
    assert incidents.facts(Incident.objects.get(), now=NOW).against == 0


def test_of_very_many_the_newest_are_counted(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    incident = opened(6)
    monkeypatch.setattr(overview, "LOOKED_AT", 4)
    with django_assert_num_queries(3):
        # its newest tickets, when the first came, its faults
        facts = incidents.facts(incident, now=NOW)
    assert (facts.customers, facts.tickets, facts.is_more) == (4, 4, True)


def test_an_empty_one_has_nothing_to_tell() -> None:
    empty = Incident.objects.create(title="by hand", opened_at=NOW, last_seen_at=NOW)
    facts = incidents.facts(empty, now=NOW)
    assert (facts.customers, facts.tickets, facts.first_seen, facts.last_seen) == (0, 0, None, None)
    assert incidents.rate(empty, now=NOW) == ()


def test_the_rate_has_a_bucket_for_each_step_of_time(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    incident = opened(3)
    work(met(3, at=NOW + 2 * MINUTE + timedelta(seconds=30)))
    with django_assert_num_queries(1):
        rate = incidents.rate(incident, now=NOW + 3 * MINUTE)
    assert rate == tuple(Bucket(NOW + number * MINUTE, tickets) for number, tickets in enumerate([3, 0, 1, 0]))


@pytest.mark.parametrize("age", [timedelta(hours=1), timedelta(days=1), timedelta(days=30), timedelta(days=4000)])
def test_however_long_it_lasts_the_plot_is_no_wider_and_loses_no_ticket(age: timedelta) -> None:
    rate = incidents.rate(opened(3), now=NOW + age)
    assert len(rate) <= overview.MOST_BUCKETS
    assert sum(each.tickets for each in rate) == 3
    assert rate[-1].start <= NOW + age


def test_the_rate_ends_where_the_incident_ended(lead: User) -> None:
    incident = opened(3)
    incidents.resolve(incident=incident, by=lead, now=NOW + 5 * MINUTE)
    incident.refresh_from_db()
    assert incidents.rate(incident, now=NOW + timedelta(days=9))[-1].start == NOW + 5 * MINUTE


def test_a_clock_that_went_back_plots_all_the_same() -> None:
    assert sum(each.tickets for each in incidents.rate(opened(3), now=NOW - timedelta(hours=1))) == 3
