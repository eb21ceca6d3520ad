"""The head of an answer and its body leave together: uvicorn writes one after the other.

Each write is a call of the system and a packet, and most answers are short.
"""

import asyncio
from typing import Any


class JoinedWrites:
    """The transport of one request's answer, whose first write waits for what follows at once."""

    __slots__ = ("_has_begun", "_loop", "_transport", "_waiting")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._has_begun = False
        self._waiting = b""

    def write(self, data: bytes) -> None:
        if self._has_begun:
            waiting, self._waiting = self._waiting, b""
            self._transport.write(waiting + data if waiting else data)
            return
        self._has_begun, self._waiting = True, data
        self._loop.call_soon(self._write_rest)

    def close(self) -> None:
        self._write_rest()
        self._transport.close()

    def _write_rest(self) -> None:
        waiting, self._waiting = self._waiting, b""
        if waiting and not self._transport.is_closing():
            self._transport.write(waiting)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
