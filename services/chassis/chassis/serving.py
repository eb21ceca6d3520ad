"""A service as a process: `python -m chassis.serving suppliers.app:from_environment --port 8001`.

Three services share a small machine, so a process returns memory that it no longer needs. Each measure is there for
a figure; see docs/decisions/0024-return-memory-to-the-system.md.
"""

import argparse
import asyncio
import contextlib
import ctypes
import gc
import resource
import socket
import sys
import time
from dataclasses import replace
from typing import Any, Protocol, runtime_checkable

from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.importer import import_from_string

from chassis.heartbeats import Heartbeat
from chassis.http_server.limits import INTERNAL, ServerLimits
from chassis.http_server.open_connections import OpenConnections
from chassis.http_server.protocol import LimitedConfig
from chassis.settings import ServerSettings
from chassis.state import state_of

KEPT_BYTES = 256 * 1024
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENAS = -1, -3, -8
"""glibc's names for what `mallopt` sets (malloc.h)."""
TRIM_SECONDS = 60
ANSWER_SECONDS = 3
"""For which a request that was broken off may still roll back and answer."""
MOST_FILES, OTHER_FILES = 65_536, 256
"""How many files a process may have open, and how many of them it keeps for what is no client's connection."""

_libc = ctypes.CDLL(None)


def return_large_blocks() -> None:
    """Let what is large, such as the memory of a password hash, go back to the system as soon as it is free.

    By default, glibc keeps all later large blocks once it has freed a first one.
    """
    if set_option := getattr(_libc, "mallopt", None):
        for option, value in ((MMAP_THRESHOLD, KEPT_BYTES), (TRIM_THRESHOLD, KEPT_BYTES), (ARENAS, 1)):
            set_option(option, value)


async def trim() -> None:
    """Return free memory between used blocks to the system; does nothing without glibc."""
    if give_back := getattr(_libc, "malloc_trim", None):
        await asyncio.to_thread(give_back, 0)


@runtime_checkable
class HasLimits(Protocol):
    """An app that is not behind the gateway."""

    limits: ServerLimits


def config_of(app: ASGIApp, settings: ServerSettings, *, limits: ServerLimits, **options: Any) -> LimitedConfig:
    """How uvicorn serves our apps; without the address of a trusted proxy, no header names the client."""
    return LimitedConfig(
        app,
        limits=limits,
        connections=OpenConnections(limits, settings.trusted_proxies),
        loop="uvloop",
        log_level="warning",
        log_config=None,
        access_log=False,
        timeout_keep_alive=limits.idle_seconds,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
        **options,
    )


def limits_of(app: ASGIApp, settings: ServerSettings, *, open_files: int) -> ServerLimits:
    """The limits of an app; no client gets more than half of the connections that the system allows."""
    limits = app.limits if isinstance(app, HasLimits) else INTERNAL
    connections = min(limits.connections, max(open_files - OTHER_FILES, 2))
    each = min(settings.connections_per_address, connections // 2)
    return replace(limits, connections=connections, connections_per_address=each)


class EndingServer(Server):
    """Ends what waits for events at once, and what else is running after `graceful_seconds`, each with an answer.

    Uvicorn would send plain text, and close the database before a request could say that it was broken off.
    """

    def __init__(self, config: Config, *, graceful_seconds: float, heartbeat: Heartbeat) -> None:
        super().__init__(config)
        self._graceful_seconds = graceful_seconds
        self._heartbeat = heartbeat
        self._beat_at = 0.0

    async def on_tick(self, counter: int) -> bool:
        if time.monotonic() >= self._beat_at:
            self._beat_at = time.monotonic() + self._heartbeat.pause
            self._heartbeat.beat()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._heartbeat.stop()
        app = getattr(self.config.app, "own", self.config.app)
        if isinstance(app, FastAPI):
            state_of(app).sealed.end()
        timer = asyncio.get_running_loop().call_later(self._graceful_seconds, self._break_off)
        await super().shutdown(sockets)
        timer.cancel()

    def _break_off(self) -> None:
        for task in self.server_state.tasks:
            task.cancel()


def serve(app: ASGIApp, *, host: str, port: int, graceful_seconds: int, hang_seconds: float) -> bool:
    """Serve until stopped, or until the loop hangs for so long; returns whether serving ever started."""
    settings = ServerSettings()
    config = config_of(
        app,
        settings,
        limits=limits_of(app, settings, open_files=most_open_files()),
        host=host,
        port=port,
        timeout_graceful_shutdown=graceful_seconds + ANSWER_SECONDS,
        callback_notify=trim,
        timeout_notify=TRIM_SECONDS,
    )
    config.load()
    gc.collect()
    gc.freeze()  # what is loaded stays: no later collection need look at it again
    server = EndingServer(config, graceful_seconds=graceful_seconds, heartbeat=Heartbeat(hang_seconds))
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return server.started


def most_open_files() -> int:
    """Allow this process all that the system lets it have: every connection is an open file."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most


def main() -> None:
    arguments = argparse.ArgumentParser(description="Serve one service.")
    arguments.add_argument("target", help="module:factory")
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8000)
    arguments.add_argument("--graceful-seconds", type=int, default=8)
    arguments.add_argument(
        "--hang-seconds", type=float, default=60, help="end if the event loop hangs for so long; 0: never"
    )
    given = vars(arguments.parse_args())
    return_large_blocks()
    gc.disable()  # what is loaded stays: a collection would find nothing
    app = import_from_string(given.pop("target"))()
    gc.enable()
    sys.exit(0 if serve(app, **given) else 1)


if __name__ == "__main__":
    main()
