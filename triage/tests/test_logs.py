"""Log lines name routes; what libraries quote of the client is cut before it is written."""

import io
import json
import logging

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve

from triage.logs import RouteFilter, formatter, route_of

SECRET = "sk_" + "live_0123456789"


def line(message: str, *arguments: object, name: str = "django.request", **extra: object) -> str:
    """What the configured handler writes for a record."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RouteFilter())
    handler.setFormatter(formatter("json"))
    logger = logging.Logger(name)
    logger.addHandler(handler)
    logger.warning(message, *arguments, extra=extra)
    return stream.getvalue()


def matched(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path_info)
    return request


def test_a_route_is_named_without_its_values() -> None:
    assert route_of(matched("/guide/404")) == "/guide/<status:status>"
    assert route_of(RequestFactory().get(f"/{SECRET}")) == "(no such page)"


def test_djangos_warnings_name_the_route_and_not_the_path() -> None:
    request = RequestFactory().get(f"/t/{SECRET}?key={SECRET}")
    written = line("Not Found: %s", request.path, request=request, status_code=404)
    assert SECRET not in written
    assert json.loads(written)["event"] == "warning 404 GET (no such page)"


@pytest.mark.parametrize(
    ("message", "arguments", "kept"),
    [
        (f"Invalid request from ip=127.0.0.1: Invalid HTTP header '{SECRET}'", (), "Invalid request from ip=127.0.0.1"),
        ("Error handling request %s %s", ("GET", f"/{SECRET}"), "Error handling request"),
    ],
)
def test_gunicorn_does_not_quote_the_client(message: str, arguments: tuple[str, ...], kept: str) -> None:
    assert json.loads(line(message, *arguments, name="gunicorn.error"))["event"] == kept


def test_a_forged_host_is_not_quoted() -> None:
    written = line(f"Invalid HTTP_HOST header: '{SECRET}'.", name="django.security.DisallowedHost")
    assert SECRET not in written
    assert "Invalid HTTP_HOST header" in written
