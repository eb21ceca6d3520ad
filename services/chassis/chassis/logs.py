"""Logs as JSON lines: what, where and in which request; never a body, a token or a text that a person wrote."""

import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import orjson

from chassis.access_log import ACCESS_LINES
from chassis.log_lines import Lines

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
"""What every record has; any other attribute was given as `extra`."""


ROW_QUOTED = re.compile(
    r"(?:\n|\\n)DETAIL: .*?(?=\n\[SQL: |\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL
)


def without_rows(text: str) -> str:
    """Without the row that PostgreSQL quotes in an error: it has texts that people wrote."""
    return ROW_QUOTED.sub("", text) if "DETAIL" in text else text


class JsonLines(logging.Formatter):
    """One JSON object per record, on one line, whatever it contains."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "service": self.service,
            "timestamp": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_rows(record.getMessage()),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        line |= {name: value for name, value in vars(record).items() if name not in PLAIN and value is not None}
        if record.exc_info:
            line["exception"] = without_rows(self.formatException(record.exc_info))
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def configure(service: str, level: str) -> None:
    """Send this process's logs to standard error, one JSON object per line.

    What no line shows is not gathered for it (Python's logging how-to, "Optimization").
    """
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    ACCESS_LINES.service, ACCESS_LINES.lines = service, Lines(sys.stderr.buffer)
    for noisy in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(noisy).setLevel("WARNING")
