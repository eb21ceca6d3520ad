"""Logs as JSON lines: what, where, which request; never a body, a token or a person's words."""

import logging
import logging.config
import sys
from contextvars import ContextVar
from typing import Any

import structlog

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def _request_id(_: Any, __: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    if REQUEST_ID.get():
        event["request_id"] = REQUEST_ID.get()
    return event


def configure(service: str, level: str) -> None:
    """Send this process's logs to standard error, one JSON object per line."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _request_id,
        structlog.processors.EventRenamer("message"),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            lambda _, __, event: {"service": service, **event},
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(noisy).setLevel("WARNING")
