"""A short queue in which a client with many requests cannot block the others."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from chassis.http_server.open_connections import client_key

Turn = asyncio.Future[None]


class FairQueue:
    """`places` at once, and `of_one` of a client; others wait, at most `most`, and clients take turns.

    When the queue is full, the client with the most waiting loses the one that came last, so that there is room for
    a client with fewer. `refusal` makes what is raised for it.
    """

    def __init__(
        self, *, places: int, most: int, refusal: Callable[[], Exception], of_one: int | None = None
    ) -> None:
        self._free = places
        self._of_one = of_one or places
        self._running: dict[str, int] = {}
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
        client = client_key(address)
        await self.enter(client)
        try:
            yield
        finally:
            self.leave(client)

    def entered_at_once(self, client: str) -> bool:
        """Enter if there is a place now."""
        is_free = self._may_begin(client)
        if is_free:
            self._begin(client)
        return is_free

    async def enter(self, client: str, *, seconds: float | None = None) -> None:
        """Wait for a turn; whoever enters must `leave`, which may be later than what the turn was for.

        Raises the refusal if none comes within so many `seconds`.
        """
        if self.entered_at_once(client):
            return
        if self.waiting >= self._most:
            self._make_room(client)
        loop = asyncio.get_running_loop()
        turn: Turn = loop.create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        timer = loop.call_later(seconds, self._refuse, client, turn) if seconds is not None else None
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._step_out(client, turn)
            elif turn.exception() is None:
                self.leave(client)
            raise
        finally:
            if timer is not None:
                timer.cancel()

    def leave(self, client: str) -> None:
        self._free += 1
        left = self._running.pop(client) - 1
        if left:
            self._running[client] = left
        if self._waiting:
            self._call_next()

    def _call_next(self) -> None:
        while following := next(filter(self._may_begin, self._waiting), None):
            turn = self._waiting[following][0]
            self._step_out(following, turn)
            if following in self._waiting:
                self._waiting.move_to_end(following)
            if not turn.done():  # else it was cancelled at this moment
                turn.set_result(None)
                self._begin(following)

    def _may_begin(self, client: str) -> bool:
        return self._free > 0 and self._running.get(client, 0) < self._of_one

    def _begin(self, client: str) -> None:
        self._free -= 1
        self._running[client] = self._running.get(client, 0) + 1

    def _make_room(self, client: str) -> None:
        longest = max(self._waiting, key=lambda other: len(self._waiting[other]))
        if len(self._waiting[longest]) <= len(self._waiting.get(client, ())) + 1:
            raise self._refusal()
        self._refuse(longest, self._waiting[longest][-1])

    def _refuse(self, client: str, turn: Turn) -> None:
        self._step_out(client, turn)
        if not turn.done():
            turn.set_exception(self._refusal())

    def _step_out(self, client: str, turn: Turn) -> None:
        """Does nothing if it has left already."""
        row = self._waiting.get(client, deque())
        if turn in row:
            row.remove(turn)
            if not row:
                del self._waiting[client]
