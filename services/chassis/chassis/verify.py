"""Verify a service's journal: `python -m chassis.verify <its database> <database of a follower> …`.

Databases are named by the addresses of their worker roles. Prints the sealed head, how many entries wait for their
place, and how many cannot be sealed. Ends with 1 where the chain is broken, or is not the one that a follower has
read: without followers, a journal whose last entries were cut off looks intact. Ends with 2 where a database cannot
be read.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from chassis.journal_check import check_chain
from chassis.settings import for_asyncpg

WORKER = "_worker"
KEPT_APART = "select count(*) from journal_quarantine join journal using (seq) where position is null"
READ_SO_FAR = "select position, chain from follower_cursors where feed = $1 and position > 0"


@dataclass(frozen=True)
class ReadSoFar:
    """The last entry that a follower has read, and the chain's value there; None before followers kept it."""

    follower: str
    position: int
    chain: bytes | None


async def verify(url: str, *followers: str) -> str:
    """The result; raises ValueError with the first position that is not as it was sealed, or as it was read."""
    async with _connected(url) as connection:
        feed = await _service_of(connection)
        read = [found for follower in followers if (found := await _read_so_far(follower, feed))]
        head, tail = await check_chain(connection)
        for found in read:
            await _compare(connection, head, found)
        apart = await connection.fetchval(KEPT_APART)
    result = f"The chain is intact up to position {head}; {tail} entries are not yet sealed."
    if apart:
        result += f" {apart} of them cannot be sealed: the table journal_quarantine says why."
    for found in read:
        result += f" It agrees with what {found.follower} has read, up to position {found.position}."
    return result


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(for_asyncpg(url))
    try:
        yield connection
    finally:
        await connection.close()


async def _service_of(connection: asyncpg.Connection) -> str:
    """The service whose database it is; roles are named after their service."""
    return str(await connection.fetchval("select current_user")).removesuffix(WORKER)


async def _read_so_far(follower_url: str, feed: str) -> ReadSoFar | None:
    """None where the other service does not follow this journal, or has read nothing yet."""
    async with _connected(follower_url) as connection:
        row = await connection.fetchrow(READ_SO_FAR, feed)
        return ReadSoFar(await _service_of(connection), row["position"], row["chain"]) if row else None


async def _compare(connection: asyncpg.Connection, head: int, read: ReadSoFar) -> None:
    """Raises ValueError where a follower has read what is not, or no longer, in the journal."""
    if read.position > head:
        raise ValueError(
            f"the journal ends at position {head}, but {read.follower} has read it up to position {read.position}:"
            " its last entries are missing"
        )
    chain = await connection.fetchval("select chain from journal where position = $1", read.position)
    if read.chain is not None and chain != read.chain:
        raise ValueError(f"the journal up to position {read.position} is not the one that {read.follower} has read")


def main(arguments: list[str]) -> int:
    if not arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        sys.stdout.write(asyncio.run(verify(*arguments)) + "\n")
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        sys.stderr.write(f"A database cannot be read: {error or type(error).__name__}\n")
        return 2
    except ValueError as broken:
        sys.stderr.write(f"{broken}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
