"""Detects that the client disconnected while a service is still working for it, or that the service hangs."""

import asyncio

from starlette.types import Receive

# Most answers are complete before a task that watches the client is worth its cost.
PATIENCE_SECONDS = 0.1
LOOK_SECONDS = 1.0
"""A service is silent for so much longer than it may be, at most."""


class Watch:
    """Cancels the task that created it once the client is gone, or if the service is silent for too long.

    `gone` and `passed` distinguish this from other cancellations.

    `watch_client` only when the body was read to its end: until then the reader of the body notices first. The
    time of the service runs from `restart` to `pause`, while it is its turn to take a piece of the body or to say
    something.

    All of it is one timer for each request, which looks for what is due when it ends: most requests end before.
    """

    __slots__ = ("_deadline", "_is_client_watched", "_loop", "_receive", "_seconds", "_task", "_timer", "_watcher",
                 "gone", "passed")  # fmt: skip

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive = receive
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._watcher: asyncio.Task[None] | None = None
        self._is_client_watched = False
        self._deadline: float | None = None
        self.gone = self.passed = False
        self._timer: asyncio.TimerHandle | None = self._loop.call_later(min(PATIENCE_SECONDS, seconds), self._look)

    def watch_client(self) -> None:
        self._is_client_watched = True

    def restart(self) -> None:
        self._deadline = self._loop.time() + self._seconds

    def pause(self) -> None:
        self._deadline = None

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._watcher is not None:
            self._watcher.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        if self._deadline is not None and now >= self._deadline:
            self.passed = True
            self._cancel()
            return
        if self._is_client_watched and self._watcher is None:
            self._watcher = self._loop.create_task(self._wait())
        patience = PATIENCE_SECONDS if self._watcher is None else LOOK_SECONDS
        left = patience if self._deadline is None else self._deadline - now
        self._timer = self._loop.call_later(min(left, patience), self._look)

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self._cancel()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
