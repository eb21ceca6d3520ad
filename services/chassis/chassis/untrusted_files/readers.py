"""Reads files from outside, each in turn and in a process of its own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from uuid import UUID

from chassis.connections import refuse_to_wait
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

        Raises TooManyFiles, ReadersBusy, FileTooDemanding, FileUnreadable, and the refusals of the reading.
        """
        refuse_to_wait("a file")
        with TemporaryFile() as target:
            async with self._turns.turn(org):
                answer = await read_apart(reading, file, target, given or {})
            target.seek(0)
            yield Result(answer, target)
