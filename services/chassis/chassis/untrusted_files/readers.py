"""Reads files from outside, each in turn and in a process of its own."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from uuid import UUID

from chassis.connections import refuse_to_wait
from chassis.logs import REQUEST_ID
from chassis.untrusted_files.problems import ReadingStopped
from chassis.untrusted_files.process import read_apart
from chassis.untrusted_files.readings import Reading
from chassis.untrusted_files.turns import Turns


@dataclass(frozen=True, slots=True)
class Result:
    """The small answer of a reading, and the file with its result, open at its start."""

    answer: dict[str, Any]
    file: BinaryIO


class FileReaders:
    """Reads at most so many files at once, and one of each organisation. A process of a service has one of these.

    A file may wait, so a request that holds a connection is refused (WaitsWithConnection).
    """

    def __init__(self, places: int) -> None:
        self._turns = Turns(places)
        self._open: dict[tuple[UUID, str], asyncio.Task[dict[str, Any]]] = {}
        """By organisation and request, while a file waits or is read."""

    @asynccontextmanager
    async def read(
        self,
        org: UUID,
        reading: Reading,
        file: BinaryIO,
        *,
        given: Mapping[str, Any] | None = None,
    ) -> AsyncIterator[Result]:
        """The result, in a file that is gone afterwards. `file` cannot be used any more.

        Raises TooManyFiles, ReadersBusy, FileTooDemanding, FileUnreadable, and the refusals of the reading;
        ReadingStopped where it was stopped.
        """
        refuse_to_wait("a file")
        with TemporaryFile() as target:
            answer = await self._answer(org, read_apart(reading, file, target, given or {}))
            target.seek(0)
            yield Result(answer, target)

    def stop(self, org: UUID, request_id: str) -> None:
        """Nobody waits any more for what this request asked for."""
        if task := self._open.get((org, request_id)):
            task.cancel()

    async def _answer(self, org: UUID, read: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
        """Raises ReadingStopped where it was stopped."""
        request, task = (org, REQUEST_ID.get()), asyncio.ensure_future(self._in_turn(org, read))
        self._open[request] = task
        try:
            await asyncio.wait([task])
            if task.cancelled():
                raise ReadingStopped
            return task.result()
        finally:
            if self._open.get(request) is task:
                del self._open[request]
            task.cancel()
            await asyncio.wait([task])
            read.close()  # where it never began

    async def _in_turn(self, org: UUID, read: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
        async with self._turns.turn(org):
            return await read
