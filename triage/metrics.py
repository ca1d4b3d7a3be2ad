"""``/metrics`` in Prometheus' text format: the desk's own numbers, read from the database when it is scraped.

A registry of our own: what each process of the web server counts by itself would be another number at each scrape.
"""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from tickets.services import measuring
from tickets.services.measuring import Gauge

NEAR = ("127.0.0.1", "::1")
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


class DeskCollector(Collector):
    """What was measured, as the client library takes it."""

    def __init__(self, gauges: tuple[Gauge, ...]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """One family for each gauge."""
        for gauge in self._gauges:
            family = GaugeMetricFamily(gauge.name, gauge.what, labels=gauge.labels)
            for labels, value in gauge.samples:
                family.add_metric(labels, value)
            yield family


def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers for who holds ``METRICS_TOKEN``; without one set, for this machine alone. 404 for anybody else."""
    if not _may_read(request):
        raise Http404
    try:
        gauges = measuring.measured(now=timezone.now())
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    registry = CollectorRegistry()
    registry.register(DeskCollector(gauges))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").encode(errors="replace")
        return hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())
    # Behind a proxy on this machine the whole world comes from here.
    behind = settings.TRUSTED_PROXIES or any(name in request.META for name in FORWARDED)
    return not behind and request.META.get("REMOTE_ADDR") in NEAR
