"""Whatever somebody logs, no handler writes a credential or an address of a person."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from triage import masking
from triage.logs import RouteFilter, formatter
from triage.masking import SecretsFilter
from triage.tests.running import ROOT

KEY = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
PASSWORD = "maple-otter-velvet-42"
BEGIN = """
import logging, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "triage.settings"
django.setup()
"""
ENDS = {
    "web server": """
from gunicorn.config import Config
from gunicorn.glogging import Logger
from triage import gunicorn
config = Config()
config.set("logconfig_dict", gunicorn.logconfig_dict)
Logger(config)
""",
    "worker": """
from triage.celery import app
app.log.setup(loglevel="INFO", redirect_stdouts=False)
""",
}
SHOW = """
from triage.masking import SecretsFilter
handlers = [each for name in ("", *logging.root.manager.loggerDict) for each in logging.getLogger(name).handlers]
print(
    [
        each
        for each in handlers
        if not isinstance(each, logging.NullHandler) and not any(isinstance(f, SecretsFilter) for f in each.filters)
    ],
    len(logging.root.handlers),
)
"""


class Unspeakable:
    """What cannot even be written down."""

    def __repr__(self) -> str:
        raise RuntimeError(PASSWORD)


def written(log: Callable[[logging.Logger], object], *, log_format: str = "json", level: int = logging.DEBUG) -> str:
    """What the configured handler writes of what ``log`` says to a library's logger."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RouteFilter())
    handler.addFilter(SecretsFilter())
    handler.setFormatter(formatter(log_format))
    logger = logging.Logger("library", level)
    logger.addHandler(handler)
    log(logger)
    return stream.getvalue()


def said(event: str, log_format: str = "json", **values: object) -> str:
    """The same of what structlog says."""

    def log(logger: logging.Logger) -> None:
        structlog.wrap_logger(logger, wrapper_class=structlog.stdlib.BoundLogger).warning(event, **values)

    return written(log, log_format=log_format)


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize(
    "log",
    [
        lambda logger: logger.warning("Authorization: Bearer %s", KEY),
        lambda logger: logger.debug("the URL is https://u:%s@api.example.com/?api_key=%s", PASSWORD, KEY),
        lambda logger: logger.error({"password": PASSWORD}),
        lambda logger: logger.info("%(password)r", {"password": {"password": PASSWORD}}),
        lambda logger: logger.warning("no", stack_info=True, extra={"stack": KEY}),
        lambda logger: logger.warning(KEY + "\n" + KEY),
    ],
)
def test_a_librarys_message_is_masked(log: Callable[[logging.Logger], object], log_format: str) -> None:
    text = written(log, log_format=log_format)
    assert text
    assert KEY not in text
    assert PASSWORD not in text


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_the_values_of_an_event_are_masked_however_deep_they_are(log_format: str) -> None:
    text = said(
        f"called with {KEY}",
        log_format,
        password=PASSWORD,
        headers={"X-Api-Key": KEY, "Authorization": [f"Bearer {KEY}"]},
        raw=KEY.encode(),
        error=ValueError(f"password={PASSWORD}"),
        deep=[[[[[[KEY]]]]]],
    )
    assert "called with" in text
    assert KEY not in text
    assert PASSWORD not in text


def test_addresses_and_telephone_numbers_are_masked_too() -> None:
    text = said("sent", to="jane.doe@shop.example", text="call +49 30 901820")
    assert "jane" not in text
    assert "901820" not in text


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_traceback_keeps_its_lines_and_loses_what_the_errors_quote(log_format: str) -> None:
    def log(logger: logging.Logger) -> None:
        try:
            try:
                raise ValueError(f"password={PASSWORD}")
            except ValueError as error:
                raise RuntimeError(f"refused: Authorization: Bearer {KEY} of jane@shop.example") from error
        except RuntimeError:
            logger.exception("it failed")
            structlog.wrap_logger(logger, wrapper_class=structlog.stdlib.BoundLogger).exception("failed again")

    text = written(log, log_format=log_format)
    assert text.count("RuntimeError: refused") == 2
    assert text.count("test_masking.py") >= 4
    for hidden in (KEY, PASSWORD, "jane@"):
        assert hidden not in text


@pytest.fixture
def _filters_as_before() -> Iterator[None]:
    """pytest's own handlers show other tests what was logged, unmasked."""
    before = {handler: list(handler.filters) for handler in logging.root.handlers}
    yield
    for handler, filters in before.items():
        handler.filters = filters


@pytest.mark.usefixtures("_filters_as_before")
def test_plain_handlers_of_libraries_write_masked_tracebacks_as_well() -> None:
    stream, logger = io.StringIO(), logging.getLogger("a library with a handler")
    handler = logging.StreamHandler(stream)
    logger.addHandler(handler)
    masking.guard_handlers()
    masking.guard_handlers()
    try:
        raise ValueError(f"password={PASSWORD}")
    except ValueError:
        logger.exception("it failed")
    logger.removeHandler(handler)
    assert "ValueError: password=" in stream.getvalue()
    assert PASSWORD not in stream.getvalue()
    assert len(handler.filters) == 1


def test_a_long_message_is_cut_and_no_credential_at_the_cut_gets_through() -> None:
    """A key that the cut would make too short to be known for one is masked as a whole."""
    for before in range(masking.LONGEST_VALUE - len(KEY), masking.LONGEST_VALUE + 1):
        text = masking.masked("x" * (before - 1) + " " + KEY + " y" * 5000)
        assert text.endswith(masking.CUT)
        assert len(text) < masking.LONGEST_VALUE + 100
        assert not any(KEY[at : at + 8] in text for at in range(len("sk_live_"), len(KEY) - 7))


@pytest.mark.parametrize(
    "log",
    [
        lambda logger: logger.warning("%d of %s", PASSWORD, KEY),
        lambda logger: logger.warning("%s", Unspeakable()),
        lambda logger: logger.warning(Unspeakable()),
        lambda logger: structlog.wrap_logger(logger, wrapper_class=structlog.stdlib.BoundLogger).info(
            "x", y=Unspeakable()
        ),
    ],
)
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_what_cannot_be_masked_is_dropped_and_the_caller_never_learns_of_it(
    log: Callable[[logging.Logger], object], log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = written(log, log_format=log_format)
    assert masking.UNMASKABLE in text
    assert "warning" in text or "info" in text
    assert PASSWORD not in text + "".join(capsys.readouterr())


def test_ordinary_lines_stay_as_they_are() -> None:
    values: dict[str, Any] = {
        "request": "GET /t/<number:number>/<token:token>",
        "request_id": "7f3c7a3e-6b5a-4a58-8b5c-1c1d9f2d9b11",
        "child_task_name": "tickets.route",
        "routing_key": "celery",
        "code": 200,
        "woken": 3,
        "ready": True,
        "wait": 0.5,
        "nobody": None,
        "at": ["/srv/desk/tickets/services/intake.py:84 submit"],
    }
    line = json.loads(said("request_finished", **values))
    assert {name: line[name] for name in values} == values
    message = "Task tickets.route[7f3c7a3e-6b5a-4a58-8b5c-1c1d9f2d9b11] succeeded in 0.012s: None"
    assert json.loads(written(lambda logger: logger.info(message)))["event"] == message


def test_what_is_bound_to_a_request_is_masked_on_the_lines_of_libraries() -> None:
    with structlog.contextvars.bound_contextvars(request_id="7", authorization=f"Bearer {KEY}"):
        text = written(lambda logger: logger.warning("hello"))
    assert json.loads(text)["request_id"] == "7"
    assert KEY not in text


@pytest.mark.parametrize("process", ENDS)
def test_no_handler_of_a_web_server_or_worker_goes_unguarded(process: str) -> None:
    """The loggers as gunicorn and Celery leave them, each in a process of its own."""
    script = "\n".join((BEGIN, ENDS[process], SHOW))
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "[] 1", run.stderr
