"""The queue of files: one of an organisation at a time, all in turn, and each for a limited time."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from uuid import UUID

from chassis.untrusted_files.problems import ReadersBusy, TooManyFiles
from chassis.untrusted_files.times import PATIENCE_SECONDS

MOST_WAITING_OF_ONE = 8
MOST_WAITING = 100
MOST_REMEMBERED = 1_000
"""Organisations whose use is remembered."""
FORGOTTEN_AFTER = 300.0
"""Seconds without a file, after which what an organisation has used no longer counts."""

Turn = asyncio.Future[None]


class Used:
    """How long the files of each organisation took lately, in whole seconds."""

    def __init__(self) -> None:
        self._by_org: OrderedDict[UUID, tuple[float, float]] = OrderedDict()
        """The seconds, and when the last of these files was read."""

    def seconds(self, org: UUID) -> int:
        return int(self._exactly(org))

    def add(self, org: UUID, seconds: float) -> None:
        self._by_org[org] = (self._exactly(org) + seconds, monotonic())
        self._by_org.move_to_end(org)
        if len(self._by_org) > MOST_REMEMBERED:
            self._by_org.popitem(last=False)

    def _exactly(self, org: UUID) -> float:
        seconds, last = self._by_org.get(org, (0.0, 0.0))
        return seconds if monotonic() - last < FORGOTTEN_AFTER else 0.0


class Turns:
    """Gives out at most `places` turns at once: first to the organisation whose files took the least time lately.

    Of those that took as long, one that had its turn goes to the end of the queue.
    """

    def __init__(self, places: int, *, patience: float = PATIENCE_SECONDS) -> None:
        self._places = places
        self._patience = patience
        self._at_work: set[UUID] = set()
        self._waiting: OrderedDict[UUID, deque[Turn]] = OrderedDict()
        self._used = Used()

    @asynccontextmanager
    async def turn(self, org: UUID) -> AsyncIterator[None]:
        """Wait for a turn of this organisation; raises TooManyFiles, ReadersBusy."""
        await self._wait(org)
        began = monotonic()
        try:
            yield
        finally:
            self._used.add(org, monotonic() - began)
            self._at_work.remove(org)
            self._advance()

    async def _wait(self, org: UUID) -> None:
        if len(self._waiting.get(org, ())) >= MOST_WAITING_OF_ONE:
            raise TooManyFiles
        if sum(map(len, self._waiting.values())) >= MOST_WAITING:
            raise ReadersBusy
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(org, deque()).append(turn)
        self._advance()
        try:
            async with asyncio.timeout(self._patience):
                await turn
        except BaseException as error:
            self._leave(org, turn)
            if isinstance(error, TimeoutError):
                raise (TooManyFiles if org in self._at_work else ReadersBusy) from None
            raise

    def _leave(self, org: UUID, turn: Turn) -> None:
        """Stop waiting; a turn that was given in the same moment goes to the next."""
        if turn.done() and not turn.cancelled():
            self._at_work.remove(org)
            self._advance()
        elif turn in (own := self._waiting.get(org, deque())):
            own.remove(turn)
            if not own:
                del self._waiting[org]

    def _advance(self) -> None:
        while len(self._at_work) < self._places:
            free = [org for org in self._waiting if org not in self._at_work]
            if not free:
                return
            org = min(free, key=self._used.seconds)  # the first of those that took as long
            turn = self._waiting[org].popleft()
            self._waiting.move_to_end(org)
            if not self._waiting[org]:
                del self._waiting[org]
            if not turn.done():  # a request that was cancelled leaves the queue a moment later
                turn.set_result(None)
                self._at_work.add(org)
