"""Logs that hold codes, durations and ids, and never what a person typed or a record says."""

import logging.config
from collections.abc import Mapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "request_id", "status", "method", "page", "code",
        "milliseconds", "error", "where", "operation", "attempt", "item",
    }
)  # fmt: skip


def only_allowed(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drops every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def error_kind(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """An exception becomes its type and the place it came from: its message may hold data."""
    info = event.pop("exc_info", None)
    error = (
        info[1] if isinstance(info, tuple) else info if isinstance(info, BaseException) else None
    )
    if error is not None:
        event["error"] = type(error).__name__
        event["where"] = _place_of(error)
    return event


def without_message(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """What other libraries log keeps its logger and level; its text may quote a request."""
    if event.pop("_from_structlog", False) is False:
        event["event"] = "library message"
    return event


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"


def configure(settings: Mapping[str, Any]) -> None:
    """One JSON line an event on standard error."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*shared, structlog.stdlib.ExtraAdder()],
        "processors": [
            without_message,
            error_kind,
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            # It says at every client where our credentials were found.
            "loggers": {"botocore.credentials": {"level": "WARNING"}},
            "root": {"handlers": ["stderr"], "level": settings["level"]},
        }
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
