"""A service as a process: `python -m chassis.serving suppliers.app:from_environment --port 8001`.

Three services share a small machine, so a process returns memory that it no longer needs. Each measure is there for
a figure; see docs/decisions/0024-return-memory-to-the-system.md.
"""

import argparse
import asyncio
import contextlib
import ctypes
import gc
import sys

KEPT_BYTES = 256 * 1024
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENAS = -1, -3, -8
"""glibc's names for what `mallopt` sets (malloc.h)."""
TRIM_SECONDS = 60

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


def serve(target: str, *, host: str, port: int, graceful_seconds: int) -> bool:
    """Serve until stopped; returns whether serving ever started."""
    from uvicorn import Config, Server

    config = Config(
        target,
        factory=True,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=graceful_seconds,
        callback_notify=trim,
        timeout_notify=TRIM_SECONDS,
    )
    config.load()
    gc.collect()
    gc.freeze()  # what is loaded stays: no later collection need look at it again
    server = Server(config)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return server.started


def main() -> None:
    arguments = argparse.ArgumentParser(description="Serve one service.")
    arguments.add_argument("target", help="module:factory")
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8000)
    arguments.add_argument("--graceful-seconds", type=int, default=8)
    given = vars(arguments.parse_args())
    return_large_blocks()
    sys.exit(0 if serve(given.pop("target"), **given) else 1)


if __name__ == "__main__":
    main()
