"""Logs that name the route and never the path or the query: both may hold links, ids and keys."""

import logging
import re

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor, WrappedLogger

from triage.masking import masked_value

# gunicorn quotes what the client sent in these messages; the first words say enough.
_QUOTES_THE_CLIENT = re.compile(
    r"(?s)^(Invalid request from ip=\S*?(?=: )|Error handling request|Invalid [A-Z_]+ header).*"
)


def route_of(request: HttpRequest) -> str:
    """The pattern of the URL that matched, such as ``/t/<number>/<token>``; never the path itself."""
    match = request.resolver_match
    return "(no such page)" if match is None else f"/{match.route}"


class RouteMiddleware(RequestMiddleware):
    """Gives each request an id, logs one line when it is answered, and tells the id in ``X-Request-Id``."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """What the log line says of the request."""
        return f"{request.method} {route_of(request)}"

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        """Logs the line and marks the response with the id that finds it."""
        bound = structlog.contextvars.get_contextvars()
        response.headers["X-Request-Id"] = str(bound.get("request_id", ""))
        super().handle_response(request, response)


class RouteFilter(logging.Filter):
    """Rewrites records of libraries that quote the path or the client's bytes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the record is kept, what it quotes is not."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            status = getattr(record, "status_code", "")
            record.msg, record.args = (
                f"{record.levelname.lower()} {status} {RouteMiddleware.format_request(request)}",
                (),
            )
        elif record.name.startswith(("gunicorn", "django")) and (match := _QUOTES_THE_CLIENT.match(str(record.msg))):
            record.msg, record.args = match[1], ()
        return True


def _with_context(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """A library's record with the ids that are bound to the request or task; the filter came before them."""
    context = structlog.contextvars.get_contextvars()
    return {**{name: masked_value(value, name=name) for name, value in context.items()}, **event}


def _with_traceback(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """A library's record with the traceback that the filter masked."""
    if text := event["_record"].exc_text:
        event["exception"] = text
    return event


_SHARED: list[Processor] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]


def formatter(log_format: str) -> logging.Formatter:
    """A formatter for every record, ours and the libraries'; ``console`` for people, ``json`` for machines.

    Tracebacks are plain ones: rich ones print local variables, which may hold a raw paste.
    """
    renderer: Processor
    if log_format == "json":
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_with_context, _with_traceback, *_SHARED],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
