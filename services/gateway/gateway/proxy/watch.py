"""Detects that the client disconnected while a service is still working for it, or that the service hangs."""

import asyncio

from starlette.types import Receive

# Most answers are complete before a task that watches the client is worth its cost.
PATIENCE_SECONDS = 0.1


class ClientWatch:
    """Cancels the task that created it once the client is gone; `gone` distinguishes this from other cancellations.

    Start it only when the body was read to its end: until then the reader of the body notices first. A service that
    has not begun to answer finishes its work, because the client library cannot cancel a sent request; the
    connection to one that is answering is closed.
    """

    __slots__ = ("_receive", "_task", "_timer", "_watcher", "gone")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._task = asyncio.current_task()
        self._timer: asyncio.TimerHandle | None = None
        self._watcher: asyncio.Task[None] | None = None
        self.gone = False

    def start(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._watch)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()

    def _watch(self) -> None:
        self._watcher = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        if self._task is not None:
            self._task.cancel()


class ServiceWatch:
    """Cancels the task that created it if the service is silent for too long; `passed` tells this apart.

    It runs only while it is the service's turn to take a piece of the body or to say something.
    """

    __slots__ = ("_seconds", "_task", "_timer", "passed")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._task = asyncio.current_task()
        self._timer: asyncio.TimerHandle | None = None
        self.passed = False

    def restart(self) -> None:
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._pass)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        if self._task is not None:
            self._task.cancel()
