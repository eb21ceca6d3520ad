"""A short queue in which a client with many requests cannot block the others."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from chassis.http_server.open_connections import client_key

Turn = asyncio.Future[None]


class FairQueue:
    """`places` at once; others wait, at most `most`, and clients take turns.

    When the queue is full, the client with the most waiting loses the one that came last, so that there is room for
    a client with fewer. `refusal` makes what is raised for it.
    """

    def __init__(self, *, places: int, most: int, refusal: Callable[[], Exception]) -> None:
        self._free = places
        self._most = most
        self._refusal = refusal
        self._waiting: OrderedDict[str, deque[Turn]] = OrderedDict()

    @property
    def waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    @property
    def has_free_place(self) -> bool:
        return self._free > 0

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Wait for a turn of this client."""
        await self._wait(client_key(address))
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, client: str) -> None:
        if self._free:
            self._free -= 1
            return
        if self.waiting >= self._most:
            self._make_room(client)
        turn: Turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._leave(client, turn)
            elif turn.exception() is None:
                self._pass_on()
            raise

    def _make_room(self, client: str) -> None:
        longest = max(self._waiting, key=lambda other: len(self._waiting[other]))
        if len(self._waiting[longest]) <= len(self._waiting.get(client, ())) + 1:
            raise self._refusal()
        last = self._waiting[longest][-1]
        self._leave(longest, last)
        if not last.done():
            last.set_exception(self._refusal())

    def _leave(self, client: str, turn: Turn) -> None:
        """Does nothing if it has left already."""
        row = self._waiting.get(client, deque())
        if turn in row:
            row.remove(turn)
            if not row:
                del self._waiting[client]

    def _pass_on(self) -> None:
        while self._waiting:
            client = next(iter(self._waiting))
            turn = self._waiting[client][0]
            self._leave(client, turn)
            if client in self._waiting:
                self._waiting.move_to_end(client)
            if not turn.done():  # else it was cancelled at this moment
                turn.set_result(None)
                return
        self._free += 1
