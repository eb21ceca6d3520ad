"""One log line for each request: which route, how it ended, how long it took, and for which organisation.

It holds nothing by which a person could be found or recognised: no address, no user agent, no values of paths or
queries, no header and no body. The line of the gateway and that of the service have the same request id.
"""

import logging
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import orjson
from starlette.types import Send

from chassis.log_lines import Lines
from chassis.real_time import real_now

QUIET = ("/health/",)

log = logging.getLogger("chassis.access_log")


@dataclass
class AccessLines:
    """Where a process of its own writes these lines, as JSON like all others; `lines` is None elsewhere.

    A line by way of Python's logging costs a tenth of the gateway's work on a request.
    """

    service: str = ""
    lines: Lines | None = None

    def write(self, level: int, said: dict[str, Any]) -> None:
        if self.lines is None:
            log.log(level, "request", extra=said)
            return
        line = {
            "service": self.service,
            "timestamp": real_now(),
            "level": logging.getLevelName(level).lower(),
            "logger": log.name,
            "message": "request",
        }
        line |= {name: value for name, value in said.items() if value is not None}
        self.lines.add(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


ACCESS_LINES = AccessLines()


class Access:
    """What is noted of one request; `send` passes its answer on."""

    __slots__ = ("_began", "_method", "_send", "organisation", "route", "status")

    def __init__(self, method: str, send: Send) -> None:
        self._method = method
        self._send = send
        self._began = perf_counter()
        self.status: int | None = None
        """None where the client has gone before the answer."""
        self.route: str | None = None
        """The template of the path; None where there is no such path."""
        self.organisation: str | None = None

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)

    def write(self, *, request_id: str) -> None:
        """Requests for the health of a process, which are many and always the same, are written at level debug."""
        level = logging.DEBUG if self.route and self.route.startswith(QUIET) else logging.INFO
        if log.isEnabledFor(level):
            said = {
                "method": self._method,
                "route": self.route,
                "status": self.status,
                "milliseconds": round((perf_counter() - self._began) * 1000, 1),
                "organisation": self.organisation,
                "request_id": request_id,
            }
            ACCESS_LINES.write(level, said)
