"""Structured logs on standard error: one line per event, as JSON or for a person's eyes."""

import logging
import sys
import traceback

import structlog
from sqlalchemy.exc import OperationalError
from structlog.typing import EventDict, WrappedLogger

from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.settings import Settings

TELLING = (ExchangeError, OSError, OperationalError)
"""Errors whose message holds nothing that somebody typed; of others only type and place are logged."""


def start_logging(settings: Settings) -> None:
    """Send the product's and its libraries' logs through one pipeline."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _format_error,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    logging.getLogger("alembic").setLevel("WARNING")


def _format_error(_: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Say what went wrong and where, without what an error quotes: it may be somebody's words or a secret."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    if isinstance(error, BaseException):
        words = f": {error}" if isinstance(error, TELLING) else ""
        event["exception"] = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ + words
    return event
